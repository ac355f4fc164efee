"""Front matter as text, from the values that its schema holds."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import yaml
from yaml.nodes import CollectionNode, Node

from broadsheet.model.schema import Schema

_FIRST = ("title", "audience", "kind", "type", "product", "date", "release")
"""The keys that say what a file is; the others follow in their schema's order."""

_ONE_OR_MANY = {"audience", "product", "tags"}
"""Lists of which a single item stands alone: ``audience: support``."""

_LINE_BREAKS = re.compile("[\n\r\x85\u2028\u2029]")


class _Dumper(yaml.SafeDumper):
    """PyYAML's own emitter, which knows what needs quotes, in the way people write YAML by hand."""

    def represent(self, data: Any) -> None:
        """Begin: what holds only simple values is written in a line, but for the whole."""
        node = self.represent_data(data)
        if isinstance(node, CollectionNode):
            node.flow_style = False
        self.serialize(node)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Write everything out: front matter has no aliases."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Indent the items of a list."""
        super().increase_indent(flow, indentless=False)


def _text(dumper: _Dumper, value: str) -> Node:
    # Within other quotes, YAML folds line breaks, and takes for one what our reader takes for a character.
    style = '"' if _LINE_BREAKS.search(value) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style)


def _time(dumper: _Dumper, value: datetime) -> Node:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())


def _number(dumper: _Dumper, value: float) -> Node:
    return dumper.represent_int(int(value)) if value.is_integer() else dumper.represent_float(value)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(datetime, _time)
_Dumper.add_representer(float, _number)


def yaml_text(values: dict[str, Any]) -> str:
    """Return a mapping as YAML that reads back as the same values."""
    return yaml.dump(
        values,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=None,
        width=float("inf"),
    )


def flow_yaml(value: object) -> str:
    """Return a value as YAML in one line, which may stand anywhere, also between braces."""
    text = yaml.safe_dump(
        [value], default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False
    )
    return text.strip()[1:-1]


def matter_text(matter: Schema) -> str:
    """Return what a schema's object says as YAML, without what goes without saying.

    Args:
        matter: The values; no text of theirs may hold control characters, which no file may.
    """
    said = matter.model_dump(exclude_defaults=True)
    keys = [*(key for key in _FIRST if key in said), *(key for key in said if key not in _FIRST)]
    values = {key: _alone(said[key]) if key in _ONE_OR_MANY else said[key] for key in keys}
    return yaml_text(values) if values else ""


def page_text(matter: Schema, body: str) -> str:
    """Return a Markdown file: front matter, and what follows it.

    Args:
        matter: Its front matter.
        body: Its Markdown; may be empty.
    """
    text = body.strip("\n")
    return f"---\n{matter_text(matter)}---\n" + (f"{text}\n" if text else "")


def _alone(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values

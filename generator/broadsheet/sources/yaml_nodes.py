"""YAML text to a tree of nodes, within limits that no front matter reaches and a hostile one cannot pass."""

from __future__ import annotations

import copy
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.composer import Composer
from yaml.nodes import Node
from yaml.resolver import Resolver

from broadsheet.codes import Code
from broadsheet.limits import MAX_DEPTH

MAX_ALIASES = 20


class LimitError(Exception):
    """The text goes over a limit.

    Args:
        code: Which one.
        message: The same in words.
        line: Where, counted from 0.
    """

    def __init__(self, code: Code, message: str, line: int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line


# CParser composes too, in C; PyYAML's own composer stands before it, so that it can be limited.
class _Composer(Composer, CParser, Resolver):
    """libyaml's parser under PyYAML's composer."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        Composer.__init__(self)
        Resolver.__init__(self)
        self._depth = 0
        self._aliases = 0
        self._holding_aliases: set[str] = set()

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        """Compose what comes next, counting depth and aliases."""
        if self.check_event(yaml.AliasEvent):
            return self._compose_alias(parent, index)
        event: Any = self.peek_event()
        aliases = self._aliases
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise LimitError(
                Code.BS210, f"values are nested more than {MAX_DEPTH} deep", event.start_mark.line
            )
        node = super().compose_node(parent, index)
        self._depth -= 1
        if event.anchor and self._aliases > aliases:
            self._holding_aliases.add(event.anchor)
        return node

    def _compose_alias(self, parent: Node | None, index: int) -> Node | None:
        """Give the anchored node as it is, but at the alias' own place."""
        event: Any = self.peek_event()
        node: Any = super().compose_node(parent, index)
        self._aliases += 1
        if node.end_mark is None:
            problem = f"`*{event.anchor}` stands inside of itself"
        elif event.anchor in self._holding_aliases:
            problem = f"`*{event.anchor}` stands for something that itself has aliases"
        elif self._aliases > MAX_ALIASES:
            problem = f"there are more than {MAX_ALIASES} aliases"
        else:
            node = copy.copy(node)
            node.start_mark = event.start_mark
            return node  # type: ignore[no-any-return]
        raise LimitError(Code.BS204, problem, event.start_mark.line)


def compose(text: str) -> Node | None:
    """Read the one YAML document of a text.

    Raises:
        LimitError: It has too many aliases, or is nested too deeply.
        yaml.MarkedYAMLError: It is not YAML.
    """
    return _Composer(text).get_single_node()

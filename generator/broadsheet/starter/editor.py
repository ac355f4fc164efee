"""What lets an editor complete and check what is written: schemas, snippets, settings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from broadsheet.config.options import Options
from broadsheet.model.taxonomy import EVERYONE
from broadsheet.schemas import schemas
from broadsheet.writing.front_matter import flow_yaml

SCHEMAS = ".vscode/schemas"
SNIPPETS = ".vscode/broadsheet.code-snippets"


def editor_files(site: Options) -> dict[str, str]:
    """Return the files that are made from a site's lists, by path; they are made anew when those change."""
    made = {f"{SCHEMAS}/{name}.json": schema for name, schema in schemas(site).items()}
    return {path: _json(value) for path, value in (made | {SNIPPETS: _snippets(site)}).items()}


def _snippets(site: Options) -> dict[str, Any]:
    """Return VS Code's snippets: its YAML support does not reach the front matter of Markdown files."""
    audience = _choice(1, map(flow_yaml, [*site.audiences, EVERYONE]))
    kind = _choice(2, map(flow_yaml, site.types))
    product = [f"product: {_choice(3, map(flow_yaml, site.products))}"] if site.products else []
    return {
        "Broadsheet: an entry of the changelog": {
            "scope": "markdown",
            "prefix": "entry",
            "description": "Front matter and text of a changelog entry",
            "body": [
                *("---", f"audience: {audience}", f"type: {kind}", *product, "---"),
                *("# ${4:What changed, in a few words}", ""),
                "${5:One paragraph that every audience reads; it is also the summary.}",
                "$0",
            ],
        },
        "Broadsheet: words for some audiences": {
            "scope": "markdown",
            "prefix": "audience",
            "description": "A block that only the named audiences read",
            "body": [f"/// audience | {_choice(1, site.audiences)}", "$0", "///"],
        },
        "Broadsheet: a page": {
            "scope": "markdown",
            "prefix": "page",
            "description": "Front matter and text of a document",
            "body": ["---", f"audience: {audience}", "---", "# ${2:Title}", "", "$0"],
        },
    }


def _choice(number: int, words: Iterable[str]) -> str:
    return f"${{{number}|{','.join(words)}|}}"


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"

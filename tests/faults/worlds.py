"""What is built while builds are harmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.gitrepo import GitRepo
from tests.sample import Sample

_INDEX = "---\naudience: everyone\n---\n# Home\n\nSee [how](how.md) and [the log](changelog/index.md).\n"
# To read Material's own templates takes half the time of so small a build.
_PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ page.title if page else "Not found" }}</title></head>
<body><main data-pagefind-body>{% if page %}{{ page.content }}{% endif %}</main></body>
</html>
"""
_THEME = {"name": "material", "custom_dir": "overrides", "font": False}
_FILES = {
    "overrides/main.html": _PAGE,
    ".gitignore": "/site/\n/.broadsheet/\n",
    "docs/index.md": _INDEX,
    "docs/how.md": "---\naudience: everyone\n---\n# How\n\nTurn it on.\n\n![Chart](chart.svg)\n",
    "docs/chart.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>\n',
    "docs/pay.md": "---\naudience: support\n---\n# Pay\n\nMonthly.\n",
}
_AUDIENCES = {"customers": {"title": "Customers"}, "support": {"title": "Support"}}
_EDITIONS = {
    "public": {"audiences": ["customers"], "site_url": "https://docs.example.com/"},
    "internal": {"audiences": ["everyone"], "site_url": "https://hub.example.com/"},
}
_ALONE = {"audiences": _AUDIENCES, "editions": None, "products": None, "extra_keys": None}
_TWO = {**_ALONE, "editions": _EDITIONS}


@dataclass(frozen=True, slots=True)
class World:
    """A project, and a change to it.

    Args:
        plugin: Broadsheet's part of the configuration.
        entries: How many entries there are.
        published: Whether the project was published before the change.
        edits: The texts that the change replaces, by file.
        arguments: The command's.
    """

    plugin: Mapping[str, Any]
    entries: int
    published: bool
    edits: Mapping[str, tuple[str, str]]
    arguments: tuple[str, ...] = ("--workers", "1")

    def begin(self, path: Path) -> None:
        """Write the project."""
        sample = Sample(GitRepo.init(path))
        sample.configure({"site_url": "https://example.com/", "theme": _THEME}, self.plugin)
        for number in range(self.entries):
            sample.repo.write(f"changelog/change-{number}.md", _entry(number))
        sample.write(_FILES)

    def change(self, path: Path) -> None:
        """Change it."""
        repo = GitRepo(path)
        for name, (old, new) in self.edits.items():
            text = (path / name).read_text(encoding="utf-8")
            assert old in text
            repo.write(name, text.replace(old, new))
        if self.edits:
            repo.commit(date="2026-11-19T09:00:00Z")

    @property
    def places(self) -> Mapping[str, tuple[str, str]]:
        """Where each edition is, and its manifest."""
        if self.plugin["editions"] is None:
            return {"site": ("site", ".broadsheet/site/manifest.json")}
        return {name: (f"site/{name}", f"site/.broadsheet/{name}/manifest.json") for name in _EDITIONS}


def _entry(number: int) -> str:
    return (
        f"---\ntitle: Change {number}\ndate: 2026-{number % 10 + 1:02}-11\n"
        "audience: everyone\ntype: added\n---\n"
        f"It changed {number} times.\n\n/// audience | support\nSay so.\n///\n"
    )


# A first build of a lone edition, edits of two that are published, and two that several processes make anew.
WORLDS: Mapping[str, World] = {
    "first": World(_ALONE, 2, False, {}),
    "edited": World(
        _TWO,
        4,
        True,
        {"changelog/change-1.md": ("It changed", "It has changed"), "docs/pay.md": ("Monthly", "Weekly")},
    ),
    "anew": World(
        _TWO, 50, True, {"mkdocs.yml": ("site_name: Sample", "site_name: Another")}, ("--workers", "2")
    ),
}

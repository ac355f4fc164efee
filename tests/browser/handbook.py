"""The site of the tutorial for people without a terminal, and what the tutorial says to do on it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page
from tests.docs.pages import source
from tests.gitrepo import GitRepo
from tests.sample import Sample

PAGE = "first-entry.md"

_ROW = re.compile(r"^\| \*\*(?P<field>.+?)\*\* \| (?P<value>.+) \|$", re.MULTILINE)
_QUOTED = re.compile(r"\*\*(.+?)\*\*")

CONFIG = {
    "site_name": "Handbook",
    "site_description": "All about reports.",
    "repo_url": "https://github.com/example/handbook",
    "edit_uri": "edit/main/docs/",
    "theme": {
        "name": "material",
        "font": False,
        "features": ["navigation.instant", "navigation.tabs"],
        "palette": [
            {"media": f"(prefers-color-scheme: {media})", "scheme": scheme, "primary": "indigo"}
            for media, scheme in (("light", "default"), ("dark", "slate"))
        ],
    },
}
PLUGIN = {
    "audiences": {
        "customers": {"title": "Customers", "description": "People who use the product"},
        "support": {"title": "Support", "description": "People who answer customers"},
    },
    "editions": {
        "public": {"audiences": ["customers"], "site_url": "https://docs.example.com/"},
        "internal": {"audiences": ["customers", "support"], "site_url": "https://hub.example.com/"},
    },
    "products": {"reports": "Reports"},
}
FILES = {
    "docs/index.md": "---\naudience: everyone\n---\n# Welcome\n\nAll about reports.\n",
    "changelog/parquet-export.md": (
        "---\naudience: [customers, support]\ntype: added\nproduct: reports\n---\n"
        "# Export reports to Parquet\n\nEvery report can be downloaded as a Parquet file.\n"
    ),
}


def make(folder: Path) -> Sample:
    """Make the handbook's repository, and build both of its editions."""
    sample = Sample(GitRepo.init(folder))
    sample.configure(CONFIG, PLUGIN)
    sample.write(FILES)
    sample.build()
    return sample


def rows() -> list[tuple[str, str]]:
    """What the tutorial says to fill in: fields, and what to write or choose."""
    return [(row["field"], row["value"]) for row in _ROW.finditer(source(PAGE))]


def quoted() -> set[str]:
    """What the tutorial names in bold: fields, buttons, headings, links."""
    return set(_QUOTED.findall(source(PAGE)))


def follow(page: Page) -> None:
    """Fill in the form as the tutorial says."""
    for field, value in rows():
        group = page.get_by_role("group", name=field)
        if group.count():
            for name in value.split(", "):
                group.get_by_role("checkbox", name=name).check()
            continue
        control = page.get_by_label(field)
        if control.evaluate("it => it.localName") == "select":
            control.select_option(label=value)
        else:
            control.fill(value)

"""A site that is changed again and again, and two ways to make it: as ever, and from nothing by MkDocs."""

from __future__ import annotations

import copy
import gc
import posixpath
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from tests.gitrepo import GitRepo
from tests.sample import NOW, PNG, SVG, contents, run_module, shown

from broadsheet import building, pipeline
from broadsheet.config.settings import Settings, load_settings
from broadsheet.errors import FindingsError
from broadsheet.findings import Findings
from broadsheet.model.items import Content
from broadsheet.order import Order
from broadsheet.outputs.project import Project
from broadsheet.render.mkdocs_build import render

Change = Mapping[str, str | bytes | None]
"""What files hold now, by path in the project; None for those that are gone."""

SPECIAL = "special.html"
"""A template that the site's own theme folder has."""

_LINK = re.compile(r"(?<=\]\()([^)#]+)")
_BLOCK = re.compile(r"\n/// audience.*?\n///\n", re.DOTALL)
_OF_THE_OUTPUT = ("BS601", "BS61")
"""The beginnings of the codes of findings that are made by looking at finished pages."""

CONFIG: Mapping[str, Any] = {
    "site_name": "Changing",
    "site_url": "https://docs.example.com/",
    "theme": {"name": "material", "font": False},
    "markdown_extensions": ["admonition", "attr_list", "tables", "pymdownx.details", "pymdownx.superfences"],
    "plugins": [
        {
            "broadsheet": {
                "audiences": {"customers": {"title": "Customers"}, "support": {"title": "Support"}},
                "editions": {
                    "public": {"audiences": ["customers"], "site_url": "https://docs.example.com/"},
                    "internal": {"audiences": ["everyone"], "site_url": "https://hub.example.com/"},
                },
                "products": {"reports": "Reports", "api": "API"},
            }
        }
    ],
}

FILES: Mapping[str, str | bytes] = {
    ".gitignore": "/site/\n__pycache__/\n",
    "docs/index.md": "---\naudience: everyone\n---\n# Home\n\nSee [the guide](guides/start.md).\n",
    "docs/guides/start.md": "---\naudience: everyone\n---\n# Start\n\n![Logo](../img/logo.svg)\n",
    "docs/guides/.meta.yml": "tags: [guide]\n",
    "docs/inside/.meta.yml": "audience: support\n",
    "docs/inside/desk.md": "# Desk\n\nWho is there.\n",
    "docs/img/logo.svg": SVG,
    "docs/img/desk.png": PNG,
    "docs/files/style.css": ".md-grid { max-width: 90rem }\n",
    "docs/files/data.csv": "a,b\n",
    "changelog/first.md": (
        "---\ntitle: First\naudience: everyone\ntype: added\nproduct: api\ndate: 2026-02-03\n---\n"
        "Something new.\n\n/// audience | support\nUnder *Admin*.\n///\n"
    ),
    "changelog/2.4/second.md": (
        "---\ntitle: Second\naudience: customers\ntype: fixed\n---\nSee [it](../../docs/index.md).\n"
    ),
}


class ChangingSite:
    """A project in a repository of its own.

    Args:
        folder: Where everything is made.

    Attributes:
        now: The time by which entries are scheduled and expire.
    """

    def __init__(self, folder: Path) -> None:
        self.repo = GitRepo.init(folder / "project")
        self.path, self._scratch = self.repo.path, folder / "scratch"
        self.now: datetime = NOW
        self.write({**FILES, "mkdocs.yml": _yaml(CONFIG)})
        self.repo.commit()

    def copied(self, folder: Path) -> ChangingSite:
        """Copy it as it is, with what was built of it: as a build that was restored elsewhere."""
        other = copy.copy(self)
        shutil.copytree(self.path, folder / "project", symlinks=True)
        other.repo = self.repo.at(folder / "project")
        other.path, other._scratch = other.repo.path, folder / "scratch"
        return other

    # Its files

    def files(self, *folders: str, suffix: str = ".md") -> list[str]:
        """Return the files below some folders, as paths in the project."""
        found = (file for folder in folders for file in (self.path / folder).rglob(f"*{suffix}"))
        return sorted(file.relative_to(self.path).as_posix() for file in found if file.is_file())

    def read(self, path: str) -> str:
        """Return a file's text; none where there is no file."""
        file = self.path / path
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def write(self, change: Change) -> None:
        """Write and remove files."""
        for path, content in change.items():
            if content is not None:
                self.repo.write(path, content)
            elif (self.path / path).exists():
                self.repo.rm(path)

    def before(self, change: Change) -> Change:
        """Return the change that takes another one back."""
        files = {path: self.path / path for path in change}
        return {path: file.read_bytes() if file.exists() else None for path, file in files.items()}

    # What can be changed

    def with_text(self, path: str, text: str) -> Change:
        """Put some text at the end of an item."""
        return {path: f"{self.read(path)}\n{text}\n"}

    def with_matter(self, path: str, values: Mapping[str, Any]) -> Change:
        """Set keys of an item's front matter; None takes one away."""
        matter, body = split(self.read(path))
        return {path: item({**matter, **values}, body)}

    def without(self, path: str, what: re.Pattern[str]) -> Change:
        """Take away all of something from an item's text."""
        matter, body = split(self.read(path))
        return {path: item(matter, what.sub("", body))}

    def moved(self, path: str, to: str) -> Change:
        """Move an item, and have all links lead to where it is now; an entry stays known by its id."""
        change: dict[str, str | bytes | None] = {}
        for file in self.files("docs", "changelog"):
            here = to if file == path else file
            follow = partial(_relinked, at=file, here=here, path=path, to=to)
            text = _LINK.sub(follow, self.read(file))
            if text != self.read(file):
                change[here] = text
        matter, body = split(str(change.get(to) or self.read(path)))
        known = {"id": Path(path).stem} if to.startswith("changelog/") and "id" not in matter else {}
        return {**change, path: None, to: item({**matter, **known}, body)}

    def with_config(self, keys: Sequence[str], value: object) -> Change:
        """Set a value of the configuration; None takes it away."""
        config = yaml.safe_load(self.read("mkdocs.yml"))
        at = config
        for key in keys[:-1]:
            at = at["plugins"][0]["broadsheet"] if key == "broadsheet" else at.setdefault(key, {})
        at.pop(keys[-1], None)
        if value is not None:
            at[keys[-1]] = value
        return {"mkdocs.yml": _yaml(config)}

    def add_plugin(self, plugin: Mapping[str, Any]) -> None:
        """Switch another plugin on."""
        config = yaml.safe_load(self.read("mkdocs.yml"))
        config["plugins"].append(plugin)
        self.write({"mkdocs.yml": _yaml(config)})

    # Making it

    @property
    def settings(self) -> Settings:
        """The configuration as it is now."""
        return load_settings(self.path / "mkdocs.yml")

    @property
    def errors(self) -> list[str]:
        """What is wrong with the sources."""
        try:
            settings = self.settings
            findings = building.collector(settings)
            pipeline.check(settings, findings, now=self.now)
        except FindingsError as error:  # of the configuration
            findings = error.findings
        return [f"{finding.place} {finding.message}" for finding in findings.errors]

    @property
    def lacks_template(self) -> bool:
        """Whether a document wants the template :data:`SPECIAL`, and there is none, which nobody checks."""
        wanted = any(SPECIAL in self.read(path) for path in self.files("docs"))
        return wanted and not self.settings.overrides

    def build(
        self, editions: tuple[str, ...] = (), workers: int = 1, site_dir: Path | None = None
    ) -> tuple[bool, set[str]]:
        """Build and publish.

        Returns:
            Whether it could be done, and all findings.
        """
        order = Order(editions, now=self.now, workers=workers)
        try:
            settings = self.settings
            if site_dir:
                values = {**settings.config.values, "site_dir": str(site_dir)}
                settings = replace(settings, config=replace(settings.config, values=values))
            findings = building.collector(settings)
            building.build(settings, findings, order)
        except FindingsError as error:
            return False, set(shown(error.findings))
        finally:
            gc.unfreeze()
        return True, set(shown(findings))

    def reference(self, edition: str) -> tuple[dict[str, bytes], set[str]]:
        """Have MkDocs make an edition in one go, from nothing.

        Returns:
            Its files, and all findings.
        """
        settings = self.settings
        content, project, findings = self.laid_out(edition)
        folder = self._empty("reference")
        render(project, content, settings, folder, findings)
        return contents(folder), set(shown(findings))

    def laid_out(self, edition: str) -> tuple[Content, Project, Findings]:
        """Return everything there is, and an edition as it is before it is rendered."""
        settings = self.settings
        findings = building.collector(settings)
        content = pipeline.read(settings, findings, now=self.now)
        return content, pipeline.lay_out(content, settings, edition, findings), findings

    def clean(self, workers: int = 1) -> tuple[bool, set[str], dict[str, dict[str, bytes]]]:
        """Build all editions elsewhere, with nothing known but what their readers know."""
        folder = self._empty("clean")
        for edition in self.editions:
            manifest = self.path / "site/.broadsheet" / edition / "manifest.json"
            if manifest.exists():
                (folder / ".broadsheet" / edition).mkdir(parents=True)
                shutil.copy(manifest, folder / ".broadsheet" / edition)
        done, findings = self.build(workers=workers, site_dir=folder)
        return done, findings, {name: contents(folder / name) for name in self.editions}

    def mkdocs(self) -> None:
        """Run ``mkdocs build``, which makes the default edition in its place."""
        done = run_module("mkdocs", self.path, "build", "--quiet")
        assert done.returncode == 0, done.stderr

    @property
    def editions(self) -> list[str]:
        """The names of all editions."""
        return list(self.settings.editions)

    def folder(self, edition: str) -> Path:
        """Return where an edition is published."""
        return self.path / "site" / edition

    def published(self) -> dict[str, dict[str, bytes]]:
        """Return every file of every edition that is published, by the edition's name and by path."""
        return {name: contents(self.folder(name)) for name in self.editions}

    def _empty(self, name: str) -> Path:
        folder = self._scratch / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def of_sources(findings: set[str]) -> set[str]:
    """Return the findings that are not made by looking at finished pages."""
    return {finding for finding in findings if not finding.partition(": ")[2].startswith(_OF_THE_OUTPUT)}


def assert_same(found: Mapping[str, bytes], expected: Mapping[str, bytes]) -> None:
    """Check that an edition has these files, to the byte."""
    assert sorted(found.keys() ^ expected.keys()) == []
    assert [path for path in expected if found[path] != expected[path]] == []


def item(matter: Mapping[str, Any], body: str) -> str:
    """Return a file of front matter and text."""
    values = {key: value for key, value in matter.items() if value is not None}
    return f"---\n{_yaml(values)}---\n{body}" if values else body


def split(text: str) -> tuple[dict[str, Any], str]:
    """Return a file's front matter and text."""
    if not text.startswith("---\n"):
        return {}, text
    matter, _, body = text.removeprefix("---\n").partition("---\n")
    return yaml.safe_load(matter) or {}, body


def link(source: str, target: str) -> str:
    """Return a link from one file to another."""
    return f"[{Path(target).stem}]({posixpath.relpath(target, posixpath.dirname(source))})"


BLOCKS, LINKS = _BLOCK, re.compile(r"!?\[[^\]]*\]\([^)]*\)")
DAYS = [date(2021, 6, 1), date(2024, 6, 1), date(2199, 1, 1)]


def _relinked(match: re.Match[str], *, at: str, here: str, path: str, to: str) -> str:
    """Return a link's address as it is once one file was moved, perhaps the one that the link stands in."""
    address = match[1]
    if ":" in address or address.startswith("/"):
        return address
    target = posixpath.normpath(posixpath.join(posixpath.dirname(at), address))
    return posixpath.relpath(to if target == path else target, posixpath.dirname(here))


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True)

"""A small, sound project of two editions, which tests copy, break, and build from the command line."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from broadsheet.cli import main
from tests.gitrepo import ISOLATED, GitRepo
from tests.sample import SVG, Sample, published

CONFIG: Mapping[str, Any] = {
    "site_name": "Newsroom",
    "markdown_extensions": [
        "admonition",
        "attr_list",
        "footnotes",
        "md_in_html",
        "tables",
        "pymdownx.superfences",
        "pymdownx.details",
        "pymdownx.blocks.admonition",
        "pymdownx.blocks.details",
        "pymdownx.blocks.html",
        {"pymdownx.blocks.tab": {"alternate_style": True}},
        {"pymdownx.tabbed": {"alternate_style": True}},
        "pymdownx.snippets",
    ],
}
PLUGIN: Mapping[str, Any] = {
    "audiences": {"customers": {"title": "Customers"}, "support": {"title": "Support"}},
    "editions": {
        "public": {"audiences": ["customers"], "site_url": "https://docs.example.com/"},
        "internal": {"audiences": ["everyone"], "site_url": "https://hub.example.com/"},
    },
    "products": {"reports": "Reports"},
}
FILES: Mapping[str, str] = {
    ".gitignore": "/site/\n",
    "docs/index.md": "---\naudience: everyone\n---\n# Home\n\nSee the [guide](guide.md).\n",
    "docs/guide.md": "---\naudience: customers\n---\n# Guide\n\nHow it works.\n",
    "docs/internal/.meta.yml": "audience: support\n",
    "docs/internal/pay.md": "# Pay\n\nHow we are paid.\n",
    "docs/internal/chart.svg": SVG,
    "changelog/2.4/parquet.md": (
        "---\ntitle: Export to Parquet\ndate: 2026-11-19\naudience: everyone\ntype: added\nproduct: reports\n"
        "---\nReports can be exported.\n\n/// audience | support\nUnder *Admin*.\n///\n"
    ),
    "changelog/key.md": (
        "---\ntitle: Keys rotate\ndate: 2026-11-18\naudience: support\ntype: changed\n---\nDaily.\n"
    ),
}
NOW = "2026-11-20T12:00:00Z"

PLANTED = {"docs/planted.md": "---\naudience: custmers\n---\n# Planted\n"}
"""A second, unrelated mistake: whatever else is wrong, it is reported in the same run."""
PLANTED_FINDING = "docs/planted.md:2: BS301 there is no audience “custmers”\n  → Did you mean “customers”?\n"


@dataclass(frozen=True, slots=True)
class Run:
    """What a command did.

    Args:
        code: Its exit code.
        out: What it said on standard output.
        err: What it said on standard error.
    """

    code: int
    out: str
    err: str

    def finding(self, place: str, code: str) -> str:
        """Return a finding's message and, behind ``→``, its hint; fails where there is none."""
        lines = self.err.split("\n")
        at = next((i for i, line in enumerate(lines) if line.startswith(f"{place}: {code} ")), None)
        assert at is not None, f"no {code} at {place} in:\n{self.err}{self.out}"
        assert lines[at + 1].startswith("  → "), f"no hint under {lines[at]!r}"
        return lines[at].removeprefix(f"{place}: {code} ") + lines[at + 1]


class Newsroom(Sample):
    """The project in a repository of its own."""

    @classmethod
    def start(cls, path: Path) -> Newsroom:
        """Make the sound project and publish it."""
        newsroom = cls(GitRepo.init(path))
        newsroom.configure()
        for name, content in FILES.items():
            newsroom.repo.write(name, content)
        newsroom.repo.commit("Start", date="2026-11-19T09:00:00Z")
        newsroom.succeeds()
        return newsroom

    def configure(
        self, config: Mapping[str, Any] | None = None, plugin: Mapping[str, Any] | None = None
    ) -> None:
        """Write ``mkdocs.yml`` anew; what is given stands over the newsroom's own."""
        super().configure({**CONFIG, **(config or {})}, {**PLUGIN, **(plugin or {})})

    def copy(self, path: Path) -> Newsroom:
        """Return a copy, with what is published."""
        shutil.copytree(self.path, path, symlinks=True)
        return Newsroom(GitRepo(path))

    def put(self, files: Mapping[str, str | bytes]) -> None:
        """Write files, and do not commit them."""
        for name, content in files.items():
            self.repo.write(name, content)

    def commit(self) -> None:
        """Commit everything, after what is there and before what is "now"."""
        self.repo.commit(date="2026-11-20T09:00:00Z")

    def command(self, *args: str, env: Mapping[str, str] | None = None) -> Run:
        """Run a command in the project's folder, and in this process."""
        isolated = {**ISOLATED, "NO_COLOR": "1", "HOME": str(self.path.parent), **(env or {})}
        with chdir(self.path):
            given = [args[0], "--now", NOW, *args[1:]]
            result = CliRunner().invoke(main, given, env=isolated, catch_exceptions=False)
        return Run(result.exit_code, result.stdout, result.stderr)

    def published(self) -> dict[str, bytes]:
        """Return every file that is published."""
        return published(self.path / "site")

    def succeeds(self, *args: str, env: Mapping[str, str] | None = None) -> Run:
        """Build, and make sure that it worked."""
        run = self.command("build", *args, env=env)
        assert run.code == 0, run.err
        return run

    def fails(
        self, *args: str, code: int = 1, planted: bool = True, env: Mapping[str, str] | None = None
    ) -> Run:
        """Build, be refused, and make sure that nothing of what is published changed.

        Args:
            args: Further arguments of ``build``.
            code: The exit code that is due.
            planted: Whether a second mistake is made in another file, which must be reported as well.
            env: Further environment variables.
        """
        before = self.published()
        if planted:
            self.put(PLANTED)
        run = self.command("build", *args, env=env)
        assert run.code == code, f"exit code {run.code}\n{run.err}{run.out}"
        assert self.published() == before
        assert not planted or PLANTED_FINDING in run.err, run.err
        return run

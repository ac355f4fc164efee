"""A small, sound project of two editions, which tests copy, break and build from the command line."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from broadsheet.cli import main
from tests.bytes import snapshot
from tests.gitrepo import ISOLATED, GitRepo

CONFIG = """\
site_name: Newsroom
theme: {name: material}
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - tables
  - footnotes
  - pymdownx.superfences
  - pymdownx.details
  - pymdownx.blocks.admonition
  - pymdownx.blocks.details
  - pymdownx.blocks.html
  - pymdownx.blocks.tab: {alternate_style: true}
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.snippets
plugins:
  - broadsheet:
      audiences:
        customers: {title: Customers}
        support: {title: Support}
      editions:
        public: {audiences: [customers], site_url: https://docs.example.com/}
        internal: {audiences: [customers, support], site_url: https://hub.example.com/}
      products: {reports: Reports}
"""

FILES: dict[str, str] = {
    "mkdocs.yml": CONFIG,
    ".gitignore": "/site/\n",
    "docs/index.md": "---\naudience: everyone\n---\n# Home\n\nSee the [guide](guide.md).\n",
    "docs/guide.md": "---\naudience: customers\n---\n# Guide\n\nHow it works.\n",
    "docs/internal/.meta.yml": "audience: support\n",
    "docs/internal/pay.md": "# Pay\n\nHow we are paid.\n",
    "docs/internal/chart.svg": '<svg xmlns="http://www.w3.org/2000/svg"><title>Chart</title></svg>\n',
    "changelog/2.4/parquet.md": (
        "---\ntitle: Export to Parquet\ndate: 2026-11-20\naudience: [customers, support]\ntype: added\n"
        "product: reports\n---\nReports can be exported.\n\n/// audience | support\nUnder *Admin*.\n///\n"
    ),
    "changelog/key.md": "---\ntitle: Keys rotate\ndate: 2026-11-19\naudience: support\ntype: changed\n---\nDaily.\n",
}

PLANTED = ("docs/planted.md", "---\naudience: custmers\n---\n# Planted\n")
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

    def finding(self, place: str, code: str) -> tuple[str, str]:
        """Return a finding's message and its hint; fails where there is none at that place."""
        lines = self.err.split("\n")
        starts = (f"{place}: {code} ", f"{place}: {code} warning: ")
        at = next((i for i, line in enumerate(lines) if line.startswith(starts)), None)
        assert at is not None, f"no {code} at {place} in:\n{self.err}{self.out}"
        assert lines[at + 1].startswith("  → "), f"no hint under {lines[at]!r}"
        return lines[at].partition(f" {code} ")[2], lines[at + 1].removeprefix("  → ")


class Newsroom:
    """A project in a repository of its own.

    Args:
        path: Where it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.repo = GitRepo(path)

    @classmethod
    def make(cls, path: Path) -> Newsroom:
        """Make the sound project and publish it."""
        newsroom = cls(path)
        newsroom.repo = GitRepo.init(path)
        newsroom.write(FILES)
        newsroom.repo.commit("Start", date="2026-11-20T09:00:00Z")
        built = newsroom.run("build")
        assert built.code == 0, built.err
        return newsroom

    def copy(self, path: Path) -> Newsroom:
        """Return a copy, with what is published."""
        shutil.copytree(self.path, path, symlinks=True)
        return Newsroom(path)

    @property
    def site(self) -> Path:
        """The folder of all editions."""
        return self.path / "site"

    @property
    def public(self) -> Path:
        """The customers' edition."""
        return self.site / "public"

    @property
    def internal(self) -> Path:
        """Everybody's edition."""
        return self.site / "internal"

    def write(self, files: dict[str, str] | dict[str, bytes] | dict[str, str | bytes]) -> None:
        """Write files."""
        for name, content in files.items():
            self.repo.write(name, content)

    def configure(self, old: str, new: str) -> None:
        """Change the configuration."""
        file = self.path / "mkdocs.yml"
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    def run(self, *args: str, env: dict[str, str] | None = None) -> Run:
        """Run a command in this process."""
        command = [args[0], "--config-file", str(self.path / "mkdocs.yml"), *args[1:]]
        isolated = ISOLATED | {"NO_COLOR": "1", "HOME": str(self.path.parent)} | (env or {})
        result = CliRunner().invoke(main, command, env=isolated)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Run(result.exit_code, result.stdout, result.stderr)

    def published(self) -> dict[str, bytes]:
        """Return every byte that is published, and all that lies beside it."""
        return snapshot(self.site)

    def refuses(self, *args: str, code: int = 1, planted: bool = True, env: dict[str, str] | None = None) -> Run:
        """Build, be refused, and make sure that nothing that is published changed.

        Args:
            args: Further arguments of ``build``.
            code: The exit code that is due.
            planted: Whether a second mistake is made in another file, which must be reported too.
            env: Further environment variables.
        """
        before = self.published()
        if planted:
            self.write(dict([PLANTED]))
        run = self.run("build", *args, env=env)
        assert run.code == code, f"exit {run.code}\n{run.err}{run.out}"
        assert not planted or PLANTED_FINDING in run.err, run.err
        assert self.published() == before
        assert "Traceback" not in run.err
        return run

    def builds(self, *args: str) -> Run:
        """Build, and make sure that it worked."""
        run = self.run("build", *args)
        assert run.code == 0, run.err
        return run


def without_git() -> dict[str, str]:
    """Return an environment in which git is not installed."""
    return {"PATH": os.devnull}

"""What releases are made of in tests."""

from __future__ import annotations

from collections.abc import Mapping

from click.testing import CliRunner, Result
from tests.sample import Sample, contents

from broadsheet.cli import main

PAGE = "changelog/2.5/index.md"
NOW = ("--now", "2026-11-20T12:00")

FILES: Mapping[str, str | bytes] = {
    ".gitignore": "/site/\n",
    "docs/index.md": "---\naudience: everyone\n---\n# Index\n\nSee [dark mode](../changelog/dark.md).\n",
    "changelog/2.4/old.md": "---\naudience: everyone\ntype: added\ndate: 2026-01-01\n---\n# Old\n\nText.\n",
    "changelog/named.md": "---\naudience: everyone\ntype: fixed\nrelease: v2.4\n---\n# Named\n\nText.\n",
    "changelog/dark.md": "---\naudience: everyone\ntype: added # new\n---\n# Dark mode\n\nText.\n",
    "changelog/windows.md": "---\naudience: [customers, support]\ntype: fixed\n---\n# Line ends\n".replace(
        "\n", "\r\n"
    ),
    "changelog/desk/.meta.yml": "audience: support\ntype: changed\n",
    "changelog/desk/rota.md": "# Rota canary\n\nNext to [dark mode](../dark.md).\n",
    "changelog/draft.md": "---\naudience: everyone\ntype: added\ndraft: true\n---\n# Draft\n\nText.\n",
    "changelog/later.md": "---\naudience: everyone\ntype: added\npublish_on: 2099-01-01\n---\n# Later\n",
}

BEGUN = """\
---
title: Release 2.5
date: 2026-11-20
audience: everyone
entries:
  - windows
  - rota
  - dark
---
**Added:** [Dark mode](../dark.md)

/// audience | customers, support
**Fixed:** [Line ends](../windows.md)
///

/// audience | support
**Changed:** [Rota canary](../desk/rota.md)
///
"""
"""The page with which the release of all that begins."""

WAITING = """\
changelog/draft.md stays unreleased: a draft
changelog/later.md stays unreleased: scheduled: no edition holds it before 2099-01-01 00:00 UTC
"""


class Site(Sample):
    """A site's repository in which releases are made."""

    def release(self, *args: str, answers: str = "") -> Result:
        """Run ``broadsheet release`` on a fixed day."""
        return CliRunner().invoke(main, ["release", *args, *NOW], input=answers)

    def sources(self) -> dict[str, bytes]:
        """Every file that is not git's or built."""
        found = contents(self.path)
        return {path: data for path, data in found.items() if not path.startswith((".git/", "site/"))}

    def releases(self) -> dict[str, str]:
        """The release of each entry in the internal edition, by its id."""
        return {entry.id: entry.release for entry in self.project("internal").held.entries}

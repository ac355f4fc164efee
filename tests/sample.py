"""A small site with a bit of everything, in a throwaway repository of its own, and ways to build it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from lxml.html import HtmlElement, document_fromstring

from broadsheet import building, pipeline
from broadsheet.config.settings import Settings, load_settings
from broadsheet.errors import FindingsError
from broadsheet.findings import Findings
from broadsheet.order import Order, Published
from broadsheet.outputs.project import Project
from tests.gitrepo import ADA, GRACE, ISOLATED, GitRepo

Json: TypeAlias = Any
"""What ``json.loads`` returns; tests index into it and fail where it is something else."""

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""When the sample is built: scheduled entries wait, and nothing depends on today."""

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000000000200015e21bc330000000049454e44ae426082"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>\n'

ADA_AT_WORK = "ada <ada@work.example>"

CONFIG: Mapping[str, Json] = {
    "site_name": "Sample",
    "site_description": "What Sample does.",
    "repo_url": "https://github.com/example/sample",
    "theme": {"name": "material", "font": False},
    "markdown_extensions": ["admonition", "attr_list", "tables", "pymdownx.details", "pymdownx.superfences"],
}

PLUGIN: Mapping[str, Json] = {
    "audiences": {
        "customers": {"title": "Customers", "description": "People who use Sample"},
        "support": {"title": "Support"},
        "engineers": {"title": "Engineers"},
    },
    "editions": {
        "public": {"audiences": ["customers"], "site_url": "https://docs.example.com/"},
        "partners": {"audiences": ["customers", "support"], "site_url": "https://example.com/partners/"},
        "internal": {
            "audiences": ["everyone"],
            "site_url": "https://hub.example.com/",
            "site_name": "Sample inside",
        },
    },
    "products": {"api": "API", "reports": "Reports & charts", "ledger": "Ledger"},
    "extra_keys": ["reviewer"],
}

FILES: Mapping[str, str | bytes] = {
    ".mailmap": "Ada Lovelace <ada@example.com> <ada@work.example>\n",
    "docs/index.md": """\
---
title: Welcome
audience: everyone
description: Where to begin
---
Sample makes reports. ![Logo](img/logo.svg) Begin with [the guide](guides/start.md), or see
[what changed](changelog/index.md) and [the data](files/data.csv).

/// audience | support
How to help is in [the answers](support/faq.md).
///

/// audience | engineers
How we work is in [releasing](process/release.md).
///
""",
    "docs/guides/.meta.yml": "audience: everyone\nowner: Docs team\ntags: [guide]\n",
    "docs/guides/start.md": """\
---
order: 1
minutes: 10
milestone: First day
---
# Start here

Nothing to install. See [Parquet](../../changelog/2.4/parquet.md) and [blocks](/guides/blocks.md#nested).

!!! note "Mind"

    Some read more.

    /// audience | support, engineers
    Ask who is on call.
    ///
""",
    "docs/guides/blocks.md": """\
# Blocks & “quotes”

How to write a block:

```markdown
/// audience | support
[not a link](nowhere.md)
///
```

## Nested

Inline: `/// audience | support` is only text. <!-- to do: more of it -->
""",
    "docs/guides/a guide, 100% übrig.md": "# Odd name\n\nBack to [the start](start.md).\n",
    "docs/process/.meta.yml": "audience: engineers\nowner: Platform team\ntags: [process]\n",
    "docs/process/release.md": """\
---
reviewer: nobody
---
# How we release

![The desk](../img/desk.png)

1. Tag it.
2. Tell [support](../support/faq.md).
""",
    "docs/support/faq.md": "---\naudience: [support, engineers]\n---\n# Answers\n\nTurn it off and on.\n",
    "docs/img/logo.svg": SVG,
    "docs/img/desk.png": PNG,
    "docs/img/unused.png": PNG,
    "docs/files/data.csv": "a,b\n1,2\n",
    "changelog/2.3/index.md": """\
---
title: Sample 2.3
audience: everyone
date: 2025-12-10
---
The one with **reports**.
""",
    "changelog/2.3/csv.md": """\
---
title: Export to CSV
date: 2025-12-09
audience: everyone
type: added
product: reports
---
Reports come as CSV. ![Shot](../img/shot.png)

## How

See [the guide](../../docs/guides/start.md).
""",
    "changelog/2.3/slow.md": """\
---
title: Slow lists
date: 2025-12-08
audience: customers
type: fixed
product: api
---
Lists are fast again.
""",
    "changelog/2.4/parquet.md": """\
---
title: Export to Parquet
date: 2026-02-03
audience: [customers, support]
type: added
product: [reports, api]
links:
  - {title: The guide, url: ../../docs/guides/start.md}
  - {title: The format, url: "https://parquet.apache.org/"}
  - {pr: 123}
---
Reports come as Parquet.

/// audience | support
Turn it on under *Admin → Exports*.
///

/// audience | customers
Ask support to turn it on.
///
""",
    "changelog/2.4/keys.md": """\
---
title: Keys expire
date: 2026-02-01
audience: everyone
type: changed
product: api
breaking: true
action: Renew keys & secrets.
links: [{issue: 7, title: Why}]
---
Keys are valid for a year.
""",
    "changelog/2.4/ledger.md": """\
---
title: Ledger in Rust
date: 2026-02-02
audience: engineers
type: changed
product: ledger
---
The ledger is rewritten. See [releasing](../../docs/process/release.md).
""",
    "changelog/dark.md": """\
---
date: 2026-03-01
audience: everyone
type: added
---
# Dark mode

For the night.
""",
    "changelog/draft.md": "---\naudience: everyone\ntype: added\ndraft: true\n---\n# Not yet\n",
    "changelog/later.md": """\
---
audience: everyone
type: added
publish_on: 2199-01-01
---
# In the future
""",
    "changelog/img/shot.png": PNG + b"shot",
}


class Sample:
    """A site's repository, and what can be done with it.

    Args:
        repo: The repository.
    """

    def __init__(self, repo: GitRepo) -> None:
        self.repo = repo
        self.path = repo.path

    @classmethod
    def make(
        cls,
        path: Path,
        *,
        config: Mapping[str, Json] | None = None,
        plugin: Mapping[str, Json] | None = None,
        files: Mapping[str, str | bytes] | None = None,
    ) -> Sample:
        """Make the sample's repository.

        Args:
            path: Where.
            config: What to put over :data:`CONFIG`; None takes a key away.
            plugin: The same over :data:`PLUGIN`.
            files: What to put over :data:`FILES`.
        """
        sample = cls(GitRepo.init(path))
        sample.configure(config, plugin)
        sample.repo.commit_each({**FILES, **(files or {})}, authors=(ADA, GRACE, ADA_AT_WORK))
        return sample

    @classmethod
    def small(
        cls, path: Path, files: Mapping[str, str | bytes], *, plugin: Mapping[str, Json] | None = None
    ) -> Sample:
        """Make a repository of these files alone, in one commit."""
        sample = cls(GitRepo.init(path))
        sample.configure(plugin=plugin)
        sample.write(files)
        return sample

    def configure(
        self, config: Mapping[str, Json] | None = None, plugin: Mapping[str, Json] | None = None
    ) -> None:
        """Write ``mkdocs.yml`` anew; what is given stands over the sample's own."""
        block = _over(PLUGIN, plugin)
        values = {**_over(CONFIG, config), "plugins": [{"broadsheet": block}]}
        self.repo.write("mkdocs.yml", yaml.safe_dump(values, sort_keys=False, allow_unicode=True))

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files, and commit them."""
        for name, content in files.items():
            self.repo.write(name, content)
        self.repo.commit()

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace some text of a file, and commit it."""
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text
        self.write({name: text.replace(old, new)})

    # In this process

    def settings(self) -> Settings:
        """The configuration as it is now."""
        return load_settings(self.path / "mkdocs.yml")

    def build(self, *editions: str) -> list[Published]:
        """Build and publish editions; all where none is named."""
        settings = self.settings()
        return building.build(settings, building.collector(settings), Order(editions, now=NOW))

    def problems(self, *editions: str) -> list[str]:
        """Build, and return what stopped it or was warned of, as ``place: code message``."""
        settings = self.settings()
        findings = building.collector(settings)
        try:
            building.build(settings, findings, Order(editions, now=NOW))
        except FindingsError as error:
            findings = error.findings
        return shown(findings)

    def checked(self) -> list[str]:
        """Check, and return all findings, as ``place: code message``."""
        settings = self.settings()
        findings = building.collector(settings)
        pipeline.check(settings, findings, now=NOW)
        return shown(findings)

    def project(self, edition: str = "public", now: datetime = NOW) -> Project:
        """An edition as it is laid out, before it is rendered."""
        settings = self.settings()
        findings = building.collector(settings)
        content = pipeline.read(settings, findings, now=now)
        return pipeline.lay_out(content, settings, edition, findings)

    def html(self, path: str, edition: str = "public") -> HtmlElement:
        """A finished page, parsed."""
        return document_fromstring((self.site(edition) / path).read_bytes())

    def site(self, edition: str = "public") -> Path:
        """An edition's folder."""
        return self.path / "site" / edition

    def read(self, path: str, edition: str = "public") -> str:
        """A finished file of an edition."""
        return (self.site(edition) / path).read_text(encoding="utf-8")

    # As a command

    def run(self, *args: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run ``broadsheet`` in the project's folder."""
        return run_module("broadsheet.cli", self.path, *args, env=env)

    def mkdocs(self, *args: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run ``mkdocs`` in the project's folder."""
        return run_module("mkdocs", self.path, *args, env=env)


def run_module(
    module: str, cwd: Path, *args: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a module of Python as a command, with this Python.

    Args:
        module: ``broadsheet.cli`` or ``mkdocs``.
        cwd: Where.
        args: The command's arguments.
        env: What to set over the environment.
    """
    call = "from broadsheet.cli import run; run()" if module == "broadsheet.cli" else ""
    command = [sys.executable, "-c", call, *args] if call else [sys.executable, "-m", module, *args]
    return subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | ISOLATED | (dict(env) if env else {}),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def shown(findings: Findings) -> list[str]:
    """Return findings as ``place: code message``."""
    return [f"{finding.place}: {finding.code.name} {finding.message}" for finding in findings]


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its path there."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def published(site: Path) -> dict[str, bytes]:
    """Return editions and their manifests, without what only saves the next build time."""
    return {
        path: data
        for path, data in contents(site).items()
        if not path.startswith(".broadsheet/") or path.endswith("/manifest.json")
    }


def _over(base: Mapping[str, Json], changes: Mapping[str, Json] | None) -> dict[str, Json]:
    merged = {**base, **(changes or {})}
    return {key: value for key, value in merged.items() if value is not None}

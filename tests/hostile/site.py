"""A site whose authors write payloads wherever they may write something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from broadsheet import pipeline
from broadsheet.building import collector
from broadsheet.findings import Findings
from broadsheet.settings import Settings
from tests.gitrepo import GitRepo
from tests.sample import NOW, Sample

TOGETHER = 40
"""How many payloads stand on one page of the changelog, and in one section of the nav."""

EXTENSIONS = [
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables"),
    *("pymdownx.details", "pymdownx.superfences", "pymdownx.highlight", "pymdownx.inlinehilite"),
    *("pymdownx.critic", "pymdownx.keys", "pymdownx.mark", "pymdownx.magiclink", "pymdownx.caret"),
    {"toc": {"permalink": True}},
    {"pymdownx.tabbed": {"alternate_style": True}},
    {"pymdownx.tasklist": {"custom_checkbox": True}},
    {"pymdownx.arithmatex": {"generic": True}},
    "pymdownx.blocks.admonition",
]
FEATURES = ["navigation.path", "navigation.footer", "navigation.tabs", "content.code.copy", "search.suggest"]


def hostile(path: Path, payloads: Sequence[str], *, bodies: bool, untrusted: bool) -> Sample:
    """Make a site of payloads, in a repository of its own.

    Args:
        path: Where.
        payloads: What to write.
        bodies: Whether to write them into texts as well, where Markdown allows HTML.
        untrusted: Whether the site says that it does not trust its authors.
    """
    sample = Sample(GitRepo.init(path))
    sample.configure(
        {
            "site_name": "Site " + payloads[0],
            "site_description": payloads[1],
            "markdown_extensions": EXTENSIONS,
            "theme": {"name": "material", "font": False, "features": FEATURES},
        },
        {
            "untrusted": untrusted or None,
            "accept": ["BS402", "BS408", "BS603", "BS612"],
            "products": {"api": payloads[2], "reports": payloads[3]},
            "audiences": {
                "customers": {"title": payloads[4], "description": payloads[5]},
                "support": {"title": "Support " + payloads[6]},
            },
            "editions": {
                "public": {"audiences": ["customers"], "site_url": "https://docs.example.com/"},
                "internal": {"audiences": ["everyone"], "site_url": "https://hub.example.com/"},
            },
            "extra_keys": None,
        },
    )
    files = {
        "docs/index.md": _page({"title": "Welcome " + payloads[0], "audience": "everyone"}, "Hello."),
        "docs/glossary.md": _page(
            {"title": "Glossary", "audience": "everyone"}, "\n\n".join(_terms(payloads[:TOGETHER], bodies))
        ),
    }
    for number, payload in enumerate(payloads):
        files |= dict(_written(number, payload, bodies))
    for name, content in files.items():
        sample.repo.write(name, content)
    for number, payload in enumerate(p for p in payloads[:300] if not set("<>\n") & set(p)):
        sample.repo.write(
            f"changelog/{number // TOGETHER + 1}.0/authored-{number}.md", _entry(payload, "It changed.")
        )
        sample.repo.commit(author=f"{payload} <x@example.com>")
    sample.repo.commit()
    _drop_refused(sample)
    return sample


def _drop_refused(sample: Sample) -> None:
    """Take away the files with which nothing would be published: those payloads have had their outcome."""
    settings = sample.settings()
    while errors := _checked(settings).errors:
        for path in {finding.place.path for finding in errors}:
            sample.repo.rm(path)
        sample.repo.commit()


def _checked(settings: Settings) -> Findings:
    findings = collector(settings)
    pipeline.check(settings, findings, now=NOW)
    return findings


def _page(matter: Mapping[str, Any], body: str) -> str:
    return f"---\n{yaml.safe_dump(dict(matter), allow_unicode=True, width=10_000)}---\n{body}\n"


def _entry(payload: str, body: str) -> str:
    matter = {
        "title": payload,
        "audience": "everyone",
        "type": "changed",
        "product": ["api", "reports"],
        "date": date(2026, 2, 3),
        "breaking": True,
        "action": payload,
        "links": [
            {"title": payload, "url": f"https://example.com/?{payload}"},
            {"title": payload, "url": f"javascript:{payload}"},
        ],
    }
    return _page(matter, body)


def _written(number: int, payload: str, bodies: bool) -> Iterator[tuple[str, str]]:
    body = f"{payload}\n\nIt changed." if bodies else "It changed."
    release, section = number // TOGETHER + 1, number // TOGETHER
    yield f"changelog/{release}.0/p{number}.md", _entry(payload, body)
    if number % TOGETHER == 0:
        matter = {"title": payload, "audience": "everyone", "date": date(2026, 2, 4)}
        yield f"changelog/{release}.0/index.md", _page(matter, f"## Notes\n\n{body}")
        matter = {"title": payload, "audience": "everyone", "path": {"role": payload, "duration": payload}}
        yield f"docs/s{section}/index.md", _page(matter, body)
    if number % 7 == 0:
        matter = {
            "title": payload,
            "audience": "everyone",
            "description": payload,
            "subtitle": payload,
            "owner": payload,
            "tags": [payload],
            "milestone": payload,
            "status": payload,
        }
        yield f"docs/s{section}/d{number}.md", _page(matter, body)


def _terms(payloads: Sequence[str], bodies: bool) -> Iterator[str]:
    for number, payload in enumerate(payloads):
        yield f"Term {number}\n:   {payload if bodies else 'A thing.'}"

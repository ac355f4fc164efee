"""A site whose authors write payloads wherever they may write something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from tests.gitrepo import GitRepo
from tests.sample import NOW, Sample

from broadsheet import pipeline
from broadsheet.building import collector
from broadsheet.config.settings import Settings
from broadsheet.findings import Findings

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
NAMES = (
    *("<img src=x onerror=alert(1)>.md", '"><svg onload=alert(1)>.md', "' onmouseover='alert(1).md"),
    *('" autofocus onfocus="alert(1).md', "`.md", "{{ 7*7 }}.md", "javascript:alert(1).md", "&lt;b&gt;.md"),
)
"""Names of files; a slash is none of them."""
FEATURES = ["navigation.path", "navigation.footer", "navigation.tabs", "content.code.copy", "search.suggest"]
FEATURES += ["content.action.edit", "content.action.view"]


def hostile(path: Path, payloads: Sequence[str], *, untrusted: bool) -> Sample:
    """Make a site of payloads, in a repository of its own.

    Args:
        path: Where.
        payloads: What to write; where that is refused, it is left out again.
        untrusted: Whether the site says that anybody may have written its texts.
    """
    sample = Sample(GitRepo.init(path))
    sample.configure(
        {
            "site_name": f"Site {payloads[0]}",
            "site_description": payloads[1],
            "markdown_extensions": EXTENSIONS,
            "theme": {"name": "material", "font": False, "features": FEATURES},
        },
        {
            "untrusted": untrusted,
            "accept": ["BS402", "BS408", "BS603", "BS612"],
            "products": {"api": payloads[2], "reports": payloads[3]},
            "audiences": {
                "customers": {"title": payloads[4], "description": payloads[5]},
                "support": {"title": f"Support {payloads[6]}"},
            },
            "editions": {
                "public": {"audiences": ["customers"], "site_url": "https://docs.example.com/"},
                "internal": {"audiences": ["everyone"], "site_url": "https://hub.example.com/"},
            },
            "extra_keys": None,
        },
    )
    terms = "\n\n".join(f"Term {number}\n:   {text}" for number, text in enumerate(payloads[:TOGETHER]))
    files = {
        "docs/index.md": _page({"title": f"Welcome {payloads[0]}", "audience": "everyone"}, "Hello."),
        "docs/glossary.md": _page({"title": "Glossary", "audience": "everyone"}, terms),
    }
    for name in NAMES:
        files[f"docs/s0/{name}"] = _page({"title": "Named", "audience": "everyone"}, "Hello.")
    for number, payload in enumerate(payloads):
        files |= dict(_written(number, payload))
    for name, content in files.items():
        sample.repo.write(name, content)
    people = [
        payload for payload in payloads if not set("<>") & set(payload)
    ]  # git takes these out of a name
    for number, name in enumerate(people[:10]):
        sample.repo.write(f"changelog/1.0/authored-{number}.md", _entry(name, "Term 1 changed."))
        sample.repo.commit(author=f"{name} <x@example.com>")
    sample.repo.commit()
    _drop_refused(sample)
    return sample


def _drop_refused(sample: Sample) -> None:
    """Take away the files with which nothing would be published: those payloads have had their outcome."""
    while errors := _checked(sample.settings()).errors:
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


def _written(number: int, payload: str) -> Iterator[tuple[str, str]]:
    body = f"{payload}\n\nTerm {number % TOGETHER} changed.\n\n## {payload}"
    release, section = number // TOGETHER + 1, number // TOGETHER
    yield f"changelog/{release}.0/p{number}.md", _entry(payload, body)
    if number % TOGETHER == 0:
        matter = {"title": payload, "audience": "everyone", "date": date(2026, 2, 4)}
        yield f"changelog/{release}.0/index.md", _page(matter, f"## Notes\n\n{body}")
        path = {"role": payload, "duration": payload}
        yield (
            f"docs/s{section}/index.md",
            _page({"title": payload, "audience": "everyone", "path": path}, body),
        )
    if number % 7 == 0:
        said = dict.fromkeys(("title", "description", "subtitle", "owner", "milestone", "status"), payload)
        yield (
            f"docs/s{section}/d{number}.md",
            _page({**said, "audience": "everyone", "tags": [payload]}, body),
        )

"""Nothing is read while an edition is made but what its keys stand for.

Python tells of each file that is opened, folder that is listed, program that is started and connection that
is made. An audit hook cannot be taken away, so the build runs in a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests.gitrepo import ISOLATED
from tests.incremental.changing_site import ChangingSite

PROGRAM = """\
import json, os, sys
from datetime import UTC, datetime
from pathlib import Path
from threading import get_ident

from broadsheet import building
from broadsheet.order import Order
from broadsheet.render.edition import EditionBuild
from broadsheet.render.markdown import Converter
from broadsheet.render.mkdocs_pages import PageMaker
from broadsheet.config.settings import load_settings

PATHS = {"open", "os.listdir", "os.scandir", "os.mkdir", "os.rename", "os.remove", "os.link"}
OTHERS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "socket.", "urllib.")
PATH = (str, bytes, os.PathLike)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
seen, steps = set(), {}


def hook(event, arguments):
    if not any(steps.values()):
        return
    step = (steps.get(get_ident()) or ["making"])[-1]
    what = arguments[0] if arguments else ""
    if event in PATHS and not isinstance(what, int):
        writes = event == "open" and bool(arguments[2] & WRITING)
        seen.add((event, os.path.realpath(os.fsdecode(what or ".")), writes, step))
    elif event.startswith(OTHERS):
        seen.add((event, os.fsdecode(what) if isinstance(what, PATH) else repr(what), False, step))


def watch(owner, name, step):
    real = getattr(owner, name)

    def watched(*args, **options):
        steps.setdefault(get_ident(), []).append(step)
        try:
            return real(*args, **options)
        finally:
            steps[get_ident()].pop()

    setattr(owner, name, watched)


watch(EditionBuild, "run", "making")
watch(PageMaker, "html", "rendering")
watch(PageMaker, "convert", "converting")
watch(Converter, "convert", "converting")
sys.addaudithook(hook)
settings = load_settings(Path("mkdocs.yml"))
findings = building.collector(settings)
building.build(settings, findings, Order(now=datetime(2026, 11, 20, 12, tzinfo=UTC)))
import broadsheet

print(json.dumps({
    "seen": sorted(seen),
    "package": os.path.dirname(os.path.realpath(broadsheet.__file__)),
    "installed": [os.path.realpath(path) for path in sys.path],
}))
"""

EXTENSIONS = [
    "extra", "abbr", "admonition", "attr_list", "codehilite", "def_list", "fenced_code", "footnotes",
    "legacy_attrs", "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables",
    {"toc": {"permalink": True}}, "wikilinks",
    "pymdownx.arithmatex", "pymdownx.betterem", "pymdownx.blocks.admonition", "pymdownx.blocks.caption",
    "pymdownx.blocks.definition", "pymdownx.blocks.details", "pymdownx.blocks.html", "pymdownx.blocks.tab",
    "pymdownx.caret", "pymdownx.critic", "pymdownx.details", "pymdownx.escapeall", "pymdownx.fancylists",
    {"pymdownx.highlight": {"linenums": True, "anchor_linenums": True}}, "pymdownx.inlinehilite",
    "pymdownx.keys", {"pymdownx.magiclink": {"repo_url_shorthand": True, "user": "example", "repo": "it"}},
    "pymdownx.mark", "pymdownx.progressbar", "pymdownx.saneheaders", "pymdownx.smartsymbols",
    "pymdownx.snippets", "pymdownx.striphtml", "pymdownx.superfences",
    {"pymdownx.tabbed": {"alternate_style": True}}, {"pymdownx.tasklist": {"custom_checkbox": True}},
    "pymdownx.tilde",
]  # fmt: skip
EMOJI = """\
- pymdownx.emoji:
    emoji_index: !!python/name:material.extensions.emoji.twemoji
    emoji_generator: !!python/name:material.extensions.emoji.to_svg
    options:
      custom_icons: [overrides/.icons]
"""
TEXT = """
HTML is :smile: and :material-tag: and :own-star: with
++ctrl+c++, ==mark==, ~~gone~~, H~2~O, 2^10^ and #!py print(1).

*[HTML]: Markup

=== "One"

    ```python title="one.py" hl_lines="1"
    import os
    print("x")
    ```

=== "Two"

    $x^2$ and `#!js let a = 1`

??? note "More"

    - [x] done

Term
:   What it is.[^1]

[^1]: The note.

| a | b |
|---|---|
| 1 | 2 |

[=50% "half"]

![Logo](LOGO) {~~one~>two~~} (c) "quoted" https://example.com #1 example/it#2

/// tip | Look
*There.*
///

/// details | Open
Inside.
///

/// tab | A tab
Text.
///

/// html | div.box
Text.
///

<div markdown>
**bold**
</div>

a) first
b) second
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ChangingSite:
    """A site with every known Markdown extension at work."""
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)
    made = ChangingSite(tmp_path)
    made.write(made.with_config(("markdown_extensions",), EXTENSIONS))
    made.write(
        made.with_config(("theme",), {"name": "material", "custom_dir": "overrides", "logo": "img/logo.svg"})
    )
    config = made.read("mkdocs.yml")
    assert "markdown_extensions:\n" in config
    made.write({"mkdocs.yml": config.replace("markdown_extensions:\n", f"markdown_extensions:\n{EMOJI}")})
    made.write({"overrides/.icons/own/star.svg": made.read("docs/img/logo.svg")})
    made.write({"overrides/main.html": '{% extends "base.html" %}{% block announce %}Hear{% endblock %}'})
    made.write(made.with_text("docs/index.md", TEXT.replace("LOGO", "img/logo.svg")))
    made.write(made.with_text("changelog/first.md", TEXT.replace("LOGO", "../docs/img/logo.svg")))
    return made


def test_nothing_else_is_read_while_an_edition_is_made(site: ChangingSite) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM],
        cwd=site.path,
        env=os.environ | ISOLATED,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    html = (site.folder("public") / "index.html").read_text(encoding="utf-8")
    assert "twemoji" in html
    assert '<div class="highlight"' in html or "highlighttable" in html
    allowed = Allowed(site, told["package"], told["installed"])
    assert {step for *_, step in told["seen"]} == {"making", "converting", "rendering"}, (
        "the hook sees nothing"
    )
    foreign = [" ".join(map(str, one)) for one in told["seen"] if not allowed(*one)]
    assert not foreign, "\n".join(foreign)


class Allowed:
    """What may be read: what keys stand for, what is being made, and what is kept."""

    def __init__(self, site: ChangingSite, package: str, installed: list[str]) -> None:
        project = site.path.resolve()
        self._read = [package, *installed, str(project / "overrides"), str(project / "mkdocs.yml")]
        self._written = str(project / "site")
        self._assets = {
            str(project / path)
            for path in site.files("docs", suffix="")
            if not path.endswith((".md", ".yml"))
        }

    def __call__(self, event: str, path: str, writes: bool, step: str) -> bool:
        if step == "making" and (event == "subprocess.Popen" or path == tempfile.gettempdir()):
            return event != "subprocess.Popen" or Path(path).name.startswith("pagefind")
        if step == "making" and path in self._assets:  # to be copied; its bytes are its key
            return not writes
        below = [self._written] if writes else [self._written, *self._read]
        return any(path == folder or path.startswith(f"{folder}/") for folder in below)

"""What is too deep, too long or never ends: a finding at its place, or a page; never a hang."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from broadsheet.errors import ExcessError
from broadsheet.limits import within
from broadsheet.serve import Preview
from tests.bad_inputs import entry, page
from tests.hostile_sizes import DEEP, ENDLESS, FINE, REFUSED, TOO_DEEP_FOR_PYTHON
from tests.newsroom import CONFIG, Newsroom, Run

EXTENSIONS = [
    *CONFIG["markdown_extensions"],
    *("abbr", "def_list", "pymdownx.betterem", "pymdownx.caret", "pymdownx.critic", "pymdownx.highlight"),
    *("pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.magiclink", "pymdownx.mark"),
    *("pymdownx.smartsymbols", "pymdownx.tasklist", "pymdownx.tilde"),
]
KEY = "---\ntitle: Keys rotate\ndate: 2026-11-18\naudience: support\ntype: changed\n---\n"
LINE = 6
"""The first line of the text of a page; an entry's is a line lower."""


def lay(newsroom: Newsroom, texts: Mapping[str, str]) -> dict[str, str]:
    """Make a page and an entry of each text; return where they are shown, by their files."""
    shown: dict[str, str] = {}
    for number, text in enumerate(texts.values()):
        newsroom.put({f"docs/p{number}.md": page(text), f"changelog/e{number}.md": entry("", text)})
        shown[f"docs/p{number}.md"] = f"public/p{number}/index.html"
        shown[f"changelog/e{number}.md"] = f"public/changelog/e{number}/index.html"
    return shown


def lay_each_once(newsroom: Newsroom, texts: Mapping[str, str]) -> dict[str, str]:
    """Make a page of every other text, and an entry of the rest."""
    shown: dict[str, str] = {}
    for number, text in enumerate(texts.values()):
        path = f"{'docs' if number % 2 else 'changelog'}/x{number}.md"
        newsroom.put({path: page(text) if number % 2 else entry("", text)})
        shown[path] = f"public/{'' if number % 2 else 'changelog/'}x{number}/index.html"
    return shown


def found(run: Run) -> list[str]:
    """Places and codes of what a command found."""
    return re.findall(r"^(\S+: BS\d+) ", run.err, re.MULTILINE)


@pytest.fixture
def rich(newsroom: Newsroom) -> Newsroom:
    """A newsroom with nearly every Markdown extension there is."""
    newsroom.configure({"markdown_extensions": EXTENSIONS})
    return newsroom


def test_what_is_nested_too_deeply_is_refused_at_its_line(
    rich: Newsroom, tally: Callable[[str, int], None]
) -> None:
    lay(rich, {name: text for name, (text, _) in REFUSED.items()})
    places = [
        place
        for number, (_, line) in enumerate(REFUSED.values())
        for place in (f"docs/p{number}.md:{line + LINE - 1}", f"changelog/e{number}.md:{line + LINE}")
    ]

    run = rich.fails()

    planted = "docs/planted.md:2: BS301"
    assert set(found(run)) - {planted} >= {f"{place}: BS508" for place in places}
    assert {one for one in found(run) if "BS508" in one} == {f"{place}: BS508" for place in places}
    assert found(rich.command("check")) == found(run)
    assert "at most 50 deep" in run.finding("docs/p0.md:56", "BS508")
    tally("pathological pages", 2 * len(REFUSED))


def test_what_is_nested_as_deep_as_may_be_is_built(rich: Newsroom, tally: Callable[[str, int], None]) -> None:
    shown = lay_each_once(rich, DEEP)

    run = rich.succeeds("public")

    assert not run.err
    assert set(shown.values()) <= rich.published().keys()
    tally("pathological pages", len(shown))


def test_what_a_converter_might_choke_on_is_built(rich: Newsroom, tally: Callable[[str, int], None]) -> None:
    texts = {name: make(1) for name, make in FINE.items() if not name.startswith("58")}
    shown = lay_each_once(rich, texts)

    run = rich.succeeds("public")

    assert "Traceback" not in run.err
    assert set(shown.values()) <= rich.published().keys()
    tally("pathological pages", len(shown))


@pytest.mark.long
@pytest.mark.parametrize("name", FINE)
def test_eight_times_as_much_is_built(name: str, rich: Newsroom, tally: Callable[[str, int], None]) -> None:
    shown = lay(rich, {name: FINE[name](8)})

    rich.succeeds("public")

    assert set(shown.values()) <= rich.published().keys()
    tally("pathological pages", len(shown))


def test_what_takes_too_long_is_named_and_everything_else_that_is_wrong_too(
    rich: Newsroom, tally: Callable[[str, int], None]
) -> None:
    rich.configure({"markdown_extensions": EXTENSIONS}, {"seconds_per_page": 1})
    texts = [*ENDLESS.values(), TOO_DEEP_FOR_PYTHON]
    notes = "---\naudience: customers\n---\n# 2.4\n\n"
    rich.put(
        {
            "docs/bad.md": page(texts[0]),
            "docs/deep.md": page(texts[-1]),
            "changelog/bad.md": entry("", texts[1]),
        }
    )

    run = rich.fails("public", planted=False)

    expected = ["changelog/bad.md:2: BS509", "docs/bad.md:1: BS509", "docs/deep.md:1: BS508"]
    assert found(run) == expected
    told = run.finding("docs/bad.md:1", "BS509")
    assert "it takes longer than 1 second to convert this" in told
    assert "`seconds_per_page`" in told
    assert found(rich.fails("public", planted=False)) == expected, "nothing of it was taken for done"

    rich.put({"docs/bad.md": page("Mended."), "docs/deep.md": page("Mended."), "changelog/bad.md": entry("")})
    rich.put({"changelog/2.4/index.md": notes + texts[2]})
    rich.fails("public", planted=False).finding("changelog/2.4/index.md:1", "BS509")
    rich.put({"changelog/2.4/index.md": notes + "Mended."})
    rich.succeeds("public")
    tally("pathological pages", len(texts))


@pytest.mark.long
def test_where_mkdocs_converts_every_page_it_is_the_same(rich: Newsroom) -> None:
    rich.configure(
        {"markdown_extensions": EXTENSIONS, "validation": {"anchors": "warn"}}, {"seconds_per_page": 1}
    )
    rich.put({"docs/bad.md": page(ENDLESS["openings of tags"]), "docs/deep.md": page(TOO_DEEP_FOR_PYTHON)})
    rich.put({"changelog/deep.md": entry("", TOO_DEEP_FOR_PYTHON)})
    expected = ["changelog/deep.md:2: BS508", "docs/bad.md:1: BS509", "docs/deep.md:1: BS508"]

    assert found(rich.fails("public", planted=False)) == expected

    stock = rich.mkdocs("build")
    assert stock.returncode == 1
    assert "Traceback" not in stock.stderr
    assert [place for place in expected if place in stock.stderr] == expected
    assert "3 errors; nothing was published" in stock.stderr


def test_serve_says_so_too_and_recovers(rich: Newsroom, tmp_path: Path) -> None:
    rich.configure({"markdown_extensions": EXTENSIONS}, {"seconds_per_page": 1})
    shown: list[str] = []
    root = tmp_path / "served"
    root.mkdir()
    preview = Preview(
        rich.path / "mkdocs.yml",
        root,
        "http://127.0.0.1:1/",
        lambda _: None,
        lambda findings: shown.extend(f"{finding.place} {finding.code.name}" for finding in findings),
    )
    preview.build()
    rich.put(
        {"changelog/key.md": KEY + ENDLESS["openings of tags"], "docs/deep.md": page(TOO_DEEP_FOR_PYTHON)}
    )

    preview.build()

    assert shown == ["changelog/key.md:2 BS509", "docs/deep.md:1 BS508"]
    rich.put({"changelog/key.md": f"{KEY}Hourly.", "docs/deep.md": page("Flat.")})
    preview.build()
    assert "Hourly." in (root / "internal/changelog/key/index.html").read_text(encoding="utf-8")


# What a piece of work may take


def test_time_that_is_up_is_heard_by_those_who_catch_every_error() -> None:
    """And in the midst of a regular expression, which runs in C."""

    def deaf() -> None:
        for _ in range(3):
            with suppress(Exception):
                re.match("(a+)+$", "a" * 40 + "b")

    with pytest.raises(ExcessError, match=r"it takes longer than 0\.1 seconds to convert this"):
        within(0.1, deaf)


def test_time_that_is_up_is_said_again() -> None:
    heard: list[type[BaseException]] = []

    def stubborn() -> None:
        for _ in range(2):
            try:
                re.match("(a+)+$", "a" * 40 + "b")
            except BaseException as error:  # noqa: BLE001 - the worst that an extension could do
                heard.append(type(error))

    within(0.1, stubborn)

    assert len(heard) == 2


def test_nothing_is_left_of_a_limit() -> None:
    before = signal.getsignal(signal.SIGVTALRM)

    assert within(1, lambda: 3) == 3

    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
    assert signal.getsignal(signal.SIGVTALRM) == before


def test_other_mistakes_stay_what_they_are() -> None:
    with pytest.raises(ZeroDivisionError):
        within(1, lambda: 1 // 0)


def test_memory_that_is_not_there_is_no_traceback() -> None:
    with pytest.raises(ExcessError, match="memory"):
        within(1, lambda: bytes(2**62))


def test_in_a_thread_there_is_no_limit() -> None:
    """Only the main one gets signals, and the work itself is done all the same."""
    done: list[int] = []
    thread = threading.Thread(target=lambda: done.append(within(0.001, lambda: sum(range(10**6)))))
    thread.start()
    thread.join()

    assert done == [sum(range(10**6))]

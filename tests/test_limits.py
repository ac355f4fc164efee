"""What is too deep, too long or never ends: a finding at its place, or a page; never a hang."""

from __future__ import annotations

import json
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
SECONDS = {"seconds_per_page": 3}
"""Less than what never ends takes, and far more than what is too deep, also where coverage is measured."""
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
def test_much_more_of_it_is_built(rich: Newsroom, tally: Callable[[str, int], None]) -> None:
    shown = lay(rich, {name: make(2) for name, make in FINE.items()})

    rich.succeeds("public")

    assert set(shown.values()) <= rich.published().keys()
    tally("pathological pages", len(shown))


DEEP_FOLDER = "/".join(["docs", *["a"] * 50])
FRONT_MATTER = {
    "100,000 tags": (f"tags: [{', '.join(f't{number}' for number in range(100_000))}]", 2, "BS211"),
    "10,000 lines": ("\n".join(f"key{number}: x" for number in range(10_000)), 2, "BS211"),
    "a list in a list": (f"tags: {'[' * 5000}{']' * 5000}", 3, "BS210"),
    "a mapping in a mapping": (f"search: {'{a: ' * 5000}1{'}' * 5000}", 3, "BS210"),
    "aliases": (f"tags: &a [x]\nhide: [{', '.join(['*a'] * 30)}]", 4, "BS204"),
    "aliases of aliases": ("search:\n  a: &a [x, x]\n  b: &b [*a, *a]\n  c: &c [*b, *b]", 6, "BS204"),
    "an alias of itself": ("search: &a [*a]", 3, "BS204"),
    "a number of 5,000 digits": (f"order: {'9' * 5000}", 3, "BS208"),
}


def test_front_matter_and_folders_have_limits_too(
    newsroom: Newsroom, tally: Callable[[str, int], None]
) -> None:
    for number, (matter, _, _) in enumerate(FRONT_MATTER.values()):
        newsroom.put({f"docs/m{number}.md": f"---\naudience: customers\n{matter}\n---\n# M\n"})
    newsroom.put({"docs/internal/.meta.yml": f"audience: support\nsearch: {'[' * 5000}{']' * 5000}\n"})
    newsroom.put({f"{DEEP_FOLDER}/a.md": page("a"), f"{DEEP_FOLDER}/a.png": "a"})
    expected = {f"docs/m{n}.md:{line}: {code}" for n, (_, line, code) in enumerate(FRONT_MATTER.values())}
    expected |= {f"{DEEP_FOLDER}: BS120", "docs/internal/.meta.yml:2: BS210"}

    run = newsroom.fails()

    assert set(found(run)) >= expected
    assert "this folder is 51 folders deep; 50 are possible" in run.finding(DEEP_FOLDER, "BS120")
    tally("pathological pages", len(expected))


@pytest.mark.long
def test_what_is_only_large_is_built(newsroom: Newsroom, tally: Callable[[str, int], None]) -> None:
    tags = ", ".join(f"t{number}" for number in range(5000))
    files = {
        "docs/tags.md": f"---\naudience: customers\ntags: [{tags}]\n---\n# T\n",
        "docs/title.md": f"---\naudience: customers\ntitle: {'T' * 50_000}\n---\nT.\n",
        "docs/tag.md": f"---\naudience: customers\ntags: [{'t' * 10_000}]\n---\n# T\n",
        "docs/audience.md": f"---\naudience: [{', '.join(['customers'] * 3000)}]\n---\n# T\n",
        "docs/image.md": page("![A picture](image.png)"),
        f"{DEEP_FOLDER.removesuffix('/a')}/deep.md": page("Deep."),
        "changelog/links.md": entry("links:\n" + "".join(f"  - {{pr: {n}}}\n" for n in range(1, 2000))),
    }
    image = b"\x89PNG\r\n\x1a\n" + b"\0" * 30_000_000
    newsroom.configure({"repo_url": "https://github.com/example/project"})
    newsroom.put({**files, "docs/image.png": image})

    newsroom.succeeds("public")

    published = newsroom.published()
    assert published["public/image.png"] == image
    assert f"public/{'a/' * 49}deep/index.html" in published
    tally("pathological pages", len(files))


@pytest.mark.long
def test_63_many_files_in_one_folder_are_built(newsroom: Newsroom, tally: Callable[[str, int], None]) -> None:
    """Feeds are capped, and the data and the entries' pages hold what feeds do not."""
    newsroom.put({f"changelog/e{number}.md": entry("", f"Entry {number}.") for number in range(5000)})

    newsroom.succeeds("public")

    assert sum(1 for _ in newsroom.site().glob("changelog/e*/index.html")) == 5000
    assert len(json.loads(newsroom.read("feeds/customers.json"))["items"]) == 30
    assert len(json.loads(newsroom.read("api/v1/entries.json"))["entries"]) == 5001
    tally("files in one folder", 5000)


def test_what_takes_too_long_is_named_and_everything_else_that_is_wrong_too(
    rich: Newsroom, tally: Callable[[str, int], None]
) -> None:
    rich.configure({"markdown_extensions": EXTENSIONS}, SECONDS)
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
    assert "it takes longer than 3 seconds to convert this" in told
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
    rich.configure({"markdown_extensions": EXTENSIONS, "validation": {"anchors": "warn"}}, SECONDS)
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
    rich.configure({"markdown_extensions": EXTENSIONS}, SECONDS)
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

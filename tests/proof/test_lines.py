"""What files share is searched once, and nothing is missed by that."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.model.taxonomy import Edition
from broadsheet.proof.fingerprints import Suspects
from broadsheet.proof.search import Search
from broadsheet.proof.words import fingerprints

SECRET = "alpha beta gamma delta omega"
LINES = [
    *SECRET.split(),
    "alpha beta",
    "gamma delta omega",
    "<b>al</b>pha",
    "<p>beta gamma</p>",
    '<img alt="gamma delta">',
    '<a title="alpha beta gamma',
    'delta omega">',
    "<!-- alpha beta",
    "gamma -->",
    "<div>",
    "</div>",
    "needle in",
    "<i>hay</i>",
    "&lt;p&gt;delta",
    "<p>something else</p>",
    "and more of it",
]


def suspects(*secrets: str) -> Suspects:
    return Suspects(
        edition=Edition("public", (), "", "", internal=False),
        withheld=(),
        public=(),
        words=frozenset({"omega"}),
        rows=frozenset(row for secret in secrets for row in fingerprints(secret.split())),
        shorts={"needle": ("needle in hay",)},
        images={},
        vocabulary=frozenset(),
    )


@settings(max_examples=300)
@given(st.lists(st.lists(st.sampled_from(LINES), max_size=14), min_size=2, max_size=6))
def test_nothing_is_missed_in_files_that_share_lines(files: list[list[str]]) -> None:
    wanted = suspects(SECRET)
    shared = Search(wanted)
    for lines in files:
        data = "\n".join(lines).encode()
        alone = Search(wanted).file("index.html", data)
        assert alone <= shared.file("index.html", data), lines


@settings(max_examples=300)
@given(
    st.lists(st.lists(st.sampled_from(LINES), max_size=14), min_size=1, max_size=3),
    st.lists(st.lists(st.sampled_from(LINES), max_size=14), min_size=1, max_size=3),
)
def test_nothing_is_missed_in_an_edition_that_is_searched_after_another(
    first: list[list[str]], second: list[list[str]]
) -> None:
    later = suspects(SECRET)
    before = Search(suspects("some thing that nobody says"), [later])
    for lines in first:
        before.file("index.html", "\n".join(lines).encode())
    after = Search(later, (), before.lines)
    for lines in second:
        data = "\n".join(lines).encode()
        assert Search(later).file("index.html", data) <= after.file("index.html", data), lines


def test_what_was_searched_is_not_searched_again() -> None:
    page = "\n".join(f"<p>line {number} says &#78;othing</p>" for number in range(50))
    looking = Search(suspects(SECRET))
    looking.file("one/index.html", page.encode())
    other = page.replace("line 25 says", "line 25 speaks")
    left = looking.lines.unknown(other).split("\n")
    assert len(left) < 12
    assert "<p>line 25 speaks &#78;othing</p>" in left
    assert looking.lines.unknown(page) == ""

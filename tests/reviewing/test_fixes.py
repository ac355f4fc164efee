"""What ``check --fix`` mends, and that it leaves everything else as it is."""

from __future__ import annotations

import re
import resource
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from tests.sample import Sample

from broadsheet.cli import main
from broadsheet.reviewing.fixes import Known, mend

INDEX = "---\naudience: everyone\n---\n# Index\n\nText.\n"
ENTRY = "---\naudience: everyone\ntype: added\n---\n# Add it\n\nText.\n"
PATH = "changelog/e.md"
NOTHING = Known()


def fixed(text: str, known: Known = NOTHING, path: str = PATH) -> tuple[str, list[str]]:
    """A file after it was mended, and what was done where."""
    data, fixes = mend(text.encode(), path, known)
    return data.decode(), [f"{fix.line}: {fix.what}" for fix in fixes]


def matter(*lines: str) -> str:
    return "\n".join(("---", *lines, "---", "Text.", ""))


def test_a_byte_order_mark_goes() -> None:
    assert fixed(f"\ufeff{ENTRY}") == (ENTRY, ["1: took the byte order mark away"])


def test_blank_lines_above_front_matter_go() -> None:
    above = "took away what stood above the front matter"
    assert fixed(f"\r\n  \n{ENTRY}") == (ENTRY, [f"1: {above}", f"2: {above}"])
    assert fixed(f"\ufeff\n{ENTRY}") == (ENTRY, ["1: took the byte order mark away", f"1: {above}"])


@pytest.mark.parametrize(
    "text", ["\n# Title\n", "\n---\n\nA rule above.\n", f"<!-- why -->\n{ENTRY}", "\n\n"]
)
def test_other_blank_lines_stay(text: str) -> None:
    assert fixed(text) == (text, [])


def test_tabs_become_spaces_where_all_widths_mean_the_same() -> None:
    assert fixed(matter("audience: # whom", "\t- customers\t# c", "\t- support", "type: added")) == (
        matter("audience: # whom", "  - customers\t# c", "  - support", "type: added"),
        ["3: indented with spaces (BS201)", "4: indented with spaces (BS201)"],
    )


def test_a_tab_is_as_wide_as_it_must_be() -> None:
    lines = ("links:", "  - title: A", "\turl: b")
    assert fixed(matter(*lines))[0] == matter(*lines).replace("\t", "    ")


@pytest.mark.parametrize(
    "lines",
    [
        ("action: |", "  one", "\ttwo"),  # part of the text, or how much of it
        ("title: a\tb",),
        ("action: |", "  one", "  \ttwo"),  # no mistake
    ],
)
def test_tabs_whose_width_matters_stay(lines: tuple[str, ...]) -> None:
    assert fixed(matter(*lines)) == (matter(*lines), [])


def test_values_with_a_colon_are_put_in_quotes() -> None:
    assert fixed(
        matter('title: Reports: now "quick", \\o/  # draft', "audience: support", "action: Mind: it")
    ) == (
        matter(
            'title: "Reports: now \\"quick\\", \\\\o/"  # draft', "audience: support", 'action: "Mind: it"'
        ),
        ["2: put the value in quotes (BS202)", "4: put the value in quotes (BS202)"],
    )


@pytest.mark.parametrize(
    "lines",
    [
        ("title: Reports: now", "  and then"),  # goes on below
        ("audience: support", "  type: added"),  # the mistake is the indentation
        ("title: Reports: now", "type: [added"),  # something else is wrong too
        ("links: [{title: a: b}]",),
        ('title: "Reports": now',),
        ("url: http://example.com",),  # no mistake
    ],
)
def test_colons_that_may_mean_something_else_stay(lines: tuple[str, ...]) -> None:
    assert fixed(matter(*lines)) == (matter(*lines), [])


def test_folders_defaults_are_mended_too() -> None:
    assert fixed("owner: Us: all\n", path="docs/.meta.yml")[0] == 'owner: "Us: all"\n'


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("release: 1.10", 'release: "1.10"'),
        ("id:  010 # ten", 'id:  "010" # ten'),
        ("  - 1.10", '  - "1.10"'),
        ("release: [1.10]", "release: [1.10]"),
        ("release: '1.10'", "release: '1.10'"),
    ],
)
def test_values_that_are_read_as_something_else_are_put_in_quotes(line: str, mended: str) -> None:
    head = ["tags:"] if line.startswith(" ") else []
    number = 2 + len(head)
    text, done = fixed(matter(*head, line), Known(unquoted=frozenset({number})))
    assert text == matter(*head, mended)
    assert done == [f"{number}: put the value in quotes (BS221)"] * (line != mended)


def test_a_value_that_goes_on_below_stays() -> None:
    text = matter("release: 1.10", "  and more")
    assert fixed(text, Known(unquoted=frozenset({2}))) == (text, [])


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("---\ntitle: A. B.\n---\n", "---\ntitle: A. B\n---\n"),
        ("---\ntitle: 'A b.' # c.\n---\n", "---\ntitle: 'A b' # c.\n---\n"),
        ('---\ntitle: "A b."\n---\n', '---\ntitle: "A b"\n---\n'),
        ("---\n---\n", "---\n---\n"),
        ("---\n# A b. #\n---\n", "---\n# A b. #\n---\n"),
        ("\n# A b. #\n", "\n# A b #\n"),
        ("\nA b.\n====\n", "\nA b\n====\n"),
        ("\n# A **b.**\n", "\n# A **b.**\n"),
        ("\n# A b..\n", "\n# A b..\n"),
    ],
)
def test_the_full_stop_of_a_title_goes(text: str, mended: str) -> None:
    assert fixed(text, Known(stops=frozenset({2})))[0] == mended


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_last_line_is_ended_as_the_others_are(end: str) -> None:
    text = ENTRY.replace("\n", end)
    assert fixed(text.removesuffix(end)) == (text, ["7: ended the last line"])
    assert fixed(text) == (text, [])
    assert fixed("Text.") == ("Text.\n", ["1: ended the last line"])


@pytest.mark.parametrize("data", [b"", b"\xff\xfe-", b"caf\xe9", b"a\0b"])
def test_what_is_no_text_stays(data: bytes) -> None:
    assert mend(data, PATH) == (data, ())


ENDS = st.sampled_from(["\n", "\r\n", "\r"])
LINES = st.sampled_from(
    [
        "---",
        "title: A: b",
        "title: A b. # c",
        "release: 1.10",
        "audience:",
        "\t- customers",
        "\ttype: added",
        "  - 'x: y'",
        "action: |",
        "",
        " \t",
        "# A b.",
        "A b.",
        "====",
        "```",
        "<!-- x: y -->",
        "\u2028é: ü: \x0c",
        "\ufeff",
    ]
)
FILES = st.tuples(
    st.sampled_from(["", "\ufeff", "\n", "---\n", "---\r\n", "\ufeff\n---\n"]),
    st.lists(st.tuples(LINES, ENDS), max_size=12),
    st.sampled_from(["", "---\n# A b.\n", "Text."]),
).map(lambda parts: parts[0] + "".join(a + b for a, b in parts[1]) + parts[2])


def lines_of(data: bytes) -> list[bytes]:
    return re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", data)


@given(FILES, st.frozensets(st.integers(1, 14)), st.frozensets(st.integers(1, 14)))
def test_no_byte_changes_outside_of_the_lines_that_are_named(
    text: str, unquoted: frozenset[int], stops: frozenset[int]
) -> None:
    data = text.encode()
    mended, fixes = mend(data, PATH, Known(unquoted, stops))
    named = {fix.line for fix in fixes}
    before, after = lines_of(data), lines_of(mended)
    gone = len(before) - len(after)
    assert set(range(1, gone + 1)) <= named
    old = {number: line for number, line in enumerate(before, 1) if number not in named}
    new = {number: line for number, line in enumerate(after, gone + 1) if number not in named}
    assert old == new
    assert bool(fixes) == (mended != data)


@given(FILES, st.frozensets(st.integers(1, 14)), st.frozensets(st.integers(1, 14)))
def test_what_is_mended_once_is_mended(text: str, unquoted: frozenset[int], stops: frozenset[int]) -> None:
    once, _ = mend(text.encode(), PATH, Known(unquoted, stops))
    gone = len(lines_of(text.encode())) - len(lines_of(once))
    shifted = (frozenset(number - gone for number in some) for some in (unquoted, stops))
    assert mend(once, PATH, Known(*shifted)) == (once, ())


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """A sound project; the current folder is its own."""
    monkeypatch.chdir(tmp_path)
    return Sample.small(tmp_path, {"docs/index.md": INDEX, PATH: ENTRY})


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ("check", *args))


def test_files_are_mended_and_looked_at_again(site: Sample) -> None:
    site.write({PATH: "---\ntitle: Add it: now.\naudience: everyone\nrelease: 1.10\ntype: added\n---\nText."})
    (site.path / PATH).chmod(0o640)
    done = run("--fix")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "changelog/e.md:2: put the value in quotes (BS202)",
        "changelog/e.md:7: ended the last line",
        "changelog/e.md:4: put the value in quotes (BS221)",
        "changelog/e.md:2: took the full stop from the title (BS803)",
        "1 document, 1 entry: nothing is wrong",
    ]
    assert (site.path / PATH).read_text() == (
        '---\ntitle: "Add it: now"\naudience: everyone\nrelease: "1.10"\ntype: added\n---\nText.\n'
    )
    assert (site.path / PATH).stat().st_mode & 0o777 == 0o640
    assert [path.name for path in (site.path / "changelog").iterdir()] == ["e.md"]
    before = (site.path / PATH).stat()
    assert run("--fix").stdout == "1 document, 1 entry: nothing is wrong\n"
    assert (site.path / PATH).stat() == before


def test_what_no_machine_can_mend_is_told_as_ever(site: Sample) -> None:
    site.write({PATH: ENTRY.replace("everyone", "custmers").rstrip(), "docs/.meta.yml": "owner: Us: all\n"})
    done = run("--fix", "--format", "github")
    assert done.exit_code == 1
    assert done.stdout.startswith("::error file=changelog/e.md,line=2,title=BS301")
    assert done.stderr.splitlines() == [
        "changelog/e.md:7: ended the last line",
        "docs/.meta.yml:1: put the value in quotes (BS202)",
        "1 error",
    ]


def test_only_files_of_the_change_are_mended(site: Sample) -> None:
    site.write({"docs/old.md": INDEX.rstrip()})
    site.repo.branch("change")
    site.write({"docs/new.md": INDEX.rstrip()})
    assert "docs/new.md:6: ended the last line" in run("--fix", "--changed-since", "main").stdout
    assert (site.path / "docs/old.md").read_text() == INDEX.rstrip()


def test_a_link_stays_a_link(site: Sample) -> None:
    site.write({"parts/page.md": INDEX.rstrip()})
    (site.path / "docs/linked.md").symlink_to("../parts/page.md")
    site.repo.commit()
    run("--fix")
    assert (site.path / "docs/linked.md").is_symlink()


def test_a_file_that_cannot_be_written_stays(site: Sample) -> None:
    text = ENTRY + "More.\n" * 20_000 + "End."
    site.write({PATH: text})
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))  # as on a disk that is nearly full
    try:
        done = run("--fix")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert done.exit_code == 1
    assert done.stderr == f"error: {site.path / PATH} cannot be written: File too large\n"
    assert (site.path / PATH).read_text() == text
    assert [path.name for path in (site.path / "changelog").iterdir()] == ["e.md"]


def test_a_severity_that_ignores_the_full_stop_keeps_it(site: Sample) -> None:
    site.configure(plugin={"prose": {"severity": {"BS803": "ignore"}}})
    site.write({PATH: ENTRY.replace("Add it", "Add it.")})
    assert run("--fix").stdout == "1 document, 1 entry: nothing is wrong\n"


def test_a_revision_cannot_be_mended(site: Sample) -> None:
    done = run("--fix", "--ref", "HEAD")
    assert done.exit_code == 2
    assert "--fix mends files on disk" in done.stderr

"""However blocks, code, comments and containers are nested, and whatever goes wrong in one of their lines."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.editions.cut import cut
from broadsheet.errors import RenderError
from broadsheet.findings import Findings
from broadsheet.model.body import Body
from broadsheet.model.raw import Line
from broadsheet.model.scan import scan
from broadsheet.render.markdown import Converter
from tests.model.samples import RULES

Lines = list[str]

SECRET, CODE = "zqsecretword", "zqcodeword"
EVERYBODY = frozenset(RULES.audiences)
EXTENSIONS = (
    "admonition",
    "attr_list",
    "footnotes",
    "md_in_html",
    "tables",
    "pymdownx.superfences",
    "pymdownx.details",
    "pymdownx.tabbed",
    "pymdownx.blocks.admonition",
    "broadsheet.render.audience_block",
)


def converter(titles: dict[str, str]) -> Converter:
    """Return a converter for an edition that tells these audiences apart."""
    configs = {
        "broadsheet.render.audience_block": {"titles": titles},
        "pymdownx.tabbed": {"alternate_style": True},
    }
    return Converter(EXTENSIONS, configs)


PUBLIC, INTERNAL = converter({}), converter({name: name for name in RULES.audiences})


def indented(lines: Lines, by: str) -> Lines:
    return [f"{by}{line}" if line or ">" in by else "" for line in lines]


def within(before: str, by: str) -> Callable[[Lines], Lines]:
    return lambda lines: [before, "", *indented(lines, by), ""]


def between(opening: str, closing: str) -> Callable[[Lines], Lines]:
    return lambda lines: [opening, *lines, closing]


def fenced(fence: str) -> Callable[[Lines], Lines]:
    return lambda lines: [fence, *(line.replace(SECRET, CODE) for line in lines), fence.partition(" ")[0]]


CONTAINERS = st.sampled_from(
    [
        within("- item", "    "),
        within("- item", "  "),
        within("- item", "\t"),
        within("1. item", "   "),
        within("> quoted", "> "),
        within(">", ">"),
        within('!!! note "title"', "    "),
        within("??? note", "    "),
        within('=== "tab"', "    "),
        within("x[^1]\n\n[^1]: note", "    "),
        between("<div markdown>", "</div>"),
        between("<div>", "</div>"),
        between("<!--", "-->"),
        between("text <!-- a", "b --> text"),
        between("a ` b", "c ` d"),
        between("/// note | title", "///"),
        between("//// note | title", "////"),
        between("///// note | title", "/////"),
        between("/// audience | everyone", "///"),
        between("//// audience | support", "////"),
        fenced("```"),
        fenced("``` md"),
        fenced("````"),
        fenced("~~~"),
    ]
)
SUPPORT = st.sampled_from(
    [
        ["/// audience | support", SECRET, "///"],
        ["", "///// audience | support", "", f"- {SECRET}", "", "/////", ""],
        ["/// audience | support", "```", SECRET, "```", "///"],
    ]
)
PLAIN = st.sampled_from(
    [
        ["text"],
        [""],
        ["# Heading"],
        ["```", "code", "```"],
        ["- item"],
        ["`<!--`"],
        ["| a |", "|---|"],
        ["    code"],
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> Lines:
    """Nested Markdown, and perhaps a mistake in one of its lines."""
    leaf = st.one_of(SUPPORT, PLAIN)
    part = st.recursive(leaf, nested, max_leaves=8)
    lines = "\n".join(draw(part)).split("\n")
    place = draw(st.integers(0, len(lines) - 1))
    mistake = draw(st.sampled_from(["", "", "drop", "indent", "dedent", "shorten", "lengthen"]))
    line = lines[place]
    if mistake and SECRET not in line:
        changed = {
            "drop": [],
            "indent": [f" {line}"],
            "dedent": [line.removeprefix(" ")],
            "shorten": [line.replace("///", "//", 1).replace("```", "``", 1)],
            "lengthen": [line.replace("///", "////", 1).replace("```", "````", 1)],
        }
        lines[place : place + 1] = changed[mistake]
    return lines


def nested(part: st.SearchStrategy[Lines]) -> st.SearchStrategy[Lines]:
    """Return parts one behind another, or one in a container."""
    row = st.lists(part, min_size=1, max_size=4).map(
        lambda parts: [line for lines in parts for line in lines]
    )
    return st.one_of(row, st.builds(lambda container, lines: container(lines), CONTAINERS, row))


def scanned(lines: Lines) -> tuple[Body, Findings]:
    findings = Findings()
    numbered = [Line(number, line) for number, line in enumerate(lines, 1)]
    return scan(numbered, "docs/page.md", readers=EVERYBODY, rules=RULES, findings=findings), findings


def text_for(body: Body, *audiences: str) -> str:
    held = cut(body, frozenset(audiences), marked=len(audiences) > 1)
    return "".join(chunk.text for chunk in held.chunks)


@given(documents())
@settings(max_examples=4 * settings().max_examples)
def test_customers_never_read_what_is_for_support(lines: Lines) -> None:
    body, findings = scanned(lines)
    if findings.errors:
        return
    text = text_for(body, "customers")
    assert SECRET not in text
    try:
        html = PUBLIC.convert(text).html
    except RenderError:
        return
    assert SECRET not in html


@given(documents())
@settings(max_examples=2 * settings().max_examples)
def test_support_reads_what_is_for_support(lines: Lines) -> None:
    body, findings = scanned(lines)
    if findings.errors or not any(SECRET in line for line in lines) or any("<!--" in line for line in lines):
        return
    text = text_for(body, *EVERYBODY)
    assert SECRET in text
    assert SECRET in INTERNAL.convert(text).html

"""Tiny broken projects: what is put into a sound one, and what must be said about it.

The numbers are those of the project's list of bad inputs; a case without a ``place`` is one that builds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Files = Mapping[str, str | bytes]


@dataclass(frozen=True, slots=True)
class Case:
    """One mistake.

    Args:
        number: Its number in the list.
        name: What it is.
        files: The files that are added to the sound project, or replaced in it.
        place: Where it must be reported, as ``path:line``.
        code: Under which code.
        says: What the message and its hint must say, in this order.
    """

    number: int
    name: str
    files: Files
    place: str
    code: str
    says: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


SECRET = "zqsecretword"
"""Stands in the text of pages that were meant for support."""


BOMB = "---\naudience: customers\nsearch:\n  a: &a [x, x]\n  b: &b [*a, *a]\n  c: &c [*b, *b]\n---\n# Bad\n"


def page(text: str) -> str:
    """Return a page for customers; its text starts in line 6."""
    return f"---\naudience: customers\n---\n# Page\n\n{text}\n"


def entry(matter: str, text: str = "It changed.") -> str:
    """Return an entry for customers with more front matter, which starts in line 6."""
    head = "title: A change\ndate: 2026-11-18\naudience: customers\ntype: added\n"
    return f"---\n{head}{matter}---\n{text}\n"


def meant_for_support(matter: str) -> str:
    """Return a page with front matter of this form, fences included."""
    return f"{matter}# {SECRET}\n\nA {SECRET}.\n"


def _files(number: int, name: str, files: Files, place: str, code: str, *says: str) -> Case:
    return Case(number, name, files, place, code, says)


def _page(number: int, name: str, content: str | bytes, line: int, code: str, *says: str) -> Case:
    place = f"docs/bad.md:{line}" if line else "docs/bad.md"
    return Case(number, name, {"docs/bad.md": content}, place, code, says)


def _entry(number: int, name: str, matter: str, code: str, *says: str) -> Case:
    return Case(number, name, {"changelog/bad.md": entry(matter)}, "changelog/bad.md:6", code, says)


ENCODING = (
    _page(1, "Latin-1", page("Café").encode("latin-1"), 6, "BS100", "0xE9", "é", "UTF-8"),
    _page(4, "UTF-16", page("Text").encode("utf-16"), 1, "BS101", "UTF-16"),
    _page(4, "UTF-16, no mark", page("Text").encode("utf-16-le"), 1, "BS101"),
    _page(5, "NUL", page("a\x00b"), 6, "BS102", "NUL"),
    _files(
        6,
        "NFC and NFD",
        {"docs/café.md": page("a"), "docs/café.md": page("b")},
        "docs/café.md",
        "BS107",
        "cafe\\u0301.md",
        "caf\\xe9.md",
        "Rename",
    ),
    _files(
        7,
        "names that differ by case",
        {"docs/Guide.md": page("a")},
        "docs/guide.md",
        "BS108",
        "docs/Guide.md and docs/guide.md",
        "Rename",
    ),
    _files(
        7,
        "folders that differ by case",
        {"docs/team/a.md": page("a"), "docs/Team/b.md": page("b")},
        "docs/team",
        "BS108",
        "docs/Team and docs/team",
        "Rename",
    ),
)

# Each of these makes stock MkDocs publish the page to everybody, with its front matter as text.
LEAKS = (
    _page(
        9, "tab indent", meant_for_support("---\naudience:\n\t- support\n---\n"), 3, "BS201", "tab", "spaces"
    ),
    _page(
        10,
        "unquoted colon",
        meant_for_support("---\naudience: support\ntitle: Pay: how\n---\n"),
        3,
        "BS202",
        "title: Pay: how",
        "double quotes",
    ),
    _page(
        11, "no closing fence", meant_for_support("---\naudience: support\n\n"), 1, "BS213", "no end", "---"
    ),
    _page(
        12,
        "blank line first",
        meant_for_support("\n---\naudience: support\n---\n"),
        2,
        "BS214",
        "taken for text",
        "very first line",
    ),
    _page(
        13, "a list", meant_for_support("---\n- audience: support\n---\n"), 2, "BS217", "a list", "key: value"
    ),
    _page(
        17,
        "no such day",
        meant_for_support("---\naudience: support\nreviewed_on: 2026-02-30\n---\n"),
        3,
        "BS206",
        "2026-02-30",
        "2026-11-20",
    ),
)

MATTER = (
    _page(
        14,
        "key given twice",
        "---\naudience: support\ntitle: a\naudience: customers\n---\nx\n",
        4,
        "BS203",
        "audience",
        "line 2",
        "line 4",
    ),
    _page(15, "alias bomb", BOMB, 6, "BS204", "alias", "Write the values out"),
    _page(
        16,
        "!!python tag",
        "---\naudience: customers\ntitle: !!python/object/apply:os.system [id]\n---\nx\n",
        3,
        "BS205",
        "!!python/object/apply:os.system",
    ),
    _entry(19, "year 0", "expires_on: 0000-01-01\n", "BS207", "0000-01-01", "1970"),
    _entry(19, "year 9999", "expires_on: 9999-12-31\n", "BS207", "9999-12-31", "2199"),
    _page(
        20,
        "audience: no",
        "---\naudience: no\n---\n# Bad\n",
        2,
        "BS221",
        "audience: no",
        "False",
        'Quote it: audience: "no"',
    ),
    _entry(21, "release: 1.10", "release: 1.10\n", "BS221", "1.1,", 'Quote it: release: "1.10"'),
    _entry(22, "id: 010", "id: 010\n", "BS221", "the number 8,", 'Quote it: id: "010"'),
    _page(23, "TOML", "+++\naudience = 'support'\n+++\n# Bad\n", 1, "BS216", "TOML", "YAML"),
    _page(56, "U+0008", page("a\x08b"), 6, "BS103", "U+0008"),
    _page(56, "U+000B", page("a\x0bb"), 6, "BS103", "U+000B"),
    _page(56, "U+FFFE", page("a\ufffeb"), 6, "BS103", "U+FFFE"),
    _page(56, "&#8;", page("a&#8;b"), 6, "BS104", "&#8;"),
    _page(56, "&#x0B;", page("a&#x0B;b"), 6, "BS104", "&#x0B;"),
    _entry(56, "escape in a value", 'action: "a\\x08b"\n', "BS103", "U+0008"),
    _entry(56, "reference in a value", 'action: "a&#8;b"\n', "BS104", "&#8;"),
)

MEANING = (
    _page(
        25,
        "unknown audience",
        "---\naudience: [customers, suport]\n---\n# Bad\n",
        2,
        "BS301",
        "“suport”",
        "Did you mean “support”?",
    ),
    _page(26, "no audience", "# Bad\n", 1, "BS302", "may read", "audience:"),
    _page(26, "empty audience", "---\naudience: []\n---\n# Bad\n", 2, "BS302", "may read"),
    _page(
        26,
        "mistyped key",
        "---\naudiance: support\n---\n# Bad\n",
        2,
        "BS220",
        "“audiance”",
        "Did you mean “audience”?",
    ),
    _files(
        27,
        "id used twice",
        {"changelog/bad.md": entry("id: parquet\n")},
        "changelog/bad.md:6",
        "BS306",
        "“parquet”",
        "changelog/2.4/parquet.md",
    ),
    _files(
        27,
        "id used twice but for case",
        {"changelog/PARQUET.md": entry("")},
        "changelog/PARQUET.md:2",
        "BS306",
        "“PARQUET”",
        "changelog/2.4/parquet.md",
    ),
    _files(
        29,
        "a.md and a/index.md",
        {"docs/guide/index.md": page("a")},
        "docs/guide/index.md",
        "BS313",
        "“guide/”",
        "docs/guide.md",
    ),
    _files(
        29,
        "README.md and index.md",
        {"docs/README.md": page("a")},
        "docs/index.md",
        "BS313",
        "docs/README.md",
    ),
    _files(
        29,
        "a page where the changelog is",
        {"docs/changelog/parquet.md": page("a")},
        "docs/changelog/parquet.md",
        "BS313",
        "changelog",
    ),
    _files(
        29,
        "a page where the feeds are listed",
        {"docs/subscribe.md": page("a")},
        "docs/subscribe.md",
        "BS313",
        "“subscribe/”",
    ),
    *(
        _entry(29, f"an id that is the address of another page: {name}", f'id: "{name}"\n', "BS305", name)
        for name in ("since", "Releases", "product", "audience", "2026")
    ),
    _page(30, "no title", "---\naudience: customers\n---\nText.\n", 1, "BS303", "no title", "title:"),
    _page(32, "empty file", "", 0, "BS106", "empty"),
    _files(32, "white space only", {"changelog/bad.md": " \n\n\t\n"}, "changelog/bad.md", "BS106", "empty"),
    _page(32, "mark only", b"\xef\xbb\xbf", 0, "BS106", "empty"),
)

PATHS = (
    _entry(33, "id: ../../x", "id: ../../x\n", "BS305", "“../../x”"),
    _entry(33, "slug: ../../x", "slug: ../../x\n", "BS220", "“slug”"),
    _entry(33, "release: ../../x", "release: ../../x\n", "BS309", "“../../x”"),
    _entry(34, "absolute id", "id: /etc/x\n", "BS305", "“/etc/x”"),
    _entry(35, "%2e%2e in an id", 'id: "%2e%2e/x"\n', "BS305", "“%2e%2e/x”"),
    _entry(35, "backslash in an id", 'id: "..\\\\x"\n', "BS305", "“..\\x”"),
    _entry(36, "NUL in an id", 'id: "x\\0y"\n', "BS103", "U+0000"),
    _entry(36, "300 characters", f"id: {'x' * 300}\n", "BS305", "300", "100"),
    _files(35, "%2e%2e in a name", {"docs/%2e%2e.md": page("a")}, "docs/%2e%2e.md", "BS109", "%2e"),
    _files(35, "backslash in a name", {"docs/a\\b.md": page("a")}, "docs/a\\b.md", "BS109", "\\"),
    _files(
        36, "long name", {f"docs/{'x' * 240}.md": page("a")}, f"docs/{'x' * 240}.md", "BS110", "243", "200"
    ),
    _page(41, "include of ../secret", page('--8<-- "../secret.txt"'), 6, "BS405", "../secret.txt"),
    _page(41, "include of /etc/hostname", page('--8<-- "/etc/hostname"'), 6, "BS405", "/etc/hostname"),
    _page(
        41,
        "include of an address",
        page('--8<-- "https://example.com/x.md"'),
        6,
        "BS405",
        "https://example.com/x.md",
    ),
    _page(42, "include of itself", page('--8<-- "docs/bad.md"'), 6, "BS406", "docs/bad.md → docs/bad.md"),
    _files(
        42,
        "includes in a circle",
        {"docs/bad.md": page('--8<-- "a.txt"'), "a.txt": '--8<-- "b.txt"', "b.txt": '--8<-- "a.txt"'},
        "docs/bad.md:6",
        "BS406",
        "a.txt → b.txt → a.txt",
    ),
)

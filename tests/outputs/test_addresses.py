"""Where things stand, and what they are known by."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.outputs.addresses import Addresses, from_folder, item_id, relative

ROOT = "https://docs.example.com/"


@pytest.mark.parametrize(
    ("src_uri", "directory", "file"),
    [
        ("index.md", "", "index.html"),
        ("README.md", "", "index.html"),
        ("guide.md", "guide/", "guide.html"),
        ("a/index.md", "a/", "a/index.html"),
        ("a/README.md", "a/", "a/index.html"),
        ("a/b c%.md", "a/b%20c%25/", "a/b%20c%25.html"),
        ("a/über.md", "a/%C3%BCber/", "a/%C3%BCber.html"),
        ("img/a b.png", "img/a%20b.png", "img/a%20b.png"),
    ],
)
def test_a_page_s_address_in_both_styles(src_uri: str, directory: str, file: str) -> None:
    assert Addresses(ROOT, True).page(src_uri) == directory
    assert Addresses(ROOT, False).page(src_uri) == file
    assert Addresses(ROOT, True).absolute(src_uri) == ROOT + directory


@pytest.mark.parametrize(
    ("address", "page", "expected"),
    [
        ("", "", "./"),
        ("", "a/", "../"),
        ("", "a/b/", "../../"),
        ("", "404.html", "./"),
        ("a/", "a/", "./"),
        ("a/", "", "a/"),
        ("a/b/", "a/c/", "../b/"),
        ("a/b.html", "a/c.html", "b.html"),
        ("a.html", "b/c.html", "../a.html"),
        ("a/?q=1#x", "", "a/?q=1#x"),
        ("#x", "a/", "../#x"),
    ],
)
def test_relative_addresses(address: str, page: str, expected: str) -> None:
    assert relative(address, page) == expected


_PARTS = st.lists(st.sampled_from(["a", "b", "c", "%20"]), max_size=4)


@given(_PARTS, st.booleans(), _PARTS, st.booleans())
def test_a_relative_address_leads_where_the_absolute_one_does(
    target: list[str], folder: bool, start: list[str], in_folder: bool
) -> None:
    def joined(parts: list[str], is_folder: bool) -> str:
        return "".join(f"{part}/" for part in parts) + ("" if is_folder else "file.html")

    address, page = joined(target, folder), joined(start, in_folder)
    assert urljoin(ROOT + page, relative(address, page)) == ROOT + address


PATHS = st.lists(st.sampled_from(["a", "b", "ab", "c.md"]), max_size=4).map("/".join)


@given(PATHS, PATHS)
def test_a_path_from_a_folder_is_what_the_library_makes_of_it(folder: str, path: str) -> None:
    assert from_folder(folder, path) == posixpath.relpath(path or ".", folder or ".")


def test_ids_are_tag_uris_of_what_never_changes() -> None:
    assert item_id("example.com,2026", "changelog", "support", "parquet") == (
        "tag:example.com,2026:changelog/support/parquet"
    )
    assert item_id("example.com,2026", "feeds", "all") == "tag:example.com,2026:feeds/all"
    assert unquote(item_id("a,2026", "docs", "x", "a b/ü")) == "tag:a,2026:docs/x/a b/ü"
    assert " " not in item_id("a,2026", "docs", "x", "a b/ü")

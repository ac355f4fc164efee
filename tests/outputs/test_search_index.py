"""The search index: the same bytes for the same pages, and nothing of any other edition."""

from __future__ import annotations

import base64
import gzip
import json
import stat
import sys
from pathlib import Path
from typing import Any

import cbor2
import pytest

from broadsheet.errors import SearchIndexError
from broadsheet.outputs.search import Searched, build_index, canonical

PAGE = """\
<!doctype html><html lang="{language}"><head><title>In the window</title></head><body>
<nav>Navigation</nav>
<article data-pagefind-body>
<data value="{kind}" data-pagefind-filter="kind[value]"></data>
<data value="Customers" data-pagefind-filter="audience[value]"></data>
<data value="A &amp; &quot;B&quot;: x, y" data-pagefind-filter="product[value]"></data>
<data value="2026-11-20" data-pagefind-meta="date[value]"></data>
<data value="{number}" data-pagefind-sort="one[value]"></data>
<data value="{number}" data-pagefind-sort="two[value]"></data>
<h1 id="t">Title {number} <a class="headerlink" href="#t">¶</a></h1>
<p>The naïve Naive café résumé of page{number}.</p>
</article></body></html>
"""


def make_site(site: Path, numbers: range) -> Path:
    """Write pages of several kinds and languages, in the order in which the numbers come."""
    for number in numbers:
        folder = site / f"part{number % 3}" / f"page{number}"
        folder.mkdir(parents=True)
        page = PAGE.format(
            number=number, kind="guide" if number % 2 else "process", language=("en", "de", "en")[number % 3]
        )
        (folder / "index.html").write_text(page, encoding="utf-8")
    return site


def index(site: Path) -> None:
    """Index all that stands in a site."""
    build_index(site, [Searched(file.relative_to(site).as_posix()) for file in site.rglob("*.html")])


def index_of(site: Path) -> dict[str, bytes]:
    folder = site / "pagefind"
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def shard_of(site: Path) -> dict[str, bytes]:
    """The only shard of a small site."""
    return {path[4:]: data for path, data in index_of(site).items() if path.startswith("all/")}


def unpacked(data: bytes) -> bytes:
    return gzip.decompress(data).removeprefix(b"pagefind_dcd")


def fragments(bundle: dict[str, bytes]) -> list[dict[str, Any]]:
    """What the index holds of each page, in the order of the pages' numbers, one language after the other."""
    metas = [cbor2.loads(unpacked(bundle[path])) for path in sorted(bundle) if path.endswith(".pf_meta")]
    names = [name for meta in metas for name, _ in meta[1]]
    return [json.loads(unpacked(bundle[f"fragment/{name}.pf_fragment"])) for name in names]


def test_same_pages_same_bytes(tmp_path: Path) -> None:
    first, second = make_site(tmp_path / "a", range(40)), make_site(tmp_path / "b", range(39, -1, -1))
    index(first)
    expected = index_of(first)
    for site in (second, first, second):
        index(site)
        assert index_of(site) == expected


def test_pages_are_numbered_by_path_not_by_the_file_system(tmp_path: Path) -> None:
    site = make_site(tmp_path, range(40))
    index(site)
    urls = [fragment["url"] for fragment in fragments(shard_of(site))]
    german = [url for url in urls if url.startswith("/part1/")]
    assert urls == sorted(german) + sorted(set(urls) - set(german))
    assert len(urls) == 40


def test_canonical_form_is_its_own(tmp_path: Path) -> None:
    index(make_site(tmp_path, range(7)))
    assert canonical(shard_of(tmp_path)) == shard_of(tmp_path)


def test_filter_files_hold_each_value_and_are_named_in_the_meta(tmp_path: Path) -> None:
    index(make_site(tmp_path, range(0, 9, 3)))
    bundle = shard_of(tmp_path)
    (meta,) = (cbor2.loads(unpacked(data)) for path, data in bundle.items() if path.endswith(".pf_meta"))
    found = {name: cbor2.loads(unpacked(bundle[f"filter/{file}.pf_filter"])) for name, file in meta[3]}
    assert found == {
        "audience": ["audience", [["Customers", [0, 1, 2]]]],
        "kind": ["kind", [["guide", [1]], ["process", [0, 2]]]],
        "product": ["product", [['A & "B": x, y', [0, 1, 2]]]],
    }
    assert sum(path.startswith("filter/") for path in bundle) == 3


def test_nothing_of_an_older_index_stays(tmp_path: Path) -> None:
    site = make_site(tmp_path, range(6))
    index(site)
    (site / "part0" / "page3" / "index.html").unlink()
    (site / "pagefind" / "left.txt").write_text("over", encoding="utf-8")
    index(site)
    assert "left.txt" not in index_of(site)
    bundle = shard_of(site)
    assert not any("page3" in json.dumps(fragment) for fragment in fragments(bundle))
    assert sum(path.startswith("fragment/") for path in bundle) == 5


def test_only_what_a_search_loads_is_written(tmp_path: Path) -> None:
    index(make_site(tmp_path, range(3)))
    top = {path for path in index_of(tmp_path) if path.count("/") < 1 and not path.endswith(".pf_meta")}
    assert top == {
        "pagefind.js",
        "pagefind-worker.js",
        "pagefind-entry.json",
        "shards.json",
        "wasm.de.pagefind",
        "wasm.en.pagefind",
        "wasm.unknown.pagefind",
    }
    kinds = {path.rpartition("/")[0] or Path(path).suffix for path in shard_of(tmp_path)}
    assert kinds == {".json", ".pf_meta", "filter", "fragment", "index"}


def test_only_the_marked_text_of_marked_pages_is_indexed(tmp_path: Path) -> None:
    site = make_site(tmp_path, range(1))
    (site / "404.html").write_text(
        "<!doctype html><html lang=en><body>Secret404</body></html>", encoding="utf-8"
    )
    (site / "broken.html").write_bytes(
        b"<html lang=en><body data-pagefind-body>caf\xe9 society</body></html>"
    )
    index(site)
    broken, page = fragments(shard_of(site))
    assert broken["content"] == "caf� society"
    assert page["meta"] == {"title": "Title 0", "date": "2026-11-20"}
    assert page["content"] == "Title 0 The naïve Naive café résumé of page0."


def test_a_page_where_the_index_goes_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "pagefind" / "notes" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("A document called pagefind", encoding="utf-8")
    with pytest.raises(SearchIndexError, match=r"pagefind/notes/index\.html"):
        index(tmp_path)
    assert page.exists()


def program(folder: Path, script: str) -> str:
    file = folder / "pagefind"
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


def answer(payload: dict[str, object]) -> str:
    """A shell command that answers a request as Pagefind would."""
    message = json.dumps({"message_id": 0, "payload": payload})
    return f"printf %s, {base64.b64encode(message.encode()).decode()}"


def test_a_program_that_dies_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(tmp_path / "site", range(3))
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", program(tmp_path, "echo out of luck >&2; exit 3"))
    with pytest.raises(SearchIndexError, match="out of luck"):
        index(site)
    assert not (site / "pagefind").exists()


def test_a_program_that_dies_over_a_page_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is larger than a pipe, so that the program is gone while it is being written."""
    (tmp_path / "long.html").write_text(f"<p data-pagefind-body>{'word ' * 300_000}</p>", encoding="utf-8")
    made = program(tmp_path, answer({"type": "NewIndex", "index_id": 0}))
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", made)
    with pytest.raises(SearchIndexError, match="it said nothing"):
        index(tmp_path)


def test_a_program_that_refuses_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = answer({"type": "Error", "message": "no such thing"})
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", program(tmp_path, f"{refusal}; cat >/dev/null"))
    with pytest.raises(SearchIndexError, match="no such thing"):
        index(tmp_path)


def test_a_program_that_does_not_start_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "nowhere"))
    with pytest.raises(SearchIndexError, match="nowhere does not start"):
        index(tmp_path)


def test_no_program_at_all_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a platform for which there is none: neither the package's nor one on the path."""
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    monkeypatch.setitem(sys.modules, "pagefind_bin_extended", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SearchIndexError) as error:
        index(tmp_path)
    assert "pagefind[bin]" in error.value.hint


def test_a_package_without_its_program_says_so_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagefind_bin.this_dir", tmp_path)
    with pytest.raises(SearchIndexError, match="not installed"):
        index(tmp_path)

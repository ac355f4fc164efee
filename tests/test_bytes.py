"""The tool that looks for canaries has to find them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.bytes import find

WORD = "canaryword"
HIDDEN = {
    "plain": b"a canaryword b",
    "case": b"a CanaryWord b",
    "percent": b"%63anary%77ord",
    "entity": b"&#99;anary&#x77;ord",
    "twice": b"&amp;#99;anaryword",
    "json": b'{"a": "\\u0063anaryword"}',
    "gzip": gzip.compress(b"a canaryword b"),
    "in gzip": gzip.compress(b"%63anaryword"),
    "behind a mark": b"mark" + gzip.compress(b"canaryword"),
    "before something": gzip.compress(b"canaryword") + b"\x1f\x8b\x08 and more",
}


@pytest.mark.parametrize("notation", HIDDEN)
def test_a_word_is_found_in_every_notation(tmp_path: Path, notation: str) -> None:
    (tmp_path / "file").write_bytes(HIDDEN[notation])
    (tmp_path / "other").write_bytes(b"\x1f\x8b\x08 not packed, canary word")
    assert find(tmp_path, WORD) == [tmp_path / "file"]


def test_names_of_files_and_folders_count(tmp_path: Path) -> None:
    (tmp_path / "canaryword").mkdir()
    (tmp_path / "a%63anaryword.txt").touch()
    assert find(tmp_path, WORD) == [tmp_path / "a%63anaryword.txt", tmp_path / "canaryword"]

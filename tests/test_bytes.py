"""The tool that looks for canaries has to find them."""

from __future__ import annotations

import base64
import gzip
import zlib
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
    "css": b'a{content:"\\63 anaryword"}',
    "wide": "canaryword".encode("utf-16-le"),
    "gzip": gzip.compress(b"a canaryword b"),
    "gzip twice": gzip.compress(gzip.compress(b"a canaryword b")),
    "zlib": zlib.compress(b"a canaryword b"),
    "base64": b"data:;base64," + base64.b64encode(b"a canaryword b"),
    "base64 +1": base64.b64encode(b" canaryword b"),
    "base64 +2": base64.b64encode(b"--canaryword--"),
    "in gzip": gzip.compress(b"%63anaryword"),
}


@pytest.mark.parametrize("notation", HIDDEN)
def test_a_word_is_found_in_every_notation(tmp_path: Path, notation: str) -> None:
    (tmp_path / "file").write_bytes(b"xx" + HIDDEN[notation] if "z" not in notation else HIDDEN[notation])
    (tmp_path / "other").write_bytes(b"\x78 not packed, canary word")
    assert find(tmp_path, WORD) == ["file"]


def test_names_of_files_and_folders_count(tmp_path: Path) -> None:
    (tmp_path / "canaryword").mkdir()
    (tmp_path / "a%63anaryword.txt").touch()
    assert find(tmp_path, WORD) == ["a%63anaryword.txt", "canaryword"]

"""The store saves time and does nothing else, whatever becomes of its file."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.store import Store, digest

VALUES = {digest(f"{number}"): b"%d " % number * 200 for number in range(2500)}

# Puts the same 2,500 values over and over, each time under another kind, and says so after each time.
WRITER = """
import sys
from pathlib import Path
from broadsheet.store import Store, digest
values = {digest(f"{number}"): b"%d " % number * 200 for number in range(2500)}
with Store(Path(sys.argv[1])) as store:
    for kind in range(int(sys.argv[2])):
        store.put(f"{sys.argv[3]}{kind}", values)
        print(kind, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "store.db"


def writer(path: Path, rounds: int, name: str) -> subprocess.Popen[str]:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    args = [sys.executable, "-c", WRITER, str(path), str(rounds), name]
    return subprocess.Popen(args, env=env, stdout=subprocess.PIPE, text=True)


def filled(path: Path) -> None:
    with Store(path) as store:
        store.put("page", VALUES)


def test_what_was_put_is_there_in_the_next_build(path: Path) -> None:
    filled(path)
    with Store(path) as store:
        assert store.get("page", [*VALUES, digest("unknown")]) == VALUES
        assert store.get("other", VALUES) == {}
        assert store.get("page", []) == {}
        store.put("page", {})


def test_what_is_put_again_replaces_what_was_there(path: Path) -> None:
    key = digest("key")
    with Store(path) as store:
        store.put("page", {key: b"old"})
        store.put("page", {key: b""})
        assert store.get("page", [key]) == {key: b""}


def test_a_store_in_memory_ends_with_the_build(tmp_path: Path) -> None:
    with Store(None) as store:
        store.put("page", VALUES)
        assert store.get("page", VALUES) == VALUES
    assert store.get("page", VALUES) == {}
    assert list(tmp_path.iterdir()) == []


# Several builds, and builds that end early


def test_two_builds_at_once_lose_nothing(path: Path) -> None:
    writers = [writer(path, 4, name) for name in ("a", "b")]
    assert [(process.communicate()[0], process.returncode) for process in writers] == [
        ("0\n1\n2\n3\n", 0)
    ] * 2
    with Store(path) as store:
        for name, kind in product("ab", range(4)):
            assert store.get(f"{name}{kind}", VALUES) == VALUES


@pytest.mark.parametrize("seed", range(3))
def test_a_build_that_is_killed_leaves_whole_puts(path: Path, seed: int) -> None:
    process = writer(path, 1000, "k")
    assert process.stdout
    for _ in range(random.Random(seed).randint(1, 4)):
        done = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with Store(path) as store:
        for kind in range(done + 1):
            assert store.get(f"k{kind}", VALUES) == VALUES
        assert len(store.get(f"k{done + 1}", VALUES)) in (0, len(VALUES))
        store.put("after", VALUES)
        assert store.get("after", VALUES) == VALUES


def test_a_build_that_is_killed_while_it_writes_loses_that_put_only(path: Path) -> None:
    filled(path)
    program = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('PRAGMA cache_size = 1')\n"  # so that pages reach the file before the end
        "db.execute('BEGIN IMMEDIATE')\n"
        "db.execute('UPDATE entry SET value = zeroblob(900)')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    before = path.read_bytes()
    subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert path.read_bytes() != before  # half of a write is in the file, and the journal can undo it
    with Store(path) as store:
        assert store.get("page", VALUES) == VALUES


def test_a_store_that_another_build_never_lets_go_of_is_done_without(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path)
    monkeypatch.setattr("broadsheet.store._PATIENCE", 0.01)
    with Store(path) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        assert store.get("page", VALUES) == {}
        store.put("page", VALUES)
        other.close()
    with Store(path) as store:
        assert store.get("page", VALUES) == VALUES


# Files that are gone or damaged


@pytest.mark.parametrize("seed", range(40))
def test_damage_never_shows(path: Path, seed: int) -> None:
    filled(path)
    chance = random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 10, 1000])):
        at = chance.randrange(chance.choice([100, 8192, len(data)]))
        data[at : at + 16] = chance.randbytes(16)
    path.write_bytes(data)
    with Store(path) as store:
        found = store.get("page", VALUES)
        assert found.items() <= VALUES.items()
        store.put("page", VALUES)
    filled(path)
    with Store(path) as store:
        store.put("page", VALUES)
        assert store.get("page", VALUES) == VALUES


def test_a_value_of_which_one_bit_flipped_is_not_there(path: Path) -> None:
    filled(path)
    (key, value), *_ = VALUES.items()
    data = path.read_bytes()
    assert value in data
    path.write_bytes(data.replace(value, bytes([value[0] ^ 1]) + value[1:], 1))
    with Store(path) as store:
        assert store.get("page", VALUES) == {other: VALUES[other] for other in VALUES if other != key}


@pytest.mark.parametrize("size", [0, 1, 50, 100, 5000, 8192, 20_000, 100_000, 1_000_000])
def test_a_truncated_file_is_begun_again(path: Path, size: int) -> None:
    filled(path)
    os.truncate(path, size)
    with Store(path) as store:
        assert store.get("page", VALUES).items() <= VALUES.items()
    for _ in range(2):
        filled(path)
    with Store(path) as store:
        assert store.get("page", VALUES) == VALUES


def test_a_store_of_another_version_is_begun_again(path: Path) -> None:
    filled(path)
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 99")
    other.close()
    with Store(path) as store:
        assert store.get("page", VALUES) == {}
        store.put("page", VALUES)
        assert store.get("page", VALUES) == VALUES


def test_it_can_be_deleted_while_builds_use_it(path: Path) -> None:
    filled(path)
    with Store(path) as store, Store(path) as other:
        path.unlink()
        assert store.get("page", VALUES).items() <= VALUES.items()
        store.put("page", VALUES)  # may be lost
        other.put("other", VALUES)  # this too
        store.put("page", VALUES)
        other.put("other", VALUES)
    with Store(path) as store:
        assert store.get("page", VALUES) == VALUES
        assert store.get("other", VALUES) == VALUES


def test_its_folder_can_be_deleted_too(path: Path) -> None:
    with Store(path) as store:
        shutil.rmtree(path.parent)
        store.put("page", VALUES)
        store.put("page", VALUES)
    with Store(path) as store:
        assert store.get("page", VALUES) == VALUES


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "store.db", tmp_path):
        with Store(path) as store:
            store.put("page", VALUES)
            assert store.get("page", VALUES) == {}


def test_a_read_only_folder_is_done_without(path: Path) -> None:
    """Nothing binds root, so this asks as somebody else."""
    filled(path)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    for folder in list(path.parents)[:-2]:
        folder.chmod(folder.stat().st_mode | 0o555)
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from broadsheet.store import Store, digest\n"
        "if os.geteuid() == 0:\n    os.setuid(65534)\n"
        "for name in ('store.db', 'new.db', 'below/new.db'):\n"
        "    with Store(Path(sys.argv[1], name)) as store:\n"
        "        store.put('page', {digest('x'): b'x'})\n"
        "        print(len(store.get('page', [digest('x')])))\n"
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    env |= {"PYTHONPATH": os.pathsep.join(sys.path)}  # nobody's coverage: nobody could write it down
    args = [sys.executable, "-c", program, str(path.parent)]
    done = subprocess.run(args, env=env, capture_output=True, text=True, check=False)
    path.parent.chmod(0o755)
    assert (done.stdout, done.stderr) == ("0\n0\n0\n", "")
    with Store(path) as store:
        assert store.get("page", VALUES) == VALUES


# Its size


def days_later(store: Store, days: int) -> Store:
    store._today += days
    return store


def test_the_least_recently_used_go_first(path: Path) -> None:
    filled(path)
    keys = list(VALUES)
    with days_later(Store(path), 30) as store:
        store.get("page", keys[:500])
    with days_later(Store(path, limit=1_500_000), 31) as store:
        store.put("new", {key: VALUES[key] for key in keys[:100]})
    with Store(path) as store:
        kept = store.get("page", keys)
        assert set(keys[:500]) < set(kept) < set(keys)
        assert len(store.get("new", keys)) == 100


def test_a_store_stays_bounded_however_much_is_put(path: Path) -> None:
    limit = 6_000_000
    for number in range(12):
        with Store(path, limit=limit) as store:
            store.put(f"{number}", VALUES)
    assert path.stat().st_size < 2 * limit
    with Store(path, limit=limit) as store:
        assert len(store.get("11", VALUES)) == len(VALUES)


def test_a_build_that_changes_nothing_writes_nothing(path: Path) -> None:
    filled(path)
    before = path.stat().st_mtime_ns, path.read_bytes()
    with days_later(Store(path), 1) as store:
        store.get("page", VALUES)
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before


# Digests

PARTS = st.lists(st.binary(max_size=4) | st.text(max_size=4), max_size=4)


@given(one=PARTS, other=PARTS)
def test_digests_are_equal_for_equal_parts_only(one: list[bytes | str], other: list[bytes | str]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)


def test_digests_tell_apart_what_joins_to_the_same() -> None:
    same = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), (b"abc",), ("3;abc",), ("1;a2", "bc"), ()]
    assert len({digest(*parts) for parts in same}) == len(same)
    assert {len(digest(*parts)) for parts in same} == {16}
    assert digest("\udcff") != digest("\udcfe")  # names that are not UTF-8

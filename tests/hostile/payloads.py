"""What somebody could write to have a reader's browser run it; where it comes from stands in each file."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def read(name: str) -> tuple[str, ...]:
    """Return the payloads of a file."""
    lines = (HERE / name).read_text(encoding="utf-8").split("\n")
    return tuple(line for line in lines if line and not line.startswith("# "))


OWN = read("own.txt")
EVERY = (*OWN, *read("naughty-strings.txt"), *read("brs-kb.txt"))

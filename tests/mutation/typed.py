"""Ask the type checker: what it refuses never gets as far as a test."""

from __future__ import annotations

import tempfile

from mypy import api


def refused(file: str, source: str) -> bool:
    """Say whether mypy finds a mistake in a module that it has none in.

    Args:
        file: The module's file.
        source: What it becomes.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".py", encoding="utf-8") as mutated:
        mutated.write(source)
        mutated.flush()
        _, wrong, status = api.run([file, "--shadow-file", file, mutated.name])
    if status > 1:
        raise RuntimeError(wrong)
    return status == 1

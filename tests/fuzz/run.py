"""Fuzz one target in this process, which libFuzzer then ends: ``python -m tests.fuzz.run TARGET OPTION…``."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["broadsheet", "yaml"]):
    from tests.fuzz.targets import load

CACHE = Path(".cache/fuzz")


def main(name: str, *options: str) -> None:
    """Fuzz a target.

    Args:
        name: Which one.
        options: libFuzzer's own, like ``-max_total_time=60``.
    """
    logging.disable()
    with atheris.instrument_imports(include=["broadsheet", "yaml"]):
        target = load(name)
    corpus, crashes = CACHE / name / "corpus", CACHE / name / "crashes"
    for folder in (corpus, crashes):
        folder.mkdir(parents=True, exist_ok=True)
    given = [f"-artifact_prefix={crashes}/", f"-dict={target.words}", "-print_final_stats=1", "-timeout=20"]
    atheris.Setup([name, *given, *options, str(corpus), str(target.seeds)], target.check)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Fuzz each target in turn, and note what came of it: ``python -m tests.fuzz --seconds 600``."""

from __future__ import annotations

import json
import os
import platform
import re
import resource
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
from tests.fuzz.targets import TARGETS

RESULTS = Path(__file__).with_name("results.json")

_STATUS = re.compile(r"^#(\d+)\s.*\bcov: (\d+) ft: (\d+) corp: (\d+)/", re.MULTILINE)


@click.command()
@click.argument("targets", type=click.Choice(TARGETS), nargs=-1)
@click.option("--seconds", type=click.IntRange(1), default=600, show_default=True, help="How long, for each.")
@click.option("--record", is_flag=True, help=f"Keep what came of it in {RESULTS.name}.")
def main(targets: tuple[str, ...], seconds: int, record: bool) -> None:
    """Fuzz TARGETS (all of them by default), each until something is wrong or its time is over."""
    crashed = False
    for name in targets or TARGETS:
        click.echo(f"fuzzing {name} for {seconds} seconds")
        result = fuzz(name, seconds)
        crashed = crashed or result["crashes"] > 0
        click.echo(
            f"  {result['executions']:,} executions, {result['edges']:,} edges, "
            f"{result['inputs']} inputs that differ, {result['crashes']} crashes"
        )
        if record:
            kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
            text = json.dumps({**kept, name: result}, indent=1, ensure_ascii=False)
            RESULTS.write_text(f"{text}\n", encoding="utf-8")
    sys.exit(crashed)


def fuzz(name: str, seconds: int) -> Mapping[str, Any]:
    """Fuzz a target in a process of its own, and return what came of it."""
    log = Path(".cache/fuzz") / name / "log.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fuzz.run", name, f"-max_total_time={seconds}"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, check=False)
    text = log.read_text(encoding="utf-8", errors="replace")
    status = _STATUS.findall(text)
    if not status:
        raise click.ClickException(f"it did not start:\n{text[-2000:]}")
    if done.returncode:
        click.echo(text[-3000:], err=True)
    _, edges, features, inputs = (int(figure) for figure in status[-1])
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": {
            "cores": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
        },
        "versions": {
            each: version(each) for each in ("broadsheet", "atheris", "PyYAML", "pydantic", "docutils")
        },
        "seconds": seconds,
        "cpu_seconds": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before),
        "executions": int(_last(r"^stat::number_of_executed_units:\s*(\d+)", text)),
        "edges": edges,
        "features": features,
        "inputs": inputs,
        "crashes": int(done.returncode != 0),
    }


def _last(pattern: str, text: str) -> str:
    return str(re.findall(pattern, text, re.MULTILINE)[-1])


if __name__ == "__main__":
    main()

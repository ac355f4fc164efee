"""What installing Broadsheet brings along, seen from the metadata of what is installed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
_PIN = re.compile(r"^([a-z0-9-]+)(?:\[[^]]*\])?==(\S+)((?: \\\n +--hash=\S+)+)", re.MULTILINE)
_HASH = re.compile(r"sha256:([0-9a-f]{64})")


def project() -> Mapping[str, object]:
    """Return the project's table in ``pyproject.toml``."""
    table: Mapping[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return table


def requirements() -> dict[str, list[str]]:
    """Return what each distribution needs on this machine, by canonical names; the project has the name ''.

    Its own needs are read from ``pyproject.toml``: an editable install may be older than that.
    """
    needs: dict[str, list[str]] = {}
    extras: dict[str, frozenset[str]] = {"": frozenset()}
    waiting = [""]
    while waiting:
        name = waiting.pop()
        needed = list(_needed(name, extras[name]))
        needs[name] = sorted({canonicalize_name(one.name) for one in needed})
        for one in needed:
            key, asked = str(canonicalize_name(one.name)), frozenset(one.extras)
            if key not in extras or not asked <= extras[key]:
                extras[key] = extras.get(key, frozenset()) | asked
                waiting.append(key)
    return needs


def _needed(name: str, extras: Iterable[str]) -> Iterable[Requirement]:
    listed = distribution(name).requires or [] if name else project()["dependencies"]
    for one in map(Requirement, listed):  # type: ignore[call-overload]
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras or ("",)):
            yield one


def pins(lock: Path = LOCK) -> dict[str, tuple[str, list[str]]]:
    """Return the version that a lock has of each distribution, and the SHA-256 of its files."""
    found = _PIN.findall(lock.read_text("utf-8"))
    return {name: (version, sorted(_HASH.findall(hashes))) for name, version, hashes in found}

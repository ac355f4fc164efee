"""What is shipped, and what is installed to build and test it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from email.parser import HeaderParser
from importlib import metadata
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "generator/broadsheet"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCK = (ROOT / "requirements.lock").read_text()
# A requirement goes over several lines, each but the last with a backslash at its end.
LOCKED = [line for line in re.sub(r"\\\n\s*", "", LOCK).splitlines() if not re.match(r"\s*(#|$)", line)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.iterdir()
    return built


def test_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    files = [path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    expected = {path.relative_to(PACKAGE.parent).as_posix() for path in files}
    with ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert "broadsheet/py.typed" in shipped
    assert shipped == expected


def test_wheel_holds_nothing_that_git_ignores(wheel: Path) -> None:
    """Whoever builds it has more in the folder than everybody may have: caches, notes, tokens."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "generator"]
    known = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")
    with ZipFile(wheel) as archive:
        shipped = {f"generator/{name}" for name in archive.namelist() if ".dist-info/" not in name}
        described = {name.rpartition("/")[2] for name in archive.namelist() if ".dist-info/" in name}

    assert shipped <= set(known)
    assert described == {"METADATA", "WHEEL", "entry_points.txt", "LICENSE", "RECORD"}


def test_wheel_declares_command_plugin_and_licence(wheel: Path) -> None:
    info = f"broadsheet-{PROJECT['version']}.dist-info"
    with ZipFile(wheel) as archive:
        entry_points = archive.read(f"{info}/entry_points.txt").decode()
        headers = HeaderParser().parsestr(archive.read(f"{info}/METADATA").decode())
        licence = archive.read(f"{info}/licenses/LICENSE").decode()

    assert "[console_scripts]\nbroadsheet = broadsheet.cli:run" in entry_points
    assert "[mkdocs.plugins]\nbroadsheet = broadsheet.mkdocs_plugin:BroadsheetPlugin" in entry_points
    assert (headers["License-Expression"], headers["Requires-Python"]) == ("MIT", ">=3.11")
    assert "The Broadsheet authors" in licence


def test_command_says_the_version_that_was_released() -> None:
    command = Path(sys.executable).with_name("broadsheet")
    said = subprocess.run([command, "--version"], check=True, capture_output=True, text=True).stdout

    assert PROJECT["version"] in said
    assert metadata.version("broadsheet") == PROJECT["version"]


def test_lock_pins_versions_with_hashes() -> None:
    assert LOCKED
    pin = re.compile(r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==\S+( --hash=sha256:[0-9a-f]{64})+(\s+#.*)?")
    assert [line for line in LOCKED if not pin.fullmatch(line)] == []


def test_lock_names_no_address() -> None:
    assert not re.findall(r"https?:|file:|^-", LOCK, re.MULTILINE)


def test_lock_satisfies_every_declared_dependency() -> None:
    pins = {pin.name: pin for pin in map(Requirement, (line.split()[0] for line in LOCKED))}
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    for requirement in map(Requirement, [*PROJECT["dependencies"], *groups["dev"]]):
        pin = pins[requirement.name.lower()]
        assert requirement.specifier.contains(str(pin.specifier).removeprefix("==")), requirement
        assert requirement.extras <= pin.extras, f"{requirement}: pip 23 takes extras from elsewhere"


def test_lock_installs_on_the_oldest_supported_python() -> None:
    for line in LOCKED:
        name = Requirement(line.split()[0]).name
        needs = ",".join(metadata.metadata(name).get_all("Requires-Python") or [])
        assert SpecifierSet(needs).contains("3.11.0"), f"{name} needs Python {needs}"

"""Who is measured and how: Broadsheet as it is installed here, the others in an environment of their own."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.bench import layouts
from tests.bench.corpus import Corpus
from tests.bench.measure import CommandFailedError

CACHE = Path(__file__).parents[2] / ".cache" / "bench"
PINS = Path(__file__).with_name("peers.txt")

_ENVIRONMENT = CACHE / "venv"
_BIN = _ENVIRONMENT / "bin"


@dataclass(frozen=True, slots=True)
class Step:
    """A command to measure.

    Args:
        name: What the report calls it.
        command: To be run in the project's folder.
        before: What is done to the project's folder first, unmeasured.
    """

    name: str
    command: list[str]
    before: Callable[[Path], None] | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A generator, its project, and the steps that are measured one after the other.

    Args:
        lay_out: Writes the corpus as its project.
        steps: Of each run; every run starts with a new project.
        site: The folder it writes to.
        runs: How often.
        packages: What it is made of, for ``pip install``; none for what is installed already.
    """

    lay_out: Callable[[Corpus, Path], None]
    steps: tuple[Step, ...]
    site: str
    runs: int
    packages: tuple[str, ...]


def edit_an_entry(root: Path) -> None:
    """Write one more sentence into an entry in the middle."""
    entries = sorted((root / "changelog").glob("*.md"))
    with entries[len(entries) // 2].open("a", encoding="utf-8") as entry:
        entry.write("\nIt reads better now.\n")


_BROADSHEET = [str(Path(sys.executable).with_name("broadsheet")), "build"]
SUBJECTS = (
    Subject(
        layouts.broadsheet,
        (
            Step("Broadsheet, cold", _BROADSHEET),
            Step("Broadsheet, one entry edited", _BROADSHEET, edit_an_entry),
            Step("Broadsheet, nothing changed", _BROADSHEET),
        ),
        site="site",
        runs=3,
        packages=(),
    ),
    Subject(
        layouts.hugo,
        (
            Step("Hugo", [str(_BIN / "hugo"), "--quiet"]),
            Step("Pagefind on Hugo's site", [str(_BIN / "python"), "-m", "pagefind", "--site", "public"]),
        ),
        site="public",
        runs=3,
        packages=("hugo", "pagefind[bin]"),
    ),
    Subject(
        layouts.material,
        (Step("MkDocs + Material", [str(_BIN / "mkdocs"), "build", "--quiet"]),),
        site="site",
        runs=1,
        packages=("mkdocs", "mkdocs-material", "mkdocs-rss-plugin"),
    ),
    Subject(
        layouts.material,
        (Step("Zensical", [str(_BIN / "zensical"), "build"]),),
        site="site",
        runs=1,
        packages=("zensical",),
    ),
)


def install(subject: Subject) -> None:
    """Make sure that a generator is there, in the versions of ``peers.txt``.

    Raises:
        CommandFailedError: It cannot be installed.
    """
    if not subject.packages:
        return
    if not (_BIN / "python").exists():
        venv.create(_ENVIRONMENT, with_pip=True)
    _pip("install", "--quiet", "--constraint", str(PINS), *subject.packages)


def versions() -> dict[str, str]:
    """What is compared: the packages by name, as they are pinned, and Broadsheet with what it builds on."""
    pins = dict(line.split("==") for line in PINS.read_text(encoding="utf-8").splitlines())
    names = (name.partition("[")[0] for subject in SUBJECTS for name in subject.packages)
    ours = {f"{name} (Broadsheet's)": version(name) for name in ("mkdocs", "mkdocs-material", "pagefind")}
    return {"broadsheet": version("broadsheet")} | ours | {name: pins[name] for name in names}


def _pip(*args: str) -> None:
    command = [str(_BIN / "python"), "-m", "pip", "--disable-pip-version-check", *args]
    if subprocess.run(command, check=False).returncode:
        raise CommandFailedError("cannot be installed")

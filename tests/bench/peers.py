"""Who is measured and how: Broadsheet as it is installed here, the others in an environment of their own."""

from __future__ import annotations

import compileall
import subprocess
import sys
import venv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from tests.bench import layouts, names, reading, serving
from tests.bench.corpus import Corpus
from tests.bench.history import make_repository
from tests.bench.measure import CommandFailedError
from tests.bench.steps import RESTORED, Step, command, edit, restore

import broadsheet

CACHE = Path(__file__).parents[2] / ".cache" / "bench"
PINS = Path(__file__).with_name("peers.txt")

_ENVIRONMENT = CACHE / "venv"
_BIN = _ENVIRONMENT / "bin"


@dataclass(frozen=True, slots=True)
class Subject:
    """A generator, its project, and the steps that are measured one after the other.

    Args:
        name: For the command line; empty for Broadsheet, which is always measured.
        lay_out: Writes the corpus as its project.
        steps: Of each run; every run starts with a new project.
        site: The folder it writes to.
        runs: How often.
        packages: What it is made of, for ``pip install``; none for what is installed already.
    """

    name: str
    lay_out: Callable[[Corpus, Path], None]
    steps: tuple[Step, ...]
    site: str
    runs: int
    packages: tuple[str, ...] = ()


_BROADSHEET = str(Path(sys.executable).with_name("broadsheet"))
_BUILD = [_BROADSHEET, "build"]
_HUGO = [str(_BIN / "hugo"), "--quiet"]
_PAGEFIND = [str(_BIN / "python"), "-m", "pagefind", "--site", "public"]
_MKDOCS = [str(_BIN / "mkdocs"), "build", "--quiet"]
_ZENSICAL = [str(_BIN / "zensical"), "build"]

SUBJECTS = (
    Subject(
        "",
        layouts.broadsheet,
        (
            command(names.COLD, _BUILD),
            command(names.EDITED, _BUILD, edit("changelog")),
            command(names.EDITED_AGAIN, _BUILD, edit("changelog")),
            command(names.UNCHANGED, _BUILD),
            command(names.RESTORED, _BUILD, restore, RESTORED),
        ),
        site=f"{RESTORED}/site",
        runs=3,
    ),
    Subject(
        "",
        layouts.broadsheet,
        (command(names.THREE, [*_BUILD, "-f", "three.yml"]),),
        site="site",
        runs=3,
    ),
    Subject(
        "",
        layouts.broadsheet,
        (Step(names.RELOADED, partial(serving.from_saved_to_shown, _BROADSHEET)),),
        site="",
        runs=1,
    ),
    Subject(
        "",
        lambda _, root: make_repository(root),
        (
            Step(names.HISTORY_COLD, reading.cold),
            Step(names.HISTORY_WARM, reading.warm),
            Step(names.HISTORY_GROWN, reading.one_commit_more),
        ),
        site="",
        runs=1,
    ),
    Subject(
        "hugo",
        layouts.hugo,
        (
            command(names.HUGO, _HUGO),
            command(names.PAGEFIND, _PAGEFIND),
            command(names.HUGO + names.AFTER_EDIT, _HUGO, edit("content/changelog")),
            command(names.PAGEFIND + names.AFTER_EDIT, _PAGEFIND),
        ),
        site="public",
        runs=3,
        packages=("hugo", "pagefind[bin]"),
    ),
    Subject(
        "material",
        layouts.material,
        (
            command(names.STOCK, _MKDOCS),
            command(names.STOCK + names.AFTER_EDIT, _MKDOCS, edit("docs/blog/posts")),
        ),
        site="site",
        runs=1,
        packages=("mkdocs", "mkdocs-material", "mkdocs-rss-plugin"),
    ),
    Subject(
        "zensical",
        layouts.material,
        (
            command(names.ZENSICAL, _ZENSICAL),
            command(names.ZENSICAL + names.AFTER_EDIT, _ZENSICAL, edit("docs/blog/posts")),
        ),
        site="site",
        runs=1,
        packages=("zensical",),
    ),
)
PEERS = tuple(subject.name for subject in SUBJECTS if subject.name)


def install(subject: Subject) -> None:
    """Make sure that a generator is there, in the versions of ``peers.txt``.

    Raises:
        CommandFailedError: It cannot be installed.
    """
    if not subject.packages:
        # As pip does with all that it installs; an editable install is left to its first run.
        compileall.compile_dir(Path(broadsheet.__file__).parent, quiet=1)
        return
    if not (_BIN / "python").exists():
        venv.create(_ENVIRONMENT, with_pip=True)
    _pip("install", "--quiet", "--constraint", str(PINS), *subject.packages)


def versions(subjects: Iterable[Subject]) -> dict[str, str]:
    """What is compared: the packages by name, as they are pinned, and Broadsheet with what it builds on."""
    pins = dict(line.split("==") for line in PINS.read_text(encoding="utf-8").splitlines())
    packages = (name.partition("[")[0] for subject in subjects for name in subject.packages)
    ours = {f"{name} (Broadsheet's)": version(name) for name in ("mkdocs", "mkdocs-material", "pagefind")}
    return {"broadsheet": version("broadsheet")} | ours | {name: pins[name] for name in packages}


def _pip(*args: str) -> None:
    command = [str(_BIN / "python"), "-m", "pip", "--disable-pip-version-check", *args]
    if subprocess.run(command, check=False).returncode:
        raise CommandFailedError("cannot be installed")

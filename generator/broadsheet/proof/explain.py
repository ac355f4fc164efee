"""What the programs that make a site bring along: their templates, and the words in their code.

An edition's text is its readers' sources and this. What stands here is public, whoever wrote it elsewhere.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from pagefind.service import get_executable

from broadsheet.config.settings import Settings
from broadsheet.proof.words import BREAK, plain, readable, words

_ALWAYS = ("broadsheet", "material", "mkdocs", "markdown", "pymdownx")
_READ = frozenset({".html", ".py", ".js", ".css", ".xml", ".json", ".yml", ".txt", ".svg"})
_LARGEST = 400_000
_LEFT_OUT = frozenset({".icons", "lunr", "__pycache__", "tests"})


class Programs:
    """The text of the programs that make a site, read when it is first asked for.

    Args:
        settings: Says which plugins and extensions there are, and where the theme's overrides are.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def explain_words(self, text: str) -> bool:
        """Whether they hold some words in a row."""
        return f" {text} " in self._text or f" {text} " in _spoken_by_search()

    def explain_word(self, word: str) -> bool:
        """Whether they, or the project's own templates and hooks, hold a word."""
        return word in self.words

    def explain_file(self, path: str, data: bytes) -> bool:
        """Whether a file of an edition is one of the theme's or of Broadsheet's own, byte for byte."""
        name = path.rpartition("/")[2]
        for folder in self._folders:
            for file in (folder / "templates" / path, folder / "assets" / name):
                try:
                    if file.stat().st_size == len(data) and file.read_bytes() == data:
                        return True
                except OSError:
                    continue
        return False

    @cached_property
    def _folders(self) -> list[Path]:
        names = [*_ALWAYS, *(name.partition(".")[0] for name in self._settings.config.extensions)]
        points = entry_points(group="mkdocs.plugins")
        plugins = self._settings.config.plugins
        names += [point.module.partition(".")[0] for point in points if point.name in plugins]
        found = (find_spec(name) for name in dict.fromkeys(names))
        return [Path(place) for spec in found if spec for place in spec.submodule_search_locations or ()]

    @cached_property
    def _text(self) -> str:
        return _spoken(tuple(self._folders))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often they say each word."""
        return Counter(self._text.split())

    @cached_property
    def words(self) -> frozenset[str]:
        """All their words."""
        own = (word for text in self._own() for word in words(text))
        return frozenset(self._text.split()) | frozenset(own)

    def _own(self) -> Iterator[str]:
        """Yield the project's own templates and hooks: a word in common with them is chance."""
        config, project = self._settings.config, self._settings.config.path.parent
        hooks = config.values.get("hooks")
        files = [project / str(name) for name in (hooks if isinstance(hooks, list) else [])]
        if self._settings.overrides:
            files += _files(project / self._settings.overrides)
        for file in files:
            if file.is_file():
                yield file.read_text(encoding="utf-8", errors="replace")


@cache
def _spoken(folders: tuple[Path, ...]) -> str:
    """Return all that some packages say, as words in a row: what is installed stays while a process lives."""
    files = (file for folder in folders for file in _files(folder))
    return _joined(file.read_text(encoding="utf-8", errors="replace") for file in files)


@cache
def _spoken_by_search() -> str:
    """Return what Pagefind's scripts say, which are in its program: it leaves them beside any index."""
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
        bundle = Path(folder, "bundle")
        Path(folder, "index.html").write_text("<html><body>Something</body></html>", encoding="utf-8")
        command = [str(get_executable()), "--site", folder, "--output-path", str(bundle)]
        subprocess.run(command, capture_output=True, check=False)
        files = sorted(file for file in bundle.glob("*") if file.suffix in _READ)
        return _joined(file.read_text(encoding="utf-8", errors="replace") for file in files)


def _joined(texts: Iterable[str]) -> str:
    spoken = (" ".join(words(some)) for text in texts for some in _plainly(text))
    return f" {f' {BREAK} '.join(spoken)} "


def _plainly(text: str) -> list[str]:
    text, addresses = plain(text)
    return [readable(text), *addresses]


def _files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        if file.suffix in _READ and not _LEFT_OUT & set(file.parts) and file.stat().st_size <= _LARGEST:
            yield file

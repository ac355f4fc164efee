"""The same corpus as a project of each generator: its skeleton from ``projects/``, and its own Markdown."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.bench.corpus import Corpus, Document, Entry
from tests.gitrepo import GitRepo

PROJECTS = Path(__file__).with_name("projects")

_NOTE = re.compile(r"^!!! note\n    ", re.MULTILINE)


def broadsheet(corpus: Corpus, root: Path) -> None:
    """A repository with documents for everyone and a changelog."""
    _start("broadsheet", root)
    _write(root / "docs/.meta.yml", "audience: everyone\n")
    _write(root / "docs/index.md", "# Home\n\nWelcome.\n")
    for document in corpus.documents:
        _write(root / f"docs/{document.path}.md", _tagged(document))
    for entry in corpus.entries:
        matter = {
            "title": f'"{entry.title}"',
            "date": entry.date.isoformat(),
            "audience": _list(entry.audiences),
            "type": entry.tags[0],
            "product": entry.tags[1],
        }
        _write(
            root / f"changelog/{entry.id}.md", _page(matter, _linked(entry, f"../docs/{entry.see.path}.md"))
        )
    GitRepo.init(root).commit(date="2026-01-01T12:00:00Z")


def material(corpus: Corpus, root: Path) -> None:
    """Documents and, for the blog plugin, posts whose categories are the audiences."""
    _start("material", root)
    _write(root / "docs/index.md", "# Home\n\nWelcome.\n")
    _write(root / "docs/tags.md", "# Tags\n\n<!-- material/tags -->\n")
    _write(root / "docs/blog/index.md", "# Blog\n")
    for document in corpus.documents:
        _write(root / f"docs/{document.path}.md", _tagged(document))
    for entry in corpus.entries:
        matter = _post(entry, "categories")
        text = f"# {entry.title}\n\n{_linked(entry, f'../../{entry.see.path}.md')}"
        _write(root / f"docs/blog/posts/{entry.id}.md", _page(matter, text))


def hugo(corpus: Corpus, root: Path) -> None:
    """Two sections and three taxonomies; of these, audiences and tags have feeds, and years have none."""
    _start("hugo", root)
    _write(root / "content/_index.md", "---\ntitle: Home\n---\nWelcome.\n")
    for year in sorted({entry.date.year for entry in corpus.entries}):
        _write(root / f"content/years/{year}/_index.md", f'---\ntitle: "{year}"\noutputs: [html]\n---\n')
    for document in corpus.documents:
        matter = {"title": f'"{document.title}"', "tags": _list(document.tags)}
        _write(root / f"content/docs/{document.path}.md", _page(matter, _alerts(document.body)))
    for entry in corpus.entries:
        matter = {
            "title": f'"{entry.title}"',
            **_post(entry, "audiences"),
            "years": f'["{entry.date.year}"]',
        }
        _write(
            root / f"content/changelog/{entry.id}.md",
            _page(matter, _linked(entry, f"/docs/{entry.see.path}/")),
        )


def _start(project: str, root: Path) -> None:
    shutil.copytree(PROJECTS / project, root)


def _post(entry: Entry, audiences: str) -> dict[str, str]:
    return {"date": entry.date.isoformat(), audiences: _list(entry.audiences), "tags": _list(entry.tags)}


def _tagged(document: Document) -> str:
    return _page({"tags": _list(document.tags)}, f"# {document.title}\n\n{document.body}")


def _linked(entry: Entry, target: str) -> str:
    return f"{entry.body} See [the document]({target})."


def _alerts(body: str) -> str:
    """Notes as Hugo writes them."""
    return _NOTE.sub("> [!NOTE]\n> ", body)


def _page(matter: dict[str, str], body: str) -> str:
    head = "\n".join(f"{key}: {value}" for key, value in matter.items())
    return f"---\n{head}\n---\n{body}\n"


def _list(names: tuple[str, ...]) -> str:
    return f"[{', '.join(names)}]"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")

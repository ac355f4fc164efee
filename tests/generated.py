"""Whole projects that Hypothesis makes up, with who may read each word of them.

Every place that can hold one has a word of its own: titles, texts, blocks in lists and quotations, code,
comments, names and bytes of files, addresses, front matter, authors, commits. What an edition holds can so be
told from its bytes alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st

from tests.gitrepo import GRACE, GitRepo
from tests.model.texts import Node, Written
from tests.sample import CONFIG, PNG, Sample

AUDIENCES = ("customers", "support", "engineers")
Readers = frozenset[str]
EVERYBODY, NOBODY = Readers(AUDIENCES), Readers()

WORD = re.compile(r"zq\d+x")
"""Every word that is planted, and nothing else."""

SETUPS: tuple[Mapping[str, tuple[str, ...]], ...] = (
    {"public": ("customers",), "internal": AUDIENCES},
    {"public": ("customers",), "partners": ("customers", "support")},
    {"desk": ("support",), "workshop": ("engineers",)},
)
"""The audiences of each edition; the one that sees all is internal."""

_FAULTS: Mapping[str, Mapping[str, str | bytes]] = {
    "unknown audience": {"docs/bad.md": "---\naudience: engineer\n---\n# Bad\n\nText.\n"},
    "no audience": {"docs/bad.md": "# Bad\n\nText.\n"},
    "open block": {"docs/bad.md": "---\naudience: everyone\n---\n# Bad\n\n/// audience | support\nText.\n"},
    "block nobody can read": {
        "docs/bad.md": "---\naudience: support\n---\n# Bad\n\n/// audience | engineers\nText.\n///\n"
    },
    "no title": {"docs/bad.md": "---\naudience: everyone\n---\nText.\n"},
    "no such day": {
        "changelog/bad.md": "---\ntitle: Bad\naudience: everyone\ntype: added\ndate: 2026-02-30\n---\n"
    },
    "broken link": {"docs/bad.md": "---\naudience: everyone\n---\n# Bad\n\n[It](nowhere.md).\n"},
    "link to less": {
        "docs/bad.md": "---\naudience: everyone\n---\n# Bad\n\n[It](worse.md).\n",
        "docs/worse.md": "---\naudience: engineers\n---\n# Worse\n\nText.\n",
    },
    "one id twice": {
        f"changelog/{folder}/bad.md": "---\ntitle: Bad\naudience: everyone\ntype: added\n---\n"
        for folder in ("a", "b")
    },
    "no UTF-8": {"docs/bad.md": b"---\naudience: everyone\n---\n# Bad\xe9\n"},
    "no YAML": {"docs/.meta.yml": "tags: [\n"},
}
"""What is wrong with a project, and a file that is so."""


@dataclass
class Generated:
    """A project that was made up.

    Args:
        editions: The audiences of each.
        files: What it holds, by path.
        readers: Who may read each word.
        insiders: The words that only an internal edition may hold.
        titles: The title's word of each item.
        author: Who wrote some of it.
        mail: That one's address.
        message: What that commit says.
        gone: A document that the next commit takes away.
        fault: What is wrong with it; empty where nothing is.
    """

    editions: Mapping[str, tuple[str, ...]]
    files: dict[str, str | bytes] = field(default_factory=dict)
    readers: dict[str, Readers] = field(default_factory=dict)
    insiders: set[str] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)
    author: str = ""
    mail: str = ""
    message: str = ""
    gone: str = ""
    fault: str = ""

    def may_hold(self, edition: str) -> set[str]:
        """Return the words that an edition may hold."""
        seen, internal = Readers(self.editions[edition]), self.editions[edition] == AUDIENCES
        return {
            word
            for word, readers in self.readers.items()
            if readers & seen and (internal or word not in self.insiders)
        }

    def write(self, folder: Path) -> Sample:
        """Make the project's repository; the order of its files is that of ``files``."""
        sample = Sample(GitRepo.init(folder))
        sample.configure(
            {
                "markdown_extensions": [
                    *CONFIG["markdown_extensions"],
                    "footnotes",
                    "pymdownx.blocks.admonition",
                    {"pymdownx.snippets": {"base_path": ["docs"]}},
                ]
            },
            {
                "editions": {
                    name: {"audiences": list(seen), "site_url": f"https://{name}.example.com/"}
                    for name, seen in self.editions.items()
                },
            },
        )
        sample.repo.write(f"docs/{self.gone}.md", f"---\naudience: everyone\n---\n# {self.gone}\n")
        for path in sorted(self.files)[: len(self.files) // 2]:
            sample.repo.write(path, self.files[path])
        sample.repo.commit(self.message, author=f"{self.author} <{self.mail}@example.com>")
        sample.repo.rm(f"docs/{self.gone}.md")
        for path, content in self.files.items():
            sample.repo.write(path, content)
        sample.repo.commit(author=GRACE)
        return sample


class _Maker:
    """Draws a project's parts.

    Args:
        draw: Draws.
        project: Gets them.
    """

    def __init__(self, draw: st.DrawFn, project: Generated) -> None:
        self._draw = draw
        self._project = project

    def some(self) -> bool:
        """Whether to have one of what is seldom there."""
        return self._draw(st.integers(0, 2)) == 2

    def word(self, readers: Readers, *, inside: bool = False) -> str:
        """Return a new word for some readers."""
        word = Written(readers=self._project.readers, stem="zq").word(readers)
        if inside:
            self._project.insiders.add(word)
        return word

    def whom(self, readers: Readers = EVERYBODY) -> Readers:
        """Return some of these readers."""
        return Readers(self._draw(st.sets(st.sampled_from(sorted(readers)), min_size=1)))

    def document(self, number: int, folders: Mapping[str, Readers]) -> None:
        """Add a document."""
        folder = self._draw(st.sampled_from(["", "guides/", *folders]))
        own = self.whom() if folder not in folders or self.some() else None
        readers = own or folders[folder]
        matter = [f"audience: {_names(own)}"] if own else []
        keys = ("description", "subtitle", "tags")
        matter += [f"{key}: {self.word(readers)}" for key in keys if self.some()]
        matter += [f"owner: {self.word(readers, inside=True)}"] if self.some() else []
        path = f"docs/{folder}{self.word(readers)}-{number}.md"
        self._item(path, matter, readers, f"{'../' * folder.count('/')}img/")

    def entry(self, number: int) -> None:
        """Add an entry; perhaps one that is not to be seen now."""
        withheld = self._draw(
            st.sampled_from(["", "", "", "draft: true", "publish_on: 2199-01-01", "expires_on: 2026-01-02"])
        )
        named = self.whom()
        readers = NOBODY if withheld else named
        folder = self._draw(st.sampled_from(["", "2.4/", "2.5/"]))
        matter = [f"audience: {_names(named)}", "type: fixed", f"date: 2026-01-{number + 10}"]
        matter += [withheld] if withheld else []
        matter += ["product: api"] if self.some() else []
        matter += ["breaking: true", f"action: {self.word(readers)}"] if self.some() else []
        if self.some():
            address = f"https://{self.word(readers)}.example.com/"
            matter += ["links:", f"  - {{title: {self.word(readers)}, url: '{address}'}}"]
            matter += [f"  - {{title: {self.word(readers, inside=True)}, pr: 12}}"]
        path = f"changelog/{folder}{self.word(readers)}-{number}.md"
        self._item(path, matter, readers, f"{'../' * folder.count('/')}../docs/img/", named)

    def notes(self) -> None:
        """Add a release's introduction."""
        readers = self.whom()
        self._item("changelog/2.4/index.md", [f"audience: {_names(readers)}"], readers, "../../docs/img/")

    def folder(self, name: str) -> Readers:
        """Add a folder's defaults, and return who reads what lies below."""
        readers = self.whom()
        tag, owner, note = self.word(readers), self.word(readers, inside=True), self.word(NOBODY)
        self._project.files[f"docs/{name}.meta.yml"] = (
            f"audience: {_names(readers)} # {note}\ntags: [{tag}]\nowner: {owner}\n"
        )
        return readers

    def _item(
        self, path: str, matter: list[str], readers: Readers, images: str, named: Readers | None = None
    ) -> None:
        title, note = self.word(readers), self.word(NOBODY)
        self._project.titles[path] = title
        matter.append(f"reviewer: {self.word(NOBODY)} # {note}" if path.startswith("docs/") else f"# {note}")
        heading = self._draw(st.sampled_from(["title: {}", "title: “{}” & co", "title: '`{}`'", ""]))
        matter += [heading.format(title)] if heading else []
        page = Written([] if heading else [f"# {title}", ""], self._project.readers, stem="zq")
        page.lines += [f"{self.word(readers)} begins.", ""]
        page.add(self._nodes(named or readers), "", readers)
        for _ in range(self._draw(st.integers(0, 2))):
            self._extra(page, readers, named or readers, images)
        self._project.files[path] = "\n".join(["---", *matter, "---", *page.lines, ""])

    def _nodes(self, readers: Readers, depth: int = 0) -> tuple[Node, ...]:
        """Draw what a page says, in blocks that somebody can read."""
        made = []
        for _ in range(self._draw(st.integers(1, 3 if depth == 0 else 2))):
            kinds = ["text", "code", "comment"] + (
                ["audience", "audience", "note", "list", "quote"] * (depth < 3)
            )
            kind = self._draw(st.sampled_from(kinds))
            if kind in {"text", "code", "comment"}:
                made.append(Node(kind))
                continue
            whom = self.whom(readers) if kind == "audience" else readers
            slashes = self._draw(st.integers(3, 5))
            named = tuple(sorted(whom)) if kind == "audience" else ()
            made.append(Node(kind, slashes, named, self._nodes(whom, depth + 1)))
        return tuple(made)

    def _extra(self, page: Written, readers: Readers, named: Readers, images: str) -> None:
        """Add what has files, addresses and attributes, for all readers or in a block for some."""
        block = self.whom(named) if self.some() else None
        mine = readers & block if block else readers
        one, two, three = (self.word(mine) for _ in range(3))
        kind = self._draw(st.sampled_from(["picture", "link", "html", "include", "note", "table"]))
        lines = {
            "picture": [f'![{one}]({images}{two}.png "{three}")'],
            "link": [f"[{one}](https://{two}.example.com/{three} '{one}') and <{two}@example.com>"],
            "html": [f'<div title="{one}" data-x="{two}">{three}</div>'],
            "include": [f'--8<-- "{self.word(NOBODY)}.txt"'],
            "note": [f"Text[^{one}].", "", f"[^{one}]: {two} {three}"],
            "table": [f"| {one} | b |", "|---|---|", f"| {two} | {three} |"],
        }[kind]
        if kind == "picture":
            self._project.files[f"docs/img/{two}.png"] = PNG + self.word(mine).encode()
        if kind == "include":
            name = lines[0].partition('"')[2].rstrip('"')
            self._project.files[f"docs/{name}"] = f"{one} <!-- {self.word(NOBODY)} -->\n{two}\n\n{three}\n"
        if block:
            lines = [f"/// audience | {', '.join(sorted(block))}", *lines, "///"]
        page.lines += [*lines, ""]


@st.composite
def projects(draw: st.DrawFn, *, faulty: bool = True) -> Generated:
    """Projects of a few items, in which something may be wrong."""
    project = Generated(draw(st.sampled_from(SETUPS)))
    maker = _Maker(draw, project)
    project.author = maker.word(EVERYBODY, inside=True)
    project.mail, project.message, project.gone = (maker.word(NOBODY) for _ in range(3))
    project.files["docs/index.md"] = "---\naudience: everyone\n---\n# Home\n\nText.\n"
    folders = {name: maker.folder(name) for name in ("inside/", "inside/deep/") if maker.some()}
    for number in range(draw(st.integers(1, 3))):
        maker.document(number, folders)
    for number in range(draw(st.integers(1, 4))):
        maker.entry(number)
    if maker.some():
        maker.notes()
    if faulty and draw(st.integers(0, 4)) == 0:
        project.fault = draw(st.sampled_from(sorted(_FAULTS)))
        project.files |= _FAULTS[project.fault]
    return project


def _names(readers: Readers) -> str:
    return "everyone" if readers == EVERYBODY else f"[{', '.join(sorted(readers))}]"

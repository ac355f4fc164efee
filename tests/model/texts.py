"""Markdown that Hypothesis makes up, with who may read each word of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st
from tests.model.samples import READERS

NAMES = sorted(READERS)
WHOM = st.lists(st.sampled_from([*NAMES, "everyone"]), min_size=1, max_size=2, unique=True)


@dataclass(frozen=True)
class Node:
    """A piece of a page.

    Args:
        kind: ``text``, ``link``, ``code``, ``comment``, or what holds others: ``audience``, ``note``,
            ``list``, ``quote``.
        slashes: How many slashes a block has.
        whom: Whom an audience block names.
        inside: What it holds.
    """

    kind: str
    slashes: int = 3
    whom: tuple[str, ...] = ()
    inside: tuple[Node, ...] = ()


@dataclass
class Written:
    """A page, written out.

    Args:
        lines: Its lines.
        readers: Who may read each word; nobody reads a comment.
        code: The lines of each fenced block.
        stem: What each word begins with.
    """

    lines: list[str] = field(default_factory=list)
    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    code: list[str] = field(default_factory=list)
    stem: str = "word"

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def add(self, nodes: Sequence[Node], prefix: str = "", readers: frozenset[str] = READERS) -> Written:
        for node in nodes:
            self._add(node, prefix, readers)
            self.lines.append(prefix.rstrip())
        return self

    def word(self, readers: frozenset[str]) -> str:
        """Return a word that is nowhere else."""
        word = f"{self.stem}{len(self.readers)}x"
        self.readers[word] = readers
        return word

    def _add(self, node: Node, prefix: str, readers: frozenset[str]) -> None:
        fence = "/" * node.slashes
        match node.kind:
            case "text":
                self.lines.append(f"{prefix}{self.word(readers)}")
            case "link":
                word = self.word(readers)
                self.lines.append(f"{prefix}See [it]({word}.md), `<!--` and <img src='{word}.png'>.")
            case "comment":
                hidden, shown = self.word(frozenset()), self.word(readers)
                self.lines += [
                    f"{prefix}{shown} <!-- {hidden}",
                    f"{prefix}/// audience | nobody",
                    f"{prefix}-->",
                ]
            case "code":
                lines = ["```", f"{self.word(readers)} <!-- x", "/// audience | nobody", "[a](b)", "```"]
                self.lines += [prefix + line for line in lines]
                self.code.append("".join(f"{prefix}{line}\n" for line in lines))
            case "audience":
                named = READERS if "everyone" in node.whom else frozenset(node.whom)
                self.lines += [f"{prefix}{fence} audience | {', '.join(node.whom)}"]
                self.add(node.inside, prefix, readers & named)
                self.lines += [f"{prefix}{fence}"]
            case "note":
                self.lines += [f"{prefix}{fence} note | {self.word(readers)}", prefix.rstrip()]
                self.add(node.inside, prefix, readers)
                self.lines += [f"{prefix}{fence}"]
            case "list":
                self.lines += [f"{prefix}- {self.word(readers)}", prefix.rstrip()]
                self.add(node.inside, f"{prefix}    ", readers)
            case "quote":
                self.lines += [f"{prefix}> {self.word(readers)}", f"{prefix}>"]
                self.add(node.inside, f"{prefix}> ", readers)


def _holders(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    inside = st.lists(inner, min_size=1, max_size=3).map(tuple)
    slashes = st.integers(3, 5)
    return st.one_of(
        st.builds(Node, st.just("audience"), slashes, WHOM.map(tuple), inside),
        st.builds(Node, st.sampled_from(["note", "list", "quote"]), slashes, st.just(()), inside),
    )


LEAVES = st.builds(Node, st.sampled_from(["text", "link", "code", "comment"]))
PAGES = st.lists(st.recursive(LEAVES, _holders, max_leaves=8), max_size=5).map(
    lambda nodes: Written().add(nodes)
)
"""Pages in which nothing is wrong but that a block may be for nobody."""

HARD_LINES = st.sampled_from(
    [
        *(
            "/// audience | support",
            "//// audience | customers, engineers",
            "/// note",
            "///",
            "////",
            "    ///",
        ),
        *("```", "~~~", "    ```", "> ```", "``` py", "> /// audience | support", "> ///", "- item", "", ">"),
        *("word `span", "more` word", "<!-- x", "x -->", "<!-- x --> word", "[a](b.md) ![c](<d e.md>)"),
        *("[r]: f.md", "<a href='g.md'>", "\t/// audience | everyone", "\t///", "# Title", "Title\n"),
    ]
)
HARD_TEXTS = st.lists(HARD_LINES, max_size=14).map("\n".join)
"""Texts that are mostly wrong."""
AUDIENCES = st.sets(st.sampled_from(NAMES)).map(frozenset)

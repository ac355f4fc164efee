"""What a Jinja template reads, told from its syntax tree.

:mod:`broadsheet.render.memo` keys rendered text by it. It errs to one side: a template may be said to read
more than it does, never less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from jinja2 import nodes

PAGE = "page"
# By these a template would get from an item of the nav to its surroundings, where the page itself may stand.
_SURROUNDINGS = frozenset({"ancestors", "next_page", "parent", "previous_page"})
_OPAQUE = (nodes.Block, nodes.Extends, nodes.ContextReference, nodes.DerivedContextReference)
_EXTENSION = (nodes.EnvironmentAttribute, nodes.ExtensionAttribute, nodes.ImportedName, nodes.InternalName)
_OPAQUE_NAMES = frozenset({"self", "super"})

Known = Callable[[nodes.Filter | nodes.Test], bool]


@dataclass(frozen=True, slots=True, order=True)
class Path:
    """A chain of attributes, as in ``page.meta.hide``.

    Args:
        steps: The attributes' names.
        truth: Whether only the truth of the value matters.
    """

    steps: tuple[str, ...]
    truth: bool


@dataclass(slots=True)
class Reads:
    """What a piece of a template reads.

    A test whether the page is among others (``page in x``, ``x == page``) counts as failed, and what stands
    under it as never reached. This may be relied on only where nothing at hand can be the page.

    Attributes:
        names: Variables of the context, without ``page``.
        paths: How the page, and a macro's parameters, are read, by their names.
        whole: Those of them that are read in other ways too.
        includes: Templates that are named outright.
        filters: Whether there are filters.
        opaque: Whether something is done that cannot be followed.
    """

    names: set[str] = field(default_factory=set)
    paths: dict[str, set[Path]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    includes: set[str] = field(default_factory=set)
    filters: bool = False
    opaque: bool = False

    def add(self, other: Reads) -> None:
        """Read what an included template reads, besides."""
        self.names |= other.names
        for root, paths in other.paths.items():
            self.paths.setdefault(root, set()).update(paths)
        self.whole |= other.whole
        self.includes |= other.includes
        self.filters |= other.filters
        self.opaque |= other.opaque

    @property
    def nothing(self) -> bool:
        """Whether the text is the same everywhere."""
        return self == Reads()


def reads_of(body: Iterable[nodes.Node], known: Known, parameters: Iterable[str] = ()) -> Reads:
    """Tell what a template, a block or a macro reads.

    Args:
        body: Its statements.
        known: Says of a filter or a test whether its result depends only on what it is given.
        parameters: A macro's parameters, which are read by paths as the page is.
    """
    reader = _Reader(known, frozenset({PAGE, *parameters}))
    reader.visit_all(body)
    return reader.reads


class _Reader:
    def __init__(self, known: Known, roots: frozenset[str]) -> None:
        self.reads = Reads()
        self._known, self._roots = known, roots
        self._bound: frozenset[str] = frozenset()  # the parameters of the macros that we are inside of

    def visit_all(self, body: Iterable[nodes.Node]) -> None:
        for node in body:
            self._visit(node)

    def _visit(self, node: nodes.Node, truth: bool = False) -> None:
        if self._is_path(node, truth):
            return
        match node:
            case nodes.Name():
                self._name(node.name)
            case nodes.NSRef():
                self._name(node.name)
            case nodes.If():
                self._branches(node.test, node.body, [*node.elif_, *node.else_])
            case nodes.CondExpr():
                self._branches(node.test, [node.expr1], [node.expr2] if node.expr2 else [])
            case nodes.And() | nodes.Or():
                self._visit(node.left, truth)
                self._visit(node.right, truth)
            case nodes.Not():
                self._visit(node.node, truth=True)
            case nodes.Compare() if _compares_page(node):
                self.visit_all(side for side in _sides(node) if not _is_page(side))
            case nodes.Macro():
                self._macro(node)
            case nodes.Include() | nodes.Import() | nodes.FromImport():
                self._included(node)
            case _:
                self._other(node)

    def _name(self, name: str) -> None:
        if name in self._roots:
            self.reads.whole.add(name)
        elif name in _OPAQUE_NAMES:
            self.reads.opaque = True
        elif name not in self._bound:
            self.reads.names.add(name)

    def _is_path(self, node: nodes.Node, truth: bool) -> bool:
        steps: list[str] = []
        while isinstance(node, nodes.Getattr):
            steps.insert(0, node.attr)
            node = node.node
        if not isinstance(node, nodes.Name) or node.ctx != "load" or node.name not in self._roots:
            return False
        if not steps and not truth:
            return False
        self.reads.paths.setdefault(node.name, set()).add(Path(tuple(steps), truth))
        return True

    def _branches(self, test: nodes.Node, then: Iterable[nodes.Node], otherwise: list[nodes.Node]) -> None:
        self._visit(test, truth=True)
        if not (isinstance(test, nodes.Compare) and _compares_page(test) and test.ops[0].op in ("eq", "in")):
            self.visit_all(then)
        self.visit_all(otherwise)

    def _macro(self, macro: nodes.Macro) -> None:
        names = {argument.name for argument in macro.args}
        if names & self._roots:
            self.reads.opaque = True
        outside, self._bound = self._bound, self._bound | names
        self.visit_all([*macro.defaults, *macro.body])
        self._bound = outside

    def _included(self, node: nodes.Include | nodes.Import | nodes.FromImport) -> None:
        match node.template:
            case nodes.Const(value=str(name)):
                self.reads.includes.add(name)
            case nodes.Concat():  # whatever it names: told when it is rendered
                self._visit(node.template)
            case _:
                self.reads.opaque = True
        if isinstance(node, nodes.Import):
            self._assigned(node.target)
        elif isinstance(node, nodes.FromImport):
            for imported in node.names:
                self._assigned(imported if isinstance(imported, str) else imported[1])

    def _assigned(self, name: str) -> None:
        if name in self._roots:
            self.reads.opaque = True

    def _other(self, node: nodes.Node) -> None:
        match node:
            case nodes.Filter() | nodes.Test():
                self.reads.filters |= isinstance(node, nodes.Filter)
                self.reads.opaque |= not self._known(node)
            case nodes.Getattr():
                self.reads.opaque |= node.attr in _SURROUNDINGS
            case nodes.Const(value=str()):
                self.reads.opaque |= node.value in _SURROUNDINGS
        if isinstance(node, (*_OPAQUE, *_EXTENSION)):
            self.reads.opaque = True
        self.visit_all(node.iter_child_nodes())


def _sides(compare: nodes.Compare) -> list[nodes.Expr]:
    return [compare.expr, *(operand.expr for operand in compare.ops)]


def _is_page(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.Name) and node.name == PAGE


def _compares_page(compare: nodes.Compare) -> bool:
    one = len(compare.ops) == 1 and compare.ops[0].op in ("eq", "ne", "in", "notin")
    return one and any(map(_is_page, _sides(compare)))

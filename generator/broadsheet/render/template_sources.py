"""The templates of a theme, looked into for what they read."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path

import material  # type: ignore[import-untyped]
import mkdocs
from jinja2 import Environment, TemplateNotFound, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.tests import TESTS

from broadsheet.render.body import TEMPLATES
from broadsheet.render.template_reads import Reads, reads_of

_OURS = tuple(Path(folder) for folder in (*material.__path__, *mkdocs.__path__, TEMPLATES))


@dataclass(frozen=True, slots=True)
class _Source:
    reads: Reads
    blocks: Mapping[str, Reads]
    macros: Mapping[str, Reads]


_looked_into: dict[tuple[Hashable, ...], _Source] = {}
"""Templates that do not change while the program runs, by their text and what else their meaning depends on:
a build of several editions looks into the same ones for each of them, as do all builds of a preview."""


class Sources:
    """Tells what templates read, with all that they include.

    Args:
        environment: The theme's.
        filters: The filters whose results depend only on what they are given, and the page's place.
    """

    def __init__(self, environment: Environment, filters: Mapping[str, object]) -> None:
        self._environment = environment
        self._sources: dict[str, _Source] = {}
        # A filter that nobody has, as Material names one for the case, stops the build where it is used.
        self._foreign_filters = _differing(environment.filters, filters)
        self._foreign_tests = _differing(environment.tests, TESTS)
        self._meaning = (
            environment.lexer,  # the same object for the same syntax
            frozenset(environment.extensions),
            frozenset(environment.globals),
            self._foreign_filters,
            self._foreign_tests,
        )

    def template(self, name: str) -> Reads:
        """Tell what a template reads."""
        return self._with_included(self._source(name).reads)

    def block(self, name: str, block: str) -> Reads:
        """Tell what a block of a template reads."""
        return self._with_included(self._source(name).blocks.get(block, Reads(opaque=True)))

    def macro(self, name: str, macro: str) -> Reads | None:
        """Tell what a macro of a template reads of its parameters; None where there is no such macro."""
        return self._source(name).macros.get(macro)

    def _with_included(self, reads: Reads) -> Reads:
        whole, waiting = Reads(), {*reads.includes}
        whole.add(reads)
        done: set[str] = set()
        while waiting:
            name = waiting.pop()
            done.add(name)
            whole.add(self._source(name).reads)
            waiting |= whole.includes - done
        return whole

    def _source(self, name: str) -> _Source:
        if name not in self._sources:
            self._sources[name] = self._look(name)
        return self._sources[name]

    def _look(self, name: str) -> _Source:
        assert self._environment.loader is not None
        try:
            text, file, _ = self._environment.loader.get_source(self._environment, name)
        except TemplateNotFound:
            return _Source(Reads(opaque=True), {}, {})
        if not self._is_ours(file):
            tree = self._environment.parse(text, name, file)
            nothing = reads_of(tree.body, self._known).nothing
            return _Source(Reads(opaque=not nothing), {}, {})
        known = (text, *self._meaning)
        if known not in _looked_into:
            _looked_into[known] = self._look_into(self._environment.parse(text, name, file))
        return _looked_into[known]

    def _look_into(self, tree: nodes.Template) -> _Source:
        blocks = {block.name: block.body for block in tree.find_all(nodes.Block)}
        macros = [node for node in tree.body if isinstance(node, nodes.Macro)]
        source = _Source(
            reads_of(tree.body, self._known),
            {block: reads_of(body, self._known) for block, body in blocks.items()},
            {macro.name: self._parameters(macro) for macro in macros},
        )
        for body, reads in [(tree.body, source.reads), *((blocks[b], source.blocks[b]) for b in blocks)]:
            self._leave_out_locals(body, reads)
        return source

    @staticmethod
    def _is_ours(file: str | None) -> bool:
        return file is not None and any(Path(file).is_relative_to(folder) for folder in _OURS)

    def _parameters(self, macro: nodes.Macro) -> Reads:
        return reads_of([*macro.defaults, *macro.body], self._known, (name.name for name in macro.args))

    def _leave_out_locals(self, body: list[nodes.Node], reads: Reads) -> None:
        """Leave out what is set before it is read, as Jinja's compiler knows it; it changes the body."""
        template = nodes.Template(body, lineno=1)
        template.set_environment(self._environment)
        # Of what its globals could stand for it says nothing.
        reads.names &= find_undeclared_variables(template) | self._environment.globals.keys()

    def _known(self, node: nodes.Filter | nodes.Test) -> bool:
        foreign = self._foreign_tests if isinstance(node, nodes.Test) else self._foreign_filters
        return node.name not in foreign


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> frozenset[str]:
    """Return the names that do not mean the same in both, or anything in one alone."""
    return frozenset(name for name in one.keys() | other.keys() if one.get(name) is not other.get(name))

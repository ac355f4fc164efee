"""Source → mutants: mutmut's own changes, and patterns that hold less."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import libcst
from libcst.metadata import MetadataWrapper
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode
from tests.mutation.patterns import weakened, without_operand

_BYTE = re.compile(r"\\x[0-9A-Fa-f]{2}")
"""How a pattern spells a byte, in either case."""

MODULE = "(module)"
"""Stands for the function of what is in none."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change.

    Args:
        function: Where the change is; qualified by its class.
        lines: The function's first and last line; no line outside of functions.
        change: What became what.
        source: The whole module.
    """

    function: str
    lines: tuple[int, int]
    change: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Yield a module's mutants; those that come to the same are one."""
    tree: Any = MetadataWrapper(libcst.parse_module(source))
    operators = [*mutation_operators, (libcst.SimpleString, _patterns)]
    visitor = MutationVisitor(operators, IgnoredCode(set(), set(), set()), None)
    tree.visit(visitor)
    functions = dict(_functions(ast.parse(source).body))
    seen = {_meaning(source)}
    for mutation in visitor.mutations:
        mutated = tree.module.deep_replace(mutation.original_node, mutation.mutated_node).code
        meaning = _meaning(mutated)
        if meaning not in seen:
            seen.add(meaning)
            mutant = _mutant(source, mutated, functions)
            if " = TypeVar(" not in mutant.change:  # which the type checker alone looks at
                yield mutant


def _patterns(node: Any) -> Iterable[Any]:
    """Weaken a raw string as a pattern, and any other as an XPath."""
    literal: str = node.value
    if literal.startswith('"""'):  # words for people
        return
    start = len(node.prefix) + len(node.quote)
    inner = literal[start : -len(node.quote)]
    weaker: Callable[[str], Iterable[str]] = weakened if "r" in node.prefix else without_operand
    for text in weaker(inner):
        yield node.with_changes(value=f"{literal[:start]}{text}{node.quote}")


def _meaning(source: str) -> str:
    same = _BYTE.sub(lambda found: found[0].lower(), source)
    try:
        return ast.dump(ast.parse(same))
    except SyntaxError:  # such as a `return` where no function is
        return ""


def _functions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, tuple[int, int]]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield f"{prefix}{node.name}", (node.lineno, node.end_lineno or node.lineno)


def _mutant(source: str, mutated: str, functions: dict[str, tuple[int, int]]) -> Mutant:
    old, new = source.splitlines(), mutated.splitlines()
    parts = [
        part
        for part in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if part[0] != "equal"
    ]
    first = parts[0][1] + 1
    removed = " ".join(line.strip() for _, start, end, _, _ in parts for line in old[start:end])
    added = " ".join(line.strip() for _, _, _, start, end in parts for line in new[start:end])
    for name, (start, end) in functions.items():
        if start <= first <= end:
            return Mutant(name, (start, end), f"{removed} → {added}", mutated)
    return Mutant(MODULE, (0, 0), f"{removed} → {added}", mutated)

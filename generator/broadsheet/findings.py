"""Findings: what is wrong with the inputs or the output, collected and then shown together.

A stage never stops at the first problem. It adds a :class:`Finding` for each one and goes on with what
is still sound; the command line shows all of them at once. What a code means stands in
:mod:`broadsheet.codes`, from which the documentation page is generated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from broadsheet.codes import Code, Severity

# Control characters, those that reorder what is seen, and bytes that were not UTF-8.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

_COMMAND = re.compile(r"#(?=#\w*\[)|\A\s*:(?=:)")
"""Up to where a line would be a command to the machine that shows it, as GitHub (``##[error]`` anywhere,
``::error::`` at the start), Azure (``##vso[…]``) and TeamCity (``##teamcity[…]``) have them."""


def printable(text: str) -> str:
    """Return a text as it can be shown in one line, with escapes for what cannot."""
    text = UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
    return _COMMAND.sub(lambda found: f"{found[0][:-1]}\\x{ord(found[0][-1]):02x}", text)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in an input.

    Args:
        path: The file, relative to the project's folder, with forward slashes.
        line: The line, counted from 1; 0 where the file as a whole is meant.
    """

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, at one place, with a way out.

    Args:
        code: What kind of problem it is.
        place: Where it is.
        message: What is wrong, in a sentence that names the values.
        hint: What to do about it.
        severity: Error or warning, after the configuration's ``accept`` list.
    """

    code: Code
    place: Place
    message: str
    hint: str
    severity: Severity

    @property
    def sort_key(self) -> tuple[Place, str, str]:
        """Order by place, then code, then message, so that output does not depend on discovery."""
        return (self.place, self.code.name, self.message)


class Findings:
    """A collector that the stages add to.

    Args:
        accept: Names of codes (``BS402``) that the configuration turns into warnings. Codes that
            protect readers cannot be accepted; :mod:`broadsheet.config.settings` refuses them.
    """

    def __init__(self, accept: Iterable[str] = ()) -> None:
        self._accept = frozenset(accept)
        self._found: dict[tuple[object, ...], Finding] = {}

    def add(self, code: Code, place: Place, message: str, hint: str = "") -> None:
        """Record a problem; the same problem at the same place is recorded once.

        Args:
            code: What kind of problem it is.
            place: Where it is.
            message: What is wrong. It may quote what stands there, whatever that is.
            hint: What to do; the code's own hint where empty.
        """
        severity = Severity.WARNING if code.name in self._accept else code.severity
        finding = Finding(code, place, printable(message), printable(hint) or code.hint, severity)
        self._found.setdefault(finding.sort_key, finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Take over findings made elsewhere, under this collector's ``accept`` list."""
        for finding in findings:
            accepted = finding.code.name in self._accept
            taken = replace(finding, severity=Severity.WARNING) if accepted else finding
            self._found.setdefault(taken.sort_key, taken)

    def __iter__(self) -> Iterator[Finding]:
        return iter(sorted(self._found.values(), key=lambda finding: finding.sort_key))

    def __len__(self) -> int:
        return len(self._found)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop publication."""
        return tuple(f for f in self if f.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are only said."""
        return tuple(f for f in self if f.severity is Severity.WARNING)

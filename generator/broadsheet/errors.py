"""The exception tree. Library code raises these; only ``cli`` turns them into text and an exit code."""

from __future__ import annotations

import copyreg
import errno
import os
from collections.abc import Iterable

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place

TOO_MANY = "There may be too many processes: see `ulimit -u`, or the container's limit."


class BroadsheetError(Exception):
    """Whatever Broadsheet raises on purpose.

    Args:
        message: What went wrong, in a sentence.
        hint: What to do about it.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        """Say how to make it again in another process, whatever its own arguments are."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class FindingsError(BroadsheetError):
    """The inputs (or the output) have findings at the failing severity; nothing was published."""

    outcome = "; nothing was published"

    def __init__(self, findings: Findings) -> None:
        count = len(findings.errors)
        super().__init__(f"{count} error{'s' if count != 1 else ''}{self.outcome}")
        self.findings = findings


class SettingsError(FindingsError):
    """``mkdocs.yml`` cannot be used as it is."""

    exit_code = 2
    outcome = "; nothing was done"


class CheckError(FindingsError):
    """What was only looked at has findings at the failing severity."""

    outcome = ""


class UsageError(BroadsheetError):
    """The command was asked for something that cannot be done."""

    exit_code = 2


class NoSuchEditionError(UsageError):
    """An edition was named that there is not.

    Args:
        name: Its name.
        known: Those of the editions that there are.
    """

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"there is no edition “{name}”", f"There are: {', '.join(known)}.")


class NothingToDoError(BroadsheetError):
    """There is nothing of what was to be worked on."""

    exit_code = 3


class ReleaseError(BroadsheetError):
    """Git did not take a release: it is written, but not committed or not tagged."""


class SearchIndexError(BroadsheetError):
    """Pagefind is missing, or could not index the edition."""


class GitError(BroadsheetError):
    """Git is not there, refuses, or cannot read what it is asked for.

    Args:
        code: What kind of problem it is; the pipeline makes a finding of it.
        message: What went wrong.
        hint: What to do about it; the code's own hint where empty.
        place: Where.
    """

    def __init__(self, code: Code, message: str, hint: str = "", place: Place = Place(".")) -> None:  # noqa: B008
        super().__init__(message, hint or code.hint)
        self.code = code
        self.place = place


class RenderError(BroadsheetError):
    """A page cannot be rendered as it is.

    Args:
        code: What kind of problem it is; the renderer makes a finding of it.
        message: What went wrong.
        place: Where, if it is known.
    """

    def __init__(self, code: Code, message: str, place: Place | None = None) -> None:
        super().__init__(message, code.hint)
        self.code = code
        self.place = place


class ExcessError(RenderError):
    """A text asks for more time, depth or memory than it is given."""


class PublishError(BroadsheetError):
    """The output folder cannot be used."""


class SystemFailureError(BroadsheetError):
    """The system did not do what was asked of it."""

    @classmethod
    def of(cls, error: OSError) -> SystemFailureError:
        """Say which file it was about, if it was about one, and why."""
        reason = error.strerror or str(error) or type(error).__name__
        if error.errno == errno.EAGAIN and not error.filename:
            return cls(f"no process could be started: {reason}", TOO_MANY)
        return cls(f"{os.fsdecode(error.filename)}: {reason}" if error.filename else reason)

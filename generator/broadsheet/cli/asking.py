"""Questions on a terminal. They go to stderr, so that stdout holds results alone."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from broadsheet.errors import UsageError

if TYPE_CHECKING:
    from questionary import Question

T = TypeVar("T")


def can_ask() -> bool:
    """Whether somebody sits at a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_text(
    question: str,
    *,
    default: str = "",
    words: Sequence[str] = (),
    check: Callable[[str], object] = str,
    needed: bool = True,
) -> str:
    """Ask for words.

    Args:
        question: What is asked.
        default: What the answer is to begin with.
        words: What completes while one writes.
        check: Raises ``UsageError`` for an answer that cannot be used.
        needed: Whether there has to be one.
    """
    import questionary  # noqa: PLC0415 - nobody else should wait for it

    def verdict(answer: str) -> bool | str:
        if not answer.strip():
            return "There has to be an answer." if needed else True
        return _verdict(check, answer)

    options: dict[str, Any] = {"default": default, "validate": verdict, **_shared()}
    if words:
        return str(_answer(questionary.autocomplete(question, choices=list(words), **options))).strip()
    return str(_answer(questionary.text(question, **options))).strip()


def ask_choice(question: str, choices: Mapping[str, str], default: str = "") -> str:
    """Ask for one of several things.

    Args:
        question: What is asked.
        choices: What can be chosen, and what it is called.
        default: What is chosen at first.
    """
    import questionary  # noqa: PLC0415 - nobody else should wait for it

    items = [questionary.Choice(_called(name, title), value=name) for name, title in choices.items()]
    return str(_answer(questionary.select(question, items, default=default or None, **_shared())))


def ask_choices(
    question: str, choices: Mapping[str, str], *, chosen: Sequence[str] = (), needed: bool = True
) -> tuple[str, ...]:
    """Ask for some of several things.

    Args:
        question: What is asked.
        choices: What can be chosen, and what it is called.
        chosen: What is chosen at first.
        needed: Whether something has to be.
    """
    import questionary  # noqa: PLC0415 - nobody else should wait for it

    items = [
        questionary.Choice(_called(name, title), value=name, checked=name in chosen)
        for name, title in choices.items()
    ]

    def verdict(answer: list[str]) -> bool | str:
        return bool(answer) or not needed or "Choose at least one with the space bar."

    asked = questionary.checkbox(
        question, items, validate=verdict, instruction="(space chooses, enter goes on)", **_shared()
    )
    return tuple(cast("list[str]", _answer(asked)))


def _called(name: str, title: str) -> str:
    return title if title.lower() == name else f"{title} ({name})" if title else name


def _verdict(check: Callable[[str], object], answer: str) -> bool | str:
    try:
        check(answer)
    except UsageError as error:
        return f"{error.message}. {error.hint}".strip()
    return True


def _shared() -> dict[str, Any]:
    from prompt_toolkit.output import create_output  # noqa: PLC0415 - as above

    return {"output": create_output(stdout=sys.stderr)}


def _answer(question: Question) -> object:
    return question.unsafe_ask()

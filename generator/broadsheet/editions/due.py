"""When an edition changes by itself: an entry's time comes, or is over. Pure, as all of selection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a build that changes nothing does without
    from broadsheet.model.items import Content
    from broadsheet.model.taxonomy import Edition


@dataclass(frozen=True, slots=True)
class Due:
    """The next build that an edition needs though nobody changes a file.

    Args:
        moment: When, UTC.
        coming: How many entries it will then hold that it does not hold now.
        going: How many entries it will no longer hold.
    """

    moment: datetime
    coming: int
    going: int


def due(content: Content, edition: Edition) -> Due | None:
    """Say when an edition changes next.

    Only entries for its own audiences count: of others, an edition does not even tell the time.

    Args:
        content: Everything.
        edition: The edition.

    Returns:
        What is due; None where nothing is.
    """
    theirs = [turn for turn in content.turns if turn.audiences & edition.sees]
    moment = min((turn.moment for turn in theirs), default=None)
    if moment is None:
        return None
    then = [turn for turn in theirs if turn.moment == moment]
    coming = sum(turn.comes for turn in then)
    return Due(moment, coming, len(then) - coming)

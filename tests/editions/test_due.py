"""When an edition changes though nobody changes a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.model.samples import RULES, content_of

from broadsheet.editions.due import Due, due
from broadsheet.model.items import Turn
from broadsheet.model.taxonomy import Edition

MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([], None),
        ([("support", MAY, True)], None),
        ([("customers", JUNE, True), ("support", MAY, True)], Due(JUNE, 1, 0)),
        ([("customers", JUNE, True), ("customers", MAY, False)], Due(MAY, 0, 1)),
        ([("customers", MAY, True)] * 3 + [("customers", MAY, False)] * 2, Due(MAY, 3, 2)),
    ],
)
def test_an_edition_tells_when_it_changes_and_nothing_of_what_others_get(
    turns: list[tuple[str, datetime, bool]], expected: Due | None
) -> None:
    content, _ = content_of({})
    content = replace(
        content, turns=tuple(Turn(frozenset({name}), moment, comes) for name, moment, comes in turns)
    )
    edition = Edition("x", (RULES.audiences["customers"],), "https://example.com/", "Site", internal=False)

    assert due(content, edition) == expected

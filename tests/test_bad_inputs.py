"""One tiny broken project for each mistake: it is named, with a way out, and nothing is published."""

from __future__ import annotations

import pytest

from tests.bad_inputs import ENCODING, LEAKS, MATTER, MEANING, PATHS, SECRET, Case
from tests.bytes import find
from tests.newsroom import Newsroom


@pytest.mark.parametrize("case", [*ENCODING, *LEAKS, *MATTER, *MEANING, *PATHS], ids=str)
def test_bad_input(case: Case, newsroom: Newsroom) -> None:
    (newsroom.path.parent / "secret.txt").write_text("beside the repository")
    newsroom.put(case.files)

    told = newsroom.fails().finding(case.place, case.code)

    position = 0
    for words in case.says:
        assert words in told[position:], told
        position = told.index(words, position)


@pytest.mark.parametrize("case", LEAKS, ids=str)
def test_broken_front_matter_does_not_publish_the_page(case: Case, newsroom: Newsroom) -> None:
    newsroom.put(case.files)

    newsroom.fails(planted=False)
    stock = newsroom.mkdocs("build")

    assert stock.returncode, stock.stdout
    assert find(newsroom.path / "site", SECRET) == []

"""What the documentation shows of the recipes is the recipes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs.pages import REPOSITORY, pages, source
from tests.recipes.files import RECIPES

FILES = sorted(path for path in RECIPES.rglob("*") if path.is_file() and path.name != "README.md")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_recipe_is_included_in_a_page(path: Path) -> None:
    line = f'--8<-- "{path.relative_to(REPOSITORY).as_posix()}"\n'

    assert [page for page in pages() if line in source(page)]

"""Where the recipes are."""

from __future__ import annotations

from tests.docs.pages import REPOSITORY

RECIPES = REPOSITORY / "generator/broadsheet/starter/recipes"

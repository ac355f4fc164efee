"""What the tests with hostile authors share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.hostile.trap import Trap, set_trap


@pytest.fixture
def trap(browser: Browser) -> Iterator[Trap]:
    """A browser in which nothing may run that an author wrote, and where nothing has at the end."""
    with set_trap(browser) as made:
        yield made
        assert "\n".join(made.sprung) == ""

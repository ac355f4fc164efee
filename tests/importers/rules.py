"""What a site's configuration says, for tests that need no site."""

from __future__ import annotations

from datetime import UTC, datetime

from broadsheet.model.rules import Rules
from broadsheet.model.taxonomy import Audience, Edition, Product

CUSTOMERS, SUPPORT = Audience("customers", "Customers", ""), Audience("support", "Support", "")
SITE = Edition("site", (CUSTOMERS, SUPPORT), "https://docs.example.com/", "Site", internal=False)

RULES = Rules(
    audiences={"customers": CUSTOMERS, "support": SUPPORT},
    editions={
        "site": Edition("site", (CUSTOMERS, SUPPORT), "https://docs.example.com/", "Site", internal=False)
    },
    products={"cli": Product("cli", "Command line"), "api": Product("api", "API")},
    types=("added", "changed", "fixed", "removed", "deprecated", "security"),
    docs_dir="docs",
    changelog_dir="changelog",
    extra_keys=frozenset(),
    blocks=frozenset(),
    use_directory_urls=True,
    now=datetime(2026, 11, 20, tzinfo=UTC),
)

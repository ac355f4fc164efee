"""By what readers can narrow a search, in each edition."""

from __future__ import annotations

import json

from tests.sample import Sample

Facets = dict[str, dict[str, int]]


def facets(sample: Sample, edition: str) -> Facets:
    found: Facets = json.loads(sample.read("pagefind/shards.json", edition))["facets"]
    return found


def test_facets_have_what_the_edition_holds(sample: Sample) -> None:
    found = facets(sample, "internal")
    assert {name: sorted(values) for name, values in found.items()} == {
        "audience": ["Customers", "Engineers", "Support"],
        "kind": ["Guide", "Page", "Process", "Release note"],
        "product": ["API", "Ledger", "Reports & charts"],
        "type": ["Added", "Changed", "Fixed"],
        "year": ["2025", "2026"],
    }
    entries, documents = 6, 6
    assert found["kind"]["Release note"] == entries
    assert sum(found["type"].values()) == entries
    assert sum(found["year"].values()) == entries + documents


def test_facets_say_nothing_of_other_editions(sample: Sample) -> None:
    public, partners = facets(sample, "public"), facets(sample, "partners")
    assert list(public["audience"]) == ["Customers"]
    assert list(partners["audience"]) == ["Customers", "Support"]
    assert "Process" not in {*public["kind"], *partners["kind"]}
    assert "Ledger" not in {*public["product"], *partners["product"]}

"""``api/v1``: what programs read about an edition."""

from __future__ import annotations

import json

from tests.sample import Json, Sample, contents


def data(sample: Sample, name: str, edition: str = "public") -> Json:
    return json.loads(sample.read(f"api/v1/{name}.json", edition))


def test_an_entry_in_full(sample: Sample) -> None:
    entries = {entry["id"]: entry for entry in data(sample, "entries")["entries"]}
    assert entries["parquet"] == {
        "id": "parquet",
        "url": "https://docs.example.com/changelog/parquet/",
        "title": "Export to Parquet",
        "summary": "Reports come as Parquet.",
        "type": "added",
        "products": ["reports", "api"],
        "audiences": ["customers"],
        "release": "2.4",
        "breaking": False,
        "action": None,
        "published": "2026-02-03T12:00:00+00:00",
        "updated": entries["parquet"]["updated"],
        "links": [
            {"title": "The guide", "url": "https://docs.example.com/guides/start/"},
            {"title": "The format", "url": "https://parquet.apache.org/"},
        ],
    }
    assert entries["keys"]["breaking"]
    assert entries["keys"]["action"] == "Renew keys & secrets."
    assert entries["dark"]["release"] is None


def test_entries_are_newest_first_and_only_those_held(sample: Sample) -> None:
    public = [entry["id"] for entry in data(sample, "entries")["entries"]]
    assert public == ["dark", "parquet", "keys", "csv", "slow"]
    inside = data(sample, "entries", "internal")["entries"]
    assert [entry["id"] for entry in inside] == ["dark", "parquet", "ledger", "keys", "csv", "slow"]
    assert inside[1]["audiences"] == ["customers", "support"]
    assert {"title": "#123", "url": "https://github.com/example/sample/pull/123"} in inside[1]["links"]


def test_a_release_s_own_file_has_its_entries_as_the_data_of_all_has_them(sample: Sample) -> None:
    everything = {entry["id"]: entry for entry in data(sample, "entries", "internal")["entries"]}
    for version, ids in {"2.4": ["keys", "parquet", "ledger"], "2.3": ["csv", "slow"]}.items():
        own = data(sample, f"releases/{version}", "internal")["entries"]
        assert own == [everything[name] for name in ids]  # breaking changes first
    assert [entry["id"] for entry in data(sample, "releases/2.4")["entries"]] == ["keys", "parquet"]


def test_releases_name_their_entries(sample: Sample) -> None:
    assert data(sample, "releases") == {
        "releases": [
            {
                "version": "2.4",
                "title": "2.4",
                "url": "https://docs.example.com/changelog/releases/2.4/",
                "date": "2026-02-03",
                "entries": ["parquet", "keys"],
            },
            {
                "version": "2.3",
                "title": "Sample 2.3",
                "url": "https://docs.example.com/changelog/releases/2.3/",
                "date": "2025-12-10",
                "entries": ["csv", "slow"],
            },
        ]
    }


def test_audiences_name_their_feeds(sample: Sample) -> None:
    base = "https://docs.example.com/feeds/customers"
    assert data(sample, "audiences") == {
        "audiences": [
            {
                "name": "customers",
                "title": "Customers",
                "description": "People who use Sample",
                "feeds": {"rss": f"{base}.rss", "atom": f"{base}.atom", "json": f"{base}.json"},
            }
        ]
    }


def test_every_address_of_the_site_leads_to_a_file(sample: Sample) -> None:
    for edition in ("public", "internal"):
        base = sample.settings().editions[edition].site_url
        files = contents(sample.site(edition))
        found = [
            value
            for name in ("entries", "releases", "audiences")
            for value in strings(data(sample, name, edition))
            if value.startswith(base)
        ]
        assert found
        for address in found:
            path = address.removeprefix(base)
            assert path in files or f"{path}index.html" in files


def strings(value: Json) -> list[str]:
    """Return every text in a JSON value."""
    if isinstance(value, str):
        return [value]
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for child in children for text in strings(child)]

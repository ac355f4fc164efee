"""``api/v1/*.json``: the edition's entries, releases and audiences for programs."""

from __future__ import annotations

import json
from typing import Any

from broadsheet.model.items import Entry, Release
from broadsheet.outputs.addresses import ROOT, entry_uri, release_uri
from broadsheet.outputs.feed_formats.types import Feed
from broadsheet.outputs.feeds import FEED_TYPES
from broadsheet.outputs.fragments import Fragments
from broadsheet.outputs.project import Project


def api_files(project: Project, fragments: Fragments, feeds: tuple[Feed, ...]) -> dict[str, bytes]:
    """Return the data files, by path in the edition."""
    entries = [_entry(entry, project, fragments) for entry in project.held.entries]
    releases = [_release(release, project) for release in project.held.releases]
    audiences = [
        {
            "name": audience.name,
            "title": audience.title,
            "description": audience.description,
            "feeds": {
                ending: f.address(ending) for f in feeds if f.path == audience.name for ending in FEED_TYPES
            },
        }
        for audience in project.edition.audiences
    ]
    return {
        "api/v1/entries.json": _json({"entries": entries}),
        "api/v1/releases.json": _json({"releases": releases}),
        "api/v1/audiences.json": _json({"audiences": audiences}),
    }


def _entry(entry: Entry, project: Project, fragments: Fragments) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": project.addresses.absolute(entry_uri(entry)),
        "title": entry.title,
        "summary": fragments.entries[entry.id].summary,
        "type": entry.type,
        "products": list(entry.products),
        "audiences": [a.name for a in project.edition.audiences if a.name in entry.audiences],
        "release": entry.release or None,
        "breaking": entry.breaking,
        "action": entry.action or None,
        "published": entry.published.isoformat(),
        "updated": entry.updated.isoformat(),
        "links": [
            {"title": title, "url": url.replace(ROOT, project.edition.site_url)}
            for title, url in project.further[entry.id]
        ],
    }


def _release(release: Release, project: Project) -> dict[str, Any]:
    return {
        "version": release.version,
        "title": release.title,
        "url": project.addresses.absolute(release_uri(release.version)),
        "date": release.date.isoformat(),
        "entries": [entry.id for entry in release.entries],
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()

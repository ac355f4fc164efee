"""``api/v1/*.json``: the edition's entries, releases and audiences for programs, and when it changes next."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from broadsheet.editions.due import Due
from broadsheet.model.items import Entry, Release
from broadsheet.outputs.addresses import ROOT, entry_uri, release_uri
from broadsheet.outputs.changelog import breaking_first
from broadsheet.outputs.feed_plan import FEED_TYPES
from broadsheet.outputs.fragments import Fragments
from broadsheet.outputs.project import Project

NEXT = "api/v1/next.json"
"""The file that says when the next build is due."""

API_PATHS = ("api/v1/entries.json", "api/v1/releases.json", "api/v1/audiences.json")


def api_files(project: Project, fragments: Fragments) -> dict[str, bytes]:
    """Return the data files, by path in the edition."""
    main = {feed.head.path: feed.head for feed in project.feeds}
    audiences = [
        {
            "name": audience.name,
            "title": audience.title,
            "description": audience.description,
            "feeds": {ending: main[audience.name].address(ending) for ending in FEED_TYPES},
        }
        for audience in project.edition.audiences
    ]
    written = (
        _json("entries", (_entry(entry, project, fragments) for entry in project.held.entries)),
        _json("releases", (_release(release, project) for release in project.held.releases)),
        _json("audiences", audiences),
    )
    return dict(zip(API_PATHS, written, strict=True))


def release_path(release: Release) -> str:
    """Return where the data of a release lies in the edition."""
    return f"api/v1/releases/{release.version}.json"


def release_file(release: Release, project: Project, fragments: Fragments) -> dict[str, bytes]:
    """Return a release's entries, as they are in the data of all, by path in the edition."""
    entries = (_entry(entry, project, fragments) for entry in breaking_first(release.entries))
    return {release_path(release): _json("entries", entries)}


def next_file(due: Due | None) -> bytes:
    """Return when an edition has to be built again, and nothing of what will change then.

    Args:
        due: What is due; None where nothing is.
    """
    moment = due and due.moment + timedelta(microseconds=-due.moment.microsecond % 1_000_000)
    return f"{json.dumps({'next': moment and f'{moment:%Y-%m-%dT%H:%M:%SZ}'})}\n".encode()


def _entry(entry: Entry, project: Project, fragments: Fragments) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": project.addresses.absolute(entry_uri(entry)),
        "title": entry.title,
        "summary": fragments.summaries[entry.id],
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


def _json(name: str, items: Iterable[dict[str, Any]]) -> bytes:
    """Return a list under its name, each item on a line of its own."""
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    return f'{{"{name}": [\n{lines}\n]}}\n'.encode()

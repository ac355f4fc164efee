"""The editions that a configuration asks for."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from broadsheet.codes import Code
from broadsheet.config.checks import unknown_name
from broadsheet.config.file import ConfigFile
from broadsheet.config.options import Options
from broadsheet.findings import Findings, Place
from broadsheet.model.taxonomy import EVERYONE, Audience, Edition

_ONLY = "site"
"""The name of the edition that there is where none is configured."""


def editions_of(
    config: ConfigFile, options: Options, audiences: Mapping[str, Audience], findings: Findings
) -> dict[str, Edition]:
    """Return the editions that are configured, or the one that there is where none are.

    Args:
        config: The configuration file.
        options: The plugin's block in it.
        audiences: By name.
        findings: Gets what is wrong.
    """
    site_name = str(config.values.get("site_name") or "Site")
    site_url = str(config.values.get("site_url") or "")
    if not options.editions:
        url = _site_url(site_url, Place(config.name, config.own.line("site_url")), findings)
        return {_ONLY: Edition(_ONLY, tuple(audiences.values()), url, site_name, internal=False)}
    made: dict[str, Edition] = {}
    for name, option in options.editions.items():
        for index, audience in enumerate(option.audiences):
            if audience != EVERYONE and audience not in audiences:
                key = ("editions", name, "audiences", index)
                unknown_name(config, key, "audience", audience, list(audiences), findings)
        sees_all = EVERYONE in option.audiences
        seen = tuple(a for key, a in audiences.items() if sees_all or key in option.audiences)
        internal = option.internal
        if internal is None:
            internal = len(seen) == len(audiences) and len(options.editions) > 1
        own_url = option.site_url or (site_url if len(options.editions) == 1 else "")
        place = Place(config.name, config.plugin.line("editions", name, "site_url"))
        url = _site_url(own_url, place, findings)
        made[name] = Edition(name, seen, url, option.site_name or site_name, internal)
    return made


def authority_of(config: ConfigFile, options: Options, editions: Mapping[str, Edition]) -> str:
    """Return what feed items' ids are made of (RFC 4151): all editions share it, so all may know of it."""
    most_public = min(editions.values(), key=lambda edition: len(edition.audiences))
    host = _host(str(config.values.get("site_url") or "")) or _host(most_public.site_url)
    return options.feeds.authority or f"{host},2026"


def _host(url: str) -> str:
    """Return the host of an absolute web address; empty where it is none."""
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket that is no IPv6 address
        return ""
    return (parts.hostname or "") if parts.scheme in {"http", "https"} else ""


def _site_url(url: str, place: Place, findings: Findings) -> str:
    if not _host(url):
        what = (
            f"“{url}” is no absolute address"
            if url
            else "there is no site_url, and feeds need absolute addresses"
        )
        findings.add(Code.BS003, place, what)
    return url.rstrip("/") + "/"

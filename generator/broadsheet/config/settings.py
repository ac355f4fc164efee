"""``mkdocs.yml`` → settings. Read once, by Broadsheet itself, so that what is wrong has a line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from broadsheet.config.checks import check_options, unknown_name
from broadsheet.config.editions import authority_of, editions_of
from broadsheet.config.extensions import folder_path, known_blocks, snippets
from broadsheet.config.file import ConfigFile, read_config
from broadsheet.config.hosting import Host, edited, host_of, work_paths
from broadsheet.config.options import FeedOptions, Options
from broadsheet.config.places import STATE
from broadsheet.errors import SettingsError
from broadsheet.findings import Findings
from broadsheet.model.matter import validate
from broadsheet.model.rules import Rules
from broadsheet.model.taxonomy import Audience, Edition, Product
from broadsheet.sources.request import Request, Snippets


@dataclass(frozen=True)
class Settings:
    """What a project's configuration says, with every default filled in.

    Args:
        project: The folder that the sources lie in; every path of a finding is relative to it.
        config: The configuration file as read; elsewhere than the project where a revision is built.
        options: The plugin's block.
        audiences: By name.
        editions: By name, in the order of the configuration.
        default_edition: What plain ``mkdocs build`` makes.
        authority: What feed items' ids are made of (RFC 4151): a name, and a year in which it was the site's.
        preview: Whether it is shown to its authors only, so that what is not committed is marked.
        pinned: Files that hold this in any revision, by path.
    """

    project: Path
    config: ConfigFile
    options: Options
    audiences: Mapping[str, Audience]
    editions: Mapping[str, Edition]
    default_edition: str
    authority: str
    preview: bool = False
    pinned: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def docs_dir(self) -> str:
        """The documents' folder, relative to the project."""
        return folder_path(self.config.values.get("docs_dir", "docs"))

    @cached_property
    def changelog_dir(self) -> str:
        """The entries' folder, relative to the project."""
        return folder_path(self.options.changelog_dir)

    @property
    def site_dir(self) -> Path:
        """The folder of all editions."""
        return self.project / str(self.config.values.get("site_dir", "site"))

    def edition_dir(self, edition: str) -> Path:
        """Return an edition's folder: its own below ``site_dir``, or all of it for a lone ``site``."""
        return self.site_dir if self.is_alone else self.site_dir / edition

    @property
    def is_alone(self) -> bool:
        """Whether no editions are configured, so that there is one, without a folder of its own."""
        return not self.options.editions

    @property
    def feeds(self) -> FeedOptions:
        """How feeds are made."""
        return self.options.feeds

    @property
    def directory_urls(self) -> bool:
        """MkDocs' ``use_directory_urls``."""
        return bool(self.config.values.get("use_directory_urls", True))

    @property
    def nav(self) -> list[Any] | None:
        """MkDocs' ``nav``, as written."""
        nav = self.config.values.get("nav")
        return nav if isinstance(nav, list) else None

    @property
    def excluded(self) -> tuple[str, ...]:
        """MkDocs' ``exclude_docs`` and ``draft_docs``: what below ``docs/`` is in no edition."""
        named = (str(self.config.values.get(key) or "") for key in ("exclude_docs", "draft_docs"))
        return tuple(line for lines in named for line in lines.splitlines())

    @property
    def overrides(self) -> str:
        """The folder of the theme's overrides, relative to the project; empty if there is none."""
        theme = self.config.values.get("theme")
        return str(theme.get("custom_dir") or "") if isinstance(theme, dict) else ""

    @property
    def language(self) -> str:
        """The language of the pages, BCP 47."""
        theme = self.config.values.get("theme")
        return str(theme.get("language", "en")) if isinstance(theme, dict) else "en"

    @property
    def site_description(self) -> str:
        """What the site is, in a sentence; may be empty."""
        return str(self.config.values.get("site_description") or "")

    @property
    def repo_url(self) -> str:
        """The address of the repository's web pages, without a trailing slash; empty if unknown."""
        return str(self.config.values.get("repo_url") or "").rstrip("/")

    @property
    def host(self) -> Host | None:
        """The kind of host that the repository lies on; None where nothing tells."""
        return self.options.host or host_of(self.repo_url)

    @property
    def work_paths(self) -> Mapping[str, str]:
        """Where the repository's host keeps pull requests (``pr``) and issues (``issue``)."""
        return work_paths(self.host)

    @property
    def main_branch(self) -> str:
        """The branch that changes are proposed to, by MkDocs' ``edit_uri``."""
        return self._edited[0]

    @property
    def repo_folder(self) -> str:
        """The project's folder in the repository, by the same: empty, or with a slash at its end."""
        return self._edited[1]

    @property
    def _edited(self) -> tuple[str, str]:
        named = (str(self.config.values.get(key) or "") for key in ("edit_uri", "edit_uri_template"))
        return edited("".join(named), self.docs_dir)

    @property
    def theme_assets(self) -> frozenset[str]:
        """Files under ``docs/`` that the configuration itself puts on every page of every edition."""
        theme = self.config.values.get("theme")
        named = [theme.get("logo"), theme.get("favicon")] if isinstance(theme, dict) else []
        named.append(self.options.image)
        for key in ("extra_css", "extra_javascript"):
            listed = self.config.values.get(key)
            items = listed if isinstance(listed, list) else []
            named += [item.get("path") if isinstance(item, dict) else item for item in items]
        return frozenset(name for name in named if isinstance(name, str) and "://" not in name)

    @property
    def snippets(self) -> Snippets | None:
        """How ``--8<--`` includes files; None where it is not switched on."""
        return snippets(self.config.extensions, self.docs_dir)

    def request(self, ref: str | None) -> Request:
        """Return what is to be read.

        Args:
            ref: The revision to read from the object database; None for the work tree.
        """
        return Request(
            project=self.project,
            docs_dir=self.docs_dir,
            changelog_dir=self.changelog_dir,
            use_git=self.options.git,
            release_tags=re.compile(self.options.release_tags),
            snippets=self.snippets,
            excluded=self.excluded,
            output=(self.site_dir.resolve(), (self.site_dir.parent / STATE).resolve()),
            ref=ref,
            overlay=self.pinned,
        )

    def served_at(self, urls: Mapping[str, str]) -> Settings:
        """Return the settings for a local server, which authors look at.

        Args:
            urls: The address at which each edition is shown, by its name.
        """
        editions = {
            name: replace(edition, site_url=urls.get(name, edition.site_url))
            for name, edition in self.editions.items()
        }
        return replace(self, editions=editions, preview=True)

    def published_in(self, site_dir: str) -> Settings:
        """Return the settings for another folder of all editions than the configuration names."""
        values = {**self.config.values, "site_dir": site_dir}
        return replace(self, config=replace(self.config, values=values))

    def rules(self, now: datetime) -> Rules:
        """Return what the configuration says about content.

        Args:
            now: The time by which entries are scheduled and expire, UTC.
        """
        return Rules(
            audiences=self.audiences,
            editions=self.editions,
            products={name: Product(name, title) for name, title in self.options.products.items()},
            types=tuple(self.options.types),
            docs_dir=self.docs_dir,
            changelog_dir=self.changelog_dir,
            extra_keys=frozenset(self.options.extra_keys),
            blocks=known_blocks(self.config.extensions),
            use_directory_urls=self.directory_urls,
            now=now,
            seconds=self.options.seconds_per_page,
        )


def load_settings(config_file: Path, project: Path | None = None) -> Settings:
    """Read and check a configuration file.

    Args:
        config_file: ``mkdocs.yml``.
        project: The folder that the sources lie in; the configuration file's own where None.

    Raises:
        SettingsError: When it is missing or wrong; holds all findings.
    """
    findings = Findings()
    config = read_config(config_file, findings)
    options = validate(config.plugin, Options, findings) if config else None
    if config is None or options is None:
        raise SettingsError(findings)
    audiences = {
        name: Audience(name, option.title or name.replace("-", " ").capitalize(), option.description)
        for name, option in options.audiences.items()
    }
    check_options(config, options, findings)
    editions = editions_of(config, options, audiences, findings)
    default = options.edition or min(editions, key=lambda name: len(editions[name].audiences), default="")
    if default not in editions:
        unknown_name(config, ("edition",), "edition", default, list(editions), findings)
    if findings.errors:
        raise SettingsError(findings)
    authority = authority_of(config, options, editions)
    folder = project or config.path.parent
    return Settings(folder, config, options, audiences, editions, default, authority)

"""Have MkDocs render one edition.

With :mod:`broadsheet.render.mkdocs_site`, the only place that knows MkDocs from inside.
"""

from __future__ import annotations

from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

from broadsheet.config.file import PLUGIN
from broadsheet.config.settings import Settings
from broadsheet.errors import FindingsError
from broadsheet.findings import Findings
from broadsheet.model.items import Content
from broadsheet.outputs.project import Project
from broadsheet.render.mkdocs_site import EditionSite
from broadsheet.render.troubles import reported


def render(project: Project, content: Content, settings: Settings, folder: Path, findings: Findings) -> None:
    """Render an edition into a folder.

    Args:
        project: The edition.
        content: Holds the closed lists' titles.
        settings: The configuration.
        folder: Where to write; whatever is in it is removed.
        findings: Gets what MkDocs warns of, and what stops it.
    """
    with reported(findings, settings):
        config = load_config(config_file=str(settings.config.path), site_dir=str(folder))
        plugin = config.plugins[PLUGIN]
        plugin.site = EditionSite(project, content, settings)  # type: ignore[attr-defined]
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        except FindingsError as error:
            findings.extend(error.findings)
        finally:
            config.plugins.on_shutdown()

"""Two real handbooks as projects: nothing in them is edited, configuration and ``.meta.yml`` are added."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from broadsheet import building, pipeline
from broadsheet.config.settings import load_settings
from broadsheet.model.items import Content
from broadsheet.order import Order, Published
from tests.gitrepo import GitRepo

COMMON = """\
theme: {name: material, font: false, features: [navigation.indexes, navigation.prune]}
markdown_extensions: [admonition, attr_list, def_list, tables, pymdownx.superfences, {toc: {permalink: true}}]
"""
CLEF = (
    COMMON
    + """\
site_name: Clef handbook
plugins:
  - broadsheet:
      audiences:
        candidates: {title: Candidates, description: People who think of joining}
        employees: {title: Employees}
        managers: {title: Managers, description: People who hire and lead}
      editions:
        public: {audiences: candidates, site_url: https://handbook.example.com/}
        internal: {audiences: everyone, site_url: https://hub.example.com/}
"""
)
CLEF_FOLDERS = {
    "": "everyone",
    "Employment Policies": "[employees, managers]",
    "Onboarding Documents": "[employees, managers]",
    "Hiring Documents": "managers",
    "Operations Documents": "managers",
}
WP_CLI = (
    COMMON
    + """\
site_name: WP-CLI handbook
plugins:
  - broadsheet:
      audiences:
        users: {title: Users, description: People who run commands}
        contributors: {title: Contributors, description: People who develop WP-CLI}
      editions:
        public: {audiences: users, site_url: https://cli.example.com/}
        internal: {audiences: everyone, site_url: https://dev.example.com/}
"""
)
WP_CLI_FOLDERS = {
    "": "everyone",
    "contributions": "contributors",
    "internal-api": "contributors",
    "behat-steps": "contributors",
    "references/internal-api": "contributors",
    "references/behat-steps": "contributors",
}
README = "exclude_docs: /README.md\n"
"""It says how the repository works; index.md is the handbook's home page."""
A_PART = """\
exclude_docs: |
  /README.md
  /behat-steps/
  /commands/*
  !/commands/core/
  /references/*/
"""


@dataclass(frozen=True, slots=True)
class Handbook:
    """A project whose ``docs/`` is a clone of a handbook."""

    folder: Path

    @property
    def docs(self) -> GitRepo:
        return GitRepo(self.folder / "docs")

    @property
    def public(self) -> Path:
        return self.folder / "site" / "public"

    @property
    def internal(self) -> Path:
        return self.folder / "site" / "internal"

    def findings(self) -> list[str]:
        settings = load_settings(self.folder / "mkdocs.yml")
        findings = building.collector(settings)
        pipeline.check(settings, findings)
        return [f"{finding.place}: {finding.code.name} {finding.message}" for finding in findings]

    def content(self) -> Content:
        settings = load_settings(self.folder / "mkdocs.yml")
        return pipeline.read(settings, building.collector(settings))

    def build(self) -> list[Published]:
        settings = load_settings(self.folder / "mkdocs.yml")
        return building.build(settings, building.collector(settings), Order())

    def held(self, withheld: Collection[str] = ()) -> list[str]:
        """The handbook's own pages, without those of some folders; ``git`` says what there is."""
        paths = self.docs.git("-c", "core.quotePath=false", "ls-files", "*.md").split("\n")
        return [path for path in paths if not path.startswith(tuple(f"{folder}/" for folder in withheld))]


def set_up(folder: Path, bundle: Path, config: str, audiences: Mapping[str, str]) -> Handbook:
    """Put a handbook as it is into a project."""
    repo = GitRepo.init(folder)
    repo.git("clone", "--quiet", str(bundle), "docs")
    for name, audience in audiences.items():
        repo.write(f"docs/{name}/.meta.yml", f"audience: {audience}\n")
    repo.write(".gitignore", "/docs/\n/site/\n")
    repo.write("mkdocs.yml", config)
    repo.commit()
    return Handbook(folder)

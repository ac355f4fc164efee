"""Make one edition, up to the point where it can be published: render → checks."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.checks.output import check_output, pages_that_may_link_to
from broadsheet.config.settings import Settings
from broadsheet.crew import shared_out
from broadsheet.findings import Finding, Findings
from broadsheet.model.items import Content
from broadsheet.order import Order
from broadsheet.outputs.project import Project
from broadsheet.outputs.search import BUNDLE
from broadsheet.publish.draft import Draft
from broadsheet.publish.stage import Stage
from broadsheet.render.environment import hindrances
from broadsheet.render.target import Means


def make(
    project: Project,
    content: Content,
    settings: Settings,
    stage: Stage,
    means: Means,
    order: Order,
) -> Draft:
    """Make an edition and look at it.

    Args:
        project: The edition.
        content: Everything there is.
        settings: The configuration.
        stage: Where it is made.
        means: What it is made with.
        order: What was asked for.

    Returns:
        The edition, to be published unless there are errors now.
    """
    # They bring MkDocs with them, which a build that changes nothing does without.
    from broadsheet.render.edition import EditionBuild  # noqa: PLC0415
    from broadsheet.render.mkdocs_build import render  # noqa: PLC0415

    name, findings = project.edition.name, means.findings
    draft = stage.draft(name)
    if hindrances(settings):
        render(project, content, settings, stage.folder(name), findings)
        if not findings.errors:
            draft.adopt(stage.folder(name))
    else:
        EditionBuild(project, content, settings, draft, means).run(verify=order.verify, search=order.search)
    if not findings.errors:
        _check(project, draft, findings, means.workers)
    return draft


def _check(project: Project, draft: Draft, findings: Findings, workers: int) -> None:
    """Look at what is to be published: at what is new, and at what may lead to what is gone."""
    folder, files = draft.assemble(), draft.records.keys()
    gone = {path for path in draft.changed - files if not path.startswith(f"{BUNDLE}/")}
    new = draft.changed & files
    kept = [path for path in files - new if path.endswith(".html")]
    again = pages_that_may_link_to(folder, kept, gone) if gone else []

    def work(paths: Sequence[str]) -> list[Finding]:
        found = Findings()
        check_output(
            folder,
            project.edition.name,
            found,
            paths=paths,
            files=files,
            assets={asset.src_uri for asset in project.assets},
            dangling=project.dangling,
        )
        return list(found)

    for _, found in shared_out(work, sorted({*new, *again}), workers):
        findings.extend(found)
        # What is only warned of is made again, so that the next build looks at it again.
        draft.doubt(finding.place.path.partition("/")[2] for finding in found)

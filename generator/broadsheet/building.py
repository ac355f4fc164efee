"""Build editions, unless nothing changed: then nothing is read, and little of the program is even loaded."""

from __future__ import annotations

from collections.abc import Callable

from broadsheet.codes import Code
from broadsheet.config.extensions import PAST_SELECTION, doing
from broadsheet.config.settings import Settings
from broadsheet.errors import NoSuchEditionError
from broadsheet.findings import Findings, Place
from broadsheet.garbage import uncollected
from broadsheet.order import Order, Published
from broadsheet.publish.stage import Stage
from broadsheet.recall import mark_of, recalled
from broadsheet.store import Store


def collector(settings: Settings) -> Findings:
    """Return a new collection of findings that knows what the configuration accepts, and what it warns of."""
    findings = Findings(settings.options.accept)
    for name in sorted({"search", "material/search"} & settings.config.plugins):
        place = Place(settings.config.name, settings.config.own.line("plugins"))
        findings.add(Code.BS005, place, f"the plugin “{name}” is on, beside Broadsheet's own search")
    for name in sorted(PAST_SELECTION & settings.config.extensions.keys()):
        place = Place(settings.config.name, settings.config.own.line("markdown_extensions"))
        findings.add(Code.BS006, place, f"“{name}” includes files that nobody chose for an edition")
    config = settings.config
    for name in doing(config.extensions, config.plugins) if settings.options.untrusted else ():
        message = f"“{name}” runs or reads what a text says, and the authors are not trusted"
        findings.add(Code.BS007, Place(config.name, config.own.line("plugins")), message)
    return findings


def build(
    settings: Settings,
    findings: Findings,
    order: Order,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Published]:
    """Build editions and publish them together.

    Args:
        settings: The configuration.
        findings: Gets everything that is wrong.
        order: What to build, and how.
        progress: Is told what is being done.

    Raises:
        FindingsError: Something is wrong with the inputs or the output. What was published stays.
        UsageError: There is no such edition.
    """
    for name in order.editions:
        if name not in settings.editions:
            raise NoSuchEditionError(name, settings.editions)
    sources = (settings.project / settings.docs_dir, settings.project / settings.changelog_dir)
    with Stage(
        settings.site_dir,
        settings.editions,
        alone=settings.is_alone,
        sources=sources,
        waiting=lambda: progress("waiting for another build of this site to end"),
    ) as stage:
        stage.look(order.editions or settings.editions)
        return build_on(stage, settings, findings, order, progress)


def build_on(
    stage: Stage,
    settings: Settings,
    findings: Findings,
    order: Order,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Published]:
    """Build editions on a stage that is taken already; see :func:`build`."""
    names = order.editions or tuple(settings.editions)
    with uncollected(), Store(stage.store) as store:
        progress("looking for changes")
        mark = mark_of(settings.request(order.ref), settings)
        states = {name: stage.state(name) for name in names}
        known = {} if order.verify else recalled(store, mark, states, order.now)
        if all(name in known and stage.is_untouched(name) for name in names):
            return [
                Published(name, stage.target(name), last.pages, last.entries, changed=False, due=last.due)
                for name, last in ((name, known[name]) for name in names)
            ]
        # Only now is the rest of the program loaded.
        from broadsheet.pipeline import publish  # noqa: PLC0415

        return publish(settings, stage, store, findings, order, mark=mark, progress=progress)

"""``broadsheet import``."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import click

from broadsheet.building import collector
from broadsheet.cli.options import CONFIG, QUIET
from broadsheet.cli.printing import counted, ending, output, print_findings, told
from broadsheet.config.settings import Settings, load_settings
from broadsheet.errors import UsageError
from broadsheet.importers.entries import Choices, plainly
from broadsheet.importers.formats import FORMATS
from broadsheet.importers.plan import Change
from broadsheet.importers.prepare import Import, prepare
from broadsheet.importers.write import write

_AUDIENCES = click.option(
    "-a", "--audience", "audiences", multiple=True, required=True, metavar="NAME",
    help="Who may read what is imported; give it once for each audience.",
)  # fmt: skip
_MAP = click.option(
    "--map", "types", multiple=True, metavar="SECTION=TYPE", help="The type of the entries of a section."
)
_SKIP = click.option(
    "--skip", "skipped", multiple=True, metavar="SECTION", help="Leave out the entries of a section."
)
_PRODUCT = click.option(
    "--product", "products", multiple=True, metavar="[PACKAGE=]PRODUCT",
    help="The product that all entries are about, or those of a package.",
)  # fmt: skip
_RELEASE = click.option(
    "--release", default="", metavar="VERSION", help="The release of what the source names none for."
)
_ISSUES = click.option(
    "--issue-url", "issues", default="", metavar="URL",
    help="The address of an issue, with {} for its number, where the source is another project's.",
)  # fmt: skip
_WRITE = click.option(
    "--write", "writes", is_flag=True, help="Write the files; without it, only say what would be."
)


@click.command("import")
@click.argument("format_name", metavar="FORMAT", type=click.Choice(list(FORMATS)))
@click.argument("source", type=click.Path(path_type=Path))
@CONFIG
@_AUDIENCES
@_MAP
@_SKIP
@_PRODUCT
@_RELEASE
@_ISSUES
@_WRITE
@QUIET
@ending
def command(  # noqa: PLR0913, PLR0917 - the command's options
    format_name: str,
    source: Path,
    config_file: Path,
    audiences: tuple[str, ...],
    types: tuple[str, ...],
    skipped: tuple[str, ...],
    products: tuple[str, ...],
    release: str,
    issues: str,
    writes: bool,
    quiet: bool,
) -> int:
    """Make entries of the changes that another tool noted in SOURCE, a file or a folder.

    FORMAT is keep-a-changelog, towncrier, reno, changesets, antsibull, github-releases, docusaurus or
    material. Without --write nothing is written: see first what is skipped and what is lost. To import once
    more changes nothing that is as it was, and no file that was edited here.

    Example: broadsheet import towncrier news --audience customers --write
    """
    if not source.exists():
        raise UsageError(f"there is no file or folder {source}")
    settings = load_settings(config_file)
    findings = collector(settings)
    choices = Choices(
        audiences=_known(audiences, settings.audiences, "audience"),
        types=_types(types, settings),
        skipped=frozenset(map(plainly, skipped)),
        products=_known((name for name in products if "=" not in name), settings.options.products, "product"),
        packages=_packages(products, settings),
        release=release.removeprefix("v"),
        issues=_issue_url(issues),
        has_own_issues=source.resolve().is_relative_to(settings.project.resolve()),
    )
    found = prepare(settings, FORMATS[format_name], source, choices, findings)
    print_findings(findings)
    console = output(quiet=quiet)
    for line in _summary(found):
        console.print(told(line), soft_wrap=True)
    if not found.planned:
        looked_for = ", ".join(FORMATS[format_name].extensions) or "all"
        console.print(told(f"nothing to import in {source}; files that count: {looked_for}"), soft_wrap=True)
        return 1 if findings.errors else 3
    written = write(settings.project, found.planned, found.pictures) if writes else 0
    console.print(told(_ending(found, settings, written=written, writes=writes)), soft_wrap=True)
    return 1 if findings.errors else 0


def _summary(found: Import) -> list[str]:
    mapped = [counted(found.entries, "entry", "entries")]
    if found.introductions:
        mapped.append(f"{counted(found.introductions, 'introduction')} of releases")
    kinds = [
        f"  {section or 'no section'} → {kind}: {number}"
        for (section, kind), number in sorted(found.sections.items())
        if kind
    ]
    return [f"{' and '.join(mapped)}; {len(found.skipped)} skipped, {found.lossy} lossy", *kinds]


def _ending(found: Import, settings: Settings, *, written: int, writes: bool) -> str:
    new, updated = found.count(Change.NEW), found.count(Change.UPDATED)
    same, kept = found.count(Change.SAME), found.count(Change.KEPT)
    more = f"{updated} updated, {same} unchanged, {kept} kept as edited here"
    if found.pictures:
        more += f", and {counted(len(found.pictures), 'picture')}"
    if writes:
        return f"wrote {counted(written, 'file')} below {settings.changelog_dir}/: {new} new, {more}"
    if not new + updated:
        return f"nothing to write: {same} unchanged, {kept} kept as edited here"
    return f"nothing is written yet: {new} new, {more}; --write writes them below {settings.changelog_dir}/"


def _known(names: Iterable[str], known: Iterable[str], kind: str) -> tuple[str, ...]:
    there = list(known)
    for name in (made := tuple(dict.fromkeys(names))):
        if name not in there and not (kind == "audience" and name == "everyone"):
            close = get_close_matches(name, there, 1)
            hint = f"Did you mean “{close[0]}”?" if close else f"There are: {', '.join(there) or 'none'}."
            raise UsageError(f"there is no {kind} “{name}”", hint)
    return made


def _types(pairs: Iterable[str], settings: Settings) -> dict[str, str]:
    made = {}
    for pair in pairs:
        section, equals, kind = pair.rpartition("=")
        if not equals:
            raise UsageError(
                f"“--map {pair}” names no type", "Write it as SECTION=TYPE, like features=added."
            )
        _known([kind], settings.options.types, "type")
        made[plainly(section)] = kind
    return made


def _packages(pairs: Iterable[str], settings: Settings) -> dict[str, str]:
    split = [pair.rpartition("=") for pair in pairs if "=" in pair]
    _known((product for _, _, product in split), settings.options.products, "product")
    return {package: product for package, _, product in split}


def _issue_url(url: str) -> str:
    if url and ("{}" not in url or not url.startswith(("https://", "http://"))):
        hint = "Write it like https://github.com/owner/name/issues/{}."
        raise UsageError(f"“{url}” is no address with {{}} for a number", hint)
    return url

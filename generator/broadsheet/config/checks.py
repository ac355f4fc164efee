"""What is wrong with the plugin's options beyond what their schema can tell."""

from __future__ import annotations

from difflib import get_close_matches
from urllib.parse import urlsplit

from broadsheet.codes import Code
from broadsheet.config.extensions import folder_path
from broadsheet.config.file import ConfigFile
from broadsheet.config.options import Options
from broadsheet.config.review_options import check_prose
from broadsheet.findings import Findings, Place
from broadsheet.model.taxonomy import EVERYONE

RESERVED_AUDIENCES = {EVERYONE, "all", "index"}
"""Names that no audience can have."""


def check_options(config: ConfigFile, options: Options, findings: Findings) -> None:
    """Find what the plugin's options say that each alone could, and that together makes no sense.

    Args:
        config: The configuration file.
        options: The plugin's block in it.
        findings: Gets what is wrong.
    """
    for name in sorted(RESERVED_AUDIENCES & options.audiences.keys()):
        place = Place(config.name, config.plugin.line("audiences", name))
        findings.add(Code.BS002, place, f"“{name}” cannot be an audience's name: it has a meaning of its own")
    for index, name in enumerate(options.accept):
        place = Place(config.name, config.plugin.line("accept", index))
        if name not in Code.__members__:
            findings.add(Code.BS002, place, f"there is no finding code “{name}”")
        elif not Code[name].acceptable:
            findings.add(
                Code.BS004, place, f"{name} ({Code[name].summary}) protects readers and cannot be accepted"
            )
    for index, name in enumerate(
        options.releases.patch if "patch" in options.releases.model_fields_set else ()
    ):
        if name not in options.types:
            unknown_name(config, ("releases", "patch", index), "type", name, options.types, findings)
    check_prose(options.prose, config.plugin, findings)
    docs_dir = folder_path(config.values.get("docs_dir", "docs"))
    changelog_dir = folder_path(options.changelog_dir)
    if f"{docs_dir}/".startswith(f"{changelog_dir}/") or f"{changelog_dir}/".startswith(f"{docs_dir}/"):
        place = Place(config.name, config.plugin.line("changelog_dir"))
        findings.add(Code.BS002, place, f"“{docs_dir}” and “{changelog_dir}” lie in each other")
    for folder, key, line in (
        (docs_dir, "docs_dir", config.own.line("docs_dir")),
        (changelog_dir, "changelog_dir", config.plugin.line("changelog_dir")),
    ):
        if folder == "." or folder.startswith(("/", "../")) or folder == "..":
            message = f"`{key}: {folder}` does not lie below the folder of {config.name}"
            findings.add(Code.BS002, Place(config.name, line), message)
    _check_edit_address(config, findings)


def _check_edit_address(config: ConfigFile, findings: Findings) -> None:
    """Find what pages would be edited at that is no address: MkDocs makes links that lead nowhere of it."""
    if config.values.get("repo_url"):
        return
    for key in ("edit_uri", "edit_uri_template"):
        value = config.values.get(key)
        if value and not urlsplit(str(value)).netloc:
            findings.add(
                Code.BS002,
                Place(config.name, config.own.line(key)),
                f"`{key}: {value}` is no whole address, and there is no `repo_url` for it to begin with",
                "Set `repo_url` to the address of the repository's web pages.",
            )


def unknown_name(
    config: ConfigFile, key: tuple[str | int, ...], kind: str, word: str, known: list[str], findings: Findings
) -> None:
    """Say that a name is none of those that there are.

    Args:
        config: The configuration file.
        key: Where it stands in the plugin's block.
        kind: What it should name.
        word: The name.
        known: Those that there are.
        findings: Gets it.
    """
    close = get_close_matches(word, known, 1)
    hint = f"Did you mean “{close[0]}”?" if close else f"There are: {', '.join(known)}."
    findings.add(
        Code.BS002, Place(config.name, config.plugin.line(*key)), f"there is no {kind} “{word}”", hint
    )

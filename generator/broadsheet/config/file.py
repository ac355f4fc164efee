"""Read ``mkdocs.yml`` as it is: values, lines, and the plugin's block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mergedeep
import yaml
from yaml_env_tag import construct_env_tag

from broadsheet.codes import Code
from broadsheet.findings import Findings, Place
from broadsheet.model.raw import Matter
from broadsheet.sources.strict_yaml import load
from broadsheet.sources.text import decode

PLUGIN = "broadsheet"


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A configuration file.

    Args:
        path: Where it is, absolute.
        values: Its top level, over that of the files it inherits from.
        plugin: The plugin's block, with lines.
        extensions: The Markdown extensions and their configuration.
        own: What the file itself says, with lines.
    """

    path: Path
    values: Mapping[str, Any]
    plugin: Matter
    extensions: Mapping[str, Mapping[str, Any]]
    own: Matter

    @property
    def name(self) -> str:
        """What findings call it."""
        return self.path.name

    @property
    def plugins(self) -> frozenset[str]:
        """The names of the plugins that are switched on."""
        listed = self.values.get("plugins")
        names: list[str] = []
        for item in listed if isinstance(listed, list | dict) else []:
            names += item if isinstance(item, dict) else [str(item)]
        return frozenset(names)

    def nav_line(self, item: str) -> int:
        """Return the line on which the nav names a page; 0 if it does not."""
        keys = (key for key, text in self.own.raw.items() if key[:1] == ("nav",) and text == item)
        return self.own.line(*next(keys, ("nav",)))


def read_config(path: Path, findings: Findings) -> ConfigFile | None:
    """Read a configuration file.

    Args:
        path: ``mkdocs.yml``.
        findings: Gets what is wrong.

    Returns:
        The file; None where it cannot be read or does not switch the plugin on.
    """
    path = path.absolute()
    own = _read(path, findings)
    if own is None:
        return None
    values = _inherited(path, dict(own.values), findings, depth=0)
    found = _find(values.get("plugins"))
    if found is None:
        message = f"{path.name} does not switch the {PLUGIN} plugin on"
        findings.add(Code.BS001, Place(path.name), message)
        return None
    position, block = found
    if not isinstance(block, dict):
        place = Place(path.name, own.line("plugins", *position))
        findings.add(Code.BS001, place, f"the options of {PLUGIN} are not a mapping of keys to values")
        return None
    return ConfigFile(path, values, _below(own, ("plugins", *position), block), _extensions(values), own)


def _read(path: Path, findings: Findings) -> Matter | None:
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        hint = (
            "Go to your site's folder, or name the file with --config-file (in a bare repository, a revision "
            "with --ref, too); `broadsheet init` starts a new site."
        )
        if isinstance(error, FileNotFoundError):
            message = f"there is no {path.name} in {path.parent}"
        findings.add(Code.BS001, Place(path.name), message, hint)
        return None
    text = decode(data, path.name, findings)
    read = None if text is None else load(text, path.name, findings, tags=_TAGS)
    if read is None:
        return None
    if not isinstance(read.value, dict):
        findings.add(Code.BS001, Place(path.name, 1), "the configuration is not a mapping of keys to values")
        return None
    return Matter(path.name, read.value, read.lines, read.raw)


def _inherited(path: Path, values: dict[str, Any], findings: Findings, depth: int) -> dict[str, Any]:
    """Merge a configuration over the one that its ``INHERIT`` names, as MkDocs does."""
    parent_name = values.pop("INHERIT", None)
    if not isinstance(parent_name, str) or depth > 10:
        return values
    parent_path = path.parent / parent_name
    parent = _read(parent_path, findings)
    if parent is None:
        return values
    merged = _inherited(parent_path, dict(parent.values), findings, depth + 1)
    return dict(mergedeep.merge({}, merged, values))


def _find(plugins: object) -> tuple[tuple[str | int, ...], Any] | None:
    """Find the plugin's block, which MkDocs lets one write in three ways, and where it is."""
    if isinstance(plugins, dict) and PLUGIN in plugins:
        return (PLUGIN,), plugins[PLUGIN] or {}
    for index, item in enumerate(plugins if isinstance(plugins, list) else []):
        if item == PLUGIN:
            return (index,), {}
        if isinstance(item, dict) and PLUGIN in item:
            return (index, PLUGIN), item[PLUGIN] or {}
    return None


def _below(matter: Matter, prefix: tuple[str | int, ...], values: Mapping[str, Any]) -> Matter:
    size = len(prefix)
    lines = {key[size:]: line for key, line in matter.lines.items() if key[:size] == prefix}
    raw = {key[size:]: text for key, text in matter.raw.items() if key[:size] == prefix}
    return Matter(matter.path, values, lines, raw)


def _extensions(values: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the Markdown extensions; what MkDocs will not take is left for MkDocs to report."""
    listed = values.get("markdown_extensions")
    found: dict[str, Any] = {}
    for item in listed if isinstance(listed, list) else [listed] if listed else []:
        found |= item if isinstance(item, dict) else {str(item): {}}
    return {name: config if isinstance(config, dict) else {} for name, config in found.items()}


def _environment(node: yaml.Node) -> Any:
    """Return what ``!ENV`` means to MkDocs; nothing, where MkDocs will refuse it."""
    try:
        return construct_env_tag(yaml.SafeLoader(""), node)
    except (yaml.YAMLError, ValueError):
        return None


_TAGS = {
    "!ENV": _environment,
    "!relative": lambda node: str(node.value),
    "tag:yaml.org,2002:python/name:": lambda node: str(node.tag),
    "tag:yaml.org,2002:python/object/apply:": lambda node: str(node.tag),
}
"""MkDocs' own tags. Only MkDocs calls what they name; here they are words."""

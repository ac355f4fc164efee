"""JSON Schemas of front matter and configuration, for editors; made from the models that ``check`` uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from broadsheet.config.options import Options
from broadsheet.model.entries import ID, MAX_ID, RELEASE, RESERVED_IDS
from broadsheet.model.schema import DocumentMatter, EntryMatter, FolderMatter, ReleaseMatter
from broadsheet.model.taxonomy import EVERYONE

Json: TypeAlias = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"
"""The version that editors read; nothing of what pydantic writes for these models is newer."""

_DAY = r"(19[7-9]\d|2[01]\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([Tt]|[ \t]+)\d\d?:\d\d:\d\d(\.\d*)?([ \t]*(Z|[-+]\d\d?(:\d\d)?))?"

_MATTERS: Mapping[str, tuple[str, type[BaseModel]]] = {
    "entry": ("Front matter of an entry", EntryMatter),
    "document": ("Front matter of a document, or of a step of a path", DocumentMatter),
    "release": ("Front matter of a release's index.md", ReleaseMatter),
    "folder": ("A folder's .meta.yml", FolderMatter),
}
_CONFIGURATION = "mkdocs"


class _Generator(GenerateJsonSchema):
    """Writes days as YAML has them, and no titles, which would only repeat keys."""

    def date_schema(self, schema: Any) -> JsonSchemaValue:  # noqa: ARG002
        return {"type": "string", "pattern": f"^{_DAY}$"}

    def datetime_schema(self, schema: Any) -> JsonSchemaValue:  # noqa: ARG002
        return {"type": "string", "pattern": f"^{_DAY}{_TIME}$"}

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False


def schemas(site: Options | None = None) -> dict[str, Json]:
    """Return every schema, by name: ``entry``, ``document``, ``release``, ``folder`` and ``mkdocs``.

    Args:
        site: The site whose audiences, types and products front matter may name; any where None. The schema
            of ``mkdocs.yml`` knows none of them: it is there that they are listed.
    """
    made = {name: _matter(name, title, model, site) for name, (title, model) in _MATTERS.items()}
    return made | {_CONFIGURATION: _configuration()}


def _matter(name: str, title: str, model: type[BaseModel], site: Options | None) -> Json:
    schema = _of(model)
    if name == "entry":
        schema["properties"]["id"] |= _optional(
            {
                "type": "string",
                "maxLength": MAX_ID,
                "pattern": rf"^(?!(?:{'|'.join(sorted(RESERVED_IDS))})$|\d{{4}}$|.*\.\.){ID.pattern}$",
            }
        )
        schema["properties"]["release"] |= _optional(
            {"type": "string", "pattern": rf"^(?!.*\.\.){RELEASE.pattern}$"}
        )
        schema["if"] = {"properties": {"breaking": {"const": True}}, "required": ["breaking"]}
        schema["then"] = {"required": ["action"]}
        schema["$defs"]["LinkMatter"]["oneOf"] = [{"required": [key]} for key in ("url", "pr", "issue")]
    if site:
        schema = _with_lists(schema, site)
    return {"$schema": _DRAFT, "title": title} | schema


def _with_lists(schema: Json, site: Options) -> Json:
    """Let front matter name only what the site lists, and what it leaves to other tools."""
    made = deepcopy(schema)
    properties = made["properties"]
    lists: dict[str, Iterable[str]] = {
        "audience": [*site.audiences, EVERYONE],
        "product": site.products,
    }
    for key, words in lists.items():
        if key in properties:
            word = {"enum": list(words)}
            described = properties[key]["description"]
            properties[key] = {
                "anyOf": [word, {"type": "array", "items": word}, {"type": "null"}],
                "description": described,
            }
    if "type" in properties:
        properties["type"] |= _optional({"enum": list(site.types)})
    return made | {"properties": properties | dict.fromkeys(site.extra_keys, True)}


def _configuration() -> Json:
    """Return the schema of ``mkdocs.yml`` as far as Broadsheet's block in it goes."""
    options = _of(Options)
    definitions = options.pop("$defs")
    # `!ENV [NAME, default]` is a list to an editor.
    options["properties"]["edition"]["anyOf"].append({"type": "array", "items": {"type": "string"}})
    block = {
        "type": "object",
        "properties": {"broadsheet": {"anyOf": [{"$ref": "#/$defs/Options"}, {"type": "null"}]}},
    }
    plugins = {"anyOf": [block, {"type": "array", "items": {"anyOf": [{"type": "string"}, block]}}]}
    return {
        "$schema": _DRAFT,
        "title": "Broadsheet's options in mkdocs.yml",
        "type": "object",
        "properties": {"plugins": plugins},
        "$defs": definitions | {"Options": options},
    }


def _of(model: type[BaseModel]) -> Json:
    schema = model.model_json_schema(schema_generator=_Generator)
    for name, field in model.model_fields.items():  # pydantic describes none that refers to a model
        schema["properties"][name].setdefault("description", field.description)
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("title", None)
        part.pop("description", None)  # the docstring, which is written for developers
        for value in part["properties"].values():
            if value.get("default", "") is None:
                del value["default"]  # an editor would offer it
            if "patternProperties" in value:
                value["additionalProperties"] = False
    return schema


def _optional(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}

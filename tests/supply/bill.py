"""The software bill of materials: what installing Broadsheet brings, in CycloneDX.

``cyclonedx-py`` tells the facts about each package; which packages those are, the hashes of the lock and
what lies inside of wheels are put to it. Nothing in it is random and nothing depends on the time, so that
the same lock gives the same bytes on the same platform.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name
from tests.supply.bundled import inside
from tests.supply.runtime import ROOT, pins, project, requirements

Json = dict[str, Any]


class BillError(Exception):
    """No bill can be made; the message says why."""


def make() -> Json:
    """Make the bill of the environment that this runs in.

    Raises:
        BillError: Something is installed in another version than the lock has.
    """
    needs = requirements()
    told = _told()
    found: dict[str, Json] = {canonicalize_name(one["name"]): one for one in told["components"]}
    locked = pins()
    wrong = [name for name in needs if name and found[name]["version"] != locked[name][0]]
    if wrong:
        raise BillError(f"not as requirements.lock has it: {', '.join(sorted(wrong))}; run make")
    told["components"] = [_with_insides(found[name], locked[name][1]) for name in sorted(needs) if name]
    root = told["metadata"]["component"]
    root["purl"] = f"pkg:pypi/{project()['name']}@{root['version']}"
    refs = {name: found[name]["bom-ref"] if name else root["bom-ref"] for name in needs}
    told["dependencies"] = [
        {"ref": refs[name], "dependsOn": [refs[one] for one in needs[name]]} for name in sorted(needs)
    ]
    return told


def validate(bill: Mapping[str, Any]) -> None:
    """Hold a bill against the schema of CycloneDX, which takes some seconds.

    Raises:
        BillError: It breaks the schema.
    """
    if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text(bill)):
        raise BillError(f"the bill breaks the schema of CycloneDX: {error}")


def text(bill: Mapping[str, Any]) -> str:
    """Return a bill as the text of a file."""
    return json.dumps(bill, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _told() -> Json:
    command = [
        "cyclonedx_py",
        "environment",
        "--output-reproducible",
        "--no-validate",
        "--sv=1.6",
        "--pyproject=pyproject.toml",
    ]
    done = subprocess.run(
        [sys.executable, "-m", *command, sys.executable], cwd=ROOT, check=True, capture_output=True, text=True
    )
    bill: Json = json.loads(done.stdout)
    return bill


def _with_insides(component: Json, hashes: list[str]) -> Json:
    name = canonicalize_name(component["name"])
    files = {
        "type": "distribution",
        "url": f"https://pypi.org/project/{name}/{component['version']}/",
        "comment": "any of the files that the lock accepts, one for each platform",
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in hashes],
    }
    parts = inside(name)
    references = [*component.get("externalReferences", ()), files]
    return {**component, "externalReferences": references, **({"components": parts} if parts else {})}

"""What lies inside wheels without being a distribution of its own, as components of CycloneDX."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

_KEPT = ("type", "group", "name", "version", "description", "licenses", "purl", "hashes")
_SOURCE = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)/")
_LICENCES = {
    "clipboard": "MIT",
    "escape-html": "MIT",
    "focus-visible": "W3C-20150513",
    "lunr": "MIT",
    "material-design-color": "MIT",
    "rxjs": "Apache-2.0",
    "tslib": "0BSD",
}
"""Of the npm packages that Material's wheel has parts of; their source maps name them, and no version."""
_ICONS = {
    "fontawesome": ("Font Awesome Free", "CC-BY-4.0 AND MIT"),
    "material": ("Material Design Icons", "Apache-2.0"),
    "octicons": ("Octicons", "MIT"),
    "simple": ("Simple Icons", "CC0-1.0"),
}


def inside(name: str) -> list[dict[str, Any]]:
    """Return what is inside of a distribution's wheel, as far as can be told."""
    dist = distribution(name)
    found = [*_own_bills(dist)]
    if name == "mkdocs-material":
        found += _of_material(Path(str(dist.locate_file("material/templates"))))
    if name == "pagefind-bin":
        found.append(_program(dist))
    return [{**one, "bom-ref": f"{name}/{one['name']}@{one.get('version', '')}"} for one in _unique(found)]


def _own_bills(dist: Distribution) -> Iterator[dict[str, Any]]:
    """Those that a wheel brings (PEP 770): mostly the Rust crates of its binary."""
    for file in sorted(dist.files or (), key=str):
        if "sboms" in file.parts and file.name.endswith(".json"):
            bill = json.loads(Path(str(file.locate())).read_text("utf-8"))
            for one in bill.get("components", ()):
                yield {key: one[key] for key in _KEPT if key in one}


def _of_material(templates: Path) -> Iterator[dict[str, Any]]:
    maps = sorted((templates / "assets").rglob("*.map"))
    texts = "".join(" ".join(json.loads(file.read_text("utf-8"))["sources"]) for file in maps)
    for name in sorted(set(_SOURCE.findall(texts))):
        yield {**_library(name, _LICENCES[name]), "purl": f"pkg:npm/{name.replace('@', '%40')}"}
    yield _library("lunr-languages", "MPL-1.1") | {"purl": "pkg:npm/lunr-languages"}
    for folder in sorted(path.name for path in (templates / ".icons").iterdir() if path.is_dir()):
        yield _library(*_ICONS[folder])


def _library(name: str, licence: str) -> dict[str, Any]:
    single = {"license": {"id": licence}}
    return {
        "type": "library",
        "name": name,
        "licenses": [{"expression": licence} if " " in licence else single],
    }


def _program(dist: Distribution) -> dict[str, Any]:
    """Pagefind's program, as it is on this platform."""
    (file,) = (file for file in dist.files or () if file.stem == "pagefind" and file.suffix in {"", ".exe"})
    digest = hashlib.sha256(Path(str(file.locate())).read_bytes()).hexdigest()
    return {
        "type": "application",
        "name": "pagefind",
        "version": dist.version,
        "licenses": [{"license": {"id": "MIT"}}],
        "purl": f"pkg:github/pagefind/pagefind@v{dist.version}",
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }


def _unique(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    named = {(one["name"], one.get("version", "")): one for one in parts}
    return [named[key] for key in sorted(named)]

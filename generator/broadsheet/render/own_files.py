"""Broadsheet's own files in an edition.

Each subject has a stylesheet and a script of its own in ``assets/``. Pages ask for one file of either kind,
since each further request costs readers more than what they do not need of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from broadsheet.outputs.addresses import WIDGET

FAVICON = "assets/broadsheet/favicon.svg"
STYLES = "assets/broadsheet/broadsheet.css"
SCRIPTS = "assets/broadsheet/broadsheet.js"

_PACKAGE = Path(__file__).parent.parent
_ASSETS = _PACKAGE / "assets"
_ALONE = ("favicon.svg", "first.js", "since.js")
"""What is not on every page, or comes before everything else."""
_PROPOSE = ("propose-entry.js", "propose.css", "propose.js")
"""What is only on the page on which entries are proposed, which few editions have."""


def own_files(*, proposes: bool) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the path of each file in the edition, with what reads it.

    Args:
        proposes: Whether entries can be proposed there.
    """
    yield STYLES, partial(_joined, "*.css")
    yield SCRIPTS, partial(_joined, "*.js")
    for name in (*_ALONE, *(_PROPOSE if proposes else ())):
        yield f"assets/broadsheet/{name}", (_ASSETS / name).read_bytes
    yield WIDGET, (_PACKAGE / "embed" / WIDGET).read_bytes


def _joined(pattern: str) -> bytes:
    apart = {*_ALONE, *_PROPOSE}
    return b"\n".join(path.read_bytes() for path in sorted(_ASSETS.glob(pattern)) if path.name not in apart)

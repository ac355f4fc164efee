"""Whatever stands in a file, an importer says so and raises nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.importers.sound import check_import, scanned
from tests.importers.test_formats import ANTSIBULL, KEEP, MATERIAL, MDX, RELEASES, RENO
from tests.importers.test_to_markdown import TEXTS

from broadsheet.findings import Findings
from broadsheet.importers.formats import FORMATS
from broadsheet.importers.records import Source
from broadsheet.importers.rst import rst
from broadsheet.sources.text import decode

RST = """\
Fix ``x`` of :func:`~a.b`, |sub| and `text <https://e.com>`__ [1]_.

.. note:: Mind

   * a

     1. b

.. code-block:: python

   print()

.. list-table::

   * - a
     - b

Term
  Definition

.. |sub| replace:: y
.. [1] Below.
"""
CHANGESET = '---\n"@acme/cli": minor\n---\n\nRead `x`.\n'
SAMPLES = {
    "keep-a-changelog": ("CHANGELOG.md", KEEP),
    "towncrier": ("1.feature.rst", RST),
    "reno": ("note-0123456789abcdef.yaml", RENO),
    "changesets": ("cuddly-mugs.md", CHANGESET),
    "antsibull": ("changelog.yaml", ANTSIBULL),
    "github-releases": ("releases.json", json.dumps(RELEASES, indent=1)),
    "docusaurus": ("2021-08-26-x.mdx", MDX),
    "material": ("x.md", MATERIAL),
}
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), TEXTS), max_size=4)


def mangled(text: str, edits: list[tuple[float, int, str]]) -> str:
    for where, gone, new in edits:
        at = int(where * len(text))
        text = f"{text[:at]}{new}{text[at + gone :]}"
    return text


@pytest.mark.parametrize("format_name", list(FORMATS))
@settings(max_examples=60)
@given(edits=EDITS)
def test_no_importer_raises(format_name: str, edits: list[tuple[float, int, str]]) -> None:
    name, text = SAMPLES[format_name]
    check_import(format_name, name, decode(mangled(text, edits).encode(), name, Findings()) or "")


@given(TEXTS)
@example("`" * 5000)
@example("* " * 300)
@example("\n".join(" " * depth + "a" for depth in range(300)))
@example(
    ".. include:: /etc/passwd\n.. raw:: html\n\n   <script>x</script>\n.. csv-table::\n   :file: /etc/passwd"
)
@example(".. role:: html(raw)\n   :format: html\n\n:html:`<b>`")
@example(".. |x| image:: y\n\n|x| |x|")
@example("a\n=\n\na\n=\n\n`a`_")
@example(".. math:: a^2\n\n:math:`b`")
@example("x_ y__ `z`_ |w| [1]_ [#]_ [*]_ [c]_")
@example(".. contents::\n.. sectnum::\n.. header:: x\n.. meta::\n   :a: b\n.. title:: y")
def test_restructuredtext_of_any_kind_becomes_an_entrys_text(text: str) -> None:
    made = rst(text)

    assert scanned(made.text) == []
    assert "root:" not in made.text


DEEP = ["".join(f"{'  ' * n}- x\n" for n in range(200)), "> " * 2000 + "x", "- " * 300 + "x"]


@pytest.mark.parametrize("deep", DEEP)
@pytest.mark.parametrize(
    "format_name", ["keep-a-changelog", "towncrier", "changesets", "github-releases", "docusaurus"]
)
def test_what_is_nested_too_deeply_is_not_cut_without_a_word(format_name: str, deep: str) -> None:
    name, text = {
        "keep-a-changelog": ("c.md", f"## 1.0\n\n{deep}\n"),
        "towncrier": ("1.feature.md", deep),
        "changesets": ("x.md", f"---\na: patch\n---\n{deep}\n"),
        "github-releases": ("r.json", json.dumps([{"tag_name": "v1.0", "body": deep}])),
        "docusaurus": ("x.md", deep),
    }[format_name]
    findings = Findings()

    parsed = FORMATS[format_name].load()([Source(name, name, text)], findings)

    said = [finding.message for finding in findings]
    said += [loss for record in parsed.records for loss in record.prose.losses]
    assert any("nested too deeply" in words for words in said)

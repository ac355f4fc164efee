"""Which terms a glossary explains, and which of them a text may use."""

from __future__ import annotations

from pathlib import Path

from tests.sample import Sample

from broadsheet.outputs.glossary import Term, used

TEXT = """\
---
audience: everyone
---
# Glossary

Words that we use.

**Edition**, of a *site*
:   A folder of [HTML](guides/start.md)
    for some readers.

    More of it.

API
Interface

:   What programs use.
:   Another sense.

## On call { #call }

Whoever answers.

```yaml
Code
:   is left alone
```

### Nothing

/// audience | engineers
Kernel
:   The inside.
///

- Not a term
:   nor a definition
"""


def terms(tmp_path: Path, edition: str) -> dict[str, str]:
    sample = Sample.make(tmp_path, files={"docs/glossary.md": TEXT})
    return {term.name: term.definition for term in sample.project(edition).glossary}


def test_terms_of_definition_lists_and_headings(tmp_path: Path) -> None:
    assert terms(tmp_path, "public") == {
        "Edition, of a site": "A folder of [HTML](guides/start.md) for some readers.",
        "API": "What programs use.",
        "Interface": "What programs use.",
        "On call": "Whoever answers.",
    }


def test_a_term_for_others_is_in_their_edition_only(tmp_path: Path) -> None:
    assert terms(tmp_path, "internal")["Kernel"] == "The inside."


def test_no_glossary_no_terms(sample: Sample) -> None:
    assert sample.project().glossary == ()


def test_a_text_uses_what_it_may_hold() -> None:
    one, other = Term("On call", "x"), Term("API", "y")
    assert used([one, other], "Whoever is on\ncall") == (one,)
    assert used([one, other], "an api") == (other,)

"""What kind of page a document is."""

from __future__ import annotations

import pytest
from tests.docs.pages import source
from tests.model.samples import content_of, shown

from broadsheet.model.kinds import KINDS, WORDS, Kind, kind_of


@pytest.mark.parametrize(
    ("src_uri", "kind"),
    [
        ("guides/start.md", "guide"),
        ("how-to/write.md", "guide"),
        ("Onboarding Documents/First day.md", "guide"),
        ("tutorial.md", "guide"),
        ("Employment Policies/leave.md", "process"),
        ("process/guides/first.md", "guide"),  # the nearest folder
        ("process/api.md", "process"),  # a folder before the file's own name
        ("references/internal-api/x.md", "reference"),
        ("api-guide/x.md", "guide"),  # the last word
        ("glossary.md", "reference"),
        ("explanation/why.md", "explanation"),
        ("index.md", "page"),
        ("contributions/bug.md", "page"),
        ("apiary/bees.md", "page"),  # a word, not a part of one
    ],
)
def test_names_tell_the_kind(src_uri: str, kind: Kind) -> None:
    assert kind_of(src_uri) == kind


def test_front_matter_then_the_folder_overrule_names() -> None:
    content, findings = content_of(
        {
            "docs/guides/a.md": "---\naudience: support\nkind: reference\n---\n# A\n",
            "docs/guides/b.md": "---\naudience: support\n---\n# B\n",
            "docs/old/.meta.yml": "audience: support\nkind: process\n",
            "docs/old/c.md": "# C\n",
        }
    )
    assert findings == []
    assert [document.kind for document in content.documents] == ["reference", "guide", "process"]


def test_there_are_no_other_kinds() -> None:
    _, findings = content_of({"docs/a.md": "---\naudience: support\nkind: guid\n---\n# A\n"})
    assert shown(findings) == ["docs/a.md:3 BS222"]
    assert "'guide', 'process', 'reference', 'explanation' or 'page'" in findings[0].message


def test_the_reference_lists_all_kinds_and_their_words() -> None:
    text = source("reference/front-matter.md").partition("## Kinds of documents")[2].partition("\n## ")[0]
    assert [kind for kind in KINDS if f"| `{kind}` |" not in text] == []
    for kind, words in WORDS.items():
        (row,) = [line for line in text.splitlines() if line.startswith(f"| `{kind}` |")]
        assert row == f"| `{kind}` | {', '.join(f'`{word}`' for word in words)} |"

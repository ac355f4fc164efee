"""What kind of page a document is: what its front matter says, else what the names around it say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Literal, get_args

Kind = Literal["guide", "process", "reference", "explanation", "page"]
"""What front matter may call a document; ``page`` is none of the others."""

KINDS: tuple[Kind, ...] = get_args(Kind)

RELEASE_NOTE = "release note"
"""What an entry is, where documents are of a kind."""

WORDS: Mapping[Kind, tuple[str, ...]] = {
    "guide": ("guide", "guides", "how", "howto", "learn", "onboarding", "started", "tutorial", "tutorials"),
    "process": ("playbook", "playbooks", "policies", "policy", "process", "processes", "runbook", "runbooks"),
    "reference": ("api", "commands", "glossary", "reference", "references", "spec", "specs"),
    "explanation": ("background", "concept", "concepts", "explanation", "explanations"),
}
"""Words in the names of folders and files, by what they say of the pages."""

_KIND_OF = {word: kind for kind, words in WORDS.items() for word in words}


def kind_of(src_uri: str) -> Kind:
    """Return the kind that a document's address tells.

    The nearest folder that names a kind decides, and the file's own name where no folder does. In a name of
    several words the last one that says something counts: an ``api-guide`` is a guide.

    Args:
        src_uri: The file, relative to ``docs/``.
    """
    path = PurePosixPath(src_uri).with_suffix("")
    for name in (*reversed(path.parts[:-1]), path.name):
        for word in reversed(re.findall("[a-z]+", name.lower())):
            if word in _KIND_OF:
                return _KIND_OF[word]
    return "page"

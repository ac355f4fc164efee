"""A recipe → the same for another site: as they lie here, they are for two editions and for customers."""

from __future__ import annotations

import re

from broadsheet.starter.answers import Answers
from broadsheet.writing.front_matter import flow_yaml

_PAGES = re.compile(r"\n# Everybody who can see.+?(?=\nrelease:)", re.DOTALL)
"""GitLab's job that publishes for everybody who sees the project."""


def wanted(path: str, answers: Answers) -> bool:
    """Whether a site needs a recipe: what nobody outside may read is not published for everybody."""
    return bool(answers.outside) or not path.endswith("/publish.yml")


def adapted(text: str, answers: Answers) -> str:
    """Return a recipe's text for a site."""
    reader = (answers.outside or answers.inside)[0]
    text = text.replace("AUDIENCE: customers", f"AUDIENCE: {flow_yaml(reader.name)}")
    if not answers.outside:
        text = _PAGES.sub("", text)
    if answers.two_editions:
        return text
    lines = (line for line in text.splitlines(keepends=True) if "internal" not in line.lower())
    return "".join(lines).replace("site/public", "site").replace("EDITION: public", "EDITION: site")

"""Which pull request or issue a branch is about, where its name or the environment tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from broadsheet.model.schema import LinkMatter

_PULL_REF = re.compile(r"refs/pull/(\d+)/(?:merge|head)")
_IN_CI = ("CI_MERGE_REQUEST_IID", "BITBUCKET_PR_ID", "CHANGE_ID")
"""What GitLab, Bitbucket and Jenkins call the number, in builds of pull and merge requests."""

_BRANCH_IN_CI = ("GITHUB_HEAD_REF", "CI_COMMIT_REF_NAME", "BITBUCKET_BRANCH", "CHANGE_BRANCH")

_PULL = re.compile(r"(?:^|/)(?:pr|mr|pull|pulls|merge-requests?)[-/](\d{1,7})(?=$|[-/_])", re.IGNORECASE)
_ISSUE = re.compile(r"(?:^|/)(?:gh|issue|issues)[-/](\d{1,7})(?=$|[-/_])", re.IGNORECASE)
_NAMED_BY_HOST = re.compile(r"(?:^|/)(\d{1,6})-(?=[^\W\d])[\w-]+$")
_YEAR = re.compile(r"(?:19|20)\d\d")


def work_of(environment: Mapping[str, str], event: Mapping[str, Any], branch: str) -> list[LinkMatter]:
    """Return the link to what is being worked on; none where that is not clear.

    A pull request's number comes from the build's environment or a branch like ``pr-12`` or ``pull/12``.
    ``12-faster-reports`` is how GitHub and GitLab call the branch that they make for an issue, so there it is
    the issue's; a number that may be a year (``2026-roadmap``) or of a version (``2-4-fixes``) is none.

    Args:
        environment: The environment's variables.
        event: What ``GITHUB_EVENT_PATH`` holds; empty where there is none.
        branch: The branch that is checked out; empty where none is.
    """
    numbers = [_number(environment.get(name, "")) for name in _IN_CI]
    if found := _PULL_REF.fullmatch(environment.get("GITHUB_REF", "")):
        numbers.append(int(found[1]))
    numbers.append(_number(str((event.get("pull_request") or {}).get("number", ""))))
    name = branch or next(filter(None, (environment.get(key) for key in _BRANCH_IN_CI)), "")
    if found := _PULL.search(name):
        numbers.append(int(found[1]))
    if number := next(filter(None, numbers), 0):
        return [LinkMatter(pr=number)]
    found = _ISSUE.search(name) or _NAMED_BY_HOST.search(name)
    if found and int(found[1]) and not _YEAR.fullmatch(found[1]):
        return [LinkMatter(issue=int(found[1]))]
    return []


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,7}", text, re.ASCII) else 0

"""The labels of the pull request that CI runs for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def labels_of(environment: Mapping[str, str]) -> frozenset[str]:
    """Return the labels that GitHub or GitLab tell of; none outside of a pull or merge request.

    GitHub writes what happened to a file; labels are those of that moment. Gitea and Forgejo do the same.

    Args:
        environment: The environment's variables.
    """
    gitlab = environment.get("CI_MERGE_REQUEST_LABELS", "")
    labels = {label.strip() for label in gitlab.split(",") if label.strip()}
    return frozenset(labels | _of_event(environment.get("GITHUB_EVENT_PATH", "")))


def _of_event(path: str) -> set[str]:
    try:
        event: Any = json.loads(Path(path).read_bytes()) if path else {}
        return {str(label["name"]) for label in event["pull_request"]["labels"]}
    except (OSError, ValueError, LookupError, TypeError):
        return set()

from __future__ import annotations

from typing import Any

import pytest

from broadsheet.model.schema import LinkMatter
from broadsheet.writing.branch import work_of

PULL = {"pull_request": {"number": 12}}


@pytest.mark.parametrize(
    ("environment", "event", "branch", "found"),
    [
        ({"GITHUB_REF": "refs/pull/12/merge"}, {}, "", "pr 12"),
        ({"GITHUB_REF": "refs/heads/main"}, PULL, "", "pr 12"),
        ({"CI_MERGE_REQUEST_IID": "12"}, {}, "7-fix", "pr 12"),
        ({"BITBUCKET_PR_ID": "12"}, {}, "", "pr 12"),
        ({"CHANGE_ID": "12"}, {}, "", "pr 12"),
        ({"CHANGE_ID": "I8473b95934b5732ac55d26311a706c9c2bde9940"}, {}, "", ""),
        ({"GITHUB_REF": "refs/heads/main", "GITHUB_HEAD_REF": "pr-12"}, {}, "", "pr 12"),
        ({"CI_COMMIT_REF_NAME": "12-fix"}, {}, "", "issue 12"),
        ({}, {"pull_request": None}, "main", ""),
        ({}, {}, "pr/12", "pr 12"),
        ({}, {}, "PR-12-fix", "pr 12"),
        ({}, {}, "pull/12/head", "pr 12"),
        ({}, {}, "ada/mr-12_fix", "pr 12"),
        ({}, {}, "12-faster-reports", "issue 12"),
        ({}, {}, "ada/12-faster-reports", "issue 12"),
        ({}, {}, "feature/GH-12", "issue 12"),
        ({}, {}, "issues/12-fix", "issue 12"),
        ({}, {}, "2026-roadmap", ""),
        ({}, {}, "2-4-fixes", ""),
        ({}, {}, "release/2.4", ""),
        ({}, {}, "v2-beta", ""),
        ({}, {}, "3d-view", ""),
        ({}, {}, "0-day", ""),
        ({}, {}, "ABC-12-fix", ""),
        ({}, {}, "main", ""),
        ({}, {}, "", ""),
    ],
)
def test_what_a_branch_is_about(
    environment: dict[str, str], event: dict[str, Any], branch: str, found: str
) -> None:
    kind, _, number = found.partition(" ")
    expected = [LinkMatter.model_validate({kind: int(number)})] if found else []
    assert work_of(environment, event, branch) == expected

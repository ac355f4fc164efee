"""The repository's host: of which kind it is, and where its web pages stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

Host = Literal["github", "gitlab", "gitea", "bitbucket"]
"""The kinds of host that are known. Forgejo has the addresses of Gitea, from which it comes."""

DEFAULT_BRANCH = "main"
"""What a repository's main branch is called where nothing says so."""

_NAMES: Mapping[str, Host] = {
    "gitlab": "gitlab",
    "gitea": "gitea",
    "forgejo": "gitea",
    "codeberg": "gitea",
    "bitbucket": "bitbucket",
    "github": "github",
}
_WORK: Mapping[Host, Mapping[str, str]] = {
    "github": {"pr": "pull", "issue": "issues"},
    "gitlab": {"pr": "-/merge_requests", "issue": "-/issues"},
    "gitea": {"pr": "pulls", "issue": "issues"},
    "bitbucket": {"pr": "pull-requests", "issue": "issues"},
}
_EDITED = re.compile(r"(?:^|/)(?:_?edit|blob|raw|tree|src/branch|src)/(?P<branch>[^/{]+)/?(?P<rest>[^{]*)")


def host_of(repo_url: str) -> Host | None:
    """Return the kind of host that an address tells by its name; None where it tells none.

    Args:
        repo_url: The address of the repository's web pages.
    """
    for text in (urlsplit(repo_url).hostname or "", repo_url.lower()):
        found = next((host for name, host in _NAMES.items() if name in text), None)
        if found:
            return found
    return None


def work_paths(host: Host | None) -> Mapping[str, str]:
    """Return where a host keeps pull requests (``pr``) and issues (``issue``), below a repository."""
    return _WORK[host or "github"]


def edited(edit_uri: str, docs_dir: str) -> tuple[str, str]:
    """Return what MkDocs' ``edit_uri`` tells: the main branch, and the project's folder in the repository.

    Args:
        edit_uri: Like ``edit/main/docs/``, or ``edit_uri_template``; may be empty.
        docs_dir: The documents' folder, relative to the project.

    Returns:
        The branch, and the folder: empty for the repository's own, else with a slash at its end.
    """
    path = urlsplit(edit_uri).path
    found = _EDITED.search(path)
    if not found:
        return DEFAULT_BRANCH, ""
    rest = found["rest"].strip("/")
    folder = rest.removesuffix(docs_dir).strip("/") if f"/{rest}".endswith(f"/{docs_dir}") else ""
    return found["branch"], f"{folder}/" if folder else ""

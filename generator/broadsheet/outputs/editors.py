"""Where a repository's host lets people make a file in their browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from broadsheet.config.hosting import Host

_BRANCH = "*Create a new branch for this commit and start a pull request*"

_STEPS: Mapping[Host | None, tuple[str, ...]] = {
    "github": (
        "Press *Commit changes…* at the top.",
        f"Choose {_BRANCH}, unless it is chosen already, and press *Propose changes*.",
        "Press *Create pull request*.",
    ),
    "gitlab": (
        "Press *Commit changes*.",
        "Choose *Commit to a new branch*, keep the merge request ticked, and press *Commit changes*.",
        "Press *Create merge request*.",
    ),
    "gitea": (
        f"Below the text, choose {_BRANCH}.",
        "Press *Propose file change*, and then *New Pull Request*.",
        "Press *Create Pull Request*.",
    ),
}
_BY_HAND = (
    "Make a new file there, in the folder *{folder}*. Its name is under *The file that you hand in*.",
    "Paste the text into it.",
    "Commit it to a new branch, and open a pull request.",
)


@dataclass(frozen=True, slots=True)
class Editor:
    """A host's editor.

    Args:
        host: What the host is called.
        address: The editor, or the page from which one gets there.
        keys: What the address is told, by the name under which the host takes it: ``path``, ``text``,
            ``message``. Empty where the host takes nothing, so that people paste.
        more: What else the address says.
        steps: What people do there, one after the other; what they press stands between asterisks.
    """

    host: str
    address: str
    keys: tuple[tuple[str, str], ...]
    more: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]

    @property
    def takes_text(self) -> bool:
        """Whether the text comes along with the address."""
        return "text" in dict(self.keys)


def editor_of(host: Host | None, repo_url: str, branch: str, folder: str) -> Editor:
    """Return where a file is made.

    Args:
        host: The host's kind; None where it is unknown.
        repo_url: The repository's web pages, without a slash at the end.
        branch: The branch that the file is for.
        folder: The file's folder in the repository.
    """
    at = quote(branch, safe="")
    if host == "github":
        # Undocumented for this page, but used by the links of many repositories.
        told = (("path", "filename"), ("text", "value"), ("message", "message"))
        return Editor("GitHub", f"{repo_url}/new/{at}", told, (("quick_pull", branch),), _STEPS[host])
    if host == "gitlab":
        # app/views/projects/blob/_editor.html.haml and shared/_new_commit_form.html.haml in GitLab
        told = (("path", "file_name"), ("text", "content"), ("message", "commit_message"))
        return Editor("GitLab", f"{repo_url}/-/new/{at}", told, (), _STEPS[host])
    if host == "gitea":
        # https://docs.gitea.com/development/integrations, “Pre-Fill New File name and contents”
        path, text = ("path", "filename"), ("text", "value")
        return Editor(_name_of(repo_url), f"{repo_url}/_new/{at}/", (path, text), (), _STEPS[host])
    is_cloud = host == "bitbucket" and "//bitbucket.org/" in repo_url
    return Editor(
        "Bitbucket" if host == "bitbucket" else "your git host",
        f"{repo_url}/src/{at}/{quote(folder)}/" if is_cloud else repo_url,
        (),
        (),
        tuple(step.format(folder=folder) for step in _BY_HAND),
    )


def _name_of(repo_url: str) -> str:
    """Return what a host of Gitea's kind calls itself, as far as its address tells."""
    names = ("Codeberg", "Forgejo", "Gitea")
    return next((name for name in names if name.lower() in repo_url.lower()), "your git host")

"""GitLab's pipeline: its form, and its jobs' scripts in a real repository with a bare origin."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.gitrepo import GitRepo
from tests.newsroom import Newsroom
from tests.recipes.files import RECIPES
from tests.recipes.workflow import read, run

PIPELINE = RECIPES / "gitlab/dot-gitlab-ci.yml"
MARK = "<!-- broadsheet preview -->"
ENTRY = "---\naudience: customers\ntype: added\n---\n# Export reports to CSV\n\nReports can be exported.\n"


@dataclass
class GitLab:
    """What stands in for GitLab's API: the notes of one merge request, and releases."""

    notes: list[dict[str, Any]] = field(default_factory=list)
    releases: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    def note(self, author: int, body: str) -> None:
        self.notes.append({"id": 10 + len(self.notes), "author": {"id": author}, "body": body})


class _Handler(BaseHTTPRequestHandler):
    gitlab: GitLab

    def do_GET(self) -> None:
        assert self.headers["PRIVATE-TOKEN"] == "token"
        path = urlsplit(self.path).path
        assert path in {"/user", "/projects/5/merge_requests/7/notes"}
        self._send({"id": 3} if path == "/user" else self.gitlab.notes)

    def do_POST(self) -> None:
        if self.path == "/projects/5/releases":
            assert self.headers["JOB-TOKEN"] == "job"
            self.gitlab.releases.append(self._form())
        else:
            assert (self.path, self.headers["PRIVATE-TOKEN"]) == (
                "/projects/5/merge_requests/7/notes",
                "token",
            )
            self.gitlab.note(3, self._form()["body"])
        self._send({})

    def do_PUT(self) -> None:
        assert self.headers["PRIVATE-TOKEN"] == "token"
        number = int(self.path.removeprefix("/projects/5/merge_requests/7/notes/"))
        (note,) = (each for each in self.gitlab.notes if each["id"] == number)
        note["body"] = self._form()["body"]
        self._send({})

    def _form(self) -> dict[str, str]:
        data = self.rfile.read(int(self.headers["Content-Length"])).decode()
        return {name: values[0] for name, values in parse_qs(data, strict_parsing=True).items()}

    def _send(self, value: object) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def gitlab(program: Callable[[str], str]) -> Iterator[GitLab]:
    program("curl")
    made = GitLab()
    handler = type("Handler", (_Handler,), {"gitlab": made})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True).start()
        made.address = f"http://127.0.0.1:{server.server_port}"
        yield made
        server.shutdown()


@pytest.fixture
def project(newsroom: Newsroom, tmp_path: Path) -> GitRepo:
    """A clone on a runner, at the end of a merge request's branch."""
    newsroom.commit()
    runner = newsroom.repo.bare(tmp_path / "origin").clone(tmp_path / "runner")
    runner.git("checkout", "--quiet", "--detach")
    runner.write("changelog/csv.md", ENTRY)
    runner.commit("Propose", date="2026-11-20T13:00:00Z")
    return runner


def job(name: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a job's script, as GitLab does: its lines one after another, in one shell."""
    found = read(PIPELINE)[name]
    given = {"CI_PROJECT_ID": "5", "CI_MERGE_REQUEST_IID": "7", **found.get("variables", {}), **env}
    return run("set -o pipefail\n" + "\n".join(found["script"]), folder, given)


def comment(gitlab: GitLab, folder: Path, text: bytes) -> None:
    (folder / "preview.md").write_bytes(text)
    done = job("preview-note", folder, CI_API_V4_URL=gitlab.address, PREVIEW_TOKEN="token")
    assert done.returncode == 0, done.stderr


def test_form_is_gitlabs() -> None:
    program = Path(sys.executable).with_name("check-jsonschema")
    command = [str(program), "--builtin-schema", "vendor.gitlab-ci", str(PIPELINE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_merge_requests_are_checked_and_previewed(project: GitRepo) -> None:
    base = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": project.sha("HEAD~1")}
    checked, previewed = job("check", project.path, **base), job("preview", project.path, **base)

    assert checked.returncode == 0, checked.stderr
    assert json.loads((project.path / "gl-code-quality-report.json").read_text()) == []
    assert previewed.returncode == 0, previewed.stderr
    assert "Export reports to CSV" in (project.path / "preview.md").read_text()


def test_mistake_is_in_the_report_on_code_quality(project: GitRepo) -> None:
    project.write("changelog/csv.md", ENTRY.replace("customers", "custommers"))
    project.commit("Mistake", date="2026-11-20T14:00:00Z")
    checked = job("check", project.path, CI_MERGE_REQUEST_DIFF_BASE_SHA=project.sha("HEAD~2"))
    found = json.loads((project.path / "gl-code-quality-report.json").read_text())

    assert checked.returncode == 1
    assert {each["location"]["path"] for each in found} == {"changelog/csv.md"}


def test_preview_becomes_one_note_that_stays_up_to_date(gitlab: GitLab, tmp_path: Path) -> None:
    gitlab.note(9, f"{MARK}\nof somebody else")
    comment(gitlab, tmp_path, b"Two entries.\n")
    comment(gitlab, tmp_path, b"Three entries.\n")

    assert [note["body"] for note in gitlab.notes] == [
        f"{MARK}\nof somebody else",
        f"{MARK}\nThree entries.\n",
    ]


def test_text_gives_gitlab_no_orders_and_wakes_nobody(gitlab: GitLab, tmp_path: Path) -> None:
    comment(gitlab, tmp_path, b"/approve\n > /merge\nAsk @all; a/b stays.\n")
    (note,) = gitlab.notes

    assert note["body"] == f"{MARK}\n&#47;approve\n > &#47;merge\nAsk @\u200ball; a/b stays.\n"


def test_only_branches_of_the_project_get_a_note() -> None:
    (rule,) = read(PIPELINE)["preview-note"]["rules"]

    assert "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID" in rule["if"]
    assert "PREVIEW_TOKEN" not in "".join(map(str, read(PIPELINE)["preview"].values()))


def test_pages_are_the_public_edition_alone(project: GitRepo) -> None:
    (project.path / "public").mkdir()
    (project.path / "public/stale.html").touch()
    done = job("pages", project.path)
    assert done.returncode == 0, done.stderr

    def files(folder: str) -> set[str]:
        paths = (project.path / folder).rglob("*")
        return {path.relative_to(project.path / folder).as_posix() for path in paths}

    assert files("public") == files("site/public")
    assert read(PIPELINE)["pages"]["artifacts"]["paths"] == ["public"]


def test_tag_becomes_a_release(project: GitRepo, gitlab: GitLab) -> None:
    done = job(
        "release", project.path, CI_COMMIT_TAG="v2.4", CI_JOB_TOKEN="job", CI_API_V4_URL=gitlab.address
    )
    assert done.returncode == 0, done.stderr
    (release,) = gitlab.releases

    assert release["tag_name"] == "v2.4"
    assert "Export to Parquet" in release["description"]

"""The script for S3-compatible storage, run by a real rclone against a server on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer
from tests.recipes.files import RECIPES
from tests.sample import Sample

SCRIPT = RECIPES / "s3/publish-s3.sh"
KEYS = {"aws_access_key_id": "ada", "aws_secret_access_key": "difference", "region_name": "us-east-1"}


class Bucket:
    """A bucket, and the script that fills it."""

    def __init__(self, address: str, name: str) -> None:
        self._address, self._name = address, name
        self._client: Any = boto3.client("s3", endpoint_url=address, **KEYS)
        self._client.create_bucket(Bucket=name)

    def publish(
        self, edition: Path, *options: str, log: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run the script; the log is rclone's own."""
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(edition.parent),
            "RCLONE_CONFIG_SITE_TYPE": "s3",
            "RCLONE_CONFIG_SITE_PROVIDER": "Other",
            "RCLONE_CONFIG_SITE_ENDPOINT": self._address,
            "RCLONE_CONFIG_SITE_ACCESS_KEY_ID": "ada",
            "RCLONE_CONFIG_SITE_SECRET_ACCESS_KEY": "difference",
            "RCLONE_CONFIG_SITE_REGION": "us-east-1",
            **({"RCLONE_LOG_FILE": str(log), "RCLONE_LOG_LEVEL": "INFO"} if log else {}),
        }
        command = [str(SCRIPT), str(edition), f"site:{self._name}/docs", *options]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    def head(self, path: str) -> tuple[str, str]:
        """Return a file's content type, and how long it may be kept."""
        found = self._client.head_object(Bucket=self._name, Key=f"docs/{path}")
        return found["ContentType"], found["CacheControl"]

    def files(self) -> dict[str, bytes]:
        """Return what is in it."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._name)
        keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
        read = {key: self._client.get_object(Bucket=self._name, Key=key)["Body"].read() for key in keys}
        return {key.removeprefix("docs/"): data for key, data in read.items()}


@pytest.fixture(scope="module")
def storage(program: Callable[[str], str]) -> Iterator[str]:
    program("rclone")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def edition(sample: Sample, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample.site(), tmp_path / "public"))


@pytest.mark.long
def test_bucket_holds_the_edition_with_kinds_and_ages(storage: str, edition: Path, tmp_path: Path) -> None:
    bucket = Bucket(storage, "first")
    done = bucket.publish(edition)
    assert done.returncode == 0, done.stderr

    files = {path.relative_to(edition).as_posix(): path for path in edition.rglob("*") if path.is_file()}
    assert bucket.files() == {name: path.read_bytes() for name, path in files.items()}
    kinds = {
        "index.html": "text/html; charset=utf-8",
        "index.md": "text/markdown; charset=utf-8",
        "llms.txt": "text/plain; charset=utf-8",
        "feeds/customers.atom": "application/atom+xml",
        "feeds/customers.rss": "application/rss+xml",
        "feeds/customers.json": "application/json",
        "feeds/index.opml": "text/x-opml; charset=utf-8",
        "widget.js": "text/javascript; charset=utf-8",
        "img/logo.svg": "image/svg+xml",
        "pagefind/shards.json": "application/json",
    }
    assert {name: bucket.head(name) for name in kinds} == {
        name: (kind, "no-cache") for name, kind in kinds.items()
    }
    hashed = {
        name
        for name in files
        if ".pf_" in name or (name.endswith((".min.js", ".min.css")) and "lunr" not in name)
    }
    assert len(hashed) > 5
    assert {bucket.head(name)[1] for name in hashed} == {"public, max-age=31536000, immutable"}

    before = bucket.files()
    again = bucket.publish(edition, log=tmp_path / "log")
    assert again.returncode == 0, again.stderr
    assert bucket.files() == before
    assert "Copied" not in (tmp_path / "log").read_text(), "nothing is sent twice"


@pytest.mark.long
def test_pages_come_after_what_they_show_and_deleting_is_last(
    storage: str, edition: Path, tmp_path: Path
) -> None:
    bucket = Bucket(storage, "second")
    bucket.publish(edition)
    (edition / "guides/start/index.html").unlink()
    for name in ("index.html", "feeds/customers.atom", "img/logo.svg", "img/new.png"):
        with (edition / name).open("ab") as file:
            file.write(b"<!-- new -->")
    script = edition / "assets/javascripts/bundle.01234567.min.js"
    script.write_text("1")
    done = bucket.publish(edition, log=tmp_path / "log")
    assert done.returncode == 0, done.stderr

    log = (tmp_path / "log").read_text()
    order = ["assets/javascripts/bundle.01234567.min.js: Copied", "img/new.png: Copied"]
    order += ["feeds/customers.atom: Copied", "index.html: Copied", "guides/start/index.html: Deleted"]
    places = [log.index(line) for line in order]
    assert places == sorted(places)
    assert "guides/start/index.html" not in bucket.files()


def test_folder_of_all_editions_is_refused(storage: str, sample: Sample, tmp_path: Path) -> None:
    bucket = Bucket(storage, "third")
    whole = Path(shutil.copytree(sample.settings().site_dir, tmp_path / "site"))
    done = bucket.publish(whole)

    assert (done.returncode, done.stderr) == (2, f"{whole} is not the folder of one edition\n")
    (whole / "index.html").touch()
    assert bucket.publish(whole).returncode == 2
    assert bucket.files() == {}

"""``mkdocs build`` with options of its own."""

from __future__ import annotations

import json
from pathlib import Path

from tests.sample import Sample, contents

PAGE = "---\naudience: everyone\n---\n# Home\n\nText.\n"


def test_another_folder_is_one_of_all_editions(tmp_path: Path) -> None:
    site = Sample.small(tmp_path / "project", {"docs/index.md": PAGE})
    assert site.mkdocs("build", "--quiet", "--site-dir", str(tmp_path / "out")).returncode == 0
    assert not (site.path / "site").exists()
    made = contents(tmp_path / "out/public")
    manifest = json.loads((tmp_path / "out/.broadsheet/public/manifest.json").read_bytes())
    assert made.keys() == manifest["files"].keys()
    assert site.mkdocs("build", "--quiet").returncode == 0
    assert contents(site.site()) == made

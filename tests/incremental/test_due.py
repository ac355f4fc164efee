"""What an edition says of its next build follows the time, and is what a build from nothing says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.gitrepo import ISOLATED
from tests.incremental.changing_site import ChangingSite, assert_same

ENTRY = "---\ntitle: Later\naudience: {}\ntype: fixed\n{}---\nText.\n"
DUE = {
    "changelog/comes.md": ENTRY.format("customers", "publish_on: 2026-12-01\nexpires_on: 2027-02-01\n"),
    "changelog/inside.md": ENTRY.format("support", "publish_on: 2026-11-25\n"),
    "changelog/goes.md": ENTRY.format("everyone", "date: 2026-01-05\nexpires_on: 2027-01-01\n"),
}
TIMES = [datetime(*day, tzinfo=UTC) for day in ((2026, 11, 20), (2026, 11, 25), (2026, 12, 1), (2027, 1, 1))]
NEXT = {
    "public": ["2026-12-01", "2026-12-01", "2027-01-01", "2027-02-01"],
    "internal": ["2026-11-25", "2026-12-01", "2027-01-01", "2027-02-01"],
}


def test_the_next_build_is_said_anew_as_time_goes_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)
    site = ChangingSite(tmp_path)
    site.write(DUE)
    site.repo.commit()
    for number, now in enumerate(TIMES):
        site.now = now
        done, findings = site.build()
        assert done, findings
        for edition, files in site.published().items():
            expected = f'{{"next": "{NEXT[edition][number]}T00:00:00Z"}}\n'
            assert files["api/v1/next.json"].decode() == expected
            reference, _ = site.reference(edition)
            data = {path: text for path, text in files.items() if path.startswith("api/")}
            assert_same(data, {path: reference[path] for path in data})

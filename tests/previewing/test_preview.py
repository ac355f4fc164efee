"""``broadsheet preview``: what a merge would do to readers, in real repositories."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.previewing.situations import EDITIONS, FAILING, FILES, PLUGIN, SITUATIONS, new_entry, widen
from tests.sample import NOW, Json, Sample

from broadsheet import building
from broadsheet.cli import main
from broadsheet.order import Order

GOLDEN = Path(__file__).parent / "golden"


def run(*args: str, base: str = "main") -> Result:
    """Preview a merge into main, at the sample's time."""
    return CliRunner().invoke(main, ["preview", "--base", base, "--now", NOW.isoformat(), *args])


def told(*args: str, base: str = "main") -> Json:
    """Preview, as data."""
    return json.loads(run("--format", "json", *args, base=base).stdout)


def named(site: Sample, text: str) -> str:
    """Put names in the place of shas."""
    for ref in ("main", "topic"):
        text = text.replace(site.repo.sha(ref), ref.upper()).replace(site.repo.sha(ref)[:12], ref.upper())
    return text


def items(preview: Json, edition: str) -> dict[str, Json]:
    """What happens in an edition, by file."""
    [found] = [one for one in preview["editions"] if one["name"] == edition]
    return {item["path"]: item for item in found["items"]}


@pytest.mark.parametrize("name", SITUATIONS)
def test_golden(name: str, site: Sample, golden: Callable[[Path, str], None]) -> None:
    SITUATIONS[name](site)
    done = run()
    assert done.exit_code == (1 if name in FAILING else 0), done.stderr
    golden(GOLDEN / f"{name}.md", named(site, done.stdout) + named(site, done.stderr))


def test_golden_data(site: Sample, golden: Callable[[Path, str], None]) -> None:
    new_entry(site)
    widen(site)
    golden(GOLDEN / "data.json", named(site, run("--format", "json", "--head", "topic").stdout))


@pytest.mark.long
@pytest.mark.parametrize("name", ["new_entry", "open_folder", "move_site", "rename_without_id", "release"])
def test_feeds_get_what_is_said(name: str, site: Sample) -> None:
    """Both sides are built; the preview says which items are in the feeds of the second alone."""
    before = fed(site)
    SITUATIONS[name](site)
    after = fed(site)
    preview = told()
    for edition in EDITIONS:
        new = {
            (feed, title)
            for feed, items_ in after[edition].items()
            for id_, title in items_.items()
            if id_ not in ids_of(before[edition], feed)
        }
        said = {
            (feed, item["title"]) for item in items(preview, edition).values() for feed in item["feeds"]
        } | resent_feeds(preview, edition, after)
        assert said == new


def fed(site: Sample) -> dict[str, dict[str, dict[str, str]]]:
    """Build, and return the title of each feed item by edition, feed and id."""
    shutil.rmtree(site.path / "site", ignore_errors=True)  # so that no id is known as published
    settings = site.settings()
    building.build(settings, building.collector(settings), Order(now=NOW, search=False))
    found: dict[str, dict[str, dict[str, str]]] = {}
    for edition in EDITIONS:
        folder = site.site(edition) / "feeds"
        for file in folder.rglob("*.json"):
            feed = file.relative_to(folder).with_suffix("").as_posix()
            data = json.loads(file.read_bytes())
            found.setdefault(edition, {})[feed] = {item["id"]: item["title"] for item in data["items"]}
    return found


def ids_of(feeds: dict[str, dict[str, str]], feed: str) -> set[str]:
    """The ids that the followers of a feed may know: those of all feeds of its audience."""
    audience = feed.partition("/")[0]
    return {id_ for name, items_ in feeds.items() if name.partition("/")[0] == audience for id_ in items_}


def resent_feeds(
    preview: Json, edition: str, after: dict[str, dict[str, dict[str, str]]]
) -> set[tuple[str, str]]:
    """In which feeds there are the items that would be sent again."""
    again = {one["after"] for one in preview["resent"] if one["edition"] == edition}
    return {
        (feed, title)
        for feed, items_ in after[edition].items()
        for id_, title in items_.items()
        if id_ in again
    }


def test_what_others_merged_meanwhile_is_no_part_of_it(site: Sample) -> None:
    new_entry(site)
    site.repo.checkout("main")
    site.write({"changelog/other.md": "---\naudience: everyone\ntype: fixed\n---\n# Other\n\nText.\n"})
    site.repo.checkout("topic")
    assert list(items(told(), "public")) == ["changelog/parquet.md"]
    site.repo.merge("main", date="2026-03-01T10:00:00Z")  # here, the other entry landed only then
    assert list(items(told(), "public")) == ["changelog/parquet.md"]


def test_files_on_disk_need_not_be_committed(site: Sample) -> None:
    site.repo.write("docs/new.md", "---\naudience: customers\n---\n# New\n\nText.\n")
    assert list(items(told(), "public")) == ["docs/new.md"]
    assert told("--head", "topic")["changed"] is False


def test_a_base_that_does_not_check_is_compared_with_as_it_can_be(site: Sample) -> None:
    site.repo.checkout("main")
    site.write({"docs/wrong.md": "---\naudience: nobody\n---\n# Wrong\n\nText.\n"})
    site.repo.branch("mend")
    site.edit("docs/wrong.md", "nobody", "customers")
    new_entry(site)
    preview = told()
    assert "has 1 error of its own" in preview["note"]
    assert items(preview, "public").keys() == {"docs/wrong.md", "changelog/parquet.md"}
    assert preview["note"] in run().stdout


def test_without_a_site_before_everything_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    site = Sample.small(tmp_path, {"README.md": "Read me.\n"})
    site.repo.rm("mkdocs.yml")
    site.repo.commit()
    site.repo.branch("topic")
    site.configure(plugin=PLUGIN)
    site.write(FILES)
    preview = told()
    assert preview["note"].startswith("No site can be made of ")
    assert {item["change"] for item in items(preview, "internal").values()} == {"added"}
    assert run().exit_code == 0


def test_what_is_wrong_with_the_change_is_found_as_by_check(site: Sample) -> None:
    site.write({"docs/wrong.md": "---\naudience: custmers\n---\n# Wrong\n\nText.\n"})
    done = run()
    assert (done.exit_code, done.stdout) == (1, "")
    assert "docs/wrong.md:2: BS301 there is no audience “custmers”" in done.stderr


def test_an_id_can_be_given_up_by_configuration(site: Sample) -> None:
    site.configure(plugin={**PLUGIN, "accept": ["BS318"]})
    SITUATIONS["delete"](site)
    done = run()
    assert done.exit_code == 0
    assert "changelog/export.md: BS318 warning: " in done.stderr


@pytest.mark.parametrize("form", ["markdown", "json", "html"])
def test_one_edition_can_be_shown_to_those_outside(form: str, site: Sample) -> None:
    entry = "---\naudience: support\ntype: added\n{}---\n# zqtitle\n\nzqtext\n"
    guide = str(FILES["docs/guide.md"]).replace("Call Ada", "zqblock").replace("can read", "can see")
    site.write(
        {
            "changelog/zqinside.md": entry.format(""),
            "changelog/zqlater.md": entry.format("draft: true\n"),
            "docs/guide.md": guide,
        }
    )
    site.repo.rm("changelog/ledger.md")
    site.repo.commit()
    shown = run("--format", form, "--edition", "public")
    assert shown.exit_code == 1, "what is wrong elsewhere still counts"
    assert "Anybody can see this." in shown.stdout
    assert "zq" not in shown.stdout
    assert "ledger" not in shown.stdout
    assert "internal" not in shown.stdout
    assert "zqtitle" in run("--format", form, "--edition", "public", "--edition", "internal").stdout


def test_an_edition_that_there_is_not(site: Sample) -> None:
    done = run("--edition", "pubic")
    assert done.exit_code == 2
    assert "there is no edition “pubic”" in done.stderr


def test_a_revision_that_there_is_not(site: Sample) -> None:
    done = run(base="nowhere")
    assert done.exit_code == 1
    assert "BS139 'nowhere' names no commit of the repository" in done.stderr


def test_histories_with_nothing_in_common(site: Sample) -> None:
    site.repo.git("checkout", "--quiet", "--orphan", "other")
    site.repo.commit()
    done = run()
    assert done.exit_code == 1
    assert "have no commit in common" in done.stderr


def test_a_time_to_come_shows_what_is_scheduled(site: Sample) -> None:
    SITUATIONS["schedule"](site)
    done = CliRunner().invoke(main, ["preview", "--base", "main", "--now", "2099-01-01", "--format", "json"])
    assert list(items(json.loads(done.stdout), "public")) == ["changelog/later.md"]

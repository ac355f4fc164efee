"""Whatever a repository holds: no edition holds a foreign word, ids stay, and the same gives the same."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from broadsheet import building
from broadsheet.errors import FindingsError
from broadsheet.findings import Findings
from broadsheet.order import Order
from broadsheet.proof.verify import verify
from tests.bytes import matches
from tests.generated import WORD, Generated, projects
from tests.sample import NOW, Sample, published, shown

CASES = [pytest.param(1, False, id="few"), pytest.param(2, True, marks=pytest.mark.long, id="many")]
TRIMMED = re.compile(r"^(?:title|tags|type|product|release): .*\n", re.MULTILINE)


def some(count: int, part: int, check: Callable[[Generated, int], None], *, faulty: bool) -> None:
    """Check projects that are made up.

    They are not made smaller where one is wrong, which would take long: they are small, and told as a whole.
    """

    @seed(part)
    @settings(max_examples=count, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(projects(faulty=faulty), st.integers(0, 2**32))
    def run(project: Generated, number: int) -> None:
        check(project, number)

    run()


def build(sample: Sample, *editions: str, search: bool = False) -> Findings:
    """Build, and return what was found."""
    loaded = sample.settings()
    findings = building.collector(loaded)
    try:
        building.build(loaded, findings, Order(editions, now=NOW, search=search))
    except FindingsError as error:
        return error.findings
    assert not findings.errors
    return findings


def empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return folder


@pytest.mark.parametrize(("part", "many"), CASES)
def test_no_edition_holds_what_is_not_for_it(
    part: int, many: bool, tmp_path: Path, tally: Callable[[str, int], None]
) -> None:
    """What `check` says is what stops a build, which then publishes nothing; else no foreign word is held."""
    made: list[str] = []

    def check(project: Generated, number: int) -> None:
        made.append(project.fault)
        sample = project.write(empty(tmp_path / "project"))
        wrong = sample.checked()
        found = build(sample, search=many and number % 8 == 0)
        assert shown(found) == wrong
        assert bool(found.errors) == bool(project.fault)
        if found.errors:
            assert not list((sample.path / "site").glob("[!.]*"))
            return
        for edition in project.editions:
            held, due = matches(sample.site(edition), WORD), project.may_hold(edition)
            assert {word: paths for word, paths in held.items() if word not in due} == {}
            assert due & set(project.titles.values()) <= held.keys()
        verify(sample.settings(), tuple(project.editions), found, now=NOW)
        assert [line for line in shown(found) if line not in wrong] == []

    some(60 if many else 6, part, check, faulty=True)
    assert "" in made
    assert len(set(made)) > 1
    tally("generated repositories built", len(made))


@pytest.mark.parametrize(("part", "many"), CASES)
def test_ids_stay_whatever_is_edited(
    part: int, many: bool, tmp_path: Path, tally: Callable[[str, int], None]
) -> None:
    """An entry that is retitled, moved, renamed or sorted elsewhere is no new one in any feed of all."""
    count = 0

    def check(project: Generated, number: int) -> None:
        nonlocal count
        count += 1
        sample = project.write(empty(tmp_path / "project"))
        edition = next(iter(project.editions))
        build(sample, edition)
        before = ids(sample, edition)
        for step, path in enumerate(sorted(path for path in project.titles if path.startswith("changelog/"))):
            edit(sample, path, number >> (3 * step))
        sample.repo.commit()
        assert build(sample, edition).errors == ()
        assert ids(sample, edition) == before

    some(16 if many else 2, part, check, faulty=False)
    tally("generated repositories edited", count)


def ids(sample: Sample, edition: str) -> dict[str, str]:
    """Return the day of each item of the feed of all, by its id."""
    feed = json.loads(sample.read("feeds/all.json", edition))
    return {item["id"]: item["date_published"] for item in feed["items"]}


def edit(sample: Sample, path: str, how: int) -> None:
    """Change an entry's title, text, type, product, release or file; it keeps its readers and its day."""
    text = (sample.path / path).read_text(encoding="utf-8")
    folder, _, name = path.rpartition("/")
    if name == "index.md":
        sample.repo.write(path, f"{text}\nMore.\n")
        return
    if how & 1:
        text = TRIMMED.sub("", text).replace("---\n", "---\ntitle: Other\ntype: added\nproduct: reports\n", 1)
    if how & 2:
        text = f"{text}\nMore.\n"
    if how & 4:
        text = text.replace("---\n", f"---\nid: {name.removesuffix('.md')}\n", 1)
        text = text.replace("../" * (folder.count("/") + 1) + "docs", "../docs")
        sample.repo.rm(path)
        path = f"changelog/renamed-{name}"
    sample.repo.write(path, text)


@pytest.mark.parametrize(("part", "many"), CASES)
def test_the_same_input_gives_the_same_bytes(
    part: int, many: bool, tmp_path: Path, tally: Callable[[str, int], None]
) -> None:
    """In another folder, with files made in another order; and with another seed for hashes, in a process."""
    count = 0

    def check(project: Generated, number: int) -> None:
        nonlocal count
        count += 1
        one = project.write(empty(tmp_path / "one"))
        build(one, search=many)
        turned = replace(project, files=dict(reversed(project.files.items())))
        two = turned.write(empty(tmp_path / "elsewhere" / "two"))
        if many:
            env = {"PYTHONHASHSEED": str(number), "TZ": "Pacific/Kiritimati"}
            done = two.run("build", "--quiet", f"--now={NOW.isoformat()}", env=env)
            assert done.returncode == 0, done.stderr
        else:
            build(two)
        assert published(one.path / "site") == published(two.path / "site")

    some(8 if many else 2, part, check, faulty=False)
    tally("generated repositories built twice", count)

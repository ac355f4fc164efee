"""Onboarding paths in a real browser: what a reader does is kept, and can be taken elsewhere."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from tests.sample import Sample

SIZES = [pytest.param({"width": width, "height": 800}, id=str(width)) for width in (375, 1280)]
TASKLIST = {"pymdownx.tasklist": {"custom_checkbox": True}}

TASKS = """\
- [ ] Get a badge.
- [ ] Say *hello*.
    - [ ] To the team.
- [x] Sign the contract.
- [ ] Say *hello*.
- No task, but `[ ] code`.
"""
LONG = "Show what you learned, to everyone who wants to see it – Überraschung"
FILES: dict[str, str | bytes] = {
    "docs/.meta.yml": "audience: everyone\n",
    "docs/index.md": "# Home\n\nTo [the path](team/new/index.md).\n",
    "docs/team/new/.meta.yml": "owner: People team\n",
    "docs/team/new/index.md": (
        "---\npath: {role: Newcomer, duration: a month}\n---\n# Your first month\n\n- [ ] Be brave.\n"
    ),
    "docs/team/new/badge.md": (
        f"---\norder: 1\nminutes: 20\nmilestone: Day 1\n---\n# Badge\n\nText.\n\n{TASKS}"
    ),
    "docs/team/new/desk.md": "---\norder: 2\nmilestone: Day 1\n---\n# Desk, lamp; \\ chair\n\nText.\n",
    "docs/team/new/work.md": "---\norder: 3\nmilestone: Week 2\n---\n# Work\n\nText.\n",
    "docs/team/new/any.md": "---\norder: 4\nmilestone: Any time\n---\n# Holidays\n\nText.\n",
    "docs/team/new/show.md": f"---\norder: 5\nmilestone: Month 1\n---\n# {LONG}\n\nText.\n",
    "docs/other/index.md": "---\npath: {role: Else}\n---\n# Another path\n\nText.\n",
    "docs/other/step.md": "# Its step\n\nText.\n",
}
PATH, BADGE, DESK, OTHER = "team/new/", "team/new/badge/", "team/new/desk/", "other/"


def make(folder: Path, extensions: list[object], features: list[str], site_url: str) -> Sample:
    """Publish the site, as two editions that hold the same."""
    sample = Sample.small(folder, {})
    theme = {"name": "material", "font": False, "features": features}
    editions = {
        name: {"audiences": ["everyone"], "site_url": f"{site_url}{name}/"} for name in ("one", "two")
    }
    config = {"theme": theme, "markdown_extensions": extensions, "repo_url": None}
    sample.configure(config, {"editions": editions})
    sample.write(FILES)
    sample.build()
    return sample


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it was, in ``before``, and as it is when two of its steps have changed, in ``after``."""
    folder = tmp_path_factory.mktemp("paths")
    sample = make(folder / "project", [TASKLIST], [], "https://docs.example.com/")
    shutil.copytree(sample.path / "site", folder / "before")
    sample.edit("docs/team/new/badge.md", "Get a badge.", "Get a new badge.")
    sample.edit("docs/team/new/desk.md", "Text.", "Other text.")
    sample.repo.mv("docs/team/new/desk.md", "docs/team/new/place.md")
    sample.repo.commit()
    sample.build()
    shutil.copytree(sample.path / "site", folder / "after")
    return folder


@pytest.fixture
def host(sites: Path, tmp_path: Path, serve: Callable[[Path], str]) -> Host:
    """A host that serves the site as it was."""
    made = Host(sites, tmp_path / "served", "")
    made.publish("before")
    return Host(sites, made.folder, serve(made.folder))


class Host:
    """Serves what is published in a folder.

    Args:
        sites: What can be published.
        folder: What is served.
        address: Where.
    """

    def __init__(self, sites: Path, folder: Path, address: str) -> None:
        self._sites, self.folder, self.address = sites, folder, address

    def publish(self, name: str) -> None:
        """Publish the site as it was at some time."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self._sites / name, self.folder)

    def __add__(self, path: str) -> str:
        """Return the address of a page of the first edition."""
        return f"{self.address}one/{path}"


def done_button(page: Page) -> Locator:
    return page.locator(".bs-onward__done button")


def finish(page: Page, address: str) -> None:
    """Open a step and mark it as done."""
    page.goto(address)
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_text("You have finished this step.")).to_be_visible()


def counted(page: Page) -> Locator:
    return page.locator(".bs-path__count")


def states(page: Page) -> list[str]:
    return page.locator(".bs-stop__state").all_inner_texts()


def boxes(page: Page) -> Locator:
    return page.locator(".bs-page").get_by_role("checkbox")


def ticks(page: Page) -> list[bool]:
    return [box.is_checked() for box in boxes(page).all()]


def tick(page: Page, number: int) -> None:
    """Tick as a reader does: at the place where the box is seen."""
    box = boxes(page).nth(number).bounding_box()
    assert box
    page.mouse.click(box["x"] + 4, box["y"] + 4)


def saved(page: Page, button: str) -> tuple[str, bytes]:
    """Press a button that saves a file, and return the file's name and bytes."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def load(page: Page, data: object) -> None:
    """Load a file with progress."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    with page.expect_file_chooser() as waiting:
        page.get_by_role("button", name="Load from a file").click()
    waiting.value.set_files({"name": "progress.json", "mimeType": "application/json", "buffer": content})


def message(page: Page) -> Locator:
    return page.locator(".bs-path__message")


@pytest.mark.parametrize("size", SIZES)
def test_without_scripts_a_path_is_an_ordered_guide(host: Host, browser: Browser, size: ViewportSize) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=size)
    page = context.new_page()
    page.goto(host + PATH)
    titles = ["Badge", "Desk, lamp; \\ chair", "Work", "Holidays", LONG]
    assert page.locator(".bs-stop__title").all_inner_texts() == titles
    headings = page.locator(".bs-milestone h3").all_inner_texts()
    assert headings == ["Day 1", "Week 2", "Any time", "Month 1"]
    article = page.get_by_role("article")
    expect(article.locator("button, progress, dialog, [type=date]").filter(visible=True)).to_have_count(0)
    page.locator(".bs-stop").get_by_role("link", name="Desk, lamp").click()
    expect(page.locator(".bs-eyebrow")).to_contain_text("Step 2 of 5")
    expect(article.get_by_role("button").filter(visible=True)).to_have_count(0)
    page.get_by_role("link", name="Next Work").click()
    expect(page).to_have_url(host + "team/new/work/")
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_what_is_done_is_kept_and_counted(
    host: Host, page: Page, wrong: list[str], size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    page.goto(host + PATH)
    expect(counted(page)).to_have_text("0 of 5 steps done")
    page.get_by_role("link", name="Start with “Badge”").click()
    expect(page).to_have_url(host + BADGE)
    done_button(page).click()
    expect(page.get_by_text("You have finished this step.")).to_be_visible()
    page.reload()
    expect(done_button(page)).to_have_text("Mark as not done")
    page.go_back()
    expect(counted(page)).to_have_text("1 of 5 steps done")
    bar = page.get_by_role("progressbar", name="1 of 5 steps done")
    assert bar.evaluate("bar => [bar.value, bar.max]") == [1, 5]
    assert states(page) == ["Done", "", "", "", ""]
    expect(page.get_by_role("link", name="Go on with “Desk")).to_have_attribute("href", host + DESK)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    page.goto(host + BADGE)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    done_button(page).click()
    expect(page.get_by_text("You have finished this step.")).to_have_count(0)
    page.goto(host + PATH)
    expect(counted(page)).to_have_text("0 of 5 steps done")
    assert page.evaluate("localStorage.length") == 0


def test_when_all_is_done_nothing_is_left_to_go_on_with(host: Host, page: Page, wrong: list[str]) -> None:
    finish(page, host + "other/step/")
    page.get_by_role("link", name="The whole path").click()
    expect(counted(page)).to_have_text("1 of 1 step done")
    expect(page.locator(".bs-path__next")).to_be_hidden()


def test_ticks_are_kept_each_by_its_own_words(host: Host, page: Page, wrong: list[str]) -> None:
    page.goto(host + BADGE)
    names = ["Get a badge.", "Say hello.", "To the team.", "Sign the contract.", "Say hello."]
    assert [box.get_attribute("aria-label") for box in boxes(page).all()] == names
    assert ticks(page) == [False, False, False, True, False]
    for number in (0, 2, 3, 4):
        tick(page, number)
    page.reload()
    assert ticks(page) == [True, False, True, False, True]
    page.goto(host + PATH)
    assert states(page) == ["Begun", "", "", "", ""]
    tick(page, 0)
    page.reload()
    assert ticks(page) == [True]

    host.publish("after")  # the first item says something else now
    page.goto(host + BADGE)
    page.reload()  # past the browser's cache
    expect(page.get_by_role("checkbox", name="Get a new badge.")).not_to_be_checked()
    assert ticks(page) == [False, False, True, False, True]


def test_a_tick_needs_no_mouse(host: Host, page: Page, wrong: list[str]) -> None:
    page.goto(host + BADGE)
    boxes(page).first.focus()
    page.keyboard.press("Tab")
    expect(boxes(page).nth(1)).to_be_focused()
    page.keyboard.press("Space")
    assert ticks(page)[1]
    ring = page.locator(".task-list-control").nth(1)
    assert ring.evaluate("label => getComputedStyle(label, '::after').outlineStyle") == "solid"
    done_button(page).focus()
    page.keyboard.press("Enter")
    expect(done_button(page)).to_have_text("Mark as not done")
    expect(done_button(page)).to_be_focused()


def test_task_lists_need_no_extension(
    tmp_path: Path, serve: Callable[[Path], str], page: Page, wrong: list[str]
) -> None:
    sample = make(tmp_path, [], [], "https://docs.example.com/")
    page.goto(serve(sample.path / "site/one") + BADGE)
    assert [box.get_attribute("aria-label") for box in boxes(page).all()] == [
        "Get a badge.", "Say hello.", "To the team.", "Sign the contract.", "Say hello.",
    ]  # fmt: skip
    expect(page.locator(".bs-page")).to_contain_text("No task, but [ ] code.")
    tick(page, 1)
    page.reload()
    assert ticks(page) == [False, True, False, True, False]


def test_a_step_that_changed_since_it_was_finished_says_so(host: Host, page: Page, wrong: list[str]) -> None:
    for step in ("badge", "desk", "work"):
        finish(page, host + f"team/new/{step}/")
    host.publish("after")
    page.goto(host + PATH)
    changed = "Changed since you finished it"
    assert states(page) == [changed, changed, "Done", "", ""]
    expect(counted(page)).to_have_text("3 of 5 steps done")

    page.goto(host + "team/new/place/")  # it was renamed besides
    expect(page.locator(".bs-place").get_by_text(changed)).to_be_visible()
    page.get_by_role("button", name="Mark as done again").click()
    expect(page.locator(".bs-place").get_by_text(changed)).to_be_hidden()
    page.goto(host + PATH)
    assert states(page) == [changed, "Done", "Done", "", ""]


def test_progress_can_be_saved_forgotten_and_loaded(host: Host, page: Page, wrong: list[str]) -> None:
    page.goto(host + BADGE)
    tick(page, 1)
    finish(page, host + DESK)
    finish(page, host + "other/step/")
    page.goto(host + PATH)
    tick(page, 0)
    name, data = saved(page, "Save to a file")
    assert name == "your-first-month-progress.json"
    kept = json.loads(data)
    assert (kept["format"], kept["title"], len(kept["documents"])) == (
        "broadsheet-progress",
        "Your first month",
        3,
    )

    page.get_by_role("button", name="Start over").click()
    page.get_by_role("dialog", name="Start over?").get_by_role("button", name="Cancel").click()
    expect(counted(page)).to_have_text("1 of 5 steps done")
    page.get_by_role("button", name="Start over").click()
    page.keyboard.press("Escape")
    expect(counted(page)).to_have_text("1 of 5 steps done")
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("button", name="Forget my progress").click()
    expect(counted(page)).to_have_text("0 of 5 steps done")
    assert ticks(page) == [False]
    assert page.evaluate("localStorage.length") == 1, "the other path is left alone"

    load(page, data)
    expect(counted(page)).to_have_text("1 of 5 steps done")
    expect(message(page)).to_have_text("Your progress was loaded from the file.")
    assert states(page) == ["Begun", "Done", "", "", ""]
    assert ticks(page) == [True]
    page.goto(host + BADGE)
    assert ticks(page) == [False, True, False, True, False]


def test_progress_can_be_taken_to_another_edition(host: Host, page: Page, wrong: list[str]) -> None:
    finish(page, host + DESK)
    page.goto(host + PATH)
    _, data = saved(page, "Save to a file")
    page.goto(f"{host.address}two/{PATH}")
    expect(counted(page)).to_have_text("0 of 5 steps done")
    load(page, data)
    expect(counted(page)).to_have_text("1 of 5 steps done")


def test_a_file_that_is_none_changes_nothing(host: Host, page: Page, wrong: list[str]) -> None:
    finish(page, host + DESK)
    page.goto(host + PATH)
    step = page.locator(".bs-stop").first.get_attribute("data-step")
    head = {"format": "broadsheet-progress", "version": 1}
    documents: dict[str, object] = {"done": 1}
    for data in (
        b"no JSON",
        b"null",
        b"[]",
        json.dumps({**head, "documents": {step: {"done": "x"}}}).encode().ljust(1_000_001),
        {"documents": {step: documents}},
        {**head, "version": 2, "documents": {step: documents}},
        {**head, "documents": None},
    ):
        load(page, data)
        expect(message(page)).to_have_text("That is no file with progress. Nothing was changed.")
    load(page, {**head, "documents": {"else": {"done": "x"}}})
    expect(message(page)).to_have_text(re.compile("Nothing in that file belongs to this path."))
    load(page, {**head, "documents": {step: {"done": 1, "ticks": {"a": "<b>", "__proto__": True}, "x": 1}}})
    expect(message(page)).to_have_text("Your progress was loaded from the file.")
    assert states(page) == ["Begun", "Done", "", "", ""]
    load(page, {**head, "documents": {step: "text"}})
    expect(page.locator(".bs-stop__state").first).to_be_hidden()


def test_what_is_kept_may_be_damaged(host: Host, page: Page, wrong: list[str]) -> None:
    finish(page, host + DESK)
    for value in ("{", "null", "[1]", '"text"', '{"done": {}, "ticks": 3}'):
        page.evaluate("value => { localStorage[Object.keys(localStorage)[0]] = value }", value)
        page.goto(host + PATH)
        expect(counted(page)).to_have_text("0 of 5 steps done")


def test_two_editions_of_a_host_keep_progress_apart(host: Host, page: Page, wrong: list[str]) -> None:
    finish(page, host + DESK)
    page.goto(f"{host.address}two/{DESK}")
    expect(done_button(page)).to_have_text("Mark as done")


def test_other_tabs_follow(host: Host, page: Page, wrong: list[str]) -> None:
    page.goto(host + PATH)
    other = page.context.new_page()
    finish(other, host + BADGE)
    expect(counted(page)).to_have_text("1 of 5 steps done")


def test_where_nothing_can_be_kept_a_path_is_a_guide(host: Host, page: Page, wrong: list[str]) -> None:
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }"
    )
    page.goto(host + PATH)
    expect(page.locator(".bs-stop")).to_have_count(5)
    expect(page.locator(".bs-path__progress, .bs-path__tools").filter(visible=True)).to_have_count(0)
    page.goto(host + BADGE)
    expect(page.locator(".bs-onward__done")).to_be_hidden()
    expect(boxes(page).first).to_be_disabled()


def dates(page: Page, first: str) -> tuple[str, dict[str, tuple[str, str]], list[str]]:
    """Save the milestones, and return the file's name, each event's dates by its title, and all lines."""
    page.get_by_label("Your first day").fill(first)
    name, data = saved(page, "Save dates for a calendar")
    text = data.decode()
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")
    events = [dict(line.split(":", 1) for line in event.split("\n") if line) for event in
              "\n".join(lines).split("BEGIN:VEVENT")[1:]]  # fmt: skip
    shown = {e["SUMMARY"]: (e["DTSTART;VALUE=DATE"], e["DTEND;VALUE=DATE"]) for e in events}
    return name, shown, lines


def test_milestones_can_be_saved_for_a_calendar(host: Host, page: Page, wrong: list[str]) -> None:
    page.goto(host + PATH)
    name, events, lines = dates(page, "2027-01-30")
    assert name == "your-first-month.ics"
    assert events == {
        "Day 1: Your first month": ("20270130", "20270131"),
        "Week 2: Your first month": ("20270210", "20270211"),
        "Month 1: Your first month": ("20270227", "20270228"),
    }
    expect(message(page)).to_have_text(
        "3 dates saved to a calendar file. Left out, since the name tells no day: Any time."
    )
    address = (host + PATH).rstrip()
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Broadsheet//Onboarding paths//EN"]
    assert rf"DESCRIPTION:Badge\nDesk\, lamp\; \\ chair\n{address}" in lines
    escaped = LONG.replace(",", "\\,")
    assert rf"DESCRIPTION:{escaped}\n{address}" in lines
    assert f"URL:{address}" in lines
    assert len([line for line in lines if re.fullmatch(r"DTSTAMP:\d{8}T\d{6}Z", line)]) == 3
    ids = [line for line in lines if line.startswith("UID:")]
    assert len(set(ids)) == 3
    assert [line for line in dates(page, "2028-03-01")[2] if line.startswith("UID:")] == ids


def test_a_path_without_days_offers_no_calendar(host: Host, page: Page, wrong: list[str]) -> None:
    page.goto(host + OTHER)
    expect(page.get_by_role("button", name="Save to a file")).to_be_visible()
    expect(page.get_by_label("Your first day")).to_have_count(0)


def test_a_path_can_be_printed(host: Host, page: Page, wrong: list[str]) -> None:
    page.add_init_script("window.print = () => (document.title = 'printed')")
    finish(page, host + BADGE)
    page.goto(host + PATH)
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printed")
    page.emulate_media(media="print")
    expect(page.get_by_role("article").get_by_role("button").filter(visible=True)).to_have_count(0)
    expect(counted(page)).to_be_visible()
    assert states(page) == ["Done", "", "", "", ""]


def test_a_theme_s_instant_navigation_brings_paths_to_life(
    tmp_path: Path, serve: Callable[[Path], str], page: Page, wrong: list[str]
) -> None:
    folder = tmp_path / "served"
    folder.mkdir()
    address = serve(folder)
    sample = make(tmp_path / "project", [TASKLIST], ["navigation.instant"], address)
    shutil.copytree(sample.path / "site", folder, dirs_exist_ok=True)
    page.goto(f"{address}one/", wait_until="networkidle")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("link", name="the path").click()
    expect(counted(page)).to_have_text("0 of 5 steps done")
    page.get_by_role("link", name="Start with “Badge”").click()
    done_button(page).click()
    tick(page, 0)
    page.get_by_role("link", name="Next Desk").click()
    expect(done_button(page)).to_have_text("Mark as done")
    page.locator(".bs-eyebrow").get_by_role("link", name="Your first month").click()
    expect(counted(page)).to_have_text("1 of 5 steps done")
    page.locator(".bs-stop").get_by_role("link", name="Badge").click()
    expect(done_button(page)).to_have_text("Mark as not done")
    assert ticks(page) == [True, False, False, True, False]
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.sameDocument")

"""Whatever happens to a site, what a build publishes is what MkDocs makes of it from nothing, to the byte."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.gitrepo import ISOLATED
from tests.incremental.changing_site import (
    BLOCKS,
    DAYS,
    LINKS,
    SPECIAL,
    Change,
    ChangingSite,
    assert_same,
    item,
    link,
    of_sources,
)
from tests.sample import PNG, SVG

from broadsheet import crew
from broadsheet.outputs.search import BUNDLE, build_index, shards

DOCUMENTS = [
    f"docs/{name}.md" for name in ("guide", "guides/start", "guides/index", "guides/deep/more", "inside/desk")
]
ENTRIES = [
    f"changelog/{name}.md" for name in ("first", "zero", "third", "2.4/second", "2.4/fourth", "2.5/new")
]
ASSETS = [
    "docs/img/logo.svg",
    "docs/img/desk.png",
    "docs/files/data.csv",
    "docs/files/style.css",
    "changelog/shot.png",
]
METAS = [f"{folder}/.meta.yml" for folder in ("docs/guides", "docs/inside", "changelog/2.4", "changelog")]
AUDIENCES = ["customers", "support", "everyone", ["customers", "support"]]
TITLES = ["Alpha", "Beta & “co”", "Gamma", "2.4", "*Delta*"]

TEXTS = [
    "More of it.",
    "## Heading\n\nText.\n\n### Deeper",
    "!!! note\n\n    Mind.",
    "```python\nprint(1)\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "Text{ .class } with `code`, *emphasis* and a note[^1].\n\n[^1]: The note.",
    "<!-- between us -->\n\n<div markdown>\n*html*\n</div>",
    "https://example.com/ and <https://example.org/>",
    ':smile: "quoted" -- dashes',
    "- [x] done\n- [ ] not",
    "/// audience | support\nFor *support*.\n///",
    "/// audience | customers\nFor customers.\n\n## For them\n///",
]

DOCUMENT_MATTER: list[dict[str, Any]] = [
    {"status": "new"}, {"status": None}, {"tags": ["x", "y"]}, {"tags": None}, {"order": 1}, {"order": 9.5},
    {"hide": ["navigation"]}, {"hide": ["toc", "footer"]}, {"hide": None}, {"icon": "material/tag"},
    {"icon": None}, {"description": "About it"}, {"owner": "Us"}, {"search": {"exclude": True}},
    {"search": {"boost": 2}}, {"search": None}, {"subtitle": "Below"}, {"comments": True},
    {"template": SPECIAL}, {"template": None}, {"order": None}, {"milestone": "Day 1"}, {"milestone": None},
    {"minutes": 30}, {"kind": "process"}, {"kind": None},
]  # fmt: skip
PATH_STARTS: list[dict[str, str] | None] = [
    {"role": "Newcomers"},
    {"role": "Newcomers", "duration": "a week"},
    None,
]
ENTRY_MATTER: list[dict[str, Any]] = [
    {"type": "fixed"}, {"type": "added"}, {"product": "reports"}, {"product": ["api", "reports"]},
    {"product": None}, {"release": "2.4"}, {"release": "v3.0"}, {"release": None}, {"draft": True},
    {"draft": None}, {"breaking": True, "action": "Do it & now."}, {"breaking": None, "action": None},
    {"action": "Look."}, {"links": [{"title": "Elsewhere", "url": "https://example.com/"}]},
    {"links": [{"pr": 12}, {"issue": 7, "title": "Why"}]}, {"links": None},
    *({key: day} for key in ("date", "publish_on", "expires_on") for day in (*DAYS, None)),
]  # fmt: skip
FOLDER_MATTER: list[dict[str, Any] | None] = [
    {"audience": "everyone"}, {"audience": "support"}, {"audience": "customers", "tags": ["folder"]},
    {"audience": "everyone", "status": "deprecated"}, {"audience": "everyone", "hide": ["toc"]},
    {"audience": "everyone", "type": "changed", "product": "api", "kind": "reference"}, None,
]  # fmt: skip

_BASE = ["admonition", "attr_list", "tables", "pymdownx.details", "pymdownx.superfences"]
_EDITION = ("broadsheet", "editions")
_PUBLIC = (*_EDITION, "public")
CONFIGURATIONS: list[tuple[tuple[str, ...], Any]] = [
    (("site_name",), "Changing"), (("site_name",), "Changed"),
    (("site_description",), "What it is"), (("site_description",), None),
    (("repo_url",), "https://github.com/example/it"), (("repo_url",), None),
    (("edit_uri",), "blob/main/docs/"), (("edit_uri",), None), (("copyright",), "Us"), (("copyright",), None),
    (("use_directory_urls",), False), (("use_directory_urls",), None),
    (("extra_css",), ["files/style.css"]), (("extra_css",), None),
    (("extra",), {"generator": False}), (("extra",), {"status": {"new": "New"}}), (("extra",), None),
    (("nav",), [{"Begin": "index.md"}, {"More": ["guides/start.md"]}]),
    (("nav",), [{"Changes": "changelog/index.md"}, "index.md", {"Out": "https://example.com/"}]),
    (("nav",), None), (("exclude_docs",), "guide.md\n"), (("exclude_docs",), None),
    (("not_in_nav",), "guides/deep/\n"), (("not_in_nav",), None),
    (("theme", "features"), ["navigation.tabs", "navigation.indexes"]), (("theme", "features"), None),
    (("theme", "features"), ["navigation.expand", "navigation.footer", "content.action.edit"]),
    (("theme", "features"), ["toc.integrate", "navigation.path", "navigation.instant"]),
    (("theme", "language"), "de"), (("theme", "language"), None),
    (("theme", "palette"), {"scheme": "slate"}), (("theme", "palette"), None),
    (("theme", "logo"), "img/logo.svg"), (("theme", "logo"), None),
    (("theme", "custom_dir"), "overrides"), (("theme", "custom_dir"), "overrides"),
    (("theme", "custom_dir"), None),
    (("markdown_extensions",), _BASE), (("markdown_extensions",), [*_BASE, "footnotes", "smarty"]),
    (("markdown_extensions",), [*_BASE, {"toc": {"permalink": True}}, "md_in_html"]),
    (("markdown_extensions",), [*_BASE, "pymdownx.tasklist", "pymdownx.magiclink", "pymdownx.emoji"]),
    (("broadsheet", "feeds"), {"limit": 1}), (("broadsheet", "feeds"), None),
    (("broadsheet", "feeds"), {"limit": 3, "authority": "a.example,2026"}),
    (("broadsheet", "products"), {"reports": "Reports", "api": "API"}),
    (("broadsheet", "products"), {"api": "The API", "reports": "Charts", "new": "New"}),
    (("broadsheet", "types"), ["fixed", "added", "changed"]), (("broadsheet", "types"), None),
    (("broadsheet", "audiences", "support"), {"title": "Helpers", "description": "Who help"}),
    (("broadsheet", "audiences", "support"), {"title": "Support"}),
    (("broadsheet", "audiences", "customers"), {"title": "Clients"}),
    (("broadsheet", "accept"), ["BS402", "BS303"]), (("broadsheet", "accept"), None),
    ((*_PUBLIC, "site_url"), "https://example.com/docs/"), ((*_PUBLIC, "site_url"), "https://docs.example.com/"),
    ((*_PUBLIC, "site_name"), "In public"), ((*_PUBLIC, "audiences"), ["customers", "support"]),
    ((*_PUBLIC, "audiences"), ["customers"]), ((*_EDITION, "internal", "internal"), False),
    ((*_EDITION, "partners"), {"audiences": ["support"], "site_url": "https://partners.example.com/"}),
    ((*_EDITION, "partners"), None),
    (("validation",), {"links": {"anchors": "warn"}}), (("validation",), None), (("validation",), None),
    (("hooks",), ["hooks.py"]), (("hooks",), None), (("hooks",), None),
]  # fmt: skip

SPECIAL_TEXT = '{% extends "main.html" %}{% block htmltitle %}<title>Special</title>{% endblock %}'
_SEARCHED = "<div data-pagefind-body>{}</div>"
_MAIN = '{{% extends "base.html" %}}\n{{% block {} %}}{}{{% endblock %}}\n'
OVERRIDES: list[tuple[str, str | None]] = [
    ("main.html", _MAIN.format("announce", "Hear")),
    ("main.html", _MAIN.format("announce", "{{ page.title }} of {{ config.site_name }}")),
    (
        "main.html",
        _MAIN.format(
            "footer", "{{ super() }}{{ page.url }}{% if page.meta %}{{ page.meta.status }}{% endif %}"
        ),
    ),
    ("main.html", _MAIN.format("content", "{{ super() }}{{ page.toc | length }}{{ page.update_date }}")),
    ("main.html", _MAIN.format("announce", "{{ pages | length }}")),
    ("main.html", _MAIN.format("announce", "{{ nav | length }}{{ page.next_page.title if page }}")),
    ("main.html", None),
    ("partials/copyright.html", "Ours {{ 'index.html' | url }}"),
    ("partials/copyright.html", None),
    (SPECIAL, SPECIAL_TEXT),
    (SPECIAL, SPECIAL_TEXT.replace("Special", "More special")),
    ("404.html", '{% extends "main.html" %}{% block content %}Gone{% endblock %}'),
    ("404.html", None),
    ("extra.txt", "1"),
    ("extra.txt", "2"),
    (
        "broadsheet/entry.html",
        _SEARCHED.format("{{ view.entry.title }} {{ view.entry.path }} {{ view.html }}"),
    ),
    ("broadsheet/entry.html", None),
    ("broadsheet/_row.html", "<li>{{ view.entry.title }} {{ view.entry.times.changed }}</li>"),
    ("broadsheet/_row.html", None),
    (
        "broadsheet/document.html",
        _SEARCHED.format("{{ document.path }}{{ document.owner }}{{ html }}"),
    ),
    ("broadsheet/document.html", None),
]

HOOK = "def on_page_markdown(markdown, **kwargs):\n    return markdown\n"

number = st.integers(0, 2**16)


class SiteMachine(RuleBasedStateMachine):
    """Changes a site, builds it now and then, and compares."""

    done: ClassVar[Counter[str]] = Counter()
    """What was done, all runs together."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.site = ChangingSite(self.folder)
        self.site.write({"hooks.py": HOOK, "overrides/extra.txt": "1", f"overrides/{SPECIAL}": SPECIAL_TEXT})
        self.unbuilt = 0
        self.workers = 1
        self.published: dict[str, dict[str, bytes]] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    # How a step is taken

    def count(self, kind: str) -> None:
        self.done[kind] += 1
        self.unbuilt += 1

    def change(self, kind: str, change: Change, careless: int = 1) -> None:
        """Change files, as far as what they say is sound; else take it back, or build first, for nothing."""
        if change.get("docs/index.md", "") is None:
            return  # every page leads home: without one, the output check stops the build
        before = self.site.before(change)
        if all(
            before[path] == (text.encode() if isinstance(text, str) else text)
            for path, text in change.items()
        ):
            return
        self.site.write(change)
        if careless % 4 == 0 and self.site.errors:
            self.fail_to_build()
        if self.site.errors or self.site.lacks_template:
            self.site.write(before)
            return
        for edition in self.site.path.glob("site/[!.]*"):
            if edition.name not in self.site.editions:
                shutil.rmtree(edition)  # as an author is told to
        self.count(kind)

    def fail_to_build(self) -> None:
        before = self.site.published()
        done, _ = self.site.build(workers=self.workers)
        assert not done
        assert self.site.published() == before
        self.done["build that fails"] += 1

    def pick(self, chosen: int, *folders: str) -> str:
        files = self.site.files(*(folders or ("docs", "changelog")))
        files = files or self.site.files("docs")  # every entry may be gone, but never the home page
        return files[chosen % len(files)]

    def build(self, editions: tuple[str, ...] = ()) -> None:
        unchanged = {
            name: files for name, files in self.site.published().items() if editions and name not in editions
        }
        done, findings = self.site.build(editions, self.workers)
        assert done, findings
        made, seen = self.site.published(), set[str]()
        for edition in editions or self.site.editions:
            expected, found = self.site.reference(edition)
            assert_same(made[edition], expected)
            seen |= found
        if not editions:
            assert of_sources(findings) == seen
        for name, files in unchanged.items():
            assert_same(made[name], files)
        self.done["pages compared"] += sum(
            path.endswith(".html") for files in made.values() for path in files
        )
        self.done["build"] += 1
        self.unbuilt = 0

    @invariant()
    def never_leaves_much_unbuilt(self) -> None:
        if self.unbuilt >= 3:
            self.build()

    # Items

    @rule(
        path=st.sampled_from(DOCUMENTS),
        title=st.sampled_from(TITLES),
        audience=st.sampled_from(AUDIENCES),
        text=st.sampled_from(TEXTS),
    )
    def write_document(self, path: str, title: str, audience: Any, text: str) -> None:
        self.change("document", {path: item({"title": title, "audience": audience}, f"{text}\n")})

    @rule(
        path=st.sampled_from(ENTRIES), title=st.sampled_from(TITLES), audience=st.sampled_from(AUDIENCES),
        text=st.sampled_from(TEXTS), more=st.sampled_from(ENTRY_MATTER), careless=number,
    )  # fmt: skip
    def write_entry(
        self, path: str, title: str, audience: Any, text: str, more: Mapping[str, Any], careless: int
    ) -> None:
        matter = {"title": title, "audience": audience, "type": "added", **more}
        self.change("entry", {path: item(matter, f"{text}\n")}, careless)

    @rule(
        title=st.sampled_from(TITLES),
        audience=st.sampled_from(AUDIENCES),
        day=st.sampled_from(DAYS),
        text=st.sampled_from(TEXTS),
    )
    def write_release_notes(self, title: str, audience: Any, day: Any, text: str) -> None:
        matter = {"title": title, "audience": audience, "date": day}
        self.change("release notes", {"changelog/2.4/index.md": item(matter, f"{text}\n")})

    @rule(chosen=number, text=st.sampled_from(TEXTS), careless=number)
    def edit_text(self, chosen: int, text: str, careless: int) -> None:
        self.change("text", self.site.with_text(self.pick(chosen), text), careless)

    @rule(chosen=number, text=st.sampled_from(TEXTS))
    def edit_text_of_entry(self, chosen: int, text: str) -> None:
        self.change("text", self.site.with_text(self.pick(chosen, "changelog"), text))

    @rule(chosen=number, title=st.sampled_from(TITLES))
    def edit_title(self, chosen: int, title: str) -> None:
        self.change("title", self.site.with_matter(self.pick(chosen), {"title": title}))

    @rule(chosen=number, audience=st.sampled_from(AUDIENCES), careless=number)
    def edit_audience(self, chosen: int, audience: Any, careless: int) -> None:
        self.change("audience", self.site.with_matter(self.pick(chosen), {"audience": audience}), careless)

    @rule(chosen=number, values=st.sampled_from(DOCUMENT_MATTER))
    def edit_document(self, chosen: int, values: Mapping[str, Any]) -> None:
        self.change("matter", self.site.with_matter(self.pick(chosen, "docs"), values))

    @rule(
        title=st.sampled_from(TITLES), audience=st.sampled_from(AUDIENCES), start=st.sampled_from(PATH_STARTS)
    )
    def begin_path(self, title: str, audience: Any, start: Mapping[str, str] | None) -> None:
        matter = {"title": title, "audience": audience, "path": start}
        self.change("path", {"docs/guides/index.md": item(matter, "The way.\n")})

    @rule(chosen=number, values=st.sampled_from(ENTRY_MATTER), careless=number)
    def edit_entry(self, chosen: int, values: Mapping[str, Any], careless: int) -> None:
        self.change("matter", self.site.with_matter(self.pick(chosen, "changelog"), values), careless)

    @rule(path=st.sampled_from(METAS), values=st.sampled_from(FOLDER_MATTER))
    def edit_folder(self, path: str, values: Mapping[str, Any] | None) -> None:
        self.change("folder", {path: item(values, "").strip("-\n") + "\n" if values else None})

    @rule(chosen=number, what=st.sampled_from([BLOCKS, LINKS]))
    def take_away(self, chosen: int, what: Any) -> None:
        self.change("taken away", self.site.without(self.pick(chosen), what))

    @rule(chosen=number, other=number, careless=number)
    def add_link(self, chosen: int, other: int, careless: int) -> None:
        path = self.pick(chosen)
        self.change("link", self.site.with_text(path, link(path, self.pick(other))), careless)

    @rule(chosen=number, asset=st.sampled_from(ASSETS), careless=number)
    def show_asset(self, chosen: int, asset: str, careless: int) -> None:
        path = self.pick(chosen)
        self.change("link", self.site.with_text(path, f"!{link(path, asset)}"), careless)

    @rule(chosen=number, to=st.sampled_from([*DOCUMENTS, *ENTRIES]))
    def move(self, chosen: int, to: str) -> None:
        path = self.pick(chosen, to.split("/", maxsplit=1)[0])
        if not (self.site.path / to).exists() and not path.endswith("/index.md"):
            self.change("move", self.site.moved(path, to))

    @rule(chosen=number, careless=number)
    def delete(self, chosen: int, careless: int) -> None:
        self.change("delete", {self.pick(chosen): None}, careless)

    @rule(path=st.sampled_from(ASSETS), version=st.integers(0, 3), careless=number)
    def change_asset(self, path: str, version: int, careless: int) -> None:
        data = (PNG if path.endswith("png") else SVG.encode()) + b"\n" * version
        self.change("asset", {path: data if version else None}, careless)

    # Around them

    @rule(chosen=st.sampled_from(CONFIGURATIONS))
    def configure(self, chosen: tuple[tuple[str, ...], Any]) -> None:
        self.change("configuration", self.site.with_config(*chosen))

    @rule(chosen=st.sampled_from(CONFIGURATIONS))
    def configure_again(self, chosen: tuple[tuple[str, ...], Any]) -> None:
        self.change("configuration", self.site.with_config(*chosen))

    @rule(chosen=st.sampled_from(OVERRIDES))
    def override(self, chosen: tuple[str, str | None]) -> None:
        path, text = chosen
        config = self.site.with_config(("theme", "custom_dir"), "overrides")
        self.change("template", {**config, f"overrides/{path}": text})

    @rule(day=st.sampled_from([2020, 2022, 2026, 2199]))
    def move_time(self, day: int) -> None:
        before, self.site.now = self.site.now, datetime(day, 11, 20, 12, tzinfo=UTC)
        if self.site.errors:
            self.site.now = before
        else:
            self.count("time")

    def with_git(self, kind: str, step: Callable[[], object]) -> None:
        """Do something to the history, unless that makes the sources unsound."""
        before = self.site.repo.sha()
        step()
        if self.site.errors:
            self.site.repo.git("reset", "--quiet", "--soft", before)
            self.site.repo.git("tag", "--delete", *self.site.repo.git("tag").split())
        assert not self.site.errors
        self.count(kind)

    @rule(author=st.sampled_from(["Ada <ada@example.com>", "Grace <grace@example.com>"]))
    def commit(self, author: str) -> None:
        self.with_git("commit", lambda: self.site.repo.commit(author=author))

    @rule()
    def amend(self) -> None:
        if self.site.repo.git("rev-list", "--count", "HEAD") != "1":
            self.site.repo.git("reset", "--quiet", "--soft", "HEAD~1")
            self.with_git("amend", self.site.repo.commit)

    @rule(name=st.sampled_from(["v2.4", "v2.6", "3.0", "other"]))
    def tag(self, name: str) -> None:
        self.with_git("tag", lambda: self.site.repo.git("tag", "--force", name))

    @rule(when=st.integers(1, 10**9))
    def touch(self, when: int) -> None:
        for file in self.site.files("docs", "changelog", "overrides", "site", suffix=""):
            os.utime(self.site.path / file, (when, when))
        self.count("touch")

    # What others do to the output

    @rule(chosen=number, how=st.sampled_from(["edit", "same size", "delete", "add", "folder", "all", "copy"]))
    def tamper(self, chosen: int, how: str) -> None:
        editions = [name for name in self.site.editions if self.site.folder(name).exists()]
        if not editions:
            return
        folder = self.site.folder(editions[chosen % len(editions)])
        files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
        file = files[chosen % len(files)] if files else folder / "none"
        if how == "add":
            (folder / "added.html").write_text("added")
        elif how == "folder":
            (folder / "guides" / "added").mkdir(parents=True, exist_ok=True)
        elif how == "all":
            shutil.rmtree(folder)
        elif how == "copy":
            shutil.copytree(folder, self.folder / "copy")
            shutil.rmtree(folder)
            (self.folder / "copy").rename(folder)
        elif files:
            data = file.read_bytes()
            file.unlink()
            if how != "delete":
                file.write_bytes(data[::-1] if how == "same size" else data + b"!")
        self.count(f"tamper: {how}")

    @rule(what=st.sampled_from(["store.db", "*/tree", "*/records", "*", "garbage"]))
    def forget(self, what: str) -> None:
        state = self.site.path / "site" / ".broadsheet"
        if what == "garbage":
            for file in (state / "store.db", *state.glob("*/records")):
                if file.exists():
                    file.write_bytes(file.read_bytes()[:-100] + b"garbage" * 20)
        for path in state.glob(what if what != "*" else "*/[!m]*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if what == "*" and state.exists():
            (state / "store.db").unlink(missing_ok=True)
        self.count(f"forget: {what}")

    # Builds

    @rule(chosen=number)
    def build_one(self, chosen: int) -> None:
        self.build((self.site.editions[chosen % len(self.site.editions)],))

    @rule()
    def build_all(self) -> None:
        self.build()

    @rule(workers=st.sampled_from([1, 2, 3]))
    def share_work(self, workers: int) -> None:
        self.workers = workers  # no step: the next build is

    @rule(workers=st.sampled_from([1, 2]))
    def build_elsewhere(self, workers: int) -> None:
        """Nothing known, by one process or more, comes to the same."""
        done, findings = self.site.build(workers=self.workers)
        assert done
        also_done, also_findings, made = self.site.clean(workers)
        assert also_done
        assert findings == also_findings
        for name, files in self.site.published().items():
            assert_same(files, made[name])
        self.done["build elsewhere"] += 1
        self.unbuilt = 0

    @rule(seldom=st.sampled_from([False] * 7 + [True]))
    def build_with_mkdocs(self, seldom: bool) -> None:
        """MkDocs makes the edition in the place of ours, by the clock, and it is the same."""
        if not seldom:
            return
        before, self.site.now = self.site.now, datetime.now(UTC)
        if not self.site.errors:
            self.build()
            edition = self.site.settings.default_edition
            ours = self.site.published()[edition]
            self.site.mkdocs()
            assert_same(without_search(ours), without_search(self.site.published()[edition]))
            self.done["mkdocs build"] += 1
        self.site.now = before


def without_search(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return an edition without its search index, which a program of its own cuts as large sites'."""
    return {path: data for path, data in files.items() if not path.startswith(f"{BUNDLE}/")}


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Git as it comes, and enough processes and shards for a site as small as this one."""
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(crew, "_WORTHWHILE", 2)
    for cut in (shards, build_index):
        monkeypatch.setattr(cut, "__defaults__", (8,))


def change_for_long(
    part: int,
    runs: int,
    steps: int,
    record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
    tally: Callable[[str, int], None],
) -> Counter[str]:
    """Let a machine run, and return what was done."""
    done: Counter[str] = Counter()
    machine = seed(part)(type("SiteMachine", (SiteMachine,), {"done": done}))
    how = settings(
        max_examples=runs,
        stateful_step_count=steps,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        deadline=None,
    )
    try:
        run_state_machine_as_test(machine, settings=how)
    finally:
        taken = sum(done.values()) - done["pages compared"]
        record_property("steps", taken)
        with capsys.disabled():
            sys.stdout.write(
                f"\n{taken} steps: {', '.join(f'{n} × {kind}' for kind, n in done.most_common())}\n"
            )
    tally("random changes to a repository, and builds of it", taken)
    tally("pages compared with a build from nothing", done["pages compared"])
    return done


@pytest.mark.parametrize(("part", "runs"), [(1, 2), pytest.param(2, 4, marks=pytest.mark.long)])
def test_builds_are_as_from_nothing(
    part: int,
    runs: int,
    record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
    tally: Callable[[str, int], None],
) -> None:
    done = change_for_long(part, runs, 15, record_property, capsys, tally)
    assert done["build"]


@pytest.mark.long
@pytest.mark.parametrize("part", range(10, 17))
def test_builds_are_as_from_nothing_for_long(
    part: int,
    record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
    tally: Callable[[str, int], None],
) -> None:
    done = change_for_long(part, 10, 40, record_property, capsys, tally)
    assert sum(done.values()) - done["pages compared"] >= 250


DOCUMENT, ENTRY, FOLDER = "docs/guides/start.md", "changelog/first.md", "docs/guides/.meta.yml"
INDEX, INDEX_MATTER = "docs/guides/index.md", {"title": "The way", "audience": "everyone"}
ONE_BY_ONE: dict[str, list[Callable[[ChangingSite], Change]]] = {
    "configuration": [lambda site, one=one: site.with_config(*one) for one in CONFIGURATIONS],  # type: ignore[misc]
    "template": [
        lambda site, path=path, text=text: (  # type: ignore[misc]
            {**site.with_config(("theme", "custom_dir"), "overrides"), f"overrides/{path}": text}
        )
        for path, text in OVERRIDES
    ],
    "item": [
        *(
            lambda site, one=one: {INDEX: item({**INDEX_MATTER, "path": one}, "Go.\n")}
            for one in PATH_STARTS[::-1]
        ),
        *(lambda site, one=one: site.with_matter(DOCUMENT, one) for one in DOCUMENT_MATTER),
        *(lambda site, one=one: site.with_matter(ENTRY, one) for one in ENTRY_MATTER),
        *(lambda site, one=one: site.with_matter(ENTRY, {"title": one}) for one in TITLES),
        *(lambda site, one=one: site.with_matter(DOCUMENT, {"title": one}) for one in TITLES),
        *(lambda site, one=one: {FOLDER: item(one or {}, "")} for one in FOLDER_MATTER if one is None),
        lambda site: {ENTRY: site.read(ENTRY).replace("Something new.", "Something newer.")},
        lambda site: site.moved(DOCUMENT, "docs/guides/deep/more.md"),
        lambda site: {
            "changelog/2.4/index.md": item({"title": "The one", "audience": "everyone"}, "Notes.\n")
        },
        lambda site: {
            "changelog/2.4/index.md": item({"title": "The one", "audience": "everyone"}, "More.\n")
        },
    ],
}


@pytest.mark.long
@pytest.mark.parametrize("kind", ONE_BY_ONE)
def test_each_change_alone_comes_to_the_same(
    kind: str, tmp_path: Path, tally: Callable[[str, int], None]
) -> None:
    """A machine takes its steps by chance; here each is taken once, and seen."""
    site = ChangingSite(tmp_path)
    site.write({"hooks.py": HOOK, f"overrides/{SPECIAL}": SPECIAL_TEXT})
    site.build(("internal",))
    wrong, compared = [], 0
    for number, make in enumerate(ONE_BY_ONE[kind]):
        change = make(site)
        before = site.before(change)
        site.write(change)
        if site.errors or site.lacks_template:
            site.write(before)
            continue
        done, findings = site.build(("internal",))
        assert done, findings
        compared += 1
        if site.published()["internal"] != site.reference("internal")[0]:
            wrong.append((number, sorted(change)))
    assert wrong == []
    tally("single changes, each built as from nothing", compared)

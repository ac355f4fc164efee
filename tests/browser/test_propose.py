"""The form in which an entry is proposed, in a real browser, up to the host's address; and its file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route, expect
from tests.audience_block_cases import CUT
from tests.browser.axe import violations
from tests.model.texts import HARD_TEXTS, PAGES
from tests.sample import NOW, Sample

from broadsheet.editions.cut import cut
from broadsheet.findings import Findings
from broadsheet.model.items import Content
from broadsheet.model.raw import Line
from broadsheet.model.scan import scan
from broadsheet.reviewing.review import Inquiry, review

Fields = Mapping[str, str | bool]

PAGE = "changelog/propose/"
WIDTHS = (375, pytest.param(1280, marks=pytest.mark.long))
SHOWN = re.compile(r"(?P<message>.*?)(?: \((?P<code>BS\d+)\))?(?: → (?P<hint>.*))?", re.DOTALL)

FILL = """([fields, audiences]) => {
    const form = document.querySelector(".bs-propose form");
    document.querySelector('[data-do="clear"]').click();
    const leave = (control) => {
        for (const name of ["input", "focusout"]) control.dispatchEvent(new Event(name, {bubbles: true}));
    };
    for (const control of form.querySelectorAll("[name=audience]")) {
        control.checked = audiences.includes(control.value);
        leave(control);
    }
    for (const [name, value] of Object.entries(fields)) {
        const control = form.elements[name];
        control[typeof value === "boolean" ? "checked" : "value"] = value;
        leave(control);
    }
}"""
"""Writes into fields as people do, and leaves them."""


@dataclass(frozen=True, slots=True)
class Case:
    """What somebody fills in, and what has to be said of it.

    Args:
        name: What is the matter.
        codes: What both the form and ``check`` have to find.
        strict: What the form alone says, which looks at each of its texts by itself.
        fields: What is written into the fields, over a sound entry's.
        audiences: Who is chosen.
    """

    name: str
    codes: Sequence[str] = ()
    strict: str = ""
    fields: Fields = field(default_factory=dict)
    audiences: Sequence[str] = ("customers", "support")

    def __str__(self) -> str:
        return self.name


SOUND: Fields = {"title": "Reports open in half the time", "type": "changed", "text": "Fast."}


def text(name: str, code: str, text: str) -> Case:
    """A case of what is wrong in the text for everybody; none where there is no code."""
    return Case(name, [code] if code else [], fields={"text": text})


CASES = (
    Case("sound"),
    Case("no audience", ["BS302"], audiences=()),
    Case("no title", ["BS303"], fields={"title": " \u00a0 "}),
    Case("no type", ["BS304"], fields={"type": ""}),
    Case("breaking without action", ["BS307"], fields={"breaking": True}),
    Case("breaking with action", fields={"breaking": True, "action": "Renew “keys” & “secrets”: all"}),
    Case("a release", fields={"release": "v2.4"}),
    Case("a release that is a number", fields={"release": "1.10"}),
    Case("no release's name", ["BS309"], fields={"release": "2.4 or so"}),
    Case("a release that climbs", ["BS309"], fields={"release": "2..4"}),
    Case("a pull request", fields={"pr": "123"}),
    Case("reserved name", ["BS305"], fields={"id": "Releases"}),
    Case("this page's name", ["BS305"], fields={"id": "propose"}),
    Case("a year's name", ["BS305"], fields={"id": "2026"}),
    Case("long name", ["BS305"], fields={"id": "x" * 101}),
    Case("longest name", fields={"id": "x" * 100}),
    Case("name with dots", ["BS305"], fields={"id": "a..b"}),
    Case("name with a space", ["BS305"], fields={"id": "my entry"}),
    Case("name with a letter outside of ASCII", ["BS305"], fields={"id": "größer"}),
    Case("name that begins with a hyphen", ["BS305"], fields={"id": "-x"}),
    Case("words", fields={"words-support": "Under *Admin*.", "words-customers": "Ask support."}),
    Case("only words", fields={"text": "", "words-support": "Under *Admin*.", "words-customers": "Ask."}),
    Case("words with a block", fields={"words-support": "a\n\n/// audience | support\nb\n///\n\nc"}),
    Case("words that nobody reads", ["BS504"], fields={"words-support": "/// audience | customers\nb\n///"}),
    Case("words with a closing line", ["BS501"], fields={"words-support": "a\n\n///\n\nb"}),
    text("a block by hand", "", "a\n\n/// audience | support\nb\n///"),
    text("a block for everyone", "", "a\n\n/// audience | everyone\nb\n///"),
    text("a block in a list", "", "- a\n\n    /// audience | support\n    b\n    ///\n"),
    text("never closed", "BS501", "a\n\n/// audience | support\nb"),
    text("never opened", "BS501", "a\n\n///"),
    text("other slashes", "BS501", "a\n\n//// audience | support\nb\n///"),
    text("other indentation", "BS501", "a\n\n/// audience | support\nb\n    ///"),
    text("no audience in a block", "BS502", "a\n\n/// audience\nb\n///"),
    text("mistyped audience", "BS301", "a\n\n/// audience | suport\nb\n///"),
    text("unheard-of audience", "BS301", "a\n\n/// audience | qqq, support\nb\n///"),
    text("nobody reads it", "BS504", "a\n\n/// audience | engineers\nb\n///"),
    text("unknown block", "BS505", "a\n\n/// audienc | support\nb\n///"),
    text("unheard-of block", "BS505", "a\n\n/// qqq | support\nb\n///"),
    text("two slashes", "BS503", "// audience | support"),
    text("colons", "BS503", "::: audience | support"),
    text("an admonition", "BS503", "!!! audiense support"),
    text("something in front", "BS503", "So: /// audience | support"),
    text("wide slashes", "BS503", "／／／ audience | support"),
    text("an invisible character", "BS503", "/\u200b// audience | support"),
    text("in backticks", "", "Write `/// audience | support`."),
    text("a path", "", "Look at //audio/x and https://example.com///x"),
    text("in code", "", "```\n/// audience | support\n```"),
    text("unclear code", "BS507", "```\n/// audience | support\n```\n\n~~~\n"),
    text("a comment", "", "a <!-- /// --> b"),
    text("a comment over lines", "", "a\n<!--\n/// audience | suport\n-->\nb"),
    text("a comment in code", "", "Write `<!--`."),
    text("open comment", "BS506", "a <!-- b"),
    text("a character that there is not", "BS104", "a &#0; b"),
    text("a character past the last", "BS104", "ab &#x110000;"),
    text("a character that there is", "", "a &#228; b"),
    text("a rule", "", "a\n\n---\n\nb"),
    text("indented first line", "", "    code\n\na"),
    text("a heading", "", "# Another heading\n\na"),
    Case("no text", strict="there is nothing that Customers could read", fields={"text": ""}),
    Case("text for some", strict="there is nothing that", fields={"text": "", "words-support": "a"}),
    Case("no number", strict="this wants the number alone, like 123", fields={"pr": "#12"}),
    Case(
        "code over two texts",
        strict="this fence of code has no partner",
        fields={"text": "```\na", "words-support": "b\n```"},
    ),
    Case(
        "comment over two texts",
        strict="this comment is never closed",
        fields={"text": "a <!-- b", "words-support": "c --> d"},
    ),
)

OWN_HINT = ("there is no title: no `title` key and no heading", "Write one above.")

NAUGHTY = (
    'Say "yes" \\ no',
    "It's 100% done: really #1",
    "- not a list",
    "? & * ! | > % @ `",
    "{a: b}",
    "[x]",
    "yes",
    "null",
    "1.10",
    "2026-11-20",
    "0x1F",
    "---",
    "<script>alert(1)</script> & <b>",
    "{{ x }} {% y %}",
    "größer 报告 отчёт 🚀 👩‍👩‍👧",
    "a\u2028b\u0085c\ufeffd",
    "\u202eabc",
    "tab\there",
    "delete\x7fd \x9c",
    "null\0byte and \x07bell",
    "  spaces  inside  ",
    "\ud83d half a pair",
    "$(rm -rf ~) `x` ; --",
    "%0A%20+&value=x#y?z",
    "é combining e\u0301",
    "x" * 300,
)


class Form:
    """The page, open in a browser.

    Args:
        page: The browser's page.
        address: The edition.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        page.goto(address + PAGE)

    def fill(self, fields: Fields, audiences: Sequence[str] = ("customers",)) -> None:
        """Empty the form, and fill it in at one go."""
        self.page.evaluate(FILL, [dict(fields), list(audiences)])

    @property
    def path(self) -> str:
        return self.page.locator(".bs-propose__path").text_content() or ""

    @property
    def file(self) -> str:
        return self.page.locator(".bs-propose__file").text_content() or ""

    def wrong(self, kind: str = ":not([class])") -> list[tuple[str, str, str]]:
        """Everything that it complains of, or advises: code, message, hint."""
        shown = self.page.locator(f"[data-wrong]:not([hidden]) > span{kind}").all_text_contents()
        matches = [found for one in shown if (found := SHOWN.fullmatch(one))]
        assert len(matches) == len(shown)
        return [(found["code"] or "", found["message"], found["hint"] or "") for found in matches]


@pytest.fixture(scope="module")
def proposing(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The sample, whose pages are swapped rather than loaded, as its internal edition."""
    config = {"theme": {"name": "material", "font": False, "features": ["navigation.instant"]}}
    made = Sample.make(tmp_path_factory.mktemp("proposing"), config=config)
    made.build("internal")
    return made


@pytest.fixture
def address(proposing: Sample, serve: Callable[[Path], str]) -> str:
    return serve(proposing.site("internal"))


@pytest.fixture
def form(address: str, page: Page, wrong: list[str]) -> Form:
    return Form(page, address)


@pytest.fixture(params=WIDTHS)
def screen(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    yield context.new_page()
    context.close()


def checked(sample: Sample, files: Mapping[str, str]) -> tuple[Content, Findings]:
    """What becomes of files that are put into a sample's repository, and what ``broadsheet check`` says."""
    sample.write(files)
    seen = review(Inquiry(sample.path / "mkdocs.yml", now=NOW))
    return seen.checked.content, seen.findings


@pytest.fixture
def repository(proposing: Sample, tmp_path: Path) -> Sample:
    return Sample(proposing.repo.clone(tmp_path / "clone"))


def test_the_form_says_what_check_says(form: Form, repository: Sample) -> None:
    files: dict[str, str] = {}
    said: dict[str, tuple[str, list[tuple[str, str, str]]]] = {}
    for case in CASES:
        form.fill({**SOUND, **case.fields}, case.audiences)
        said[case.name] = (form.path, form.wrong())
        assert form.path not in files, case
        files[form.path] = form.file
    _, findings = checked(repository, files)
    for case in CASES:
        path, wrong = said[case.name]
        found = [one for one in findings.errors if one.place.path == path]
        theirs = sorted((code, message) for code, message, _ in wrong if code)
        if case.strict:
            assert [message for _, message, _ in wrong if message.startswith(case.strict)], (case, wrong)
            continue
        assert len(theirs) == len(wrong), (case, wrong)
        assert {code for code, _ in theirs} == {one.code.name for one in found} == set(case.codes), case
        if "words-support" in case.fields:
            continue  # where the file has a block around them, and the form has none
        assert theirs == sorted((one.code.name, one.message) for one in found), (case, files[path])
        hints = {(one.message, one.hint) for one in found} | {OWN_HINT}
        assert {(message, hint) for _, message, hint in wrong if hint} <= hints, case


READ = """([text, audience]) => {
    const rules = JSON.parse(document.querySelector(".bs-propose").dataset.rules);
    const raw = {title: "T", audience, type: "added", product: [], text, words: {}, breaking: false};
    const rest = {action: "", pr: "", release: "", id: "x", day: ""};
    return broadsheetEntry.read({...raw, ...rest}, rules);
}"""
_BLOCK_LINE = re.compile(r"[ \t>]*/{3,}")


def words(lines: Iterable[str]) -> list[str]:
    """Lines that are neither empty nor a block's."""
    return [line.rstrip() for line in lines if line.strip(" \t>") and not _BLOCK_LINE.match(line)]


def test_every_text_is_cut_and_judged_as_the_program_does(form: Form, proposing: Sample) -> None:
    """What is for whom is decided twice, here and in the program: always alike, whatever is written."""
    rules = proposing.settings().rules(NOW)
    hard = st.text(alphabet="/ |`~<!->audienc\ns\t&#0;", max_size=60)
    sampled = st.sampled_from(list(CUT.values()))
    audiences = st.sampled_from([["customers"], ["customers", "support"]])

    @settings(max_examples=300)
    @given(st.one_of(HARD_TEXTS, PAGES.map(lambda page: page.text), sampled, hard), audiences)
    def same(text: str, readers: list[str]) -> None:
        read = form.page.evaluate(READ, [text, readers])
        written = read["values"]["text"].split("\n") if read["values"]["text"] else []
        first = read["text"].split("\n").index("---", 1) + 2
        lines = [Line(number, one) for number, one in enumerate(written, first)]
        findings = Findings()
        body = scan(lines, "x.md", readers=frozenset(readers), rules=rules, findings=findings)
        judged = [one for one in read["found"] if one["code"].startswith(("BS3", "BS5"))]
        told = [(one["code"], one["number"], one["message"], one.get("hint", "")) for one in judged]
        expected = [(one.code.name, one.place.line, one.message, one.hint) for one in findings]
        assert sorted(told) == sorted(expected)
        for name, shown in read["readings"]:
            kept = cut(body, frozenset({name}), marked=False).chunks
            assert words(shown) == words("".join(chunk.text for chunk in kept).split("\n"))

    same()


def test_whatever_is_typed_reads_back(form: Form, repository: Sample) -> None:
    files, typed = {}, {}
    for words in NAUGHTY:
        form.fill({**SOUND, "title": words, "breaking": True, "action": words, "text": f"{words}\n\n{words}"})
        assert form.wrong() == [], words
        files[form.path], typed[form.path] = form.file, form.page.locator("[name=title]").input_value()
    content, findings = checked(repository, files)
    assert [f"{one.place} {one.message}" for one in findings.errors] == []
    read = {entry.path: entry for entry in content.entries}
    for path, words in typed.items():
        expected = re.sub("[\0-\x08\x0e-\x1f\ud800-\udfff]", "", re.sub("[\x85\u2028\u2029]", " ", words))
        assert (read[path].title, read[path].action) == (expected.strip(), expected.strip())


def test_advice_on_titles(form: Form, repository: Sample) -> None:
    titles = (
        "Added export to Parquet",
        "added",
        "Changes to the export",
        "Change things",
        "x" * 80,
        "ü" * 81,
    )
    files, told = {}, {}
    for title in (*titles, "constructor of things", "Fixes in-place edits", f"Adding {'y' * 90}"):
        form.fill({**SOUND, "title": title})
        assert form.wrong() == []
        files[form.path], told[form.path] = form.file, form.wrong(".bs-propose__advice")
    _, findings = checked(repository, files)
    codes = ("BS801", "BS802")
    assert sum(map(len, told.values())) == 5
    for path, advice in told.items():
        said = [one for one in findings.warnings if one.place.path == path and one.code.name in codes]
        assert sorted(advice) == sorted((one.code.name, one.message, one.hint) for one in said), files[path]


def test_a_site_may_insist_on_its_rules_of_prose(
    proposing: Sample, tmp_path: Path, serve: Callable[[Path], str], page: Page, wrong: list[str]
) -> None:
    sample = Sample(proposing.repo.clone(tmp_path / "clone"))
    prose = {"title_length": 20, "severity": {"BS801": "error", "BS802": "ignore"}}
    sample.configure(plugin={"prose": prose})
    sample.repo.commit()
    sample.build("internal")
    form = Form(page, serve(sample.site("internal")))
    form.fill({**SOUND, "title": "Added export to Parquet"})
    [(code, message, hint)] = form.wrong()
    _, findings = checked(sample, {form.path: form.file})
    assert (code, message, hint) in [(one.code.name, one.message, one.hint) for one in findings.errors]
    assert form.wrong(".bs-propose__advice") == []


def test_an_entry_in_full(form: Form, repository: Sample) -> None:
    form.fill({**SOUND, "text": "One.\n\nTwo."}, ("support", "customers"))
    form.page.get_by_role("checkbox", name="Reports & charts").check()
    form.page.get_by_role("checkbox", name="API").check()
    form.page.get_by_text("Pull request, release, file name").click()
    form.page.get_by_label("Release").fill("v1.10")
    form.page.get_by_label("Number of the pull request").fill("123")
    form.page.get_by_label("More for Support only").fill("Under *Admin → Exports*.")
    assert form.file == (
        '---\ntitle: "Reports open in half the time"\naudience: [customers, support]\ntype: changed\n'
        'product: [api, reports]\nrelease: "v1.10"\nlinks: [{pr: 123}]\n---\n'
        "One.\n\nTwo.\n\n/// audience | support\nUnder *Admin → Exports*.\n///\n"
    )
    content, findings = checked(repository, {form.path: form.file})
    entry = next(entry for entry in content.entries if entry.path == form.path)
    assert (entry.release, sorted(entry.audiences)) == ("1.10", ["customers", "support"])
    assert [link.url for link in entry.links] == ["pr:123"]
    assert list(findings.errors) == []


def test_names_of_files(form: Form) -> None:
    form.fill({**SOUND, "title": "Größere “Reports”: it's 2× as fast!"})
    first = form.path
    assert re.fullmatch(r"changelog/\d{4}-\d\d-\d\d-grossere-reports-its-2-as-fast-[a-z0-9]{4}\.md", first)
    form.page.reload()
    assert form.path == first
    form.fill({**SOUND, "title": "报告"})
    assert re.fullmatch(r"changelog/\d{4}-\d\d-\d\d-entry-[a-z0-9]{4}\.md", form.path)
    form.fill({**SOUND, "title": "many words " * 20})
    assert len(form.path) < 100


def test_a_site_without_git_wants_a_day(
    tmp_path: Path, serve: Callable[[Path], str], page: Page, wrong: list[str]
) -> None:
    files = {"docs/index.md": "---\naudience: everyone\n---\n# Home\n"}
    sample = Sample.small(tmp_path, files, plugin={"git": False})
    sample.build("internal")
    form = Form(page, serve(sample.site("internal")))
    form.fill(SOUND)
    assert re.search(r"^date: \d{4}-\d\d-\d\d$", form.file, re.MULTILINE)
    content, findings = checked(sample, {form.path: form.file})
    assert list(findings.errors) == []
    assert content.entries or content.unpublished  # by the real clock it is later than the tests' own


def opened(page: Page, press: Callable[[], None]) -> str:
    """The address that a press opens in another tab, of a host that is not there."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<!doctype html><title>Host</title>", content_type="text/html")

    page.context.route(lambda url: urlsplit(url).hostname != "127.0.0.1", answer)
    with page.context.expect_page() as popup:
        press()
    popup.value.wait_for_load_state()
    popup.value.close()
    return asked[0]


@dataclass(frozen=True, slots=True)
class Hosted:
    """A repository somewhere.

    Args:
        config: What the configuration says of it.
        editor: The address that is opened.
        keys: What the address names the path, the text and the message.
        folder: The project's folder in the repository.
        more: What else the address says.
    """

    config: Mapping[str, str]
    editor: str
    keys: tuple[str, ...]
    folder: str = ""
    more: Mapping[str, str] = field(default_factory=dict)


HOSTS = {
    "github": Hosted(
        {"repo_url": "https://github.com/example/sample"},
        "https://github.com/example/sample/new/main",
        ("filename", "value", "message"),
        more={"quick_pull": "main"},
    ),
    "gitlab": Hosted(
        {"repo_url": "https://gitlab.example.com/a/b/", "edit_uri": "-/edit/trunk/hub/docs/"},
        "https://gitlab.example.com/a/b/-/new/trunk",
        ("file_name", "content", "commit_message"),
        folder="hub/",
    ),
    "gitea": Hosted(
        {"repo_url": "https://codeberg.org/example/sample", "edit_uri": "_edit/dev/docs"},
        "https://codeberg.org/example/sample/_new/dev/",
        ("filename", "value"),
    ),
}


@pytest.fixture(params=HOSTS)
def hosted(proposing: Sample, tmp_path: Path, request: pytest.FixtureRequest) -> tuple[Hosted, Sample]:
    """The sample with its repository at some host, as its internal edition."""
    found = HOSTS[request.param]
    sample = Sample(proposing.repo.clone(tmp_path / "clone"))
    sample.configure({**found.config, "theme": {"name": "material", "font": False}})
    sample.repo.commit()
    sample.build("internal")
    return found, sample


def test_the_host_s_editor_is_filled_in(
    hosted: tuple[Hosted, Sample], serve: Callable[[Path], str], page: Page
) -> None:
    host, sample = hosted
    form = Form(page, serve(sample.site("internal")))
    title = "A+B & “C” #1?"
    form.fill({**SOUND, "title": title, "text": "Ä\n\n- a + b\n- 100%"}, ("customers", "support"))
    url = opened(page, lambda: page.get_by_role("button", name="Hand in on").click())
    told = (form.path, form.file, f"Add “{title}” to the changelog")
    query = dict(parse_qsl(urlsplit(url).query))
    assert url.partition("?")[0] == host.editor
    assert query == {**dict(zip(host.keys, told, strict=False)), **host.more}
    assert form.path.startswith(f"{host.folder}changelog/")
    name = form.path.removeprefix(host.folder)
    content, findings = checked(sample, {name: query[host.keys[1]]})
    assert list(findings.errors) == []
    assert [entry.title for entry in content.entries if entry.path == name] == [title]


def test_nothing_is_opened_while_something_is_wrong(form: Form) -> None:
    form.page.get_by_role("button", name="Hand in on GitHub").click()
    expect(form.page.get_by_role("status").filter(has_text="mended")).to_have_text(
        "3 things have to be mended first."
    )
    expect(form.page.get_by_label("Title")).to_be_focused()
    said = re.compile("there is no title", re.IGNORECASE)
    expect(form.page.get_by_label("Title")).to_have_accessible_description(said)
    expect(form.page.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    assert len(form.page.context.pages) == 1
    form.page.get_by_label("Title").fill("A title")
    expect(form.page.get_by_label("Title")).not_to_have_attribute("aria-invalid", "true")


def test_what_is_not_written_yet_is_not_complained_of(form: Form) -> None:
    form.page.get_by_label("Title").fill("A title")
    expect(form.page.locator("[data-wrong]:visible")).to_have_count(0)
    form.page.get_by_label("Title").fill("")
    form.page.get_by_label("Title").blur()
    expect(form.page.locator("[data-wrong]:visible")).to_have_count(1)


def test_a_text_too_long_for_an_address_is_copied(form: Form) -> None:
    page = form.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    form.fill({**SOUND, "text": "Wörter und mehr Wörter. " * 300})
    url = opened(page, lambda: page.get_by_role("button", name="Hand in on GitHub").click())
    assert dict(parse_qsl(urlsplit(url).query)).keys() == {"filename", "message", "quick_pull"}
    assert len(url) < 8000
    expect(page.locator(".bs-propose__status")).to_contain_text("too long to be handed over in an address")
    assert page.evaluate("navigator.clipboard.readText()") == form.file


def test_copy_and_download(form: Form) -> None:
    page = form.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    form.fill(SOUND)
    page.get_by_role("button", name="Copy the text").click()
    expect(page.locator(".bs-propose__status")).to_contain_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == form.file
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the file").click()
    assert f"changelog/{download.value.suggested_filename}" == form.path
    assert Path(download.value.path()).read_text(encoding="utf-8") == form.file


def test_where_nothing_can_be_copied_the_text_is_shown(address: str, page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    form = Form(page, address)
    form.fill(SOUND)
    page.evaluate("document.querySelectorAll('.bs-propose details').forEach(it => it.open = false)")
    page.get_by_role("button", name="Copy the text").click()
    expect(page.locator(".bs-propose__status")).to_contain_text("does not let this page copy")
    expect(page.locator(".bs-propose__file")).to_be_visible()


def test_each_audience_s_preview(form: Form) -> None:
    words = (
        "Click **Export**, then `Parquet`, see [the guide](x.md).\n\n1. *One*\n2. ![Shot](a.png)\n\n<b>no</b>"
    )
    block = f"{words}\n\n/// audience | customers\nAsk support.\n///\n\n```\n/// audience | support\n```"
    fields: Fields = {
        "text": block,
        "words-support": "Under Admin.",
        "breaking": True,
        "action": "Renew keys.",
    }
    form.fill({**SOUND, **fields}, ("customers", "support"))
    customers, support = form.page.locator(".bs-propose__reading").all()
    for reading in (customers, support):
        expect(reading.locator(".bs-list__title")).to_have_text(str(SOUND["title"]))
        expect(reading.locator(".bs-chip")).to_have_text(["Changed", "Breaking"])
        expect(reading.locator(".bs-action")).to_contain_text("Renew keys.")
        expect(reading.locator("strong")).to_have_text("Export")
        expect(reading.locator("ol > li")).to_have_text(["One", "[Picture: Shot]"])
        expect(reading.locator("u")).to_have_text("the guide")
        expect(reading).to_contain_text("<b>no</b>")
        expect(reading.locator("pre")).to_contain_text("/// audience | support")
        expect(reading.locator("a, img, b")).to_have_count(0)
    expect(customers).to_contain_text("Ask support.")
    expect(customers).not_to_contain_text("Under Admin.")
    expect(support).to_contain_text("Under Admin.")
    expect(support).not_to_contain_text("Ask support.")
    form.page.get_by_role("checkbox", name="Customers").uncheck()
    expect(form.page.locator(".bs-propose__reading")).to_have_count(1)
    expect(form.page.get_by_label("More for Customers only")).to_be_hidden()


def test_a_draft_stays_until_it_is_cleared(form: Form) -> None:
    form.fill({**SOUND, "id": "my-own-name", "words-support": "More."}, ("customers", "support"))
    before = form.file
    form.page.reload()
    assert (form.path, form.file) == ("changelog/my-own-name.md", before)
    form.page.get_by_role("button", name="Clear the form").click()
    form.page.reload()
    expect(form.page.get_by_label("Title")).to_have_value("")
    assert "my-own-name" not in form.path
    assert form.page.evaluate("Object.keys(localStorage).filter(it => it.includes('propose')).length") == 0


def test_with_the_keyboard_alone(form: Form) -> None:
    keys = form.page.keyboard
    form.page.get_by_label("Title").focus()
    keys.type("Dark mode")
    for press in ("Tab", "Space", "Tab", "Tab", "Tab", "a", "Tab", "Tab", "Tab", "Tab"):
        keys.press(press)
    keys.type("For the night.")
    assert form.file.splitlines()[1:4] == ['title: "Dark mode"', "audience: [customers]", "type: added"]
    assert "For the night." in form.file
    form.page.get_by_label("Title").focus()
    url = opened(form.page, lambda: keys.press("Enter"))
    assert "Dark%20mode" in url


def test_pages_that_are_swapped(address: str, page: Page, wrong: list[str]) -> None:
    page.goto(f"{address}changelog/")
    for title in ("First", "Second"):
        page.get_by_role("link", name="Propose an entry").click()
        page.get_by_label("Title").fill(title)
        expect(page.locator(".bs-propose__file")).to_contain_text(f'title: "{title}"')
        page.get_by_role("link", name="All of the changelog").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Changelog")
    page.goto(f"{address}changelog/parquet/")
    expect(page.get_by_role("link", name="Propose an entry")).to_have_count(1)


def test_without_scripts_the_page_says_how(address: str, browser: Browser, repository: Sample) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + PAGE)
    expect(page.get_by_label("Title")).to_be_hidden()
    link = page.get_by_role("link", name="Open GitHub")
    expect(link).to_have_attribute("href", "https://github.com/example/sample/new/main")
    template = page.locator("pre").filter(visible=True).text_content() or ""
    context.close()
    _, findings = checked(repository, {"changelog/2026-11-20-faster-reports.md": template})
    assert list(findings.errors) == []


def test_it_fits_and_nothing_stands_in_the_way(address: str, screen: Page, wrong: list[str]) -> None:
    form = Form(screen, address)
    long: Fields = {"title": "x" * 120, "text": "y" * 300}
    bad: Fields = {"words-support": "/// audience | suport", "breaking": True}
    form.fill({**SOUND, **long, **bad, "action": ""}, ("customers", "support"))
    assert len(form.wrong()) == 3
    for scheme in ("light", "dark"):
        screen.emulate_media(color_scheme=scheme)
        assert list(violations(screen)) == []
    assert screen.evaluate("document.documentElement.scrollWidth") <= screen.viewport_size["width"]  # type: ignore[index]


def test_a_complaint_that_appears_moves_nothing_under_the_pointer(form: Form) -> None:
    form.fill({}, ("support",))
    form.page.get_by_label("More for Support only").fill("/// audience | suport")
    box = form.page.get_by_role("checkbox", name="It breaks something")
    box.click()
    expect(box).to_be_checked()
    expect(form.page.locator("[data-wrong]:visible")).to_have_count(1)

"""No false alarm, whatever a site says and whom for; and a report that says the same for the same."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.handbooks import CLEF, CLEF_FOLDERS, README, WP_CLI, WP_CLI_FOLDERS, Handbook, set_up
from tests.sample import NOW, PNG, Sample

from broadsheet.cli import main

WORDS = re.findall(
    r"\w+",
    """
    account add again answer begin below between button change check close code common copy customer
    day delete done draft edit empty end export field file first follow form group guide help import
    item keep key label last link list look mark menu move name new next note open order page part
    path plan press print product read report result review right row run save search select send
    set share show side start state step stop table tag team text then time title turn type under
    update use user value view wait way week word work write year
    """,
)
AUDIENCES = ("customers", "support", "engineers")
TYPES = ("added", "changed", "fixed")
CLEAN = "random sites without a false alarm"


class Writer:
    """Writes sites at random, out of few words: what is withheld and what is not have much in common."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def site(self) -> dict[str, str | bytes]:
        files: dict[str, str | bytes] = {
            "docs/index.md": f"---\ntitle: Home\naudience: everyone\n---\n{self._body()}",
            "docs/inside/.meta.yml": f"audience: engineers\nowner: {self._some(2).title()}\n",
        }
        for number in range(8):
            folder = self._chance.choice(("", "inside/", "guides/"))
            audience = "" if folder == "inside/" else f"audience: {self._audience()}\n"
            own = f"title: {self._some(3)}\ntags: [{self._some(1)}]\nowner: {self._some(2)}\n"
            files[f"docs/{folder}{self._slug()}-{number}.md"] = f"---\n{own}{audience}---\n{self._body()}"
        for number in range(12):
            extra = self._chance.choice(
                ("", "", "", "draft: true\n", "publish_on: 2199-01-01\n", "expires_on: 2026-01-02\n")
            )
            own = f"date: 2026-01-{number + 1:02}\naudience: {self._audience()}\ntype: {self._type()}\n"
            text = f"# {self._some(4)}\n\n{self._body()}"
            files[f"changelog/{self._slug()}-{number}.md"] = f"---\n{own}{extra}---\n{text}"
        for number in range(3):
            files[f"docs/img/picture-{number}.png"] = PNG + bytes([number])
        return files

    def _body(self, depth: int = 0) -> str:
        makers = [self._paragraph, self._list, self._code, self._comment, self._table]
        parts = [self._chance.choice(makers)() for _ in range(self._chance.randint(1, 4))]
        if depth < 2 and self._chance.random() < 0.6:
            slashes = "/" * (5 - depth)
            parts.append(
                f"{slashes} audience | {self._chance.choice(AUDIENCES)}\n{self._body(depth + 1)}\n{slashes}\n"
            )
        if depth == 0:
            parts.insert(0, f"{self._some(9)}.\n")
        return "\n".join(parts)

    def _paragraph(self) -> str:
        marks = ("{}", "**{}**", "*{}*", "`{}`", "[{}](https://example.net/{})", "<b>{}</b>")
        words = [self._some(1) for _ in range(self._chance.randint(5, 30))]
        marked = [self._chance.choice(marks).format(word, word) if len(word) > 4 else word for word in words]
        return f"{' '.join(marked).capitalize()}.\n"

    def _list(self) -> str:
        return "".join(f"- {self._some(self._chance.randint(1, 6))}\n" for _ in range(3))

    def _code(self) -> str:
        return f"```text\n/// audience | support\n{self._some(6)}\n<!-- {self._some(4)} -->\n///\n```\n"

    def _comment(self) -> str:
        return f"{self._some(6)} <!-- {self._some(7)} --> {self._some(3)}.\n"

    def _table(self) -> str:
        rows = "".join(f"| {self._some(2)} | {self._some(3)} |\n" for _ in range(2))
        return f"| {self._some(1)} | {self._some(1)} |\n|---|---|\n{rows}"

    def _some(self, count: int) -> str:
        return " ".join(self._chance.choices(WORDS, k=count))

    def _slug(self) -> str:
        return self._some(2).replace(" ", "-")

    def _audience(self) -> str:
        return f"[{', '.join(self._chance.sample(AUDIENCES, self._chance.randint(1, 3)))}]"

    def _type(self) -> str:
        return self._chance.choice(TYPES)


def alarms(sample: Sample) -> list[str]:
    """Build a site, search it, and return what is said to be a leak."""
    sample.problems()
    assert (sample.site() / "index.html").exists()
    done = CliRunner().invoke(
        main, ["verify", "-f", str(sample.path / "mkdocs.yml"), f"--now={NOW.isoformat()}"]
    )
    return [line for line in done.output.split("\n") if "BS614" in line]


def random_site(folder: Path, seed: int) -> Sample:
    # Blocks that nobody could read are errors, and none of what is looked at here.
    files = Writer(seed).site()
    sample = Sample.small(folder, files)
    blocked = {line.split(":")[0] for line in sample.checked() if "BS504" in line}
    for path in blocked:
        sample.repo.rm(path)
    sample.repo.commit()
    return sample


@pytest.mark.parametrize("seed", range(3))
def test_there_is_no_false_alarm(seed: int, tmp_path: Path, tally: Callable[[str, int], None]) -> None:
    assert alarms(random_site(tmp_path, seed)) == []
    tally(CLEAN, 1)


def test_code_ends_where_the_markdown_engine_sees_its_end(tmp_path: Path) -> None:
    code = "```\n    ```\n/// audience | support\nhow to write a zorbleflux block\n///\n```\n"
    page = f"---\naudience: everyone\n---\n# Home\n\n{code}"
    assert alarms(Sample.small(tmp_path, {"docs/index.md": page})) == []


def test_words_that_meet_in_the_search_index_alone_are_no_name(tmp_path: Path) -> None:
    home = "It is the same for all commands.\n\n```\n# `--user=<user>` says who\n```\n\nEvery user has one."
    files = {
        "docs/index.md": f"---\naudience: everyone\n---\n# Home\n\n{home}\n",
        "docs/commands/user.md": "---\naudience: engineers\n---\n# Inside\n\nSomething.\n",
    }
    assert alarms(Sample.small(tmp_path, files)) == []


def test_common_words_in_a_row_are_chance_and_many_of_them_are_none(tmp_path: Path) -> None:
    chance = random.Random(1)
    public = " ".join(chance.choices(WORDS[:30], k=3000))
    withheld = " ".join(chance.choices(WORDS[:30], k=12))
    sample = Sample.small(
        tmp_path,
        {
            "docs/index.md": f"---\naudience: everyone\n---\n# Home\n\n{public}\n",
            "docs/inside.md": f"---\naudience: engineers\n---\n# Inside\n\n{withheld}\n",
        },
    )
    sample.build()
    command = ["verify", "public", "-f", str(sample.path / "mkdocs.yml"), f"--now={NOW.isoformat()}"]
    page = sample.site() / "index.html"
    before = page.read_text(encoding="utf-8")
    for count, code in ((5, 0), (12, 1)):
        words = " ".join(withheld.split()[:count])
        page.write_text(before.replace("</article>", f"<p>{words}</p></article>"), encoding="utf-8")
        assert CliRunner().invoke(main, command).exit_code == code, words


def entry(title: str, date: str, more: str = "", audience: str = "everyone") -> str:
    return f"---\ntitle: {title}\naudience: {audience}\ntype: added\ndate: {date}\n{more}---\nText of it.\n"


OPEN = {
    "docs/index.md": "---\naudience: everyone\n---\n# Home\n\n<!--\n/// audience | support\nx\n///\n-->\n",
    "docs/contents.md": "---\naudience: everyone\n---\n# List\n\n## Plans for teams\n\n- Wages and more\n",
    "docs/one.md": "---\naudience: everyone\n---\n# Getting started\n\nText.\n",
    "docs/two.md": "---\naudience: everyone\n---\n# Install the app\n\nText.\n",
    "docs/three.md": "---\naudience: everyone\n---\n# Ask for help\n\nText.\n",
    "changelog/csv.md": entry("Export to CSV", "2026-02-03", "product: api\nrelease: '2.4'\n"),
    "changelog/parquet.md": entry("Export to Parquet", "2026-02-02"),
    "changelog/dark.md": entry("Dark mode", "2025-09-03"),
}
INNOCENT = {
    "a month": "# September 2025\n\nText.",
    "a page of the changelog": "# Changelog 2025\n\nText.",
    "a product's page": "# API: what changed\n\nText.",
    "a day": "# Inside\n\nIt was released on 3 February 2026 by hand.",
    "the navigation": "# Inside\n\nIt offers Getting started, Install the app, Ask for help, and so on.",
    "a list": "# Inside\n\nThis time: Export to CSV, Export to Parquet, Dark mode, and so on.",
    "a title and its text": "# Inside\n\nExport to CSV. Text of it.",
    "a source": "# Inside\n\n[Edit](https://github.com/example/sample/edit/main/docs/index.md) it, or [any](https://github.com/example/sample/edit/main/).",
    "a link of the navigation": "# Inside\n\nSee [how it is](https://status.example.net/now).",
}


def test_what_a_site_is_put_together_of_is_no_leak_where_it_is_written_elsewhere(tmp_path: Path) -> None:
    sample = Sample.small(
        tmp_path,
        {
            **OPEN,
            **{
                f"docs/inside-{number}.md": f"---\naudience: engineers\n---\n{text}\n"
                for number, text in enumerate(INNOCENT.values())
            },
            "docs/plans-for-teams/wages-and-more.md": "---\naudience: engineers\n---\n# Inside\n\nText.\n",
            "changelog/2025-09.md": entry("Inside", "2025-09-01", audience="engineers"),
            "changelog/september.md": entry("Inside too", "2025-09-01", audience="engineers"),
        },
    )
    theme = {"name": "material", "font": False, "features": ["content.action.edit"]}
    nav = [
        "index.md",
        {"Guides": ["one.md", "two.md", "three.md"]},
        {"Now": "https://status.example.net/now"},
    ]
    sample.configure({"theme": theme, "edit_uri": "edit/main/docs/", "nav": nav})
    assert sample.problems() == []
    assert alarms(sample) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3, 24))
def test_there_is_no_false_alarm_in_many_sites(
    seed: int, tmp_path: Path, tally: Callable[[str, int], None]
) -> None:
    assert alarms(random_site(tmp_path, seed)) == []
    tally(CLEAN, 1)


@pytest.mark.long
@pytest.mark.parametrize(
    ("bundle", "config", "folders"),
    [
        ("clef-handbook.bundle", CLEF + README, CLEF_FOLDERS),
        ("wp-cli-handbook.bundle", WP_CLI + README, WP_CLI_FOLDERS),
    ],
)
def test_there_is_no_false_alarm_in_a_real_handbook(
    bundle: str, config: str, folders: dict[str, str], tmp_path: Path, shared: Path
) -> None:
    handbook: Handbook = set_up(tmp_path, shared / "corpora" / bundle, config, folders)
    handbook.build()
    done = CliRunner().invoke(main, ["verify", "-f", str(tmp_path / "mkdocs.yml")])
    assert done.exit_code == 0, done.output


def test_a_report_is_the_same_for_the_same(tmp_path: Path) -> None:
    sample = Sample.make(tmp_path / "site")
    sample.build()
    command = ["verify", "-f", str(sample.path / "mkdocs.yml"), f"--now={NOW.isoformat()}", "--report"]
    for name in ("one", "two"):
        done = CliRunner().invoke(main, [*command, str(tmp_path / f"{name}.json")])
        assert done.exit_code == 0, done.output
    one = (tmp_path / "one.json").read_bytes()
    assert one == (tmp_path / "two.json").read_bytes()
    public = json.loads(one)["editions"]["public"]
    page = public["files"]["guides/start/index.html"]
    assert list(page["sources"]) == ["docs/guides/start.md"]
    assert page["sources"]["docs/guides/start.md"] == sample.repo.git(
        "log", "-1", "--format=%H", "docs/guides/start.md"
    )
    assert public["audiences"] == ["customers"]
    assert public["withheld"]["items"] == 5
    assert "| Leaks | 0 |" in (tmp_path / "one.md").read_text(encoding="utf-8")


def test_a_report_names_no_commit_that_does_not_hold_what_was_built(tmp_path: Path) -> None:
    sample = Sample.make(tmp_path / "site")
    sample.build()
    start = sample.path / "docs/guides/start.md"
    start.write_text(start.read_text(encoding="utf-8") + "\nMore of it.\n", encoding="utf-8")
    command = ["verify", "-f", str(sample.path / "mkdocs.yml"), f"--now={NOW.isoformat()}", "--report"]
    for name in ("one", "two"):  # a report is nothing that a site is made from
        CliRunner().invoke(main, [*command, str(sample.path / f"{name}.json")])
    one, two = (json.loads((sample.path / f"{name}.json").read_bytes()) for name in ("one", "two"))
    assert one == two
    assert one["uncommitted"] == ["docs/guides/start.md"]
    assert one["editions"]["public"]["files"]["guides/start/index.html"]["sources"] == {
        "docs/guides/start.md": ""
    }
    page = (sample.path / "one.md").read_text(encoding="utf-8")
    assert (
        f"commit `{sample.repo.sha()}`, **with uncommitted changes** in:\n\n- `docs/guides/start.md`" in page
    )


def test_what_became_visible_is_shown(tmp_path: Path) -> None:
    sample = Sample.make(tmp_path / "site")
    sample.build()
    command = ["verify", "public", "-f", str(sample.path / "mkdocs.yml"), f"--now={NOW.isoformat()}"]
    report = tmp_path / "then.json"
    CliRunner().invoke(main, [*command, "--report", str(report)])
    then = sample.repo.sha()
    sample.edit("changelog/2.4/ledger.md", "audience: engineers", "audience: everyone")
    sample.edit("changelog/2.4/ledger.md", " See [releasing](../../docs/process/release.md).", "")
    sample.edit("changelog/2.3/slow.md", "audience: customers", "audience: engineers")
    sample.edit("changelog/dark.md", "For the night.", "For the night and the day.")
    sample.build()
    for against in (str(report), then):
        printed = CliRunner().invoke(main, [*command, "--against", against]).output
        changes = [
            line for line in printed.split("\n") if line.startswith("public: ") and "nothing" not in line
        ]
        assert changes == [
            "public: - changelog/2.3/slow.md",
            "public: + changelog/2.4/ledger.md",
            "public: ~ changelog/dark.md",
        ]


def test_a_report_overwrites_nobodys_page(tmp_path: Path) -> None:
    sample = Sample.make(tmp_path / "site")
    sample.build()
    (tmp_path / "notes.md").write_text("# Mine\n", encoding="utf-8")
    command = ["verify", "-f", str(sample.path / "mkdocs.yml"), "--report", str(tmp_path / "notes.json")]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 2
    assert "notes.md is there already" in done.output.replace("\n", "")
    assert (tmp_path / "notes.md").read_text(encoding="utf-8") == "# Mine\n"

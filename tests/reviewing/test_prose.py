"""Rules of prose: what is said, where, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.sample import Json, Sample

from broadsheet.cli import main
from broadsheet.config.review_options import ProseOptions
from broadsheet.reviewing.prose import ends_with_full_stop

INDEX = "---\naudience: everyone\n---\n# Index\n\nText.\n"
FORBIDDEN = {r"[A-Z]{2,}-\d+": "a ticket's key", r"intranet\.example": "an internal host"}


def entry(title: str, text: str = "Text.", *lines: str, audience: str = "everyone") -> str:
    matter = "\n".join((f"title: {title}", f"audience: {audience}", "type: added", *lines))
    return f"---\n{matter}\n---\n{text}\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """A project with a page and an entry that there is nothing to say of."""
    monkeypatch.chdir(tmp_path)
    return Sample.small(tmp_path, {"docs/index.md": INDEX, "changelog/e.md": entry("Add a thing")})


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ("check", *args))


def told(done: Result) -> list[str]:
    """What is said, without hints."""
    return [line for line in done.stderr.splitlines() if ": BS" in line]


def prose(**options: Json) -> dict[str, Json]:
    return {"prose": options}


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("a" * 81, "BS801 warning: the title is 81 characters long; the limit is 80"),
        ("Added a thing", "BS802 warning: the title begins with “Added”"),
        ("fixes a thing", "BS802 warning: the title begins with “fixes”"),
        ("Add a thing.", "BS803 warning: the title ends with a full stop"),
        ("Various fixes", "BS804 warning: the title “Various fixes” says nothing"),
        ("Bug fixes & performance improvements", "BS804 warning: the title “Bug fixes & performance"),
    ],
)
def test_titles(title: str, words: str, site: Sample) -> None:
    site.write({"changelog/e.md": entry(f'"{title}"')})
    done = run()
    assert done.exit_code == 0
    (line,) = told(done)
    assert line.startswith(f"changelog/e.md:2: {words}")
    site.write(
        {"changelog/e.md": f"---\naudience: everyone\ntype: added\n---\n\n<!-- a\nb -->\n# {title}\n\nT.\n"}
    )
    (line,) = told(run())
    assert line.startswith(f"changelog/e.md:8: {words}")


@pytest.mark.parametrize(
    "title",
    [
        "Changes to pricing",
        "Updates for the API",
        "Export to Parquet",
        "Fix login",
        "Fix 3 bugs",
        "Fix `fixes`",
        "Dark mode",
        "Work with e.g.",
        "Mind what is left…",
        "Wait...",
        "Welcome Example Inc.",
        "Fix the cleanup of drafts",
    ],
)
def test_titles_that_are_left_alone(title: str, site: Sample) -> None:
    site.write({"changelog/e.md": entry(f"'{title}'")})
    assert run().stderr == ""


def test_what_to_write_instead_is_said(site: Sample) -> None:
    site.write({"changelog/e.md": entry("Removing a thing")})
    assert "  → Write “Remove …”." in run().stderr


def test_words_can_be_chosen(site: Sample) -> None:
    site.configure(plugin=prose(first_words={"Neu": "Neuerung"}, filler=["diverses"], title_length=12))
    site.write(
        {
            "changelog/a.md": entry("Neu da"),
            "changelog/b.md": entry("Diverses"),
            "changelog/e.md": entry("Added it"),
        }
    )
    assert [line.partition(" warning")[0] for line in told(run())] == [
        "changelog/a.md:2: BS802",
        "changelog/b.md:2: BS804",
    ]


def test_drafts_are_looked_at_since_they_are_written_now(site: Sample) -> None:
    site.write({"changelog/e.md": entry("Added it", "Text.", "draft: true")})
    assert "BS802" in run().stderr


def test_a_text_that_says_nothing(site: Sample) -> None:
    site.write(
        {
            "changelog/bare.md": entry("Mend search", "Various bug fixes and improvements."),
            "changelog/item.md": entry("Mend lists", "They are fast.\n\n- Sorting\n- Minor fixes\n"),
            "changelog/fine.md": entry(
                "Mend pages", "## Bug fixes\n\nBug fixes\n\n- Sorting works\n- [Fixes](e.md)\n"
            ),
        }
    )
    assert told(run()) == [
        "changelog/bare.md:6: BS804 warning: “Various bug fixes and improvements.” says nothing",
        "changelog/item.md:9: BS804 warning: “Minor fixes” says nothing",
    ]


def test_images_without_a_description(site: Sample) -> None:
    text = (
        "![](x.png) ![ ](<x.png>) ![A picture](x.png)\n\n"
        '<img src="x.png"> <img src="x.png" alt=""> <img alt="A" src="x.png">\n\n'
        "`![](x.png)`\n\n```\n![](x.png)\n```\n\n[](x.png)\n\n/// audience | support\n![](x.png)\n///"
    )
    site.write(
        {
            "docs/more.md": f"{INDEX}\n{text}\n",
            "docs/x.png": b"png",
            "changelog/x.png": b"png",
            "changelog/2.4/index.md": "---\naudience: everyone\n---\n# 2.4\n\n![](../x.png)\n",
        }
    )
    message = "has no description for those who cannot see it"
    assert told(run()) == [
        f"changelog/2.4/index.md:6: BS806 warning: the image “../x.png” {message}",
        f"docs/more.md:8: BS806 warning: the image “x.png” {message}",
        f"docs/more.md:10: BS806 warning: the image “x.png” {message}",
        f"docs/more.md:21: BS806 warning: the image “x.png” {message}",
    ]


def test_internal_words_are_found_wherever_readers_get_them(site: Sample) -> None:
    site.configure(plugin=prose(forbidden=FORBIDDEN))
    links = "links: [{title: AB-3, url: https://intranet.example/x}, {pr: 4}]"
    text = "<!-- AB-5\nAB-5 -->\nSee [it](https://intranet.example/AB-6).\n\n```\nAB-7\n```"
    site.write(
        {
            "changelog/e.md": entry(
                "Mend AB-1", text, "breaking: true", "action: Look at AB-2.", links, "id: ab-9-AB-8"
            ),
            "docs/index.md": "---\naudience: everyone\ndescription: AB-1\ntags: [AB-2]\n---\n# AB-3\n",
        }
    )
    found = [line.partition(" can be")[0].replace("BS805 warning: ", "") for line in told(run())]
    assert found == [
        "changelog/e.md:2: “AB-1” (a ticket's key)",
        "changelog/e.md:6: “AB-2” (a ticket's key)",
        "changelog/e.md:7: “AB-3” (a ticket's key)",
        "changelog/e.md:7: “intranet.example” (an internal host)",
        "changelog/e.md:8: “AB-8” (a ticket's key)",
        "changelog/e.md:12: “AB-6” (a ticket's key)",
        "changelog/e.md:12: “intranet.example” (an internal host)",
        "changelog/e.md:15: “AB-7” (a ticket's key)",
        "docs/index.md:3: “AB-1” (a ticket's key)",
        "docs/index.md:4: “AB-2” (a ticket's key)",
        "docs/index.md:6: “AB-3” (a ticket's key)",
    ]


def test_internal_words_may_stand_where_internal_readers_alone_see_them(site: Sample) -> None:
    site.configure(plugin=prose(forbidden=FORBIDDEN))
    block = "Text.\n\n/// audience | {}\nAB-1\n///"
    site.write(
        {
            "changelog/e.md": entry("Mend it", block.format("engineers")),
            "changelog/f.md": entry("Mend that", block.format("support, engineers")),
            "docs/process.md": INDEX.replace("everyone", "engineers") + "AB-2\n",
        }
    )
    assert told(run()) == [
        "changelog/f.md:9: BS805 warning: “AB-1” (a ticket's key) can be read in the edition “partners”"
    ]


def test_all_editions_that_show_it_are_named(site: Sample) -> None:
    site.configure(plugin=prose(forbidden=FORBIDDEN))
    site.write({"changelog/e.md": entry("Mend it", "AB-1")})
    editions = "editions “public” and “partners”"
    assert told(run()) == [
        f"changelog/e.md:6: BS805 warning: “AB-1” (a ticket's key) can be read in the {editions}"
    ]


def test_an_entry_that_waits_is_looked_at_before_it_is_read(site: Sample) -> None:
    site.configure(plugin=prose(forbidden=FORBIDDEN))
    site.write({"changelog/e.md": entry("Mend it", "AB-1", "publish_on: 2199-01-01")})
    assert "BS805" in run().stderr


def test_lines_are_right_behind_includes(site: Sample) -> None:
    site.configure(
        {"markdown_extensions": [{"pymdownx.snippets": {"base_path": ["."]}}]}, prose(forbidden=FORBIDDEN)
    )
    site.write(
        {"part.txt": "one\ntwo AB-1\nthree\n", "changelog/e.md": entry("Mend it", '--8<-- "part.txt"\nAB-2')}
    )
    assert [line.partition(" BS")[0] + line.partition("warning:")[2][:8] for line in told(run())] == [
        "changelog/e.md:6: “AB-1” ",
        "changelog/e.md:7: “AB-2” ",
    ]


def test_lines_are_right_behind_a_heading_of_two_lines(site: Sample) -> None:
    site.configure(plugin=prose(forbidden=FORBIDDEN))
    site.write(
        {"changelog/e.md": "---\naudience: everyone\ntype: added\n---\n\nMend it\n=======\n\nText.\nAB-2\n"}
    )
    assert told(run())[0].startswith("changelog/e.md:10: BS805")


def test_severity_is_the_site_s_to_decide(site: Sample) -> None:
    site.configure(plugin=prose(severity={"BS803": "error", "BS802": "ignore"}))
    site.write({"changelog/e.md": entry("Added it.")})
    done = run()
    assert done.exit_code == 1
    assert told(done) == ["changelog/e.md:2: BS803 the title ends with a full stop"]


def test_a_build_says_nothing_of_it(site: Sample) -> None:
    site.configure(plugin=prose(severity={"BS803": "error"}))
    site.write({"changelog/e.md": entry("Added it.")})
    assert site.problems("public") == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"forbidden": {"[A-Z": "x"}}, "BS002 “[A-Z” is no regular expression: unterminated character set"),
        ({"forbidden": {"x*": "x"}}, "BS002 “x*” also matches nothing at all"),
        ({"severity": {"BS402": "error"}}, "BS002 “BS402” is no finding about prose"),
        ({"severity": {"BS801": "off"}}, "BS222 “prose.severity.BS801” is wrong"),
        ({"title_lenght": 3}, "BS220 there is no key “prose.title_lenght”"),
    ],
)
def test_a_configuration_that_cannot_be(options: Json, words: str, site: Sample) -> None:
    site.configure(plugin={"prose": options})
    text = (site.path / "mkdocs.yml").read_text().splitlines()
    line = next(number for number, line in enumerate(text, 1) if line.strip() == "prose:")
    done = run()
    assert done.exit_code == 2
    assert words in done.stderr
    assert int(done.stderr.split(":")[1]) > line


def test_what_is_configured_is_what_is_described() -> None:
    fields = ProseOptions.model_fields.values()
    assert all(field.description for field in fields)
    assert ends_with_full_stop("a b.")

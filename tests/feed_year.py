"""A year in the life of a changelog, step by step, and what subscribers may see as new after each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from broadsheet import building
from broadsheet.errors import FindingsError
from broadsheet.order import Order
from tests.sample import PLUGIN, PNG, Json, Sample, shown

AUDIENCES = ("customers", "support", "all")
"""Those whose feeds are followed; ``all`` is the feed of everything in an edition."""
CONFIG = {"use_directory_urls": True}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does.

    Args:
        take: Does it.
        new: Items that subscribers see as new afterwards, as ``id@audience``.
        gone: Items that the feeds do not hold any more.
        back: Items that they hold again, and that are new to nobody.
    """

    take: Callable[[Year], None]
    new: frozenset[str]
    gone: frozenset[str]
    back: frozenset[str]

    @property
    def name(self) -> str:
        """What is done."""
        return self.take.__name__


class Year:
    """The site, its clock, and its configuration.

    Args:
        site: A repository without entries.
    """

    def __init__(self, site: Sample) -> None:
        self.site = site
        self.now = datetime(2026, 1, 5, 9, tzinfo=UTC)
        self.plugin: dict[str, Json] = {"types": ["added", "changed", "fixed", "security"]}
        self.config: dict[str, Json] = {}

    def take(self, step: Step) -> None:
        """Let eight days pass, take a step, and publish."""
        self.now += timedelta(days=8)
        self.site.repo.wait(self.now)
        step.take(self)
        self.now += timedelta(days=1)
        settings = self.site.settings()
        findings = building.collector(settings)
        try:
            building.build(settings, findings, Order((), now=self.now))
        except FindingsError as error:
            raise AssertionError(f"{step.name}: {shown(error.findings)}") from error

    def configure(self, **plugin: Json) -> None:
        """Change options of the plugin, and commit that."""
        self.plugin |= plugin
        self.site.configure(self.config, self.plugin)
        self.site.repo.commit()

    def move(self, source: str, target: str) -> None:
        """Move a file, and commit that."""
        self.site.repo.mv(source, target)
        self.site.repo.commit()

    def command(self, *args: str) -> None:
        """Run a command, and commit what it wrote."""
        done = self.site.run(*args)
        assert done.returncode == 0, done.stderr
        self.site.repo.commit()


YEAR: list[Step] = []


def items(names: str) -> frozenset[str]:
    """``one two@support`` → one for each audience, two for support alone."""
    whole = (
        name if "@" in name else " ".join(f"{name}@{one}" for one in AUDIENCES) for name in names.split()
    )
    return frozenset(" ".join(whole).split())


def step(new: str = "", gone: str = "", back: str = "") -> Callable[[Callable[[Year], None]], None]:
    """Make a function the year's next step."""
    return lambda take: YEAR.append(Step(take, items(new), items(gone), items(back)))


def entry(title: str, text: str = "Text.", **keys: str) -> str:
    """An entry for everyone, unless ``audience`` says otherwise; without a date, unless one is given."""
    lines = {"title": title, "audience": "everyone", "type": "added", **keys}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in lines.items()) + f"---\n{text}\n"


def wrote(year: Year, names: Iterable[str], **keys: str) -> None:
    """Write entries of these ids, and commit them."""
    year.site.write({f"changelog/{name}.md": entry(name.title(), **keys) for name in names})


@step(new="one two three four@support four@all")
def it_begins(year: Year) -> None:
    wrote(year, ["one"], date="2026-01-01", product="api")
    wrote(year, ["two"])
    year.site.write({"changelog/3.md": entry("Three", id="three", type="fixed")})
    wrote(year, ["four"], audience="support")


@step(new="five")
def somebody_adds_an_entry(year: Year) -> None:
    wrote(year, ["five"])


@step(new="six seven eight")
def three_come_in_one_commit(year: Year) -> None:
    wrote(year, ["eight", "six", "seven"])


@step(new="nine")
def one_is_dated_between_others(year: Year) -> None:
    wrote(year, ["nine"], date="2026-01-14")


@step()
def nothing_happens(year: Year) -> None:
    pass


@step()
def a_title_changes(year: Year) -> None:
    year.site.edit("changelog/one.md", "title: One", "title: Another & <better> name")


@step()
def a_text_changes(year: Year) -> None:
    year.site.edit("changelog/two.md", "Text.", "Quite another text.\n\n- and\n- a list")


@step()
def a_picture_is_added(year: Year) -> None:
    year.site.repo.write("changelog/img/shot.png", PNG)
    year.site.edit("changelog/two.md", "Quite", "![Shot](img/shot.png) Quite")


@step()
def a_file_with_an_id_is_renamed(year: Year) -> None:
    year.move("changelog/3.md", "changelog/later/drei.md")


@step()
def an_id_is_written_down_and_the_file_renamed(year: Year) -> None:
    year.site.edit("changelog/two.md", "audience", "id: two\naudience")
    year.move("changelog/two.md", "changelog/second.md")


@step()
def a_file_is_renamed_in_case_only(year: Year) -> None:
    year.move("changelog/second.md", "changelog/Second.md")


@step()
def one_moves_into_the_folder_of_a_release(year: Year) -> None:
    year.move("changelog/one.md", "changelog/0.9/one.md")


@step()
def a_release_is_made(year: Year) -> None:
    year.command("release", "1.0", "--now", year.now.isoformat())


@step()
def the_release_is_tagged(year: Year) -> None:
    year.site.repo.tag("v1.0", annotated=True)


@step(new="ten")
def work_goes_on_after_the_release(year: Year) -> None:
    wrote(year, ["ten"])


@step()
def one_moves_to_another_release(year: Year) -> None:
    year.move("changelog/0.9/one.md", "changelog/0.8/one.md")


@step()
def tags_are_set_late_and_elsewhere(year: Year) -> None:
    year.site.repo.tag("v0.5", at="HEAD~3")
    year.site.repo.git("tag", "--delete", "v1.0")


@step(new="eleven@customers eleven@all")
def an_entry_is_for_customers_alone(year: Year) -> None:
    wrote(year, ["eleven"], audience="customers")


@step(new="eleven@support")
def support_may_read_it_too(year: Year) -> None:
    year.site.edit("changelog/eleven.md", "audience: customers", "audience: [customers, support]")


@step(gone="eleven@customers")
def customers_may_not_any_more(year: Year) -> None:
    year.site.edit("changelog/eleven.md", "audience: [customers, support]", "audience: support")


@step(back="eleven@customers")
def they_may_again(year: Year) -> None:
    year.site.edit("changelog/eleven.md", "audience: support", "audience: [customers, support]")


@step()
def a_block_for_one_audience_is_added(year: Year) -> None:
    year.site.edit("changelog/five.md", "Text.", "Text.\n\n/// audience | support\nMore.\n///")


@step()
def a_product_is_renamed(year: Year) -> None:
    products = {"interface": "Interface", "reports": "Reports"}
    year.site.edit("changelog/0.8/one.md", "product: api", "product: interface")
    year.configure(products=products)


@step()
def a_type_is_renamed(year: Year) -> None:
    year.site.edit("changelog/later/drei.md", "type: fixed", "type: mended")
    year.configure(types=["added", "changed", "mended", "security"])


@step()
def it_turns_out_to_be_breaking(year: Year) -> None:
    year.site.edit("changelog/five.md", "type: added", "type: added\nbreaking: true\naction: Do it now.")


@step()
def a_date_is_written_with_another_time_zone(year: Year) -> None:
    year.site.edit("changelog/0.8/one.md", "date: 2026-01-01", "date: 2026-01-01T01:30:00+14:00")


@step(new="twelve")
def somebody_commits_from_the_other_side_of_the_world(year: Year) -> None:
    year.site.repo.write("changelog/twelve.md", entry("Twelve"))
    year.site.repo.commit(date=f"{year.now:%Y-%m-%d}T23:30:00-11:00")


@step()
def the_authority_is_written_down(year: Year) -> None:
    year.configure(feeds={"authority": "docs.example.com,2026"})


@step()
def the_site_moves_to_another_host(year: Year) -> None:
    editions: Json = PLUGIN["editions"]
    moved = {
        name: {**editions[name], "site_url": f"https://new.example.org/{name}/"}
        for name in ("public", "internal")
    }
    year.configure(editions=moved)


@step()
def addresses_look_different(year: Year) -> None:
    year.config["use_directory_urls"] = False
    year.configure()


@step(gone="seven")
def an_entry_is_deleted(year: Year) -> None:
    """And with it what the release's page says of it."""
    page = year.site.path / "changelog/1.0/index.md"
    lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
    page.write_text("".join(line for line in lines if "seven" not in line), encoding="utf-8")
    year.site.repo.rm("changelog/seven.md")
    year.site.repo.commit()


@step(gone="ten")
def an_entry_becomes_a_draft_again(year: Year) -> None:
    year.site.edit("changelog/ten.md", "type: added", "type: added\ndraft: true")


@step(back="ten")
def it_is_none_any_more(year: Year) -> None:
    year.site.edit("changelog/ten.md", "draft: true\n", "")


@step()
def one_is_written_for_later(year: Year) -> None:
    wrote(year, ["later-on"], publish_on=f"{year.now + timedelta(days=5):%Y-%m-%d}")


@step(new="later-on")
def its_day_comes(year: Year) -> None:
    pass


@step(gone="twelve")
def one_expires(year: Year) -> None:
    year.site.edit("changelog/twelve.md", "type: added", f"type: added\nexpires_on: {year.now:%Y-%m-%d}")


@step(new="leak")
def a_security_entry_is_published(year: Year) -> None:
    wrote(year, ["leak"], type="security")


@step()
def it_is_corrected(year: Year) -> None:
    year.site.edit(
        "changelog/leak.md", "Text.", "**Corrected:** versions before 1.0 are concerned, too.\n\nText."
    )


@step(new="thirteen")
def it_is_merged_from_an_old_branch(year: Year) -> None:
    year.site.repo.branch("old", "HEAD~5")
    wrote(year, ["thirteen"])
    year.site.repo.checkout("main")
    year.site.repo.merge("old")


@step()
def an_edit_is_reverted(year: Year) -> None:
    year.site.edit("changelog/nine.md", "Text.", "Wrong.")
    year.site.repo.git("-c", "user.name=A", "-c", "user.email=a@example.com", "revert", "--no-edit", "HEAD")


@step()
def audiences_get_other_titles_and_another_order(year: Year) -> None:
    titles = {"engineers": "Those who build", "support": "Help desk", "customers": "Buyers"}
    year.configure(audiences={name: {"title": title} for name, title in titles.items()})


@step()
def an_audience_is_added(year: Year) -> None:
    audiences: Json = year.plugin["audiences"]
    year.configure(audiences={**audiences, "partners": {"title": "Partners"}})


@step()
def the_site_is_renamed(year: Year) -> None:
    year.config["site_name"] = "Quite another name"
    year.configure()


@step(gone="one two three four@support four@all nine")
def the_limit_is_lowered(year: Year) -> None:
    year.configure(feeds={"authority": "docs.example.com,2026", "limit": 8})


@step(back="one two three four@support four@all nine")
def the_limit_is_raised(year: Year) -> None:
    year.configure(feeds={"authority": "docs.example.com,2026", "limit": 40})


@step(new="fourteen")
def a_new_entry_takes_an_old_path(year: Year) -> None:
    year.move("changelog/later/drei.md", "changelog/1.0/drei.md")
    year.site.write({"changelog/later/drei.md": entry("Fourteen", id="fourteen")})


@step()
def the_folder_of_entries_is_renamed(year: Year) -> None:
    year.site.repo.mv("changelog", "news")
    year.configure(changelog_dir="news")


@step(new="fifteen")
def history_is_squashed(year: Year) -> None:
    year.site.repo.write("news/fifteen.md", entry("Fifteen"))
    year.site.repo.git("checkout", "--quiet", "--orphan", "fresh")
    year.site.repo.commit()
    year.site.repo.git("branch", "--quiet", "--move", "--force", "main")

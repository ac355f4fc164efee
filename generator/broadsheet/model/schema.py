"""What front matter may say: one pydantic schema for each kind of file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from broadsheet.model.kinds import Kind


def _as_list(value: Any) -> Any:
    """Let ``audience: support`` stand for ``audience: [support]``."""
    return value if isinstance(value, list) else [value]


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Words = Annotated[list[Text], BeforeValidator(_as_list, json_schema_input_type=Text | list[Text])]
Day = date | datetime
Interval = Annotated[str, StringConstraints(pattern=r"^[1-9]\d*[dwmy]$")]


class Schema(BaseModel):
    """Unknown keys are refused: a mistyped ``audience`` must not publish a page to everyone."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ItemMatter(Schema):
    """What every item may say."""

    title: Text | None = Field(None, description="The title; else the first heading.")
    audience: Words | None = Field(
        None,
        description="Who may read it: names of audiences, or `everyone`; else what its folder says.",
    )


class PathMatter(Schema):
    """Makes a folder's index the start of an onboarding path."""

    role: Text = Field(description="For whom the path is.")
    duration: Text | None = Field(
        None, description="How long all of it takes, in words; else the steps' minutes together."
    )


class FolderMatter(Schema):
    """A folder's ``.meta.yml``: defaults for what lies below it."""

    audience: Words | None = Field(
        None, description="Who may read what lies below: names of audiences, or `everyone`."
    )
    kind: Kind | None = Field(None, description="What the search calls the documents.")
    owner: Text | None = Field(None, description="Who answers for the documents; internal editions show it.")
    review_every: Interval | None = Field(None, description="How often they are to be reviewed, like `90d`.")
    tags: Words = Field([], description="Words that group the documents.")
    status: Text | None = Field(None, description="Material's page status, like `new` or `deprecated`.")
    hide: list[Literal["navigation", "toc", "path", "footer", "feedback", "tags"]] = Field(
        [], description="Parts of the pages to leave out."
    )
    search: dict[str, Any] = Field({}, description="As in Material.")
    comments: bool | None = Field(None, description="As in Material.")
    template: Text | None = Field(None, description="Another template of the theme.")
    milestone: Text | None = Field(None, description="What these steps of a path belong to, like `Week 1`.")
    type: Text | None = Field(None, description="What kind of change the entries tell of.")
    product: Words | None = Field(None, description="What the entries are about.")


class DocumentMatter(ItemMatter):
    """A document's front matter: Broadsheet's keys, then those that Material's pages know."""

    kind: Kind | None = Field(None, description="What the search calls it; else what its folder's name says.")
    owner: Text | None = Field(None, description="Who answers for it; internal editions show it.")
    review_every: Interval | None = Field(None, description="How often it is to be reviewed, like `90d`.")
    reviewed_on: date | None = Field(None, description="When it last was.")
    tags: Words = Field([], description="Words that group documents.")
    status: Text | None = Field(None, description="Material's page status, like `new` or `deprecated`.")
    order: float | None = Field(None, description="Its place on an onboarding path.")
    minutes: Annotated[int, Field(gt=0)] | None = Field(
        None, description="How long this step of a path takes."
    )
    milestone: Text | None = Field(None, description="What this step of a path belongs to, like `Week 1`.")
    path: PathMatter | None = Field(
        None, description="Makes a folder's index the start of an onboarding path."
    )
    description: Text | None = Field(None, description="What search engines show; else the first paragraph.")
    subtitle: Text | None = Field(None, description="Material's subtitle in the navigation.")
    icon: Text | None = Field(None, description="Material's icon in the navigation.")
    hide: list[Literal["navigation", "toc", "path", "footer", "feedback", "tags", "overview"]] = Field(
        [], description="Parts of the page to leave out."
    )
    search: dict[str, Any] = Field({}, description="As in Material.")
    comments: bool | None = Field(None, description="As in Material.")
    template: Text | None = Field(None, description="Another template of the theme.")


class LinkMatter(Schema):
    """An item of ``links``: a title and an address, or a pull request's or issue's number."""

    title: Text | None = Field(None, description="What the link says; else the address or number.")
    url: Text | None = Field(None, description="An address, or a path relative to the entry.")
    pr: Annotated[int, Field(gt=0)] | None = Field(
        None, description="A pull or merge request's number; internal editions only."
    )
    issue: Annotated[int, Field(gt=0)] | None = Field(
        None, description="An issue's number; internal editions only."
    )


class EntryMatter(ItemMatter):
    """An entry's front matter."""

    date: Day | None = Field(
        None,
        description="When readers got the change; else when the file landed on the main line of history.",
    )
    type: Text | None = Field(None, description="What kind of change it is.")
    product: Words | None = Field(None, description="What it is about.")
    release: Text | None = Field(
        None, description="The version that it shipped in; else its folder's name or a git tag says it."
    )
    breaking: bool = Field(False, description="Whether readers must do something; then `action` is required.")
    action: Text | None = Field(None, description="What readers must do, as plain text.")
    id: Text | None = Field(
        None, description="What it is known by; else the file's name. Never changes once published."
    )
    draft: bool = Field(False, description="Keeps it out of every edition.")
    publish_on: Day | None = Field(None, description="Not before; a day starts at midnight UTC.")
    expires_on: Day | None = Field(None, description="Not from then on.")
    links: list[LinkMatter] = Field([], description="Further reading.")


class ReleaseMatter(ItemMatter):
    """The front matter of a release's ``index.md``."""

    date: Day | None = Field(
        None, description="The release's day; else its git tag's, else its newest entry's."
    )
    entries: Words = Field([], description="The ids of the entries that it gathers.")

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
Words = Annotated[list[Text], BeforeValidator(_as_list)]
Day = date | datetime


class Schema(BaseModel):
    """Unknown keys are refused: a mistyped ``audience`` must not publish a page to everyone."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ItemMatter(Schema):
    """What every item may say."""

    title: Text | None = None
    audience: Words | None = None


class PathMatter(Schema):
    """Makes a folder's index the start of an onboarding path."""

    role: Text
    duration: Text | None = None


class FolderMatter(Schema):
    """A folder's ``.meta.yml``: defaults for what lies below it."""

    audience: Words | None = None
    kind: Kind | None = None
    owner: Text | None = None
    review_every: Annotated[str, StringConstraints(pattern=r"^[1-9]\d*[dwmy]$")] | None = None
    tags: Words = []
    status: Text | None = None
    hide: list[Literal["navigation", "toc", "path", "footer", "feedback", "tags"]] = []
    search: dict[str, Any] = {}
    comments: bool | None = None
    template: Text | None = None
    milestone: Text | None = None
    type: Text | None = None
    product: Words | None = None


class DocumentMatter(ItemMatter):
    """A document's front matter: Broadsheet's keys, then those that Material's pages know."""

    kind: Kind | None = None
    owner: Text | None = None
    review_every: Annotated[str, StringConstraints(pattern=r"^[1-9]\d*[dwmy]$")] | None = None
    reviewed_on: date | None = None
    tags: Words = []
    status: Text | None = None
    order: float | None = None
    minutes: Annotated[int, Field(gt=0)] | None = None
    milestone: Text | None = None
    path: PathMatter | None = None
    description: Text | None = None
    subtitle: Text | None = None
    icon: Text | None = None
    hide: list[Literal["navigation", "toc", "path", "footer", "feedback", "tags", "overview"]] = []
    search: dict[str, Any] = {}
    comments: bool | None = None
    template: Text | None = None


class LinkMatter(Schema):
    """An item of ``links``: a title and an address, or a pull request's or issue's number."""

    title: Text | None = None
    url: Text | None = None
    pr: Annotated[int, Field(gt=0)] | None = None
    issue: Annotated[int, Field(gt=0)] | None = None


class EntryMatter(ItemMatter):
    """An entry's front matter."""

    date: Day | None = None
    type: Text | None = None
    product: Words | None = None
    release: Text | None = None
    breaking: bool = False
    action: Text | None = None
    id: Text | None = None
    draft: bool = False
    publish_on: Day | None = None
    expires_on: Day | None = None
    links: list[LinkMatter] = []


class ReleaseMatter(ItemMatter):
    """The front matter of a release's ``index.md``."""

    date: Day | None = None
    entries: Words = []

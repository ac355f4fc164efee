"""The schema of the plugin's block in ``mkdocs.yml``."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from broadsheet.config.hosting import Host
from broadsheet.config.review_options import ChangeOptions, ProseOptions
from broadsheet.limits import SECONDS
from broadsheet.model.schema import Schema, Text, Words

DEFAULT_TYPES = ("added", "changed", "fixed", "removed", "deprecated", "security")
"""The types of change that Keep a Changelog 1.1.0 names."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""What becomes part of an address: lower-case letters, digits and hyphens."""


_AUTHORITY = r"^[A-Za-z0-9]([A-Za-z0-9._@-]*[A-Za-z0-9])?,\d{4}(-\d\d(-\d\d)?)?$"
"""A host or a mail address, and a date on which it was the site's (RFC 4151 §2.1)."""


def _regex(value: str) -> str:
    try:
        groups = re.compile(value).groupindex
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"not a regular expression: {error}") from error
    if "version" not in groups:
        raise ValueError("it needs a group named version: (?P<version>…)")
    return value


def _mapping(value: object) -> object:
    """Let ``customers:`` stand for ``customers: {}``."""
    return {} if value is None else value


class AudienceOptions(Schema):
    """An audience."""

    title: Text | None = Field(None, description="What readers see; the name, capitalised, where absent.")
    description: str = Field("", description="Who these people are, in a sentence.")


class EditionOptions(Schema):
    """An edition."""

    audiences: Words = Field(min_length=1, description="The audiences it sees: names, or `everyone`.")
    site_url: Text | None = Field(None, description="Its absolute address; the site's own where absent.")
    site_name: Text | None = Field(None, description="Its name; the site's own where absent.")
    internal: bool | None = Field(
        None,
        description="Whether people's names and links to the work (owner, authors, pull requests) are shown. "
        "Where absent: yes if it sees every audience and is not the only edition.",
    )


class FeedOptions(Schema):
    """The feeds."""

    limit: Annotated[int, Field(ge=1, le=1000)] = Field(30, description="How many items a feed holds.")
    authority: Annotated[str, StringConstraints(pattern=_AUTHORITY)] | None = Field(
        None,
        description="The name that items' ids are made of (RFC 4151), like `example.com,2026`. Where absent: "
        "the host of `site_url`, else of the address of the edition that sees the fewest audiences. Set it "
        "before you change that host: ids must not change.",
    )


class ReleaseOptions(Schema):
    """How the next release is numbered."""

    scheme: Literal["semantic", "calendar"] = Field(
        "semantic",
        description="How `broadsheet release --next` counts: `semantic` by what changed, `calendar` by year "
        "and month.",
    )
    patch: list[Name] = Field(
        ["fixed", "security"],
        description="Types of entry that raise no more than the last number of a semantic version.",
    )


class Options(Schema):
    """The plugin's options."""

    changelog_dir: Text = Field("changelog", description="The folder of entries, beside `docs_dir`.")
    audiences: dict[
        Name,
        Annotated[AudienceOptions, BeforeValidator(_mapping, json_schema_input_type=AudienceOptions | None)],
    ] = Field(min_length=1, description="Whom things are for: the closed list.")
    editions: dict[Name, EditionOptions] = Field(
        {}, description="The output trees. Where absent there is one, `site`, that sees every audience."
    )
    edition: Text | None = Field(
        None,
        description="The edition that plain `mkdocs build` and `mkdocs serve` make. Where absent: the one "
        "that sees the fewest audiences.",
    )
    types: Annotated[list[Name], Field(min_length=1)] = Field(
        list(DEFAULT_TYPES), description="The types of entry there are."
    )
    products: dict[Name, Text] = Field({}, description="The products there are: name and title.")
    feeds: FeedOptions = Field(FeedOptions(), description="The feeds.")
    feedback: Annotated[str, StringConstraints(pattern=r"^(https?://|mailto:)\S+$")] | None = Field(
        None,
        description="Where readers of every edition say what is wrong with a page: an address in which "
        "`{title}`, `{url}`, `{edition}`, `{audience}` and `{text}`, which names them all, are filled in. "
        "Where absent: the form for a new issue at `repo_url`, for readers from whom nothing is withheld.",
    )
    host: Host | None = Field(
        None,
        description="Of which kind the host of `repo_url` is: `github`, `gitlab`, `gitea` (Forgejo too) or "
        "`bitbucket`. Where absent, its address tells. Name it where the host is your own and is called "
        "otherwise.",
    )
    image: Text | None = Field(
        None,
        description="A picture for links to the site: a file below `docs_dir`. Social networks want "
        "1200 × 630 pixels, as PNG or JPEG.",
    )
    git: bool = Field(
        True, description="Whether dates and authors come from git. Without it every entry needs a `date`."
    )
    release_tags: Annotated[str, AfterValidator(_regex)] = Field(
        r"v?(?P<version>\d+(\.\d+)+)",
        description="Which git tags are releases: a regular expression for the whole name, with a group "
        "`version`.",
    )
    releases: ReleaseOptions = Field(ReleaseOptions(), description="How the next release is numbered.")
    changes: ChangeOptions = Field(ChangeOptions(), description="What a change brings with it.")
    prose: ProseOptions = Field(
        ProseOptions(), description="What `broadsheet check` says about the words themselves."
    )
    untrusted: bool = Field(
        False,
        description="Whether anybody may have written the texts. Then their HTML is sanitised: it runs "
        "nothing, loads nothing from other hosts, and cannot pass for a part of the page.",
    )
    accept: list[Text] = Field(
        [],
        description="Finding codes that are only warned about. Those that protect readers cannot.",
    )
    seconds_per_page: Annotated[int, Field(ge=1, le=3600)] = Field(
        SECONDS, description="How many seconds a processor may be busy with reading, or converting, one file."
    )
    extra_keys: list[Text] = Field(
        [], description="Front matter keys of other tools. They are not read and reach no edition."
    )

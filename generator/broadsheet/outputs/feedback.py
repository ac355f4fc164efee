"""Where readers tell what is wrong with a page: the tracker's form for a new issue, filled in."""

from __future__ import annotations

from urllib.parse import quote

from broadsheet.config.settings import Settings
from broadsheet.model.items import Document, Entry
from broadsheet.model.taxonomy import Edition
from broadsheet.outputs.addresses import Addresses
from broadsheet.outputs.project import Page

_TEXT = "Page: {url}\nEdition: {edition}\nAudience: {audience}\n\n"


def feedback_url(page: Page, edition: Edition, addresses: Addresses, settings: Settings) -> str:
    """Return the address that a page's feedback goes to; empty where it has none.

    It says nothing of the reader, only what page it was, in which edition, and for whom.

    Args:
        page: The page.
        edition: The edition.
        addresses: Where its pages stand.
        settings: Says where feedback goes.
    """
    form = settings.options.feedback or (_issue_form(settings) if may_see_the_work(edition, settings) else "")
    if not form or not isinstance(page.item, Document | Entry):
        return ""
    values = {
        "title": page.title,
        "url": addresses.absolute(page.src_uri),
        "edition": edition.name,
        "audience": ", ".join(a.title for a in edition.audiences if a.name in page.item.audiences),
    }
    values["text"] = _TEXT.format_map(values)
    for name, value in values.items():
        form = form.replace(f"{{{name}}}", quote(value, safe=""))
    return form


def may_see_the_work(edition: Edition, settings: Settings) -> bool:
    """Whether an edition's readers may read the repository: those to whom nothing in it is withheld."""
    return edition.internal or len(edition.audiences) == len(settings.audiences)


def _issue_form(settings: Settings) -> str:
    """Return the form for a new issue that the repository's host has."""
    if not settings.repo_url:
        return ""
    if settings.host == "gitlab":
        return f"{settings.repo_url}/-/issues/new?issue[title]={{title}}&issue[description]={{text}}"
    text = "content" if settings.host == "bitbucket" else "body"
    return f"{settings.repo_url}/issues/new?title={{title}}&{text}={{text}}"

"""The plugin's options as MkDocs wants them declared."""

from __future__ import annotations

from mkdocs.config import config_options as c
from mkdocs.config.base import Config


class BroadsheetConfig(Config):  # type: ignore[no-untyped-call]
    """Names the options, so that MkDocs knows them.

    What they may hold is checked by :mod:`broadsheet.config.options`, which knows lines and can suggest.
    """

    changelog_dir = c.Optional(c.Type(str))
    audiences = c.Optional(c.Type(dict))
    editions = c.Optional(c.Type(dict))
    edition = c.Optional(c.Type(str))
    types = c.Optional(c.Type(list))
    products = c.Optional(c.Type(dict))
    feeds = c.Optional(c.Type(dict))
    feedback = c.Optional(c.Type(str))
    host = c.Optional(c.Type(str))
    image = c.Optional(c.Type(str))
    git = c.Optional(c.Type(bool))
    release_tags = c.Optional(c.Type(str))
    releases = c.Optional(c.Type(dict))
    changes = c.Optional(c.Type(dict))
    prose = c.Optional(c.Type(dict))
    untrusted = c.Optional(c.Type(bool))
    accept = c.Optional(c.Type(list))
    seconds_per_page = c.Optional(c.Type(int))
    extra_keys = c.Optional(c.Type(list))

"""Whether the links of an edition's pages lead to its files."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from urllib.parse import unquote

_AWAY = r"[A-Za-z][A-Za-z0-9+.-]*:|[#?/]"
"""Addresses with a scheme or of another host, parts of the same page, and those from the host's root."""
_LEADS_AWAY = re.compile(_AWAY)
_LEADS_AWAY_AS_WRITTEN = re.compile(_AWAY.encode())
_NOT_ITSELF = re.compile(rb"[\x00-\x20\"&'<>\x7f]")
_BLANKS = " \t\n\f\r"
_UP = b"../"


class Links:
    """Resolves an edition's links; what pages have in common is resolved once.

    Args:
        files: Every path that the edition has.
        dangling: Links that lead to nothing and have been reported, where they are written.
    """

    def __init__(self, files: Collection[str], dangling: Collection[str]) -> None:
        self._files = frozenset(files)
        self._dangling = frozenset(dangling)
        self._away: set[bytes] = set()
        self._fine: defaultdict[str, set[bytes]] = defaultdict(set)
        self._fine_upwards: defaultdict[str, set[bytes]] = defaultdict(set)

    def astray(self, path: str, links: Iterable[str]) -> list[str]:
        """Return those of a page's links that lead to nothing, sorted.

        Args:
            path: The page.
            links: The values of its links, as a parser reads them.
        """
        folder = posixpath.dirname(path)
        trimmed = {link.strip(_BLANKS) for link in links}
        return sorted(link for link in trimmed if not self._leads_somewhere(folder, link))

    def all_fine(self, path: str, values: set[bytes]) -> bool:
        """Say whether none of these can be a link that leads to nothing.

        Args:
            path: The page.
            values: Values of its links, as they are written.
        """
        folder = posixpath.dirname(path)
        fine = self._fine[folder]
        # A link that starts by going up means the same on every page of the folders beside this one.
        upwards = self._fine_upwards[posixpath.dirname(folder)] if folder else fine
        for value in values - self._away - upwards - fine:
            text = value[1:] if value.startswith((b'"', b"'")) else value
            if _LEADS_AWAY_AS_WRITTEN.match(text):
                self._away.add(value)
            elif self._is_fine_as_written(folder, text):
                (upwards if text.startswith(_UP) else fine).add(value)
            else:
                return False
        return True

    def _is_fine_as_written(self, folder: str, text: bytes) -> bool:
        if _NOT_ITSELF.search(text):
            return False
        try:
            return self._leads_somewhere(folder, text.decode())
        except UnicodeDecodeError:
            return False

    def _leads_somewhere(self, folder: str, link: str) -> bool:
        if not link or link in self._dangling or _LEADS_AWAY.match(link):
            return True
        address = link.partition("#")[0].partition("?")[0]
        wanted = posixpath.normpath(posixpath.join(folder, unquote(address)))
        return wanted in self._files or posixpath.normpath(f"{wanted}/index.html") in self._files

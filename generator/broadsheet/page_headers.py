"""The headers that every page of an edition can be sent with, in one place for recipes and tests.

The policy names no script and no style by its digest, and so never has to follow what changes on a page.
"""

from __future__ import annotations

from collections.abc import Mapping

DIRECTIVES: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",  # the search is a WebAssembly program
    "style-src": "'self'",
    "img-src": "'self' data:",  # Material's stylesheet holds its icons
    "font-src": "'self'",
    "media-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'self'",
}
"""What pages may load and do: nothing that comes from elsewhere, and nothing that stands in a page itself."""


def policy(directives: Mapping[str, str] = DIRECTIVES) -> str:
    """Return a Content-Security-Policy as one line."""
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "Content-Security-Policy": policy(),
}

"""What the report calls each step that is measured."""

from __future__ import annotations

OURS = "Broadsheet"
AFTER_EDIT = ", one entry edited"

COLD = f"{OURS}, cold"
EDITED = f"{OURS}{AFTER_EDIT}"
EDITED_AGAIN = f"{OURS}, edited once more"
UNCHANGED = f"{OURS}, nothing changed"
RESTORED = f"{OURS}, restored cache, one entry edited"
THREE = f"{OURS}, three editions, cold"
RELOADED = f"{OURS} serve, from saved to shown"
HISTORY_COLD = f"{OURS}, history of 30,000 commits, cold"
HISTORY_WARM = f"{OURS}, history of 30,000 commits, warm"
HISTORY_GROWN = f"{OURS}, history of 30,000 commits, warm, one commit more"

HUGO = "Hugo"
PAGEFIND = "Pagefind on Hugo's site"
BOTH = "Hugo + Pagefind"
STOCK = "MkDocs + Material"
ZENSICAL = "Zensical"

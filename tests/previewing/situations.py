"""A small site, and merges that each change something else for its readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.sample import PNG, Sample

EDITIONS = {
    "public": {"audiences": ["customers"], "site_url": "https://docs.example.com/"},
    "internal": {"audiences": ["everyone"], "site_url": "https://hub.example.com/"},
}
AUDIENCES = {"customers": {"title": "Customers"}, "support": {"title": "Support"}}
PLUGIN = {"audiences": AUDIENCES, "editions": EDITIONS, "products": {"api": "API", "reports": "Reports"}}

FILES: Mapping[str, str | bytes] = {
    "docs/index.md": "---\naudience: everyone\n---\n# Welcome\n\nBegin here.\n",
    "docs/guide.md": (
        "---\naudience: everyone\n---\n# Guide\n\nAnybody can read this.\n\n"
        "/// audience | support\nCall Ada when it burns.\n///\n"
    ),
    "docs/desk/.meta.yml": "audience: support\n",
    "docs/desk/rota.md": "# Rota\n\nAda, then Grace. ![Desk](../img/desk.png)\n",
    "docs/img/desk.png": PNG,
    "changelog/export.md": (
        "---\naudience: everyone\ntype: added\nproduct: reports\ndate: 2026-01-05\n---\n# Export\n\n"
        "Reports can be exported.\n\n/// audience | support\nTurn it on under *Admin*.\n///\n"
    ),
    "changelog/ledger.md": (
        "---\naudience: support\ntype: fixed\nproduct: api\ndate: 2026-01-04\n---\n# Ledger\n\nIt adds up.\n"
    ),
    "changelog/keys.md": (
        "---\naudience: customers\ntype: changed\nproduct: api\ndate: 2026-01-03\nbreaking: true\n"
        "action: Renew your keys.\n---\n# Keys expire\n\nAfter a year.\n"
    ),
    "changelog/draft.md": (
        "---\naudience: everyone\ntype: added\ndate: 2026-01-02\ndraft: true\n---\n# Dark mode\n\nAt night.\n"
    ),
}


def start(path: Path) -> Sample:
    """Make the site; the branch of the merge is checked out, and nothing is on it yet."""
    site = Sample.small(path, FILES, plugin=PLUGIN)
    site.repo.branch("topic")
    return site


def new_entry(site: Sample) -> None:
    """Add an entry for two audiences, who read words of their own."""
    site.write(
        {
            "changelog/parquet.md": (
                "---\naudience: [customers, support]\ntype: added\nproduct: [api, reports]\n"
                "date: 2026-01-10\nlinks: [{title: Guide, url: ../docs/guide.md}]\n---\n# Parquet\n\n"
                "Reports come as Parquet.\n\n/// audience | customers\nAsk support for it.\n///\n\n"
                "/// audience | support\nTurn it on.\n///\n"
            )
        }
    )


def retitle(site: Sample) -> None:
    """Give an entry another title."""
    site.edit("changelog/export.md", "# Export", "# Export everything")


def rename_with_id(site: Sample) -> None:
    """Rename an entry's file, and keep its id; a page goes to another address."""
    site.repo.mv("changelog/export.md", "changelog/export-of-reports.md")
    site.edit("changelog/export-of-reports.md", "type: added", "type: added\nid: export")
    site.repo.mv("docs/guide.md", "docs/handbook.md")
    site.repo.commit()


def rename_without_id(site: Sample) -> None:
    """Rename an entry's file, and with that its id."""
    site.repo.mv("changelog/export.md", "changelog/exports.md")
    site.repo.commit()


def narrow(site: Sample) -> None:
    """Take an entry from customers."""
    site.edit("changelog/export.md", "audience: everyone", "audience: support")


def widen(site: Sample) -> None:
    """Give customers an entry that was for support alone."""
    site.edit("changelog/ledger.md", "audience: support", "audience: [customers, support]")


def retarget(site: Sample) -> None:
    """Give support an entry that was for customers alone, which only the internal edition can show them."""
    site.edit("changelog/keys.md", "audience: customers", "audience: everyone")


def add_block(site: Sample) -> None:
    """Write something new for support into a page."""
    site.edit("docs/index.md", "Begin here.\n", "Begin here.\n\n/// audience | support\nSay hello.\n///\n")


def open_block(site: Sample) -> None:
    """Show everybody what was in a block for support."""
    site.edit(
        "docs/guide.md", "/// audience | support\nCall Ada when it burns.\n///", "Call Ada when it burns."
    )


def close_block(site: Sample) -> None:
    """Hide from customers what everybody could read."""
    text = "Anybody can read this."
    site.edit("docs/guide.md", text, f"/// audience | support\n{text}\n///\n\nHello.")


def open_folder(site: Sample) -> None:
    """Open a folder to everybody, and with its page a picture."""
    site.write({"docs/desk/.meta.yml": "audience: everyone\n"})


def open_edition(site: Sample) -> None:
    """Let the public edition see support's audience, too."""
    public = {**EDITIONS["public"], "audiences": ["customers", "support"]}
    site.configure(plugin={**PLUGIN, "editions": {**EDITIONS, "public": public}})
    site.repo.commit()


def new_edition(site: Sample) -> None:
    """Make another edition, and no longer make one that there was."""
    partners = {"audiences": ["customers"], "site_url": "https://example.com/partners/"}
    site.configure(plugin={**PLUGIN, "editions": {"public": EDITIONS["public"], "partners": partners}})
    site.repo.commit()


def move_site(site: Sample) -> None:
    """Move the public site to another host, and forget that ids are made of it."""
    public = {**EDITIONS["public"], "site_url": "https://help.example.org/"}
    site.configure(plugin={**PLUGIN, "editions": {**EDITIONS, "public": public}})
    site.repo.commit()


def release(site: Sample) -> None:
    """Gather two entries in a release."""
    for name in ("export", "keys"):
        site.repo.git("mv", f"changelog/{name}.md", f"changelog/{name}-moved.md")
        (site.path / "changelog/2.4").mkdir(exist_ok=True)
        site.repo.git("mv", f"changelog/{name}-moved.md", f"changelog/2.4/{name}.md")
    notes = "---\naudience: everyone\ndate: 2026-01-20\n---\n# Release 2.4\n\nAll in.\n"
    site.write({"changelog/2.4/index.md": notes})


def release_by_list(site: Sample) -> None:
    """Gather two entries in a release that names them, and move no file."""
    matter = "audience: everyone\ndate: 2026-01-20\nentries: [export, ledger]"
    site.write({"changelog/2.4/index.md": f"---\n{matter}\n---\n# Release 2.4\n\nAll in.\n"})


def delete(site: Sample) -> None:
    """Delete an entry and a page."""
    site.repo.rm("changelog/export.md")
    site.repo.rm("docs/guide.md")
    site.repo.commit()


def take_down(site: Sample) -> None:
    """Let an entry expire, and make another a draft again."""
    site.edit("changelog/export.md", "type: added", "type: added\nexpires_on: 2026-01-20")
    site.edit("changelog/keys.md", "type: changed", "type: changed\ndraft: true")


def publish_draft(site: Sample) -> None:
    """Publish what was a draft."""
    site.edit("changelog/draft.md", "draft: true\n", "")


def schedule(site: Sample) -> None:
    """Write an entry for later, and a draft."""
    text = "---\naudience: customers\ntype: added\n{}\n---\n# Later\n\nSoon.\n"
    site.write(
        {
            "changelog/later.md": text.format("publish_on: 2099-01-01"),
            "changelog/sometime.md": text.format("draft: true"),
        }
    )


def change_files(site: Sample) -> None:
    """Show a picture that was support's to customers, and change it."""
    site.edit("docs/index.md", "Begin here.", "Begin here. ![Desk](img/desk.png)")
    site.write({"docs/img/desk.png": PNG + b"other"})


def nothing(site: Sample) -> None:
    """Change what no reader sees."""
    site.write({"README.md": "Read me.\n"})


SITUATIONS: Mapping[str, Callable[[Sample], None]] = {
    one.__name__: one
    for one in (
        new_entry,
        retitle,
        rename_with_id,
        rename_without_id,
        narrow,
        widen,
        retarget,
        add_block,
        open_block,
        close_block,
        open_folder,
        open_edition,
        new_edition,
        move_site,
        release,
        release_by_list,
        delete,
        take_down,
        publish_draft,
        schedule,
        change_files,
        nothing,
    )
}
FAILING = {"rename_without_id", "move_site", "delete"}
"""Those after which readers would lose, or get twice, what they have."""

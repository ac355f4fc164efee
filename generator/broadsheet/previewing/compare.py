"""Two sides → what changes for whom. Pure: nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from broadsheet.model.items import Asset
from broadsheet.model.taxonomy import Edition
from broadsheet.previewing.feeds import lost_feeds, new_items
from broadsheet.previewing.pairs import Pair
from broadsheet.previewing.report import Change, EditionPreview, Fact, Item, Kind, Reading, Waiting
from broadsheet.previewing.sides import Side
from broadsheet.previewing.views import View, text_of
from broadsheet.previewing.words import lines_of, turned

KeyT = TypeVar("KeyT", bound=str)
_GRAVITY = {change: number for number, change in enumerate(Change)}


def compare_editions(pairs: Sequence[Pair], before: Side | None, after: Side) -> tuple[EditionPreview, ...]:
    """Say what changes in each edition that there is or was.

    Args:
        pairs: What both sides hold, paired.
        before: The one side; None where there was nothing.
        after: The other.
    """
    names = dict.fromkeys([*after.projects, *(before.projects if before else ())])
    return tuple(_Comparison(name, before, after).preview(pairs) for name in names)


def waiting(before: Side | None, after: Side) -> tuple[Waiting, ...]:
    """Return what no reader sees yet, and was not known to be so before."""
    known: Mapping[str, str] = before.content.unpublished if before else {}
    published = {entry.path for entry in before.content.entries} if before else set()
    readers = {entry.path: tuple(sorted(entry.audiences)) for entry in after.content.withheld}
    return tuple(
        Waiting(path, why, readers[path])
        for path, why in sorted(after.content.unpublished.items())
        if known.get(path) != why and path not in published
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What some readers read of an item, before and after.

    Args:
        before: Their text before; empty for none.
        after: The same after.
        exposed: Lines that were hidden from them, and no longer are.
        withdrawn: Lines that will be hidden from them, and were not.
    """

    before: str
    after: str
    exposed: tuple[str, ...]
    withdrawn: tuple[str, ...]


class _Comparison:
    """One edition, on both sides."""

    def __init__(self, name: str, before: Side | None, after: Side) -> None:
        self._name, self._before, self._after = name, before, after
        self._old = before.projects.get(name) if before else None
        self._new = after.projects.get(name)
        self._old_views: Mapping[str, View] = before.views.get(name, {}) if before else {}
        self._new_views: Mapping[str, View] = after.views.get(name, {})
        self._feeds = new_items(before, after, name)
        self._old_audiences = self._old.edition.sees if self._old else frozenset()
        self._new_audiences = self._new.edition.sees if self._new else frozenset()
        editions = [project.edition for project in (self._new, self._old) if project]
        self._audiences = dict.fromkeys(a.name for edition in editions for a in edition.audiences)

    def preview(self, pairs: Sequence[Pair]) -> EditionPreview:
        """Say what changes."""
        items = [*(item for pair in pairs if (item := self._item(pair))), *self._files()]
        project = self._new or self._old
        assert project is not None  # the name is from one of them
        told_before = self._old is not None and self._old.edition.internal
        return EditionPreview(
            name=self._name,
            state="kept" if self._old and self._new else "new" if self._new else "gone",
            audiences=tuple(audience.name for audience in project.edition.audiences),
            opened_to=tuple(
                name for name in self._audiences if name in self._new_audiences - self._old_audiences
            ),
            names_people=self._new is not None and self._new.edition.internal and not told_before,
            facts=tuple(self._facts()),
            items=tuple(sorted(items, key=lambda item: (_GRAVITY[item.change], item.kind, item.path))),
            lost_feeds=lost_feeds(self._old, self._new),
        )

    def _facts(self) -> Iterator[Fact]:
        if self._old and self._new:
            yield from _differences(_edition_facts(self._old.edition), _edition_facts(self._new.edition))

    def _item(self, pair: Pair) -> Item | None:
        old = self._old_views.get(pair.before.path) if pair.before else None
        new = self._new_views.get(pair.after.path) if pair.after else None
        view = new or old
        if view is None:
            return None
        if old and new and self._is_the_same(pair, old, new):
            return None
        facts = tuple(_item_facts(pair, old, new)) if old and new else ()
        readings = tuple(self._readings(pair, old, new, changed=bool(facts)))
        whole = self._seen(pair, old.whole if old else "", new.whole if new else "")
        changes = [reading.change for reading in readings]
        if whole.exposed or (new and not old):
            changes.append(Change.EXPOSED if pair.before else Change.ADDED)
        elif facts:
            changes.append(Change.CHANGED)
        if not changes:
            return None
        return Item(
            kind=view.kind,
            change=min(changes, key=_GRAVITY.__getitem__),
            title=_title(view),
            path=view.item.path,
            url=view.url,
            why=self._why(pair, old, new),
            held_before=old is not None,
            held_after=new is not None,
            facts=facts,
            readings=readings,
            feeds=self._feeds.get(view.item.path, ()) if new else (),
            exposed=whole.exposed,
            withdrawn=whole.withdrawn,
        )

    def _is_the_same(self, pair: Pair, old: View, new: View) -> bool:
        """Whether nothing of an item changes, as is so of nearly all; no text need be made then."""
        assert pair.before is not None
        assert pair.after is not None
        return (
            self._old_audiences == self._new_audiences
            and pair.before.body == pair.after.body
            and (old.item, old.facts, old.links) == (new.item, new.facts, new.links)
        )

    def _readings(
        self, pair: Pair, old: View | None, new: View | None, *, changed: bool
    ) -> Iterator[Reading]:
        for name in self._audiences:
            seen = self._seen(pair, old.read_by(name) if old else "", new.read_by(name) if new else "")
            change = self._change(pair, seen)
            if self._is_only_told_apart(name, seen, old, new):
                change = None
            elif seen.before and seen.before == seen.after and changed:
                change = Change.CHANGED
            if change:
                yield Reading(name, change, seen.before, seen.after, seen.exposed, seen.withdrawn)

    def _is_only_told_apart(self, audience: str, seen: _Seen, old: View | None, new: View | None) -> bool:
        """Whether an audience is new to the edition, or leaves it, and all that it reads was there anyway."""
        if audience not in self._old_audiences and old:
            return lines_of(seen.after).keys() <= lines_of(old.whole).keys()
        if audience not in self._new_audiences and new:
            return lines_of(seen.before).keys() <= lines_of(new.whole).keys()
        return False

    def _change(self, pair: Pair, seen: _Seen) -> Change | None:
        if seen.before == seen.after:
            return None
        if not seen.before:
            return Change.EXPOSED if pair.before else Change.ADDED
        if not seen.after:
            return Change.WITHDRAWN if pair.after or self._withheld(pair) else Change.REMOVED
        if seen.exposed:
            return Change.EXPOSED
        return Change.WITHDRAWN if seen.withdrawn else Change.CHANGED

    @staticmethod
    def _seen(pair: Pair, before: str, after: str) -> _Seen:
        if not before or not after or before == after:
            return _Seen(before, after, (), ())
        assert pair.before is not None
        assert pair.after is not None
        all_before, all_after = text_of(pair.before, pair.before.body), text_of(pair.after, pair.after.body)
        return _Seen(before, after, turned(all_before, before, after), turned(all_after, after, before))

    def _why(self, pair: Pair, old: View | None, new: View | None) -> str:
        """Say why an item comes or goes, where that is not told by its being new or deleted."""
        if new and not old:
            known = self._before.content.unpublished if self._before else {}
            why = known.get(new.item.path, "")
            return f"was {why.partition(':')[0]}" if why else ""
        if old and not new:
            return self._withheld(pair)
        return ""

    def _withheld(self, pair: Pair) -> str:
        return self._after.content.unpublished.get(pair.known.path, "") if pair.after is None else ""

    def _files(self) -> Iterator[Item]:
        """Yield what changes of files that are shown or offered as they are."""
        old = {asset.path: asset for asset in self._old.assets} if self._old else {}
        new = {asset.path: asset for asset in self._new.assets} if self._new else {}
        had = {asset.path for asset in self._before.content.assets} if self._before else set()
        has = {asset.path for asset in self._after.content.assets}
        for path in sorted(old.keys() | new.keys()):
            before, after = old.get(path), new.get(path)
            if before and after:
                change = None if before.digest == after.digest else Change.CHANGED
            elif after:
                change = Change.EXPOSED if path in had else Change.ADDED
            else:
                change = Change.WITHDRAWN if path in has else Change.REMOVED
            if change:
                yield self._file(before, after, change)

    def _file(self, before: Asset | None, after: Asset | None, change: Change) -> Item:
        asset, project = (after, self._new) if after else (before, self._old)
        assert asset
        assert project
        return Item(
            kind=Kind.FILE,
            change=change,
            title=asset.src_uri.rpartition("/")[2],
            path=asset.path,
            url=project.addresses.absolute(asset.src_uri),
            why="",
            held_before=before is not None,
            held_after=after is not None,
            facts=(),
            readings=(),
            feeds=(),
        )


def _title(view: View) -> str:
    return view.facts.get("title") or view.item.title


def _edition_facts(edition: Edition) -> dict[str, str]:
    return {
        "audiences": ", ".join(audience.name for audience in edition.audiences),
        "address": edition.site_url,
        "name": edition.site_name,
        "people and work shown": "yes" if edition.internal else "no",
    }


def _item_facts(pair: Pair, old: View, new: View) -> Iterator[Fact]:
    """Yield what changes besides the text.

    On a branch that took over what others merged, that landed with this merge; it is dated anew only there.
    """
    assert pair.before is not None
    assert pair.after is not None
    before, after = pair.before.times, pair.after.times
    is_touched = before.changed != after.changed or not after.committed
    for fact in _differences(old.facts, new.facts):
        if fact.name != "date" or is_touched:
            yield fact


def _differences(before: Mapping[KeyT, str], after: Mapping[KeyT, str]) -> Iterator[Fact]:
    for name in dict.fromkeys([*after, *before]):
        if before.get(name, "") != after.get(name, ""):
            yield Fact(name, before.get(name, ""), after.get(name, ""))

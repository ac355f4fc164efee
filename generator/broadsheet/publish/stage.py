"""Build beside what is published, and swap: readers have the old edition or the new one, never a half."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from broadsheet.config.places import state_folder
from broadsheet.crew import dismiss
from broadsheet.errors import PublishError
from broadsheet.publish.draft import Draft
from broadsheet.publish.glance import NOTHING, Glance, Notes, note, read_notes
from broadsheet.publish.look import Look
from broadsheet.publish.manifest import Manifest, read_ids, write_manifest
from broadsheet.publish.places import Places
from broadsheet.publish.records import load_records, save_records
from broadsheet.publish.swap import replaced
from broadsheet.store import digest

_IN_ITS_PLACE = {errno.EBUSY, errno.EXDEV}
_APART = (
    "An edition takes the place of the one before, which it cannot where that is a mounted folder: mount the "
    "folder above, and let `site_dir` name one in it."
)


class Stage:
    """Where editions are made before they are published. Use as a context manager.

    A second build of the same site waits until the first is done.

    Args:
        site_dir: The folder of all editions.
        editions: The names of all editions that there are.
        alone: Whether ``site_dir`` itself is the only edition.
        sources: Folders that output must not lie in.
        private: Whether nobody else writes there, so that what was published need not be looked at.
        waiting: Is called before another build is waited for.
    """

    def __init__(
        self,
        site_dir: Path,
        editions: Collection[str],
        *,
        alone: bool,
        sources: tuple[Path, ...] = (),
        private: bool = False,
        waiting: Callable[[], None] = lambda: None,
    ) -> None:
        self._private, self._waiting = private, waiting
        self._site_dir, self._alone = site_dir.absolute(), alone
        self._state = state_folder(self._site_dir, alone=alone)
        self._editions, self._sources = editions, sources
        # No edition's name starts like these.
        self._folder, self._lock = self._state / "_new", FileLock(self._state / "_lock")
        self._glances: dict[str, Glance] = {}
        self._notes: dict[str, Notes] = {}

    def __enter__(self) -> Stage:
        """Take the site for this build.

        Raises:
            PublishError: The output folder cannot be used.
        """
        self._refuse_dangerous()
        self._refuse_strangers()
        try:
            self._state.mkdir(parents=True, exist_ok=True)
            self._take()
            self._clean_up()
            self._folder.mkdir()
        except OSError as error:
            self._lock.release()
            raise PublishError(f"{self._state.parent} cannot be written: {error.strerror}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was not published."""
        dismiss()
        for glance in self._glances.values():
            _ = glance.has_twin  # so that no process is left behind
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.release()

    def _take(self) -> None:
        """Take the lock. The system lets go of it when a process ends, however it does."""
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            self._waiting()
            self._lock.acquire()

    def _clean_up(self) -> None:
        """Put right what a build that was killed may have left."""
        for edition in self._editions:
            places = self._places(edition)
            if os.path.lexists(places.aside) and not os.path.lexists(places.target):
                places.aside.rename(places.target)  # where two folders cannot be exchanged in one step
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def store(self) -> Path:
        """The file for what is kept from build to build and belongs to no edition alone."""
        return self._state / "store.db"

    def state(self, edition: str) -> bytes:
        """Return what stands for an edition as the last build left it."""
        records = self._places(edition).records
        return digest(records.read_bytes()) if records.exists() else b""

    def look(self, editions: Iterable[str]) -> None:
        """Begin to look at what is published, in processes beside this one; it must not have threads."""
        self._glances |= {edition: Glance(self._places(edition), beside=True) for edition in editions}

    def is_untouched(self, edition: str) -> bool:
        """Whether an edition is published as the last build left it, to the file."""
        places = self._places(edition)
        if not places.manifest.exists() or places.target.is_symlink():
            return False
        if self._glance(edition).is_untouched:
            return True
        look = Look(places)  # after a cache was restored, times may differ and nothing else
        if look.strange == look.twin_strange == frozenset():
            with suppress(OSError):  # then it will be looked at again
                note(places, load_records(places.records))
        return look.strange == frozenset()

    def folder(self, edition: str) -> Path:
        """Return a folder to make an edition in, for a draft to adopt.

        Raises:
            PublishError: Where it will be published lies something that is no edition of ours.
        """
        self._refuse_foreign(edition)
        made = self._places(edition).made
        made.parent.mkdir(exist_ok=True)
        return made

    def draft(self, edition: str) -> Draft:
        """Begin to make an edition.

        Raises:
            PublishError: Where it will be published lies something that is no edition of ours.
        """
        self._refuse_foreign(edition)
        places = self._places(edition)
        for folder in (places.new, places.new_twin):  # what was written before, and is published
            shutil.rmtree(folder, ignore_errors=True)
        if (self._private and places.notes.exists()) or self._glance(edition).has_twin:
            self._notes[edition] = read_notes(places)
            return Draft(places, load_records(places.records), frozenset(), frozenset())
        look = Look(places)
        scratch = Draft(places, {}, frozenset(), frozenset())
        if look.strange is None or look.twin_strange is None:
            return scratch
        records = load_records(places.records)
        published = {path: record for path, record in records.items() if path not in look.strange}
        if len(published) * 2 < len(records):  # then this is not what the last build left
            return scratch
        return Draft(places, published, look.strange, look.twin_strange)

    def publish(self, drafts: Sequence[tuple[Draft, Manifest]]) -> list[bool]:
        """Put editions in the place of the published ones: all, or none of them where something fails.

        Args:
            drafts: Each edition, and what it was made from; the manifest's files are told by the draft.

        Returns:
            Of each, whether any byte differs from what was published.

        Raises:
            PublishError: One cannot be written.
        """
        changed = []
        # All that takes room is written first. Then there is but to rename, in a moment.
        for draft, manifest in drafts:
            draft.assemble()
            hashes = {path: record.sha256 for path, record in draft.records.items()}
            with self._writing(manifest.edition) as places:
                write_manifest(places.new_manifest, replace(manifest, files=hashes))
        with ExitStack() as published:
            for draft, manifest in drafts:
                with self._writing(manifest.edition) as places:
                    # Whatever is published, there is a manifest that says that it is an edition.
                    places.manifest.parent.mkdir(exist_ok=True)
                    published.enter_context(
                        replaced(places.new_manifest, places.manifest, places.old_manifest)
                    )
                    changed.append(published.enter_context(draft.swapped()))
        for draft, manifest in drafts:
            with suppress(OSError):  # it is published; the next build finds what is missing, and takes longer
                self._settle(draft, manifest.edition)
        return changed

    def _settle(self, draft: Draft, edition: str) -> None:
        """Leave everything so that the next build can keep what is published."""
        places = self._places(edition)
        save_records(places.records, draft.records)
        draft.follow()
        known = self._notes.get(edition, NOTHING).after(draft.changed)
        note(places, () if self._private else draft.records, known)

    @contextmanager
    def _writing(self, edition: str) -> Iterator[Places]:
        """Yield an edition's places, and say where it is if it cannot be written."""
        places = self._places(edition)
        try:
            yield places
        except OSError as error:
            message = f"{places.target} cannot be published: {error.strerror}"
            raise PublishError(message, _APART if error.errno in _IN_ITS_PLACE else "") from error

    def _glance(self, edition: str) -> Glance:
        return self._glances.pop(edition, None) or Glance(self._places(edition))

    def _places(self, edition: str) -> Places:
        return Places.of(self.target(edition), self._state / edition, self._folder / edition)

    def _refuse_foreign(self, edition: str) -> None:
        """Refuse to publish where something is, unless it is the edition itself."""
        target = self.target(edition)
        if target.is_symlink():
            hint = "Let `site_dir` name a folder; the one above it may be a link."
            raise PublishError(f"{target} is a symbolic link, which an edition would take the place of", hint)
        if not target.is_dir():
            free = not os.path.lexists(target)
        else:
            free = not any(target.iterdir()) or read_ids(self._places(edition).manifest) is not None
        if not free:
            raise PublishError(
                f"{target} is not empty, and no edition of this site",
                "Move it away or delete it, or set another `site_dir`.",
            )

    def target(self, edition: str) -> Path:
        """Return where an edition is published."""
        return self._site_dir if self._alone else self._site_dir / edition

    def _refuse_strangers(self) -> None:
        """Refuse to publish beside what is no edition: it would be deployed with them, for whoever reads."""
        if self._alone or not self._site_dir.is_dir():
            return
        known = {*self._editions, self._state.name}
        strangers = sorted(path.name for path in self._site_dir.iterdir() if path.name not in known)
        if strangers:
            named = ", ".join(strangers[:5]) + (", …" if len(strangers) > 5 else "")
            raise PublishError(
                f"{self._site_dir} holds what is no edition of this site: {named}",
                "Move it away or delete it, or set another `site_dir`.",
            )

    def _refuse_dangerous(self) -> None:
        site = self._site_dir.resolve()
        homes = [Path("/")]
        with suppress(RuntimeError):  # a user without one, as in containers
            homes.append(Path.home().resolve())
        if any(home.is_relative_to(site) for home in homes):
            raise PublishError(f"{site} cannot be the output folder", "Set another `site_dir`.")
        for source in self._sources:
            if site.is_relative_to(source.resolve()) or source.resolve().is_relative_to(site):
                raise PublishError(
                    f"the output folder {site} and the source folder {source} lie in each other",
                    "Set another `site_dir`.",
                )

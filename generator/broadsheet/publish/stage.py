"""Build beside what is published, and swap: readers have the old edition or the new one, never a half."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from filelock import FileLock

from broadsheet.errors import PublishError
from broadsheet.publish.manifest import (
    Manifest,
    digest,
    manifest_path,
    read_manifest,
    state_folder,
    write_manifest,
)
from broadsheet.publish.swap import swap


class Stage:
    """Where editions are made before they are published. Use as a context manager.

    A second build of the same site waits until the first is done.

    Args:
        site_dir: The folder of all editions.
        editions: The names of all editions that there are.
        alone: Whether ``site_dir`` itself is the only edition.
        sources: Folders that output must not lie in.
    """

    def __init__(
        self, site_dir: Path, editions: Collection[str], *, alone: bool, sources: tuple[Path, ...] = ()
    ) -> None:
        self._site_dir, self._alone = site_dir.absolute(), alone
        self._state = state_folder(self._site_dir, alone=alone)
        self._editions, self._sources = editions, sources
        # No edition's name starts like these.
        self._folder, self._lock = self._state / "_new", FileLock(self._state / "_lock")

    def __enter__(self) -> Stage:
        """Take the site for this build.

        Raises:
            PublishError: The output folder cannot be used.
        """
        self._refuse_dangerous()
        self._refuse_strangers()
        try:
            self._state.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            shutil.rmtree(self._folder, ignore_errors=True)  # a build that was killed may have left it
            self._folder.mkdir()
        except OSError as error:
            raise PublishError(f"{self._state.parent} cannot be written: {error.strerror}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove what was not published."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.release()

    def folder(self, edition: str) -> Path:
        """Return the folder to make an edition in.

        Raises:
            PublishError: Where it will be published lies something that is no edition of ours.
        """
        target = self._target(edition)
        if not self._is_free(edition):
            raise PublishError(
                f"{target} is not empty, and no edition of this site",
                "Move it away or delete it, or set another `site_dir`.",
            )
        return self._folder / edition

    def published(self, edition: str) -> Manifest | None:
        """Return the manifest of an edition as it is published; None where there is none."""
        return read_manifest(manifest_path(self._site_dir, edition, alone=self._alone))

    def publish(self, manifest: Manifest) -> bool:
        """Put an edition in the place of the published one.

        Args:
            manifest: What it was made from; its files are counted here.

        Returns:
            Whether any byte differs from what was published.
        """
        made, target = self._folder / manifest.edition, self._target(manifest.edition)
        complete = replace(manifest, files=digest(made))
        before = self.published(manifest.edition)
        changed = not target.is_dir() or before is None or digest(target) != complete.files
        if changed:
            swap(made, target)
        write_manifest(manifest_path(self._site_dir, manifest.edition, alone=self._alone), complete)
        return changed

    def _is_free(self, edition: str) -> bool:
        """Whether an edition's place is empty, or holds the edition itself."""
        target = self._target(edition)
        if target.is_symlink() or not target.is_dir():
            return not os.path.lexists(target)
        return self.published(edition) is not None or not any(target.iterdir())

    def _target(self, edition: str) -> Path:
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
        if Path.home().resolve().is_relative_to(site):  # as it is to /
            raise PublishError(f"{site} cannot be the output folder", "Set another `site_dir`.")
        for source in self._sources:
            if site.is_relative_to(source.resolve()) or source.resolve().is_relative_to(site):
                raise PublishError(
                    f"the output folder {site} and the source folder {source} lie in each other",
                    "Set another `site_dir`.",
                )

"""What an edition has besides its pages: feeds, data for programs, and the pages as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from broadsheet.config.settings import Settings
from broadsheet.model.items import Content
from broadsheet.outputs.api import API_PATHS, NEXT, api_files, next_file, release_file, release_path
from broadsheet.outputs.feed_plan import feed_paths
from broadsheet.outputs.feeds import FeedWriter, feed_list
from broadsheet.outputs.fragments import Fragments
from broadsheet.outputs.keys import Keys
from broadsheet.outputs.mirrors import mirror, mirror_list, mirror_path
from broadsheet.outputs.project import Page, Project
from broadsheet.store import digest


@dataclass(frozen=True, slots=True)
class Output:
    """Files that are made together.

    Args:
        paths: Where they stand in the edition.
        key: Stands for what they are made from.
        make: Returns their bytes, by path.
    """

    paths: tuple[str, ...]
    key: bytes
    make: Callable[[], Mapping[str, bytes]]


def plan_outputs(
    project: Project,
    content: Content,
    settings: Settings,
    fragments: Fragments,
    keys: Keys,
) -> Iterator[Output]:
    """Yield everything of an edition that is neither a page nor a page's mirror.

    Args:
        project: The edition.
        content: Holds the closed lists' titles.
        settings: The configuration.
        fragments: The edition's converted text.
        keys: What each file is made from.
    """
    writer = FeedWriter(project, fragments, content, settings)
    for feed in project.feeds:
        paths = tuple(path for path, _ in feed_paths(feed.head))
        yield Output(paths, keys.feed(feed), partial(writer.write, feed))
    yield _written("feeds/index.opml", feed_list(project.feeds, project.edition.site_name))
    yield Output(API_PATHS, keys.data, partial(api_files, project, fragments))
    for release in project.held.releases:
        make = partial(release_file, release, project, fragments)
        yield Output((release_path(release),), keys.release(release), make)
    yield _written(NEXT, next_file(project.due))
    yield _written("llms.txt", mirror_list(project, settings.site_description))


def plan_mirrors(project: Project, keys: Keys) -> Iterator[Output]:
    """Yield every page of an edition as Markdown.

    Args:
        project: The edition.
        keys: What each file is made from.
    """
    for page in project.pages:
        path = mirror_path(project, page)
        yield Output((path,), digest(b"mirror", keys.page(page)), partial(_mirror, path, page, project))


def _mirror(path: str, page: Page, project: Project) -> dict[str, bytes]:
    return {path: mirror(page, project)}


def _written(path: str, data: bytes) -> Output:
    return Output((path,), digest(data), lambda: {path: data})

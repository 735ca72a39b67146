"""What follows from a published build, and what a person decides: agree to one, or go back to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.services import feed_offers
from mmdesk.services.careful_poll import STOPPING
from mmdesk.services.side_by_side import PollSkipped
from mmdesk.storage.feed_builds import BuildState, FeedBuild
from mmdesk.storage.uow import Storage

KEPT: Final = 10
"""How many published builds keep their files, the current one included."""
_LOOK_SECONDS: Final = 10.0
"""A look that finds nothing new is over by then."""
ROLLED_BACK: Final = "rolled_back"
"""Why builds are held after somebody went back to an earlier feed: the newer goods are what was wrong."""


class NoSuchBuild(MmdeskError):
    """Raised for a build that is not there, is not this connection's, or whose files are gone."""

    title = Text("Такой сборки нет", "There is no such build")
    hint = Text(
        "Сборки, к которым можно вернуться, видны в «Каталог» → «История».",
        "The builds that one can go back to stand in Catalogue → History.",
        "mmdesk feed status NAME",
    )


def is_rolled_back(current: FeedBuild, builds: Iterable[FeedBuild]) -> bool:
    """Whether a later build was published before, and somebody went back from it."""
    return any(each.build_id > current.build_id and each.published_at is not None for each in builds)


def is_intact(files: FeedFiles, build: FeedBuild) -> bool:
    """Whether the build's files are on this computer and as they were kept."""
    return files.is_intact(build.folder, build.sha256, build.size, build.gzip_size)


def apply_offers(
    storage: Storage,
    clock: Clock,
    files: FeedFiles,
    build: FeedBuild,
    stopping: Callable[[], bool] = lambda: False,
) -> None:
    """Bring the offers in line with the published build. Broken off, it is done again before the next build.

    Raises StorageError, and PollSkipped when `stopping` says so.
    """

    def go_on() -> None:
        if stopping():
            raise PollSkipped(STOPPING)

    feed_offers.apply(storage, clock, build.connection_id, files.trail(build.folder), go_on)
    with storage.work() as work:
        work.feed_builds.applied(build.build_id, clock.now())
        work.commit()


def clear_away(storage: Storage, files: FeedFiles, connection: Connection) -> None:
    """Let go of the files of all but the last builds, and of what no build names."""
    with storage.look() as work:
        current = work.feed_builds.current(connection.connection_id)
        builds = work.feed_builds.with_files(connection.connection_id)
    published = [each for each in builds if each.published_at is not None][:KEPT]
    kept = {each.build_id for each in published} | {
        each.build_id for each in builds if each.state is BuildState.HELD
    }
    if current is not None:
        kept.add(current.build_id)
    old = [each for each in builds if each.build_id not in kept]
    if old:
        with storage.work() as work:
            for build in old:
                work.feed_builds.forget_files(build.build_id)
            work.commit()

    def named() -> frozenset[str]:
        with storage.look() as work:
            return work.feed_builds.folders()

    files.sweep(named)


class FeedHistory:
    """What a person decides about the builds of one connection; `by` is written down."""

    def __init__(self, storage: Storage, clock: Clock, files: FeedFiles, connection: Connection) -> None:
        self._storage = storage
        self._clock = clock
        self._files = files
        self._connection = connection

    def accept(self, build_id: int, by: str) -> FeedBuild:
        """Publish a held build after all. Raises NoSuchBuild, BuildUnderWay and StorageError."""
        return self._publish(build_id, by, BuildState.HELD)

    def roll_back(self, build_id: int, by: str) -> FeedBuild:
        """Publish an earlier build again; from then on newer goods are held until somebody agrees.

        Raises NoSuchBuild, BuildUnderWay and StorageError.
        """
        return self._publish(build_id, by, BuildState.PUBLISHED)

    def _publish(self, build_id: int, by: str, state: BuildState) -> FeedBuild:
        with self._files.building(str(self._connection.connection_id), _LOOK_SECONDS):
            with self._storage.look() as work:
                build = work.feed_builds.get(build_id)
            self._check(build, build_id, state)
            with self._storage.work() as work:
                work.feed_builds.publish(build_id, self._clock.now(), accepted_by=by)
                work.commit()
            with self._storage.look() as work:
                published = work.feed_builds.get(build_id)
            assert published is not None
            apply_offers(self._storage, self._clock, self._files, published)
            return published

    def _check(self, build: FeedBuild | None, build_id: int, state: BuildState) -> None:
        """Raises NoSuchBuild."""
        is_ours = build is not None and build.connection_id == self._connection.connection_id
        if build is None or not is_ours or build.state is not state or not is_intact(self._files, build):
            raise NoSuchBuild(Text.same(f"№ {build_id}"))

"""One connection's feed: built aside, compared with the published one, then published or held for an answer.

Whoever builds holds the connection's lock, in this process and among all of this computer. A kill at any
moment leaves the published feed as it was; the next build tidies up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta, tzinfo
from typing import Final

from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.catalogue.source_file import SourceBroken
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.connection_settings import load
from mmdesk.services.feed_making import BROKEN_OFF, Built, FeedMaking, Wanted
from mmdesk.services.feed_order import ReadySource, feed_settings, inputs
from mmdesk.services.feed_publishing import apply_offers, clear_away, is_intact
from mmdesk.services.feed_sources import FeedSource, Fetched
from mmdesk.services.feed_watch import BuildCancelled, BuildWatch, Step, Tell
from mmdesk.services.side_by_side import PollSkipped
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.engine import StorageError
from mmdesk.storage.feed_builds import BuildState, FeedBuild
from mmdesk.storage.uow import Storage

FRESH_FOR: Final = timedelta(days=1)
"""A feed of unchanged goods is built anew after so long: its date must not grow old."""
FAILED_FOR: Final = timedelta(minutes=10)
"""A build that failed is tried again with unchanged goods after so long."""
_CAME_TO_NOTHING: Final = (BuildState.CANCELLED, BuildState.BUILDING)
"""Of the goods such a build says nothing."""
_RESTS: Final = Text(
    "сборку {why}; сама она начнётся в следующий срок, раньше — по кнопке «Собрать сейчас»",
    "the build was {why}; by itself it begins when it is due, sooner with “Build now”",
)


class FeedBuilding:
    """Builds one connection's feed. Thread-safe: of two that want to build at once one is turned away."""

    def __init__(
        self, storage: Storage, clock: Clock, files: FeedFiles, connection: Connection, zone: tzinfo
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._files = files
        self._connection = connection
        self._zone = zone

    def build(
        self,
        source: FeedSource,
        *,
        asked_by: str = "",
        whole: bool = False,
        again: bool = False,
        accept: bool = False,
        tell: Tell = lambda _step: None,
        stopping: Callable[[], bool] = lambda: False,
        cancelled_by: Callable[[], str] = lambda: "",
        wait: float = 0.0,
    ) -> Built:
        """Build and publish, unless nothing has changed or the guard has a question.

        `asked_by` is the person who asked, empty for the schedule; `whole` has the source read to its end;
        `again` builds what has just failed although nothing has changed; `accept` publishes in spite of the
        guard. `cancelled_by` names the person at this process who wants it to end; others say so in the
        database. `wait` is for how many seconds another build is waited for.

        Raises BuildUnderWay, SourceBroken, FeedRefused, FeedNotWritten, RemoteError, StorageError,
        BuildCancelled when a person has called it off, and PollSkipped when `stopping` says so.
        """
        with self._files.building(
            str(self._connection.connection_id), wait, lambda: stopping() or bool(cancelled_by())
        ):
            self._catch_up(stopping)
            settings = self._settings()
            if not again:
                self._rest_after_cancelling(settings)
            watch = BuildWatch(
                self._storage,
                self._clock,
                self._connection.connection_id,
                asked_by,
                _told_apart(settings),
                tell,
                is_asked_for=again,
                cancelled_by=cancelled_by,
            )
            with self._ended_in_order(watch), watch:
                ready = _fetched(source, watch, stopping, whole=whole)
                settings = self._settings()
                digest = inputs(ready, feed_settings(settings))
                same = self._same(digest, again=again)
                if same is not None and not (accept and same.state is BuildState.HELD):
                    if _is_of_the_source(same):
                        # It may be whole by now, and its marks the same: an export that was cut off.
                        source.distrust()
                    watch.forget()
                    return Built(same, is_new=False)
                wanted = Wanted(ready, settings, digest, self._zone, asked_by, accepted=accept)
                return self._made(source, wanted, watch, stopping)

    def _made(
        self, source: FeedSource, wanted: Wanted, watch: BuildWatch, stopping: Callable[[], bool]
    ) -> Built:
        making = FeedMaking(self._storage, self._clock, self._files, self._connection, watch, stopping)
        try:
            return making.run(wanted)
        except SourceBroken:
            source.distrust()
            raise

    @contextmanager
    def _ended_in_order(self, watch: BuildWatch) -> Iterator[None]:
        """What is called off is so whatever it broke off with, and leaves no file behind.

        Raises BuildCancelled.
        """
        try:
            with _trouble_looked_into(watch):
                yield
        except BuildCancelled:
            clear_away(self._storage, self._files, self._connection)
            raise

    def _rest_after_cancelling(self, settings: ConnectionSettings) -> None:
        """What a person has called off is not begun again a minute later, but when the goods are due.

        Raises PollSkipped.
        """
        with self._storage.look() as work:
            latest = next(iter(work.feed_builds.latest(self._connection.connection_id, 1)), None)
        if latest is None or latest.state is not BuildState.CANCELLED or latest.finished_at is None:
            return
        age = self._clock.now() - latest.finished_at
        rest = timedelta(minutes=settings.exchange_feed_minutes)
        if timedelta() <= age < rest and latest.settings == _told_apart(settings):
            raise PollSkipped(_RESTS.format(why=latest.error or Text.same("")))

    def catch_up(self, stopping: Callable[[], bool] = lambda: False) -> None:
        """Bring the offers in line with the published feed where a kill or a roll-back has left them behind.

        Raises BuildUnderWay, StorageError, and PollSkipped when `stopping` says so.
        """
        with self._files.building(str(self._connection.connection_id)):
            self._catch_up(stopping)

    def _catch_up(self, stopping: Callable[[], bool]) -> None:
        connection_id = self._connection.connection_id
        with self._storage.look() as work:
            current = work.feed_builds.current(connection_id)
            unfinished = any(
                each.state is BuildState.BUILDING for each in work.feed_builds.latest(connection_id, 20)
            )
        if unfinished:
            with self._storage.work() as work:
                work.feed_builds.fail_unfinished(connection_id, self._clock.now(), BROKEN_OFF)
                work.commit()
        if current is not None and current.applied_at is None and self._files.has(current.folder):
            apply_offers(self._storage, self._clock, self._files, current, stopping)

    def _settings(self) -> ConnectionSettings:
        with self._storage.look() as work:
            return load(work, self._connection)

    def _same(self, digest: str, *, again: bool) -> FeedBuild | None:
        """The latest build, where another one would only be the same again."""
        with self._storage.look() as work:
            builds = work.feed_builds.latest(self._connection.connection_id, 20)
            current = work.feed_builds.current(self._connection.connection_id)
        latest = next((each for each in builds if each.state not in _CAME_TO_NOTHING), None)
        if latest is None or latest.inputs != digest or latest.finished_at is None:
            return None
        age = self._clock.now() - latest.finished_at
        match latest.state:
            case BuildState.FAILED:
                # One that was broken off says nothing of its goods.
                is_told = not again and latest.error != BROKEN_OFF and timedelta() <= age < FAILED_FOR
                return latest if is_told else None
            case BuildState.HELD:
                return latest if is_intact(self._files, latest) else None
            case BuildState.PUBLISHED:
                # Somebody may have gone back to an earlier one since.
                is_current = current is not None and current.build_id == latest.build_id
                is_fresh = timedelta() <= age < FRESH_FOR and is_intact(self._files, latest)
                return latest if is_current and is_fresh else None
            case _:
                return None


def _fetched(
    source: FeedSource, watch: BuildWatch, stopping: Callable[[], bool], *, whole: bool
) -> ReadySource:
    def told(fetched: Fetched) -> None:
        watch.say(Step(fetched.unit, fetched.share, fetched.done, fetched.of))

    ready = source.ready(whole=whole, tell=told, stopping=lambda: watch.is_cancelled() or stopping())
    if watch.is_cancelled():
        watch.check()
    return ready


@contextmanager
def _trouble_looked_into(watch: BuildWatch) -> Iterator[None]:
    """Raises BuildCancelled in place of what a cancelled build broke off with."""
    try:
        yield
    except StorageError:
        # Then nobody knows; the next build tidies up.
        raise
    except MmdeskError:
        watch.check()
        watch.forget()
        raise


def _told_apart(settings: ConnectionSettings) -> Mapping[str, str]:
    """The settings that make another try worth while."""
    return {**feed_settings(settings), "feed.source": settings.feed_source}


def _is_of_the_source(build: FeedBuild) -> bool:
    """Whether a build failed because its goods could not be read."""
    title = SourceBroken.title.ru
    return build.state is BuildState.FAILED and build.error is not None and build.error.ru.startswith(title)

"""A build as the database sees it: its row as soon as it is worth one, how far it is, and who calls it off.

Whoever wants a build cancelled says so in its row (`FeedBuilds.cancel`); whoever makes it looks there a few
times a second. Only a row that is still under way becomes the feed, so a build is published or cancelled.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Final, Self

from mmdesk.clock import Clock
from mmdesk.domain.connection import ConnectionId
from mmdesk.errors import Text
from mmdesk.services.side_by_side import PollSkipped
from mmdesk.storage.engine import StorageError
from mmdesk.storage.feed_builds import BuildState
from mmdesk.storage.feed_decisions import FeedDecision
from mmdesk.storage.history import Actor, HistoryEvent
from mmdesk.storage.uow import Storage, UnitOfWork

logger = logging.getLogger(__name__)

_LOOK_SECONDS: Final = 0.25
_WORTH_SECONDS: Final = 0.5
_WORTH_ON_SCHEDULE: Final = 3.0
"""Goods that are there sooner, because nothing has changed, leave no trace."""
_TELL_SECONDS: Final = 1.0


class BuildCancelled(PollSkipped):
    """Raised where a person has called the build off; the detail names who. No failure."""

    title = Text("Сборка фида прервана", "The build of the feed was broken off")


@dataclass(frozen=True, slots=True)
class Step:
    """How far a build is: the phase is pages, bytes, build, compare or apply; `share` is of it, 0 to 1.

    `read` counts pages or bytes, of `of` in all, 0 where nobody knows; from the phase build on it counts
    offers.
    """

    phase: str
    share: float
    read: int = 0
    of: int = 0


Tell = Callable[[Step], None]


def cancelled_words(by: str) -> Text:
    """What the row of a cancelled build says."""
    return Text(f"отменил оператор {by}", f"cancelled by {by}")


def cancel(work: UnitOfWork, connection_id: ConnectionId, build_id: int, by: str, at: datetime) -> bool:
    """Call a build off, and write down who did; False where it has come to its end already."""
    if not work.feed_builds.cancel(build_id, at, cancelled_words(by)):
        return False
    told = HistoryEvent(at, Actor.OPERATOR, by, FeedDecision.CANCELLED.value, {"build": str(build_id)})
    work.history.add(connection_id, None, told)
    return True


class BuildWatch:
    """Watches over one build, from the fetching of its goods on, while the block runs. Thread-safe.

    `is_asked_for`: a person waits for it. `cancelled_by` names the one at this very process who wants it to
    end, empty while nobody does.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        connection_id: ConnectionId,
        asked_by: str,
        settings: Mapping[str, str],
        tell: Tell,
        *,
        is_asked_for: bool = True,
        cancelled_by: Callable[[], str] = lambda: "",
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._connection_id = connection_id
        self._asked_by = asked_by
        self._settings = settings
        self._tell = tell
        self._cancelled_by = cancelled_by
        self._worth_at = monotonic() + (_WORTH_SECONDS if is_asked_for else _WORTH_ON_SCHEDULE)
        self._began_at = clock.now()
        self._told_at = 0.0
        self._row: int | None = None
        self._lock = threading.Lock()
        self._words: Text | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="feed-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def build_id(self) -> int | None:
        """None as long as the build is worth no row."""
        return self._row

    def is_cancelled(self) -> bool:
        return self._words is not None or bool(self._cancelled_by())

    def check(self) -> None:
        """Raises BuildCancelled for a build that the database, asked now, calls cancelled."""
        self._look()
        if self._words is not None:
            raise BuildCancelled(self._words)

    def begin(self, *, source: str, inputs: str) -> int:
        """The goods are there; the number of the build. Raises StorageError."""
        with self._lock:
            with self._storage.work() as work:
                build_id = self._row or self._add(work)
                work.feed_builds.has_goods(build_id, source=source, inputs=inputs)
                work.commit()
            self._row = build_id
        return build_id

    def forget(self) -> None:
        """Nothing is to be built after all. Raises StorageError."""
        self._over.set()
        with self._lock:
            row = self._row
        if row is not None:
            with self._storage.work() as work:
                work.feed_builds.forget(row)
                work.commit()

    def say(self, step: Step, *, urgent: bool = False) -> None:
        """To whoever asked at once, to the database once a second: every commit wakes all windows."""
        self._tell(step)
        if self._row is None or (not urgent and monotonic() - self._told_at < _TELL_SECONDS):
            return
        self._told_at = monotonic()
        with self._storage.work() as work:
            percent = round(step.share * 100)
            work.feed_builds.tell_progress(self._row, step.phase, percent, step.read, step.of)
            work.commit()

    def _watch(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            try:
                self._look()
            except StorageError as error:
                logger.warning("whether the build is cancelled is not seen: %s", error)

    def _look(self) -> None:
        if (by := self._cancelled_by()) and self._words is None:
            self._cancel(by)
        if self._row is None:
            if monotonic() >= self._worth_at:
                self._begin_fetching()
            return
        with self._storage.look() as work:
            build = work.feed_builds.get(self._row)
        if build is not None and build.state is BuildState.CANCELLED:
            self._words = build.error or Text.same("")

    def _begin_fetching(self) -> None:
        with self._lock:
            if self._row is None and not self._over.is_set():
                with self._storage.work() as work:
                    build_id = self._add(work)
                    work.commit()
                self._row = build_id

    def _add(self, work: UnitOfWork) -> int:
        return work.feed_builds.begin(
            self._connection_id, self._began_at, asked_by=self._asked_by, settings=self._settings
        )

    def _cancel(self, by: str) -> None:
        if self._row is None:
            self._words = cancelled_words(by)
            return
        with self._storage.work() as work:
            if cancel(work, self._connection_id, self._row, by, self._clock.now()):
                self._words = cancelled_words(by)
            work.commit()

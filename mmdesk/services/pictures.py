"""Pictures of the goods that open orders contain: fetched in rounds, kept small in the database.

What the bench shows. The nearest deadline comes first; a picture that cannot be had is asked for ever more
rarely; no round takes longer than its limits, so that a slow site only delays other pictures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from mmdesk.catalogue.thumbnail import thumbnail
from mmdesk.clients.errors import AddressWrong, RemoteError, Unavailable
from mmdesk.clients.picture_site import PictureInside, PicturesStopped, site_of
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.connection_settings import load
from mmdesk.services.job_runs import BrokenOff, JobOutcome, JobResult
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.pictures import Failure, Wanted
from mmdesk.storage.uow import Storage, UnitOfWork

FRESH: Final = timedelta(days=30)
"""After so long the site is asked again: shops put another picture into the same place."""
SOON: Final = timedelta(minutes=5)
LATER: Final = timedelta(days=1)
LATEST: Final = timedelta(days=7)
_MARK: Final = timedelta(days=1)
"""How exact it is known when an order last wanted a picture."""
_MARK_SECONDS: Final = 3600.0
"""Between two looks for pictures to be marked."""
_MARKED_AT_ONCE: Final = 200
_STORED_AT_ONCE: Final = 8
"""Each commit makes the windows look."""
_PATIENCE: Final = 2
"""So many pictures of a site in a row are waited for in vain; its others are left for another round."""
_STEPS: Final = 8
"""Failures after which the wait grows no more."""


@dataclass(frozen=True, slots=True)
class RoundLimits:
    """Pictures, bytes and seconds of one round; none is begun once one of them is reached."""

    pictures: int = 50
    bytes: int = 64 * 1024 * 1024
    seconds: float = 60.0


class Site(Protocol):
    """Fetches for one round."""

    @property
    def received(self) -> int:
        """Bytes so far."""
        ...

    def fetch(self, address: str, *, inside: bool) -> bytes:
        """Raises RemoteError and BadAddress."""
        ...


class Pictures:
    """Fetches what is wanted. `stopping` is asked before each picture, and while one is waited for."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        open_site: Callable[[], AbstractContextManager[Site]],
        stopping: Callable[[], bool] = lambda: False,
        limits: RoundLimits | None = None,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._open_site = open_site
        self._stopping = stopping
        self._limits = limits or RoundLimits()
        self._marks_next = 0.0

    def is_wanted(self) -> bool:
        """Whether a round would do anything; some small reads. Raises StorageError."""
        now = self._clock.now()
        with self._storage.look() as look:
            asking = _asking(look)
            if not asking:
                return False
            if look.pictures.due(asking, now, 1):
                return True
            if self._clock.monotonic() < self._marks_next:
                return False
            self._marks_next = self._clock.monotonic() + _MARK_SECONDS
            return bool(look.pictures.unmarked(asking, now - _MARK, 1))

    def run(self) -> JobResult:
        """One round. Raises BrokenOff and StorageError; what was fetched by then is kept."""
        now = self._clock.now()
        with self._storage.look() as look:
            asking = _asking(look)
            due = look.pictures.due(asking, now, self._limits.pictures) if asking else ()
        if not asking:
            return JobResult(JobOutcome.SKIPPED, _NOBODY_ASKS)
        self._mark(asking, now)
        with self._open_site() as site:
            met = _Round(self._storage, self._clock, site)
            try:
                self._fetch(due, site, met)
            except PicturesStopped as error:
                raise BrokenOff from error
            finally:
                met.store()
        # What is told as done has brought something.
        outcome = JobOutcome.SKIPPED if met.found_nothing else JobOutcome.DONE
        return JobResult(outcome, met.why, {**met.counts, "bytes": site.received})

    def _fetch(self, due: tuple[Wanted, ...], site: Site, met: _Round) -> None:
        until = self._clock.monotonic() + self._limits.seconds
        for wanted in due:
            if self._stopping():
                raise BrokenOff
            if self._clock.monotonic() >= until or site.received >= self._limits.bytes:
                return
            met.fetch(wanted)

    def _mark(self, asking: Mapping[ConnectionId, bool], now: datetime) -> None:
        while True:
            with self._storage.look() as look:
                rows = look.pictures.unmarked(asking, now - _MARK, _MARKED_AT_ONCE)
            if not rows or self._stopping():
                return
            with self._storage.work() as work:
                work.pictures.mark_wanted(rows, now)
                work.commit()


class _Round:
    """What one round has met, stored a few at a time."""

    def __init__(self, storage: Storage, clock: Clock, site: Site) -> None:
        self.counts = {"pictures": 0, "no_pictures": 0}
        self.why: Text | None = None
        self._storage = storage
        self._clock = clock
        self._site = site
        self._met: list[tuple[Wanted, bytes | Failure]] = []
        self._silent: Counter[str] = Counter()
        """How many pictures of a site in a row have had no answer."""

    @property
    def found_nothing(self) -> bool:
        """Whether pictures were asked for, and none was got."""
        return bool(self.counts["no_pictures"]) and not self.counts["pictures"]

    def fetch(self, wanted: Wanted) -> None:
        """Raises PicturesStopped and StorageError."""
        result = self._result(wanted)
        self.counts["no_pictures" if isinstance(result, Failure) else "pictures"] += 1
        self._met.append((wanted, result))
        if len(self._met) >= _STORED_AT_ONCE:
            self.store()

    def store(self) -> None:
        """Raises StorageError."""
        met, self._met = self._met, []
        if not met:
            return
        now = self._clock.now()
        with self._storage.work() as work:
            for wanted, result in met:
                if isinstance(result, Failure):
                    work.pictures.put_failure(wanted.address, result, now)
                else:
                    work.pictures.put(wanted.address, result, now, now + FRESH)
            work.commit()

    def _result(self, wanted: Wanted) -> bytes | Failure:
        site = site_of(wanted.address)
        if self._silent[site] >= _PATIENCE:
            return Failure(_SILENT, wanted.attempts, self._clock.now() + SOON)
        try:
            small = thumbnail(self._site.fetch(wanted.address, inside=wanted.inside))
        except PicturesStopped:
            raise
        except MmdeskError as error:
            self._silent[site] += may_pass(error)
            failure = failure_of(error, wanted, self._clock.now())
            self.why = self.why or Text.same(f"{site}: ").joined(failure.why)
            return failure
        self._silent[site] = 0
        return small


def may_pass(error: MmdeskError) -> bool:
    """Whether the site only did not answer, so that it is soon worth another try."""
    return isinstance(error, Unavailable) and not isinstance(error, AddressWrong)


def failure_of(error: MmdeskError, wanted: Wanted, now: datetime) -> Failure:
    """What is kept of a failure: the wait grows with each."""
    passing = may_pass(error)
    first, factor, longest = (SOON, 4, LATER) if passing else (LATER, 2, LATEST)
    wait = min(first * factor ** min(wanted.attempts, _STEPS), longest)
    if isinstance(error, Unavailable) and error.retry_after is not None:
        wait = max(wait, timedelta(seconds=error.retry_after))
    why = error.words if isinstance(error, RemoteError) else error.detail
    # What was not let in although its own network may be asked is not waited for to become so.
    inside = isinstance(error, PictureInside) and not wanted.inside
    return Failure(why, wanted.attempts + 1, now + wait, inside=inside)


def _asking(work: UnitOfWork) -> Mapping[ConnectionId, bool]:
    """The connections that want pictures, and whether they let the own network be asked."""
    wishes = {each.connection_id: _wish(work, each) for each in work.connections.all() if not each.paused}
    return {connection: wish == "anywhere" for connection, wish in wishes.items() if wish != "off"}


def _wish(work: UnitOfWork, connection: Connection) -> str:
    try:
        return load(work, connection).desk_pictures
    except MmdeskError:
        # Settings that this version cannot read: their defaults are in force, as for the exchanges.
        return ConnectionSettings().desk_pictures


_NOBODY_ASKS: Final = Text(
    "картинки не нужны ни одному подключению: «Настройки» → «Соответствия и заказы»",
    "no connection wants pictures: Settings → Mappings and orders",
    "mmdesk settings set NAME desk.pictures internet",
)
_SILENT: Final = Text(
    "сайт не отвечал, его картинки спросят позже", "the site did not answer; its pictures are asked for later"
)

"""What the page knows of a feed, and what it allows. Without Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Final

from mmdesk.catalogue.exclusions import DUPLICATE, EXCLUSIONS
from mmdesk.errors import Text
from mmdesk.services.catalogue_desk import BuildState, CatalogueLook, FeedBuild, JobRun
from mmdesk.services.feed_round import FeedHeld

_RUNNING: Final = "running"
_ASKED: Final = "requested"
_FETCHING: Final = ("pages", "bytes")
_FAILED: Final = "failed"
_DONE: Final = "done"
_LONG: Final = timedelta(seconds=3)
"""A look at unchanged goods is over sooner; it is not worth a word."""
_REASONS: Final = frozenset((*(rule.name for rule in EXCLUSIONS), DUPLICATE))


class Situation(StrEnum):
    """How it stands with the feed of the connection."""

    READING = auto()
    NO_CONNECTION = auto()
    NOTHING_BUILT = auto()
    BUILDING = auto()
    OK = auto()
    HELD = auto()
    FAILED = auto()


class Warned(StrEnum):
    """What a banner of the page tells of, the most urgent first."""

    HELD = auto()
    SALES_STOPPED = auto()
    FAILED = auto()
    SERVICE_DOWN = auto()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is. `phase` is empty before the first word of it; `of` is 0 where nobody knows.

    `read` of `of` are pages, bytes or offers, by the phase. In the phase asked nobody has begun yet, and
    `asked_by` is who waits for it.
    """

    phase: str
    percent: int
    read: int = 0
    of: int = 0
    asked_by: str = ""

    @property
    def is_measured(self) -> bool:
        """Whether the percentage is of something that is known; all else moves without an end."""
        return self.phase == "build" or (self.phase in _FETCHING and self.of > 0)


@dataclass(frozen=True, slots=True)
class Count:
    """So many offers were left out, or remarked on, for this reason."""

    code: str
    offers: int


class CatalogueState:
    """One connection's feed as it was looked at last. `asked` is the run that this window has asked for."""

    def __init__(self) -> None:
        self.look: CatalogueLook | None = None
        self.is_read = False
        self.wanted = ""
        """The connection that the person has chosen; empty: the first."""
        self._asked: int | None = None
        self._awaited: int | None = None
        self._left: int | None = None

    def see(self, look: CatalogueLook | None) -> None:
        self.look, self.is_read = look, True
        run = look.run if look is not None else None
        if self._asked is not None and run is not None and _is_over(run, self._asked):
            self._asked = None

    def asked_for(self, run_id: int) -> None:
        """A build was asked for, and is over when that run is."""
        self._asked = self._awaited = run_id

    def take_unchanged(self) -> datetime | None:
        """Once, when the look that this window has asked for has found nothing new: its moment."""
        last = self.look.status.look if self.look is not None else None
        if self._awaited is None or last is None or last.run_id < self._awaited:
            return None
        is_asked_for = last.run_id == self._awaited
        self._awaited = None
        return self.unchanged_at if is_asked_for else None

    def left_held(self, build_id: int) -> None:
        """The person has decided to leave the former feed: the question stays as one line."""
        self._left = build_id

    # -- what is shown

    @property
    def situation(self) -> Situation:
        if not self.is_read:
            return Situation.READING
        if self.look is None:
            return Situation.NO_CONNECTION
        newest = self.look.newest
        if newest is not None and newest.state is BuildState.BUILDING:
            return Situation.BUILDING
        if self.look.held is not None:
            return Situation.HELD
        if self.failure is not None:
            return Situation.FAILED
        return Situation.NOTHING_BUILT if self.look.status.current is None else Situation.OK

    @property
    def shown_build(self) -> FeedBuild | None:
        """The build that the page is about: the one that waits, the published one, else the last."""
        if self.look is None:
            return None
        return self.look.held or self.look.status.current or self.look.newest

    @property
    def unchanged_at(self) -> datetime | None:
        """When the goods were looked at last, if nothing was to be built then."""
        if self.look is None or self.situation is not Situation.OK:
            return None
        last, newest = self.look.status.look, self.look.newest
        if last is None or newest is None or last.outcome != _DONE:
            return None
        return last.finished_at if newest.started_at < last.requested_at else None

    @property
    def failure(self) -> Text | None:
        """Why the last build, or the last look at the goods, came to nothing, as it was recorded."""
        if self.look is None or self.look.held is not None:
            return None
        newest, last = self.look.newest, self.look.status.look
        if newest is not None and newest.state is BuildState.FAILED:
            return newest.error
        if last is None or last.outcome != _FAILED or last.reason is None:
            return None
        words = own_words(last.reason, self.look.connection, self.look.names)
        # Nothing waits any more: the question has been answered since, wherever that was.
        return None if words is None or words.ru.startswith(FeedHeld.title.ru) else words

    def warnings(self) -> tuple[Warned, ...]:
        return tuple(self._warnings())

    def _warnings(self) -> Iterator[Warned]:
        if self.look is None:
            return
        if self.look.held is not None:
            yield Warned.HELD
        if self.look.sales_stopped:
            yield Warned.SALES_STOPPED
        if self.failure is not None:
            yield Warned.FAILED
        if not self.look.service_alive:
            yield Warned.SERVICE_DOWN

    @property
    def is_left(self) -> bool:
        """Whether the person has answered the question about the held build, and left it."""
        held = self.look.held if self.look is not None else None
        return held is not None and held.build_id == self._left

    def badge(self) -> int:
        """What waits for a person here."""
        return len({Warned.HELD, Warned.FAILED}.intersection(self.warnings()))

    def progress(self, now: datetime) -> Progress | None:
        """None while nothing is built or read."""
        if self.look is None:
            return None
        newest = self.look.newest
        if newest is not None and newest.state is BuildState.BUILDING:
            of = newest.size if newest.phase in _FETCHING else self._expected()
            return Progress(newest.phase, newest.done_percent, newest.read, of)
        if self.wish is not None:
            return Progress("asked", 0, asked_by=self.wish.asked_by)
        if self._asked is not None or self._is_reading(now):
            return Progress("fetch", 0)
        return None

    def left_out(self) -> tuple[Count, ...]:
        """By reason, the most first."""
        build = self.shown_build
        return () if build is None else _counts(build.excluded.items())

    def remarks(self) -> tuple[Count, ...]:
        """Of offers that are in the feed all the same."""
        build = self.shown_build
        return (
            ()
            if build is None
            else _counts(each for each in build.problems.items() if each[0] not in _REASONS)
        )

    # -- what is allowed

    @property
    def can_build(self) -> bool:
        is_free = self._asked is None and self.wish is None
        return self.look is not None and is_free and self.situation is not Situation.BUILDING

    @property
    def cancellable(self) -> int | None:
        """The number of the build that may be called off."""
        newest = self.look.newest if self.look is not None else None
        return newest.build_id if newest is not None and newest.state is BuildState.BUILDING else None

    @property
    def wish(self) -> JobRun | None:
        """A build that somebody has asked for and nobody has begun: it may be taken back."""
        run = self.look.run if self.look is not None else None
        is_waiting = run is not None and run.outcome == _ASKED and self.cancellable is None
        return run if is_waiting else None

    @property
    def can_decide(self) -> bool:
        """Whether builds may be published from here: the files are on the computer of the service."""
        if self.look is None or self.situation is Situation.BUILDING:
            return False
        return self.look.service_here or not self.look.service_alive

    def can_go_back_to(self, build: FeedBuild) -> bool:
        if self.look is None or not self.can_decide:
            return False
        current = self.look.status.current
        is_current = current is not None and current.build_id == build.build_id
        return not is_current and build.build_id in self.look.status.kept

    def _is_reading(self, now: datetime) -> bool:
        """Whether the service reads goods, and has been at it for a while."""
        run = self.look.run if self.look is not None else None
        if self.look is None or run is None or not self.look.service_alive:
            return False
        return run.outcome == _RUNNING and now - run.requested_at >= _LONG

    def _expected(self) -> int:
        """As many offers as the last build has read."""
        builds = self.look.status.builds if self.look is not None else ()
        return next((each.read for each in builds if each.folder), 0)


def own_words(reason: Text, connection: str, names: tuple[str, ...]) -> Text | None:
    """What a run of a job for all connections says of this one; None where it says nothing of it."""
    ru, en = (_own(words, connection, names) for words in (reason.ru, reason.en))
    return Text(ru, en) if ru or en else None


def _own(words: str, connection: str, names: tuple[str, ...]) -> str:
    starts = {f"{name}: ": name for name in names}
    if not words.startswith(tuple(starts)):
        return words
    own = ""
    for part in words.split("; "):
        beginning = next((start for start in starts if part.startswith(start)), None)
        if beginning is not None and starts[beginning] == connection:
            own = part.removeprefix(beginning)
        elif beginning is not None and own:
            break
        elif own:
            own += f"; {part}"
    return own


def _is_over(run: JobRun, asked: int) -> bool:
    """A later run means that the one that was asked for has been."""
    return run.run_id > asked or (run.run_id == asked and run.finished_at is not None)


def _counts(found: Iterable[tuple[str, int]]) -> tuple[Count, ...]:
    pairs = [Count(code, offers) for code, offers in found if offers]
    return tuple(sorted(pairs, key=lambda each: (-each.offers, each.code)))

"""The life of one command on its way out: a pure state machine that never sends twice and never loses.

The relay claims a row, carries out what `next_step` says, and hands the outcome to `settle`. Nothing here
knows a clock, a database or a remote, so that every order of faults can be played through in a test.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never

from mmdesk.domain.standing import RowState
from mmdesk.errors import Text

REREAD_GAP: Final = timedelta(seconds=5)
"""A missing effect is believed after two re-reads this far apart: the call may still be under way."""
PATIENCE: Final = timedelta(minutes=10)
"""How long a command waits for the remote to get ready before a person is asked."""
_FIRST_PAUSE: Final = timedelta(seconds=2)
_LONGEST_PAUSE: Final = timedelta(minutes=5)
_LONGEST_ASKED_SECONDS: Final = 3600.0


class Step(StrEnum):
    """What the holder of a claim has to do next."""

    REREAD = "reread"
    SEND = "send"


@dataclass(frozen=True, slots=True)
class Progress:
    """The part of an outbox row that the relay works on. `in_doubt`: a call may have taken effect unseen."""

    state: RowState = RowState.PENDING
    attempts: int = 0
    in_doubt: bool = False
    absent_at: datetime | None = None
    resent_blind: bool = False
    waiting_since: datetime | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The remote took the command."""


@dataclass(frozen=True, slots=True)
class Effective:
    """A re-read shows that the command has taken effect."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A re-read shows that the command has not taken effect (yet)."""


@dataclass(frozen=True, slots=True)
class Unobservable:
    """Nothing that can be read tells whether the command took effect."""


@dataclass(frozen=True, slots=True)
class Moot:
    """There is nothing left to do: the state asked for is there, or its lots are gone."""

    why: Text


@dataclass(frozen=True, slots=True)
class Wait:
    """The remote is not ready for the command yet."""

    why: Text


@dataclass(frozen=True, slots=True)
class Blocked:
    """Our own rules forbid sending it as things stand now."""

    why: Text


@dataclass(frozen=True, slots=True)
class Refused:
    """The remote said no, in its own words."""

    words: Text


@dataclass(frozen=True, slots=True)
class NotSent:
    """The call certainly was not processed; `retry_after` in seconds where the remote named it."""

    words: Text
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The call went out and its answer is lost."""

    words: Text
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class TokenRefused:
    """The remote does not accept our secret."""

    words: Text


@dataclass(frozen=True, slots=True)
class Broken:
    """An exception of our own, in one line; the traceback is in the log."""

    words: Text


Outcome = (
    Accepted | Effective | Absent | Unobservable | Moot | Wait | Blocked
    | Refused | NotSent | Unknown | TokenRefused | Broken
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of the row, and of the whole target: pause it (and for how long at least), or stop it."""

    progress: Progress
    words: Text | None = None
    pause: bool = False
    retry_after: float | None = None
    stop: bool = False


def claimed(progress: Progress) -> Progress:
    """The row in the hands of a relay. One found claimed was left by a holder that may have sent it."""
    doubt = progress.in_doubt or progress.state == RowState.CLAIMED
    return replace(progress, state=RowState.CLAIMED, in_doubt=doubt)


def next_step(progress: Progress) -> Step:
    return Step.REREAD if progress.in_doubt else Step.SEND


def settle(progress: Progress, outcome: Outcome, now: datetime) -> Settlement:
    """Decide what becomes of a claimed row after `outcome`."""
    match outcome:
        case Accepted() | Effective():
            return Settlement(_finished(progress))
        case Absent():
            return Settlement(_after_absence(progress, now))
        case Unobservable():
            return _after_blindness(progress, now)
        case Moot(why=why):
            return Settlement(_finished(progress), why)
        case Wait(why=why):
            return _after_wait(progress, why, now)
        case Blocked(why=why):
            return Settlement(_parked(progress), why)
        case _:
            return _after_failure(progress, outcome, now)


def _after_failure(
    progress: Progress, outcome: Refused | NotSent | Unknown | TokenRefused | Broken, now: datetime
) -> Settlement:
    match outcome:
        case Refused(words=words):
            return Settlement(_parked(replace(progress, attempts=progress.attempts + 1)), words)
        case NotSent(words=words, retry_after=after):
            return Settlement(_again(progress, now), words, pause=True, retry_after=after)
        case Unknown(words=words, retry_after=after):
            unsure = replace(progress, in_doubt=True, absent_at=None, attempts=progress.attempts + 1)
            return Settlement(_again(unsure, now), words, pause=True, retry_after=after)
        case TokenRefused(words=words):
            return Settlement(_again(progress, now), words, stop=True)
        case Broken(words=words):
            return Settlement(_parked(replace(progress, in_doubt=True)), words)
        case _:
            assert_never(outcome)


def retried(progress: Progress, now: datetime) -> Progress:
    """A parked row set free by a person; a doubt is still read first, except where nothing can be read."""
    blind = progress.resent_blind
    return replace(
        progress,
        state=RowState.PENDING,
        in_doubt=progress.in_doubt and not blind,
        resent_blind=False,
        absent_at=None,
        waiting_since=None,
        not_before=now,
    )


def pause_length(failures: int, retry_after: float | None, jitter: float) -> timedelta:
    """How long a target rests after its n-th failure in a row; `jitter` is a random share from 0 to 1."""
    doublings: int = 1 << min(max(failures - 1, 0), 16)
    grown = min(_FIRST_PAUSE * doublings, _LONGEST_PAUSE)
    rest = grown * (0.75 + jitter / 2)
    asked = timedelta(seconds=min(max(0.0, retry_after or 0.0), _LONGEST_ASKED_SECONDS))
    return max(min(rest, _LONGEST_PAUSE), asked)


def _finished(progress: Progress) -> Progress:
    return replace(progress, state=RowState.DONE, in_doubt=False, absent_at=None, waiting_since=None)


def _parked(progress: Progress) -> Progress:
    return replace(progress, state=RowState.PARKED, waiting_since=None)


def _again(progress: Progress, at: datetime) -> Progress:
    return replace(progress, state=RowState.PENDING, not_before=at, waiting_since=None)


def _after_absence(progress: Progress, now: datetime) -> Progress:
    first = progress.absent_at
    if first is None or now < first:  # a clock set back starts the count anew
        return replace(_again(progress, now + REREAD_GAP), absent_at=now)
    if now - first < REREAD_GAP:
        return _again(progress, first + REREAD_GAP)
    return replace(_again(progress, now), in_doubt=False, absent_at=None)


def _after_blindness(progress: Progress, now: datetime) -> Settlement:
    if not progress.resent_blind:
        return Settlement(replace(_again(progress, now), in_doubt=False, resent_blind=True))
    words = Text(
        "неизвестно, дошла ли команда: ответ потерян дважды, а проверить чтением её нельзя",
        "unknown whether the command arrived: its answer was lost twice and nothing readable tells",
    )
    return Settlement(_parked(progress), words)


def _overslept(progress: Progress, now: datetime) -> bool:
    """Whether the go comes so late that the computer slept, or its clock was set: that is no waiting."""
    return progress.not_before is not None and now - progress.not_before > PATIENCE


def _after_wait(progress: Progress, why: Text, now: datetime) -> Settlement:
    since = progress.waiting_since
    if since is None or now < since or _overslept(progress, now):
        since = now
    waited = now - since
    if waited > PATIENCE:
        return Settlement(_parked(progress), why)
    pause = max(timedelta(seconds=0.5), min(waited / 2, timedelta(seconds=30)))
    return Settlement(replace(_again(progress, now + pause), waiting_since=since), why)

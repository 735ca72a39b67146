"""Polls of several connections at the same time: one that is slow or fails is in no other's way."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, Self, TypeVar

from mmdesk.errors import MmdeskError, Text
from mmdesk.services.job_runs import JobOutcome, JobResult

if TYPE_CHECKING:
    from dataclasses import Field

    from mmdesk.domain.connection import Connection

logger = logging.getLogger(__name__)

_AT_ONCE: Final = 4
"""How many connections are polled at the same time."""


class PollSkipped(MmdeskError):
    """Raised instead of a poll that makes no sense now; says why."""

    title = Text("Опрос пропущен", "The poll was skipped")


class PollRemark(MmdeskError):
    """Ends a poll that has done what it could: what it counted, and what a person ought to know all the same.

    `failed`: what remains undone is worth an alarm.
    """

    title = Text("Сделано не всё", "Not everything was done")

    def __init__(self, words: Text, counts: Counts, *, failed: bool = False) -> None:
        super().__init__(words)
        self.counts = counts
        self.failed = failed


class PollBroken(MmdeskError):
    """Stands for our own fault in the result of a poll; the log has the traceback."""

    title = Text("Ошибка программы, подробности в журнале", "Our own fault, see the log")


class Counts(Protocol):
    """What a poll met: a dataclass of numbers that can be added up."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __add__(self, other: Self, /) -> Self: ...


_Counts = TypeVar("_Counts", bound=Counts)


def added(mine: _Counts, theirs: _Counts) -> _Counts:
    """Field by field."""
    numbers, others = asdict(mine), asdict(theirs)
    return type(mine)(**{name: number + others[name] for name, number in numbers.items()})


class Pollster(Protocol):
    """Polls one remote of one connection, as long as that makes sense."""

    @property
    def connection(self) -> Connection: ...

    def run(self, *, probe: bool = False) -> Counts:
        """Raises PollSkipped while the remote must not be asked; `probe` asks it in spite of a pause."""
        ...

    def is_idle_within(self, seconds: float) -> bool:
        """Whether no poll is under way any more, after waiting at most `seconds`."""
        ...


def poll_all(
    pollsters: Sequence[Pollster], *, probe: bool = False, patience: float | None = None
) -> JobResult:
    """Poll several connections side by side; one that fails is named in the result.

    With `patience`, in seconds, nobody waits longer for a slow one: its poll goes on by itself, and as long
    as it does the connection is passed over.
    """
    if not pollsters:
        return JobResult(JobOutcome.SKIPPED, _NOBODY)
    pool = ThreadPoolExecutor(min(_AT_ONCE, len(pollsters)), thread_name_prefix="poll")
    try:
        polls = [pool.submit(_polled, each, probe=probe, waits=patience is None) for each in pollsters]
        wait(polls, patience)
        results = [poll.result() if poll.done() else PollSkipped(_UNDER_WAY) for poll in polls]
    finally:
        pool.shutdown(wait=patience is None)
    troubles = [
        (pollster.connection.name, result)
        for pollster, result in zip(pollsters, results, strict=True)
        if isinstance(result, MmdeskError)
    ]
    counts = [each for each in map(_counts_of, results) if each is not None]
    return JobResult(_outcome(len(pollsters), [error for _, error in troubles]), _why(troubles), _sum(counts))


def _polled(pollster: Pollster, *, probe: bool, waits: bool) -> Counts | MmdeskError:
    if not waits and not pollster.is_idle_within(0):
        return PollSkipped(_UNDER_WAY)
    try:
        return pollster.run(probe=probe)
    except MmdeskError as error:
        return error
    except Exception as error:  # a bug met by one connection must not stop the others
        logger.exception("connection=%s our own fault", pollster.connection.name)
        return PollBroken(type(error).__name__)


def _counts_of(result: Counts | MmdeskError) -> Counts | None:
    if isinstance(result, PollRemark):
        return result.counts
    return None if isinstance(result, MmdeskError) else result


def _is_failure(error: MmdeskError) -> bool:
    return error.failed if isinstance(error, PollRemark) else not isinstance(error, PollSkipped)


def _sum(counts: Sequence[Counts]) -> Mapping[str, int]:
    return asdict(reduce(add, counts)) if counts else {}


def _outcome(polled: int, troubles: Sequence[MmdeskError]) -> JobOutcome:
    if any(map(_is_failure, troubles)):
        return JobOutcome.FAILED
    skipped = sum(isinstance(error, PollSkipped) for error in troubles)
    return JobOutcome.SKIPPED if skipped == polled else JobOutcome.DONE


def _why(troubles: Sequence[tuple[str, MmdeskError]]) -> Text | None:
    if not troubles:
        return None
    sentences = [(f"{name}: {error.text.ru}", f"{name}: {error.text.en}") for name, error in troubles]
    return Text("; ".join(ru for ru, _ in sentences), "; ".join(en for _, en in sentences))


_UNDER_WAY: Final = Text("опрос ещё идёт", "the poll is still under way")
_NOBODY: Final = Text("нет подключений, которые надо опрашивать", "there is no connection to poll")

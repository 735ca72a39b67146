"""The one door off the window's thread: work without Qt goes in, its frozen answer comes back there."""

from __future__ import annotations

import itertools
import logging
import sys
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from mmdesk.errors import MmdeskError, Text

logger = logging.getLogger(__name__)

T = TypeVar("T")

READERS: Final = 2


class ProgramFault(MmdeskError):
    """What a page is told when its work ended in a fault of ours, which the crash dialog reports."""

    title = Text("Ошибка программы", "A fault of the program")
    hint = Text("Повторите; если не поможет, перезапустите программу.", "Try again, or restart the program.")


@dataclass(frozen=True, slots=True)
class _Finished:
    """Any: the types of answer and receiver were checked together where the work was handed in."""

    owner: QObject
    done: Callable[[Any], None]
    failed: Callable[[MmdeskError], None]
    topic: str
    number: int
    answer: Any = None
    error: BaseException | None = None


class TaskRunner(QObject):
    """Runs work in threads of its own and delivers in the window's thread, only to owners that still live.

    Writes run one after another in the order handed in; reads run beside them. Answers that come together are
    delivered one a turn, and what came due meanwhile goes before the next. Lives as long as the windows.
    """

    _finished = Signal(object)
    busy_changed = Signal(int)
    """How many writes are handed in and not over."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="task")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
        self._numbers = itertools.count(1)
        self._newest: dict[str, int] = {}
        self._closed = False
        self._writing: set[int] = set()
        self._ended: deque[_Finished] = deque()
        self._next_turn = QTimer(self, interval=0, singleShot=True)
        self._next_turn.timeout.connect(self._deliver_next)
        self._finished.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def write(
        self,
        work: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], None],
        failed: Callable[[MmdeskError], None],
    ) -> None:
        """Run on the task thread. `done` or `failed` is called in the window's thread while `owner` lives."""
        if self._closed:
            logger.error("handed in after the end: %r", work)
            return
        ticket = _Finished(owner, done, failed, "", next(self._numbers))
        self._writing.add(ticket.number)
        self.busy_changed.emit(len(self._writing))
        self._writer.submit(self._run, work, ticket)

    def read(
        self,
        work: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], None],
        failed: Callable[[MmdeskError], None],
        topic: str = "",
    ) -> None:
        """Run on a reading thread. A newer read of the same topic makes this one's answer unwanted."""
        if self._closed:
            return
        number = next(self._numbers)
        if topic:
            self._newest[topic] = number
        self._readers.submit(self._run, work, _Finished(owner, done, failed, topic, number))

    def close(self) -> None:
        """Let writes that were handed in end, drop reads, and wait for both.

        What comes later is dropped, and nobody hears of what has ended by then: their windows go.
        """
        self._closed = True
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)

    def _run(self, work: Callable[[], Any], ticket: _Finished) -> None:
        """In a thread of ours: whatever happens comes back as an answer."""
        if ticket.topic and self._newest.get(ticket.topic) != ticket.number:
            return
        try:
            ended = replace(ticket, answer=work())
        except Exception as error:  # noqa: BLE001 - a fault of ours reaches the crash dialog from the window's thread
            ended = replace(ticket, error=error)
        self._finished.emit(ended)

    @Slot(object)
    def _take(self, ended: _Finished) -> None:
        self._ended.append(ended)
        if not self._next_turn.isActive():
            self._deliver_next()

    @Slot()
    def _deliver_next(self) -> None:
        if self._closed:
            self._ended.clear()
        if not self._ended:
            return
        # Before: whoever is told may wait in an event loop of their own. After: others that are due go first.
        self._next_turn.start()
        try:
            self._deliver(self._ended.popleft())
        finally:
            self._next_turn.start()

    def _deliver(self, ended: _Finished) -> None:
        if not ended.topic and ended.number in self._writing:
            self._writing.discard(ended.number)
            self.busy_changed.emit(len(self._writing))
        elif ended.topic and self._newest.get(ended.topic) != ended.number:
            return
        if not shiboken6.isValid(ended.owner):
            return
        if ended.error is None:
            ended.done(ended.answer)
        elif isinstance(ended.error, MmdeskError):
            ended.failed(ended.error)
        else:
            # The page becomes usable again first; the report comes on top of it.
            ended.failed(ProgramFault(type(ended.error).__name__))
            sys.excepthook(type(ended.error), ended.error, ended.error.__traceback__)

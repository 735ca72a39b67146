"""Talks with the remotes for a window, each on a thread of its own, told step by step, broken off at will.

Apart from the task threads, because a remote may be silent for half a minute while orders are confirmed.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from mmdesk.errors import MmdeskError
from mmdesk.services.check import Check, Told
from mmdesk.ui.tasks import ProgramFault

logger = logging.getLogger(__name__)

T = TypeVar("T")

_PATIENCE: Final = 1.0
_at_work: Final[set[RemoteTalk]] = set()
"""Keeps what a thread still answers to: a widget that is closed may not take it along."""


class _BrokenOff(Exception):
    """Raised in the talk's own thread where a person has called it off."""


@dataclass(frozen=True, slots=True)
class _Ended:
    """Any: the types of answer and receiver were checked together where the talk began."""

    number: int
    owner: QObject
    done: Callable[[Any], None]
    failed: Callable[[MmdeskError], None]
    answer: Any = None
    error: BaseException | None = None


class RemoteTalk(QObject):
    """One talk at a time; lives in the window's thread and has no parent. The end waits for none."""

    told = Signal(object)
    """A `Check` of the talk that goes on."""
    busy_changed = Signal(bool)
    _heard = Signal(int, object)
    _ended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        self._is_busy = False
        self._threads: dict[int, threading.Thread] = {}
        self._heard.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        return self._is_busy

    def begin(
        self,
        work: Callable[[Told], T],
        *,
        owner: QObject,
        done: Callable[[T], None],
        failed: Callable[[MmdeskError], None],
    ) -> None:
        """Run it; `done` or `failed` is called in the window's thread while `owner` lives."""
        self.cancel()
        self._set_busy(True)
        ticket = _Ended(self._number, owner, done, failed)
        _at_work.add(self)
        thread = threading.Thread(target=self._run, args=(work, ticket), name="talk", daemon=True)
        self._threads[ticket.number] = thread
        thread.start()

    @Slot()
    def cancel(self) -> None:
        """Nobody hears of the talk any more; it ends before its next step."""
        self._number += 1
        self._set_busy(False)

    def _run(self, work: Callable[[Told], Any], ticket: _Ended) -> None:
        """In the talk's own thread: whatever happens comes back as an answer."""

        def tell(check: Check) -> None:
            if ticket.number != self._number:
                raise _BrokenOff
            self._heard.emit(ticket.number, check)

        try:
            ended = replace(ticket, answer=work(tell))
        except _BrokenOff:
            ended = ticket
        except Exception as error:  # noqa: BLE001 - a fault of ours reaches the crash dialog from the window's thread
            ended = replace(ticket, error=error)
        self._ended.emit(ended)

    def _set_busy(self, busy: bool) -> None:
        if busy != self._is_busy:
            self._is_busy = busy
            self.busy_changed.emit(busy)

    @Slot(int, object)
    def _hear(self, number: int, check: Check) -> None:
        if number == self._number:
            self.told.emit(check)

    @Slot(object)
    def _end(self, ended: _Ended) -> None:
        # It has said its last word; while it lives it could be the last to hold a window's part.
        self._threads.pop(ended.number).join(_PATIENCE)
        if not self._threads:
            _at_work.discard(self)
        if ended.number != self._number:
            return
        self._set_busy(False)
        if not shiboken6.isValid(ended.owner):
            return
        if ended.error is None:
            ended.done(ended.answer)
        elif isinstance(ended.error, MmdeskError):
            ended.failed(ended.error)
        else:
            ended.failed(ProgramFault(type(ended.error).__name__))
            sys.excepthook(type(ended.error), ended.error, ended.error.__traceback__)

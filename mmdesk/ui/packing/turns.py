"""The order of a packer's actions: when one does not count, those behind it do not either. Without Qt.

Whoever scans goes on while the database keeps them waiting. If the first of these scans is lost and the
second counted, the goods lie elsewhere than the program believes: so they fail together.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from mmdesk.errors import MmdeskError

T = TypeVar("T")


class OutOfTurn(MmdeskError):
    """Raised by an action before which another one has failed; nothing of it was tried."""


class Turns:
    """`queue` in the window's thread; what it returns is called on the task thread, in the same order."""

    def __init__(self) -> None:
        self._last = 0
        self._settled = 0
        self._void_up_to = 0
        self._void = 0

    @property
    def void(self) -> int:
        """How many actions went down together the last time, the one that failed among them."""
        return self._void

    @property
    def waiting(self) -> int:
        """How many actions may still count: neither answered nor gone down with another one."""
        return self._last - self._settled

    def queue(self, act: Callable[[], T]) -> Callable[[], T]:
        self._last += 1
        return partial(self._do, self._last, act)

    def _do(self, number: int, act: Callable[[], T]) -> T:
        if number <= self._void_up_to:
            raise OutOfTurn
        try:
            answer = act()
        except BaseException:
            self._settled = self._void_up_to = self._last
            self._void = self._void_up_to - number + 1
            raise
        self._settled = number
        return answer

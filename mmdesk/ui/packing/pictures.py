"""Small pictures of products, out of the database; the service fetches them, no window does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QPixmap

from mmdesk.errors import MmdeskError
from mmdesk.ui.tasks import TaskRunner

logger = logging.getLogger(__name__)

Read = Callable[[Sequence[str]], Mapping[str, bytes]]
"""The pictures that are there, by address. Raises MmdeskError."""

_KEPT: Final = 200
"""Files kept in memory, each of some ten kilobytes."""
_MISSED: Final = 20
"""Addresses without a picture that are asked for again when something changes: those of the last orders."""


class Pictures(QObject):
    """Keeps what was read off the window's thread. `arrived` tells the address whose picture is there now."""

    arrived = Signal(str)

    def __init__(self, read: Read, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self._runner = runner
        self._known: dict[str, bytes] = {}
        self._missed: list[str] = []
        self._asked: set[str] = set()
        self._again = False
        self._drawn: tuple[str, QPixmap] | None = None

    def of(self, address: str) -> QPixmap | None:
        """What is known at once; an address that is new is looked for."""
        if address not in self._known:
            self.prepare((address,))
            return None
        if self._drawn is None or self._drawn[0] != address:
            pixmap = QPixmap()
            pixmap.loadFromData(self._known[address])
            self._drawn = (address, pixmap)
        shown = self._drawn[1]
        return None if shown.isNull() else shown

    def prepare(self, addresses: Sequence[str]) -> None:
        """These will be wanted: read together, they are there when their turn comes."""
        fresh = {each for each in addresses if each} - self._known.keys() - self._asked - {*self._missed}
        self._ask(tuple(sorted(fresh)))

    @Slot()
    def look_again(self) -> None:
        """Something has changed in the database: perhaps a picture has come."""
        # What is on its way was read before the change.
        self._again = bool(self._asked)
        self._ask(tuple(each for each in self._missed if each not in self._asked))

    def _ask(self, addresses: tuple[str, ...]) -> None:
        if not addresses:
            return
        self._asked.update(addresses)
        work = partial(self._read, addresses)
        done, failed = partial(self._take, addresses), partial(self._failed, addresses)
        self._runner.read(work, owner=self, done=done, failed=failed)

    def _take(self, addresses: tuple[str, ...], found: Mapping[str, bytes]) -> None:
        self._asked.difference_update(addresses)
        if len(self._known) + len(found) > _KEPT:
            self._known.clear()
        self._known.update(found)
        rest = [each for each in self._missed if each not in addresses]
        self._missed = [*rest, *(each for each in addresses if each not in found)][-_MISSED:]
        for address in found:
            self.arrived.emit(address)
        if self._again and not self._asked:
            self.look_again()

    def _failed(self, addresses: tuple[str, ...], error: MmdeskError) -> None:
        self._asked.difference_update(addresses)
        logger.warning("pictures were not read: %s", error)

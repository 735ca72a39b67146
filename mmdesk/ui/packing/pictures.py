"""Pictures of products that are on this computer already; none is ever fetched from here."""

from __future__ import annotations

import hashlib
import logging
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from mmdesk.errors import MmdeskError
from mmdesk.ui.tasks import TaskRunner

logger = logging.getLogger(__name__)

FOLDER: Final = "pictures"
_KINDS: Final = ("jpg", "png", "webp")
_LARGEST: Final = 3_000_000
_KEPT: Final = 60


class Pictures(QObject):
    """Reads files off the window's thread. `arrived` tells the address whose picture can be had now."""

    arrived = Signal(str)

    def __init__(self, folder: Path, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._runner = runner
        self._known: dict[str, QPixmap | None] = {}

    def of(self, address: str) -> QPixmap | None:
        """What is known at once; an address that is new is looked for."""
        if not address:
            return None
        if address not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[address] = None
            work = partial(read_copy, self._folder, address)
            self._runner.read(work, owner=self, done=partial(self._take, address), failed=self._failed)
        return self._known[address]

    def _take(self, address: str, raw: bytes) -> None:
        pixmap = QPixmap()
        if raw and pixmap.loadFromData(raw):
            self._known[address] = pixmap
            self.arrived.emit(address)

    def _failed(self, error: MmdeskError) -> None:
        logger.warning("a picture was not read: %s", error)


def file_stem(address: str) -> str:
    """By which name a copy of the picture at an address is kept, without the dot and the kind."""
    return hashlib.sha256(address.encode()).hexdigest()[:32]


def read_copy(folder: Path, address: str) -> bytes:
    """The file's bytes; empty where there is no usable copy. In a reading thread."""
    for kind in _KINDS:
        file = folder / f"{file_stem(address)}.{kind}"
        try:
            if file.stat().st_size <= _LARGEST:
                return file.read_bytes()
        except OSError:
            continue
    return b""

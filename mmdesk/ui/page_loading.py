"""Imports the modules of the pages, a few at a time between two events.

Only the window's thread may: while a module defines its Qt classes in another thread, PySide and the window's
thread change the same tables, and the program dies of it in about one start of fifty.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_IN_TURN: Final = (
    "mmdesk.ui.orders.details_state",
    "mmdesk.ui.orders.lot_rows",
    "mmdesk.ui.orders.timeline_view",
    "mmdesk.ui.orders.verb_row",
    "mmdesk.ui.orders.verbs",
    "mmdesk.ui.orders.details_view",
    "mmdesk.ui.orders.orders_model",
    "mmdesk.ui.orders.orders_view",
    "mmdesk.ui.orders.undo_strip_view",
    "mmdesk.ui.orders_page",
    "mmdesk.ui.service_child",
    "mmdesk.ui.service_keeper",
)
"""The small ones first: what a module stands on is then loaded, and no turn is long."""


class PageLoading(QObject):
    """Lives in the window's thread."""

    loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left: Iterator[str] = iter(_IN_TURN)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._load_next)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def _load_next(self) -> None:
        name = next(self._left, None)
        if name is None:
            self.stop()
            self.loaded.emit()
        else:
            importlib.import_module(name)

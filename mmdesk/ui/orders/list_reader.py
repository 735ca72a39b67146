"""Keeps the list read: at a new wish at once, after a change as soon as the reading before it has ended."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mmdesk.errors import MmdeskError
from mmdesk.services.order_list import OrderList, OrderWish
from mmdesk.ui.orders.key_difference import Keys
from mmdesk.ui.orders.list_reading import ListReading, RowsReading, Shown, read_list, read_rows
from mmdesk.ui.tasks import TaskRunner

INDEX_TOPIC: Final = "orders.index"
_RETRY_MS: Final = 5_000


class ListReader(QObject):
    """One reading of the list in flight and at most one waiting; the same for rows that come into sight.

    `shown` tells what the window shows at the moment it is asked.
    """

    list_read = Signal(ListReading)
    rows_read = Signal(RowsReading)
    failed = Signal(MmdeskError)
    """Nothing changes on the screen; it is tried again by itself."""

    def __init__(
        self,
        runner: TaskRunner,
        orders: OrderList,
        wish: OrderWish,
        shown: Callable[[], Shown],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._orders = orders
        self._wish = wish
        self._shown = shown
        self._in_flight = False
        self._waiting = False
        self._rows_in_flight = False
        self._lists_read = 0
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(_RETRY_MS)
        self._retry.timeout.connect(self.read_again)

    def want(self, wish: OrderWish) -> None:
        """Read for another wish now; whatever was being read for the former one is not waited for."""
        self._wish = wish
        self._start()

    @Slot()
    def read_again(self) -> None:
        """Something may have changed."""
        if self._in_flight:
            self._waiting = True
        else:
            self._start()

    def want_rows(self, keys: Keys) -> bool:
        """Read these rows, unless some are being read: then the window asks again when those are here."""
        if self._rows_in_flight or not keys:
            return False
        self._rows_in_flight = True
        self._runner.read(
            partial(read_rows, self._orders, keys),
            owner=self,
            done=partial(self._take_rows, self._lists_read),
            failed=self._fail_rows,
        )
        return True

    def _start(self) -> None:
        self._in_flight, self._waiting = True, False
        self._retry.stop()
        self._runner.read(
            partial(read_list, self._orders, self._wish, self._shown()),
            owner=self,
            done=self._take_list,
            failed=self._fail_list,
            topic=INDEX_TOPIC,
        )

    def _take_list(self, reading: ListReading) -> None:
        self._in_flight = False
        self._wish = reading.wish
        self._lists_read += 1
        self.list_read.emit(reading)
        if self._waiting and not self._in_flight:
            self._start()

    def _fail_list(self, error: MmdeskError) -> None:
        self._in_flight = self._waiting = False
        self._retry.start()
        self.failed.emit(error)

    def _take_rows(self, lists_read: int, reading: RowsReading) -> None:
        self._rows_in_flight = False
        # A list read in the meantime has brought newer rows, and these may be older than its change.
        stale = lists_read != self._lists_read
        self.rows_read.emit(RowsReading((), ()) if stale else reading)

    def _fail_rows(self, error: MmdeskError) -> None:
        self._rows_in_flight = False
        self._retry.start()
        self.failed.emit(error)

"""Lets the time left run: one timer, which repaints only the cells that show it and are in sight."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mmdesk.clock import Clock
from mmdesk.ui.orders.orders_model import OrdersModel
from mmdesk.ui.orders.orders_table import OrdersTable

_NEAR: Final = timedelta(hours=1)
_FAST_MS: Final = 1_000
_SLOW_MS: Final = 30_000


class CountdownTimer(QObject):
    """Beats each second while a deadline in sight is less than an hour away, else each half minute."""

    half_minute_over = Signal()
    """Orders come to be at risk by time alone: nothing in the database changes then."""

    def __init__(self, table: OrdersTable, model: OrdersModel, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._table = table
        self._model = model
        self._clock = clock
        self._told_at = clock.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(_SLOW_MS)
        self._timer.timeout.connect(self._beat)
        table.view_moved.connect(self.look_again)

    @property
    def pace(self) -> timedelta:
        """From one beat to the next."""
        return timedelta(milliseconds=self._timer.interval())

    def start(self) -> None:
        self._timer.start()
        self._beat()

    def stop(self) -> None:
        """Nobody sees the list."""
        self._timer.stop()

    @Slot()
    def look_again(self) -> None:
        """Other rows are in sight, or their rows have been read."""
        wanted = _FAST_MS if self._is_near() else _SLOW_MS
        if wanted != self._timer.interval():
            # This also starts the span anew, so not at every glance.
            self._timer.setInterval(wanted)

    @Slot()
    def _beat(self) -> None:
        self._table.repaint_time_left()
        self.look_again()
        now = self._clock.monotonic()
        if now - self._told_at >= _SLOW_MS / 1000:
            self._told_at = now
            self.half_minute_over.emit()

    def _is_near(self) -> bool:
        first, last = self._table.rows_in_sight()
        orders = (self._model.order_at(row) for row in range(max(first, 0), last + 1))
        now = self._clock.now()
        return any(order and order.due_at and timedelta() <= order.due_at - now <= _NEAR for order in orders)

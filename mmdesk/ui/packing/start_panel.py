"""The empty bench: what to scan, what waits, what is put aside, and what is on its way to its paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mmdesk.services.bench_view import BenchView, ParkedOrder
from mmdesk.services.desk import OrderRef
from mmdesk.ui.packing import packing_words
from mmdesk.ui.packing.board import Board, Notice
from mmdesk.ui.packing.lines import LinesView
from mmdesk.ui.packing.packing_state import shares
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme

_GAP: Final = 4
_LEAST: Final = 48


class StartPanel(QWidget):
    """The order closed last comes first, then the stopped ones; Enter goes on with one that was put aside."""

    resume_wished = Signal(OrderRef)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = Board(theme)
        self.parked = LinesView(theme, self.tr("Put aside"), chooses=True, height=64)
        self.finishing = LinesView(theme, self.tr("On the way to paper"), chooses=False, height=64)
        self._parked_title = plain_label(role=Role.HEADING)
        self._finishing_title = plain_label(role=Role.HEADING)
        self._orders: tuple[ParkedOrder, ...] = ()
        self._calm: Notice | None = None
        self._glance = QTimer(self, singleShot=True)
        self._glance.timeout.connect(self.end_glance)
        self.parked.chosen.connect(self._resume)
        self._lay_out()

    def show_view(self, view: BenchView, now: datetime) -> None:
        self._calm = packing_words.start_notice(view, now)
        if not self._glance.isActive():
            self.board.show_notice(self._calm)
        lines = [packing_words.finishing_line(order, now) for order in view.finishing]
        comes_first = [line.name for line in self.finishing.lines.lines[:1]]
        self.finishing.show_lines(lines)
        if comes_first != [line.name for line in lines[:1]]:
            self.finishing.scrollToTop()
        stopped = sum(1 for order in view.finishing if order.stopped is not None)
        self._finishing_title.setText(self._finishing_words(len(lines), stopped))
        self._show_or_hide(self.finishing, self._finishing_title, bool(lines))

    def show_verdict(self, notice: Notice, glance_ms: int) -> None:
        """Fill the board for so long, or until the next one; with 0 it asks for a scan at once."""
        self._glance.stop()
        if glance_ms:
            self.board.show_notice(notice)
            self._glance.start(glance_ms)
        else:
            self.end_glance()

    @Slot()
    def end_glance(self) -> None:
        self._glance.stop()
        if self._calm is not None:
            self.board.show_notice(self._calm)

    def show_parked(self, orders: Sequence[ParkedOrder], now: datetime) -> None:
        self._orders = tuple(orders)
        self.parked.show_lines([packing_words.parked_line(order, now) for order in self._orders])
        self._parked_title.setText(self.tr("Put aside: %n. Enter goes on with it", "", len(self._orders)))
        self._show_or_hide(self.parked, self._parked_title, bool(self._orders))

    def begin(self) -> bool:
        """Take the focus where Enter means something; False when it does nowhere."""
        if self._orders:
            self.parked.setFocus()
        return bool(self._orders)

    def _finishing_words(self, count: int, stopped: int) -> str:
        if stopped:
            return self.tr("Stopped on the way to paper: %n", "", stopped)
        return self.tr("On the way to paper: %n", "", count)

    def _show_or_hide(self, lines: LinesView, title: QWidget, shown: bool) -> None:
        lines.setVisible(shown)
        title.setVisible(shown)
        self._side.setVisible(not self.parked.isHidden() or not self.finishing.isHidden())
        self._share_room()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The lists have their width only with the side they stand in: what they need is not known before."""
        if event.type() == QEvent.Type.Resize:
            self._share_room()
        return super().eventFilter(watched, event)

    def _share_room(self) -> None:
        """To the list that needs it: one order put aside takes no half of the page."""
        titles = self._finishing_title.sizeHint().height() + self._parked_title.sizeHint().height()
        room = self._side.height() - titles - 3 * _GAP
        upper, lower = shares(room, self.finishing.wanted_height, self.parked.wanted_height)
        self._column.setStretchFactor(self.finishing, upper)
        self._column.setStretchFactor(self.parked, lower)

    @Slot(int)
    def _resume(self, place: int) -> None:
        if 0 <= place < len(self._orders):
            self.resume_wished.emit(self._orders[place].ref)

    def _lay_out(self) -> None:
        self._side = QWidget()
        self._side.installEventFilter(self)
        self._column = column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        for title, lines in (
            (self._finishing_title, self.finishing),
            (self._parked_title, self.parked),
        ):
            column.addWidget(title)
            column.addWidget(lines, 1)
            lines.setMinimumHeight(_LEAST)
            title.hide()
            lines.hide()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        line.addWidget(self.board, 3)
        line.addWidget(self._side, 2)
        self._side.hide()

"""The lots to pack, one a row: where each lies and whether its marking code has been read."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from mmdesk.ui.moments import money
from mmdesk.ui.orders.pack_state import PackState
from mmdesk.ui.orders.reason_box import number_of
from mmdesk.ui.padded import Padded
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.theme import ROW_HEIGHT, Theme, Tone

_ROWS_SEEN: Final = 8
_NUMBER, _NAME, _PRICE, _BOX, _MARK = range(5)
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WIDTHS: Final = {_NUMBER: 44, _PRICE: 96, _BOX: 88, _MARK: 112}
_SIDES: Final = {
    _NUMBER: _RIGHT,
    _NAME: _LEFT,
    _PRICE: _RIGHT,
    _BOX: Qt.AlignmentFlag.AlignCenter,
    _MARK: _LEFT,
}


class BoxTable(QTableWidget):
    """A digit names the box of the current lot; anything else that is typed belongs to the scanner."""

    box_pressed = Signal(int)
    one_box_wished = Signal()
    mark_removed = Signal()
    typed = Signal(QKeyEvent)

    def __init__(self, state: PackState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(len(state.lots), 5, parent)
        self._theme = theme
        self._state = state
        self.setAccessibleName(self.tr("Lots to pack"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setItemDelegate(Padded(self))
        self._fit_columns()
        self._fill()

    def current_lot(self) -> int:
        """The index of the lot, 0 where there is none."""
        row = self.currentRow()
        return self._state.lots[row].index if 0 <= row < len(self._state.lots) else 0

    def go_to(self, lot: int) -> None:
        row = next((row for row, each in enumerate(self._state.lots) if each.index == lot), 0)
        self.setCurrentCell(row, _NAME)

    def go_on(self) -> None:
        """To the next lot, staying on the last."""
        self.setCurrentCell(min(self.currentRow() + 1, self.rowCount() - 1), _NAME)

    def show_state(self, state: PackState) -> None:
        self._state = state
        self._fill()

    def sizeHint(self) -> QSize:
        rows = min(max(self.rowCount(), 1), _ROWS_SEEN)
        return QSize(super().sizeHint().width(), (rows + 1) * ROW_HEIGHT + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        aimed = self._state.boxed and (not self._state.unmarked or _with_alt(event))
        digit = _digit(event)
        if aimed and digit:
            self.box_pressed.emit(digit)
        elif aimed and event.key() == Qt.Key.Key_0:
            self.one_box_wished.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.mark_removed.emit()
        elif self._state.unmarked and event.text().isprintable() and event.text():
            self.typed.emit(event)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            # The table would keep it; the dialog knows what it means.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _fit_columns(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        for column, words in self._captions().items():
            caption = QTableWidgetItem(words)
            caption.setTextAlignment(_SIDES[column])
            self.setHorizontalHeaderItem(column, caption)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setColumnHidden(_BOX, not self._state.boxed)
        self.setColumnHidden(_MARK, not self._state.needs_marks)

    def _captions(self) -> dict[int, str]:
        return {
            _NUMBER: self.tr("No."),
            _NAME: self.tr("Product"),
            _PRICE: self.tr("Price"),
            _BOX: self.tr("Box"),
            _MARK: self.tr("Code"),
        }

    def _fill(self) -> None:
        for row, lot in enumerate(self._state.lots):
            self._write(row, _NUMBER, str(lot.index))
            self._write(row, _NAME, lot.name)
            self._write(row, _PRICE, money(lot.final_price))
            self._write(row, _BOX, self.tr("box {box}").format(box=self._state.box_of(lot.index)))
            self._write_mark(row)

    def _write_mark(self, row: int) -> None:
        lot = self._state.lots[row]
        if lot.index in self._state.marks:
            icon, tone, words = "check", Tone.OK, self.tr("read")
        elif lot.needs_mark:
            icon, tone, words = "barcode", Tone.WARN, self.tr("needed")
        else:
            icon, tone, words = "", Tone.MUTED, "—"
        item = self._write(row, _MARK, words)
        item.setForeground(self._theme.color(tone))
        if icon:
            item.setIcon(self._theme.icon(icon, tone))

    def _write(self, row: int, column: int, words: str) -> QTableWidgetItem:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(_SIDES[column])
            self.setItem(row, column, item)
        item.setText(one_line(words))
        return item


def _with_alt(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)


def _digit(event: QKeyEvent) -> int:
    """The digit pressed, with Alt as well."""
    if _with_alt(event) and Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9:
        return event.key() - Qt.Key.Key_0
    return number_of(event)

"""Paints the rows of the list: few calls a cell, so that scrolling stays smooth."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from mmdesk.clock import Clock
from mmdesk.ui.icons import drawn
from mmdesk.ui.orders import order_words
from mmdesk.ui.orders.order_words import Countdown, OrderLine, StatusWords
from mmdesk.ui.orders.orders_model import Column, OrdersModel
from mmdesk.ui.theme import ROW_HEIGHT, Theme, Tone

PADDING: Final = 8
ICON: Final = 16
_GAP: Final = 6
_RING: Final = 2
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_LOUD: Final = frozenset({Tone.DANGER, Tone.WARN, Tone.MUTED})
"""Tones in which the words of a state stand; the others are told by the icon alone."""

_BAR_SHARES: Final = {
    Column.DUE: 0.5, Column.NUMBER: 0.8, Column.SCHEME: 0.6, Column.STATUS: 0.7,
    Column.LOTS: 0.4, Column.TOTAL: 0.7, Column.BUYER: 0.5,
}  # fmt: skip
"""How much of its cell the grey bar takes that stands for a text still to be read."""

_CUT_OFF: Final = frozenset({Column.NUMBER, Column.SCHEME, Column.BUYER})
"""Columns whose tooltip only repeats the cell: shown where the cell is too narrow."""


class OrdersDelegate(QStyledItemDelegate):
    """Everything of a cell, its ground and the mark of the current row included."""

    def __init__(self, model: OrdersModel, theme: Theme, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._clock = clock

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(60, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        column = Column(index.column())
        rect = _rect(option)
        self._paint_ground(painter, option, index)
        told = self._model.line_at(index.row())
        painter.setFont(option.font)
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        if told is None:
            self._paint_bar(painter, inner, column)
        else:
            self._paint_cell(painter, inner, index.row(), column, told)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        if event.type() is QEvent.Type.ToolTip and index.isValid() and self._fits(option, index):
            QToolTip.hideText()
            return True
        return super().helpEvent(event, view, option, index)

    # -- parts of a cell

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens, rect = self._theme.tokens, _rect(option)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, tokens.selection if selected else tokens.surface)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, tokens.line)
        table = option.widget
        if isinstance(table, QTableView) and table.currentIndex().row() == index.row():
            self._paint_current(painter, rect, table.viewport().width(), focused=table.hasFocus())

    def _paint_current(self, painter: QPainter, rect: QRect, width: int, *, focused: bool) -> None:
        """A bar at the left always; with the keyboard here a ring around what is in sight of the row."""
        accent = self._theme.tokens.accent
        if rect.x() <= 0:
            painter.fillRect(rect.x(), rect.y(), _RING if focused else 2 * _RING, rect.height(), accent)
        if not focused:
            return
        painter.fillRect(rect.x(), rect.y(), rect.width(), _RING, accent)
        painter.fillRect(rect.x(), rect.bottom() + 1 - _RING, rect.width(), _RING, accent)
        if rect.right() >= width - 1:
            painter.fillRect(rect.right() + 1 - _RING, rect.y(), _RING, rect.height(), accent)

    def _paint_bar(self, painter: QPainter, inner: QRect, column: Column) -> None:
        width = round(inner.width() * _BAR_SHARES[column])
        left = inner.right() - width if column in (Column.DUE, Column.LOTS, Column.TOTAL) else inner.x()
        bar = QRect(left, inner.center().y() - 4, width, 8)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.tokens.line)
        painter.drawRoundedRect(bar, 4, 4)
        painter.restore()

    def _paint_cell(self, painter: QPainter, inner: QRect, row: int, column: Column, told: OrderLine) -> None:
        order = self._model.order_at(row)
        if order is None:
            return
        quiet = Tone.MUTED if order.finished else Tone.TEXT
        match column:
            case Column.DUE:
                self._paint_left(painter, inner, order_words.countdown(order, self._clock.now()))
            case Column.STATUS:
                self._paint_status(painter, inner, told.status)
            case Column.NUMBER:
                self._paint_text(painter, inner, told.number, quiet)
            case Column.SCHEME:
                self._paint_text(painter, inner, told.scheme, Tone.MUTED)
            case Column.LOTS:
                self._paint_text(painter, inner, told.lots, quiet, _RIGHT)
            case Column.TOTAL:
                self._paint_text(painter, inner, told.total, quiet, _RIGHT)
            case Column.BUYER:
                self._paint_text(painter, inner, told.buyer, quiet)

    def _paint_left(self, painter: QPainter, inner: QRect, left: Countdown | None) -> None:
        if left is None:
            return
        if left.icon:
            self._paint_icon(painter, inner, left.icon, left.tone)
        self._paint_text(painter, inner.adjusted(ICON + 2, 0, 0, 0), left.words, left.tone, _RIGHT)

    def _paint_status(self, painter: QPainter, inner: QRect, status: StatusWords) -> None:
        """The loud part first; what follows gives way."""
        self._paint_icon(painter, inner, status.icon, status.tone)
        rest = inner.adjusted(ICON + _GAP, 0, 0, 0)
        first = status.mark or status.words
        self._paint_text(painter, rest, first, status.tone if status.tone in _LOUD else Tone.TEXT)
        taken = painter.fontMetrics().horizontalAdvance(first)
        if len(first) < len(status.whole) and taken < rest.width():
            after = status.whole[len(first) :]
            self._paint_text(painter, rest.adjusted(taken, 0, 0, 0), after, Tone.MUTED)

    def _paint_icon(self, painter: QPainter, inner: QRect, name: str, tone: Tone) -> None:
        place = QRect(inner.x(), inner.center().y() - ICON // 2 + 1, ICON, ICON)
        ratio = painter.device().devicePixelRatioF()
        painter.drawImage(place, drawn(name, self._theme.color(tone).name(), round(ICON * ratio)))

    def _paint_text(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        tone: Tone,
        alignment: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        painter.setPen(_pen(self._theme.color(tone)))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, alignment, shown)

    def _fits(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether a tooltip would say nothing that is not to be read already."""
        if Column(index.column()) not in _CUT_OFF:
            return False
        metrics: QFontMetrics = option.fontMetrics
        text = str(index.data() or "")
        return metrics.horizontalAdvance(text) <= _rect(option).width() - 2 * PADDING


def _rect(option: QStyleOptionViewItem) -> QRect:
    rect: QRect = option.rect
    return rect


def _pen(colour: QColor) -> QPen:
    return QPen(colour)

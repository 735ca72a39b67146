"""Paints a cell of facts: the tone of its words stays in the selected row as well."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from mmdesk.ui.theme import Theme

PADDING: Final = 8
_ICON: Final = 16
_GAP: Final = 6
_BAR: Final = 3


class FactsDelegate(QStyledItemDelegate):
    """The words of a cell give way to its icon; the row of the keyboard has a bar at its left."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        tokens = self._theme.tokens
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, tokens.selection if selected else tokens.surface)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, tokens.line)
        table = option.widget
        stands = isinstance(table, QTableView) and index.row() == table.currentIndex().row()
        if stands and index.column() == 0:
            colour = tokens.accent if table.hasFocus() else tokens.edge
            painter.fillRect(rect.x(), rect.y(), _BAR, rect.height(), colour)
        self._paint_words(painter, rect.adjusted(PADDING, 0, -PADDING, 0), index)

    def _paint_words(
        self, painter: QPainter, inner: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(icon, QIcon):
            icon.paint(painter, QRect(inner.x(), inner.center().y() - _ICON // 2 + 1, _ICON, _ICON))
            inner.setLeft(inner.x() + _ICON + _GAP)
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
        words = painter.fontMetrics().elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, index.data(Qt.ItemDataRole.TextAlignmentRole), words)

"""Paints a cell of the page's tables: an icon, then words in their tone, also where the row is selected."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mmdesk.ui.plain_words import one_line

_PADDING: Final = 8
_ICON: Final = 16
_GAP: Final = 6


class RowDelegate(QStyledItemDelegate):
    """Asks the model for everything; selected rows have their ground and keep their colours.

    `elide` is where words lose letters that do not fit.
    """

    def __init__(
        self, parent: QObject | None = None, elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight
    ) -> None:
        super().__init__(parent)
        self._elide = elide

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        # The stubs of Qt know no fields of an option.
        rect: QRect = option.rect
        palette: QPalette = option.palette
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, palette.color(QPalette.ColorRole.Highlight))
        inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
        icon = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(icon, QIcon):
            top = inner.center().y() - _ICON // 2 + 1
            icon.paint(painter, QRect(inner.x(), top, _ICON, _ICON))
            inner.adjust(_ICON + _GAP, 0, 0, 0)
        self._write(painter, inner, option, index)
        painter.restore()

    def _write(
        self,
        painter: QPainter,
        inner: QRect,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        palette: QPalette = option.palette
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        painter.setFont(option.font)
        painter.setPen(colour if isinstance(colour, QColor) else palette.color(QPalette.ColorRole.Text))
        words = one_line(str(index.data(Qt.ItemDataRole.DisplayRole) or ""))
        shown = painter.fontMetrics().elidedText(words, self._elide, inner.width())
        painter.drawText(inner, alignment or Qt.AlignmentFlag.AlignVCenter, shown)


class MarkDelegate(RowDelegate):
    """The icon alone, where its words have no room; they stay the cell's for a tip and a screen reader."""

    def _write(
        self,
        painter: QPainter,
        inner: QRect,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """No words."""

"""The choice of a reason: by its number, by its first letters, or from the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mmdesk.ui.orders.verb_words import reason_name
from mmdesk.ui.theme import ROW_HEIGHT, Theme, Tone

_DIGITS = range(Qt.Key.Key_1, Qt.Key.Key_9 + 1)


def number_of(event: QKeyEvent) -> int:
    """The digit 1 to 9 that was pressed, 0 for any other key."""
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() - Qt.Key.Key_0 if plain and event.key() in _DIGITS else 0


class ReasonBox(QComboBox):
    """Nothing is chosen at first: a reason goes to Megamarket and is not to be guessed."""

    reason_chosen = Signal(str)

    def __init__(self, reasons: Sequence[str], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._has_list = False
        self._reasons = tuple(reasons)
        for code in self._reasons:
            self.addItem(reason_name(code), code)
        self.setPlaceholderText(self.tr("choose the reason"))
        self.setCurrentIndex(-1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(len(self._reasons))
        self.currentIndexChanged.connect(self._tell)

    def reason(self) -> str:
        return self.currentData() or ""

    def show_reason(self, code: str) -> None:
        self.setCurrentIndex(self._reasons.index(code) if code in self._reasons else -1)

    def choose_number(self, number: int) -> bool:
        """Choose by the number in front of a reason; False where there is none such."""
        if not 0 < number <= len(self._reasons):
            return False
        self.setCurrentIndex(number - 1)
        return True

    def showPopup(self) -> None:
        if not self._has_list:
            self._has_list = True
            self._make_list()
        super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.choose_number(number_of(event)):
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A wheel that was meant to scroll must not change a decision.
        event.ignore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the open list a number chooses, too."""
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and self.choose_number(number_of(event)):
            self.hidePopup()
            return True
        return super().eventFilter(watched, event)

    def _make_list(self) -> None:
        """A window of its own: there is one box a lot, and few are ever opened."""
        self.setItemDelegate(_ReasonDelegate(self._theme, self))
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 16)
        self.view().installEventFilter(self)

    @Slot()
    def _tell(self) -> None:
        self.reason_chosen.emit(self.reason())


class _ReasonDelegate(QStyledItemDelegate):
    """Number, words, and the code in muted letters."""

    _GAP = 12

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        letters = option.fontMetrics
        words = (self._number(index), index.data(), index.data(Qt.ItemDataRole.UserRole))
        width = sum(letters.horizontalAdvance(part) for part in words) + 5 * self._GAP
        return QSize(width, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, self._theme.tokens.selection)
        place = option.rect.adjusted(self._GAP, 0, -self._GAP, 0)
        number = self._number(index)
        indent = option.fontMetrics.horizontalAdvance("0") + self._GAP
        self._write(painter, place, number, Tone.MUTED)
        self._write(painter, place.adjusted(indent, 0, 0, 0), index.data(), Tone.TEXT)
        code = index.data(Qt.ItemDataRole.UserRole)
        self._write(painter, place, code, Tone.MUTED, Qt.AlignmentFlag.AlignRight)
        painter.restore()

    def _write(
        self,
        painter: QPainter,
        place: QRect,
        words: str,
        tone: Tone,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        painter.setPen(self._theme.color(tone))
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, words)

    @staticmethod
    def _number(index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.row() + 1) if index.row() < len(_DIGITS) else ""

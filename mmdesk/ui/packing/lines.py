"""The lists of the bench: large rows with an icon, a name, what is said of it, and a count at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from mmdesk.ui.packing.fitting import in_lines
from mmdesk.ui.plain_text import shown_plainly, tooltip
from mmdesk.ui.theme import Theme
from mmdesk.ui.tone import Tone

Index = QModelIndex | QPersistentModelIndex
_GAP: Final = 12
_ICON: Final = 28
_NAME: Final = 20
_NAME_LINES: Final = 2
_DETAIL: Final = 14
WHOLE: Final = 99
"""Lines of a detail that is never cut off: the row grows with it."""


@dataclass(frozen=True, slots=True)
class Line:
    """`count` stands at the right; `cap` is the key that chooses the line. `is_next` marks it as awaited."""

    icon: str
    tone: Tone
    name: str
    detail: str = ""
    count: str = ""
    cap: str = ""
    is_next: bool = False
    detail_lines: int = 1
    is_quiet: bool = False

    @property
    def spoken(self) -> str:
        return ", ".join(part for part in (self.cap, self.name, self.count, self.detail) if part)


class LinesModel(QAbstractListModel):
    """Lines as they are; one that changes is told alone, so that the choice stays where it is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Line, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._lines

    def show_lines(self, lines: Sequence[Line]) -> None:
        new = tuple(lines)
        if len(new) != len(self._lines):
            self.beginResetModel()
            self._lines = new
            self.endResetModel()
            return
        changed = [row for row, line in enumerate(new) if line != self._lines[row]]
        self._lines = new
        for row in changed:
            self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default, never changed
        return 0 if parent.isValid() else len(self._lines)

    @shown_plainly
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return line.spoken
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip("\n".join(part for part in (line.name, line.detail) if part))
            case _:
                return None


class LinesDelegate(QStyledItemDelegate):
    """Paints them; `height` is the least of a row in pixels."""

    def __init__(self, model: LinesModel, theme: Theme, height: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._height = height
        self._name = QFont()
        self._name.setPixelSize(_NAME if height > 60 else 16)
        self._strong = QFont(self._name)
        self._strong.setBold(True)
        self._detail = QFont()
        self._detail.setPixelSize(_DETAIL if height > 60 else 13)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = self._model.lines[index.row()]
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else 400
        room = width - self._left(line) - self._right(line) - _GAP
        return QSize(120, max(self._height, self._words_height(line, max(room, 80)) + _GAP))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = self._model.lines[index.row()]
        painter.save()
        self._paint_ground(painter, option, line)
        place = option.rect.adjusted(self._left(line), 0, -self._right(line) - _GAP, 0)
        self._paint_marks(painter, option.rect, line)
        self._paint_words(painter, place, line)
        painter.setFont(self._strong)
        painter.setPen(self._theme.color(line.tone))
        right = option.rect.adjusted(0, 0, -_GAP, 0)
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, line.count)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, line: Line) -> None:
        tokens = self._theme.tokens
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or line.is_next:
            painter.fillRect(option.rect, tokens.selection)
        if selected or line.is_next:
            painter.fillRect(
                QRect(option.rect.left(), option.rect.top(), 4, option.rect.height()), tokens.accent
            )
        painter.setPen(tokens.line)
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())

    def _paint_marks(self, painter: QPainter, rect: QRect, line: Line) -> None:
        at = rect.left() + _GAP
        if line.cap:
            painter.setFont(self._strong)
            painter.setPen(self._theme.color(Tone.MUTED))
            centre = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRect(at, rect.top(), 40, rect.height()), centre, line.cap)
            at += self._cap(line)
        icon = self._theme.icon(line.icon, line.tone)
        icon.paint(painter, QRect(at, rect.center().y() - _ICON // 2, _ICON, _ICON))

    def _paint_words(self, painter: QPainter, place: QRect, line: Line) -> None:
        top = place.top() + (place.height() - self._words_height(line, place.width())) // 2
        painter.setPen(self._theme.color(Tone.MUTED if line.is_quiet else Tone.TEXT))
        name = in_lines(line.name, place.width(), self._font(line), _NAME_LINES)
        top = _write(painter, place, top, name, self._font(line))
        painter.setPen(self._theme.color(Tone.MUTED if line.tone in (Tone.OK, Tone.TEXT) else line.tone))
        detail = in_lines(line.detail, place.width(), self._detail, line.detail_lines)
        _write(painter, place, top, detail, self._detail)

    def _font(self, line: Line) -> QFont:
        return self._strong if line.is_next else self._name

    def _words_height(self, line: Line, width: int) -> int:
        name = in_lines(line.name, width, self._font(line), _NAME_LINES)
        detail = in_lines(line.detail, width, self._detail, line.detail_lines)
        font, small = QFontMetrics(self._font(line)), QFontMetrics(self._detail)
        return len(name) * font.lineSpacing() + len(detail) * small.lineSpacing()

    def _left(self, line: Line) -> int:
        return _GAP + self._cap(line) + _ICON + _GAP

    def _cap(self, line: Line) -> int:
        return QFontMetrics(self._strong).horizontalAdvance(line.cap) + _GAP if line.cap else 0

    def _right(self, line: Line) -> int:
        return QFontMetrics(self._strong).horizontalAdvance(line.count) + _GAP if line.count else 0


def _write(painter: QPainter, place: QRect, top: int, lines: Sequence[str], font: QFont) -> int:
    """Line under line from `top` on; returns where the last one ends."""
    painter.setFont(font)
    height = QFontMetrics(font).lineSpacing()
    for line in lines:
        painter.drawText(QRect(place.left(), top, place.width(), height), Qt.AlignmentFlag.AlignVCenter, line)
        top += height
    return top


class LinesView(QListView):
    """A list to read; with `chooses`, one to choose from by arrows and Enter."""

    chosen = Signal(int)
    """The place of the line in the list."""

    def __init__(
        self, theme: Theme, name: str, *, chooses: bool, height: int = 72, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.lines = LinesModel(self)
        self._chooses = chooses
        self.setModel(self.lines)
        self.setItemDelegate(LinesDelegate(self.lines, theme, height, self))
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        if chooses:
            self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        else:
            self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self._click)
        # Qt takes the height of a row once: one that wraps anew would lie over the next.
        self.lines.dataChanged.connect(self.scheduleDelayedItemsLayout)
        theme.changed.connect(self.viewport().update)

    def show_lines(self, lines: Sequence[Line]) -> None:
        place = self.currentIndex().row()
        self.lines.show_lines(lines)
        if self._chooses and lines:
            self.setCurrentIndex(self.lines.index(min(max(place, 0), len(lines) - 1)))

    @property
    def wanted_height(self) -> int:
        """In which every line is seen, at today's width."""
        rows = sum(self.sizeHintForRow(row) for row in range(len(self.lines.lines)))
        return rows + 2 * self.frameWidth()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def keep_in_sight(self, place: int) -> None:
        if place >= 0:
            self.scrollTo(self.lines.index(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._chooses and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.chosen.emit(self.currentIndex().row())
            return
        if event.text().isalnum():
            # A number typed by hand is the page's; the list would search for it.
            event.ignore()
            return
        super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        if self._chooses:
            self.chosen.emit(index.row())

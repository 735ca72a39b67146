"""One figure that is read from afar and leads to its orders when it is pressed."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mmdesk.services.order_list import OrderFilter
from mmdesk.ui.theme import ICON_SIZE, Theme, Tone

_HEIGHT = 88
_PADDING = 12
_FIGURE_PIXELS = 26


class Tile(QAbstractButton):
    """Painted by itself: a push button has one size of letters only."""

    wished = Signal(object)
    """Pressed: with the `OrderFilter` whose orders it counts."""

    def __init__(
        self, show: OrderFilter, caption: str, hint: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shows = show
        self._theme = theme
        self._figure = "…"
        self._more = ""
        self._icon = ""
        self._tone = Tone.TEXT
        self.setText(caption)
        self.setToolTip(hint)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()
        self.clicked.connect(self._wish)
        theme.changed.connect(self.update)

    def show_figure(self, figure: str, more: str = "", icon: str = "", tone: Tone = Tone.TEXT) -> None:
        self._figure, self._more, self._icon, self._tone = figure, more, icon, tone
        self._name()
        self.update()

    def words(self) -> str:
        """What it says."""
        return ", ".join(filter(None, (self.text(), self._figure, self._more)))

    def sizeHint(self) -> QSize:
        return QSize(150, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(112, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes where Space goes."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        inner = self.rect().adjusted(_PADDING, 8, -_PADDING, -8)
        self._paint_line(painter, QRect(inner.x(), inner.y(), inner.width(), 18), self.text(), Tone.MUTED)
        figure = QRect(inner.x(), inner.y() + 18, inner.width(), 36)
        if self._icon:
            middle = figure.y() + (figure.height() - ICON_SIZE) // 2
            icon = self._theme.icon(self._icon, self._tone)
            icon.paint(painter, QRect(figure.x(), middle, ICON_SIZE, ICON_SIZE))
            figure.setLeft(figure.x() + ICON_SIZE + 8)
        font = QFont(self.font())
        font.setPixelSize(_FIGURE_PIXELS)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        self._paint_line(painter, figure, self._figure, self._tone)
        painter.setFont(self.font())
        more = QRect(inner.x(), inner.bottom() - 17, inner.width(), 18)
        self._paint_line(painter, more, self._more, self._tone)
        painter.end()

    def _paint_line(self, painter: QPainter, room: QRect, words: str, tone: Tone) -> None:
        painter.setPen(self._theme.color(tone))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_ground(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        pressed = self.isDown()
        painter.setBrush(
            tokens.selection if pressed else tokens.hover if self.underMouse() else tokens.surface
        )
        painter.setPen(QPen(tokens.accent, 2) if self.hasFocus() else QPen(tokens.line, 1))
        edge = 1.0 if self.hasFocus() else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 6, 6)

    @Slot()
    def _wish(self) -> None:
        self.wished.emit(self._shows)

    def _name(self) -> None:
        self.setAccessibleName(self.words())

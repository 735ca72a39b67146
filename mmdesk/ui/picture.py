"""An icon that stands by itself beside words, in the colours of the theme in force."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mmdesk.ui.theme import ICON_SIZE, Theme, Tone

_NOTHING: Final = ""


class Picture(QWidget):
    """Paints the icon itself: a label would keep a pixmap of yesterday's colour and scale."""

    def __init__(self, theme: Theme, side: int = ICON_SIZE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._side = side
        self._icon = QIcon()
        self._shown = (_NOTHING, Tone.TEXT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_icon(self, name: str, tone: Tone = Tone.TEXT) -> None:
        if (name, tone) == self._shown:
            return
        self._shown = (name, tone)
        self._icon = self._theme.icon(name, tone)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._icon.paint(painter, QRect(0, 0, self._side, self._side))
        painter.end()

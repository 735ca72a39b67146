"""Icons of `resources/icons`, drawn in the colour of the moment at the pixels of the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from mmdesk.paths import resource

_INK: Final = b"currentColor"
_SIZES: Final = (16, 24, 32, 48, 64, 128, 256)
"""What window systems ask of the icon of a program."""


def outline_icon(name: str, colour: Callable[[QIcon.Mode], QColor]) -> QIcon:
    """An icon out of `resources/icons`; `colour` is asked at each painting."""
    # The binding ties the engine to the first icon around it, and empties both when that one is collected as
    # a part of garbage. A copy shares the engine and is tied to nothing.
    return QIcon(QIcon(OutlineIcon(name, colour)))


class OutlineIcon(QIconEngine):
    """Asks for its colour whenever it paints: an icon given to a button follows the theme by itself."""

    def __init__(self, name: str, colour: Callable[[QIcon.Mode], QColor]) -> None:
        super().__init__()
        # An unknown name fails here, where it was written, and not inside a paint event.
        _source(name)
        self._name = name
        self._colour = colour

    def clone(self) -> QIconEngine:
        return OutlineIcon(self._name, self._colour)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        square = QRect(QPoint(), QSize(side, side))
        square.moveCenter(rect.center())
        ratio = painter.device().devicePixelRatioF()
        painter.drawImage(square, drawn(self._name, self._colour(mode).name(), round(side * ratio)))

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        """`size` is in pixels of the device."""
        side = min(size.width(), size.height())
        return QPixmap.fromImage(drawn(self._name, self._colour(mode).name(), side))

    def availableSizes(
        self, _mode: QIcon.Mode = QIcon.Mode.Normal, _state: QIcon.State = QIcon.State.Off
    ) -> list[QSize]:
        return [QSize(side, side) for side in _SIZES]


@lru_cache(maxsize=512)
def drawn(name: str, colour: str, side: int) -> QImage:
    """The icon as a square of `side` pixels of the device, with `colour` for what the file leaves open."""
    renderer = QSvgRenderer(QByteArray(_source(name).replace(_INK, colour.encode())))
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


@lru_cache(maxsize=128)
def _source(name: str) -> bytes:
    return resource("icons", f"{name}.svg").read_bytes()

"""The left of the bench: the product that is wanted next, and for a moment the verdict on the last scan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from mmdesk.domain.verdict import Tone as VerdictTone
from mmdesk.ui.icons import drawn
from mmdesk.ui.packing.board import Notice, ground_of, ink_of
from mmdesk.ui.packing.fitting import WRAPPED, fitted, height_of
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.theme import Theme

_EDGE: Final = 24
_LARGEST: Final = 64
_LEAST: Final = 28
_CENTRE: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True, slots=True)
class Product:
    """What is to be scanned: `task` says what to do with it, `article` what tells it apart."""

    icon: str
    name: str
    task: str
    article: str = ""
    picture: str = ""

    @property
    def spoken(self) -> str:
        return ". ".join(part for part in (self.name, self.article, self.task) if part)


class ProductStage(QWidget):
    """A verdict fills it for a glance; the product's name stands on the colour, so that work goes on."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._product: Product | None = None
        self._picture: QPixmap | None = None
        self._verdict: Notice | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumSize(320, 240)
        self._glance = QTimer(self, singleShot=True)
        self._glance.timeout.connect(self.end_glance)
        theme.changed.connect(self.update)

    @property
    def product(self) -> Product | None:
        return self._product

    @property
    def has_picture(self) -> bool:
        """Whether there is a picture of it."""
        return self._picture is not None

    @property
    def verdict(self) -> Notice | None:
        """What fills it at the moment; None when that is the product alone."""
        return self._verdict

    def show_product(self, product: Product, picture: QPixmap | None) -> None:
        self._product, self._picture = replace(product, name=one_line(product.name)), picture
        self.setAccessibleName(product.spoken)
        self.update()

    def show_verdict(self, notice: Notice, glance_ms: int) -> None:
        """For so long, or until the next one; with 0 the stage stays as it is."""
        self._glance.stop()
        self._verdict = notice if glance_ms else None
        if glance_ms:
            self._glance.start(glance_ms)
        self.update()

    @Slot()
    def end_glance(self) -> None:
        self._verdict = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tone = self._verdict.tone if self._verdict is not None else VerdictTone.NEUTRAL
        painter = QPainter(self)
        painter.fillRect(self.rect(), ground_of(tone, self._theme))
        painter.setPen(ink_of(tone, self._theme))
        if self._verdict is not None:
            self._paint_verdict(painter, self._verdict)
        elif self._product is not None:
            self._paint_product(painter, self._product)
        painter.end()

    def _paint_verdict(self, painter: QPainter, verdict: Notice) -> None:
        """The word, what it is about, and beneath what comes next."""
        room = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        following = f"{self._product.name}\n{self._product.task}" if self._product is not None else ""
        next_height = room.height() // 3
        icon = min(96, room.height() // 6)
        left = QRect(room.left(), room.top(), room.width(), room.height() - next_height)
        title = fitted(verdict.title, QSize(left.width(), left.height() // 2 - icon // 2), _LARGEST)
        title_height = height_of(verdict.title, left.width(), title)
        rest = left.height() - icon - title_height - 24
        words = fitted(verdict.words, QSize(left.width(), rest), 32, 16, bold=False)
        at = left.top() + max(0, (rest - height_of(verdict.words, left.width(), words)) // 2)
        ink = ink_of(verdict.tone, self._theme)
        ratio = painter.device().devicePixelRatioF()
        image = drawn(verdict.icon, ink.name(), round(icon * ratio))
        painter.drawImage(QRect(left.center().x() - icon // 2, at, icon, icon), image)
        _write(painter, QRect(left.left(), at + icon + 8, left.width(), title_height), title, verdict.title)
        below = at + icon + title_height + 16
        _write(painter, QRect(left.left(), below, left.width(), left.bottom() - below), words, verdict.words)
        if following:
            place = QRect(room.left(), left.bottom() + 8, room.width(), next_height - 8)
            painter.drawLine(place.topLeft(), place.topRight())
            inner = place.adjusted(0, 12, 0, 0)
            _write(painter, inner, fitted(following, inner.size(), 32, 16), following)

    def _paint_product(self, painter: QPainter, product: Product) -> None:
        room = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        picture = self._picture_height(room)
        self._paint_picture(painter, QRect(room.left(), room.top(), room.width(), picture), product)
        rest = QRect(room.left(), room.top() + picture + 12, room.width(), room.height() - picture - 12)
        task_height = min(rest.height() // 3, 110)
        name_room = rest.adjusted(0, 0, 0, -task_height - 28)
        name = fitted(product.name, name_room.size(), _LARGEST, _LEAST)
        height = min(height_of(product.name, rest.width(), name), name_room.height())
        _write(painter, QRect(rest.left(), rest.top(), rest.width(), height), name, product.name)
        if product.article:
            painter.setPen(self._theme.tokens.muted)
            article = fitted(product.article, QSize(rest.width(), 24), 18, 13, bold=False)
            _write(
                painter, QRect(rest.left(), rest.top() + height, rest.width(), 26), article, product.article
            )
        painter.setPen(self._theme.tokens.accent)
        task = fitted(product.task, QSize(rest.width(), task_height), 40, 20)
        taken = height_of(product.task, rest.width(), task)
        place = QRect(rest.left(), rest.bottom() - taken, rest.width(), taken)
        _write(painter, place, task, product.task)

    def _picture_height(self, room: QRect) -> int:
        """A picture gets the better part; where there is none, the name does."""
        return room.height() * (9 if self._picture is not None else 4) // 20

    def _paint_picture(self, painter: QPainter, place: QRect, product: Product) -> None:
        if self._picture is None:
            side = min(place.height(), 160)
            ratio = painter.device().devicePixelRatioF()
            image = drawn(product.icon, self._theme.tokens.muted.name(), round(side * ratio))
            painter.drawImage(
                QRect(place.center().x() - side // 2, place.center().y() - side // 2, side, side), image
            )
            return
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        ratio = painter.device().devicePixelRatioF()
        shown = self._picture.scaled(place.size() * ratio, keep, smooth)
        shown.setDevicePixelRatio(ratio)
        size = shown.deviceIndependentSize().toSize()
        painter.drawPixmap(
            place.center().x() - size.width() // 2, place.center().y() - size.height() // 2, shown
        )


def _write(painter: QPainter, place: QRect, font: QFont, words: str) -> None:
    painter.setFont(font)
    painter.drawText(place, WRAPPED | _CENTRE, words)

"""What is read from two metres: a ground in one colour with icon, word and sentence, as large as it goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mmdesk.domain.verdict import Tone
from mmdesk.ui.icons import drawn
from mmdesk.ui.packing.fitting import WRAPPED, fitted, height_of
from mmdesk.ui.packing.verdict_look import GROUNDS, INK
from mmdesk.ui.plain_text import tooltip
from mmdesk.ui.plain_words import one_line, paragraph
from mmdesk.ui.theme import Theme

_EDGE: Final = 24
_TITLE: Final = 64
_WORDS: Final = 36
_CENTRE: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True, slots=True)
class Notice:
    """What a board says; `hint` is the way on."""

    tone: Tone
    icon: str
    title: str
    words: str = ""
    hint: str = ""

    @property
    def spoken(self) -> str:
        return ". ".join(part for part in (self.title, self.words, self.hint) if part)


class Board(QWidget):
    """Fills its place with one notice."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._notice: Notice | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        theme.changed.connect(self.update)

    @property
    def notice(self) -> Notice | None:
        return self._notice

    def show_notice(self, notice: Notice) -> None:
        notice = _plain(notice)
        if notice != self._notice:
            self._notice = notice
            self.setAccessibleName(notice.spoken)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._notice is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), ground_of(self._notice.tone, self._theme))
        self._paint(painter, self._notice)
        painter.end()

    def _paint(self, painter: QPainter, notice: Notice) -> None:
        ink = ink_of(notice.tone, self._theme)
        room = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        icon = min(112, max(40, room.height() // 5))
        title = fitted(notice.title, QSize(room.width(), room.height() // 3), _TITLE, 24)
        title_height = height_of(notice.title, room.width(), title)
        hint = fitted(notice.hint, QSize(room.width(), 60), 24, 14, bold=False)
        hint_height = height_of(notice.hint, room.width(), hint)
        left = max(room.height() - icon - title_height - hint_height - 3 * 16, 24)
        words = fitted(notice.words, QSize(room.width(), left), _WORDS, 16, bold=False)
        words_height = min(height_of(notice.words, room.width(), words), left)
        whole = icon + 16 + title_height + 16 + words_height
        top = room.top() + max(0, (room.height() - hint_height - whole) // 2)
        _paint_icon(painter, notice.icon, ink, QRect(room.center().x() - icon // 2, top, icon, icon))
        painter.setPen(ink)
        for text, font, at, height in (
            (notice.title, title, top + icon + 16, title_height),
            (notice.words, words, top + icon + 32 + title_height, words_height),
            (notice.hint, hint, room.bottom() - hint_height, hint_height),
        ):
            painter.setFont(font)
            painter.drawText(QRect(room.left(), at, room.width(), height), WRAPPED | _CENTRE, text)


class VerdictBar(QWidget):
    """The last verdict, kept until the next one; a screen reader hears each of them.

    One that takes many words makes the bar taller, before its letters become small.
    """

    _HEIGHT: Final = 64
    _TALLEST: Final = 176

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._notice: Notice | None = None
        self.setFixedHeight(self._HEIGHT)
        theme.changed.connect(self.update)

    @property
    def notice(self) -> Notice | None:
        return self._notice

    def show_notice(self, notice: Notice) -> None:
        """Painted before anything else is done."""
        notice = _plain(notice)
        self._notice = notice
        self.setAccessibleName(notice.spoken)
        self.setToolTip(tooltip(notice.words))
        self._grow(notice)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, notice.spoken))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._notice is None:
            return
        notice, painter = self._notice, QPainter(self)
        ink = ink_of(notice.tone, self._theme)
        painter.fillRect(self.rect(), ground_of(notice.tone, self._theme))
        _paint_icon(painter, notice.icon, ink, QRect(16, (self.height() - 32) // 2, 32, 32))
        painter.setPen(ink)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        title = self._title_font(notice)
        painter.setFont(title)
        width = QFontMetrics(title).horizontalAdvance(notice.title)
        painter.drawText(QRect(60, 0, width + 4, self.height()), middle, notice.title)
        room = QRect(60 + width + 20, 4, self._room(notice), self.height() - 8)
        painter.setFont(fitted(notice.words, room.size(), 22, 14, bold=False))
        painter.drawText(room, WRAPPED | middle, notice.words)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._notice is not None and event.size().width() != event.oldSize().width():
            self._grow(self._notice)

    def _grow(self, notice: Notice) -> None:
        width = self._room(notice)
        small = fitted(notice.words, QSize(width, self._HEIGHT - 8), 22, 18, bold=False)
        wanted = height_of(notice.words, width, small) + 8
        self.setFixedHeight(min(max(self._HEIGHT, wanted), self._TALLEST))

    def _title_font(self, notice: Notice) -> QFont:
        return fitted(notice.title, QSize(self.width() // 3, 40), 26, 18)

    def _room(self, notice: Notice) -> int:
        """What the title leaves to the words."""
        title = QFontMetrics(self._title_font(notice)).horizontalAdvance(notice.title)
        return max(self.width() - title - 96, 1)


def _plain(notice: Notice) -> Notice:
    """Codes that were scanned and names of products stand in it."""
    return replace(
        notice, title=one_line(notice.title), words=paragraph(notice.words), hint=one_line(notice.hint)
    )


def ground_of(tone: Tone, theme: Theme) -> QColor:
    """Without a verdict, the surface of the theme."""
    return GROUNDS.get(tone, theme.tokens.surface)


def ink_of(tone: Tone, theme: Theme) -> QColor:
    return INK if tone in GROUNDS else theme.tokens.text


def _paint_icon(painter: QPainter, name: str, ink: QColor, place: QRect) -> None:
    ratio = painter.device().devicePixelRatioF()
    painter.drawImage(place, drawn(name, ink.name(), round(place.width() * ratio)))

"""The pages at the left of the window: icon, name, how much work waits there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from mmdesk.ui import moments
from mmdesk.ui.operator_menu import OperatorButton
from mmdesk.ui.page import Page
from mmdesk.ui.plain_text import PlainLabel
from mmdesk.ui.theme import ICON_SIZE, Role, Theme, Tone, dress

WIDTH: Final = 184
"""The least; titles that need more beside a full count get it."""
NARROW: Final = 57
"""Icons alone, in a window that is too small for the titles."""
_HEIGHT: Final = 40
_DOT: Final = 9
_PADDING: Final = 12
_GAP: Final = 10
_BESIDE_BADGE: Final = 8
_MARGINS: Final = (8, 9)
_MANY: Final = 999
_BADGE_OUTSIDE: Final = 4
"""How far a count stands out into the padding."""
_DEMI_BOLD: Final = QFont.Weight.DemiBold


class PageButton(QAbstractButton):
    """One page. Painted by itself: a push button has no place for a count at its right end."""

    def __init__(self, icon: str, title: str, key: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._badge = 0
        self._narrow = False
        self._key = key
        self.setText(title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._name()
        theme.changed.connect(self.update)

    @property
    def badge(self) -> int:
        return self._badge

    @Slot(int)
    def set_badge(self, count: int) -> None:
        self._badge = count
        self._name()
        self.update()

    def show_narrow(self, narrow: bool) -> None:
        """The icon alone; title and count stay in the tooltip and for screen readers."""
        self._narrow = narrow
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the title as it is drawn while the page is open, and for the widest count beside it."""
        title = QFontMetrics(self._title_font(_DEMI_BOLD)).horizontalAdvance(self.text())
        badge = self._badge_width(f"{_MANY}+")
        width = _PADDING + ICON_SIZE + _GAP + title + _BESIDE_BADGE + badge + _PADDING - _BADGE_OUTSIDE
        return QSize(width, _HEIGHT)

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
        tone = Tone.ACCENT if self.isChecked() else Tone.TEXT
        top = (self.height() - ICON_SIZE) // 2
        self._theme.icon(self._icon, tone).paint(painter, QRect(_PADDING, top, ICON_SIZE, ICON_SIZE))
        if self._narrow:
            self._paint_dot(painter, top)
        else:
            self._paint_title(painter, tone)
        painter.end()

    def _paint_dot(self, painter: QPainter, top: int) -> None:
        """Something waits: how much has no room here."""
        if self._badge:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.tokens.accent)
            painter.drawEllipse(_PADDING + ICON_SIZE - _DOT // 2, top - _DOT // 2, _DOT, _DOT)

    def _paint_title(self, painter: QPainter, tone: Tone) -> None:
        start = _PADDING + ICON_SIZE + _GAP
        room = QRect(start, 0, self._paint_badge(painter) - start - _BESIDE_BADGE, self.height())
        painter.setFont(self._title_font(_DEMI_BOLD if self.isChecked() else QFont.Weight.Normal))
        title = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self._theme.color(tone))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)

    def _paint_ground(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        ground = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(tokens.selection)
            painter.drawRoundedRect(ground, 6, 6)
        elif self.underMouse():
            painter.setBrush(tokens.hover)
            painter.drawRoundedRect(ground, 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.accent, 2))
            painter.drawRoundedRect(ground, 6, 6)

    def _paint_badge(self, painter: QPainter) -> int:
        """Draw the count at the right end; return where the room left of it ends."""
        if not self._badge:
            return self.width() - _PADDING
        tokens = self._theme.tokens
        words = moments.number(self._badge) if self._badge <= _MANY else f"{_MANY}+"
        painter.setFont(self._badge_font())
        width = self._badge_width(words)
        left = self.width() - _PADDING - width + _BADGE_OUTSIDE
        pill = QRect(left, (self.height() - 20) // 2, width, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.accent)
        painter.drawRoundedRect(pill, 10, 10)
        painter.setPen(tokens.on_accent)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)
        return pill.left()

    def _title_font(self, weight: QFont.Weight) -> QFont:
        font = QFont(self.font())
        font.setWeight(weight)
        return font

    def _badge_font(self) -> QFont:
        font = self._title_font(_DEMI_BOLD)
        font.setPixelSize(12)
        return font

    def _badge_width(self, words: str) -> int:
        return max(QFontMetrics(self._badge_font()).horizontalAdvance(words) + 12, 22)

    def _name(self) -> None:
        """What a screen reader says, and the key in the tooltip."""
        waiting = self.tr("%n waiting", "", self._badge) if self._badge else ""
        self.setAccessibleName(f"{self.text()}, {waiting}" if waiting else self.text())
        told = self.accessibleName() if self._narrow else self.text()
        self.setToolTip(f"{told} ({self._key})" if self._key else told)


class Navigation(QFrame):
    """The name of the program, the pages, and the menu of the person who works here."""

    page_chosen = Signal(int)
    """The number of the page, from 0."""

    def __init__(self, theme: Theme, operator_button: OperatorButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._buttons: list[PageButton] = []
        self._operator = operator_button
        self._wide = WIDTH
        self._narrow = False
        dress(self, Role.SIDE)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(self.tr("Pages"))
        self._program = PlainLabel("mmdesk")
        dress(self._program, Role.HEADING, Tone.MUTED)
        self._program.setContentsMargins(_PADDING, 6, 0, 10)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(_MARGINS[0], 8, _MARGINS[1], 8)
        self._rows.setSpacing(2)
        self._rows.addWidget(self._program)
        self._rows.addStretch(1)
        self._rows.addWidget(operator_button)

    def add(self, page: Page) -> None:
        """One more page, in the order of their keys."""
        number = len(self._buttons)
        button = PageButton(page.icon_name, page.title(), f"Ctrl+{number + 1}", self._theme)
        button.clicked.connect(self._choose)
        page.badge_changed.connect(button.set_badge)
        self._buttons.append(button)
        self._rows.insertWidget(number + 1, button)
        button.ensurePolished()
        beside = self.width() - self.contentsRect().width() + sum(_MARGINS)
        self._wide = max(self._wide, button.sizeHint().width() + beside)
        button.show_narrow(self._narrow)
        self._show_width()

    def show_narrow(self, narrow: bool) -> None:
        """Icons alone, or with their titles."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._program.setVisible(not narrow)
        self._operator.show_narrow(narrow)
        for button in self._buttons:
            button.show_narrow(narrow)
        self._show_width()

    def _show_width(self) -> None:
        self.setFixedWidth(NARROW if self._narrow else self._wide)

    def mark(self, number: int) -> None:
        """Show which page is open."""
        self._buttons[number].setChecked(True)

    @property
    def buttons(self) -> tuple[PageButton, ...]:
        return tuple(self._buttons)

    @Slot()
    def _choose(self) -> None:
        for number, button in enumerate(self._buttons):
            if button.isChecked():
                self.page_chosen.emit(number)

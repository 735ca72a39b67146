"""The first start: two large ways, to connect a shop and to look around on invented orders."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone, dress

_COLUMN: Final = 640
_BUTTON_HEIGHT: Final = 48


class FirstStart(QWidget):
    """Stands where orders would be; nothing here leads to the database."""

    connect_asked = Signal()
    demo_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.connect_button = _LargeButton(self.tr("Connect a shop"))
        self.demo_button = _LargeButton(self.tr("Look around on invented orders"))
        self.demo_button.setIcon(theme.icon("play", Tone.TEXT))
        self._dress()
        self._arrange(theme)
        self.connect_button.clicked.connect(self.connect_asked)
        self.demo_button.clicked.connect(self.demo_asked)

    def arrive(self) -> None:
        self.connect_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dress(self) -> None:
        dress(self.connect_button, Role.PRIMARY)
        for button in (self.connect_button, self.demo_button):
            button.setIconSize(QSize(18, 18))

    def _arrange(self, theme: Theme) -> None:
        picture = Picture(theme, 40)
        picture.show_icon("plug", Tone.MUTED)
        frame = QWidget()
        frame.setMaximumWidth(_COLUMN)
        column = QVBoxLayout(frame)
        column.setSpacing(12)
        column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(_centred(self.tr("Nothing is connected yet"), Role.HEADING))
        column.addSpacing(4)
        for button, words in (
            (
                self.connect_button,
                self.tr(
                    "Ten minutes: RetailCRM's address and key, Megamarket's token. Orders come by themselves."
                ),
            ),
            (
                self.demo_button,
                self.tr("A window of its own with an invented shop; nothing leaves this computer."),
            ),
        ):
            column.addWidget(button)
            column.addWidget(_centred(words))
            column.addSpacing(8)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 24, 24, 24)
        rows.addStretch(2)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(frame, 10)
        middle.addStretch(1)
        rows.addLayout(middle)
        rows.addStretch(3)


class _LargeButton(QPushButton):
    """Higher than all others; a minimum height would be the style sheet's to set."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _BUTTON_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt presses by Enter in dialogs only."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)


def _centred(words: str, role: Role | None = None) -> QWidget:
    label = plain_label(words, role, None if role else Tone.MUTED)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label

"""What stands in the place of a page while there is none: opening, a failure."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import PlainLabel
from mmdesk.ui.theme import Role, Theme, Tone, dress

_COLUMN: Final = 520


class NoticePage(QWidget):
    """One column in the middle: icon, what is the matter, a button."""

    def __init__(
        self, theme: Theme, icon: str, tone: Tone, heading: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        picture = Picture(theme, 40)
        picture.show_icon(icon, tone)
        self._heading = _line(heading, Role.HEADING)
        frame = QWidget()
        frame.setFixedWidth(_COLUMN)
        self._column = QVBoxLayout(frame)
        self._column.setSpacing(12)
        self._column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addWidget(self._heading)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 24, 24, 24)
        rows.addStretch(2)
        # Not by alignment: an aligned widget is not asked how high its wrapped lines are.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(frame)
        middle.addStretch(1)
        rows.addLayout(middle)
        rows.addStretch(3)

    @property
    def heading(self) -> str:
        return self._heading.text()

    def show_heading(self, words: str) -> None:
        self._heading.setText(words)

    def add_sentence(self, words: str) -> None:
        self._column.addWidget(_line(words))

    def add_button(self, button: QPushButton) -> None:
        dress(button, Role.PRIMARY)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)


def _line(words: str, role: Role | None = None) -> QLabel:
    label = PlainLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(words)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    dress(label, role)
    return label

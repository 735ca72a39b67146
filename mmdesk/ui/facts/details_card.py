"""Under a table: the current row in whole sentences, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import begun


@dataclass(frozen=True, slots=True)
class Details:
    """A heading with its icon, then sentences: what happened, whose words these are, what to do."""

    heading: str
    icon: str
    tone: Tone
    sentences: tuple[str, ...] = ()


class DetailsCard(QFrame):
    """Hidden while there is nothing to tell."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self, Role.CARD)
        self._picture = Picture(theme)
        self._heading = plain_label(role=Role.STRONG)
        self._sentences = plain_label()
        for label in (self._heading, self._sentences):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._heading, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._sentences)
        column.addLayout(self._buttons)
        self.hide()

    def add_button(self, button: QPushButton) -> None:
        """In the order of reading."""
        button.setAutoDefault(False)
        self._buttons.insertWidget(self._buttons.count() - 1, button)

    def show_details(self, details: Details | None) -> None:
        if details is not None:
            self._picture.show_icon(details.icon, details.tone)
            self._heading.setText(details.heading)
            self._sentences.setText("\n".join(map(begun, details.sentences)))
            self._sentences.setVisible(bool(details.sentences))
            self.setAccessibleName(details.heading)
        self.setVisible(details is not None)

    def words(self) -> str:
        """What it says; empty while it is hidden."""
        if self.isHidden():
            return ""
        return "\n".join(filter(None, (self._heading.text(), self._sentences.text())))

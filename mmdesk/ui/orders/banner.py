"""A sentence that stays, with an icon and a tone: a cancellation, a consequence, a warning."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone, dress


class Banner(QFrame):
    """Hidden while it has nothing to say; `beside` takes what one can press about it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self, Role.BANNER, Tone.MUTED)
        self._icon = Picture(theme, parent=self)
        self._words = plain_label(role=Role.STRONG, parent=self)
        self._more = plain_label(parent=self)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more.hide()
        self.beside = QVBoxLayout()
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self._words)
        texts.addWidget(self._more)
        texts.addLayout(self.beside)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(8)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)
        self.hide()

    def words(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else "\n".join(filter(None, (self._words.text(), self._more.text())))

    def show_words(self, icon: str, tone: Tone, words: str, more: str = "") -> None:
        """An empty sentence takes the banner away."""
        dress(self, tone=tone)
        self._icon.show_icon(icon, tone)
        self._words.setText(words)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self.setAccessibleName(words)
        self.setVisible(bool(words))

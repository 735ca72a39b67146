"""Texts of remotes and buyers on the screen: never read as markup, and never wider than their place."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QWidget

from mmdesk.ui.theme import Role, Tone, dress


def plain_label(
    words: str = "", role: Role | None = None, tone: Tone | None = None, *, wraps: bool = True
) -> QLabel:
    """A label that shows its text as it is."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(words)
    label.setWordWrap(wraps)
    dress(label, role, tone)
    return label


def tooltip(words: str) -> str:
    """A tooltip guesses at markup: hand it markup that shows just these words, line by line."""
    return "".join(f"<div>{line}</div>" for line in html.escape(words).splitlines())


class ElidedLabel(QLabel):
    """One line that gives way: what has no room is in the tooltip."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._words = ""
        self.show_words(words)

    def show_words(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        self._fit()

    def words(self) -> str:
        """The whole text."""
        return self._words

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        line = " ".join(self._words.split())
        shown = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, max(self.width(), 0))
        self.setText(shown)
        self.setToolTip(tooltip(self._words) if shown != self._words else "")


class ElidedCheckBox(QCheckBox):
    """A check box whose words give way; an ampersand in them is only an ampersand."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = " ".join(words.split())
        self.setAccessibleName(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fit()

    def words(self) -> str:
        """The whole text."""
        return self._words

    def minimumSizeHint(self) -> QSize:
        return QSize(120, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - self.iconSize().width() - 24
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, max(room, 0))
        self.setText(shown.replace("&", "&&"))
        self.setToolTip(tooltip(self._words) if shown != self._words else "")

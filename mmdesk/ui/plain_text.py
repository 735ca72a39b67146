"""Texts of remotes and buyers on the screen: never read as markup, and never wider than their place.

Every label, cell and tooltip that may show such words is made here; a test of the house looks for others.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import wraps
from typing import Final, TypeVar, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QWidget

from mmdesk.ui.plain_words import one_line, paragraph, tip_lines
from mmdesk.ui.theme import Role, Tone, dress

_LONGEST_SPOKEN: Final = 600
"""Characters of a row that is read aloud."""


class PlainLabel(QLabel):
    """Shows its text as it is, without what cannot be seen; a word that no line could hold is broken."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(words)

    def setText(self, words: str) -> None:
        super().setText(paragraph(words))


def plain_label(
    words: str = "",
    role: Role | None = None,
    tone: Tone | None = None,
    parent: QWidget | None = None,
    *,
    wraps: bool = True,
) -> QLabel:
    """A label that shows its text as it is."""
    label = PlainLabel(words, parent)
    label.setWordWrap(wraps)
    dress(label, role, tone)
    return label


def tooltip(words: str) -> str:
    """A tooltip guesses at markup: hand it markup that shows just these words, line by line."""
    return "".join(f"<div>{html.escape(line)}</div>" for line in tip_lines(words))


# A model's `data` keeps its own type, with its default for the role.
_Data = TypeVar("_Data", bound=Callable[..., object])


def shown_plainly(data: _Data) -> _Data:
    """For `data` of every model: what is shown in a cell is one line, and what is read aloud has an end."""

    @wraps(data)
    def told(*arguments: object) -> object:
        answer = data(*arguments)
        if not isinstance(answer, str):
            return answer
        role = arguments[2] if len(arguments) > 2 else Qt.ItemDataRole.DisplayRole
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(answer)
        return one_line(answer, _LONGEST_SPOKEN) if role == Qt.ItemDataRole.AccessibleTextRole else answer

    return cast(_Data, told)


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
        self.setAccessibleName(one_line(words))
        self._fit()

    def words(self) -> str:
        """The whole text."""
        return self._words

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        line = one_line(self._words)
        shown = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, max(self.width(), 0))
        self.setText(shown)
        self.setToolTip(tooltip(self._words) if shown != self._words else "")


class ElidedCheckBox(QCheckBox):
    """A check box whose words give way; an ampersand in them is only an ampersand."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = one_line(words)
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

"""What stands in the place of an item view's rows: why there are none, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QPushButton, QVBoxLayout, QWidget

from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """A picture, a heading, and a sentence that may be missing."""

    icon: str
    heading: str
    sentence: str = ""
    tone: Tone = Tone.MUTED


class ViewNotice(QWidget):
    """Lies over the rows' place, so that the keyboard stays in the view; a page's own one knows the words."""

    retry_wanted = Signal()

    def __init__(self, theme: Theme, view: QAbstractScrollArea) -> None:
        super().__init__(view.viewport())
        self._picture = Picture(theme, 40)
        self._heading = plain_label(role=Role.HEADING)
        self._sentence = plain_label(tone=Tone.MUTED)
        self._retry = QPushButton(self.tr("Try again"))
        self._retry.clicked.connect(self.retry_wanted)
        self.column = QVBoxLayout(self)
        self._lay_out()
        self.hide()
        view.viewport().installEventFilter(self)

    def words(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else f"{self._heading.text()}\n{self._sentence.text()}".strip()

    def show_words(self, words: NoticeWords | None, *, failed: bool = False) -> None:
        """None takes it away; where the reading failed, it can be tried again."""
        if words is None:
            self.hide()
            return
        self._picture.show_icon(words.icon, words.tone)
        self._heading.setText(words.heading)
        self._sentence.setText(words.sentence)
        self._sentence.setVisible(bool(words.sentence))
        self._retry.setVisible(failed)
        self._fill()
        self.show()

    def add_button(self, button: QPushButton) -> None:
        """Below the sentence."""
        self.column.insertWidget(self.column.count() - 1, button, 0, Qt.AlignmentFlag.AlignHCenter)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._fill()
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())

    def _lay_out(self) -> None:
        column = self.column
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._heading, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch(3)
        self.add_button(self._retry)

"""What stands in the place of rows: why there are none, and what fills the table."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QVBoxLayout, QWidget

from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone


class EmptyNotice(QWidget):
    """Lies over the rows' place of a view, so that the keyboard stays in the view."""

    def __init__(self, theme: Theme, view: QAbstractScrollArea) -> None:
        super().__init__(view.viewport())
        self._picture = Picture(theme, 32)
        self._heading = plain_label(role=Role.HEADING)
        self._sentence = plain_label(tone=Tone.MUTED)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._heading, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch(3)
        self.hide()
        view.viewport().installEventFilter(self)

    def words(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else f"{self._heading.text()}\n{self._sentence.text()}".strip()

    def show_words(self, icon: str, heading: str, sentence: str = "", tone: Tone = Tone.MUTED) -> None:
        """An empty heading takes it away."""
        if not heading:
            self.hide()
            return
        self._picture.show_icon(icon, tone)
        self._heading.setText(heading)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._fill()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._fill()
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())

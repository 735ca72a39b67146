"""A question that names what it is about and what follows; the safe answer has the focus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.theme import Role, Theme, dress

_WIDTH: Final = 560


class ConfirmDialog(QDialog):
    """Esc leaves everything as it is. So does Enter, unless the answer can be taken back: then it accepts."""

    def __init__(
        self,
        question: str,
        sentences: Sequence[str],
        answer: str,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        destructive: bool = True,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWindowTitle(one_line(question))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self.safe_button = QPushButton(self.tr("Leave it"))
        self.accept_button = QPushButton(answer)
        dress(self.accept_button, Role.DANGER if destructive else Role.PRIMARY)
        self._first = self.safe_button if destructive else self.accept_button
        self._column = QVBoxLayout(self)
        self._lay_out(question, sentences)
        self.accept_button.clicked.connect(self.accept)
        self.safe_button.clicked.connect(self.reject)

    def showEvent(self, event: QShowEvent) -> None:
        self.resize(_WIDTH, self._column.totalHeightForWidth(_WIDTH))
        super().showEvent(event)
        self._first.setFocus(Qt.FocusReason.TabFocusReason)

    def event(self, event: QEvent) -> bool:
        """A longer sentence gets room."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.resize(self.width(), max(self.height(), self._column.totalHeightForWidth(self.width())))
        return handled

    def _lay_out(self, question: str, sentences: Sequence[str]) -> None:
        other = self.accept_button if self._first is self.safe_button else self.safe_button
        other.setAutoDefault(False)
        self._first.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.safe_button)
        buttons.addWidget(self.accept_button)
        column = self._column
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(plain_label(question, Role.TITLE))
        for sentence in sentences:
            column.addWidget(plain_label(sentence))
        column.addLayout(self.body)
        column.addSpacing(8)
        column.addLayout(buttons)

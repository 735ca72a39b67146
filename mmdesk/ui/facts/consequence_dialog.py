"""A question before something is undone for good: names the thing and what follows, and is safe to leave."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmdesk.ui.facts.lines_list import LinesList
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.theme import Role, Theme, Tone, dress

_WIDTH = 560


class ConsequenceDialog(QDialog):
    """Enter and Esc leave it as it is; the other button has to be gone to, or Ctrl+Enter pressed."""

    def __init__(
        self,
        question: str,
        about: str,
        consequence: str,
        answer: str,
        theme: Theme,
        parent: QWidget | None = None,
        lines: Sequence[str] = (),
    ) -> None:
        """With `lines` each of several things is named below `about`."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(one_line(question))
        self.setMinimumWidth(_WIDTH)
        banner = Banner(theme, self)
        banner.show_words("warning", Tone.DANGER, consequence)
        self.safe_button = QPushButton(self.tr("Leave it  Esc"))
        self.accept_button = QPushButton(f"{answer}  {self.tr('Ctrl+Enter')}")
        dress(self.accept_button, Role.DANGER)
        self.accept_button.setAutoDefault(False)
        self.safe_button.setDefault(True)
        self.safe_button.clicked.connect(self.reject)
        self.accept_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.safe_button)
        buttons.addWidget(self.accept_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(plain_label(question, Role.TITLE))
        column.addWidget(plain_label(about, tone=Tone.MUTED))
        if lines:
            column.addWidget(LinesList(lines, about))
        column.addWidget(banner)
        column.addLayout(buttons)
        self.safe_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        layout = self.layout()
        if layout is not None:
            self.resize(_WIDTH, layout.totalHeightForWidth(_WIDTH))
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enters and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.accept()
        else:
            super().keyPressEvent(event)

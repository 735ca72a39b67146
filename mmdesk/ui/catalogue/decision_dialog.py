"""A question whose answer changes what Megamarket sells: what it is about, the consequence, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.theme import Role, Theme, Tone, dress

_WIDTH: Final = 600
_SAMPLES_HEIGHT: Final = 160
_LONGEST_REASON: Final = 500


class DecisionDialog(QDialog):
    """Ctrl+Enter accepts from anywhere, Esc leaves. The safe answer has the focus.

    With `wants_reason` it cannot be accepted before a reason is written, and the field for it has the focus.
    """

    def __init__(
        self,
        theme: Theme,
        question: str,
        consequence: str,
        answer: str,
        samples: Sequence[str] = (),
        *,
        wants_reason: bool = True,
        is_safe: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._wants_reason = wants_reason
        self.setWindowTitle(one_line(question))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self._consequence = Banner(theme, self)
        icon, tone = ("info", Tone.ACCENT) if is_safe else ("warning", Tone.DANGER)
        self._consequence.show_words(icon, tone, consequence)
        self.reason_field = QLineEdit()
        self.safe_button = QPushButton(self.tr("Leave it as it is  Esc"))
        self.accept_button = QPushButton(f"{answer}  {self.tr('Ctrl+Enter')}")
        dress(self.accept_button, Role.PRIMARY if is_safe else Role.DANGER)
        self._lay_out(question, samples)
        (self.reason_field if wants_reason else self.safe_button).setFocus()

    @property
    def reason(self) -> str:
        return " ".join(self.reason_field.text().split())

    @Slot()
    def accept(self) -> None:
        if self._wants_reason and not self.reason:
            self._consequence.show_words(
                "warning", Tone.WARN, self.tr("Write why: the reason stays in the history of the feed.")
            )
            dress(self.reason_field, tone=Tone.DANGER)
            self.reason_field.setFocus()
            return
        super().accept()

    def showEvent(self, event: QShowEvent) -> None:
        layout = self.layout()
        if layout is not None:
            self.resize(_WIDTH, layout.totalHeightForWidth(_WIDTH))
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.accept()
        elif self.safe_button.hasFocus():
            self.reject()
        elif self.accept_button.hasFocus():
            self.accept()
        else:
            self.focusNextChild()

    def _lay_out(self, question: str, samples: Sequence[str]) -> None:
        for button in (self.safe_button, self.accept_button):
            button.setAutoDefault(False)
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
        column.addWidget(self._consequence)
        if samples:
            column.addWidget(self._samples(samples))
        if self._wants_reason:
            label = plain_label(self.tr("&Reason, for the history"), wraps=False)
            label.setBuddy(self.reason_field)
            self.reason_field.setAccessibleName(self.tr("Reason, for the history"))
            self.reason_field.setMaxLength(_LONGEST_REASON)
            column.addWidget(label)
            column.addWidget(self.reason_field)
        column.addLayout(buttons)

    def _samples(self, samples: Sequence[str]) -> QPlainTextEdit:
        shown = QPlainTextEdit("\n".join(one_line(each) for each in samples))
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        shown.setAccessibleName(self.tr("What would change, for example"))
        shown.setFixedHeight(_SAMPLES_HEIGHT)
        return shown

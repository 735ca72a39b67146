"""Why something is printed once more: chosen by its number, or written."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QRadioButton, QVBoxLayout, QWidget

from mmdesk.domain.print_job import LONGEST_REASON, REASONS
from mmdesk.ui.orders.reason_box import number_of
from mmdesk.ui.printing.paper_dialog import PaperDialog
from mmdesk.ui.theme import Theme, Tone
from mmdesk.ui.words import spoken

_CODES: Final = tuple(REASONS)


class ReprintDialog(PaperDialog):
    """A digit chooses a reason; what is written counts instead of one."""

    def __init__(self, theme: Theme, what: str, parent: QWidget | None = None) -> None:
        translate = QCoreApplication.translate
        title = translate("ReprintDialog", "Print again: {what}").format(what=what)
        super().__init__(theme, title, translate("ReprintDialog", "Print again  Enter"), parent)
        self.choices = [
            QRadioButton(f"{number}  {spoken(REASONS[code])}") for number, code in enumerate(_CODES, start=1)
        ]
        self.own = QLineEdit()
        self.own.setMaxLength(LONGEST_REASON)
        self.own.setPlaceholderText(self.tr("or in your own words"))
        group = QWidget()
        rows = QVBoxLayout(group)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        for choice in self.choices:
            rows.addWidget(choice)
        self.add_field(self.tr("Reason"), group)
        self.add_field(self.tr("Another reason"), self.own)
        words = self.tr("Destroy the former one, so that two of them are never in the world.")
        self.sentence.show_words("info", Tone.ACCENT, words)
        self.own.textEdited.connect(self._let_go)
        self.choices[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def reason(self) -> str:
        """A code of `REASONS`, or a person's own words; empty while there is neither."""
        own = self.own.text().strip()
        chosen = (code for code, choice in zip(_CODES, self.choices, strict=True) if choice.isChecked())
        return own or next(chosen, "")

    def obstacle(self) -> str:
        if self.reason:
            return ""
        self.choices[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return self.tr("Say why: choose a reason, or write one.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = number_of(event)
        if 0 < number <= len(self.choices) and not self.own.hasFocus():
            self.choices[number - 1].setChecked(True)
            self.choices[number - 1].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    @Slot()
    def _let_go(self) -> None:
        """What is written takes the place of a choice."""
        for choice in self.choices:
            choice.setAutoExclusive(False)
            choice.setChecked(False)
            choice.setAutoExclusive(True)

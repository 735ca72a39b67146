"""Labels of several orders on sheets of A4, from the first free place of a sheet that was begun."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPlainTextEdit, QSpinBox, QWidget

from mmdesk.services.print_papers import MOST_ON_SHEETS
from mmdesk.ui.printing.paper_dialog import PaperDialog
from mmdesk.ui.theme import Theme, Tone, inset

_PARTING: Final = re.compile(r"[\s,;]+")
_MOST_PLACES: Final = 40


class SheetDialog(PaperDialog):
    """Numbers are typed, pasted or scanned, one a line; Ctrl+Enter prints from the field of numbers."""

    def __init__(
        self,
        theme: Theme,
        numbers: tuple[str, ...] = (),
        parent: QWidget | None = None,
        *,
        first: int = 1,
    ) -> None:
        translate = QCoreApplication.translate
        title = translate("SheetDialog", "Labels on sheets of A4")
        super().__init__(theme, title, translate("SheetDialog", "Print"), parent)
        self.numbers_field = QPlainTextEdit("\n".join(numbers))
        self.numbers_field.setTabChangesFocus(True)
        self.numbers_field.setFixedHeight(120)
        self.numbers_field.setPlaceholderText(self.tr("numbers of orders, one a line"))
        self.first_box = inset(QSpinBox(minimum=1, maximum=_MOST_PLACES))
        self.first_box.setValue(first)
        self.add_field(self.tr("Orders"), self.numbers_field)
        self.add_field(self.tr("First free place on the sheet"), self.first_box)
        words = self.tr("Places are counted row by row from the top left. Labels are not shrunk.")
        self.sentence.show_words("info", Tone.ACCENT, words)
        self.numbers_field.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_why(self, words: str) -> None:
        """Why these could not be printed as they were asked for."""
        self.sentence.show_words("warning", Tone.WARN, words)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The orders, each once, in the order written."""
        found = (part for part in _PARTING.split(self.numbers_field.toPlainText()) if part)
        return tuple(dict.fromkeys(found))

    @property
    def first(self) -> int:
        """The place of the first label, counted from 1."""
        return self.first_box.value()

    def obstacle(self) -> str:
        if not self.numbers:
            self.numbers_field.setFocus(Qt.FocusReason.OtherFocusReason)
            return self.tr("Write the numbers of the orders.")
        if len(self.numbers) > MOST_ON_SHEETS:
            return self.tr("At most %n order(s) at once: write fewer.", "", MOST_ON_SHEETS)
        return ""

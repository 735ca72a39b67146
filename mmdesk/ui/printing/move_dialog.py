"""On which other printer a job is to come out: chosen by its number, or from the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from mmdesk.printing.spooler import CONDITIONS
from mmdesk.services.printers import Printer
from mmdesk.ui.orders.reason_box import number_of
from mmdesk.ui.printing.paper_dialog import PaperDialog
from mmdesk.ui.theme import Theme, Tone
from mmdesk.ui.words import spoken


class MoveDialog(PaperDialog):
    """A digit chooses a printer; one that can print is chosen already. `doubtful` asks for a look first."""

    def __init__(
        self,
        theme: Theme,
        what: str,
        printers: Sequence[Printer],
        *,
        doubtful: bool,
        parent: QWidget | None = None,
    ) -> None:
        translate = QCoreApplication.translate
        title = translate("MoveDialog", "On another printer: {what}").format(what=what)
        super().__init__(theme, title, translate("MoveDialog", "Print there  Enter"), parent)
        self._printers = tuple(printers)
        self.choices = [
            QRadioButton(self._choice(number, printer))
            for number, printer in enumerate(self._printers, start=1)
        ]
        group = QWidget()
        rows = QVBoxLayout(group)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        for choice in self.choices:
            rows.addWidget(choice)
        self.add_field(self.tr("Printer"), group)
        able = (place for place, each in enumerate(self._printers) if each.state.condition.can_print)
        self._choose(next(able, 0))
        if doubtful:
            words = self.tr("Look first: the job may have come out already. Print it only if it did not.")
            self.sentence.show_words("question", Tone.WARN, words)
        else:
            words = self.tr("Its sheet must be large enough: labels are not shrunk.")
            self.sentence.show_words("info", Tone.ACCENT, words)

    @property
    def printer(self) -> Printer:
        return self._printers[next(place for place, each in enumerate(self.choices) if each.isChecked())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = number_of(event)
        if 0 < number <= len(self.choices):
            self._choose(number - 1)
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        self.choices[place].setChecked(True)
        self.choices[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def _choice(self, number: int, printer: Printer) -> str:
        state = spoken(CONDITIONS[printer.state.condition])
        # An ampersand in a name is only an ampersand.
        return f"{number}  {printer.name} · {printer.paper.name} · {state}".replace("&", "&&")

"""What stands in the place of the rows: why there are none, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractScrollArea, QPushButton

from mmdesk.ui.printing.printing_state import Notice
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.view_notice import NoticeWords, ViewNotice


class JobsNotice(ViewNotice):
    """Of the print jobs."""

    add_wanted = Signal()

    def __init__(self, theme: Theme, view: QAbstractScrollArea) -> None:
        super().__init__(theme, view)
        self._add = QPushButton(self.tr("Add a printer…"))
        dress(self._add, Role.PRIMARY)
        self._add.clicked.connect(self.add_wanted)
        self.add_button(self._add)

    def show_notice(self, notice: Notice | None, failure: str = "", search: str = "") -> None:
        """None takes it away."""
        self._add.setVisible(notice is Notice.NO_PRINTER)
        words = None if notice is None else self._words_of(notice, failure, search)
        self.show_words(words, failed=notice is Notice.FAILED)

    def _words_of(self, notice: Notice, failure: str, search: str) -> NoticeWords:
        match notice:
            case Notice.LOADING:
                return NoticeWords("hourglass", self.tr("Reading the print jobs…"))
            case Notice.FAILED:
                return NoticeWords(
                    "warning", self.tr("The print jobs could not be read"), failure, Tone.DANGER
                )
            case Notice.NO_PRINTER:
                return NoticeWords(
                    "print",
                    self.tr("This workstation prints nowhere yet"),
                    self.tr("Add a printer: one of this computer, one on the network, or a folder."),
                )
            case Notice.NOTHING_FOUND:
                return NoticeWords(
                    "search",
                    self.tr("Nothing found for “{search}”").format(search=search),
                    self.tr("A job is found by its order, document, printer or person. Esc goes back."),
                )
            case Notice.NOTHING_WAITS:
                return NoticeWords(
                    "check-all", self.tr("Nothing waits: everything has been printed"), tone=Tone.OK
                )
            case Notice.NOTHING_TO_DECIDE:
                return NoticeWords("check-all", self.tr("Nothing to decide: no job has failed"), tone=Tone.OK)
            case Notice.NOTHING_PRINTED:
                return NoticeWords(
                    "print",
                    self.tr("Nothing has been printed yet"),
                    self.tr("Labels come here from “Packing” and “Orders”. Begin with a test page."),
                )

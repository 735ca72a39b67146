"""What stands in the place of the rows: why there are none, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QPushButton, QVBoxLayout, QWidget

from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.printing.printing_state import Notice
from mmdesk.ui.theme import Role, Theme, Tone, dress


class JobsNotice(QWidget):
    """Lies over the rows' place of the table, so that the keyboard stays there."""

    retry_wanted = Signal()
    add_wanted = Signal()

    def __init__(self, theme: Theme, view: QAbstractScrollArea) -> None:
        super().__init__(view.viewport())
        self._picture = Picture(theme, 40)
        self._heading = plain_label(role=Role.HEADING)
        self._sentence = plain_label(tone=Tone.MUTED)
        self._retry = QPushButton(self.tr("Try again"))
        self._retry.clicked.connect(self.retry_wanted)
        self._add = QPushButton(self.tr("Add a printer…"))
        dress(self._add, Role.PRIMARY)
        self._add.clicked.connect(self.add_wanted)
        self._lay_out()
        self.hide()
        view.viewport().installEventFilter(self)

    def words(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else f"{self._heading.text()}\n{self._sentence.text()}".strip()

    def show_notice(self, notice: Notice | None, failure: str = "", search: str = "") -> None:
        """None takes it away."""
        if notice is None:
            self.hide()
            return
        icon, tone, heading, sentence = self._words(notice, failure, search)
        self._picture.show_icon(icon, tone)
        self._heading.setText(heading)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._retry.setVisible(notice is Notice.FAILED)
        self._add.setVisible(notice is Notice.NO_PRINTER)
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

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._heading, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        for button in (self._retry, self._add):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def _words(self, notice: Notice, failure: str, search: str) -> tuple[str, Tone, str, str]:
        match notice:
            case Notice.LOADING:
                return "hourglass", Tone.MUTED, self.tr("Reading the print jobs…"), ""
            case Notice.FAILED:
                return "warning", Tone.DANGER, self.tr("The print jobs could not be read"), failure
            case Notice.NO_PRINTER:
                return (
                    "print",
                    Tone.MUTED,
                    self.tr("This workstation prints nowhere yet"),
                    self.tr("Add a printer: one of this computer, one on the network, or a folder."),
                )
            case Notice.NOTHING_FOUND:
                return (
                    "search",
                    Tone.MUTED,
                    self.tr("Nothing found for “{search}”").format(search=search),
                    self.tr("A job is found by its order, document, printer or person. Esc goes back."),
                )
            case Notice.NOTHING_WAITS:
                return "check-all", Tone.OK, self.tr("Nothing waits: everything has been printed"), ""
            case Notice.NOTHING_TO_DECIDE:
                return "check-all", Tone.OK, self.tr("Nothing to decide: no job has failed"), ""
            case Notice.NOTHING_PRINTED:
                return (
                    "print",
                    Tone.MUTED,
                    self.tr("Nothing has been printed yet"),
                    self.tr("Labels come here from “Packing” and “Orders”. Begin with a test page."),
                )

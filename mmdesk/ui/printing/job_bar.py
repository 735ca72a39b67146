"""Under the table: how the job under the keyboard stands, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmdesk.domain.print_job import reason_words
from mmdesk.services.print_list import JobLine
from mmdesk.ui import moments
from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import ElidedLabel, plain_label
from mmdesk.ui.printing import printing_state
from mmdesk.ui.printing.printing_state import JobActions
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import begun, spoken

_HEIGHT: Final = 150
"""Room for a sentence of two lines; a longer one takes it from the table."""


class JobBar(QFrame):
    """Keeps its height as long as it can, so that the table does not jump from job to job."""

    came_out = Signal()
    did_not_come_out = Signal()
    retry_wanted = Signal()
    reprint_wanted = Signal()
    move_wanted = Signal()
    open_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self, Role.CARD)
        self.setMinimumHeight(_HEIGHT)
        self._icon = Picture(theme)
        self._heading = ElidedLabel()
        dress(self._heading, Role.STRONG)
        self._words = plain_label()
        self._more = ElidedLabel()
        dress(self._more, tone=Tone.MUTED)
        self.buttons: Mapping[str, QPushButton] = {
            "came_out": self._button(theme, "check", self.tr("It came out  F8"), self.came_out),
            "did_not": self._button(
                theme, "redo", self.tr("It did not: print it again  F6"), self.did_not_come_out
            ),
            "retry": self._button(theme, "redo", self.tr("Retry  F6"), self.retry_wanted),
            "reprint": self._button(theme, "print", self.tr("Print again…  F7"), self.reprint_wanted),
            "move": self._button(theme, "print", self.tr("Other printer…  F4"), self.move_wanted),
            "open": self._button(theme, "document", self.tr("Open as PDF  Enter"), self.open_wanted),
            "cancel": self._button(theme, "cross", self.tr("Cancel  Del"), self.cancel_wanted),
        }
        self._lay_out()
        self.show_job(None, JobActions(), silent=False)

    def words(self) -> str:
        """What it says of the job; empty without one."""
        return self._words.text()

    @Slot()
    def show_job(self, line: JobLine | None, actions: JobActions, *, silent: bool) -> None:
        """None when no row is chosen."""
        allowed = {
            "came_out": actions.answer,
            "did_not": actions.answer,
            "retry": actions.retry,
            "reprint": actions.reprint,
            "move": actions.move,
            "open": actions.open,
            "cancel": actions.cancel,
        }
        for name, button in self.buttons.items():
            button.setVisible(allowed[name])
        self.setVisible(line is not None)
        if line is None:
            self._heading.show_words("")
            self._words.setText("")
            self._more.show_words("")
            return
        sign = printing_state.state_sign(line, silent=silent)
        self._icon.show_icon(sign.icon, sign.tone)
        self._heading.show_words(self._title(line))
        self._words.setText(begun(spoken(printing_state.state_words(line, silent=silent))))
        self._more.show_words(self._facts(line))

    def _title(self, line: JobLine) -> str:
        name = spoken(printing_state.document_name(line))
        number = printing_state.subject(line)
        return f"{begun(name)} · {number}" if number else begun(name)

    def _facts(self, line: JobLine) -> str:
        job = line.job
        facts = [
            moments.exact(job.created_at),
            job.operator,
            line.workstation_name,
            job.printer,
            self.tr("%n copy(ies)", "", job.copies),
        ]
        if job.attempts > 1:
            facts.append(self.tr("%n attempt(s)", "", job.attempts))
        if job.reason:
            facts.append(self.tr("again: {reason}").format(reason=spoken(reason_words(job.reason))))
        return " · ".join(facts)

    def _button(self, theme: Theme, icon: str, words: str, pressed: object) -> QPushButton:
        button = QPushButton(theme.icon(icon), words)
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon)
        head.addWidget(self._heading, 1)
        move = self.buttons["move"]
        # Below it would be one too many; the line is as high without it, so that nothing jumps.
        head.addWidget(move)
        head.addStrut(move.sizeHint().height())
        line = QHBoxLayout()
        line.setSpacing(8)
        for button in self.buttons.values():
            if button is not move:
                line.addWidget(button)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._words)
        column.addWidget(self._more)
        column.addStretch(1)
        column.addLayout(line)

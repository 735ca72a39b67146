"""The checks of a connection: what is red with its cure first, what is green in short, how far they are."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mmdesk.services.check import Check
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.setup.checks_state import ChecksState, CheckStage, title_of
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken

_COLUMNS: Final = 2
_LOOKS: Final = {
    CheckStage.NONE: ("info", Tone.MUTED),
    CheckStage.RUNNING: ("hourglass", Tone.ACCENT),
    CheckStage.STOPPED: ("stop", Tone.WARN),
    CheckStage.FAILED: ("warning", Tone.DANGER),
}


class ChecksView(QWidget):
    """Shows; `cure_asked` tells which red check a person wants to mend, where `can_cure` offers it."""

    cure_asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, can_cure: bool = False) -> None:
        super().__init__(parent)
        self._theme = theme
        self._can_cure = can_cure
        self._shown: ChecksState | None = None
        self._summary = Banner(theme, self)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setAccessibleName(self.tr("Checking"))
        self._body = QWidget()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(12)
        for widget in (self._summary, self._progress, self._body):
            self._rows.addWidget(widget)
        self.show_state(ChecksState())

    def show_state(self, state: ChecksState) -> None:
        if state == self._shown:
            return
        self._shown = state
        icon, tone = _LOOKS.get(state.stage) or (
            ("check", Tone.OK) if state.is_green else ("warning", Tone.DANGER)
        )
        self._summary.show_words(icon, tone, spoken(state.summary))
        self._progress.setVisible(state.stage is CheckStage.RUNNING)
        self._fill(state)

    def cure_buttons(self) -> tuple[QPushButton, ...]:
        """Of the red ones, from above."""
        return tuple(self._body.findChildren(QPushButton))

    def _fill(self, state: ChecksState) -> None:
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        for check in state.red:
            rows.addWidget(_RedRow(check, self._theme, self, can_cure=self._can_cure))
        if state.green:
            rows.addWidget(self._greens(state.green))
        rows.addStretch(1)
        former = self._rows.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        del former

    def _greens(self, greens: tuple[Check, ...]) -> QWidget:
        frame = QFrame()
        dress(frame, Role.CARD)
        grid = QGridLayout(frame)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for number, check in enumerate(greens):
            grid.addWidget(_GreenCell(check, self._theme), number // _COLUMNS, number % _COLUMNS)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        return frame


class _GreenCell(QWidget):
    def __init__(self, check: Check, theme: Theme) -> None:
        super().__init__()
        mark = Picture(theme, 16)
        mark.show_icon("check", Tone.OK)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(mark)
        words = plain_label(spoken(title_of(check.code)), wraps=False)
        words.setAccessibleName(f"{words.text()}: {spoken(check.message)}")
        line.addWidget(words, 1)


class _RedRow(QFrame):
    """One red check with its cure."""

    def __init__(self, check: Check, theme: Theme, view: ChecksView, *, can_cure: bool) -> None:
        super().__init__()
        self._check = check
        self._view = view
        dress(self, Role.BANNER, Tone.DANGER)
        mark = Picture(theme)
        mark.show_icon("cross", Tone.DANGER)
        title = plain_label(spoken(title_of(check.code)), Role.STRONG)
        message = spoken(check.message)
        words = plain_label(f"{message[:1].upper()}{message[1:]}")
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(title)
        texts.addWidget(words)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(8)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)
        if can_cure:
            button = QPushButton(self.tr("Correct"))
            button.setAccessibleName(self.tr("Correct: {check}").format(check=title.text()))
            button.clicked.connect(self._ask)
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    @Slot()
    def _ask(self) -> None:
        self._view.cure_asked.emit(self._check)

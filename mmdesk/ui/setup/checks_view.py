"""The checks of a connection: what is red first, then remarks, what is green in short, how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
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


def _look_when_over(state: ChecksState) -> tuple[str, Tone]:
    if not state.is_green:
        return "warning", Tone.DANGER
    return ("warning", Tone.WARN) if state.amber else ("check", Tone.OK)


class ChecksView(QWidget):
    """Shows; `cure_asked` tells which check a person wants to mend, where `can_cure` offers it."""

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
        self._body = QWidget(self)
        self._rows = QVBoxLayout(self._body)
        self._told: list[_ToldRow] = []
        self._greens = _GreenCard(theme, self._body)
        self._arrange()
        self.show_state(ChecksState())

    def show_state(self, state: ChecksState) -> None:
        if state == self._shown:
            return
        self._shown = state
        icon, tone = _LOOKS.get(state.stage) or _look_when_over(state)
        self._summary.show_words(icon, tone, spoken(state.summary))
        self._progress.setVisible(state.stage is CheckStage.RUNNING)
        self._fill(state)

    def cure_buttons(self) -> tuple[QPushButton, ...]:
        """Of the red ones and the remarks, from above."""
        return tuple(row.cure for row in self._told if row.cure is not None)

    def _fill(self, state: ChecksState) -> None:
        """One check more is one row more: a run tells some twenty of them, several between two paintings."""
        told = (*state.red, *state.amber)
        kept = _kept([row.check for row in self._told], told)
        while len(self._told) > kept:
            _take_down(self._told.pop(), self._rows)
        for check in told[kept:]:
            row = _ToldRow(check, self._theme, self, self._body, can_cure=self._can_cure)
            self._rows.insertWidget(len(self._told), row)
            self._told.append(row)
        self._greens.show_checks(state.green)

    def _arrange(self) -> None:
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(8)
        self._rows.addWidget(self._greens)
        self._rows.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (self._summary, self._progress, self._body):
            column.addWidget(widget)


class _GreenCard(QFrame):
    """What is green, in columns; hidden while nothing is."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cells: list[_GreenCell] = []
        dress(self, Role.CARD)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 10, 12, 10)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def show_checks(self, greens: tuple[Check, ...]) -> None:
        kept = _kept([cell.check for cell in self._cells], greens)
        while len(self._cells) > kept:
            _take_down(self._cells.pop(), self._grid)
        for check in greens[kept:]:
            number = len(self._cells)
            cell = _GreenCell(check, self._theme, self)
            self._grid.addWidget(cell, number // _COLUMNS, number % _COLUMNS)
            self._cells.append(cell)
        self.setVisible(bool(greens))


class _GreenCell(QWidget):
    def __init__(self, check: Check, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.check = check
        mark = Picture(theme, 16)
        mark.show_icon("check", Tone.OK)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(mark)
        words = plain_label(spoken(title_of(check.code)), wraps=False)
        words.setAccessibleName(f"{words.text()}: {spoken(check.message)}")
        line.addWidget(words, 1)


class _ToldRow(QFrame):
    """One red check or remark, with its cure."""

    def __init__(
        self, check: Check, theme: Theme, view: ChecksView, parent: QWidget, *, can_cure: bool
    ) -> None:
        super().__init__(parent)
        self.check = check
        self.cure: QPushButton | None = None
        self._view = view
        icon, tone = ("warning", Tone.WARN) if check.ok else ("cross", Tone.DANGER)
        dress(self, Role.BANNER, tone)
        mark = Picture(theme)
        mark.show_icon(icon, tone)
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
            self.cure = button
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    @Slot()
    def _ask(self) -> None:
        self._view.cure_asked.emit(self.check)


def _kept(shown: Sequence[Check], wanted: Sequence[Check]) -> int:
    """How many of those in sight stay where they are."""
    pairs = enumerate(zip(shown, wanted, strict=False))
    return next((number for number, (was, now) in pairs if was != now), min(len(shown), len(wanted)))


def _take_down(widget: QWidget, layout: QLayout) -> None:
    layout.removeWidget(widget)
    widget.hide()
    widget.deleteLater()

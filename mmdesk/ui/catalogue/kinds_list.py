"""A list that can be narrowed to one kind and saved as a file: problems, differences, a check's findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmdesk.ui import moments
from mmdesk.ui.catalogue import csv_file
from mmdesk.ui.catalogue.empty_notice import EmptyNotice
from mmdesk.ui.catalogue.flat_model import FlatModel, Heading, Line
from mmdesk.ui.catalogue.flat_table import FlatTable
from mmdesk.ui.facts.details_card import Details, DetailsCard
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Role, Theme

ChoosePlace = Callable[[QWidget, str], str]
"""Asks the person for a place, given the name that is proposed; empty: none."""


def ask_for_place(window: QWidget, name: str) -> str:
    """The system's own dialog."""
    chosen, _ = QFileDialog.getSaveFileName(window, "", name, "CSV (*.csv)")
    return chosen


class KindsList(QWidget):
    """Shows lines with a kind each. `kinds` names them, with how many there are in all.

    `with_card`: the current line stands below the table in whole, for sentences that no cell can hold.
    """

    opened = Signal(object)
    """The key of the line."""

    def __init__(
        self,
        runner: TaskRunner,
        messages: Messages,
        theme: Theme,
        name: str,
        headings: Sequence[Heading],
        stretched: int,
        widths: Mapping[int, int],
        file_name: str,
        choose_place: ChoosePlace = ask_for_place,
        parent: QWidget | None = None,
        *,
        with_card: bool = False,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._messages = messages
        self._file_name = file_name
        self.choose_place = choose_place
        self._lines: tuple[tuple[str, Line], ...] = ()
        self._kinds: Mapping[str, tuple[str, int]] = {}
        self._kind = ""
        self.heading = plain_label(role=Role.STRONG)
        self._model = FlatModel(headings, theme, self)
        self.table = FlatTable(self._model, name, stretched, widths)
        self.notice = EmptyNotice(theme, self.table)
        self._card = DetailsCard(theme)
        self._choice = QComboBox()
        self._save = QPushButton(self.tr("Save as CSV…"))
        self._with_card = with_card
        self._set_up(theme)

    @property
    def model(self) -> FlatModel:
        return self._model

    def show_lines(self, kinds: Mapping[str, tuple[str, int]], lines: Sequence[tuple[str, Line]]) -> None:
        """`kinds`: name and number by kind. What is narrowed to a kind that is there stays so."""
        self._lines, self._kinds = tuple(lines), kinds
        if self._kind not in kinds:
            self._kind = ""
        self._show_choice()
        self._show()

    def narrow(self, kind: str) -> None:
        """Show one kind only; a kind that is not there yet waits for its lines."""
        self._kind = kind
        self._show_choice()
        self._show()

    def _show(self) -> None:
        shown = [line for kind, line in self._lines if self._kind in ("", kind)]
        self.table.show_lines(shown)
        self._save.setEnabled(bool(shown))
        self._show_whole()

    def _show_choice(self) -> None:
        with QSignalBlocker(self._choice):
            self._choice.clear()
            self._choice.addItem(self.tr("All kinds"), "")
            for kind, (name, count) in self._kinds.items():
                self._choice.addItem(f"{moments.number(count)}  {name}", kind)
            self._choice.setCurrentIndex(max(0, self._choice.findData(self._kind)))
        self._choice.setVisible(len(self._kinds) > 1)

    @property
    def told(self) -> str:
        """The current line in whole; empty where it is not told."""
        return self._card.words()

    @Slot()
    def _show_whole(self) -> None:
        line = self._model.line_at(self.table.currentIndex().row()) if self._with_card else None
        self._card.show_details(None if line is None else _whole(line))

    @Slot(int)
    def _choose(self, row: int) -> None:
        self._kind = self._choice.itemData(row)
        self._show()

    @Slot(int)
    def _open(self, row: int) -> None:
        line = self._model.line_at(row)
        if line is not None:
            self.opened.emit(line.key)

    @Slot()
    def save(self) -> None:
        """Ask for a place and write what is shown, off the window's thread."""
        place = self.choose_place(self, self._file_name)
        if not place:
            return
        rows = [[cell.text for cell in line.cells] for line in self._model.lines]
        self._runner.write(
            partial(csv_file.write, Path(place), self._model.headings, rows),
            owner=self,
            done=self._saved,
            failed=self._messages.show_error,
        )

    def _saved(self, rows: int) -> None:
        self._messages.say(Kind.DONE, self.tr("%n line(s) saved", "", rows))

    def _set_up(self, theme: Theme) -> None:
        self._choice.setAccessibleName(self.tr("Kind"))
        self._choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._choice.setMinimumContentsLength(32)
        self._choice.activated.connect(self._choose)
        self._choice.hide()
        self._save.setAutoDefault(False)
        self._save.setIcon(theme.icon("download"))
        self._save.setEnabled(False)
        self._save.clicked.connect(self.save)
        self.table.opened.connect(self._open)
        self.table.moved.connect(self._show_whole)
        above = QHBoxLayout()
        above.setSpacing(16)
        above.addWidget(self.heading, 1)
        above.addWidget(self._choice, 0, Qt.AlignmentFlag.AlignTop)
        above.addWidget(self._save, 0, Qt.AlignmentFlag.AlignTop)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 12, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(above)
        rows.addWidget(self.table, 1)
        rows.addWidget(self._card)
        self.setFocusProxy(self.table)


def _whole(line: Line) -> Details:
    """What it is about, then the sentence of its last cell."""
    *about, sentence = line.cells
    heading = " · ".join(cell.text for cell in about if cell.text)
    return Details(heading, about[0].icon, about[0].tone, (sentence.text,))

"""Above the table: what it shows, the search, and what can be printed from here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mmdesk.services.print_list import JobFilter
from mmdesk.ui import moments
from mmdesk.ui.orders.filter_bar import SearchField
from mmdesk.ui.plain_text import PlainLabel, plain_label
from mmdesk.ui.theme import Role, Theme, Tone, dress

_CALM_MS: Final = 150
_SEARCH_WIDTH: Final = 380
_ORDER: Final = (JobFilter.ALL, JobFilter.QUEUE, JobFilter.ATTENTION, JobFilter.PRINTED)


class PrintingBar(QWidget):
    """Tells what a person wants to see or to print; does nothing itself."""

    filter_chosen = Signal(object)
    search_changed = Signal(str)
    search_left = Signal()
    table_wanted = Signal()
    everywhere_chosen = Signal(bool)
    pick_list_wanted = Signal()
    label_sheet_wanted = Signal()
    control_sheet_wanted = Signal()

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._chips: Mapping[JobFilter, QPushButton] = {show: self._chip(show) for show in _ORDER}
        self.search = SearchField()
        self.search.setPlaceholderText(self.tr("Order, document, printer, person   F3"))
        self.search.setAccessibleName(self.tr("Search among print jobs"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(_SEARCH_WIDTH)
        self.everywhere = QCheckBox(self.tr("All workstations"))
        self.pick = QPushButton(theme.icon("list"), self.tr("Pick list  F9"))
        self.more = QPushButton(theme.icon("print"), self.tr("Print…"))
        self._menu = QMenu(self)
        self._capped = plain_label(tone=Tone.MUTED, wraps=False)
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._fill_menu(theme)
        self._lay_out(title)
        self._connect()
        self.show_filter(JobFilter.ALL)

    def show_filter(self, show: JobFilter) -> None:
        self._chips[show].setChecked(True)

    def show_counts(self, counts: Mapping[JobFilter, int]) -> None:
        """How many jobs each filter would show."""
        for show, chip in self._chips.items():
            name, count = self._name_of(show), counts.get(show, 0)
            counted = show in (JobFilter.QUEUE, JobFilter.ATTENTION) and count
            chip.setText(f"{name} {moments.number(count)}" if counted else name)

    def show_capped(self, jobs: int) -> None:
        """That older ones than these have to be searched for; 0 when all are shown."""
        words = self.tr("the newest %n are shown, older ones are found by the search", "", jobs)
        self._capped.setText(words if jobs else "")

    def show_everywhere(self, *, on: bool, offered: bool) -> None:
        """The choice is there where there are other workstations."""
        with QSignalBlocker(self.everywhere):
            self.everywhere.setChecked(on)
        self.everywhere.setVisible(offered or on)

    def choose_next(self, number: int) -> None:
        """The chip of this number, counted from 0."""
        if 0 <= number < len(_ORDER):
            self._chips[_ORDER[number]].click()

    def _chip(self, show: JobFilter) -> QPushButton:
        chip = QPushButton(self._name_of(show))
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        chip.setProperty("show", show.value)
        dress(chip, Role.CHIP)
        chip.clicked.connect(self._choose)
        self._group.addButton(chip)
        return chip

    def _name_of(self, show: JobFilter) -> str:
        return {
            JobFilter.ALL: self.tr("All"),
            JobFilter.QUEUE: self.tr("In the queue"),
            JobFilter.ATTENTION: self.tr("To decide"),
            JobFilter.PRINTED: self.tr("Printed"),
        }[show]

    def _fill_menu(self, theme: Theme) -> None:
        for icon, words, signal in (
            ("label", self.tr("Labels on sheets of A4…"), self.label_sheet_wanted),
            ("barcode", self.tr("Control barcodes for the bench"), self.control_sheet_wanted),
        ):
            self._menu.addAction(theme.icon(icon), words).triggered.connect(signal)
        self.more.setMenu(self._menu)

    def _lay_out(self, title: str) -> None:
        heading = PlainLabel(title)
        dress(heading, Role.TITLE)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(heading)
        head.addWidget(self.search, 1)
        head.addStretch(1)
        head.addWidget(self.pick)
        head.addWidget(self.more)
        chips = QHBoxLayout()
        chips.setSpacing(8)
        for chip in self._chips.values():
            chips.addWidget(chip)
        chips.addWidget(self._capped)
        chips.addStretch(1)
        chips.addWidget(self.everywhere)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(head)
        rows.addLayout(chips)
        for button in (self.pick, self.more):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._calm.start)
        self._calm.timeout.connect(self._tell_search)
        self.search.left.connect(self._leave)
        self.search.entered.connect(self.table_wanted)
        self.everywhere.toggled.connect(self.everywhere_chosen)
        self.pick.clicked.connect(self.pick_list_wanted)

    @Slot()
    def _choose(self) -> None:
        self.filter_chosen.emit(JobFilter(self.sender().property("show")))

    @Slot()
    def _tell_search(self) -> None:
        self.search_changed.emit(self.search.text())

    @Slot()
    def _leave(self) -> None:
        self._calm.stop()
        self.search_changed.emit("")
        self.search_left.emit()

    def focus_search(self) -> None:
        """Into the field, with what was typed chosen."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

"""Section «Задания»: each job's last run and its next one, «run now», and the runs before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from mmdesk.services.exchange_watch import ExchangeSeen
from mmdesk.services.job_history import JobName, JobOutcome, JobRun, JobStanding
from mmdesk.ui.exchange import job_words
from mmdesk.ui.facts.details_card import Details
from mmdesk.ui.facts.facts_model import Column
from mmdesk.ui.facts.facts_table import FactsTable
from mmdesk.ui.facts.section_view import SectionView
from mmdesk.ui.notice_page import NoticePage
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import ROW_HEIGHT, Role, Theme, Tone

_FEWEST_RUNS: Final = 3
_FIRST: Final = 100
"""So much more than the runs."""


class JobsView(SectionView):
    """The history is read apart: it is asked for by the filter, and again after each change."""

    run_wished = Signal(object)
    """With the `JobName`."""
    history_wished = Signal(str, str)
    """Job and outcome, empty for all."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        empty = NoticePage(theme, "clock", Tone.MUTED, self.tr("No job has run yet"))
        columns = (
            Column(self.tr("Job"), 208),
            Column(self.tr("Outcome"), 152),
            Column(self.tr("Last run"), 148),
            Column(self.tr("Next run"), 148),
            Column(self.tr("What it told")),
        )
        super().__init__(columns, self.tr("Jobs of the service"), empty, theme, parent)
        self._seen: ExchangeSeen | None = None
        self._jobs: dict[str, JobStanding] = {}
        self.run = self.made_button(self.tr("Run now  Ctrl+R"))
        self.run.clicked.connect(self._wish_run)
        self.job = QComboBox()
        self.outcome = QComboBox()
        self.history = FactsTable(
            (
                Column(self.tr("Time"), 124),
                Column(self.tr("Job"), 208),
                Column(self.tr("Outcome"), 128),
                Column(self.tr("What it told")),
            ),
            theme,
            self.tr("Former runs"),
        )
        self._fill_filters()
        self.column.addLayout(self._history_head())
        self.column.addWidget(self.history, 1)
        self.history.setMinimumHeight(_FEWEST_RUNS * ROW_HEIGHT + 8)
        # All jobs where there is room, and the rest is for the runs; on a low screen they scroll.
        self.column.setStretchFactor(self._stack, _FIRST)
        self._stack.setMaximumHeight((len(JobName) + 1) * ROW_HEIGHT + 8)
        shortcut = QShortcut(QKeySequence("Ctrl+R"), self, self.run.click)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_seen(self, seen: ExchangeSeen) -> None:
        self._seen = seen
        self._jobs = {each.name.value: each for each in seen.jobs}
        self.show_lines([job_words.line(each, seen.at) for each in seen.jobs])
        self.ask_history()

    def show_history(self, runs: Sequence[JobRun]) -> None:
        if self._seen is not None:
            self.history.show_lines([job_words.run_line(each, self._seen.at) for each in runs])

    def details(self, key: str) -> Details | None:
        standing = self._jobs.get(key)
        if standing is None or self._seen is None:
            return None
        self.run.setEnabled(not standing.is_asked and not standing.is_running)
        return job_words.details(standing, alive=self._seen.alive)

    @Slot()
    def ask_history(self) -> None:
        self.history_wished.emit(self.job.currentData(), self.outcome.currentData())

    @Slot()
    def _wish_run(self) -> None:
        if self.table.current_key:
            self.run_wished.emit(JobName(self.table.current_key))

    def _fill_filters(self) -> None:
        self.job.addItem(self.tr("All jobs"), "")
        for name in JobName:
            self.job.addItem(job_words.job_name(name), name.value)
        self.outcome.addItem(self.tr("All outcomes"), "")
        for outcome in JobOutcome:
            self.outcome.addItem(job_words.outcome_words(outcome), outcome.value)
        self.job.setAccessibleName(self.tr("Job of the former runs"))
        self.outcome.setAccessibleName(self.tr("Outcome of the former runs"))
        for box in (self.job, self.outcome):
            box.activated.connect(self.ask_history)

    def _history_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(plain_label(self.tr("Former runs"), Role.HEADING, wraps=False))
        head.addWidget(self.job)
        head.addWidget(self.outcome)
        head.addStretch(1)
        return head

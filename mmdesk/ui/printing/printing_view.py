"""The page «Печать»: queue and history at the left, the printers of this workstation at the right."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError
from mmdesk.services.print_list import JobFilter, JobWish, PrintList, PrintListSeen
from mmdesk.services.printers import Printer
from mmdesk.ui import words
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.page import Page
from mmdesk.ui.printing.job_bar import JobBar
from mmdesk.ui.printing.jobs_model import JobsModel
from mmdesk.ui.printing.jobs_notice import JobsNotice
from mmdesk.ui.printing.jobs_table import JobsTable
from mmdesk.ui.printing.printers_panel import PrintersPanel
from mmdesk.ui.printing.printing_bar import PrintingBar
from mmdesk.ui.printing.printing_deeds import PrintingDeeds
from mmdesk.ui.printing.printing_state import JobActions, PrintingState, actions_of, others_than
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme, Tone

_LEAST_PANEL: Final = 320
_LEAST_TABLE: Final = 480


class PrintingView(Page):
    """Owns the wish; shows what is read for it, and passes what the person decides on to the deeds."""

    name = "printing"
    icon_name: ClassVar[str] = "print"

    def __init__(
        self,
        runner: TaskRunner,
        changes: ChangeNotice,
        jobs: PrintList,
        deeds: PrintingDeeds,
        theme: Theme,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._jobs = jobs
        self._deeds = deeds
        here = jobs.workstation.code
        self._state = PrintingState(JobWish(workstation=here), here)
        self._reading = False
        self._stale = False
        self._badge = 0
        self._model = JobsModel(theme, clock, self)
        self.table = JobsTable(self._model)
        self._notice = JobsNotice(theme, self.table)
        self.bar = PrintingBar(theme, self.title())
        self.job_bar = JobBar(theme)
        self.panel = PrintersPanel(theme)
        self._out_of_date = Banner(theme)
        self._lay_out()
        self._connect(changes)
        self._set_keys()
        self._show()
        self.read()

    # -- what the main window asks

    def title(self) -> str:
        return self.tr("Printing")

    def arrive(self) -> None:
        self.table.arrive()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_asked(self, wanted: object) -> None:
        """The jobs of an order by its number, or what is to be decided."""
        if isinstance(wanted, str):
            self.bar.search.setText(wanted)
        self._wish(self._state.show(JobFilter.ALL if wanted else JobFilter.ATTENTION))

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("F3", self.tr("Search")),
            ("F4", self.tr("Print a job on another printer")),
            ("F6", self.tr("Retry a job; say that a doubtful one did not come out")),
            ("F7", self.tr("Print once more, with a reason")),
            ("F8", self.tr("Say that a doubtful job came out")),
            ("F9", self.tr("Pick list of the orders that wait to be packed")),
            ("Del", self.tr("Cancel a job")),
            (self.tr("Enter"), self.tr("Open the document as PDF")),
            ("Alt+1…4", self.tr("Choose what the list shows")),
            ("Esc", self.tr("Leave the search, go back to the list")),
        )

    # -- reading

    @property
    def is_read(self) -> bool:
        """Whether what is wished for has been shown, or could not be read."""
        return not self._reading and (self._state.seen is not None or bool(self._state.failure))

    @Slot()
    def read(self) -> None:
        """Once more, what is wished for now; one reading at a time."""
        if self._reading:
            self._stale = True
            return
        self._reading, self._stale = True, False
        wish = self._state.wish
        self._runner.read(
            partial(self._jobs.read, wish),
            owner=self,
            done=partial(self._take, wish),
            failed=self._fail,
        )

    def _take(self, wish: JobWish, seen: PrintListSeen) -> None:
        self._reading = False
        if wish == self._state.wish:
            self._state = self._state.read(seen)
            self._show()
        else:
            self._stale = True
        if self._stale:
            self.read()

    def _fail(self, error: MmdeskError) -> None:
        self._reading = False
        self._state = self._state.fail(error.sentence(words.language()))
        self._show()

    def _wish(self, state: PrintingState) -> None:
        if state.wish != self._state.wish:
            self._state = state
            self.read()
        self.bar.show_filter(state.wish.show)

    # -- what is shown

    def _show(self) -> None:
        state, seen = self._state, self._state.seen
        if seen is not None:
            self._model.show_lines(seen.lines, seen.silent, names_places=state.is_everywhere)
            if not self.table.currentIndex().isValid():
                self.table.select_key(None)
            self.bar.show_counts(seen.counts)
            self.bar.show_capped(len(seen.lines) if seen.capped else 0)
            self.bar.show_everywhere(on=state.is_everywhere, offered=seen.others)
            self.panel.show_place(seen.place)
            self.panel.show_printers(seen.printers)
            self._tell_badge(seen.attention)
        self._notice.show_notice(state.notice, state.failure, state.wish.search)
        failed = state.failure if seen is not None else ""
        heading = self.tr("The list is not up to date: it could not be read again") if failed else ""
        self._out_of_date.show_words("warning", Tone.WARN, heading, failed)
        self._show_job()

    @Slot()
    def _show_job(self) -> None:
        line = self.table.current_line
        silent = line is not None and self._state.is_silent(line)
        self.job_bar.show_job(line, self._allowed(), silent=silent)

    def _allowed(self) -> JobActions:
        return actions_of(self.table.current_line, self._state.here, self._printers())

    def _printers(self) -> tuple[Printer, ...]:
        return () if self._state.seen is None else self._state.seen.printers.printers

    def _tell_badge(self, jobs: int) -> None:
        if jobs != self._badge:
            self._badge = jobs
            self.badge_changed.emit(jobs)

    # -- what the person wants to see

    @Slot(object)
    def _choose_filter(self, show: JobFilter) -> None:
        self._wish(self._state.show(show))

    @Slot(str)
    def _search(self, text: str) -> None:
        self._wish(self._state.search(text))

    @Slot(bool)
    def _choose_everywhere(self, on: bool) -> None:
        self._wish(self._state.everywhere(on=on))

    # -- what the person does to the job under the keyboard

    @Slot()
    def _retry(self) -> None:
        line, allowed = self.table.current_line, self._allowed()
        if line is not None and allowed.answer:
            self._deeds.retry_unseen(line)
        elif line is not None and allowed.retry:
            self._deeds.retry(line)

    @Slot()
    def _confirm(self) -> None:
        line = self.table.current_line
        if line is not None and self._allowed().answer:
            self._deeds.confirm(line)

    @Slot()
    def _reprint(self) -> None:
        line = self.table.current_line
        if line is not None and self._allowed().reprint:
            self._deeds.reprint(line)

    @Slot()
    def _move(self) -> None:
        line = self.table.current_line
        if line is not None and self._allowed().move:
            self._deeds.move(line, others_than(line, self._printers()))

    @Slot()
    def _cancel(self) -> None:
        line = self.table.current_line
        if line is not None and self._allowed().cancel:
            self._deeds.cancel(line)

    @Slot()
    def _open(self) -> None:
        line = self.table.current_line
        if line is not None and self._allowed().open:
            self._deeds.open(line)

    @Slot()
    def _rename(self) -> None:
        seen = self._state.seen
        self._deeds.rename_workstation(seen.place if seen is not None else self._jobs.workstation.name)

    @Slot()
    def _choose_chip(self) -> None:
        self.bar.choose_next(int(self.sender().property("number")))

    # -- what Qt asks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape: out of the search, or back to the list; where it means nothing here, it is the window's."""
        if event.key() == Qt.Key.Key_Escape and not self.table.hasFocus():
            self.arrive()
        elif event.key() == Qt.Key.Key_Escape and self._state.wish.search:
            self.bar.search.clear()
            self._search("")
        else:
            super().keyPressEvent(event)

    # -- set-up

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 8)
        whole.setSpacing(12)
        whole.addWidget(self.bar)
        # Each in its place before it is filled: what is in it would be dressed anew with every move.
        splitter = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(splitter, 1)
        left = QWidget()
        splitter.addWidget(left)
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self._out_of_date)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.job_bar)
        left.setMinimumWidth(_LEAST_TABLE)
        self.panel.setMinimumWidth(_LEAST_PANEL)
        splitter.addWidget(self.panel)
        splitter.setChildrenCollapsible(False)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        self.setFocusProxy(self.table)

    def _connect(self, changes: ChangeNotice) -> None:
        changes.changed.connect(self.read)
        self._deeds.done.connect(self.read)
        self._notice.retry_wanted.connect(self.read)
        self._notice.add_wanted.connect(self._deeds.add_printer)
        self.table.current_changed.connect(self._show_job)
        self.table.opened.connect(self._open)
        self._connect_bar()
        self._connect_job_bar()
        self._connect_panel()

    def _connect_bar(self) -> None:
        self.bar.filter_chosen.connect(self._choose_filter)
        self.bar.search_changed.connect(self._search)
        self.bar.search_left.connect(self.arrive)
        self.bar.table_wanted.connect(self.arrive)
        self.bar.everywhere_chosen.connect(self._choose_everywhere)
        self.bar.pick_list_wanted.connect(self._deeds.pick_list)
        self.bar.label_sheet_wanted.connect(self._deeds.label_sheet)
        self.bar.control_sheet_wanted.connect(self._deeds.control_sheet)

    def _connect_job_bar(self) -> None:
        self.job_bar.came_out.connect(self._confirm)
        self.job_bar.did_not_come_out.connect(self._retry)
        self.job_bar.retry_wanted.connect(self._retry)
        self.job_bar.reprint_wanted.connect(self._reprint)
        self.job_bar.move_wanted.connect(self._move)
        self.job_bar.open_wanted.connect(self._open)
        self.job_bar.cancel_wanted.connect(self._cancel)

    def _connect_panel(self) -> None:
        self.panel.add_wanted.connect(self._deeds.add_printer)
        self.panel.change_wanted.connect(self._deeds.change_printer)
        self.panel.remove_wanted.connect(self._deeds.remove_printer)
        self.panel.test_wanted.connect(self._deeds.test_page)
        self.panel.route_chosen.connect(self._deeds.route)
        self.panel.rename_wanted.connect(self._rename)

    def _set_keys(self) -> None:
        for key, act in (
            ("F3", self.bar.focus_search),
            ("F4", self._move),
            ("F6", self._retry),
            ("F7", self._reprint),
            ("F8", self._confirm),
            ("F9", self._deeds.pick_list),
        ):
            QShortcut(QKeySequence(key), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.table, self._cancel)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        for number in range(4):
            chip = QShortcut(QKeySequence(f"Alt+{number + 1}"), self, self._choose_chip)
            chip.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            chip.setProperty("number", number)

"""The page «Обмен»: what waits, what came in, what the service does, and how everybody answers."""

from __future__ import annotations

from functools import cached_property, partial
from typing import ClassVar, Final, TypeVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QIcon, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError
from mmdesk.services.exchange_desk import ExchangeDesk, ExchangeSeen, JobName, JobRun, PlaceVerdicts
from mmdesk.services.waiting_commands import WaitingCommand
from mmdesk.ui import moments, words
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.exchange import exchange_state, job_words
from mmdesk.ui.exchange.bundle_button import BundleButton
from mmdesk.ui.exchange.call_deeds import CallDeeds
from mmdesk.ui.exchange.calls_view import CallsView
from mmdesk.ui.exchange.exchange_reader import ExchangeReader
from mmdesk.ui.exchange.exchange_state import Section
from mmdesk.ui.exchange.jobs_view import JobsView
from mmdesk.ui.exchange.places_view import PlacesView
from mmdesk.ui.exchange.queue_deeds import QueueDeeds
from mmdesk.ui.exchange.queue_view import QueueView
from mmdesk.ui.exchange.remotes_view import RemotesView
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.page import Page
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Role, Theme, Tone

_SectionView = QueueView | CallsView | JobsView | RemotesView | PlacesView
_AnySection = TypeVar("_AnySection", QueueView, CallsView, JobsView, RemotesView, PlacesView)
_HISTORY: Final = "exchange.history"


class ExchangeView(Page):
    """Shows what is read, and carries out what a person wishes through the desk of the exchange."""

    name = "exchange"
    icon_name: ClassVar[str] = "exchange"

    def __init__(
        self,
        runner: TaskRunner,
        changes: ChangeNotice,
        desk: ExchangeDesk,
        theme: Theme,
        messages: Messages,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._desk = desk
        self._theme = theme
        self._messages = messages
        self._clock = clock
        self._badge = 0
        self._parked_calls_only = False
        self.seen: ExchangeSeen | None = None
        self._made: dict[Section, _SectionView] = {}
        self._tabs = QTabBar()
        self._stack = QStackedWidget()
        self._stale = Banner(theme)
        self._exchange = QPushButton(theme.icon("exchange"), self.tr("Exchange F5"))
        self.bundle = BundleButton(runner, desk, messages, theme)
        self._queue_deeds = QueueDeeds(runner, desk, messages, theme, self)
        self._call_deeds = CallDeeds(runner, desk, messages, theme, self)
        self._reader = ExchangeReader(runner, self._look, self)
        self._lay_out()
        self._connect(changes)
        self._set_keys()
        self._reader.look()

    # -- the sections, each made when it is first wanted: all at once would hold the window up

    @cached_property
    def queue(self) -> QueueView:
        view = self._put(Section.QUEUE, QueueView(self._theme))
        view.retry_wished.connect(self._queue_deeds.retry)
        view.drop_wished.connect(self._queue_deeds.ask_drop)
        view.order_wished.connect(self._open_order)
        return view

    @cached_property
    def calls(self) -> CallsView:
        view = self._put(Section.CALLS, CallsView(self._theme))
        view.body_wished.connect(self._call_deeds.read_body)
        view.replay_wished.connect(self._call_deeds.replay)
        view.drop_wished.connect(self._call_deeds.ask_drop)
        view.filter_changed.connect(self._filter_calls)
        return view

    @cached_property
    def jobs(self) -> JobsView:
        view = self._put(Section.JOBS, JobsView(self._theme))
        view.run_wished.connect(self._run_job)
        view.history_wished.connect(self._read_history)
        return view

    @cached_property
    def remotes(self) -> RemotesView:
        return self._put(Section.REMOTES, RemotesView(self._theme))

    @cached_property
    def places(self) -> PlacesView:
        view = self._put(Section.PLACES, PlacesView(self._theme))
        view.test_wished.connect(self._test_places)
        return view

    def _put(self, section: Section, view: _AnySection) -> _AnySection:
        self._made[section] = view
        self._stack.addWidget(view)
        if self.seen is not None:
            view.show_seen(self.seen)
        return view

    def _section_view(self, section: Section) -> _SectionView:
        match section:
            case Section.QUEUE:
                return self.queue
            case Section.CALLS:
                return self.calls
            case Section.JOBS:
                return self.jobs
            case Section.REMOTES:
                return self.remotes
            case Section.PLACES:
                return self.places

    # -- what the main window asks

    def title(self) -> str:
        return self.tr("Exchange")

    def arrive(self) -> None:
        self._section_view(self.section).arrive()

    def show_asked(self, wanted: object) -> None:
        """One of the sections by its name."""
        if wanted not in list(Section):
            super().show_asked(wanted)
            return
        self.open_section(Section(str(wanted)))

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Alt+1…5", self.tr("Choose a section")),
            ("F5", self.tr("Exchange with Megamarket now")),
            (self.tr("Enter"), self.tr("Open the order, or show the body of the call")),
            ("Ctrl+R", self.tr("Once more: send, work off, run the job, test the addresses")),
            ("Del", self.tr("Drop what is stopped")),
            ("Ctrl+G", self.tr("Mark all commands that wait for the same reason")),
        )

    @property
    def section(self) -> Section:
        return list(Section)[self._tabs.currentIndex()]

    def open_section(self, section: Section) -> None:
        self._tabs.setCurrentIndex(list(Section).index(section))
        self.arrive()

    # -- reading

    def _look(self) -> ExchangeSeen:
        """On a reading thread: nothing here is a widget but one plain value."""
        return self._desk.look(parked_calls_only=self._parked_calls_only)

    @Slot(object)
    def _show(self, seen: ExchangeSeen) -> None:
        self.seen = seen
        self._stale.hide()
        for view in self._made.values():
            view.show_seen(seen)
        counts, alarming = exchange_state.counts(seen), exchange_state.alarming(seen)
        for number, section in enumerate(Section):
            self._tabs.setTabText(number, self._named(section, counts.get(section, 0)))
            alarm = self._theme.icon("warning", Tone.DANGER) if section in alarming else QIcon()
            self._tabs.setTabIcon(number, alarm)
        waiting = exchange_state.badge(seen)
        if waiting != self._badge:
            self._badge = waiting
            self.badge_changed.emit(waiting)

    @Slot(MmdeskError)
    def _fail(self, error: MmdeskError) -> None:
        heading = self.tr("The exchange could not be read again")
        self._stale.show_words("warning", Tone.WARN, heading, error.sentence(words.language()))

    @Slot(str, str)
    def _read_history(self, job: str, outcome: str) -> None:
        if self.isVisible() and self.section is Section.JOBS:
            work = partial(self._desk.runs, job, outcome)
            self._runner.read(work, owner=self, done=self._show_history, failed=self._fail, topic=_HISTORY)

    def _show_history(self, runs: tuple[JobRun, ...]) -> None:
        self.jobs.show_history(runs)

    @Slot(bool)
    def _filter_calls(self, parked_only: bool) -> None:
        self._parked_calls_only = parked_only
        self._reader.look()

    # -- what the person does

    @Slot(object)
    def _open_order(self, command: WaitingCommand) -> None:
        self.open_asked.emit("orders", int(command.shipment_key))

    @Slot(object)
    def _run_job(self, job: JobName) -> None:
        told = self.tr("{job}: the service is asked to run it now").format(job=job_words.job_name(job))
        if self.seen is not None and not self.seen.alive:
            told = self.tr("{job}: it runs as soon as the service does").format(job=job_words.job_name(job))
        self._write(partial(self._desk.run_now, job), told)

    @Slot()
    def _exchange_now(self) -> None:
        self._run_job(JobName.MEGAMARKET)

    @Slot()
    def _test_places(self) -> None:
        self.places.show_testing(testing=True)
        self._runner.read(self._desk.test_places, owner=self, done=self._show_tested, failed=self._fail_test)

    def _show_tested(self, tested: PlaceVerdicts) -> None:
        self.places.show_tested(tested, self._clock.now())

    def _fail_test(self, error: MmdeskError) -> None:
        self.places.show_testing(testing=False)
        self._messages.show_error(error)

    def _write(self, work: partial[None], told: str) -> None:
        self._runner.write(
            work, owner=self, done=partial(self._tell_done, told), failed=self._messages.show_error
        )

    def _tell_done(self, told: str, _nothing: None) -> None:
        self._messages.say(Kind.DONE, told)
        self._reader.look()

    # -- what Qt asks

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._reader.watch(watched=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._reader.watch(watched=False)

    # -- set-up

    @Slot(int)
    def _choose_tab(self, number: int) -> None:
        self._stack.setCurrentWidget(self._section_view(list(Section)[number]))
        if self.section is Section.JOBS:
            self.jobs.ask_history()

    def _named(self, section: Section, count: int) -> str:
        names = {
            Section.QUEUE: self.tr("Queue"),
            Section.CALLS: self.tr("Calls"),
            Section.JOBS: self.tr("Jobs"),
            Section.REMOTES: self.tr("Systems"),
            Section.PLACES: self.tr("Addresses"),
        }
        return f"{names[section]} {moments.number(count)}" if count else names[section]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(plain_label(self.title(), Role.TITLE, wraps=False))
        head.addStretch(1)
        head.addWidget(self.bundle)
        head.addWidget(self._exchange)
        self._tabs.setExpanding(False)
        self._tabs.setDrawBase(False)
        self._tabs.setAccessibleName(self.tr("Sections of the exchange"))
        for number, section in enumerate(Section, start=1):
            self._tabs.addTab(self._named(section, 0))
            self._tabs.setTabToolTip(number - 1, f"Alt+{number}")
        self._stack.setCurrentWidget(self.queue)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._tabs)
        column.addWidget(self._stale)
        column.addWidget(self._stack, 1)

    def _connect(self, changes: ChangeNotice) -> None:
        changes.changed.connect(self._reader.note_change)
        self._reader.seen.connect(self._show)
        self._reader.failed.connect(self._fail)
        self._tabs.currentChanged.connect(self._choose_tab)
        self._exchange.clicked.connect(self._exchange_now)
        for deeds in (self._queue_deeds, self._call_deeds):
            deeds.done.connect(self._reader.look)

    def _set_keys(self) -> None:
        keys = {"F5": self._exchange.click}
        keys |= {f"Alt+{number}": self._open_by_key for number, _ in enumerate(Section, start=1)}
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    @Slot()
    def _open_by_key(self) -> None:
        pressed = self.sender()
        assert isinstance(pressed, QShortcut)
        number = int(pressed.key().toString().rpartition("+")[2])
        self.open_section(list(Section)[number - 1])

"""The page «Сводка»: the day so far, and a chosen period in figures and plots."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError
from mmdesk.services import figures_export
from mmdesk.services.figures import Figures, PeriodFigures, TodayFigures
from mmdesk.services.figures_export import Reader, Wanted
from mmdesk.services.order_list import OrderFilter
from mmdesk.ui import words
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.dashboard import dashboard_state
from mmdesk.ui.dashboard.dashboard_state import Choice, Grain
from mmdesk.ui.dashboard.period_view import PeriodView
from mmdesk.ui.dashboard.today_view import TodayView
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.page import Page
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Role, Theme, Tone

_CALM_MS: Final = 2_000
"""Between two readings of the day while orders keep changing."""
_OFTEN_MS: Final = 30_000
"""Deadlines come near without anybody's commit."""
_PERIOD: Final = "dashboard.period"
_SAVE: Final = "dashboard.save"


class DashboardView(Page):
    """The day is read at every change while somebody looks; a period only when it is asked for."""

    name = "dashboard"
    icon_name: ClassVar[str] = "chart"

    def __init__(
        self,
        runner: TaskRunner,
        changes: ChangeNotice,
        figures: Figures,
        theme: Theme,
        messages: Messages,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._figures = figures
        self._messages = messages
        self._clock = clock
        self.today_figures: TodayFigures | None = None
        self.period_figures: PeriodFigures | None = None
        self._reading = False
        self._theme = theme
        self._rows = QVBoxLayout()
        self._stale = Banner(theme)
        self.export = QPushButton(theme.icon("download"), self.tr("Export"))
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._often = QTimer(self, interval=_OFTEN_MS)
        self._first = QTimer(self, singleShot=True, interval=0)
        self._lay_out()
        self._connect(changes)

    # -- the two halves, each made in a turn of its own, at the latest when the page is first opened

    def prepare(self) -> Iterator[None]:
        """Make both before anybody looks."""
        assert self.today is not None
        yield
        assert self.period is not None
        yield

    @cached_property
    def today(self) -> TodayView:
        view = TodayView(self._theme)
        self._rows.insertWidget(0, view)
        view.orders_wished.connect(self._open_orders)
        return view

    @cached_property
    def period(self) -> PeriodView:
        view = PeriodView(self._theme, self._clock.now().astimezone().date())
        self._rows.insertWidget(self._rows.count() - 1, view)
        view.chosen.connect(self.read_period)
        return view

    # -- what the main window asks

    def title(self) -> str:
        return self.tr("Overview")

    def arrive(self) -> None:
        self.today.tiles[OrderFilter.CONFIRM].setFocus(Qt.FocusReason.OtherFocusReason)

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("F5", self.tr("Count the period again")),
            (self.tr("Enter"), self.tr("Open the orders behind a figure")),
            (self.tr("Arrows"), self.tr("Go from bar to bar in a plot")),
            ("Ctrl+S", self.tr("Export")),
        )

    # -- reading

    @Slot()
    def _change_noticed(self) -> None:
        if self.isVisible() and not self._calm.isActive():
            self._calm.start()

    @Slot()
    def read_today(self) -> None:
        if self._reading or not self.isVisible():
            return
        self._reading = True
        day = dashboard_state.today(self._clock.now())
        self._runner.read(
            partial(self._figures.today, *day), owner=self, done=self._show_today, failed=self._fail_today
        )

    def _show_today(self, told: TodayFigures) -> None:
        self._reading = False
        self.today_figures = told
        self._stale.hide()
        self.today.show_figures(told)

    def _fail_today(self, error: MmdeskError) -> None:
        self._reading = False
        heading = self.tr("The figures are not up to date: they could not be read again")
        self._stale.show_words("warning", Tone.WARN, heading, error.sentence(words.language()))

    @Slot(object)
    def read_period(self, choice: Choice) -> None:
        now = self._clock.now()
        self.period.show_counting(counting=True)
        self._runner.read(
            partial(self._figures.period, choice.bounds(now)),
            owner=self,
            done=partial(self._show_period, choice.grain(now)),
            failed=self._fail_period,
            topic=_PERIOD,
        )

    def _show_period(self, grain: Grain, told: PeriodFigures) -> None:
        self.period_figures = told
        self.period.show_figures(told, grain, self._clock.now())

    def _fail_period(self, error: MmdeskError) -> None:
        self.period.show_counting(counting=False)
        self._messages.show_error(error)

    # -- what the person does

    @Slot(object)
    def _open_orders(self, show: OrderFilter) -> None:
        self.open_asked.emit("orders", show)

    @Slot()
    def _recount(self) -> None:
        self.read_today()
        self.period.refresh.click()

    def save(self, wanted: Wanted, file: Path) -> None:
        """The chosen period, as it is in the database now; takes seconds for many orders."""
        bounds = self.period.choice.bounds(self._clock.now())
        self.export.setEnabled(False)
        reader = Reader(words.language())
        self._runner.read(
            partial(figures_export.save, self._figures, bounds, wanted, file, reader),
            owner=self,
            done=self._tell_saved,
            failed=self._fail_save,
        )

    @Slot(QAction)
    def _ask_file(self, chosen: QAction) -> None:
        wanted = Wanted(chosen.data())
        day = f"{self._clock.now().astimezone():%Y-%m-%d}"
        name, kinds = {
            Wanted.XLSX: (f"mmdesk-{day}.xlsx", "Excel (*.xlsx)"),
            Wanted.ORDERS_CSV: (f"mmdesk-orders-{day}.csv", "CSV (*.csv)"),
            Wanted.FIGURES_CSV: (f"mmdesk-figures-{day}.csv", "CSV (*.csv)"),
        }[wanted]
        file, _ = QFileDialog.getSaveFileName(self, self.tr("Where to save the figures"), name, kinds)
        if file:
            self.save(wanted, Path(file))

    def _tell_saved(self, file: Path) -> None:
        self.export.setEnabled(True)
        self._messages.say(Kind.DONE, self.tr("Saved: {file}").format(file=file), deed=_SAVE)

    def _fail_save(self, error: MmdeskError) -> None:
        self.export.setEnabled(True)
        self._messages.show_error(error, deed=_SAVE)

    # -- what Qt asks

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._often.start()
        self.read_today()
        if self.period_figures is None:
            self._first.start()

    @Slot()
    def _read_first(self) -> None:
        if self.isVisible() and self.period_figures is None:
            self.period.begin(self._clock.now().astimezone().date())
            self.read_period(self.period.choice)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._often.stop()

    # -- set-up

    def _connect(self, changes: ChangeNotice) -> None:
        changes.changed.connect(self._change_noticed)
        self._calm.timeout.connect(self.read_today)
        self._often.timeout.connect(self.read_today)
        self._first.timeout.connect(self._read_first)
        for key, act in (("F5", self._recount), ("Ctrl+S", self.export.click)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        menu = QMenu(self)
        named = (
            (Wanted.XLSX, self.tr("Everything as XLSX…")),
            (Wanted.FIGURES_CSV, self.tr("Figures as CSV…")),
            (Wanted.ORDERS_CSV, self.tr("Orders of the period as CSV…")),
        )
        for wanted, name in named:
            menu.addAction(name).setData(wanted)
        menu.triggered.connect(self._ask_file)
        self.export.setMenu(menu)
        head = QHBoxLayout()
        head.addWidget(plain_label(self.title(), Role.TITLE, wraps=False))
        head.addStretch(1)
        head.addWidget(self.export)
        inside = QWidget()
        inside.setLayout(self._rows)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(16)
        self._rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._stale)
        column.addWidget(scroll, 1)

"""A chosen period: orders by outcome, cancellations by reason, packed by hour and by packer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QDate, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QDateEdit,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mmdesk.services.figures import PeriodFigures
from mmdesk.ui import moments
from mmdesk.ui.dashboard import dashboard_state, dashboard_words
from mmdesk.ui.dashboard.bar_chart import BarChart
from mmdesk.ui.dashboard.dashboard_state import Choice, Grain, Period
from mmdesk.ui.facts.facts_model import Column
from mmdesk.ui.facts.facts_table import FactsTable
from mmdesk.ui.plain_text import ElidedLabel, plain_label
from mmdesk.ui.theme import Role, Theme, Tone, dress, inset

_PLOT_HEIGHT: Final = 250


class PeriodView(QWidget):
    """Chooses and shows; reading is the page's."""

    chosen = Signal(object)
    """With the `Choice`; the same again when the figures are to be read anew."""

    def __init__(self, theme: Theme, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice()
        self._chips = {period: QPushButton(name) for period, name in self._period_names().items()}
        self._group = QButtonGroup(self)
        self.first = self._made_day(self.tr("First day"), today)
        self.last = self._made_day(self.tr("Last day"), today)
        self.refresh = QPushButton(theme.icon("refresh"), self.tr("Count again"))
        self.progress = QProgressBar()
        self._said = ElidedLabel()
        dress(self._said, tone=Tone.MUTED)
        nothing = self.tr("No orders in this period")
        self.orders = BarChart(self.tr("Orders by outcome"), nothing, theme)
        self.reasons = BarChart(
            self.tr("Cancelled lots by reason"), self.tr("Nothing was cancelled in this period"), theme
        )
        packed_nothing = self.tr("Nobody has packed in this period")
        self.packed = BarChart(self.tr("Packed by hour of the day"), packed_nothing, theme)
        self.packers = FactsTable(
            (
                Column(self.tr("Packer")),
                Column(self.tr("Orders"), 80, right=True),
                Column(self.tr("Lots"), 72, right=True),
                Column(self.tr("Per hour"), 88, right=True),
                Column(self.tr("Mistakes"), 88, right=True),
            ),
            theme,
            self.tr("Packed by whom"),
        )
        self._set_up()
        self._lay_out()

    def begin(self, today: date) -> None:
        """A period of one's own is this day at first; the window may have been opened on another."""
        for field in (self.first, self.last):
            with QSignalBlocker(field):
                field.setDate(QDate(today.year, today.month, today.day))

    def show_counting(self, *, counting: bool) -> None:
        self.progress.setVisible(counting)
        self.refresh.setEnabled(not counting)
        if counting:
            self._said.show_words(self.tr("Counting…"))

    def show_figures(self, told: PeriodFigures, grain: Grain, now: datetime) -> None:
        self.show_counting(counting=False)
        total = sum(span.total for span in told.spans)
        # Qt writes the number without spaces.
        count = self.tr("%n order(s)", "", total).replace(str(total), moments.number(total), 1)
        at = moments.moment(told.read_at, now)
        if self.choice.period is Period.OWN:
            # The fields above it name the days.
            said = self.tr("{count} · counted {at}").format(count=count, at=at)
        else:
            days = dashboard_words.period_words(told.start, told.spans[-1].start)
            said = self.tr("{days} · {count} · counted {at}").format(days=days, count=count, at=at)
        self._said.show_words(said)
        self.orders.show_bars(dashboard_words.orders_bars(told, grain))
        self.reasons.show_bars(dashboard_words.reason_bars(told.canceled))
        self.packed.show_bars(dashboard_words.packed_bars(told.packed))
        rows = dashboard_state.packers(told.packed, told.mistakes)
        self.packers.show_lines([dashboard_words.packer_line(each, mistakes=True) for each in rows])

    def choose(self, period: Period) -> None:
        self._chips[period].click()

    def said(self) -> str:
        """The line under the choice."""
        return self._said.words()

    def _period_names(self) -> dict[Period, str]:
        return {
            Period.DAY: self.tr("Today"),
            Period.WEEK: self.tr("7 days"),
            Period.MONTH: self.tr("30 days"),
            Period.OWN: self.tr("Own period"),
        }

    @Slot()
    def _choose(self) -> None:
        period = next(period for period, chip in self._chips.items() if chip.isChecked())
        own = period is Period.OWN
        for field in (self.first, self.last):
            field.setVisible(own)
        self.choice = Choice(period, _day_of(self.first), _day_of(self.last)) if own else Choice(period)
        self.chosen.emit(self.choice)

    @Slot()
    def _choose_again(self) -> None:
        self.chosen.emit(self.choice)

    @Slot(QDate)
    def _choose_days(self) -> None:
        if self._chips[Period.OWN].isChecked():
            self._choose()

    def _made_day(self, name: str, today: date) -> QDateEdit:
        field = inset(QDateEdit(QDate(today.year, today.month, today.day)))
        field.setDisplayFormat("dd.MM.yyyy")
        field.setAccessibleName(name)
        field.setKeyboardTracking(False)
        field.setVisible(False)
        return field

    def _set_up(self) -> None:
        for period, chip in self._chips.items():
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            dress(chip, Role.CHIP)
            chip.setChecked(period is self.choice.period)
            self._group.addButton(chip)
            chip.clicked.connect(self._choose)
        for field in (self.first, self.last):
            field.dateChanged.connect(self._choose_days)
        self.refresh.setAutoDefault(False)
        self.refresh.clicked.connect(self._choose_again)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(120)
        self.progress.setAccessibleName(self.tr("Counting…"))
        self.progress.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(plain_label(self.tr("Period"), Role.HEADING, wraps=False))
        for chip in self._chips.values():
            head.addWidget(chip)
        head.addWidget(self.first)
        head.addWidget(self.last)
        head.addWidget(self.refresh)
        head.addWidget(self.progress)
        head.addStretch(1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        parts = (
            (self.tr("Orders by outcome"), self.orders),
            (self.tr("Cancelled lots by reason"), self.reasons),
            (self.tr("Packed by hour of the day"), self.packed),
            (self.tr("Packed by whom"), self.packers),
        )
        for number, (heading, part) in enumerate(parts):
            row, column = divmod(number, 2)
            grid.addWidget(plain_label(heading, Role.STRONG, wraps=False), 2 * row, column)
            grid.addWidget(part, 2 * row + 1, column)
            part.setMinimumHeight(_PLOT_HEIGHT)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addLayout(head)
        # Beside the two days of a period of one's own there is no room for it.
        whole.addWidget(self._said)
        whole.addLayout(grid)


def _day_of(field: QDateEdit) -> date:
    chosen = field.date()
    return date(chosen.year(), chosen.month(), chosen.day())

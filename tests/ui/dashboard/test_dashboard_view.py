"""The page over a real database: figures, their links, a period that is counted only when asked, files."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.domain.deadline import Deadlines
from mmdesk.services import packing
from mmdesk.services.figures import Figures, PeriodFigures, TodayFigures
from mmdesk.services.figures_export import Wanted
from mmdesk.services.order_list import OrderFilter
from mmdesk.storage.engine import StorageError
from mmdesk.storage.uow import Storage
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.dashboard.dashboard_state import Period
from mmdesk.ui.dashboard.dashboard_view import DashboardView
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.factory import NOW, shipment
from tests.services.stand import ANNA, MirrorStand, mirror_stand
from tests.ui.conftest import Wait
from tests.ui.orders.verbs_stand import Heard, silent_changes


class CountingFigures(Figures):
    """The real ones, that write down how often they are asked."""

    days = 0
    periods: int = 0
    broken = False

    def today(self, start: datetime, end: datetime) -> TodayFigures:
        self.days += 1
        if self.broken:
            raise StorageError("gone")
        return super().today(start, end)

    def period(self, bounds: Sequence[datetime]) -> PeriodFigures:
        self.periods += 1
        return super().period(bounds)


@dataclass
class Page:
    house: MirrorStand
    view: DashboardView
    figures: CountingFigures
    heard: Heard
    changes: ChangeNotice
    wait: Wait
    asked: list[tuple[str, object]]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.view, key, modifier)

    def read(self) -> None:
        before = self.view.today_figures
        self.view.read_today()
        self.wait(lambda: self.view.today_figures is not before, "figures of the day")

    def count(self, period: Period) -> None:
        before = self.view.period_figures
        self.view.period.choose(period)
        self.wait(lambda: self.view.period_figures is not before, "figures of the period")


@pytest.fixture
def page(
    qtbot: QtBot, runner: TaskRunner, theme: Theme, sqlite_storage: Storage, wait: Wait
) -> Iterator[Page]:
    clock = ManualClock(NOW)
    house = mirror_stand(sqlite_storage, clock)
    figures = CountingFigures(sqlite_storage, clock)
    messages, changes = Messages(), silent_changes()
    view = DashboardView(runner, changes, figures, theme, messages, clock)
    made = Page(house, view, figures, Heard(messages), changes, wait, [])
    view.open_asked.connect(lambda name, wanted: made.asked.append((name, wanted)))
    view.resize(1180, 680)
    view.show()
    view.activateWindow()
    view.arrive()
    wait(lambda: view.today_figures is not None and view.period_figures is not None)
    yield made
    shiboken6.delete(view)


def test_a_day_without_orders_says_so_everywhere(page: Page) -> None:
    assert page.view.today.headings()[0].startswith("Placed today: 0")
    assert page.view.period.orders.words() == "No orders in this period"
    assert page.view.period.reasons.words() == "Nothing was cancelled in this period"


def test_figures_of_the_day_are_shown_with_their_money(page: Page) -> None:
    late = Deadlines(confirm_by=NOW)
    page.house.clock.advance(3600)
    page.house.show(shipment("NEW", deadlines=late))
    page.read()
    assert page.view.today.tiles[OrderFilter.CONFIRM].words() == "To confirm, 1"
    assert page.view.today.overdue.words().startswith("Overdue, 1, 1\u202f000")


def test_a_figure_leads_to_its_orders_by_a_key(page: Page) -> None:
    page.view.today.tiles[OrderFilter.PACK].setFocus()
    page.press(Qt.Key.Key_Return)
    assert page.asked == [("orders", OrderFilter.PACK)]


def test_a_state_of_today_leads_to_the_list_in_which_it_is_worked_on(page: Page) -> None:
    page.house.show(shipment("CONFIRMED"))
    page.read()
    page.view.today.states.setFocus()
    page.press(Qt.Key.Key_Return)
    assert page.asked == [("orders", OrderFilter.PACK)]


def test_a_change_is_followed_by_the_day_and_never_by_the_period(page: Page) -> None:
    periods = page.figures.periods
    page.house.show(shipment("NEW"))
    page.changes.changed.emit()
    page.changes.changed.emit()
    page.wait(lambda: page.view.today.headings()[0].startswith("Placed today: 1"), "the new order")
    assert page.figures.periods == periods


def test_nothing_is_counted_while_nobody_looks(page: Page) -> None:
    page.view.hide()
    before = page.figures.days
    page.changes.changed.emit()
    page.view.read_today()
    assert page.figures.days == before


def test_a_period_is_counted_when_it_is_chosen_and_once_more_by_a_key(page: Page) -> None:
    page.house.show(shipment("DELIVERED"))
    page.count(Period.MONTH)
    assert len(page.view.period.orders.bars.names) == 30
    assert page.view.period.orders.words().endswith(": 1 — delivered 1")
    assert page.view.period.progress.isHidden()
    before = page.view.period_figures
    page.view.arrive()
    page.press(Qt.Key.Key_F5)
    page.wait(lambda: page.view.period_figures is not before, "another count")


def test_a_period_of_ones_own_is_chosen_by_its_days(page: Page) -> None:
    page.count(Period.OWN)
    assert page.view.period.first.isVisible()
    before = page.view.period_figures
    page.view.period.first.setDate(QDate(2026, 11, 1))
    page.wait(lambda: page.view.period_figures is not before, "another count")
    page.wait(lambda: len(page.view.period.orders.bars.names) == 23, "the days of November")


def test_packing_is_told_by_hour_and_by_whom(page: Page) -> None:
    packing.pack(page.house.desk, page.house.show(shipment("CONFIRMED")), ANNA)
    page.count(Period.DAY)
    facts = page.view.period.packers.facts
    assert [facts.data(facts.index(0, column)) for column in range(3)] == ["Анна", "1", "1"]
    assert page.view.period.packed.words().endswith(": 1")


def test_figures_that_cannot_be_read_say_that_they_grow_old(page: Page) -> None:
    page.figures.broken = True
    page.view.read_today()
    page.wait(lambda: any(each.isVisible() for each in page.view.findChildren(Banner)), "a warning")


def test_a_period_is_saved_as_a_workbook(page: Page, tmp_path: Path) -> None:
    page.house.show(shipment("NEW"))
    page.view.save(Wanted.XLSX, tmp_path / "figures.xlsx")
    page.wait(lambda: page.heard.sentences, "an answer")
    assert page.heard.kinds == ["done"]
    with zipfile.ZipFile(tmp_path / "figures.xlsx") as book:
        assert "xl/worksheets/sheet4.xml" in book.namelist()


def test_a_file_that_cannot_be_written_is_told(page: Page, tmp_path: Path) -> None:
    page.view.save(Wanted.ORDERS_CSV, tmp_path / "nowhere" / "orders.csv")
    page.wait(lambda: page.heard.sentences, "an answer")
    assert page.heard.kinds == ["refused"]
    assert page.view.export.isEnabled()

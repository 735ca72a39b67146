"""The page «Сводка»: a day without orders, the morning as it was, a busy month, counting, a marked bar."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea, QWidget

from mmdesk.services.figures import (
    AtRisk,
    Canceled,
    Figures,
    OrdersAndMoney,
    Outcome,
    PackedOrder,
    PeriodFigures,
    Span,
    StatusCount,
    TodayFigures,
    Who,
)
from mmdesk.services.order_list import OrderFilter
from mmdesk.ui import dashboard_page
from mmdesk.ui.dashboard.dashboard_state import Period
from mmdesk.ui.dashboard.dashboard_view import DashboardView
from mmdesk.ui.page_context import at_once
from tests.shots.morning import END
from tests.shots.stage import Scene, Shop, Stage

_PACKERS: Final = ("Анна Лесная", "Борис Ёлкин", "Вера Тихая")


class _Busy(Figures):
    """A shop with some five hundred orders a day, all invented."""

    def today(self, start: datetime, end: datetime) -> TodayFigures:
        waiting = {
            OrderFilter.CONFIRM: 48, OrderFilter.PACK: 126, OrderFilter.HAND_OVER: 93,
            OrderFilter.DECIDE: 3, OrderFilter.RISK: 21,
        }  # fmt: skip
        placed = (
            StatusCount("PACKED", 201), StatusCount("CONFIRMED", 126), StatusCount("SHIPPED", 87),
            StatusCount("NEW", 48), StatusCount("CUSTOMER_CANCELED", 19), StatusCount("MERCHANT_CANCELED", 7),
        )  # fmt: skip
        risk = AtRisk(OrdersAndMoney(17, Decimal("48210.50")), OrdersAndMoney(4, Decimal(12990)))
        return TodayFigures(END, placed, waiting, risk, _canceled(), _packed(start, 1))

    def period(self, bounds: Sequence[datetime]) -> PeriodFigures:
        dice = random.Random(7)
        spans = [
            Span(first, last, {
                Outcome.OPEN: dice.randrange(20, 90),
                Outcome.DELIVERED: dice.randrange(280, 460),
                Outcome.CUSTOMER: dice.randrange(10, 50),
                Outcome.MERCHANT: dice.randrange(2, 20),
            })
            for first, last in pairwise(bounds)
        ]  # fmt: skip
        return PeriodFigures(END, tuple(spans), _canceled(40), _packed(bounds[0], len(spans)))


class _Idle(Figures):
    """Nothing has happened yet."""

    def today(self, start: datetime, end: datetime) -> TodayFigures:
        none = OrdersAndMoney(0, Decimal(0))
        return TodayFigures(END, (), {}, AtRisk(none, none), (), ())

    def period(self, bounds: Sequence[datetime]) -> PeriodFigures:
        spans = [Span(first, last, {}) for first, last in pairwise(bounds)]
        return PeriodFigures(END, tuple(spans), (), ())


def _canceled(times: int = 1) -> tuple[Canceled, ...]:
    rows = (
        (Who.CUSTOMER, "", 19), (Who.MERCHANT, "OUT_OF_STOCK", 6), (Who.MERCHANT, "CONFIRMATION_EXPIRED", 3),
        (Who.MERCHANT, "INCORRECT_PRICE", 2), (Who.MERCHANT, "PACKING_EXPIRED", 1),
    )  # fmt: skip
    return tuple(
        Canceled(who, reason, lots * times, lots * times + 2, Decimal(1430 * lots * times))
        for who, reason, lots in rows
    )


def _packed(start: datetime, days: int) -> tuple[PackedOrder, ...]:
    dice = random.Random(5)
    return tuple(
        PackedOrder(
            start + timedelta(days=day, hours=dice.triangular(8, 19, 12)),
            dice.choice(_PACKERS),
            dice.randrange(1, 4),
        )
        for day in range(min(days, 30))
        for _ in range(190)
    )


def _page(
    stage: Stage, figures: Figures | None = None, period: Period | None = None
) -> tuple[Shop, DashboardView]:
    shop = stage.bare()
    stage.afterwards(shop.window.hide)
    context = stage.context(shop)
    if figures is None:
        page = at_once(dashboard_page.make(context)).page
        assert isinstance(page, DashboardView)
    else:
        page = DashboardView(
            context.runner, context.changes, figures, stage.theme, shop.messages, stage.clock
        )
    shop.window.add_page(page)
    shop.window.show_state(stage.healthy())
    if period is not None:
        page.period.choose(period)
    stage.until(lambda: _is_read(page), "figures that are read")
    return shop, page


def _is_read(page: DashboardView) -> bool:
    both = page.today_figures is not None and page.period_figures is not None
    return both and page.period.progress.isHidden()


def idle(stage: Stage) -> QWidget:
    return _page(stage, _Idle(stage.parts.storage, stage.clock))[0].window


def lived(stage: Stage) -> QWidget:
    """The morning as the database has it."""
    return _page(stage, period=Period.DAY)[0].window


def busy(period: Period, below: bool, stage: Stage) -> QWidget:
    shop, page = _page(stage, _Busy(stage.parts.storage, stage.clock), period)
    page.arrive()
    if below:
        page.period.orders.setFocus()
        area = page.findChild(QScrollArea)
        assert area is not None
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
        for _ in range(3):
            QTest.keyClick(page.period.orders, Qt.Key.Key_Right)
    return shop.window


def counting(stage: Stage) -> QWidget:
    shop, page = _page(stage, _Busy(stage.parts.storage, stage.clock))
    page.period.show_counting(counting=True)
    return shop.window


def exporting(stage: Stage) -> QWidget:
    _shop, page = _page(stage, _Busy(stage.parts.storage, stage.clock))
    page.export.click()
    stage.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "the menu")
    opened = QApplication.activePopupWidget()
    assert opened is not None
    return opened


SCENES: Final[Mapping[str, Scene]] = {
    "dashboard-idle": idle,
    "dashboard-lived": lived,
    "dashboard-busy": partial(busy, Period.MONTH, False),
    "dashboard-busy-plots": partial(busy, Period.MONTH, True),
    "dashboard-busy-day": partial(busy, Period.DAY, True),
    "dashboard-own-period": partial(busy, Period.OWN, True),
    "dashboard-counting": counting,
    "dashboard-export": exporting,
}

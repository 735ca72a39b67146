from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.services.figures import PackedOrder
from mmdesk.services.order_list import OrderFilter
from mmdesk.ui.dashboard import dashboard_state
from mmdesk.ui.dashboard.dashboard_state import LONGEST, Choice, Grain, Period

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)


def test_a_day_begins_at_midnight_where_the_person_is() -> None:
    assert dashboard_state.today(NOW, UTC)[0] == datetime(2026, 11, 23, tzinfo=UTC)
    assert dashboard_state.today(NOW, MOSCOW)[0] == datetime(2026, 11, 23, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("choice", "parts", "grain"),
    [
        (Choice(Period.DAY), 24, Grain.HOUR),
        (Choice(Period.WEEK), 7, Grain.DAY),
        (Choice(Period.MONTH), 30, Grain.DAY),
        (Choice(Period.OWN, date(2026, 11, 1), date(2026, 11, 2)), 48, Grain.HOUR),
        (Choice(Period.OWN, date(2026, 1, 1), date(2026, 11, 23)), 47, Grain.WEEK),
    ],
)
def test_a_period_has_parts_that_can_be_told_apart(choice: Choice, parts: int, grain: Grain) -> None:
    bounds = choice.bounds(NOW, MOSCOW)
    assert (len(bounds) - 1, choice.grain(NOW, MOSCOW)) == (parts, grain)
    assert list(bounds) == sorted(set(bounds))


def test_a_day_on_which_clocks_are_set_back_has_an_hour_more() -> None:
    choice = Choice(Period.OWN, date(2026, 10, 25), date(2026, 10, 25))
    assert len(choice.bounds(NOW, BERLIN)) - 1 == 25
    assert choice.bounds(NOW, BERLIN)[-1] == datetime(2026, 10, 25, 23, tzinfo=UTC)


def test_days_in_the_wrong_order_are_taken_in_the_right_one() -> None:
    choice = Choice(Period.OWN, date(2026, 11, 20), date(2026, 11, 10))
    assert choice.days(NOW) == (date(2026, 11, 10), date(2026, 11, 20))


def test_a_period_of_ones_own_ends_somewhere() -> None:
    first, last = Choice(Period.OWN, date(1970, 1, 1), date(2026, 11, 23)).days(NOW)
    assert (last - first).days + 1 == LONGEST


def test_packed_is_told_by_the_hour_of_the_place() -> None:
    packed = [PackedOrder(NOW - timedelta(hours=ago), "Анна", 1) for ago in (0, 2, 2)]
    assert dashboard_state.by_hour(packed, UTC) == ((20, 2), (21, 0), (22, 1))
    assert dashboard_state.by_hour([], UTC) == ()


def test_packers_are_told_with_their_pace() -> None:
    packed = [
        PackedOrder(NOW, "Анна", 2),
        PackedOrder(NOW, "Борис", 1),
        PackedOrder(NOW + timedelta(minutes=5), "Борис", 1),
        PackedOrder(NOW + timedelta(hours=1), "Борис", 1),
    ]
    first, second = dashboard_state.packers(packed)
    assert (first.who, first.orders, first.lots, first.hours, first.per_hour) == ("Борис", 3, 3, 2, 1.5)
    assert (second.who, second.lots) == ("Анна", 2)


def test_the_mistakes_of_a_packer_stand_beside_what_they_packed() -> None:
    packed = [PackedOrder(NOW, "Анна", 2)]
    rows = dashboard_state.packers(packed, {"Анна": 3, "Пётр": 1})
    assert [(row.who, row.orders, row.mistakes) for row in rows] == [("Анна", 1, 3), ("Пётр", 0, 1)]


@given(st.integers(0, 10_000_000))
def test_a_scale_holds_its_highest_value_and_has_round_quarters(highest: int) -> None:
    top = dashboard_state.nice_top(highest)
    assert highest <= top <= max(4, 2 * highest + 4)
    assert dashboard_state.ticks(top)[-1] == top
    assert top % 4 == 0


@pytest.mark.parametrize(
    ("status", "chip"),
    [
        ("NEW", OrderFilter.CONFIRM),
        ("CONFIRMED", OrderFilter.PACK),
        ("PACKED", OrderFilter.HAND_OVER),
        ("CUSTOMER_CANCELED", OrderFilter.CANCELED),
        ("DELIVERED", OrderFilter.ALL),
        ("NEVER_HEARD_OF", OrderFilter.ALL),
    ],
)
def test_a_state_leads_to_the_list_in_which_it_is_worked_on(status: str, chip: OrderFilter) -> None:
    assert dashboard_state.chip_of(status) is chip

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.domain.deadline import DeadlineKind, Deadlines, Urgency, soon_at, urgency
from tests.factory import NOW

HOUR = timedelta(hours=1)
MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2026, 12, 31)).map(  # noqa: DTZ001 -- hypothesis takes naive bounds
    lambda moment: moment.replace(tzinfo=NOW.tzinfo)
)


@pytest.mark.parametrize(
    ("minutes", "step"),
    [
        (-1, Urgency.CALM),
        (0, Urgency.CALM),
        (49, Urgency.CALM),
        (50, Urgency.HALF),
        (79, Urgency.HALF),
        (80, Urgency.SOON),
        (95, Urgency.CRITICAL),
        (99, Urgency.CRITICAL),
        (100, Urgency.OVERDUE),
        (500, Urgency.OVERDUE),
    ],
)
def test_urgency_is_the_share_of_the_orders_own_window(minutes: int, step: Urgency) -> None:
    assert urgency(NOW + timedelta(minutes=minutes), NOW, NOW + timedelta(minutes=100)) == step


def test_a_window_that_was_never_open_is_critical_until_it_is_over() -> None:
    assert urgency(NOW, NOW + HOUR, NOW + HOUR / 2) == Urgency.CRITICAL


@given(MOMENTS, MOMENTS, MOMENTS, MOMENTS)
def test_time_only_makes_it_more_urgent(
    now: datetime, later: datetime, start: datetime, due: datetime
) -> None:
    now, later = sorted((now, later))
    assert urgency(now, start, due) <= urgency(later, start, due)
    assert (urgency(now, start, due) == Urgency.OVERDUE) == (now >= due)


def test_only_the_deadlines_an_order_has_are_given() -> None:
    deadlines = Deadlines(pack_by=NOW, deliver_to=NOW + HOUR)
    assert deadlines.given() == {DeadlineKind.PACK_BY: NOW, DeadlineKind.DELIVER_TO: NOW + HOUR}
    assert deadlines.get(DeadlineKind.PACK_BY) == NOW
    assert deadlines.get(DeadlineKind.CONFIRM_BY) is None
    assert Deadlines().given() == {}


@given(started=MOMENTS, due=MOMENTS, now=MOMENTS)
def test_a_deadline_is_near_from_the_moment_told(started: datetime, due: datetime, now: datetime) -> None:
    soon = soon_at(started, due)
    assert soon <= due
    # Within a millisecond of it the one is rounded, and the other is not.
    if started < due and abs(now - soon) > timedelta(milliseconds=1):
        assert (now >= soon) == (urgency(now, started, due) >= Urgency.SOON)


def test_a_window_that_was_never_open_ends_at_its_deadline() -> None:
    assert soon_at(NOW, NOW - HOUR) == NOW - HOUR

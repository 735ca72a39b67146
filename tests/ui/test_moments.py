from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from mmdesk.language import Language
from mmdesk.ui import moments, words

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
MOSCOW = timezone(timedelta(hours=3))


def plain(told: str) -> str:
    """With ordinary spaces, so that a table can be read."""
    return told.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("length", "russian", "english"),
    [
        (timedelta(), "0 с", "0 s"),
        (timedelta(seconds=-5), "0 с", "0 s"),
        (timedelta(seconds=8.9), "8 с", "8 s"),
        (timedelta(seconds=59), "59 с", "59 s"),
        (timedelta(minutes=1), "1 мин", "1 min"),
        (timedelta(minutes=59, seconds=59), "59 мин", "59 min"),
        (timedelta(hours=1), "1 ч", "1 h"),
        (timedelta(hours=1, minutes=20, seconds=59), "1 ч 20 мин", "1 h 20 min"),
        (timedelta(hours=23, minutes=59), "23 ч 59 мин", "23 h 59 min"),
        (timedelta(days=1), "1 д", "1 d"),
        (timedelta(days=2, hours=3, minutes=40), "2 д 3 ч", "2 d 3 h"),
    ],
)
def test_a_span_is_told_by_its_two_largest_units(length: timedelta, russian: str, english: str) -> None:
    assert plain(moments.span(length, "ru")) == russian
    assert plain(moments.span(length, "en")) == english


@pytest.mark.parametrize(
    ("left", "russian", "english"),
    [
        (timedelta(hours=1, minutes=20), "через 1 ч 20 мин", "in 1 h 20 min"),
        (timedelta(seconds=40), "через 40 с", "in 40 s"),
        (timedelta(), "через 0 с", "in 0 s"),
        (timedelta(minutes=-12), "опоздание 12 мин", "12 min late"),
        (timedelta(days=-2), "опоздание 2 д", "2 d late"),
    ],
)
def test_a_deadline_says_whether_it_is_ahead_or_missed(left: timedelta, russian: str, english: str) -> None:
    assert plain(moments.until(NOW + left, NOW, "ru")) == russian
    assert plain(moments.until(NOW + left, NOW, "en")) == english


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (timedelta(minutes=14, seconds=59), "0:14"),
        (timedelta(hours=3, minutes=40), "3:40"),
        (timedelta(hours=23, minutes=59), "23:59"),
        (timedelta(days=2, hours=3), "2 д 3 ч"),
        (timedelta(seconds=30), "0:00"),
        (timedelta(seconds=-1), "−0:01"),
        (timedelta(minutes=-12), "−0:12"),
        (timedelta(hours=-30), "−1 д 6 ч"),
    ],
)
def test_a_narrow_cell_shows_hours_and_minutes(left: timedelta, shown: str) -> None:
    assert plain(moments.left(NOW + left, NOW, "ru")) == shown


@pytest.mark.parametrize(
    ("passed", "russian", "english"),
    [
        (timedelta(seconds=-3), "только что", "just now"),
        (timedelta(seconds=9), "только что", "just now"),
        (timedelta(seconds=29), "20 с назад", "20 s ago"),
        (timedelta(minutes=5, seconds=50), "5 мин назад", "5 min ago"),
        (timedelta(hours=2, minutes=10), "2 ч 10 мин назад", "2 h 10 min ago"),
    ],
)
def test_the_past_is_told_without_running_figures(passed: timedelta, russian: str, english: str) -> None:
    assert plain(moments.ago(NOW - passed, NOW, "ru")) == russian
    assert plain(moments.ago(NOW - passed, NOW, "en")) == english


@pytest.mark.parametrize(
    ("at", "russian", "english"),
    [
        (NOW + timedelta(hours=3), "15:00", "15:00"),
        (NOW - timedelta(hours=4), "8:00", "8:00"),
        (NOW - timedelta(hours=13), "вчера 23:00", "yesterday 23:00"),
        (NOW + timedelta(hours=12, minutes=5), "завтра 0:05", "tomorrow 0:05"),
        (NOW - timedelta(days=10), "2 мар 12:00", "2 Mar 12:00"),
        (NOW + timedelta(days=60), "11 мая 12:00", "11 May 12:00"),
        (NOW - timedelta(days=365), "12 мар 2025 12:00", "12 Mar 2025 12:00"),
    ],
)
def test_a_moment_is_as_short_as_its_distance_allows(at: datetime, russian: str, english: str) -> None:
    assert plain(moments.moment(at, NOW, "ru", MOSCOW)) == russian
    assert plain(moments.moment(at, NOW, "en", MOSCOW)) == english


def test_the_exact_moment_is_told_in_the_zone_of_the_reader() -> None:
    assert plain(moments.exact(NOW, "ru", MOSCOW)) == "чт, 12 марта 2026, 12:00"
    assert plain(moments.exact(NOW, "en", MOSCOW)) == "Thu, 12 March 2026, 12:00"


@pytest.mark.parametrize(
    ("roubles", "russian", "english"),
    [
        (Decimal(0), "0 ₽", "0 ₽"),
        (Decimal("1430.00"), "1 430 ₽", "1 430 ₽"),
        (Decimal("1430.5"), "1 430,50 ₽", "1 430.50 ₽"),
        (Decimal(1234567), "1 234 567 ₽", "1 234 567 ₽"),
        (Decimal("-12.30"), "−12,30 ₽", "−12.30 ₽"),
        (Decimal("0.005"), "0,01 ₽", "0.01 ₽"),
    ],
)
def test_a_sum_shows_kopecks_only_where_there_are_some(roubles: Decimal, russian: str, english: str) -> None:
    assert plain(moments.money(roubles, "ru")) == russian
    assert plain(moments.money(roubles, "en")) == english


def test_a_number_never_parts_from_its_unit_at_the_end_of_a_line() -> None:
    told = moments.span(timedelta(hours=1, minutes=20), "ru") + moments.money(Decimal(1430), "ru")
    assert " " not in told


def test_thousands_stand_apart() -> None:
    assert plain(moments.number(100_000)) == "100 000"
    assert plain(moments.number(-1_000)) == "−1 000"


@pytest.mark.parametrize(("language", "told"), [("ru", "8 с"), ("en", "8 s")])
def test_nobody_has_to_name_the_language_of_the_windows(language: Language, told: str) -> None:
    words.use(language)
    assert plain(moments.span(timedelta(seconds=8))) == told

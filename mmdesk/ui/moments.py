"""How spans, moments and sums are told to a person. Without Qt: cells, tooltips and scripts tell them alike.

Moments come in UTC and are shown in the zone of this computer unless another is given. Every function speaks
the language of the windows unless it is told which. A number and its unit never part at the end of a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from mmdesk.language import Language
from mmdesk.ui import words

_HARD: Final = "\N{NO-BREAK SPACE}"
_THIN: Final = "\N{NARROW NO-BREAK SPACE}"
_MINUS: Final = "\N{MINUS SIGN}"

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_JUST_NOW: Final = timedelta(seconds=10)
_KOPECK: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Words:
    day: str
    hour: str
    minute: str
    second: str
    ahead: str
    late: str
    ago: str
    just_now: str
    yesterday: str
    tomorrow: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    point: str


_WORDS: Final[Mapping[Language, _Words]] = {
    "ru": _Words(
        day="д",
        hour="ч",
        minute="мин",
        second="с",
        ahead="через {span}",
        late="опоздание {span}",
        ago="{span} назад",
        just_now="только что",
        yesterday="вчера",
        tomorrow="завтра",
        weekdays=("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
        months=(
            "января", "февраля", "марта", "апреля", "мая", "июня",
            "июля", "августа", "сентября", "октября", "ноября", "декабря",
        ),
        short_months=("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
        point=",",
    ),
    "en": _Words(
        day="d",
        hour="h",
        minute="min",
        second="s",
        ahead="in {span}",
        late="{span} late",
        ago="{span} ago",
        just_now="just now",
        yesterday="yesterday",
        tomorrow="tomorrow",
        weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        months=(
            "January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December",
        ),
        short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        point=".",
    ),
}  # fmt: skip


def span(length: timedelta, language: Language | None = None) -> str:
    """«2 д 3 ч», «1 ч 20 мин», «12 мин», «8 с»: the two largest units, rounded down, never below nought."""
    told = _words(language)
    length = max(length, timedelta())
    if length < _MINUTE:
        return f"{length.seconds}{_HARD}{told.second}"
    if length < _HOUR:
        return f"{length // _MINUTE}{_HARD}{told.minute}"
    if length < _DAY:
        return _two(length // _HOUR, told.hour, length % _HOUR // _MINUTE, told.minute)
    return _two(length.days, told.day, length % _DAY // _HOUR, told.hour)


def until(due: datetime, now: datetime, language: Language | None = None) -> str:
    """«через 1 ч 20 мин» before the moment, «опоздание 12 мин» behind it."""
    told = _words(language)
    left = due - now
    if left < timedelta():
        return told.late.format(span=span(_lateness(left), language))
    return told.ahead.format(span=span(left, language))


def left(due: datetime, now: datetime, language: Language | None = None) -> str:
    """For a narrow cell: hours and minutes «0:14», «3:40», days «2 д 3 ч», and «−0:12» once it is late."""
    remaining = due - now
    size = abs(remaining)
    if remaining < timedelta():
        size = _lateness(remaining)
    sign = _MINUS if remaining < timedelta() else ""
    if size >= _DAY:
        return sign + span(size, language)
    return f"{sign}{size // _HOUR}:{size % _HOUR // _MINUTE:02}"


def ago(at: datetime, now: datetime, language: Language | None = None) -> str:
    """«только что», «20 с назад», «5 мин назад». Seconds in tens: running figures draw the eye."""
    told = _words(language)
    passed = now - at
    if passed < _JUST_NOW:
        return told.just_now
    if passed < _MINUTE:
        passed = passed // _JUST_NOW * _JUST_NOW
    return told.ago.format(span=span(passed, language))


def moment(at: datetime, now: datetime, language: Language | None = None, zone: tzinfo | None = None) -> str:
    """«15:00» today, «вчера 14:46», «завтра 9:00», «12 мар 15:00», and with the year in another year."""
    told = _words(language)
    here, today = at.astimezone(zone), now.astimezone(zone)
    clock = f"{here.hour}:{here.minute:02}"
    days = (here.date() - today.date()).days
    if days == 0:
        return clock
    if abs(days) == 1:
        return f"{told.tomorrow if days > 0 else told.yesterday} {clock}"
    day = f"{here.day}{_HARD}{told.short_months[here.month - 1]}"
    return f"{day} {clock}" if here.year == today.year else f"{day} {here.year} {clock}"


def is_same_day(at: datetime, now: datetime, zone: tzinfo | None = None) -> bool:
    """By the calendar on the wall, not by hours."""
    return at.astimezone(zone).date() == now.astimezone(zone).date()


def exact(at: datetime, language: Language | None = None, zone: tzinfo | None = None) -> str:
    """The whole moment for a tooltip: «чт, 12 марта 2026, 15:00»."""
    told = _words(language)
    here = at.astimezone(zone)
    day = f"{here.day}{_HARD}{told.months[here.month - 1]} {here.year}"
    return f"{told.weekdays[here.weekday()]}, {day}, {here.hour}:{here.minute:02}"


def money(roubles: Decimal, language: Language | None = None) -> str:
    """«1 430 ₽»; kopecks only where there are some: «1 430,50 ₽»."""
    whole, _, kopecks = f"{abs(roubles).quantize(_KOPECK, ROUND_HALF_UP):f}".partition(".")
    tail = "" if kopecks == "00" else _words(language).point + kopecks
    sign = _MINUS if roubles < 0 else ""
    return f"{sign}{number(int(whole))}{tail}{_HARD}₽"


def number(count: int) -> str:
    """Thousands apart by thin spaces, in both languages: «100 000»."""
    return f"{count:,}".replace(",", _THIN).replace("-", _MINUS)


def tenths(value: float, language: Language | None = None) -> str:
    """With one decimal: «18,1»."""
    whole, _, tenth = f"{value:.1f}".partition(".")
    return f"{number(int(whole))}{_words(language).point}{tenth}"


def _lateness(remaining: timedelta) -> timedelta:
    """A started minute counts, so that lateness never reads as nought; list and card tell the same."""
    return -(remaining // _MINUTE) * _MINUTE


def _words(language: Language | None) -> _Words:
    return _WORDS[language or words.language()]


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    head = f"{large}{_HARD}{large_unit}"
    return f"{head}{_HARD}{small}{_HARD}{small_unit}" if small else head

"""Figures in words: moments of a period, states, reasons, and what the plots are made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from mmdesk.domain import status as statuses
from mmdesk.services.figures import (
    Canceled,
    Outcome,
    PackedOrder,
    PeriodFigures,
    Span,
    StatusCount,
    reason_words,
)
from mmdesk.ui import moments, words
from mmdesk.ui.dashboard import dashboard_state
from mmdesk.ui.dashboard.bar_chart import Bars, Series
from mmdesk.ui.dashboard.dashboard_state import Grain, PackerFigures
from mmdesk.ui.facts.facts_model import Cell, Line
from mmdesk.ui.theme import Tone
from mmdesk.ui.words import spoken

_MOST_REASONS = 7
_TONES = {
    Outcome.OPEN: Tone.ACCENT,
    Outcome.DELIVERED: Tone.OK,
    Outcome.CUSTOMER: Tone.DANGER,
    Outcome.MERCHANT: Tone.WARN,
}


def outcome_name(outcome: Outcome) -> str:
    translate = QCoreApplication.translate
    match outcome:
        case Outcome.OPEN:
            return translate("DashboardWords", "open")
        case Outcome.DELIVERED:
            return translate("DashboardWords", "delivered")
        case Outcome.CUSTOMER:
            return translate("DashboardWords", "cancelled by the buyer")
        case Outcome.MERCHANT:
            return translate("DashboardWords", "cancelled by the shop")


def orders_bars(period: PeriodFigures, grain: Grain) -> Bars:
    """Orders placed in each part of the period, by what became of them."""
    return Bars(
        labels=tuple(_label(span, grain) for span in period.spans),
        names=tuple(_name(span, grain) for span in period.spans),
        series=tuple(
            Series(
                outcome_name(outcome),
                _TONES[outcome],
                tuple(span.orders.get(outcome, 0) for span in period.spans),
            )
            for outcome in Outcome
        ),
    )


def reason_bars(canceled: Sequence[Canceled]) -> Bars:
    """Lots by who cancelled and why; the rare reasons together."""
    shown = [(_reason(row), row.lots) for row in canceled[:_MOST_REASONS]]
    rest = sum(row.lots for row in canceled[_MOST_REASONS:])
    if rest:
        shown.append((QCoreApplication.translate("DashboardWords", "other reasons"), rest))
    names = tuple(name for name, _lots in shown)
    lots = QCoreApplication.translate("DashboardWords", "lots")
    return Bars(names, names, (Series(lots, Tone.WARN, tuple(count for _name, count in shown)),), lying=True)


def packed_bars(packed: Sequence[PackedOrder]) -> Bars:
    """Orders by the hour of the day."""
    hours = dashboard_state.by_hour(packed)
    orders = QCoreApplication.translate("DashboardWords", "orders")
    return Bars(
        labels=tuple(str(hour) for hour, _count in hours),
        names=tuple(f"{hour}:00–{hour + 1}:00" for hour, _count in hours),
        series=(Series(orders, Tone.ACCENT, tuple(count for _hour, count in hours)),),
    )


def status_line(count: StatusCount) -> Line:
    return Line(
        count.status, (Cell(spoken(statuses.name_of(count.status))), Cell(moments.number(count.orders)))
    )


def canceled_line(row: Canceled) -> Line:
    return Line(
        f"{row.who}/{row.reason}",
        (Cell(_reason(row)), Cell(moments.number(row.lots)), Cell(moments.money(row.money))),
    )


def packer_line(row: PackerFigures, *, mistakes: bool = False) -> Line:
    """Their mistakes as well, where there is a column for them."""
    point = "," if words.language() == "ru" else "."
    return Line(
        row.who,
        (
            Cell(row.who),
            Cell(moments.number(row.orders)),
            Cell(moments.number(row.lots)),
            Cell(f"{row.per_hour:.1f}".replace(".", point)),
            *([Cell(moments.number(row.mistakes))] if mistakes else []),
        ),
    )


def period_words(first: datetime, last: datetime) -> str:
    """«17 ноября – 23 ноября 2026»: the days, the last one being in it; a single one with its weekday."""
    if _day(first) == _day(last):
        return _day(first)
    days = [_day(each).partition(", ")[2] for each in (first, last)]
    if first.astimezone().year == last.astimezone().year:
        days[0] = days[0].rpartition(" ")[0]
    return " – ".join(days)


def _reason(row: Canceled) -> str:
    return spoken(reason_words(row))


def _label(span: Span, grain: Grain) -> str:
    here = span.start.astimezone()
    return str(here.hour) if grain is Grain.HOUR else f"{here.day}.{here.month:02}"


def _name(span: Span, grain: Grain) -> str:
    day = _day(span.start).rpartition(" ")[0]
    if grain is Grain.HOUR:
        return f"{day}, {span.start.astimezone().hour}:00"
    if grain is Grain.WEEK:
        return QCoreApplication.translate("DashboardWords", "from {day}").format(day=day)
    return day


def _day(at: datetime) -> str:
    """Day and month, with the year: a period may reach into another one."""
    return moments.exact(at).rpartition(", ")[0]

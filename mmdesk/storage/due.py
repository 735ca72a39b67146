"""The rule of `mmdesk.domain.due` as a condition on a column."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

from mmdesk.domain.due import FARTHEST


def has_come(
    column: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None], now: datetime
) -> ColumnElement[bool]:
    """Whether it is time; a moment further ahead than anything we plan dates from before a clock was set."""
    return or_(column <= now, column > now + FARTHEST)

"""Deadlines: the order's own fields, never constants. An absent field means that no deadline is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import IntEnum, StrEnum

from mmdesk.errors import Text


class DeadlineKind(StrEnum):
    """The names under which scripts read deadlines."""

    CONFIRM_BY = "confirm_by"
    PACK_BY = "pack_by"
    SHIP_BY = "ship_by"
    DELIVER_FROM = "deliver_from"
    DELIVER_TO = "deliver_to"
    RESERVE_UNTIL = "reserve_until"


DEADLINE_NAMES: Mapping[DeadlineKind, Text] = {
    DeadlineKind.CONFIRM_BY: Text("подтвердить до", "confirm by"),
    DeadlineKind.PACK_BY: Text("собрать до", "pack by"),
    DeadlineKind.SHIP_BY: Text("отгрузить до", "ship by"),
    DeadlineKind.DELIVER_FROM: Text("доставить с", "deliver from"),
    DeadlineKind.DELIVER_TO: Text("доставить до", "deliver by"),
    DeadlineKind.RESERVE_UNTIL: Text("резерв до", "reserved until"),
}


class Urgency(IntEnum):
    """How much of the order's own window has gone; warnings are raised at each step."""

    CALM = 0
    HALF = 50
    SOON = 80
    CRITICAL = 95
    OVERDUE = 100


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The moments Megamarket gives for one shipment; aware datetimes, or None where it gives none."""

    confirm_by: datetime | None = None
    pack_by: datetime | None = None
    ship_by: datetime | None = None
    deliver_from: datetime | None = None
    deliver_to: datetime | None = None
    reserve_until: datetime | None = None

    def get(self, kind: DeadlineKind) -> datetime | None:
        moment: datetime | None = getattr(self, kind.value)
        return moment

    def given(self) -> dict[DeadlineKind, datetime]:
        """Only those that the order has."""
        pairs = ((DeadlineKind(field.name), getattr(self, field.name)) for field in fields(self))
        return {kind: moment for kind, moment in pairs if moment is not None}


def soon_at(started: datetime, due: datetime) -> datetime:
    """The moment from which `urgency` is SOON or worse; a window that never was open begins at its end."""
    return min(started + (due - started) * Urgency.SOON / 100, due)


def urgency(now: datetime, started: datetime, due: datetime) -> Urgency:
    """How near `due` is, in shares of the window that opened at `started`."""
    if now >= due:
        return Urgency.OVERDUE
    window = (due - started).total_seconds()
    gone = (now - started).total_seconds() * 100 / window if window > 0 else 100.0
    passed = [step for step in (Urgency.HALF, Urgency.SOON, Urgency.CRITICAL) if gone >= step]
    return passed[-1] if passed else Urgency.CALM

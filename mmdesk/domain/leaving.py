"""What becomes of a waiting command when the buyer asks to cancel some of its lots."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from mmdesk.domain.intent import Accept, Confirm, MegamarketIntent, Move, Pack, Reject


@dataclass(frozen=True, slots=True)
class Keep:
    """It goes out as it is."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """It goes out without the lots; None where nothing is left of it."""

    rest: MegamarketIntent | None


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody packed just these lots: a person has to take them out first."""


def without(intent: MegamarketIntent, lots: Collection[int]) -> Keep | Narrow | Stop:
    """Decide about a command that has not gone out.

    An answer to the request stays, and so does the result of a hand-over that has taken place.
    """
    if not set(intent.lots) & set(lots):
        return Keep()
    match intent:
        case Pack() | Accept(checked=True):
            return Stop()
        case Accept():
            kept = _kept(intent.lots, lots)
            marks = tuple(mark for mark in intent.marks if mark.lot in kept)
            return Narrow(replace(intent, lots=kept, marks=marks) if kept else None)
        case Confirm() | Move() | Reject():
            kept = _kept(intent.lots, lots)
            return Narrow(replace(intent, lots=kept) if kept else None)
        case _:
            return Keep()


def _kept(lots: tuple[int, ...], leaving: Collection[int]) -> tuple[int, ...]:
    return tuple(index for index in lots if index not in leaving)

"""What becomes of a waiting command when the buyer asks to cancel some of its lots."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from mmdesk.domain.intent import Accept, Confirm, MegamarketIntent, Move, Pack, Reject


@dataclass(frozen=True, slots=True)
class Withdraw:
    """It does not go out; `rest` goes in its place, None where nothing is left or a person has to look."""

    rest: MegamarketIntent | None


def without(intent: MegamarketIntent, lots: Collection[int]) -> Withdraw | None:
    """Decide about a command that has not gone out; None lets it go as it is.

    What somebody packed is withdrawn whole: the lot lies in the box. An answer to the request stays, and so
    does the result of a hand-over that has taken place.
    """
    if not set(intent.lots) & set(lots):
        return None
    match intent:
        case Pack() | Accept(checked=True):
            return Withdraw(None)
        case Accept():
            kept = _kept(intent.lots, lots)
            marks = tuple(mark for mark in intent.marks if mark.lot in kept)
            return Withdraw(replace(intent, lots=kept, marks=marks) if kept else None)
        case Confirm() | Move() | Reject():
            kept = _kept(intent.lots, lots)
            return Withdraw(replace(intent, lots=kept) if kept else None)
        case _:
            return None


def _kept(lots: tuple[int, ...], leaving: Collection[int]) -> tuple[int, ...]:
    return tuple(index for index in lots if index not in leaving)

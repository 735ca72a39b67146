"""Many offers in one call: when it is refused, those at fault are found, and the others still get through."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeVar

from mmdesk.clients.errors import Refused, StockSetElsewhere
from mmdesk.errors import Text

OFFERS_A_CALL: Final = 300
"""What Megamarket recommends."""
SPARE_CALLS: Final = 100
"""Enough to find five unnamed offers at fault among three hundred, by halves."""
_WORD: Final = re.compile(r"[A-Za-z0-9_-]+")


class Named(Protocol):
    """Whatever is told of one offer."""

    @property
    def offer_id(self) -> str: ...


Offer = TypeVar("Offer", bound=Named)


@dataclass(frozen=True, slots=True)
class OfferRemark:
    """Megamarket's words about one offer."""

    offer_id: str
    words: Text


@dataclass(frozen=True, slots=True)
class Told:
    """What became of offers; those that are neither refused nor undecided were taken.

    `undecided` were refused in company only, and no more calls were left to find out. `warnings` are about
    offers that were taken. `spare_used` counts the calls beyond the one that each batch needs in any case.
    """

    refused: tuple[OfferRemark, ...] = ()
    undecided: tuple[OfferRemark, ...] = ()
    warnings: tuple[OfferRemark, ...] = ()
    spare_used: int = 0

    def __add__(self, other: Told) -> Told:
        return Told(
            self.refused + other.refused,
            self.undecided + other.undecided,
            self.warnings + other.warnings,
            self.spare_used + other.spare_used,
        )


def tell(offers: Sequence[Offer], send: Callable[[Sequence[Offer]], Told], spare: int) -> Told:
    """Send all offers, 300 a call, with at most `spare` calls more to find out which of them are refused.

    Raises what `send` raises, but of refusals only the one that has nothing to do with any offer.
    """
    told = Told()
    for start in range(0, len(offers), OFFERS_A_CALL):
        told += _tell_batch(offers[start : start + OFFERS_A_CALL], send, spare - told.spare_used)
    return told


def _tell_batch(batch: Sequence[Offer], send: Callable[[Sequence[Offer]], Told], spare: int) -> Told:
    told, waiting, calls = Told(), [batch], 0
    words = Text("", "")
    while waiting and calls <= spare:
        part = waiting.pop()
        calls += 1
        try:
            told += send(part)
        except StockSetElsewhere:
            raise
        except Refused as refusal:
            words = refusal.words
            culprits, rest = _sorted_out(part, refusal)
            told += Told(refused=culprits)
            waiting += rest
    left = tuple(OfferRemark(offer.offer_id, words) for part in waiting for offer in part)
    return replace(told, undecided=left, spare_used=calls - 1)


def _sorted_out(
    part: Sequence[Offer], refusal: Refused
) -> tuple[tuple[OfferRemark, ...], list[Sequence[Offer]]]:
    """Whom the refusal is about, and the parts to send again, the last one first."""
    named = {each.offer_id: Text.same(each.message) for each in refusal.problems if each.offer_id}
    culprits = tuple(
        OfferRemark(offer.offer_id, named[offer.offer_id]) for offer in part if offer.offer_id in named
    )
    if culprits:
        rest = [offer for offer in part if offer.offer_id not in named]
        return culprits, [rest] if rest else []
    if len(part) == 1:
        return (OfferRemark(part[0].offer_id, refusal.words),), []
    return (), _divided(part, refusal.words.ru)


def _divided(part: Sequence[Offer], words: str) -> list[Sequence[Offer]]:
    """Those that the words seem to mention apart from the others; else halves.

    A mere mention proves nothing: an offer may be called "300", or "quantity".
    """
    said = frozenset(_WORD.findall(words))
    mentioned = [offer for offer in part if offer.offer_id in said]
    if 0 < len(mentioned) < len(part):
        return [[offer for offer in part if offer.offer_id not in said], mentioned]
    middle = len(part) // 2
    return [part[middle:], part[:middle]]


def after_warnings(sent: int, saved: int | None, warnings: Iterable[OfferRemark]) -> Told:
    """What warnings mean: refusals, unless Megamarket says that it has saved as much as was sent."""
    remarks = tuple(warnings)
    return Told(warnings=remarks) if saved is not None and saved >= sent else Told(refused=remarks)

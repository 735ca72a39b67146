"""What a source of goods has to give, whatever it is: RetailCRM's interface or a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mmdesk.domain.offer import Category, Shop, SourceOffer


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A source that has been opened. `offers` can be gone through once, and reads while it goes.

    Going through the offers raises SourceBroken where the source turns out to be cut off or garbled.
    """

    shop: Shop
    categories: Sequence[Category]
    offers: Iterator[SourceOffer]

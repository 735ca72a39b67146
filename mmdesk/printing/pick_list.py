"""The pick list (лист подбора): what to fetch from the shelves for many orders together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from mmdesk.language import Language
from mmdesk.printing.paper import A4, PageSize


class PickOrder(StrEnum):
    """In which order the lines stand."""

    OFFER = "offer"
    """By name: the same goods of all orders on one line."""
    SHELF = "shelf"
    """By place, as one walks; goods without a known place last."""


@dataclass(frozen=True, slots=True)
class PickLot:
    """One unit to fetch, and the shipment that needs it; `place` is the words on the shelf, if known."""

    shipment_id: str
    offer_id: str
    name: str
    article: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class PickList:
    """Everything the list says; `made_at` is UTC, `zone` is the reader's."""

    lots: tuple[PickLot, ...]
    made_at: datetime
    zone: tzinfo
    made_by: str = ""
    order: PickOrder = PickOrder.OFFER
    title: str = ""
    """A name of the wave or the shop, below the heading; empty when there is none."""


def pick_list_pdf(pick: PickList, language: Language, page: PageSize = A4) -> bytes:
    """The list as PDF, the same bytes for the same list; raises PaperTooSmall below 75x120."""
    raise NotImplementedError

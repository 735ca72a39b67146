"""A lot: one unit of goods in a shipment. Three pieces of a product are three lots."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from mmdesk.domain import status as statuses

DELIVERY_OFFER: Final = "delivery"
"""The offer id under which ДСМ's paid delivery comes as one more lot."""


@dataclass(frozen=True, slots=True)
class Lot:
    """One unit; `index` is Megamarket's itemIndex, a lot's only key in its shipment. Money in roubles."""

    index: int
    offer_id: str
    name: str
    price: Decimal
    final_price: Decimal
    status: str
    sub_status: str = ""
    goods_id: str = ""
    needs_mark: bool = False
    is_delivery: bool = False
    box_index: int | None = None
    cancel_requested: bool = False

    @property
    def is_goods(self) -> bool:
        """Something to pack; the delivery lot is a cost, never an item."""
        return not self.is_delivery

    @property
    def is_open(self) -> bool:
        """Neither delivered nor cancelled; an unknown status counts as open, so that it is seen."""
        return not statuses.is_final(self.status)

    @property
    def is_canceled(self) -> bool:
        return statuses.is_canceled(self.status)

    @property
    def discount(self) -> Decimal:
        return self.price - self.final_price

    def with_status(self, status: str) -> Lot:
        return replace(self, status=status)

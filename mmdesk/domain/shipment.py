"""A shipment (отправление): the unit that Megamarket's order interface works on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, NewType

from mmdesk.domain import status as statuses
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.lot import Lot

ShipmentId = NewType("ShipmentId", str)

_NARROW: Final = re.compile(
    r"\d|(?<!\w)(?:ул|улица|пр-?к?т|просп|проспект|пер|переулок|пр-д|проезд|ш|шоссе|б-р|бул|бульвар|наб|набережная"
    r"|пл|площадь|тупик|туп|аллея|мкр|микрорайон|кв-л|квартал|линия|д|дом|кв|квартира|корп|корпус|стр|строение"
    r"|подъезд|этаж|офис|оф|снт|тер)(?!\w)",
    re.IGNORECASE,
)
"""What tells a part of an address that is narrower than a town."""

_SHIPMENT_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,40}")


def is_shipment_id(text: str) -> bool:
    """Whether a text can be a shipment id at all; the ones seen are 9 to 13 digits, kept as text."""
    return bool(_SHIPMENT_ID.fullmatch(text))


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who ordered. Personal data: never logged. Стандарт gives a name and an address only."""

    full_name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    comment: str = ""

    @property
    def region(self) -> str:
        """The first part of the address that is neither a number nor a street: «Москва», «Тульская область».

        In «Стандарт» nothing narrower may leave for the CRM, in whatever order the address is written.
        """
        parts = (part.strip() for part in self.address.split(","))
        return next((part for part in parts if part and not _NARROW.search(part)), "")


@dataclass(frozen=True, slots=True)
class Shipment:
    """One shipment as Megamarket last showed it. `raw` is the remote document, unknown fields included."""

    shipment_id: ShipmentId
    status: str
    lots: tuple[Lot, ...]
    deadlines: Deadlines = field(default_factory=Deadlines)
    created_at: datetime | None = None
    order_code: str = ""
    delivery_id: str = ""
    service_scheme: str = ""
    buyer: Buyer = field(default_factory=Buyer)
    deposited: Decimal | None = None
    changeable: bool | None = None
    date_shift: bool | None = None
    raw: str = "{}"

    @property
    def effective_status(self) -> str:
        """The shipment's own status, or the roll-up of its goods lots where it has none."""
        return self.status or statuses.roll_up([lot.status for lot in self.goods or self.lots])

    @property
    def goods(self) -> tuple[Lot, ...]:
        return tuple(lot for lot in self.lots if lot.is_goods)

    @property
    def open_goods(self) -> tuple[Lot, ...]:
        return tuple(lot for lot in self.goods if lot.is_open)

    @property
    def open_lots(self) -> tuple[Lot, ...]:
        return tuple(lot for lot in self.lots if lot.is_open)

    @property
    def is_finished(self) -> bool:
        """Nothing is left to do: no goods are open. The delivery lot alone keeps no order alive."""
        return bool(self.lots) and not (self.open_goods if self.goods else self.open_lots)

    @property
    def is_waiting(self) -> bool:
        """Megamarket is still working on some goods; what the delivery lot shows on the way is unknown."""
        return any(statuses.is_pending(lot.status) for lot in self.goods or self.lots)

    @property
    def box_indexes(self) -> tuple[int, ...]:
        """The boxes that still hold a lot which is not cancelled."""
        return tuple(sorted({lot.box_index for lot in self.goods if lot.box_index and not lot.is_canceled}))

    @property
    def total(self) -> Decimal:
        """What the buyer pays for everything that is not cancelled, in roubles."""
        return sum((lot.final_price for lot in self.lots if not lot.is_canceled), Decimal(0))

    @property
    def delivery_cost(self) -> Decimal:
        return sum(
            (lot.final_price for lot in self.lots if lot.is_delivery and not lot.is_canceled), Decimal(0)
        )

    @property
    def to_collect(self) -> Decimal:
        """What a courier still has to take from the buyer, in roubles: open sum less the deposit."""
        if self.is_finished:
            return Decimal(0)
        return max(self.total - (self.deposited or Decimal(0)), Decimal(0))

    @property
    def is_bare(self) -> bool:
        """Right after it was made Megamarket shows an order without lots, or lots without a status."""
        lots = self.goods or self.lots
        return not lots or any(not lot.status for lot in lots)

    def lot(self, index: int) -> Lot | None:
        return next((lot for lot in self.lots if lot.index == index), None)


def newly_canceled(before: Shipment | None, after: Shipment) -> tuple[Lot, ...]:
    """The lots that a change has cancelled."""
    gone_before = {lot.index for lot in before.lots if lot.is_canceled} if before else set()
    return tuple(lot for lot in after.lots if lot.is_canceled and lot.index not in gone_before)

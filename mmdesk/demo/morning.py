"""A morning of the warehouse: some forty orders of both schemes, each brought as far as it would be by now.

Played on a clock moved by hand, through the simulators and the use cases alone, so that every row, event and
moment in the database is one that the program itself has written.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from mmdesk.demo.exchange import HandExchange, exchange_by_hand
from mmdesk.demo.people import People
from mmdesk.demo.stage_clock import MovableClock
from mmdesk.sandbox.megamarket_state import Scheme
from mmdesk.sandbox.run import Sandbox
from mmdesk.services.desk import OrderRef
from mmdesk.storage.uow import Storage

LENGTH: Final = timedelta(hours=13)
"""How long before the morning's end its clock has to begin."""

_DAY: Final[Mapping[str, float]] = {
    "confirm_hours": 14.0,
    "pack_hours": 16.0,
    "ship_hours": 20.0,
    "dsm_pack_hours": 14.0,
    "delivery_days": 1.0,
    # Megamarket settles at once what it is told: nobody watches.
    "pending_seconds": 0.0,
}
_DELIVERY_HOURS: Final = 10.0
"""How long the buyer's own window for a delivery is at this Megamarket."""


@dataclass(frozen=True, slots=True)
class _Crew:
    """Everybody who does something to an order: our people by the use cases, the buyer at Megamarket."""

    people: People
    sandbox: Sandbox
    exchange: HandExchange

    def confirm(self, order: OrderRef) -> None:
        self.people.confirm(order)

    def pack(self, order: OrderRef) -> None:
        self.people.pack(order)

    def pack_each_alone(self, order: OrderRef) -> None:
        self.people.pack(order, [1], [2])

    def ask_for_label(self, order: OrderRef) -> None:
        self.people.ask_for_label(order)

    def ship(self, order: OrderRef) -> None:
        self.people.ship(order)

    def send_with_courier(self, order: OrderRef) -> None:
        self.people.send_with_courier(order)

    def close(self, order: OrderRef) -> None:
        self.people.close(order)

    def close_in_part(self, order: OrderRef) -> None:
        self.people.close(order, {2: "CANCEL_BY_CUSTOMER"})

    def refuse_first_lot(self, order: OrderRef) -> None:
        self.people.reject(order, {1: "OUT_OF_STOCK"})

    def buyer_gives_up_all(self, order: OrderRef) -> None:
        lots = [lot.index for lot in self.sandbox.megamarket.shipment(order.shipment_id).lots]
        self._give_up(order, lots)

    def buyer_gives_up_first_lot(self, order: OrderRef) -> None:
        self._give_up(order, [1])

    def buyer_gives_up_second_lot_unheard(self, order: OrderRef) -> None:
        """Megamarket's call about it is late: who ships the box of this lot meets a refusal."""
        self.sandbox.buyer.cancel(order.shipment_id, [2])

    def _give_up(self, order: OrderRef, lots: Sequence[int]) -> None:
        self.sandbox.buyer.cancel(order.shipment_id, lots)
        self.exchange.bring_cancellation(order.shipment_id, lots)


_Deed = Callable[[_Crew, OrderRef], None]


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one order. `placed` and the deeds in minutes before the morning ends.

    `due` says in how many minutes from that end the window of the order's next step closes; a negative one
    has closed already. `window` names the window as the simulator's switches do.
    """

    scheme: Scheme
    placed: int
    window: str
    due: int
    deeds: tuple[tuple[int, _Deed], ...] = ()
    lots: int = 2
    needs_mark: bool = False

    @property
    def behaviour(self) -> Mapping[str, float]:
        """The simulator's switches with which this order has to be placed."""
        hours = (self.placed + self.due) / 60
        if self.window == "delivery_days":
            return {self.window: (hours - _DELIVERY_HOURS) / 24}
        return {self.window: hours}


def _standard() -> Iterator[Fate]:
    one = Scheme.STANDARD
    for place, placed in enumerate((235, 205, 150, 95, 55, 31, 14, 6, 2)):
        yield Fate(one, placed, "confirm_hours", 240 - placed, lots=1 + place * 2 % 3)
    confirmed = ((460, 195, 20), (340, 190, 140), (220, 150, 260), (130, 88, 350), (500, 198, -12))
    for place, (placed, done, due) in enumerate(confirmed):
        yield Fate(one, placed, "pack_hours", due, ((done, _Crew.confirm),), lots=1 + place % 4)
    yield Fate(one, 75, "pack_hours", 405, ((40, _Crew.confirm),), needs_mark=True)
    for placed, packed, due in ((700, 120, 18), (420, 110, 300), (720, 130, -9)):
        yield Fate(one, placed, "ship_hours", due, _packed(packed, labelled=True))
    for placed, packed, due in ((300, 70, 420), (180, 45, 540)):
        yield Fate(one, placed, "ship_hours", due, _packed(packed), lots=3)
    for placed, shipped in ((690, 62), (600, 61), (400, 26)):
        deeds = (*_packed(shipped + 40, labelled=True), (shipped, _Crew.ship))
        yield Fate(one, placed, "ship_hours", 480, deeds)
    gone = ((170, _Crew.confirm), (35, _Crew.buyer_gives_up_all))
    yield Fate(one, 260, "pack_hours", 300, gone)
    yield Fate(one, 110, "confirm_hours", 130, ((50, _Crew.buyer_gives_up_first_lot),), lots=3)
    yield Fate(one, 170, "pack_hours", 310, ((120, _Crew.refuse_first_lot), (119, _Crew.confirm)))
    alone = ((105, _Crew.confirm), (55, _Crew.pack_each_alone))
    refused = ((30, _Crew.buyer_gives_up_second_lot_unheard), (12, _Crew.ship))
    yield Fate(one, 135, "ship_hours", 360, (*alone, *refused))


def _packed(minutes: int, *, labelled: bool = False) -> tuple[tuple[int, _Deed], ...]:
    """Confirmed, packed into one box, and its label fetched."""
    deeds: tuple[tuple[int, _Deed], ...] = ((minutes + 30, _Crew.confirm), (minutes, _Crew.pack))
    return (*deeds, (minutes - 2, _Crew.ask_for_label)) if labelled else deeds


def _dsm() -> Iterator[Fate]:
    own = Scheme.DSM
    for place, placed in enumerate((190, 172, 100, 48, 20, 4)):
        yield Fate(own, placed, "dsm_pack_hours", 180 - placed, lots=1 + place % 3)
    for placed, done, due in ((250, 180, 290), (160, 90, 400), (90, 60, 1500)):
        yield Fate(own, placed, "delivery_days", due, ((done, _Crew.pack),))
    for placed, accepted, gone, due in ((400, 190, 82, 45), (330, 175, 80, 150), (280, 165, 78, 240)):
        deeds = ((accepted, _Crew.pack), (gone, _Crew.send_with_courier))
        yield Fate(own, placed, "delivery_days", due, deeds, lots=1 + gone % 3)
    out = ((195, _Crew.pack), (150, _Crew.send_with_courier))
    yield Fate(own, 450, "delivery_days", 120, (*out, (25, _Crew.close)))
    yield Fate(own, 430, "delivery_days", 130, (*out, (21, _Crew.close_in_part)))
    yield Fate(own, 140, "delivery_days", 330, ((75, _Crew.pack), (9, _Crew.buyer_gives_up_first_lot)))


FATES: Final[Sequence[Fate]] = (*_standard(), *_dsm())


@dataclass(slots=True)
class Morning:
    """Plays the fates of some orders; `until` is the moment at which the morning ends."""

    storage: Storage
    clock: MovableClock
    sandbox: Sandbox
    until: datetime
    orders: dict[int, OrderRef] = field(default_factory=dict)
    """The orders by the place of their fate."""

    def play(self, fates: Sequence[Fate] = FATES) -> None:
        """Blocks some seconds. Both connections must be registered, and no service may run yet.

        The clock must begin `LENGTH` before `until` or earlier; it is left there, or a little later.
        """
        before = dataclasses.asdict(self.sandbox.megamarket.market.behaviour)
        # It counts the machine's seconds, of which hardly any pass.
        self.sandbox.retailcrm.behave(rate_limit=False)
        people = People(self.storage, self.clock)
        try:
            with exchange_by_hand(self.storage, self.clock, self.sandbox) as exchange:
                crew = _Crew(people, self.sandbox, exchange)
                for minutes, place, deed in _turns(fates):
                    self._wait_until(self.until - timedelta(minutes=minutes))
                    if deed is None:
                        self.orders[place] = self._place(fates[place], exchange)
                    else:
                        deed(crew, self.orders[place])
                    exchange.settle(fates[place].scheme)
                self._wait_until(self.until)
                exchange.poll()
        finally:
            self.sandbox.megamarket.behave(**before)
            self.sandbox.retailcrm.behave(rate_limit=True)

    def _place(self, fate: Fate, exchange: HandExchange) -> OrderRef:
        self.sandbox.megamarket.behave(**{**_DAY, **fate.behaviour})
        shipment_id = self.sandbox.buyer.place(fate.scheme, lots=fate.lots, needs_mark=fate.needs_mark)
        exchange.bring_order(shipment_id)
        return OrderRef(shipment_id)

    def _wait_until(self, moment: datetime) -> None:
        self.clock.advance(max(moment - self.clock.now(), timedelta()))


def _turns(fates: Sequence[Fate]) -> list[tuple[int, int, _Deed | None]]:
    """Minutes before the end, place of the fate, and the deed (None: the order is placed), in their order."""
    turns: list[tuple[int, int, _Deed | None]] = []
    for place, fate in enumerate(fates):
        turns.append((fate.placed, place, None))
        turns += [(minutes, place, deed) for minutes, deed in fate.deeds]
    return sorted(turns, key=lambda turn: -turn[0])

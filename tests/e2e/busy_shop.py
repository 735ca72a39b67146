"""A shop that never rests: buyers order and regret, people decide, and a book is kept of all promises."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from mmdesk.domain.standing import NotAllowed
from mmdesk.sandbox.megamarket_market import ImpossibleWish
from mmdesk.sandbox.megamarket_state import CANCELLED
from mmdesk.services.desk import OrderRef, UnknownShipment
from mmdesk.settings import ConnectionSettings
from tests.e2e.house import DSM, SETTINGS, STANDARD, House

_AT_ONCE = 8
"""How many orders people work on at the same time."""
_LOTS = (1, 2)
_REGRETS = 0.15

Effect = tuple[str, int]
"""A call that changes a lot at Megamarket, and the lot: ("confirm", 1)."""


@dataclass(frozen=True, slots=True)
class Step:
    """A decision still to be taken, and what it must lead to at Megamarket, exactly once each."""

    decide: Callable[[], object]
    effects: tuple[Effect, ...] = ()


@dataclass
class Story:
    """One order from its placement on: what is still to be decided, and what was."""

    shipment_id: str
    scheme: str
    lots: int
    steps: list[Step]
    regrets: bool
    decisions: int = 0
    promised: Counter[Effect] = field(default_factory=Counter)
    cancelled: bool = False

    @property
    def is_told(self) -> bool:
        return self.cancelled or not self.steps


class BusyShop:
    """Acts only through the use cases and the buyer; the same seed makes the same wishes."""

    def __init__(self, house: House, dice: random.Random) -> None:
        self._house = house
        self._dice = dice
        self.stories: list[Story] = []

    @property
    def decisions(self) -> int:
        return sum(story.decisions for story in self.stories)

    def act(self) -> None:
        """One thing that happens in the shop: an order, a decision, or a buyer's regret."""
        under_way = [story for story in self.stories if not story.is_told]
        if len(under_way) < _AT_ONCE:
            self._order()
        else:
            self._go_on(self._dice.choice(under_way))

    def _order(self) -> None:
        scheme, lots = self._dice.choice((STANDARD, DSM)), self._dice.choice(_LOTS)
        shipment_id = self._house.place(scheme, lots)
        regrets = self._dice.random() < _REGRETS
        steps = list(self._plan(OrderRef(shipment_id, scheme), scheme, lots))
        self.stories.append(Story(shipment_id, scheme, lots, steps, regrets))

    def _go_on(self, story: Story) -> None:
        # Not every order is known yet, and not everything is allowed at every moment: people try again.
        with suppress(UnknownShipment, NotAllowed):
            if story.regrets and self._dice.random() < 1 / 3:
                self._regret(story)
                return
            step = story.steps[0]
            step.decide()
            story.steps.pop(0)
            story.decisions += 1
            story.promised.update(step.effects)

    def _regret(self, story: Story) -> None:
        """A buyer who regrets before the program knows of the order is none of its business."""
        story.regrets = not self._house.known(story.shipment_id)
        if not story.regrets:
            with suppress(ImpossibleWish):
                self._house.sandbox.buyer.cancel(story.shipment_id)
                story.cancelled = True

    def _plan(self, order: OrderRef, scheme: str, lots: int) -> Iterator[Step]:
        every = tuple(range(1, lots + 1))
        ending = self._dice.random()
        if ending < 0.15:
            yield self._reject(order, every)
            return
        kept = every
        if lots > 1 and ending < 0.4:
            kept = every[:1]
            yield self._reject(order, every[1:])
        yield from (self._standard if scheme == STANDARD else self._own_delivery)(order, kept)

    def _standard(self, order: OrderRef, lots: tuple[int, ...]) -> Iterator[Step]:
        people = self._house.people
        boxes = [[lot] for lot in lots] if self._dice.random() < 0.5 else [list(lots)]
        yield Step(lambda: people.confirm(order), effects("confirm", lots))
        yield Step(lambda: people.pack(order, *boxes), effects("packing", lots))
        yield Step(lambda: people.ship(order), effects("shipping", lots))

    def _own_delivery(self, order: OrderRef, lots: tuple[int, ...]) -> Iterator[Step]:
        people = self._house.people
        accept = self._dice.choice((people.confirm, people.pack))
        failed = {lots[-1]: "CANCEL_BY_CUSTOMER"} if self._dice.random() < 0.3 else {}
        yield Step(lambda: accept(order), effects("packing", lots))
        if self._dice.random() < 0.5:
            yield Step(lambda: people.send_with_courier(order))
        yield Step(lambda: people.close(order, failed), effects("close", lots))

    def _reject(self, order: OrderRef, lots: tuple[int, ...]) -> Step:
        reasons = dict.fromkeys(lots, "OUT_OF_STOCK")
        return Step(lambda: self._house.people.reject(order, reasons), effects("reject", lots))


def effects(call: str, lots: tuple[int, ...]) -> tuple[Effect, ...]:
    return tuple((call, lot) for lot in lots)


@dataclass
class Accounts:
    """What became of everything that was promised; each entry is a sentence about one order."""

    orders: int = 0
    decisions: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)
    """Parked without need, or shown wrongly in RetailCRM."""

    @property
    def wrong(self) -> Mapping[str, list[str]]:
        return {"lost": self.lost, "doubled": self.doubled, "astray": self.astray}

    @property
    def balance(self) -> bool:
        return not any(self.wrong.values())

    def __add__(self, other: Accounts) -> Accounts:
        return Accounts(
            self.orders + other.orders,
            self.decisions + other.decisions,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.astray + other.astray,
        )


def settle_accounts(house: House, shop: BusyShop) -> Accounts:
    """Compare the book of the shop with what both remotes hold; to be called when nothing is under way."""
    accounts = Accounts(len(shop.stories), shop.decisions)
    counted = house.sandbox.megamarket.market.effects()
    for story in shop.stories:
        _check_at_megamarket(accounts, story, counted)
        _check_in_retailcrm(accounts, house, story)
    _check_calls(accounts, house)
    _check_acknowledged(accounts, house)
    overview = house.overview()
    if overview.queue or overview.parked or overview.inbox_waiting or overview.inbox_parked:
        accounts.astray.append(f"not at rest: {overview}")
    return accounts


def _check_at_megamarket(accounts: Accounts, story: Story, counted: Mapping[str, Mapping[str, int]]) -> None:
    for call in ("confirm", "packing", "shipping", "close", "reject", "cancelResult"):
        for lot in range(1, story.lots + 1):
            times = counted.get(call, {}).get(f"{story.shipment_id}#{lot}", 0)
            promised = story.promised[call, lot]
            where = f"{story.shipment_id} {call} lot {lot}: {times} times, promised {promised}"
            if times > max(promised, call == "cancelResult"):
                accounts.doubled.append(where)
            # A decision about a lot that the buyer has given up meanwhile is withdrawn.
            elif times < promised and not story.cancelled:
                accounts.lost.append(where)


def _check_in_retailcrm(accounts: Accounts, house: House, story: Story) -> None:
    shipment_id = story.shipment_id
    creates = house.sandbox.retailcrm.effects(f"mm-{shipment_id}").creates
    if creates > 1:
        accounts.doubled.append(f"{shipment_id}: {creates} times created in RetailCRM")
    if not creates or not house.known(shipment_id):
        accounts.lost.append(f"{shipment_id}: not known, or not in RetailCRM ({creates})")
        return
    at_market = house.sandbox.megamarket.shipment(shipment_id)
    settings = ConnectionSettings.of(SETTINGS)
    wanted = settings.status_map.get(at_market.status, "new")
    found = house.remotes.retailcrm(shipment_id)
    if found.status != wanted:
        accounts.astray.append(f"{shipment_id}: {found} in RetailCRM instead of {wanted}")
    for lot, item in zip(at_market.lots, found.items, strict=True):
        cancelled = settings.lot_cancel_for(lot.status, lot.sub_status or "")
        if cancelled and item != cancelled:
            accounts.astray.append(f"{shipment_id} lot {lot.index}: {item} instead of {cancelled}")
    if story.cancelled and not all(lot.status in CANCELLED for lot in at_market.lots):
        _check_left_to_people(accounts, house, shipment_id)


def _check_left_to_people(accounts: Accounts, house: House, shipment_id: str) -> None:
    """A wish that comes once the courier has the goods waits for a person, who has been told."""
    known = house.known(shipment_id)
    told = known is not None and all(
        each.lot.cancel_requested for each in known.lots if each.lot.is_open and each.lot.is_goods
    )
    if known is None or known.couriered_at is None or not told:
        accounts.lost.append(f"{shipment_id}: the buyer's cancellation")


def _check_calls(accounts: Accounts, house: House) -> None:
    """A call that was taken and changed nothing had been sent before; only cancelResult may be repeated."""
    for call in house.sandbox.megamarket.calls():
        repeats = call.success and not call.effect and "orderService" in call.path
        if repeats and not call.path.endswith(("order/get", "order/search", "order/cancelResult")):
            accounts.doubled.append(f"{call.path} {call.shipment_ids}: sent again, {call.body}")


def _check_acknowledged(accounts: Accounts, house: House) -> None:
    for delivery in house.sandbox.megamarket.webhooks.deliveries():
        if delivery.success and not house.known(delivery.shipment_id):
            accounts.lost.append(f"{delivery.shipment_id}: {delivery.kind} was acknowledged")

"""A day on which Megamarket calls nobody: polling alone carries the business, even past an outage."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Target
from mmdesk.sandbox.faults import FOREVER, Fault, FaultKind
from mmdesk.sandbox.megamarket_market import ImpossibleWish
from mmdesk.sandbox.retailcrm_effects import Effects
from mmdesk.services import lots, packing, shipping
from mmdesk.services.desk import OrderRef
from mmdesk.services.operators import Operator
from mmdesk.services.polling import Pollster
from mmdesk.services.relay import Relay
from mmdesk.services.remote_health import RemoteHealth
from mmdesk.services.side_by_side import poll_all
from mmdesk.storage.uow import Storage
from tests.services.crm_stand import CrmStand, crm_stand

SEED = 24
ORDERS = 60
POLL = timedelta(minutes=2)
"""Half as often as a shop asks unless it is told otherwise."""
DAY = timedelta(hours=24)
LAST_ORDER = timedelta(hours=19)
"""Early enough for the last order to be delivered within the day."""
OUTAGE_AT, OUTAGE = timedelta(hours=7), timedelta(minutes=40)
AFTER_OUTAGE = timedelta(minutes=9)
"""The longest pause after failures, a poll, and what follows."""
DEADLINES = {
    "confirm_hours": 2.0,
    "pack_hours": 3.0,
    "ship_hours": 4.5,
    "dsm_pack_hours": 2.0,
    "deliver_after_seconds": 3600.0,
}
PENDING = 0.2
"""For so many seconds Megamarket is at work on a call; it is read again every tenth of one."""
STATUSES = {
    "CONFIRMED": "client-confirmed",
    "PACKED": "assembling-complete",
    "SHIPPED": "send-to-delivery",
    "DELIVERED": "complete",
    "MERCHANT_CANCELED": "no-product",
    "CUSTOMER_CANCELED": "cancel-other",
}
WORKER = Operator("Анна")
TARGETS = (Target.MEGAMARKET, Target.CRM)
"""The remotes of a stand's relays, in their order."""


@dataclass(frozen=True, slots=True)
class Step:
    """What people do once the order is known for so long, and the status it leads to in RetailCRM."""

    after: timedelta
    act: Callable[[], object]
    crm_status: str


@dataclass
class Tale:
    """One order: when it was placed, when the buyer regrets, and what was seen of it in RetailCRM."""

    stand: CrmStand
    order: OrderRef
    placed_at: datetime
    steps: list[Step]
    regrets_at: datetime | None
    expected: list[str]
    known_at: datetime | None = None
    seen: list[str] = field(default_factory=list)
    effects: Effects | None = None


@pytest.fixture
def shops(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Sequence[CrmStand]]:
    with (
        crm_stand(sqlite_storage, clock) as standard,
        crm_stand(sqlite_storage, clock, "dsm") as own_delivery,
    ):
        for shop in (standard, own_delivery):
            shop.sandbox.megamarket.behave(pending_seconds=PENDING, **DEADLINES)
            for status, mapped in STATUSES.items():
                shop.set(f"status.map.{status}", mapped)
        yield standard, own_delivery


@pytest.mark.timeout(600)
def test_a_day_without_calls(shops: Sequence[CrmStand], clock: ManualClock) -> None:
    day = Day(shops, clock, random.Random(SEED))
    day.pass_by()
    assert len(day.tales) == ORDERS
    assert day.late == []
    assert expired(day.tales) == []
    assert {tale.order.shipment_id: tale.seen for tale in day.tales} == {
        tale.order.shipment_id: tale.expected for tale in day.tales
    }
    assert [tale.stand.effects(tale.order).creates for tale in day.tales] == [1] * ORDERS
    assert shops[0].queued() == ()
    # Without these nothing of the kind has been proved.
    endings = {tale.expected[-1] for tale in day.tales}
    assert endings == {"complete", "cancel-other", "no-product"}
    assert any(day.in_outage(tale.placed_at) for tale in day.tales)


class Day:
    """The service's polls and relays, people, buyers and both remotes on one clock."""

    def __init__(self, shops: Sequence[CrmStand], clock: ManualClock, dice: random.Random) -> None:
        self._shops = shops
        self._clock = clock
        self._dice = dice
        self._began = clock.now()
        self._pollsters = [pollster(shop) for shop in shops]
        moments = sorted(dice.uniform(0, LAST_ORDER.total_seconds()) for _ in range(ORDERS - 2))
        # The outage must not pass without anybody ordering.
        moments += [(OUTAGE_AT + OUTAGE * share).total_seconds() for share in (0.2, 0.7)]
        self._placements = sorted(self._began + timedelta(seconds=moment) for moment in moments)
        self.tales: list[Tale] = []
        self.late: list[str] = []

    def pass_by(self) -> None:
        poll_at = self._began
        while poll_at < self._began + DAY:
            poll_at = max(poll_at + POLL, self._clock.now())
            self._let_happen(poll_at)
            self._break_and_mend()
            poll_all(self._pollsters)
            self._work()
            self._look()

    def in_outage(self, moment: datetime) -> bool:
        return OUTAGE_AT <= moment - self._began < OUTAGE_AT + OUTAGE

    def _let_happen(self, until: datetime) -> None:
        """Buyers and people between two polls, each at a moment of their own."""
        while self._placements and self._placements[0] <= until:
            self._advance_to(self._placements.pop(0))
            self.tales.append(self._placed())
        self._advance_to(until - (until - self._clock.now()) * self._dice.random())
        if sum([self._moves_on(tale) for tale in self.tales]):
            self._work()
        self._advance_to(until)

    def _moves_on(self, tale: Tale) -> bool:
        now = self._clock.now()
        if tale.regrets_at is not None and now >= tale.regrets_at:
            self._regret(tale)
        if not tale.steps or tale.known_at is None or now < tale.known_at + tale.steps[0].after:
            return False
        step = tale.steps.pop(0)
        step.act()
        tale.expected.append(step.crm_status)
        return True

    def _regret(self, tale: Tale) -> None:
        """In «Стандарт» a lot is gone at once; elsewhere the wish is told by a call alone, and none comes."""
        tale.regrets_at = None
        with suppress(ImpossibleWish):
            tale.stand.sandbox.buyer.cancel(tale.order.shipment_id)
            if tale.stand is self._shops[0]:
                tale.steps.clear()
                tale.expected.append("cancel-other")

    def _placed(self) -> Tale:
        shop = self._dice.choice(self._shops)
        standard = shop is self._shops[0]
        count = self._dice.choice((1, 2))
        shipment_id = shop.sandbox.buyer.place("standard" if standard else "dsm", lots=count)
        order, now = OrderRef(shipment_id), self._clock.now()
        regrets = self._dice.random() < 0.2
        plan = self._rejected if self._dice.random() < 0.1 else self._standard if standard else self._own
        return Tale(
            stand=shop,
            order=order,
            placed_at=now,
            steps=list(plan(shop, order, regrets=regrets)),
            regrets_at=now + self._minutes(10, 120) if regrets else None,
            expected=["new"],
        )

    def _rejected(self, shop: CrmStand, order: OrderRef, *, regrets: bool) -> Iterator[Step]:
        del regrets

        def reject() -> None:
            indexes = [lot.index for lot in shop.stored(order).shipment.goods]
            lots.reject(shop.desk, order, WORKER, reasons=dict.fromkeys(indexes, "OUT_OF_STOCK"))

        yield Step(self._minutes(3, 15), reject, "no-product")

    def _standard(self, shop: CrmStand, order: OrderRef, *, regrets: bool) -> Iterator[Step]:
        del regrets
        desk, clock = shop.desk, self._clock
        soon, later, last = self._minutes(3, 30), self._minutes(40, 90), self._minutes(100, 150)
        yield Step(soon, lambda: lots.confirm(desk, order, WORKER), "client-confirmed")
        yield Step(later, lambda: packing.pack(desk, order, WORKER), "assembling-complete")
        yield Step(last, lambda: shipping.ship(desk, clock, order, WORKER), "send-to-delivery")

    def _own(self, shop: CrmStand, order: OrderRef, *, regrets: bool) -> Iterator[Step]:
        desk, clock = shop.desk, self._clock

        def close() -> None:
            goods = [lot.index for lot in shop.stored(order).shipment.goods]
            failed = dict.fromkeys(goods, "CANCEL_BY_CUSTOMER") if regrets else {}
            shipping.close(desk, clock, order, WORKER, failed=failed)

        ending = "cancel-other" if regrets else "complete"
        yield Step(self._minutes(3, 30), lambda: lots.confirm(desk, order, WORKER), "assembling-complete")
        yield Step(self._minutes(60, 150), close, ending)

    def _work(self) -> None:
        """The relays, for as long as something is due within half a poll; time leaps to what is due next."""
        until = self._clock.now() + POLL / 2
        while due := self._due_until(until):
            self._advance_to(min(moment for moment, _relay in due))
            now = self._clock.now()
            if not sum([relay.run_once() for moment, relay in due if moment <= now]):
                # Held back, or its remote is not to be asked now.
                self._clock.advance(5)

    def _due_until(self, until: datetime) -> list[tuple[datetime, Relay]]:
        """The relays that have something to do by then, each with the moment at which it has."""
        found: list[tuple[datetime, Relay]] = []
        with self._shops[0].storage.look() as work:
            for shop in self._shops:
                connection_id = shop.connection.connection_id
                moments = {target: work.outbox.next_due(connection_id, target) for target in TARGETS}
                rereads = [one.reread_at for one in work.shipments.due_for_reread(connection_id, until, 1)]
                for relay, target in zip(shop.relays, TARGETS, strict=True):
                    due = [moments[target], *(rereads if target is Target.MEGAMARKET else [])]
                    found += [(moment, relay) for moment in due if moment is not None and moment < until]
        return found

    def _look(self) -> None:
        """What has arrived by now; an order that has not, although it should have, is noted."""
        now = self._clock.now()
        for tale in self.tales:
            effects = tale.stand.effects(tale.order)
            if tale.known_at is None and effects.creates:
                tale.known_at = now
            if tale.known_at is None and now > self._due_here(tale) + POLL:
                self.late.append(f"{tale.order.shipment_id} placed {tale.placed_at}, not here {now}")
            if tale.known_at is not None and effects != tale.effects:
                tale.effects = effects
                self._note_status(tale)

    def _note_status(self, tale: Tale) -> None:
        status = tale.stand.order(tale.order)["status"]
        if [status] != tale.seen[-1:]:
            tale.seen.append(status)
        if status == "send-to-delivery" and tale.expected[-1] == status:
            tale.expected.append("complete")

    def _due_here(self, tale: Tale) -> datetime:
        """An order is here with the poll that follows it; one placed while nothing answers, soon after."""
        if self.in_outage(tale.placed_at + POLL):
            return self._began + OUTAGE_AT + OUTAGE + AFTER_OUTAGE
        return tale.placed_at + POLL

    def _break_and_mend(self) -> None:
        for shop in self._shops:
            faults, broken = shop.sandbox.megamarket.faults, self.in_outage(self._clock.now())
            if broken and not faults.planned():
                faults.add(Fault(FaultKind.BEFORE, times=FOREVER, status=503))
            elif not broken:
                faults.clear()

    def _advance_to(self, moment: datetime) -> None:
        self._clock.advance(max(moment - self._clock.now(), timedelta()))

    def _minutes(self, at_least: float, at_most: float) -> timedelta:
        return timedelta(minutes=self._dice.uniform(at_least, at_most))


def pollster(shop: CrmStand) -> Pollster:
    health = RemoteHealth(
        storage=shop.storage,
        clock=shop.clock,
        connection_id=shop.connection.connection_id,
        target=Target.MEGAMARKET,
        secret_changed=lambda: False,
        jitter=lambda: 0.5,
    )
    return Pollster(shop.connection, shop.megamarket, health)


def expired(tales: Sequence[Tale]) -> list[Mapping[str, object]]:
    """Every deadline that Megamarket says was missed."""
    return [
        {"order": tale.order.shipment_id, "sub_status": lot.sub_status, "events": lot.events}
        for tale in tales
        for lot in tale.stand.sandbox.megamarket.shipment(tale.order.shipment_id).lots
        if "EXPIRED" in f"{lot.sub_status} {[event.status for event in lot.events]}"
    ]

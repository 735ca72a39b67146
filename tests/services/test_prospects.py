from __future__ import annotations

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Ship
from mmdesk.domain.outbox import Progress
from mmdesk.domain.scheme import Verb
from mmdesk.domain.standing import RowState
from mmdesk.services import lots
from mmdesk.services.desk import Desk, OrderRef
from mmdesk.services.prospects import Prospect, prospects
from mmdesk.storage.uow import Storage
from tests.factory import lot, shipment
from tests.services.stand import ANNA, mirror_stand

ORDER = OrderRef("700100200")


@pytest.fixture
def foresee(sqlite_storage: Storage, clock: ManualClock) -> _Foresee:
    return _Foresee(sqlite_storage, clock)


class _Foresee:
    def __init__(self, storage: Storage, clock: ManualClock) -> None:
        self.storage, self.clock = storage, clock

    def __call__(self, verb: Verb, order: OrderRef = ORDER) -> Prospect:
        (found,) = prospects(self.storage, self.clock, verb, [order])
        return found


def test_what_will_be_refused_is_known_before_it_is_tried(foresee: _Foresee) -> None:
    house = mirror_stand(foresee.storage, foresee.clock, "dsm")
    house.show(shipment(lot(1, "PACKED", cancel_requested=True), lot(2, "PACKED")))
    assert "the buyer asks to cancel lot 1" in str(foresee(Verb.COURIER).refusal)
    house.show(shipment(lot(1), lot(2, needs_mark=True), shipment_id="700100201"))
    told = foresee(Verb.CONFIRM, OrderRef("700100201")).refusal
    assert "lot 2 needs a marking code" in str(told)


def test_what_was_decided_a_moment_ago_is_not_promised_again(foresee: _Foresee) -> None:
    mirror_stand(foresee.storage, foresee.clock).show(shipment("NEW"))
    assert foresee(Verb.CONFIRM) == Prospect(ORDER)
    lots.confirm(Desk(foresee.storage, foresee.clock), ORDER, ANNA)
    assert "confirmed already" in str(foresee(Verb.CONFIRM).refusal)


def test_an_order_to_be_shipped_names_what_asks_for_a_look_first(foresee: _Foresee) -> None:
    house = mirror_stand(foresee.storage, foresee.clock)
    house.show(shipment(lot(1, "PACKED", box=1), lot(2, "CUSTOMER_CANCELED", box=2)))
    with foresee.storage.work() as work:
        stored = work.shipments.find(house.connection.connection_id, ORDER.shipment_id)
        assert stored is not None
        now = foresee.clock.now()
        work.outbox.add(
            key="stopped",
            connection_id=stored.connection_id,
            shipment=stored.key,
            intent=Ship((1, 2), now),
            created_by=ANNA.name,
            at=now,
            not_before=now,
        )
        work.outbox.replace_progress("stopped", Progress(RowState.PARKED), None, now)
        work.commit()
    found = foresee(Verb.SHIP)
    assert found.refusal is None
    assert list(map(str, found.looks)) == [
        "waits for your decision: “shipping” is stopped",
        "lot 2 (cancelled by the buyer): take it out of box 2",
        "no label yet",
    ]


def test_an_order_that_is_gone_stays_as_it_is(foresee: _Foresee) -> None:
    mirror_stand(foresee.storage, foresee.clock)
    assert "no such shipment" in str(foresee(Verb.CONFIRM).refusal)

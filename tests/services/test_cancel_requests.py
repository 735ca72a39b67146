"""A buyer's wish to cancel in «ДСМ»: told at once, and nothing that waits for those lots goes out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.shipment import ShipmentId
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.services import lots, packing, shipping
from mmdesk.services.cancel_requests import CancelRequests
from mmdesk.services.desk import OrderRef
from mmdesk.storage.uow import Storage
from tests.services.crm_stand import MUG, SPARE, CrmStand, crm_stand
from tests.services.stand import ANNA


@pytest.fixture
def courier(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock, "dsm") as made:
        made.set("cancel.accept", "ask")
        made.exchange()
        yield made


def ask(stand: CrmStand, order: OrderRef, *indexes: int) -> None:
    """The buyer's call has been taken in."""
    stand.sandbox.megamarket.cancel(order.shipment_id, indexes)
    requests = CancelRequests(stand.storage, stand.clock)
    requests.take_in(stand.connection, ShipmentId(order.shipment_id), indexes)


def waiting(stand: CrmStand) -> list[tuple[str, tuple[int, ...], str]]:
    rows = [row for row in stand.queued() if row.target == "megamarket"]
    return [(row.command.value, row.intent.lots, row.progress.state.value) for row in rows]


def test_what_nobody_has_packed_goes_out_without_the_lot(courier: CrmStand) -> None:
    order = courier.created(MUG, SPARE)
    lots.confirm(courier.desk, order, ANNA)
    ask(courier, order, 1)
    assert waiting(courier) == [("accept", (2,), "pending")]
    courier.run()
    assert courier.market(order) == ["NEW", "PACKED"]
    assert "command_unwanted" in [event.what for event in courier.history(order)]


def test_a_command_of_nothing_else_is_withdrawn(courier: CrmStand) -> None:
    order = courier.created(MUG)
    lots.confirm(courier.desk, order, ANNA)
    ask(courier, order, 1)
    assert waiting(courier) == []


def test_what_somebody_packed_is_withdrawn_whole_and_packed_anew(courier: CrmStand) -> None:
    order = courier.created(MUG, SPARE)
    packing.pack(courier.desk, order, ANNA)
    ask(courier, order, 1)
    courier.run()
    assert courier.market(order) == ["NEW", "NEW"]
    shipping.answer_cancel(courier.desk, order, ANNA, answers={1: True})
    packing.pack(courier.desk, order, ANNA)
    courier.run()
    assert courier.market(order) == ["CUSTOMER_CANCELED", "PACKED"]


def test_a_command_whose_answer_was_lost_keeps_its_doubt(courier: CrmStand) -> None:
    order = courier.created(MUG, SPARE)
    courier.sandbox.megamarket.faults.add(Fault(FaultKind.LOST, "order/packing"))
    lots.confirm(courier.desk, order, ANNA)
    while not courier.queued()[0].progress.in_doubt:
        courier.relays[0].run_once()
    ask(courier, order, 1)
    (left,) = [row for row in courier.queued() if row.target == "megamarket"]
    assert (left.intent.lots, left.progress.in_doubt) == ((2,), True)
    courier.run()
    assert courier.market(order) == ["PACKED", "PACKED"]
    assert len(courier.sandbox.megamarket.calls("order/packing")) == 1


def test_those_who_work_in_the_crm_alone_are_told_there(courier: CrmStand) -> None:
    order = courier.created(MUG, SPARE)
    ask(courier, order, 2)
    courier.run()
    assert "просит отменить лот 2:" in courier.order(order)["customFields"]["mm_notice"]
    courier.save(order, items={2: "out-of-stock"})
    courier.clock.advance(60)
    courier.exchange()
    courier.run()
    assert courier.market(order) == ["NEW", "CUSTOMER_CANCELED"]
    assert not courier.order(order)["customFields"].get("mm_notice")


def test_several_lots_are_named_one_after_the_other(courier: CrmStand) -> None:
    order = courier.created(MUG, SPARE)
    ask(courier, order, 1, 2)
    courier.run()
    assert "просит отменить лоты 1 и 2: " in courier.order(order)["customFields"]["mm_notice"]


def test_a_wish_granted_by_itself_bothers_nobody(courier: CrmStand) -> None:
    courier.set("cancel.accept", "auto")
    order = courier.created(MUG, SPARE)
    edits = courier.effects(order).edits
    ask(courier, order, 2)
    courier.run()
    assert courier.market(order) == ["NEW", "CUSTOMER_CANCELED"]
    assert not courier.order(order)["customFields"].get("mm_notice")
    assert courier.effects(order).edits == edits


def test_once_the_goods_have_left_a_person_decides(courier: CrmStand) -> None:
    courier.set("cancel.accept", "auto")
    order = courier.created(MUG)
    packing.pack(courier.desk, order, ANNA)
    courier.run()
    shipping.send_with_courier(courier.desk, courier.clock, order, ANNA)
    ask(courier, order, 1)
    courier.run()
    assert courier.market(order) == ["PACKED"]
    assert "просит отменить лот 1:" in courier.order(order)["customFields"]["mm_notice"]


def test_a_wish_for_goods_that_have_left_takes_nothing_back(courier: CrmStand) -> None:
    order = courier.created(MUG)
    packing.pack(courier.desk, order, ANNA)
    shipping.send_with_courier(courier.desk, courier.clock, order, ANNA)
    ask(courier, order, 1)
    courier.run()
    assert courier.market(order) == ["PACKED"]
    assert courier.stored(order).shipment.lots[0].cancel_requested

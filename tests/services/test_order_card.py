"""One order as the details show it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.deadline import DeadlineKind, Deadlines
from mmdesk.domain.role import Role
from mmdesk.domain.scheme import Verb
from mmdesk.domain.shipment import Buyer
from mmdesk.errors import Text
from mmdesk.services import lots, order_card, packing, shipping, undo
from mmdesk.services.desk import OrderRef
from mmdesk.services.order_card import OrderCard
from mmdesk.storage.history import Actor
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import Storage
from tests.factory import delivery_lot, lot, shipment
from tests.services.stand import ANNA, MirrorStand, mirror_stand

BUYER = Buyer("Пробный Пётр", "79000000001", "buyer@example.org", "Москва, ул. Примерная, 1", "Позвоните")


@pytest.fixture
def bench(storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(storage, clock)


@pytest.fixture
def courier(storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(storage, clock, "dsm")


def read(bench: MirrorStand, order: OrderRef) -> OrderCard:
    found = order_card.card(bench.storage, bench.clock, bench.stored(order).key)
    assert found is not None
    return found


def test_an_order_that_is_gone_has_no_card(bench: MirrorStand) -> None:
    assert order_card.card(bench.storage, bench.clock, ShipmentKey(4711)) is None


def test_the_card_shows_what_the_mirror_holds(bench: MirrorStand) -> None:
    order = bench.show(shipment(lot(1, "PACKED", box=1), lot(2, "PACKED", box=2), buyer=BUYER))
    shown = read(bench, order)
    assert shown.order == bench.storage.queries.list_orders()[0]
    assert shown.scheme_name.ru == "Стандарт"
    assert [line.lot.index for line in shown.lots] == [1, 2]
    assert [(box.index, box.lots) for box in shown.boxes] == [(1, (1,)), (2, (2,))]
    assert shown.buyer == BUYER
    assert shown.raw == "{}"
    assert shown.undo_seconds == 10


def test_the_same_number_of_another_connection_is_another_order(
    bench: MirrorStand, courier: MirrorStand
) -> None:
    order = bench.show(shipment("NEW"))
    courier.show(shipment("PACKED"))
    assert read(bench, order).order.connection == bench.connection.name
    assert read(courier, order).order.connection == courier.connection.name


def test_an_order_of_a_removed_connection_can_still_be_read(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    with bench.storage.work() as work:
        work.connections.remove(bench.connection.name, bench.clock.now())
        work.commit()
    assert read(bench, order).order.shipment_id == order.shipment_id


def test_the_deadline_is_the_one_that_counts_now(bench: MirrorStand) -> None:
    soon = bench.clock.now() + timedelta(hours=1)
    deadlines = Deadlines(confirm_by=soon, pack_by=soon + timedelta(hours=2))
    new = bench.show(shipment("NEW", deadlines=deadlines))
    assert read(bench, new).due == (DeadlineKind.CONFIRM_BY, soon)
    confirmed = bench.show(shipment("CONFIRMED", deadlines=deadlines))
    assert read(bench, confirmed).due == (DeadlineKind.PACK_BY, soon + timedelta(hours=2))


def test_what_may_be_done_is_told_with_the_reasons_why_not(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    refusals = read(bench, order).refusals
    assert {verb for verb, words in refusals.items() if words is None} == {Verb.CONFIRM, Verb.REJECT}
    words = refusals[Verb.SHIP]
    assert words is not None
    assert "упакуйте" in words.ru


def test_what_is_on_its_way_counts(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    keys = lots.confirm(bench.desk, order, ANNA, undo=timedelta(seconds=10)).keys
    refusals = read(bench, order).refusals
    assert refusals[Verb.CONFIRM] is not None
    assert refusals[Verb.PACK] is None
    undo.take_back(bench.storage, bench.clock, ANNA, keys)
    assert read(bench, order).refusals[Verb.CONFIRM] is None


def test_a_parked_command_in_the_way_is_named_before_anybody_tries(bench: MirrorStand) -> None:
    order = bench.show(shipment(lot(1, "PACKED", box=1), lot(2, "PACKED", box=1)))
    (key,) = lots.reject(bench.desk, order, ANNA, reasons={2: "OUT_OF_STOCK"}).keys
    bench.park(key, "лот уже отгружен")
    shown = read(bench, order)
    words = shown.refusals[Verb.LABEL]
    assert words is not None
    assert key in words.ru
    assert [(each.key, each.error) for each in shown.order.pending] == [(key, Text.same("лот уже отгружен"))]


def test_an_order_accepted_unseen_is_to_be_packed_until_somebody_has(courier: MirrorStand) -> None:
    order = courier.show(shipment("PACKED"))
    assert read(courier, order).refusals[Verb.PACK] is None
    packing.pack(courier.desk, order, ANNA)
    shown = read(courier, order)
    assert shown.checked_at == courier.clock.now()
    assert shown.refusals[Verb.PACK] is not None


def test_reasons_are_the_schemes_own(bench: MirrorStand, courier: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    courier.show(shipment("NEW"))
    assert "NOT_ACCEPTABLE" not in read(bench, order).reject_reasons
    assert read(bench, order).close_reasons == ()
    assert "NOT_ACCEPTABLE" in read(courier, order).reject_reasons
    assert "CANCEL_BY_CUSTOMER" in read(courier, order).close_reasons


def test_the_money_is_told_where_our_own_courier_takes_it(bench: MirrorStand, courier: MirrorStand) -> None:
    goods = (lot(1, price="1500"), delivery_lot(price="300"))
    order = bench.show(shipment(*goods, deposited="800"))
    courier.show(shipment(*goods, deposited="800"))
    assert (read(bench, order).prepaid, read(bench, order).to_collect) == (None, None)
    assert (read(courier, order).prepaid, read(courier, order).to_collect) == (Decimal(800), Decimal(1000))


def test_the_timeline_is_in_words_with_who_did_it(courier: MirrorStand) -> None:
    order = courier.show(shipment("PACKED"))
    courier.clock.advance(60)
    shipping.send_with_courier(courier.desk, courier.clock, order, ANNA)
    last = read(courier, order).timeline[-1]
    assert (last.at, last.actor, last.name) == (courier.clock.now(), Actor.OPERATOR, "Анна")
    assert (last.words.ru, last.words.en) == ("передан курьеру", "handed to the courier")


def test_the_order_is_opened_in_retailcrm_once_it_is_there(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    assert read(bench, order).crm_url == ""
    with bench.storage.work() as work:
        work.shipments.set_crm_order(bench.stored(order).key, "7421")
        work.commit()
    assert read(bench, order).crm_url == "https://crm.example.org/orders/7421/edit"


def test_the_time_to_undo_is_the_connections_own(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    bench.set("desk.undo_seconds", "0")
    assert read(bench, order).undo_seconds == 0


def test_what_a_role_leaves_to_others_is_refused(bench: MirrorStand) -> None:
    key = bench.stored(bench.show(shipment("NEW"))).key
    found = order_card.card(bench.storage, bench.clock, key, role=Role.PACKER)
    assert found is not None
    told = found.refusals[Verb.CONFIRM]
    assert told is not None
    assert "стол заказов или менеджер" in told.ru

from __future__ import annotations

from datetime import timedelta

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.step import Step
from mmdesk.services import lots
from mmdesk.services.order_list import ConnectionsInUse, OrderFilter, OrderList, OrderSort, OrderWish
from mmdesk.storage.connections import UnknownConnection
from mmdesk.storage.uow import Storage
from tests.factory import lot, shipment
from tests.services.stand import ANNA, MirrorStand, mirror_stand, stand

HOUR = timedelta(hours=1)


@pytest.fixture
def bench(storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(storage, clock)


@pytest.fixture
def orders(storage: Storage, clock: ManualClock) -> OrderList:
    return OrderList(storage, clock)


def shown(orders: OrderList, show: OrderFilter, search: str = "") -> list[str]:
    index = orders.index(OrderWish(show, search))
    return [row.shipment_id for row in orders.rows(index.keys)]


def test_an_order_comes_near_its_deadline_as_time_goes_by(bench: MirrorStand, orders: OrderList) -> None:
    now = bench.clock.now()
    bench.show(shipment("NEW", deadlines=Deadlines(confirm_by=now + 10 * HOUR)))
    assert shown(orders, OrderFilter.RISK) == []
    bench.clock.advance(10 * HOUR)
    assert shown(orders, OrderFilter.RISK) == ["700100200"]


def test_a_confirmed_order_moves_from_one_chip_to_the_next(
    sqlite_storage: Storage, clock: ManualClock
) -> None:
    orders = OrderList(sqlite_storage, clock)
    with stand(sqlite_storage, clock) as desk:
        order = desk.place("MUG-1")
        assert shown(orders, OrderFilter.CONFIRM) == [order.shipment_id]
        lots.confirm(desk.desk, order, ANNA)
        assert shown(orders, OrderFilter.CONFIRM) == shown(orders, OrderFilter.PACK) == []
        desk.run()
        assert shown(orders, OrderFilter.PACK) == [order.shipment_id]
        assert shown(orders, OrderFilter.CONFIRM, "синяя кружка") == [order.shipment_id]
        (row,) = orders.rows(orders.index(OrderWish(OrderFilter.ALL, sort=OrderSort.NUMBER)).keys)
        assert row.step is Step.PACK


def test_an_order_of_dsm_that_needs_a_marking_code_stands_among_those_to_pack(
    storage: Storage, clock: ManualClock, orders: OrderList
) -> None:
    house = mirror_stand(storage, clock, "dsm")
    house.show(shipment(lot(1), lot(2, needs_mark=True)))
    assert (shown(orders, OrderFilter.CONFIRM), shown(orders, OrderFilter.PACK)) == ([], ["700100200"])
    counts = orders.index(OrderWish()).counts
    assert (counts[OrderFilter.CONFIRM], counts[OrderFilter.PACK]) == (0, 1)


def test_the_connections_in_use_are_named(bench: MirrorStand, orders: OrderList) -> None:
    mirror_stand(bench.storage, bench.clock, "dsm")
    assert orders.connections() == ConnectionsInUse(("Лавка dsm", "Лавка standard"))
    with bench.storage.work() as work:
        work.connections.remove("Лавка dsm", bench.clock.now())
        work.commit()
    assert orders.connections() == ConnectionsInUse(("Лавка standard",))
    with pytest.raises(UnknownConnection):
        orders.index(OrderWish(connection="Лавка dsm"))

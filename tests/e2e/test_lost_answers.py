"""Never twice, never lost: answers that do not arrive, and a service that is killed in the middle."""

from __future__ import annotations

import pytest

from mmdesk.sandbox.faults import AFTER, BEFORE, GARBAGE, HALF, LOST, SLOW, Fault, FaultKind
from mmdesk.services.desk import OrderRef
from tests.e2e.house import DSM, STANDARD, House
from tests.e2e.program import eventually

pytestmark = pytest.mark.e2e


def test_a_lost_answer_is_not_sent_twice(house: House) -> None:
    order = house.order(lots=2)
    house.sandbox.megamarket.faults.add(Fault(LOST, "order/confirm"))
    house.program.done("orders", "confirm", order, "--wait", 30)
    assert house.market(order) == ["CONFIRMED"] * 2
    assert house.calls("order/confirm", order) == 1
    assert house.remotes.times_done("confirm", order) == (1, 1)


@pytest.mark.parametrize("kind", [AFTER, GARBAGE, HALF])
def test_an_answer_that_makes_no_sense_is_not_sent_twice(house: House, kind: FaultKind) -> None:
    order = house.order()
    house.sandbox.megamarket.faults.add(Fault(kind, "order/confirm"))
    house.people.confirm(OrderRef(order))
    house.until_market(order, "CONFIRMED")
    eventually(lambda: house.pending(order) == [])
    assert house.remotes.times_done("confirm", order) == (1,)


def test_a_call_that_never_took_effect_is_sent_again(house: House) -> None:
    order = house.order()
    house.sandbox.megamarket.faults.add(Fault(BEFORE, "order/confirm", status=503))
    house.people.confirm(OrderRef(order))
    house.until_market(order, "CONFIRMED")
    assert house.calls("order/confirm", order) == 2


def test_a_lost_answer_of_the_crm_makes_no_second_order(house: House) -> None:
    house.sandbox.retailcrm.faults.add(Fault(LOST, "orders/create"))
    order = house.order()
    house.until_crm(order, "new", ["new"])
    eventually(lambda: (known := house.known(order)) and known.order.crm_order_id)
    assert house.sandbox.retailcrm.effects(f"mm-{order}").creates == 1


def test_a_killed_service_loses_nothing_and_sends_nothing_twice(quiet_house: House) -> None:
    house = quiet_house
    with house.served() as first:
        orders = [house.order(scheme) for scheme in (STANDARD, DSM) * 4]
        house.sandbox.megamarket.faults.add(Fault(SLOW, "orderService/order", times=3, seconds=0.3))
        for order in orders:
            house.people.confirm(OrderRef(order))
        eventually(lambda: any(house.calls("order/confirm", order) for order in orders))
        first.kill()
        first.wait()
    targets = ["CONFIRMED", "PACKED"] * 4
    with house.served():
        eventually(lambda: [house.market(order) for order in orders] == [[each] for each in targets])
        eventually(lambda: not any(house.pending(order) for order in orders))
    for call, mine in (("confirm", orders[::2]), ("packing", orders[1::2])):
        assert [house.remotes.times_done(call, order) for order in mine] == [(1,)] * 4
    creates = [house.sandbox.retailcrm.effects(f"mm-{order}").creates for order in orders]
    assert creates == [1] * 8


def test_a_second_service_stands_by_and_takes_over(quiet_house: House) -> None:
    with quiet_house.served() as first, quiet_house.program.service() as second:
        order = quiet_house.order()
        assert second.poll() is None
        first.kill()
        first.wait()
        quiet_house.until_it_leads(second)
        quiet_house.people.confirm(OrderRef(order))
        quiet_house.until_market(order, "CONFIRMED")

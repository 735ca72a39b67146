from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from mmdesk.demo.shoppers import Shoppers
from mmdesk.sandbox.run import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def test_orders_come_and_some_are_given_up(sandbox: Sandbox) -> None:
    buyers = Shoppers(sandbox)
    for _ in range(60):
        buyers.act_once()
    with sandbox.megamarket.market.held():
        placed = sandbox.megamarket.market.shipments()
        statuses = {lot.status for shipment in placed for lot in shipment.goods()}
        asked = any(lot.cancel_asked for shipment in placed for lot in shipment.lots)
    assert 40 < len(placed) < 60
    assert {shipment.scheme.value for shipment in placed} == {"standard", "dsm"}
    assert statuses == {"NEW", "CUSTOMER_CANCELED"}
    assert asked


def test_nobody_orders_while_the_warehouse_is_full(sandbox: Sandbox) -> None:
    buyers = Shoppers(sandbox, most_open=5)
    for _ in range(40):
        buyers.act_once()
        assert buyers.open_orders <= 5


def test_what_has_left_the_warehouse_makes_room(sandbox: Sandbox) -> None:
    buyers = Shoppers(sandbox)
    order = sandbox.buyer.place("standard", lots=2)
    assert buyers.open_orders == 1
    sandbox.megamarket.force(order, "SHIPPED")
    assert buyers.open_orders == 0


def test_they_stop_with_the_block(sandbox: Sandbox) -> None:
    with Shoppers(sandbox):
        assert _is_shopping()
    assert not _is_shopping()


def _is_shopping() -> bool:
    return any(thread.name == "shoppers" for thread in threading.enumerate())

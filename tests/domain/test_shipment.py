from __future__ import annotations

from decimal import Decimal

import pytest

from mmdesk.domain.lot import DELIVERY_OFFER
from mmdesk.domain.shipment import Buyer, Shipment, ShipmentId, is_shipment_id
from tests.factory import delivery_lot, lot, shipment


@pytest.mark.parametrize("text", ["700100200", "7001002003004", "A-1_b", "1" * 40])
def test_an_id_of_digits_and_latin_letters_can_be_a_shipment(text: str) -> None:
    assert is_shipment_id(text)


@pytest.mark.parametrize("text", ["", "1" * 41, "70 01", "../etc", "700100200\n", "заказ", "1*2"])
def test_any_other_text_cannot(text: str) -> None:
    assert not is_shipment_id(text)


@pytest.mark.parametrize(
    ("address", "region"),
    [
        ("Москва, Примерная улица, 1", "Москва"),
        ("101000, Тульская область, г. Тула, ул. Примерная, 5", "Тульская область"),
        (" ,  г. Санкт-Петербург , д. 3", "г. Санкт-Петербург"),
        ("Примерная улица 1", ""),
        ("", ""),
    ],
)
def test_the_region_is_the_first_part_of_the_address_without_a_number(address: str, region: str) -> None:
    assert Buyer(address=address).region == region


def test_the_marketplaces_own_status_counts_before_the_roll_up() -> None:
    assert shipment("NEW", "PACKED", status="IN_RETURN").effective_status == "IN_RETURN"
    assert shipment("NEW", "PACKED").effective_status == "NEW"


def test_the_delivery_lot_has_no_say_in_the_status_of_goods() -> None:
    order = shipment("PACKED", delivery_lot(status="PENDING"))
    assert order.effective_status == "PACKED"
    assert not order.is_waiting
    assert shipment(delivery_lot(status="PENDING")).effective_status == "PENDING"


def test_a_shipment_without_lots_has_no_status_and_is_not_finished() -> None:
    empty = Shipment(ShipmentId("700100200"), "", ())
    assert empty.effective_status == ""
    assert not empty.is_finished


@pytest.mark.parametrize(
    ("lots", "finished"),
    [
        ("DELIVERED", True),
        ("DELIVERED CUSTOMER_CANCELED", True),
        ("MERCHANT_CANCELED", True),
        ("DELIVERED SHIPPED", False),
        ("IN_RETURN", False),
    ],
)
def test_an_order_is_finished_when_no_goods_are_open(lots: str, finished: bool) -> None:
    assert shipment(*lots.split()).is_finished is finished
    assert shipment(*lots.split(), delivery_lot(status="NEW")).is_finished is finished


def test_an_order_waits_while_the_marketplace_works_on_some_goods() -> None:
    assert shipment("PACKED", "PENDING_PACKING").is_waiting
    assert not shipment("PACKED", "NEW").is_waiting


def test_goods_and_open_lots() -> None:
    order = shipment("NEW", "CUSTOMER_CANCELED", "DELIVERED", "IN_RETURN", delivery_lot())
    assert [each.index for each in order.goods] == [1, 2, 3, 4]
    assert [each.index for each in order.open_goods] == [1, 4]
    assert [each.index for each in order.open_lots] == [1, 4, 9]


def test_a_lot_is_found_by_its_index() -> None:
    order = shipment(lot(3), lot(1))
    assert order.lot(1) is order.lots[1]
    assert order.lot(2) is None


def test_a_box_is_there_as_long_as_it_holds_a_lot_that_is_not_cancelled() -> None:
    order = shipment(
        lot(1, "PACKED", box=3),
        lot(2, "PACKED", box=1),
        lot(3, "CUSTOMER_CANCELED", box=2),
        lot(4, "CUSTOMER_CANCELED", box=3),
        lot(5, "CONFIRMED"),
    )
    assert order.box_indexes == (1, 3)


def test_cancelled_lots_cost_nothing() -> None:
    order = shipment(
        lot(1, price="1000", final_price="900.50"), lot(2, "CUSTOMER_CANCELED"), delivery_lot(price="300")
    )
    assert order.total == Decimal("1200.50")
    assert order.delivery_cost == Decimal(300)
    assert shipment("NEW", delivery_lot(status="CUSTOMER_CANCELED")).delivery_cost == 0


@pytest.mark.parametrize(
    ("deposited", "to_collect"), [(None, 1300), ("0", 1300), ("300.40", "999.60"), ("1300", 0), ("5000", 0)]
)
def test_the_courier_takes_what_the_deposit_leaves(deposited: str | None, to_collect: int | str) -> None:
    assert shipment("NEW", delivery_lot(), deposited=deposited).to_collect == Decimal(to_collect)


def test_nothing_is_left_to_collect_once_the_goods_are_handed_over() -> None:
    assert shipment("DELIVERED", delivery_lot(status="PACKED")).to_collect == 0


def test_a_lot_knows_its_discount_and_kind() -> None:
    piece = lot(1, price="1000", final_price="900.50")
    assert piece.discount == Decimal("99.50")
    assert piece.is_goods
    assert not delivery_lot().is_goods
    assert delivery_lot().offer_id == DELIVERY_OFFER


def test_a_lot_changes_its_status_and_nothing_else() -> None:
    packed = lot(1, "NEW", box=2).with_status("PACKED")
    assert packed == lot(1, "PACKED", box=2)


@pytest.mark.parametrize(
    ("status", "is_open", "is_canceled"),
    [("NEW", True, False), ("IN_RETURN", True, False), ("DELIVERED", False, False),
     ("MERCHANT_CANCELED", False, True), ("CUSTOMER_CANCELED", False, True)],
)  # fmt: skip
def test_a_lot_is_open_until_its_end(status: str, is_open: bool, is_canceled: bool) -> None:
    assert lot(1, status).is_open is is_open
    assert lot(1, status).is_canceled is is_canceled


@pytest.mark.parametrize(
    ("address", "region"),
    [
        ("Москва, Примерная улица, 1", "Москва"),
        ("ул. Примерная, 1, Москва", "Москва"),
        ("проспект Учебный, Тульская область", "Тульская область"),
        ("101000, Калужская область, Калуга", "Калужская область"),
        ("ул. Примерная, 1", ""),
    ],
)
def test_the_region_never_gives_a_street_away(address: str, region: str) -> None:
    assert Buyer(address=address).region == region

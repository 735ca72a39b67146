"""The packing list of a courier's order: what is in the parcel, for whom, and what is still to be paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.shipment import Buyer
from mmdesk.services import packing_lists
from mmdesk.services.desk import OrderRef, UnknownShipment
from mmdesk.services.packing_lists import NoPackingList
from mmdesk.storage.uow import Storage
from tests.factory import delivery_lot, lot, shipment
from tests.services.stand import MirrorStand, mirror_stand

BUYER = Buyer("Пробный Пётр Ильич", "79000000001", "", "Москва, ул. Примерная, 1", "Позвоните за час")


def read(courier: MirrorStand, order: OrderRef) -> str:
    pdf = pypdfium2.PdfDocument(packing_lists.make(courier.storage, courier.clock, order, "ru"))
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    finally:
        pdf.close()


def test_the_list_names_what_is_packed_and_who_gets_it(courier: MirrorStand) -> None:
    order = courier.show(shipment(lot(1, "PACKED"), lot(2, "PACKED"), buyer=BUYER))
    text = read(courier, order)
    for words in ("700100200", "SKU-1", "SKU-2", "Пробный Пётр Ильич", "ул. Примерная", "Позвоните за час"):
        assert words in text


def test_a_cancelled_lot_is_not_on_the_list(courier: MirrorStand) -> None:
    order = courier.show(shipment(lot(1, "PACKED"), lot(2, "CUSTOMER_CANCELED"), buyer=BUYER))
    text = read(courier, order)
    assert "SKU-1" in text
    assert "SKU-2" not in text


def test_the_courier_sees_what_is_still_to_be_paid(courier: MirrorStand) -> None:
    shown = shipment(
        lot(1, "PACKED", price="1500"), delivery_lot(status="PACKED", price="300"), deposited="800"
    )
    text = read(courier, courier.show(shown)).replace("\u00a0", " ")
    assert "1 000" in text


def test_the_window_is_told_in_the_accounts_zone(courier: MirrorStand) -> None:
    opens = courier.clock.now().replace(hour=7, minute=0)
    window = Deadlines(deliver_from=opens, deliver_to=opens + timedelta(hours=4))
    text = read(courier, courier.show(shipment("PACKED", deadlines=window, buyer=BUYER)))
    assert "10:00" in text
    assert "14:00" in text


def test_an_order_before_registration_is_told_in_moscow_time(
    sqlite_storage: Storage, clock: ManualClock
) -> None:
    courier = mirror_stand(sqlite_storage, clock, "dsm")
    opens = courier.clock.now().replace(hour=7, minute=0)
    window = Deadlines(deliver_from=opens, deliver_to=opens + timedelta(hours=4))
    assert "10:00" in read(courier, courier.show(shipment("PACKED", deadlines=window)))


def test_the_same_order_gives_the_same_bytes(courier: MirrorStand) -> None:
    order = courier.show(replace(shipment("PACKED"), buyer=BUYER))
    first, second = (packing_lists.make(courier.storage, courier.clock, order, "ru") for _ in range(2))
    assert first == second


def test_a_standard_order_has_a_label_instead(sqlite_storage: Storage, clock: ManualClock) -> None:
    bench = mirror_stand(sqlite_storage, clock)
    order = bench.show(shipment("PACKED"))
    with pytest.raises(NoPackingList) as refused:
        packing_lists.make(bench.storage, bench.clock, order, "ru")
    assert "label" in refused.value.text.ru


def test_an_unknown_order_has_no_list(courier: MirrorStand) -> None:
    with pytest.raises(UnknownShipment):
        packing_lists.make(courier.storage, courier.clock, OrderRef("999"), "ru")

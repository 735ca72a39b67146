"""Labels stay printable without the remote until their boxes change."""

from __future__ import annotations

from mmdesk.domain.label import Label, digest
from mmdesk.storage.shipments import ShipmentKey
from tests.storage.build import MINUTE, NOON, Shop, lot, shipment


def label(box: int, pdf: bytes = b"%PDF-1.7") -> Label:
    return Label(box, f"5046*945000001*{box}", pdf, digest(pdf), NOON)


def fetched(shop: Shop, key: ShipmentKey, *labels: Label) -> None:
    with shop.storage.work() as work:
        work.labels.replace(key, labels, "sandbox", NOON)
        work.commit()


def in_force(shop: Shop, key: ShipmentKey) -> tuple[Label, ...]:
    with shop.storage.look() as look:
        return look.labels.current(key)


def test_labels_come_back_by_box(shop: Shop) -> None:
    key = shop.put(shipment())
    fetched(shop, key, label(2), label(1))
    assert in_force(shop, key) == (label(1), label(2))


def test_new_labels_replace_all_the_old_ones(shop: Shop) -> None:
    key = shop.put(shipment())
    fetched(shop, key, label(1), label(2))
    fetched(shop, key, label(1, b"%PDF-1.7 changed"))
    assert in_force(shop, key) == (label(1, b"%PDF-1.7 changed"),)


def test_the_same_labels_again_change_nothing(shop: Shop) -> None:
    key = shop.put(shipment())
    fetched(shop, key, label(1))
    fetched(shop, key, Label(1, "5046*945000001*1", b"%PDF-1.7", digest(b"%PDF-1.7"), NOON + MINUTE))
    assert in_force(shop, key) == (label(1),)


def test_a_void_label_is_not_in_force(shop: Shop) -> None:
    key = shop.put(shipment("945000001", lot(1, box=1)))
    fetched(shop, key, label(1))
    with shop.storage.work() as work:
        work.labels.void(key, NOON)
        work.commit()
    assert in_force(shop, key) == ()

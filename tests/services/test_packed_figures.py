from __future__ import annotations

from datetime import timedelta

from mmdesk.clock import ManualClock
from mmdesk.services.packed_figures import PackedHour, packed_figures
from mmdesk.storage.uow import Storage
from tests import factory
from tests.services.bench_stand import OTHER, bench_stand, ean, offer

MUG = ean(460123456789)


def test_orders_and_lots_are_counted_by_hour_and_packer(storage: Storage, clock: ManualClock) -> None:
    shop = bench_stand(storage, clock)
    shop.sell(offer("MUG-1", "Кружка", MUG))
    began = clock.now()
    for number, (lots, packer) in enumerate(((1, None), (2, None), (3, OTHER))):
        mugs = (factory.lot(index, "CONFIRMED", offer_id="MUG-1") for index in range(1, lots + 1))
        shop.show(factory.shipment(*mugs, shipment_id=f"70010020{number}"))
        bench = shop.bench() if packer is None else shop.bench(packer, "Стол 2")
        for _ in range(lots):
            bench.scan(MUG)
    clock.advance(timedelta(hours=1))
    shop.show(factory.shipment(factory.lot(1, "CONFIRMED", offer_id="MUG-1"), shipment_id="700100209"))
    shop.bench().scan(MUG)
    with storage.look() as work:
        figures = packed_figures(work, began, clock.now() + timedelta(hours=1))
        assert packed_figures(work, clock.now() + timedelta(hours=1), clock.now() + timedelta(hours=2)) == ()
    assert figures == (
        PackedHour("Мария", began, 1, 3),
        PackedHour("Пётр", began, 2, 3),
        PackedHour("Пётр", began + timedelta(hours=1), 1, 1),
    )

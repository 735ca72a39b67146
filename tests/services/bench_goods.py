"""A bench where mugs, rugs and cups are sold."""

from __future__ import annotations

from dataclasses import replace

from mmdesk.clock import ManualClock
from mmdesk.domain.lot import Lot
from mmdesk.storage.uow import Storage
from tests import factory
from tests.services.bench_stand import BenchStand, bench_stand, ean, offer

MUG, RUG, CUP = ean(460123456789), ean(460123456790), ean(460123456791)


def goods_bench(storage: Storage, clock: ManualClock) -> BenchStand:
    stand = bench_stand(storage, clock)
    stand.sell(
        offer("MUG-1", "Кружка синяя", MUG, article="КР-1"),
        offer("RUG-1", "Плед серый", RUG),
        offer("CUP-1", "Духи", CUP),
    )
    return stand


def lot(index: int, offer_id: str = "MUG-1", status: str = "CONFIRMED", **more: object) -> Lot:
    return replace(factory.lot(index, status, offer_id=offer_id), **more)  # type: ignore[arg-type]  # fields of Lot

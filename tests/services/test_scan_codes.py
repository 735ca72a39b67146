"""Codes that nobody knew: listed, attached to an offer once, known from then on."""

from __future__ import annotations

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.verdict import Verdict
from mmdesk.services import scan_codes
from mmdesk.services.scan_codes import CodeNotAttached
from mmdesk.storage.uow import Storage
from tests import factory
from tests.services.bench_stand import BenchStand, bench_stand, ean, offer
from tests.services.stand import ANNA

MUG, STRANGE = ean(460123456789), ean(599000000001)


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> BenchStand:
    stand = bench_stand(sqlite_storage, clock)
    stand.sell(offer("MUG-1", "Кружка", MUG), offer("RUG-1", "Плед"))
    return stand


def test_a_code_is_attached_once_and_known_at_every_bench_from_then_on(shop: BenchStand) -> None:
    shop.show(factory.shipment(*(factory.lot(index, "CONFIRMED", offer_id="RUG-1") for index in (1, 2))))
    bench = shop.bench()
    bench.scan("700100200")
    assert bench.scan(STRANGE).said.verdict is Verdict.UNKNOWN
    (kept,) = scan_codes.unknown(shop.storage)
    _attach(shop, kept.code, "RUG-1")
    assert scan_codes.unknown(shop.storage) == ()
    assert bench.scan(STRANGE.zfill(14)).said.verdict is Verdict.RIGHT


def test_a_build_of_the_feed_leaves_attached_codes_alone(shop: BenchStand) -> None:
    _attach(shop, STRANGE, "RUG-1")
    connection_id = shop.mirror.connection.connection_id
    with shop.storage.work() as work:
        (rug,) = work.offers.compare(connection_id, {"RUG-1": "other"}).changed
        work.offers.change(connection_id, {rug.key: offer("RUG-1", "Плед", MUG)}, shop.mirror.clock.now())
        work.commit()
        assert work.codes.attached_to(connection_id, ["RUG-1"]) == {"RUG-1": (STRANGE,)}


def test_a_code_of_other_goods_cannot_be_attached(shop: BenchStand) -> None:
    with pytest.raises(CodeNotAttached, match="Кружка"):
        _attach(shop, MUG, "RUG-1")
    with pytest.raises(CodeNotAttached, match="NONE-1"):
        _attach(shop, STRANGE, "NONE-1")
    with pytest.raises(CodeNotAttached):
        _attach(shop, "  ", "RUG-1")


def test_a_code_attached_to_the_wrong_offer_passes_to_the_right_one(shop: BenchStand) -> None:
    _attach(shop, STRANGE, "RUG-1")
    _attach(shop, STRANGE, "MUG-1")
    (attached,) = scan_codes.attached(shop.storage)
    assert (attached.offer_id, attached.operator) == ("MUG-1", "Анна")
    assert scan_codes.detach(shop.storage, shop.mirror.connection.name, [STRANGE]) == 1
    assert scan_codes.attached(shop.storage) == ()


def test_unknown_codes_can_be_forgotten(shop: BenchStand) -> None:
    bench = shop.bench()
    bench.scan("Q-77")
    assert scan_codes.forget(shop.storage, ["Q-77", "Q-78"]) == 1
    assert scan_codes.unknown(shop.storage) == ()


def _attach(shop: BenchStand, code: str, offer_id: str) -> None:
    scan_codes.attach(shop.storage, shop.mirror.clock, shop.mirror.connection.name, code, offer_id, ANNA)

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.megamarket_stand import Stand, open_stand


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand(confirm_hours=4, pack_hours=24, ship_hours=30, dsm_pack_hours=3) as opened:
        yield opened


def ending(stand: Stand, shipment_id: str) -> tuple[str, str | None]:
    lot = stand.read(shipment_id)["items"][0]
    return lot["status"], lot["subStatus"]


def test_what_nobody_confirms_is_cancelled(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.clock.move(hours=3, minutes=59)
    assert ending(stand, shipment_id) == ("NEW", None)
    stand.clock.move(minutes=1)
    assert ending(stand, shipment_id) == ("MERCHANT_CANCELED", "CONFIRMATION_EXPIRED")


def test_what_nobody_packs_expires_and_is_cancelled_later(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.confirm(shipment_id, 1)
    stand.clock.move(hours=24)
    assert ending(stand, shipment_id) == ("PACKING_EXPIRED", None)
    stand.clock.move(hours=24)
    assert ending(stand, shipment_id) == ("MERCHANT_CANCELED", "PACKING_EXPIRED")


def test_what_nobody_hands_over_is_cancelled_after_seven_days(stand: Stand) -> None:
    shipment_id = stand.packed({1: 1})
    stand.clock.move(hours=30)
    assert ending(stand, shipment_id) == ("SHIPPING_EXPIRED", None)
    stand.clock.move(days=7)
    assert ending(stand, shipment_id) == ("MERCHANT_CANCELED", "SHIPPING_EXPIRED")


def test_a_long_absence_passes_through_every_step_at_its_own_time(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.confirm(shipment_id, 1)
    stand.clock.move(days=30)
    events = stand.read(shipment_id)["items"][0]["events"]
    assert [(event["eventDate"], event["eventValue"]) for event in events] == [
        ("2026-03-02T12:00:00+03:00", "NEW"),
        ("2026-03-02T12:00:00+03:00", "PENDING_CONFIRMATION"),
        ("2026-03-02T12:00:01+03:00", "CONFIRMED"),
        ("2026-03-03T12:00:00+03:00", "PACKING_EXPIRED"),
        ("2026-03-04T12:00:00+03:00", "MERCHANT_CANCELED"),
    ]


@pytest.mark.parametrize(("allowed", "success"), [(True, 1), (False, 0)])
def test_whether_late_packing_helps_is_a_switch(stand: Stand, allowed: bool, success: int) -> None:
    stand.market.behave(late_calls=allowed)
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.confirm(shipment_id, 1)
    stand.clock.move(hours=25)
    assert stand.pack(shipment_id, {1: 1})["success"] == success


def test_a_dsm_lot_has_three_hours_to_be_packed(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("dsm", offers=["SKU-1"])
    stand.clock.move(hours=3)
    assert stand.read(shipment_id)["status"] == "PACKING_EXPIRED"


def test_the_limits_are_told_before_they_pass(stand: Stand) -> None:
    standard = stand.read(stand.market.buyer.place("standard", offers=["SKU-1"]))
    assert standard["confirmedTimeLimit"] == "2026-03-02T16:00:00+03:00"
    assert standard["packingTimeLimit"] == "2026-03-03T12:00:00+03:00"
    assert standard["shippingTimeLimit"] == "2026-03-03T18:00:00+03:00"
    dsm = stand.read(stand.market.buyer.place("dsm", offers=["SKU-1"]))
    assert (dsm["confirmedTimeLimit"], dsm["packingDate"]) == (None, "2026-03-02T15:00:00+03:00")


def test_a_forced_status_waits_for_the_next_call(stand: Stand) -> None:
    shipment_id = stand.market.buyer.place("standard", offers=["SKU-1"])
    stand.market.force(shipment_id, "CONFIRMED")
    stand.clock.move(days=2)
    assert stand.statuses(shipment_id) == ["CONFIRMED"]
    stand.pack(shipment_id, {1: 1})
    stand.clock.move(seconds=1)
    assert stand.statuses(shipment_id) == ["SHIPPING_EXPIRED"]

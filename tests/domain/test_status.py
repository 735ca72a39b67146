from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.domain.status import (
    CANCELED,
    Status,
    has_reached,
    heading_for,
    is_canceled,
    is_final,
    is_pending,
    known,
    name_of,
    roll_up,
)

KNOWN = st.sampled_from([status.value for status in Status])
UNKNOWN = st.text(min_size=1, max_size=12).filter(lambda text: text not in Status.__members__)

WAY = (
    "NEW", "PENDING_CONFIRMATION", "CONFIRMED", "PACKING_EXPIRED", "PENDING_PACKING", "PACKED",
    "SHIPPING_EXPIRED", "PENDING_SHIPPING", "SHIPPED", "DELIVERED",
)  # fmt: skip


@pytest.mark.parametrize(("place", "status"), list(enumerate(WAY)))
def test_a_lot_has_reached_the_steps_behind_it_and_its_own(place: int, status: str) -> None:
    assert [has_reached(status, Status(target)) for target in WAY] == [
        other <= place for other in range(len(WAY))
    ]


@pytest.mark.parametrize("status", ["PENDING", "MERCHANT_CANCELED", "CUSTOMER_CANCELED", "IN_RETURN", ""])
def test_a_lot_off_the_way_has_reached_nothing(status: str) -> None:
    assert not any(has_reached(status, Status(target)) for target in WAY)


@pytest.mark.parametrize(
    ("status", "end"),
    [
        ("PENDING_CONFIRMATION", "CONFIRMED"),
        ("PENDING_PACKING", "PACKED"),
        ("PENDING_SHIPPING", "SHIPPED"),
        ("PENDING", "PENDING"),
        ("PENDING_RETURN", "PENDING_RETURN"),
        ("PACKED", "PACKED"),
    ],
)
def test_a_step_in_work_heads_for_its_end(status: str, end: str) -> None:
    assert heading_for(status) == end


def test_statuses_that_mean_wait() -> None:
    waiting = {status.value for status in Status if is_pending(status)}
    assert waiting == {"PENDING", "PENDING_CONFIRMATION", "PENDING_PACKING", "PENDING_SHIPPING"}
    assert is_pending("PENDING_RETURN")
    assert not is_pending("PENDINGISH")


def test_only_delivered_and_cancelled_lots_are_at_their_end() -> None:
    assert {status.value for status in Status if is_final(status)} == {
        "DELIVERED", "MERCHANT_CANCELED", "CUSTOMER_CANCELED",
    }  # fmt: skip
    assert {status for status in Status if is_canceled(status)} == CANCELED


def test_every_status_has_a_name_of_its_own_in_both_languages() -> None:
    names = [name_of(status) for status in Status]
    assert len({name.ru for name in names}) == len({name.en for name in names}) == len(Status)


@given(UNKNOWN)
def test_an_unknown_status_is_shown_as_it_came(status: str) -> None:
    assert known(status) is None
    assert name_of(status).ru == name_of(status).en == status


@pytest.mark.parametrize(
    ("lots", "whole"),
    [
        ("NEW CONFIRMED", "NEW"),
        ("CONFIRMED PENDING_CONFIRMATION", "PENDING_CONFIRMATION"),
        ("PACKED CONFIRMED", "CONFIRMED"),
        ("PACKED PACKING_EXPIRED", "PACKING_EXPIRED"),
        ("SHIPPED PACKED", "PACKED"),
        ("DELIVERED SHIPPED", "SHIPPED"),
        ("DELIVERED DELIVERED", "DELIVERED"),
        ("DELIVERED CUSTOMER_CANCELED", "DELIVERED"),
        ("PENDING PACKED", "PENDING"),
        ("CUSTOMER_CANCELED NEW MERCHANT_CANCELED", "NEW"),
        ("CUSTOMER_CANCELED CUSTOMER_CANCELED", "CUSTOMER_CANCELED"),
        ("CUSTOMER_CANCELED MERCHANT_CANCELED", "MERCHANT_CANCELED"),
        ("PACKED IN_RETURN MERCHANT_CANCELED", "IN_RETURN"),
        ("", ""),
    ],
)
def test_a_shipment_stands_where_its_slowest_open_lot_does(lots: str, whole: str) -> None:
    assert roll_up(lots.split()) == whole


@given(st.lists(KNOWN), UNKNOWN, st.data())
def test_the_roll_up_never_loses_an_unknown_status(
    statuses: list[str], odd: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(statuses)))
    assert roll_up([*statuses[:place], odd, *statuses[place:]]) == odd


@given(st.lists(KNOWN, min_size=1))
def test_the_roll_up_is_a_status_of_one_of_the_lots_or_a_cancellation(statuses: list[str]) -> None:
    whole = roll_up(statuses)
    assert whole in statuses or set(statuses) == CANCELED
    assert is_canceled(whole) == all(is_canceled(status) for status in statuses)

from __future__ import annotations

import pytest

from mmdesk.domain.intent import Confirm, FetchLabel, Reject
from mmdesk.domain.parked import replaced
from mmdesk.domain.standing import NotAllowed, PendingCommand, RowState, Standing
from tests.factory import pending_command, standing

REJECT_BOTH = (Reject((1, 2), "OUT_OF_STOCK"),)


def parked(*lots: int, key: str = "key-1") -> PendingCommand:
    return pending_command(Confirm(lots), RowState.PARKED, key=key)


def two(*pending: PendingCommand) -> Standing:
    return standing("NEW", "NEW", pending=pending)


def test_a_decision_takes_the_place_of_everything_parked_about_its_lots() -> None:
    first, second = parked(1), parked(2, key="key-2")
    assert replaced(two(first, second), REJECT_BOTH) == (first, second)


def test_what_is_parked_about_other_lots_or_on_its_way_stays() -> None:
    at = two(parked(2), pending_command(Confirm((1,)), key="key-2"))
    assert replaced(at, (Reject((1,), "OUT_OF_STOCK"),)) == ()


def test_what_is_parked_about_more_lots_stands_in_the_way() -> None:
    with pytest.raises(NotAllowed, match=r"parked command “confirmation” \(lots: 1, 2; key-1\)"):
        replaced(two(parked(1, 2)), (Reject((1,), "OUT_OF_STOCK"),))


def test_a_lot_cancelled_since_keeps_nothing_in_the_way() -> None:
    command = parked(1, 2)
    at = standing("NEW", "CUSTOMER_CANCELED", pending=[command])
    assert replaced(at, (Reject((1,), "OUT_OF_STOCK"),)) == (command,)


def test_a_label_replaces_no_decision_but_another_label() -> None:
    label = (FetchLabel((1, 2)),)
    earlier = pending_command(FetchLabel((1, 2)), RowState.PARKED)
    assert replaced(two(earlier), label) == (earlier,)
    with pytest.raises(NotAllowed):
        replaced(two(parked(1)), label)

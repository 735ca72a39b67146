"""Nothing that was put off starves when somebody sets the clock, back or forward."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mmdesk.domain.intent import Command, Target
from mmdesk.errors import Text
from mmdesk.storage.connections import TargetHealth
from tests.storage.build import MINUTE, NOON, Shop, lot, shipment

JUMPS = pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(hours=3)], ids=["back", "forward"])
SECOND = timedelta(seconds=1)


@JUMPS
def test_a_command_that_was_put_off_is_sent(shop: Shop, jump: timedelta) -> None:
    shop.queue("a", shop.put(shipment()), not_before=NOON + MINUTE)
    assert shop.claim(now=NOON) is None
    assert shop.claim(now=NOON + jump) == "a"


@JUMPS
def test_a_claim_that_was_left_is_taken_over(shop: Shop, jump: timedelta) -> None:
    shop.queue("a", shop.put(shipment()))
    assert shop.claim("dead") == "a"
    assert shop.claim("heir", NOON + SECOND) is None
    assert shop.claim("heir", NOON + jump) == "a"


@JUMPS
def test_what_can_be_undone_is_what_no_relay_takes(shop: Shop, jump: timedelta) -> None:
    shop.queue("a", shop.put(shipment()), not_before=NOON + MINUTE)
    with shop.storage.look() as look:
        assert [each.key for each in look.held.of("Анна", [Command.CONFIRM], NOON)] == ["a"]
        assert look.held.of("Анна", [Command.CONFIRM], NOON + jump) == ()


@JUMPS
def test_a_planned_reread_is_made(shop: Shop, jump: timedelta) -> None:
    key = shop.put(shipment())
    with shop.storage.work() as work:
        work.shipments.plan_reread(key, NOON + MINUTE, 1)
        work.commit()
    with shop.storage.look() as look:
        assert look.shipments.due_for_reread(shop.connection_id, NOON, 5) == ()
        assert len(look.shipments.due_for_reread(shop.connection_id, NOON + jump, 5)) == 1


@JUMPS
def test_a_call_that_was_postponed_is_worked_off(shop: Shop, jump: timedelta) -> None:
    shop.receive()
    with shop.storage.work() as work:
        message = work.inbox.next(shop.connection_id, NOON)
        assert message is not None
        work.inbox.postpone(message.row_id, NOON + MINUTE, Text("ещё нет", "not yet"))
        work.commit()
    with shop.storage.look() as look:
        assert look.inbox.next(shop.connection_id, NOON) is None
        assert look.inbox.next(shop.connection_id, NOON + jump) is not None


@JUMPS
def test_an_order_on_its_way_is_polled(shop: Shop, jump: timedelta) -> None:
    shop.put(shipment("945000001", lot(1, "SHIPPED")), NOON)
    with shop.storage.look() as look:

        def polled(now: timedelta) -> int:
            at = NOON + now
            slow_before, slow_after = at - 30 * MINUTE, at - timedelta(days=60)
            return len(look.shipments.to_poll(shop.connection_id, "SHIPPED", slow_before, slow_after, at))

        assert (polled(SECOND), polled(jump)) == (0, 1)


@JUMPS
def test_a_pause_after_failures_is_over(jump: timedelta) -> None:
    health = TargetHealth(Target.MEGAMARKET, 3, NOON, NOON + 5 * MINUTE)
    assert health.is_paused(NOON)
    assert not health.is_paused(NOON + jump)

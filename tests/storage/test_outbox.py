"""Claims, order and settlement of commands in the outbox."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmdesk.domain.box import Box
from mmdesk.domain.intent import Confirm, CreateOrder, Pack, Reject, Target
from mmdesk.domain.outbox import Progress
from mmdesk.domain.standing import RowState
from mmdesk.errors import Text
from mmdesk.storage.outbox import QueuedCommand, UnknownCommand
from tests.storage.build import MINUTE, NOON, Shop, lot, shipment


def take(shop: Shop, holder: str = "relay") -> QueuedCommand:
    with shop.storage.work() as work:
        claimed = work.outbox.claim(shop.connection_id, Target.MEGAMARKET, holder, NOON, NOON + MINUTE)
        work.commit()
    assert claimed is not None
    return claimed


def settle(shop: Shop, row: QueuedCommand, state: RowState, holder: str = "relay") -> bool:
    with shop.storage.work() as work:
        progress = replace(row.progress, state=state)
        settled = work.outbox.settle(row.row_id, holder, progress, Text.same("слова"), NOON)
        work.commit()
    return settled


def test_a_command_comes_back_as_it_was_queued(shop: Shop) -> None:
    intent = Pack((Box(1, (1, 2)), Box(2, (3,))))
    shop.queue("pack-1", shop.put(shipment()), intent)
    claimed = take(shop)
    assert claimed.intent == intent
    assert (claimed.shipment_id, claimed.connection, claimed.created_by) == ("945000001", "Склад", "Анна")
    assert claimed.progress == Progress(not_before=NOON)


def test_a_claimed_command_is_not_claimed_again(shop: Shop) -> None:
    shop.queue("a", shop.put(shipment()))
    assert shop.claim("first") == "a"
    assert shop.claim("second") is None


def test_commands_on_the_same_lot_leave_in_their_order(shop: Shop) -> None:
    key = shop.put(shipment())
    shop.queue("a", key)
    shop.queue("b", key)
    first = take(shop)
    assert shop.claim() is None
    settle(shop, first, RowState.DONE)
    assert shop.claim() == "b"


def test_commands_on_other_lots_pass_by(shop: Shop) -> None:
    key = shop.put(shipment("945000001", lot(1), lot(2)))
    shop.queue("a", key, Confirm((1,)))
    shop.queue("b", key, Confirm((2,)))
    assert [shop.claim(), shop.claim()] == ["a", "b"]


def test_the_same_lot_number_of_another_shipment_does_not_wait(shop: Shop) -> None:
    shop.queue("a", shop.put(shipment("945000001")))
    shop.queue("b", shop.put(shipment("945000002")))
    assert [shop.claim(), shop.claim()] == ["a", "b"]


def test_a_parked_command_holds_back_only_those_that_share_a_lot(shop: Shop) -> None:
    key = shop.put(shipment("945000001", lot(1), lot(2)))
    shop.queue("parked", key, Confirm((1,)))
    shop.queue("same lot", key, Reject((1,), "OUT_OF_STOCK"))
    shop.queue("other lot", key, Reject((2,), "OUT_OF_STOCK"))
    settle(shop, take(shop), RowState.PARKED)
    assert [shop.claim(), shop.claim()] == ["other lot", None]


def test_a_parked_command_never_holds_back_the_other_target(shop: Shop) -> None:
    key = shop.put(shipment())
    shop.queue("parked", key, Confirm((1,)))
    shop.queue("crm", key, CreateOrder((1,)))
    settle(shop, take(shop), RowState.PARKED)
    assert shop.claim(target=Target.CRM) == "crm"


def test_dropping_a_parked_command_frees_those_behind_it(shop: Shop) -> None:
    key = shop.put(shipment())
    shop.queue("parked", key)
    shop.queue("behind", key)
    settle(shop, take(shop), RowState.PARKED)
    with shop.storage.work() as work:
        work.outbox.replace_progress("parked", Progress(RowState.CANCELLED), None, NOON)
        work.commit()
    assert shop.claim() == "behind"


def test_an_expired_claim_passes_on_and_its_old_holder_settles_nothing(shop: Shop) -> None:
    shop.queue("a", shop.put(shipment()))
    old = take(shop, "old")
    assert shop.claim("new", NOON + MINUTE) == "a"
    assert not settle(shop, old, RowState.DONE, "old")
    with shop.storage.work() as work:
        assert work.outbox.find("a").claimed_by == "new"


def test_a_taken_over_command_tells_that_it_was_claimed_before(shop: Shop) -> None:
    shop.queue("a", shop.put(shipment()))
    shop.claim("dead")
    with shop.storage.work() as work:
        later = NOON + MINUTE
        again = work.outbox.claim(shop.connection_id, Target.MEGAMARKET, "heir", later, later + MINUTE)
    assert again is not None
    assert (again.progress.state, again.claimed_by) == (RowState.CLAIMED, "dead")


def test_a_claim_is_renewed_only_while_it_holds(shop: Shop) -> None:
    shop.queue("a", shop.put(shipment()))
    row = take(shop)
    with shop.storage.work() as work:
        in_time, too_late = NOON + MINUTE / 2, NOON + 3 * MINUTE
        assert work.outbox.renew(row.row_id, "relay", in_time, NOON + 2 * MINUTE)
        assert not work.outbox.renew(row.row_id, "relay", too_late, too_late + MINUTE)
        assert not work.outbox.renew(row.row_id, "somebody else", in_time, too_late)


def test_a_claim_is_held_by_one_and_as_long_as_it_lasts(shop: Shop) -> None:
    shop.queue("a", shop.put(shipment()))
    row = take(shop)
    with shop.storage.look() as work:
        assert work.outbox.holds(row.row_id, "relay", NOON + MINUTE)
        assert not work.outbox.holds(row.row_id, "relay", NOON + MINUTE * 1.01)
        assert not work.outbox.holds(row.row_id, "somebody else", NOON)


def test_a_command_waits_for_its_moment(shop: Shop) -> None:
    shop.queue("a", shop.put(shipment()), not_before=NOON + MINUTE)
    assert shop.claim(now=NOON) is None
    assert shop.claim(now=NOON + MINUTE) == "a"


def test_commands_of_another_connection_are_left_alone(shop: Shop) -> None:
    shop.queue("a", shop.put(shipment()))
    with shop.storage.work() as work:
        other = type(shop.connection_id)(shop.connection_id + 1)
        assert work.outbox.claim(other, Target.MEGAMARKET, "relay", NOON, NOON + MINUTE) is None


def test_a_settled_command_keeps_the_words_of_the_remote(shop: Shop) -> None:
    shop.queue("a", shop.put(shipment()))
    assert settle(shop, take(shop), RowState.PARKED)
    with shop.storage.work() as work:
        parked = work.outbox.find("a")
        assert (parked.progress.state, parked.error) == (RowState.PARKED, Text.same("слова"))


def test_the_list_of_finished_commands_ends_with_the_latest(shop: Shop) -> None:
    key = shop.put(shipment())
    for name in ("a", "b", "c"):
        shop.queue(name, key)
    with shop.storage.work() as work:
        assert [row.key for row in work.outbox.list(finished=True, limit=2)] == ["b", "c"]
        assert [row.key for row in work.outbox.list(limit=2)] == ["a", "b"]


def test_an_unknown_key_is_refused_by_name(shop: Shop) -> None:
    with shop.storage.work() as work, pytest.raises(UnknownCommand, match="no-such"):
        work.outbox.find("no-such")

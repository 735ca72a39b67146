"""Megamarket's calls: stored once, worked off in their order."""

from __future__ import annotations

from contextlib import closing

from sqlalchemy import select
from sqlalchemy.orm import Session

from mmdesk.errors import Text
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.inbox import InboxMessage, NewCall
from mmdesk.storage.tables import InboxRow
from tests.storage.build import MINUTE, NOON, Shop


def next_call(shop: Shop) -> InboxMessage:
    with shop.storage.look() as look:
        message = look.inbox.next(shop.connection_id, NOON)
    assert message is not None
    return message


def new_call(shop: Shop, body: bytes) -> NewCall:
    return NewCall(shop.connection_id, "order/new", body)


def rows(shop: Shop) -> list[tuple[object, ...]]:
    """What the inbox holds, without ids and digests."""
    columns = InboxRow.source, InboxRow.body, InboxRow.received_at, InboxRow.repeats, InboxRow.parked
    with Session(shop.storage.engine) as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(InboxRow.id))]


def test_a_call_is_kept_byte_for_byte(shop: Shop) -> None:
    assert shop.receive(b'{"data": "\xff\x00"}')
    message = next_call(shop)
    assert (message.body, message.source, message.received_at) == (b'{"data": "\xff\x00"}', "order/new", NOON)


def test_a_repeated_call_is_counted_and_not_stored_again(shop: Shop) -> None:
    assert [shop.receive(), shop.receive(), shop.receive()] == [True, False, False]
    with shop.storage.work() as work:
        work.inbox.finish(next_call(shop).row_id, NOON)
        assert work.inbox.next(shop.connection_id, NOON) is None


def test_calls_of_one_transaction_are_kept_and_counted_each(shop: Shop) -> None:
    calls = [NewCall(shop.connection_id, "order/new", body) for body in (b"[1]", b"[1]", b"[2]")]
    with closing(ChangeWatcher(shop.storage.engine)) as changes:
        assert shop.storage.store_calls(calls, NOON) == [True, False, True]
        assert changes.wait(10)
    assert shop.storage.store_calls(calls[:1], NOON) == [False]
    with shop.storage.look() as look:
        assert [each.body for each in look.inbox.waiting(shop.connection_id, NOON, 9)] == [b"[1]", b"[2]"]


def test_calls_stored_at_once_are_as_any_others(shop: Shop) -> None:
    if shop.storage.engine.dialect.name != "sqlite":
        assert shop.storage.store_calls_at_once([new_call(shop, b"[1]")], NOON) is None
        return
    calls = [new_call(shop, body) for body in (b"[1]", b"[1]", b"\xff\x00")]
    with closing(ChangeWatcher(shop.storage.engine)) as changes:
        assert shop.storage.store_calls_at_once(calls, NOON) == [True, False, True]
        assert changes.wait(10)
    assert shop.storage.store_calls(calls, NOON) == [False, False, False]
    assert rows(shop) == [("order/new", b"[1]", NOON, 3, False), ("order/new", b"\xff\x00", NOON, 1, False)]


def test_nobody_is_waited_for_at_once(shop: Shop) -> None:
    calls = [new_call(shop, b"[1]")]
    with shop.storage.work():
        assert shop.storage.store_calls_at_once(calls, NOON) is None
    assert rows(shop) == []
    if shop.storage.engine.dialect.name == "sqlite":
        assert shop.storage.store_calls_at_once(calls, NOON) == [True]


def test_equal_bodies_to_different_addresses_are_different_calls(shop: Shop) -> None:
    assert shop.receive(b"{}", "order/new")
    assert shop.receive(b"{}", "order/cancel")


def test_calls_are_worked_off_in_their_order(shop: Shop) -> None:
    shop.receive(b"first")
    shop.receive(b"second")
    first = next_call(shop)
    with shop.storage.work() as work:
        work.inbox.finish(first.row_id, NOON)
        work.commit()
    assert (first.body, next_call(shop).body) == (b"first", b"second")


def test_a_parked_call_lets_the_next_one_pass(shop: Shop) -> None:
    shop.receive(b"odd")
    shop.receive(b"good")
    with shop.storage.work() as work:
        work.inbox.park(next_call(shop).row_id, Text.same("no such merchant"))
        work.commit()
    assert next_call(shop).body == b"good"
    with shop.storage.look() as look:
        assert look.inbox.parked() == 1


def test_a_postponed_call_waits_for_its_moment(shop: Shop) -> None:
    shop.receive()
    with shop.storage.work() as work:
        work.inbox.postpone(next_call(shop).row_id, NOON + MINUTE, Text.same("busy"))
        work.commit()
    with shop.storage.look() as look:
        assert look.inbox.next(shop.connection_id, NOON) is None
        assert look.inbox.next(shop.connection_id, NOON + MINUTE) is not None


def test_a_call_that_came_in_while_its_connection_was_removed_waits_for_nobody(shop: Shop) -> None:
    with shop.storage.work() as work:
        work.connections.remove(shop.connection.name, NOON)
        work.commit()
    shop.receive(b"late")
    row_id = next_call(shop).row_id
    with shop.storage.work() as work:
        work.inbox.park(row_id, Text("странный", "odd"))
        assert (work.inbox.parked(), work.inbox.parked_calls(), work.inbox.unpark(row_id)) == (0, (), False)

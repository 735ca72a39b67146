from __future__ import annotations

from mmdesk.domain.scheme import Verb
from mmdesk.errors import Text
from mmdesk.services.order_actions import Outcome, Queued, Refusal
from mmdesk.services.order_list import OrderRow
from mmdesk.ui.orders.bulk import CHUNK, Bulk, ref_of
from tests.factory import lot
from tests.ui.orders.cards import card


def rows(count: int) -> list[OrderRow]:
    return [card(lot(1), key=number, shipment_id=f"70010{number}").order for number in range(1, count + 1)]


def test_many_orders_are_handed_out_in_chunks() -> None:
    bulk = Bulk.of(Verb.CONFIRM, rows(45))
    assert [len(bulk.next_chunk()) for _ in range(4)] == [CHUNK, CHUNK, 5, 0]


def test_an_order_chosen_twice_is_done_once() -> None:
    (row,) = rows(1)
    assert Bulk.of(Verb.CONFIRM, [row, row]).next_chunk() == (ref_of(row),)


def test_refusals_count_as_handled() -> None:
    bulk = Bulk.of(Verb.CONFIRM, rows(2))
    bulk.take(Outcome(Verb.CONFIRM, (), (Refusal("700101", Text.same("нет")),)))
    assert (bulk.done, bulk.handled) == (0, 1)


def test_what_was_done_long_ago_is_not_counted_as_done_now() -> None:
    bulk = Bulk.of(Verb.CONFIRM, rows(3))
    now, before = Queued("700101", "Лавка", ("key-1",)), Queued("700102", "Лавка", ())
    bulk.take(Outcome(Verb.CONFIRM, (now, before), ()))
    assert (bulk.done, bulk.already, bulk.handled) == (1, 1, 2)


def test_a_fact_of_our_own_is_done_now_without_a_command() -> None:
    bulk = Bulk.of(Verb.COURIER, rows(1))
    bulk.take(Outcome(Verb.COURIER, (Queued("700101", "Лавка", (), noted=True),), ()))
    assert (bulk.done, bulk.already) == (1, 0)

from __future__ import annotations

from dataclasses import replace

import pytest

from mmdesk.domain.intent import Command
from mmdesk.domain.scheme import Verb
from mmdesk.domain.standing import RowState
from mmdesk.domain.status import Status
from mmdesk.domain.step import Step
from mmdesk.services.order_list import OrderFilter, OrderRow, OrderSort, OrderWish, ShipmentKey
from mmdesk.ui.orders.orders_state import (
    MOST_AT_ONCE,
    Notice,
    Reading,
    Selection,
    WishState,
    chosen,
    handing_over,
    notice,
    offered,
    step_of,
    waiting,
)
from tests.factory import NOW, lot
from tests.ui.orders.list_stand import keys, order, pending

HERE, THERE = ShipmentKey(1), ShipmentKey(2)


def at_work(wish: OrderWish | None = None) -> WishState:
    """A list is on the screen."""
    state = WishState(wish)
    state.show(state.wish)
    return state


def test_a_search_keeps_the_chip_it_began_from() -> None:
    state = at_work(OrderWish(show=OrderFilter.PACK))
    state.search("кружка")
    assert (state.wish.show, state.wish.search) == (OrderFilter.PACK, "кружка")
    state.leave_search()
    assert state.wish == OrderWish(show=OrderFilter.PACK)


def test_a_chip_ends_a_search() -> None:
    state = at_work()
    state.search("кружка")
    state.choose(OrderFilter.RISK)
    assert state.wish == OrderWish(show=OrderFilter.RISK)


def test_spaces_around_words_are_no_other_wish() -> None:
    state = at_work()
    assert state.search("кружка синяя")
    assert not state.search("  кружка  синяя ")


def test_the_same_chip_is_no_other_wish() -> None:
    assert not at_work().choose(OrderFilter.CONFIRM)


def test_a_chip_opens_where_it_was_left() -> None:
    state = at_work()
    state.stand_at(HERE)
    state.choose(OrderFilter.ALL)
    state.show(state.wish)
    state.stand_at(THERE)
    state.choose(OrderFilter.CONFIRM)
    assert state.place == HERE


def test_a_list_made_anew_stands_where_the_former_stood_even_in_a_search() -> None:
    state = WishState()
    assert state.stand_again(OrderWish(show=OrderFilter.ALL, search="кружка"), HERE)
    assert state.place == HERE
    state.show(state.wish)
    assert state.place is None


def test_the_person_who_goes_on_elsewhere_is_not_called_back_to_where_a_former_list_stood() -> None:
    state = WishState()
    assert not state.stand_again(OrderWish(), HERE)
    assert not state.is_untouched
    state.choose(OrderFilter.RISK)
    assert state.place is None


def test_a_chip_that_was_never_open_opens_at_the_order_one_comes_from() -> None:
    state = at_work()
    state.stand_at(HERE)
    state.choose(OrderFilter.ALL)
    assert state.place == HERE


def test_a_search_begins_at_its_best_hit_and_leads_back_to_where_it_began() -> None:
    state = at_work()
    state.stand_at(HERE)
    state.search("7")
    assert state.place is None
    state.show(state.wish)
    state.stand_at(THERE)
    state.leave_search()
    assert state.place == HERE


def test_moves_in_the_old_list_while_the_new_one_is_read_are_the_old_ones() -> None:
    state = at_work()
    state.stand_at(HERE)
    state.choose(OrderFilter.PACK)
    state.stand_at(THERE)
    state.show(state.wish)
    state.choose(OrderFilter.CONFIRM)
    assert state.place == THERE


def test_another_sort_stays_at_the_order() -> None:
    state = at_work()
    state.stand_at(HERE)
    state.sort(OrderSort.NEWEST)
    assert state.place == HERE


@pytest.mark.parametrize(
    ("reading", "orders", "searching", "why"),
    [
        (Reading(), 0, False, Notice.LOADING),
        (Reading(failure="нет базы"), 0, False, Notice.FAILED),
        (Reading(done=True, failure="нет базы", connections=1), 0, True, Notice.FAILED),
        (Reading(done=True), 0, False, Notice.NO_CONNECTION),
        (Reading(done=True, connections=1), 0, True, Notice.NOTHING_FOUND),
        (Reading(done=True, connections=1), 0, False, Notice.NO_ORDER_YET),
        (Reading(done=True, connections=1, has_orders=True), 0, False, Notice.NO_ORDER),
        (Reading(done=True, connections=1), 3, False, None),
        (Reading(done=True, failure="нет базы", connections=1), 3, False, None),
    ],
)
def test_an_empty_list_says_why(reading: Reading, orders: int, searching: bool, why: Notice | None) -> None:
    assert notice(reading, orders=orders, searching=searching) is why


def test_what_is_to_be_confirmed_and_decided_waits_here() -> None:
    counts = {OrderFilter.CONFIRM: 4, OrderFilter.DECIDE: 2, OrderFilter.PACK: 9, OrderFilter.ALL: 90}
    assert waiting(counts) == 6


@pytest.mark.parametrize(
    ("row", "step"),
    [
        (order(1, "NEW"), Step.CONFIRM),
        (replace(order(1, "NEW"), projected=Status.CONFIRMED), Step.PACK),
        (replace(order(1, "NEW"), projected=Status.MERCHANT_CANCELED), Step.DONE),
        (replace(order(1, "PACKED"), projected=Status.SHIPPED), Step.WAIT),
        (order(1, "PACKED", scheme="dsm", checked_at=NOW, couriered_at=NOW), Step.CLOSE),
    ],
)
def test_the_next_step_counts_what_is_on_its_way(row: OrderRow, step: Step) -> None:
    assert step_of(row) is step


@pytest.mark.parametrize(
    ("row", "verbs"),
    [
        (order(1, "NEW"), (Verb.CONFIRM, Verb.REJECT)),
        (order(1, "NEW", scheme="dsm"), (Verb.CONFIRM, Verb.REJECT, Verb.PACK)),
        (order(1, "CONFIRMED"), (Verb.REJECT, Verb.PACK, Verb.LABEL)),
        (order(1, "PACKED"), (Verb.REJECT, Verb.LABEL, Verb.SHIP)),
        (order(1, "PACKED", scheme="dsm", checked_at=NOW), (Verb.REJECT, Verb.LABEL, Verb.COURIER)),
        (order(1, "SHIPPED", scheme="dsm"), (Verb.LABEL, Verb.CLOSE)),
        (order(1, "DELIVERED"), ()),
        (
            order(1, lot(1, "CONFIRMED", cancel_requested=True), scheme="dsm"),
            (Verb.REJECT, Verb.ANSWER_CANCEL),
        ),
        (
            replace(
                order(1, lot(1, "CONFIRMED", cancel_requested=True), scheme="dsm"),
                pending=(pending(Command.ANSWER_CANCEL, RowState.PENDING),),
            ),
            (Verb.CONFIRM, Verb.REJECT, Verb.PACK),
        ),
    ],
)
def test_what_makes_sense_for_an_order_is_offered(row: OrderRow, verbs: tuple[Verb, ...]) -> None:
    assert offered((row,), 1) == verbs


def test_for_several_orders_all_is_offered_that_makes_sense_for_one_of_them_and_asks_nothing() -> None:
    rows = (order(1, "NEW"), order(2, "PACKED"))
    assert offered(rows, 2) == (Verb.CONFIRM, Verb.LABEL, Verb.SHIP)


def test_of_orders_not_read_yet_nothing_is_ruled_out() -> None:
    assert Verb.SHIP in offered((order(1, "NEW"),), 2)


def test_nothing_is_offered_for_more_orders_than_are_taken_at_once() -> None:
    assert offered((), MOST_AT_ONCE + 1) == ()


@pytest.mark.parametrize(
    ("rows", "verb"),
    [
        ((order(1, "PACKED"),), Verb.SHIP),
        ((order(1, "PACKED", scheme="dsm", checked_at=NOW),), Verb.COURIER),
        ((order(1, "SHIPPED", scheme="dsm"),), Verb.CLOSE),
        ((order(1, "PACKED"), order(2, "PACKED", scheme="dsm", checked_at=NOW)), None),
        ((order(1, "NEW"),), None),
    ],
)
def test_what_handing_over_means_is_the_schemes_affair(rows: tuple[OrderRow, ...], verb: Verb | None) -> None:
    assert handing_over(rows) is verb


def test_in_the_list_a_key_concerns_what_is_selected_there() -> None:
    assert chosen(keys(4, 5), HERE, in_details=False) == Selection(keys(4, 5))


def test_in_the_details_a_key_concerns_the_order_shown_there() -> None:
    assert chosen(keys(4, 5), HERE, in_details=True) == Selection((HERE,))


def test_with_nothing_selected_a_key_concerns_the_current_order() -> None:
    assert chosen((), HERE, in_details=False) == Selection((HERE,))
    assert chosen((), None, in_details=False) == Selection()

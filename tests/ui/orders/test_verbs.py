from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.domain.lot import Lot
from mmdesk.domain.scheme import Verb
from mmdesk.domain.shipment import Shipment
from mmdesk.storage.uow import Storage
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.facts.lines_list import LinesList
from mmdesk.ui.orders.answer_dialog import AnswerDialog
from mmdesk.ui.orders.close_dialog import CloseDialog
from mmdesk.ui.orders.pack_dialog import PackDialog
from mmdesk.ui.orders.question_dialog import QuestionDialog
from mmdesk.ui.orders.reject_dialog import RejectDialog
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.factory import delivery_lot, lot, shipment
from tests.ui.conftest import Wait
from tests.ui.orders.dialogs import CTRL, agree, asked_about_many, press, write
from tests.ui.orders.verbs_stand import VerbsStand, open_dialog, verbs_stand

Make = Callable[[str], VerbsStand]


@pytest.fixture
def make(
    sqlite_storage: Storage,
    clock: ManualClock,
    runner: TaskRunner,
    theme: Theme,
    qtbot: QtBot,
    tmp_path: Path,
) -> Make:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    def of(scheme: str = "standard") -> VerbsStand:
        return verbs_stand(sqlite_storage, clock, runner, theme, window, tmp_path / "documents", scheme)

    return of


@pytest.fixture
def desk(make: Make) -> VerbsStand:
    return make("standard")


@pytest.fixture
def own(make: Make) -> VerbsStand:
    """ДСМ: the shop delivers by itself."""
    return make("dsm")


def many(count: int, status: str = "NEW") -> list[Shipment]:
    return [shipment(status, shipment_id=f"7001{number:05}") for number in range(1, count + 1)]


def confirmed(*lots: Lot, shipment_id: str = "700100200") -> Shipment:
    return shipment(*lots, shipment_id=shipment_id)


def asked(wait: Wait, kind: type[QuestionDialog]) -> QuestionDialog:
    """The question, once it stands on the screen."""
    wait(lambda: isinstance(open_dialog(), kind), kind.__name__)
    dialog = open_dialog()
    assert dialog is not None
    return dialog


def told_in(dialog: ConfirmDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def lists_in(dialog: ConfirmDialog) -> list[list[str]]:
    return [list(each.lines()) for each in dialog.findChildren(LinesList)]


def test_one_order_is_confirmed_and_the_time_to_undo_is_told(desk: VerbsStand, wait: Wait) -> None:
    desk.verbs.perform(Verb.CONFIRM, desk.place(shipment("NEW")))
    wait(lambda: desk.heard.last)
    assert desk.heard.last == "Order 700100200: confirmation leaves in 10 s"
    assert desk.commands() == ["confirm"]


def test_what_goes_out_at_once_is_on_its_way(desk: VerbsStand, wait: Wait) -> None:
    desk.house.set("desk.undo_seconds", "0")
    desk.verbs.perform(Verb.CONFIRM, desk.place(shipment("NEW")))
    wait(lambda: desk.heard.last)
    assert desk.heard.last == "Order 700100200: confirmation is on its way"


def test_a_refusal_is_said_with_its_reason(desk: VerbsStand, wait: Wait) -> None:
    desk.verbs.perform(Verb.SHIP, desk.place(shipment("NEW")))
    wait(lambda: desk.heard.last)
    assert desk.heard.kinds == ["refused"]
    assert desk.heard.last.startswith("Order 700100200: This cannot be done now: lot 1 (new)")


def test_what_was_done_before_is_not_done_twice(desk: VerbsStand, wait: Wait) -> None:
    rows = desk.place(shipment("NEW"))
    desk.verbs.perform(Verb.CONFIRM, rows)
    desk.verbs.perform(Verb.CONFIRM, rows)
    wait(lambda: len(desk.heard.sentences) == 2)
    assert desk.heard.last == "Order 700100200: this has been done already, or is on its way"
    assert desk.commands() == ["confirm"]


def test_without_an_order_it_says_what_to_do(desk: VerbsStand) -> None:
    desk.verbs.perform(Verb.CONFIRM, [])
    desk.verbs.hand_over([])
    assert [each.split(":")[0] for each in desk.heard.sentences] == ["No order is chosen"] * 2


def test_many_orders_are_confirmed_in_chunks_and_told_once(desk: VerbsStand, wait: Wait) -> None:
    desk.verbs.perform(Verb.CONFIRM, desk.place(*many(45)))
    agree(wait)
    wait(lambda: "45" in desk.heard.last and desk.heard.kinds[-1] == "done")
    assert desk.heard.sentences == [
        "Confirming: 20 of 45",
        "Confirming: 40 of 45",
        "Confirmation of 45 order(s) leaves in 10 s",
    ]
    assert len(desk.commands()) == 45


def test_what_will_happen_to_several_orders_is_asked_once_and_nothing_is_done_before(
    desk: VerbsStand, wait: Wait
) -> None:
    desk.verbs.perform(Verb.CONFIRM, desk.place(*many(9)))
    question = asked_about_many(wait)
    told = told_in(question)
    assert "Confirm: 9 order(s)" in told
    assert lists_in(question) == [[each.shipment_id for each in many(9)]]
    assert "Ctrl+Z" in told
    assert "acceptance" not in told
    assert question.accept_button.isDefault()
    question.safe_button.click()
    assert desk.commands() == []
    assert desk.heard.sentences == []


def test_before_several_orders_are_accepted_it_says_what_megamarket_will_see(make: Make, wait: Wait) -> None:
    desk = make("standard")
    own = make("dsm").place(*(shipment("NEW", shipment_id=number) for number in ("7001", "7002")))
    desk.verbs.perform(Verb.CONFIRM, [*desk.place(*many(4)), *own])
    question = asked_about_many(wait)
    assert "4 confirmation(s), 2 acceptance(s): Megamarket will see them as assembled" in told_in(question)
    question.safe_button.click()
    desk.verbs.perform(Verb.CONFIRM, own)
    question = asked_about_many(wait)
    assert "2 acceptance(s): Megamarket" in told_in(question)
    assert "confirmation(s)" not in told_in(question)
    question.safe_button.click()


def test_handing_over_several_orders_names_what_cannot_be_taken_back_and_what_is_left_out(
    own: VerbsStand, wait: Wait
) -> None:
    rows = own.place(*(shipment(lot(1, "PACKED"), shipment_id=number) for number in ("7001", "7002")))
    own.verbs.perform(Verb.COURIER, rows[:1])
    wait(lambda: own.heard.sentences)
    own.verbs.hand_over([own.row("7001"), own.row("7002")])
    question = asked_about_many(wait)
    told = told_in(question)
    assert "Give to the courier: 1 order(s) · 7002" in told
    assert "cannot be taken back" in told
    assert "Left out: 1 order(s)" in told
    assert lists_in(question) == [["7001: The result is told for one order at a time: choose one."]]
    assert question.safe_button.isDefault()
    question.accept_button.click()
    wait(lambda: len(own.heard.sentences) == 2)
    assert own.heard.last == "1 order(s) given to the courier"


def test_orders_that_had_it_done_before_are_left_out(desk: VerbsStand, wait: Wait) -> None:
    rows = desk.place(*many(3))
    desk.verbs.perform(Verb.CONFIRM, rows[:1])
    wait(lambda: len(desk.heard.sentences) == 1)
    desk.verbs.perform(Verb.CONFIRM, rows)
    question = asked_about_many(wait)
    assert "Confirm: 2 order(s) · 700100002, 700100003" in told_in(question)
    ((left,),) = lists_in(question)
    assert left.startswith("700100001: The order is confirmed already")
    question.accept_button.click()
    wait(lambda: len(desk.heard.sentences) == 2)
    assert desk.heard.last == "Confirmation of 2 order(s) leaves in 10 s"
    assert desk.commands() == ["confirm"] * 3


def test_many_orders_that_leave_nothing_to_do_are_not_asked_about(desk: VerbsStand, wait: Wait) -> None:
    rows = desk.place(*many(2))
    desk.verbs.perform(Verb.CONFIRM, rows)
    agree(wait)
    wait(lambda: len(desk.heard.sentences) == 1)
    desk.verbs.perform(Verb.CONFIRM, rows)
    wait(lambda: len(desk.heard.sentences) == 2)
    assert desk.heard.last == "Nothing is left to do here: 2 order(s) stay as they are"
    assert [line.split(":")[0] for line in desk.heard.lines] == ["700100001", "700100002"]


def test_orders_that_will_be_refused_stay_as_they_are_and_are_named(desk: VerbsStand, wait: Wait) -> None:
    packed = shipment(lot(1, "PACKED", box=1), shipment_id="700199999")
    desk.verbs.perform(Verb.SHIP, desk.place(*many(2), packed))
    question = asked_about_many(wait)
    done, left = lists_in(question)
    assert done == ["700199999 · no label yet"]
    assert [line.split(":")[0] for line in left] == ["700100001", "700100002"]
    question.accept_button.click()
    wait(lambda: desk.heard.last)
    assert (desk.heard.last, desk.heard.kinds) == ("Shipping of 1 order(s) leaves in 10 s", ["done"])


def test_overdue_orders_are_marked_in_the_question_and_stand_first(desk: VerbsStand, wait: Wait) -> None:
    first, second = desk.place(*many(2))
    late = replace(second, due_at=desk.clock.now() - timedelta(minutes=1))
    desk.verbs.perform(Verb.CONFIRM, [first, late])
    question = asked_about_many(wait)
    assert lists_in(question) == [["700100002 · overdue", "700100001"]]
    question.safe_button.click()


def test_many_orders_are_packed_each_in_one_box_unless_a_code_is_needed(desk: VerbsStand, wait: Wait) -> None:
    needs = confirmed(lot(1, "CONFIRMED", needs_mark=True), shipment_id="700199999")
    desk.verbs.perform(Verb.PACK, desk.place(*many(2, "CONFIRMED"), needs))
    question = asked_about_many(wait)
    ((left,),) = lists_in(question)
    assert "lot 1 needs a marking code" in left
    question.accept_button.click()
    wait(lambda: desk.heard.last)
    assert desk.heard.last == "Packing of 2 order(s), each in one box, is on its way"


@pytest.mark.parametrize("verb", [Verb.REJECT, Verb.CLOSE, Verb.ANSWER_CANCEL, Verb.MOVE])
def test_what_has_to_be_asked_is_for_one_order_at_a_time(desk: VerbsStand, verb: Verb) -> None:
    desk.verbs.perform(verb, desk.place(*many(2)))
    assert desk.heard.kinds == ["refused"]
    assert "one order at a time" in desk.heard.last
    assert open_dialog() is None


def test_rejecting_asks_and_then_sends(desk: VerbsStand, wait: Wait) -> None:
    desk.verbs.perform(Verb.REJECT, desk.place(shipment("NEW")))
    dialog = asked(wait, RejectDialog)
    assert isinstance(dialog, RejectDialog)
    press(dialog.common, Qt.Key.Key_1)
    press(dialog, Qt.Key.Key_Return, CTRL)
    wait(lambda: desk.heard.last)
    assert desk.heard.last == "Order 700100200: rejection leaves in 10 s"
    assert desk.commands() == ["reject"]


def test_a_question_that_is_left_sends_nothing(desk: VerbsStand, wait: Wait) -> None:
    desk.verbs.perform(Verb.REJECT, desk.place(shipment("NEW")))
    press(asked(wait, RejectDialog), Qt.Key.Key_Escape)
    wait(lambda: open_dialog() is None)
    assert desk.commands() == []
    assert desk.heard.sentences == []


def test_a_second_key_press_asks_no_second_time(desk: VerbsStand, wait: Wait) -> None:
    rows = desk.place(shipment("NEW"))
    desk.verbs.perform(Verb.REJECT, rows)
    desk.verbs.perform(Verb.REJECT, rows)
    first = asked(wait, RejectDialog)
    desk.verbs.exchange_now()
    wait(lambda: desk.heard.last)
    assert open_dialog() is first
    first.reject()


def test_what_cannot_be_done_is_not_asked_about(desk: VerbsStand, wait: Wait) -> None:
    desk.verbs.perform(Verb.PACK, desk.place(shipment("NEW")))
    wait(lambda: desk.heard.last)
    assert desk.heard.kinds == ["refused"]
    assert "Confirm the lot first" in desk.heard.last
    assert open_dialog() is None


def test_a_verb_of_the_other_scheme_names_the_right_one(desk: VerbsStand, wait: Wait) -> None:
    desk.verbs.perform(Verb.CLOSE, desk.place(shipment("NEW")))
    wait(lambda: desk.heard.last)
    assert "not for this scheme" in desk.heard.last


def test_packing_right_after_confirming_knows_of_it(desk: VerbsStand, wait: Wait) -> None:
    rows = desk.place(shipment("NEW", "NEW"))
    desk.verbs.perform(Verb.CONFIRM, rows)
    desk.verbs.perform(Verb.PACK, rows)
    press(asked(wait, PackDialog), Qt.Key.Key_Return)
    wait(lambda: desk.commands() == ["confirm", "pack"])


def test_packed_lots_lie_where_the_person_put_them(desk: VerbsStand, wait: Wait) -> None:
    desk.verbs.perform(Verb.PACK, desk.place(shipment("CONFIRMED", "CONFIRMED", "CONFIRMED")))
    dialog = asked(wait, PackDialog)
    assert isinstance(dialog, PackDialog)
    write(dialog.table, "121")
    press(dialog.table, Qt.Key.Key_Return)
    wait(lambda: desk.commands() == ["pack"])
    (queued,) = desk.house.queued()
    assert [box.lots for box in queued.intent.boxes] == [(1, 3), (2,)]  # type: ignore[union-attr]  # a Pack


def test_an_own_delivery_is_confirmed_as_assembled(own: VerbsStand, wait: Wait) -> None:
    own.verbs.perform(Verb.CONFIRM, own.place(shipment("NEW")))
    wait(lambda: own.heard.last)
    assert own.heard.last == "Order 700100200: acceptance leaves in 10 s"
    assert own.heard.lines == ["Megamarket will see the order as assembled."]


def test_a_cancellation_is_answered_lot_by_lot(own: VerbsStand, wait: Wait) -> None:
    order = shipment(lot(1, "PACKED", cancel_requested=True), lot(2, "PACKED", cancel_requested=True))
    own.verbs.perform(Verb.ANSWER_CANCEL, own.place(order))
    dialog = asked(wait, AnswerDialog)
    assert isinstance(dialog, AnswerDialog)
    press(dialog.rows[1], Qt.Key.Key_1)
    press(dialog.rows[2], Qt.Key.Key_2)
    press(dialog, Qt.Key.Key_Return, CTRL)
    wait(lambda: own.commands() == ["answer_cancel"])


def test_handing_over_follows_the_scheme_and_the_order(own: VerbsStand, wait: Wait) -> None:
    own.verbs.hand_over(own.place(shipment(lot(1, "PACKED"), delivery_lot(9, "PACKED"))))
    wait(lambda: own.heard.last)
    assert own.heard.last == "Order 700100200 is with the courier"
    own.verbs.hand_over([own.row("700100200")])
    press(asked(wait, CloseDialog), Qt.Key.Key_Return)
    wait(lambda: own.commands() == ["close"])
    wait(lambda: own.heard.last == "Order 700100200: hand-over result leaves in 10 s")


def test_a_standard_order_is_shipped(desk: VerbsStand, wait: Wait) -> None:
    desk.verbs.hand_over(desk.place(shipment(lot(1, "PACKED", box=1))))
    wait(lambda: desk.commands() == ["ship"])


def test_everything_that_has_not_left_is_taken_back(desk: VerbsStand, wait: Wait) -> None:
    desk.verbs.perform(Verb.CONFIRM, desk.place(*many(3)))
    agree(wait)
    desk.verbs.take_back()
    wait(lambda: "taken back" in desk.heard.last)
    assert desk.heard.last == "3 command(s) taken back"
    assert desk.commands() == []


def test_what_was_said_of_decisions_goes_when_they_are_taken_back(desk: VerbsStand, wait: Wait) -> None:
    settled: list[bool] = []
    desk.messages.settled.connect(partial(settled.append, True))
    desk.verbs.perform(Verb.CONFIRM, desk.place(*many(1)))
    desk.verbs.take_back()
    wait(lambda: "taken back" in desk.heard.last)
    assert settled == [True]


def test_taking_back_ends_what_is_half_done(desk: VerbsStand, wait: Wait) -> None:
    desk.verbs.perform(Verb.CONFIRM, desk.place(*many(45)))
    agree(wait)
    wait(lambda: desk.heard.last == "Confirming: 20 of 45")
    desk.verbs.take_back()
    wait(lambda: "taken back" in desk.heard.last)
    assert desk.heard.sentences[-2:] == [
        "Confirmation of 40 order(s) leaves in 10 s",
        "40 command(s) taken back",
    ]
    assert desk.commands() == []


def test_all_that_was_done_to_many_is_counted_whatever_the_strip_has_read(
    desk: VerbsStand, wait: Wait
) -> None:
    desk.verbs.perform(Verb.CONFIRM, desk.place(*many(45)))
    agree(wait)
    wait(lambda: desk.heard.last == "Confirmation of 45 order(s) leaves in 10 s")
    desk.verbs.show_departing(desk.actions.departing().keys[:30])
    desk.clock.advance(timedelta(seconds=10))
    desk.verbs.take_back()
    wait(lambda: "left already" in desk.heard.last)
    assert desk.heard.last == "0 command(s) taken back; 45 had left already and cannot be taken back"


def test_what_was_done_to_many_and_has_left_is_not_counted_with_what_came_after(
    desk: VerbsStand, wait: Wait
) -> None:
    desk.verbs.perform(Verb.CONFIRM, desk.place(*many(3)))
    agree(wait)
    wait(lambda: desk.heard.last == "Confirmation of 3 order(s) leaves in 10 s")
    desk.clock.advance(timedelta(seconds=10))
    desk.verbs.show_departing(desk.actions.departing().keys)
    desk.verbs.perform(Verb.CONFIRM, desk.place(shipment("NEW", shipment_id="700200300")))
    desk.verbs.take_back()
    wait(lambda: "taken back" in desk.heard.last)
    assert desk.heard.last == "1 command(s) taken back"


def test_what_had_left_before_is_told(desk: VerbsStand, wait: Wait) -> None:
    desk.verbs.perform(Verb.CONFIRM, desk.place(*many(1)))
    wait(lambda: desk.commands() == ["confirm"])
    desk.verbs.show_departing(desk.actions.departing().keys)
    desk.clock.advance(timedelta(seconds=11))
    desk.verbs.take_back()
    wait(lambda: "left already" in desk.heard.last)
    assert desk.heard.kinds[-1] == "refused"
    assert desk.commands() == ["confirm"]


def test_with_nothing_to_take_back_it_says_so(desk: VerbsStand, wait: Wait) -> None:
    desk.verbs.take_back()
    wait(lambda: desk.heard.last)
    assert desk.heard.last == "There is nothing to take back."


def test_a_parked_command_is_sent_again(desk: VerbsStand, wait: Wait) -> None:
    (row,) = desk.place(shipment("NEW"))
    desk.verbs.perform(Verb.CONFIRM, [row])
    wait(desk.commands)
    (queued,) = desk.house.queued()
    desk.house.park(queued.key)
    desk.verbs.retry(row, queued.key)
    wait(lambda: "sent again" in desk.heard.last)
    assert desk.house.queued()[0].progress.state == "pending"


def test_a_parked_command_is_dropped(desk: VerbsStand, wait: Wait) -> None:
    (row,) = desk.place(shipment("NEW"))
    desk.verbs.perform(Verb.CONFIRM, [row])
    wait(desk.commands)
    (queued,) = desk.house.queued()
    desk.house.park(queued.key)
    desk.verbs.drop(row, queued.key)
    wait(lambda: "dropped" in desk.heard.last)
    assert desk.heard.last == "Order 700100200: dropped, it is not sent"
    assert desk.commands() == []


def test_a_command_that_is_over_cannot_be_dropped(desk: VerbsStand, wait: Wait) -> None:
    (row,) = desk.place(shipment("NEW"))
    desk.verbs.drop(row, "nobody-knows-this-key")
    wait(lambda: desk.heard.last)
    assert desk.heard.kinds == ["refused"]


def test_the_service_is_asked_to_exchange(desk: VerbsStand, wait: Wait) -> None:
    desk.verbs.exchange_now()
    wait(lambda: desk.heard.last)
    assert "asked to exchange" in desk.heard.last

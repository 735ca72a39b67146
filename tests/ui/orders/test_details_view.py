from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Command
from mmdesk.domain.notice import Notice, NoticeCode
from mmdesk.domain.scheme import Verb
from mmdesk.domain.shipment import Buyer
from mmdesk.domain.standing import RowState
from mmdesk.errors import Text
from mmdesk.services.order_card import OrderBox, OrderCard
from mmdesk.services.order_list import OrderRow, ShipmentKey
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders.details_view import DetailsView
from mmdesk.ui.orders.raw_dialog import RawDialog
from mmdesk.ui.orders.timeline_view import SHOWN
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.words import spoken
from tests.factory import NOW, delivery_lot, lot
from tests.ui import hostile
from tests.ui.conftest import Wait
from tests.ui.orders.cards import card, command, event, projected
from tests.ui.orders.dialogs import click, press
from tests.ui.orders.verbs_stand import Heard, silent_changes


class NotedVerbs(QObject):
    """Stands in for what is done to orders: here it is only asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, str]] = []

    def perform(self, verb: Verb, rows: Sequence[OrderRow]) -> None:
        self.asked += [(verb.value, row.shipment_id) for row in rows]

    def retry(self, row: OrderRow, key: str) -> None:
        self.asked.append(("retry", key))

    def drop(self, row: OrderRow, key: str) -> None:
        self.asked.append(("drop", key))


class Shelf:
    """The cards as the database would give them; a test exchanges them."""

    def __init__(self) -> None:
        self.cards: dict[int, OrderCard] = {}
        self.reads = 0
        self.is_quick = Event()
        self.is_quick.set()

    def put(self, shown: OrderCard) -> ShipmentKey:
        self.cards[shown.order.key] = shown
        return shown.order.key

    def read(self, key: ShipmentKey) -> OrderCard | None:
        self.reads += 1
        self.is_quick.wait(timeout=30)
        return self.cards.get(key)


class Bench:
    """The details of a page, with everything around them that they speak to."""

    def __init__(self, runner: TaskRunner, theme: Theme, qtbot: QtBot, wait: Wait) -> None:
        self.shelf, self.verbs, self.changes = Shelf(), NotedVerbs(), silent_changes()
        self.clock = ManualClock(NOW)
        self._wait, messages = wait, Messages()
        messages.setParent(self.verbs)
        self.heard = Heard(messages)
        self.view = DetailsView(
            runner,
            self.changes,
            self.shelf.read,
            self.verbs,  # type: ignore[arg-type]  # a stand-in with the same calls
            theme,
            messages,
            self.clock,
        )
        qtbot.addWidget(self.view)
        self.view.resize(420, 500)
        with qtbot.waitExposed(self.view):
            self.view.show()

    def show(self, shown: OrderCard) -> DetailsView:
        self.view.show_order(self.shelf.put(shown))
        self._wait(lambda: self.view.card is shown)
        return self.view

    def change(self, shown: OrderCard) -> None:
        """Somebody has committed."""
        self.shelf.put(shown)
        self.changes.changed.emit()
        self._wait(lambda: self.view.card is shown)

    def texts(self) -> list[str]:
        """Everything that can be read."""
        return [label.text() for label in self.view.findChildren(QLabel) if label.isVisibleTo(self.view)]

    def says(self, words: str) -> bool:
        return any(words in text for text in self.texts())

    def button(self, verb: Verb) -> QPushButton:
        return self.view.verb_row.buttons[verb]


@pytest.fixture
def bench(runner: TaskRunner, theme: Theme, qtbot: QtBot, wait: Wait) -> Bench:
    return Bench(runner, theme, qtbot, wait)


def test_without_an_order_it_says_what_will_be_there(bench: Bench) -> None:
    assert "chosen in the list" in bench.view.nothing.text()
    bench.show(card(lot(1)))
    bench.view.show_order(None)
    assert bench.view.nothing.isVisible()


def test_an_order_that_is_gone_says_so(bench: Bench, wait: Wait) -> None:
    bench.view.show_order(ShipmentKey(99))
    wait(lambda: "gone" in bench.view.nothing.text())


def test_number_scheme_state_and_deadline_head_the_details(bench: Bench) -> None:
    view = bench.show(card(lot(1)))
    assert view.header.number.text() == "700100200"
    assert view.header.whose.words() == "Standard · Лавка"
    assert view.header.status.text() == "new"
    due = view.header.due.text().replace("\N{NO-BREAK SPACE}", " ")
    assert due.startswith("confirm by")
    assert due.endswith("(in 14 min)")


def test_the_time_left_runs(bench: Bench) -> None:
    view = bench.show(card(lot(1)))
    bench.clock.advance(timedelta(minutes=20))
    view.header.tick(bench.clock.now())
    assert "6\N{NO-BREAK SPACE}min late" in view.header.due.text()


def test_no_deadline_is_invented(bench: Bench) -> None:
    assert not bench.show(card(lot(1), due_in=None)).header.due.isVisible()


def test_lots_show_price_state_box_and_code(bench: Bench) -> None:
    bench.show(card(lot(1, "PACKED", price="500", box=2, needs_mark=True), lot(2, "CUSTOMER_CANCELED")))
    assert bench.says("packed · needs a marking code · box 2")
    assert bench.says("cancelled by the buyer")
    assert bench.says("500\N{NO-BREAK SPACE}₽")


def test_a_hostile_name_is_shown_as_it_is(bench: Bench) -> None:
    hostile = "<img src='file:///x'><b>Кружка</b>"
    shown = card(replace(lot(1), name=hostile), buyer=Buyer("<u>Мария</u>"), timeline=[event("<i>слова</i>")])
    view = bench.show(shown)
    assert bench.says("<u>Мария</u>")
    assert bench.says("<i>слова</i>")
    formats = {label.textFormat() for label in view.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


def test_boxes_tell_whether_their_label_is_here(bench: Bench) -> None:
    packed = lot(1, "PACKED", box=1)
    bench.show(card(packed, boxes=[OrderBox(1, "4321*1*1", (1,), False)]))
    assert bench.says("no label yet")
    bench.change(card(packed, boxes=[OrderBox(1, "4321*1*1", (1,), True)]))
    assert bench.says("label is here")


def test_an_own_delivery_tells_the_money_and_its_guard(bench: Bench) -> None:
    order = card(lot(1, "PACKED", price="2300"), delivery_lot(9), scheme="dsm", deposited="500")
    view = bench.show(order)
    assert view.money.isVisible()
    assert bench.says("2\N{NARROW NO-BREAK SPACE}100\N{NO-BREAK SPACE}₽")
    assert bench.says("Never hand a DSM order")
    bench.show(card(lot(1), key=2))
    assert not view.money.isVisible()


def test_the_facts_of_the_trade_stand_where_they_matter(bench: Bench) -> None:
    bench.show(card(lot(1)))
    assert bench.says("cannot be changed")
    bench.change(card(lot(1, "DELIVERED")))
    assert bench.says("Returns are dealt with in the Megamarket account")


def test_a_request_to_cancel_is_loud_and_can_be_answered(bench: Bench) -> None:
    view = bench.show(card(lot(1, "PACKED", cancel_requested=True), lot(2, "PACKED"), scheme="dsm"))
    assert "The buyer asks to cancel: lot 1" in view.alarm.words()
    click(view.alarm.answer)
    assert bench.verbs.asked == [("answer-cancel", "700100200")]


def test_a_lot_cancelled_in_its_box_has_to_come_out(bench: Bench) -> None:
    view = bench.show(card(lot(1, "CUSTOMER_CANCELED", box=2), lot(2, "PACKED", box=1)))
    assert "Take it out of box 2" in view.alarm.words()
    assert not view.alarm.answer.isVisible()


def test_the_alarm_goes_with_its_cause(bench: Bench) -> None:
    view = bench.show(card(lot(1, "CUSTOMER_CANCELED")))
    assert "whole order" in view.alarm.words()
    bench.show(card(lot(1), key=2))
    assert view.alarm.words() == ""


def test_a_parked_command_shows_the_remotes_words_and_the_two_ways_on(bench: Bench) -> None:
    stuck = command(Command.REJECT, RowState.PARKED, key="abc", words="лот уже отменён")
    (parked,) = bench.show(card(lot(1), pending=[stuck])).commands.parked()
    assert "Stopped: rejection" in parked.words()
    assert "лот уже отменён" in parked.words()
    click(parked.retry)
    click(parked.drop)
    assert bench.verbs.asked == [("retry", "abc"), ("drop", "abc")]


@pytest.mark.parametrize(
    ("waiting", "words"),
    [
        (command(), "confirmation: leaves in 8 s"),
        (command(leaves_in=timedelta(seconds=-1)), "confirmation: in the queue"),
        (command(state=RowState.CLAIMED), "confirmation: is being sent"),
        (command(leaves_in=timedelta(), words="не отвечает"), "confirmation: waits. не отвечает"),
    ],
)
def test_a_command_on_its_way_says_when_it_leaves(bench: Bench, waiting: object, words: str) -> None:
    view = bench.show(card(lot(1), pending=[waiting]))  # type: ignore[list-item]  # one of `command`'s
    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in view.commands.sentences()] == [words]


def test_the_next_step_is_the_first_button_and_says_its_key(bench: Bench) -> None:
    bench.show(card(lot(1)))
    confirm = bench.button(Verb.CONFIRM)
    assert confirm.text() == "Confirm  F2"
    assert confirm.property("role") == "primary"
    assert confirm.geometry().left() == 0
    click(confirm)
    assert bench.verbs.asked == [("confirm", "700100200")]


@pytest.mark.parametrize("status", ["CUSTOMER_CANCELED", "DELIVERED", "ON_THE_MOON", "PENDING"])
def test_without_a_next_step_only_the_menu_is_there(bench: Bench, status: str) -> None:
    view = bench.show(card(lot(1, status)))
    view.resize(1000, 500)
    assert not [button for button in view.verb_row.buttons.values() if button.isVisible()]
    assert "Confirm\tF2" in [action.text() for action in view.verb_row.menu_actions()]
    view.verb_row.begin()
    assert view.focusWidget() is view.verb_row.more


def test_the_menu_takes_the_focus_once_nothing_is_left_to_do(bench: Bench) -> None:
    view = bench.show(card(lot(1)))
    bench.button(Verb.CONFIRM).setFocus()
    bench.change(card(lot(1, "CUSTOMER_CANCELED")))
    assert view.focusWidget() is view.verb_row.more


def test_a_lot_whose_order_is_on_its_way_is_not_told_as_done(bench: Bench) -> None:
    bench.show(projected(card(lot(1), pending=[command()]), {1: "CONFIRMED"}))
    assert [text for text in bench.texts() if text == "being confirmed…"] == ["being confirmed…"] * 2


def test_scheme_and_connection_have_room_for_all_of_their_words(bench: Bench, wait: Wait) -> None:
    shown = card(lot(1))
    long = replace(shown, order=replace(shown.order, connection="Тёплый Дом на Садовой"))
    header = bench.show(long).header
    wait(lambda: header.whose.text() == "Standard · Тёплый Дом на Садовой")
    assert header.whose.y() > header.number.y()
    bench.view.resize(1000, 500)
    wait(lambda: header.whose.x() > header.number.geometry().right())
    assert header.whose.text() == "Standard · Тёплый Дом на Садовой"


def test_what_may_not_be_done_says_why(bench: Bench) -> None:
    view = bench.show(card(lot(1)))
    view.resize(1000, 500)
    assert not bench.button(Verb.SHIP).isEnabled()
    assert "Pack every lot first" in bench.button(Verb.SHIP).toolTip()


def test_a_narrow_row_puts_the_rest_into_its_menu(bench: Bench) -> None:
    view = bench.show(card(lot(1)))
    view.resize(320, 500)
    assert not bench.button(Verb.LABEL).isVisible()
    labels = [action.text().split("\t")[0] for action in view.verb_row.menu_actions()]
    assert "Label" in labels
    view.resize(1000, 500)
    assert bench.button(Verb.LABEL).isVisible()
    labels = [action.text() for action in view.verb_row.menu_actions()]
    assert labels == ["Print\tCtrl+P", "Open in RetailCRM", "Document of Megamarket…"]


def test_a_verb_from_the_menu_is_done_too(bench: Bench) -> None:
    view = bench.show(card(lot(1)))
    view.resize(200, 500)
    reject = next(each for each in view.verb_row.menu_actions() if each.text().startswith("Reject"))
    reject.trigger()
    assert bench.verbs.asked == [("reject", "700100200")]


def test_an_own_delivery_has_a_packing_list_instead_of_a_label(bench: Bench) -> None:
    view = bench.show(card(lot(1, "PACKED"), scheme="dsm"))
    view.resize(1000, 500)
    assert bench.button(Verb.LABEL).text() == "Packing list  F7"
    assert bench.button(Verb.LABEL).isEnabled()


def test_whoever_enters_comes_to_the_next_step(bench: Bench, qtbot: QtBot) -> None:
    view = bench.show(card(lot(1)))
    with qtbot.waitActive(view):
        view.activateWindow()
    view.setFocus(Qt.FocusReason.OtherFocusReason)
    assert view.focusWidget() is bench.button(Verb.CONFIRM)


def test_the_focus_follows_the_next_step_when_its_button_is_done_with(bench: Bench) -> None:
    view = bench.show(card(lot(1)))
    bench.button(Verb.CONFIRM).setFocus()
    bench.change(card(lot(1, "CONFIRMED")))
    assert view.focusWidget() is bench.button(Verb.PACK)


def test_a_change_elsewhere_leaves_scroll_and_texts_alone(bench: Bench) -> None:
    tall = card(*(lot(index) for index in range(1, 15)), timeline=[event("пришёл")])
    view = bench.show(tall)
    bar = view.scroll_bar()
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    bench.change(replace(tall, timeline=(*tall.timeline, event("в очереди", ago=timedelta(minutes=1)))))
    assert bar.value() == place > 0
    assert len(view.timeline.sentences()) == 2


def test_another_order_begins_at_its_top(bench: Bench) -> None:
    view = bench.show(card(*(lot(index) for index in range(1, 15))))
    view.scroll_bar().setValue(view.scroll_bar().maximum())
    bench.show(card(*(lot(index) for index in range(1, 15)), key=2))
    assert view.scroll_bar().value() == 0


def test_an_order_that_is_slow_to_come_leaves_no_other_one_in_sight(bench: Bench, wait: Wait) -> None:
    view = bench.show(card(lot(1)))
    other = card(lot(1), key=2)
    bench.button(Verb.CONFIRM).setFocus()
    bench.shelf.is_quick.clear()
    try:
        view.show_order(bench.shelf.put(other))
        assert bench.button(Verb.CONFIRM).isVisibleTo(view)
        wait(lambda: bench.says("Reading the order…"))
        assert view.card is None
        assert not [button for button in view.findChildren(QPushButton) if button.isVisibleTo(view)]
    finally:
        bench.shelf.is_quick.set()
    wait(lambda: view.card is other)
    assert bench.button(Verb.CONFIRM).isVisibleTo(view)
    assert not bench.says("Reading the order…")
    assert view.window().focusWidget() is bench.button(Verb.CONFIRM)


def test_page_keys_scroll_wherever_the_focus_is(bench: Bench) -> None:
    view = bench.show(card(*(lot(index) for index in range(1, 25))))
    press(bench.button(Verb.CONFIRM), Qt.Key.Key_PageDown)
    assert view.scroll_bar().value() > 0


def test_the_newest_event_comes_first(bench: Bench) -> None:
    lines = [event("пришёл", ago=timedelta(minutes=9)), event("в очереди", ago=timedelta(minutes=1))]
    sentences = bench.show(card(lot(1), timeline=lines)).timeline.sentences()
    assert [sentence.rpartition(" · ")[2] for sentence in sentences] == ["в очереди", "пришёл"]


def test_a_long_past_is_shown_on_demand(bench: Bench) -> None:
    lines = [event(f"событие {number}") for number in range(SHOWN + 5)]
    timeline = bench.show(card(lot(1), timeline=lines)).timeline
    assert len(timeline.sentences()) == SHOWN
    timeline.more.click()
    assert len(timeline.sentences()) == SHOWN + 5
    assert not timeline.more.isVisible()


def test_number_and_phone_are_copied(bench: Bench) -> None:
    view = bench.show(card(lot(1), scheme="dsm", buyer=Buyer("Пётр", "+79000000001")))
    view.header.copy.click()
    assert QGuiApplication.clipboard().text() == "700100200"
    view.buyer.copy_phone.click()
    assert QGuiApplication.clipboard().text() == "+79000000001"


def test_the_document_opens_from_the_menu(bench: Bench) -> None:
    view = bench.show(card(lot(1), raw='{"a": 1}'))
    view.verb_row.menu_actions()[-1].trigger()
    dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, RawDialog)]
    assert [each.document.toPlainText() for each in dialogs] == ['{\n  "a": 1\n}']
    dialogs[0].reject()


def test_enter_presses_the_button_that_has_the_focus(bench: Bench) -> None:
    bench.show(card(lot(1)))
    button = bench.button(Verb.CONFIRM)
    button.setFocus()
    press(button, Qt.Key.Key_Return)
    assert bench.verbs.asked == [("confirm", "700100200")]


def test_timeline_link_and_document_are_reached_by_keys_alone(bench: Bench) -> None:
    events = [event(f"step {number}") for number in range(SHOWN + 3)]
    shown = card(lot(1), crm_url="https://crm.example.org/1", raw="{}", timeline=events)
    view = bench.show(shown)
    view.setFocus()
    reached = []
    for _ in range(40):
        press(view.focusWidget(), Qt.Key.Key_Tab)
        reached.append(view.focusWidget())
    assert view.timeline.more in reached
    assert view.verb_row.more in reached
    view.timeline.more.setFocus()
    press(view.timeline.more, Qt.Key.Key_Return)
    assert not view.timeline.more.isVisible()
    names = [action.text() for action in view.verb_row.menu_actions() if action.isEnabled()]
    assert "Open in RetailCRM" in names


def test_hundreds_of_lots_are_counted_instead_of_shown(bench: Bench) -> None:
    view = bench.show(card(*(lot(index) for index in range(1, 501))))
    shown = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert "… and 460 more lot(s)" in shown


def test_a_notice_stays_in_sight_until_it_is_settled(bench: Bench) -> None:
    words = Text("Состав заказа изменён в RetailCRM.", "The order's contents were changed in RetailCRM.")
    noticed = card(lot(), notices=[Notice(NoticeCode.COMPOSITION, words, NOW)])
    bench.show(noticed)
    assert bench.view.notices.isVisible()
    assert bench.view.notices.sentences() == (spoken(words),)
    bench.change(replace(noticed, notices=()))
    assert not bench.view.notices.isVisible()


def test_a_notice_says_first_what_happened_and_then_what_to_do(bench: Bench) -> None:
    words = Text("лот 1: нет причины. Закройте заказ.", "lot 1: no reason. Close the order.")
    bench.show(card(lot(), notices=[Notice(NoticeCode.WISH_REFUSED, words, NOW)]))
    assert bench.view.notices.sentences() == ("Lot 1: no reason.\nClose the order.",)


@pytest.mark.parametrize("name", ["WORD", "LONG", "TURNED", "LINES", "EVERYTHING"])
def test_hostile_words_of_a_buyer_or_a_remote_do_not_break_the_details(bench: Bench, name: str) -> None:
    words = getattr(hostile, name)
    buyer = Buyer(full_name=words, address=words, comment=words)
    told = replace(lot(1), name=words)
    width = bench.view.width()
    shown = card(told, buyer=buyer, timeline=[event(words)], pending=[command(words=words)])
    view = bench.show(shown)
    assert view.width() == width
    labels = [each for each in view.findChildren(QLabel) if each.isVisible()]
    assert all(hostile.hidden(each.text()) == set() for each in labels)
    assert all(each.width() <= width for each in labels)

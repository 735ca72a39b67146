from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mmdesk.domain.intent import Command, Target
from mmdesk.domain.standing import RowState
from mmdesk.domain.status import Status
from mmdesk.ui import words
from mmdesk.ui.orders.order_words import (
    countdown,
    deadline_sentence,
    line,
    lot_words,
    row_sentence,
    status_lines,
    status_words,
)
from mmdesk.ui.tone import Tone
from tests.factory import NOW, lot
from tests.ui.orders.list_stand import order, pending

WINDOW = timedelta(hours=10)


@pytest.fixture(autouse=True)
def _russian() -> None:
    words.use("ru")


def test_a_status_reads_in_words_with_an_icon() -> None:
    told = status_words(order(1, "PACKED"))
    assert (told.icon, told.words) == ("box-check", "упакован")


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_an_icon_and_words(status: Status) -> None:
    told = status_words(order(1, status.value))
    assert told.icon
    assert told.words


def test_a_status_nobody_knows_is_shown_as_it_came_and_draws_the_eye() -> None:
    told = status_words(order(1, "ON_THE_MOON"))
    assert (told.words, told.tone) == ("ON_THE_MOON", Tone.WARN)


def test_a_pending_status_nobody_knows_means_to_wait() -> None:
    assert status_words(order(1, "PENDING_MOON")).tone is Tone.ACCENT


def test_a_step_on_its_way_reads_as_being_done() -> None:
    row = replace(order(1, "NEW", pending=(pending(Command.CONFIRM),)), projected="CONFIRMED")
    assert status_words(row).words == "being confirmed…"


@pytest.mark.parametrize(
    ("own", "projected", "sent", "told"),
    [
        ("NEW", "CONFIRMED", [Command.CONFIRM], "being confirmed…"),
        ("NEW", "PACKED", [Command.ACCEPT], "being accepted…"),
        ("NEW", "PACKED", [Command.CONFIRM, Command.PACK], "packing on its way…"),
        ("NEW", "MERCHANT_CANCELED", [Command.REJECT, Command.CONFIRM], "being rejected…"),
        ("PACKED", "CUSTOMER_CANCELED", [Command.ANSWER_CANCEL], "answer on its way…"),
        ("PACKED", "CUSTOMER_CANCELED", [Command.CLOSE], "being closed…"),
    ],
)
def test_a_lot_on_its_way_says_what_is_being_done_to_it(
    own: str, projected: str, sent: list[Command], told: str
) -> None:
    assert lot_words(own, projected, [pending(each) for each in sent]).words == told


def test_a_lot_that_stays_is_told_by_its_own_status() -> None:
    assert lot_words("CONFIRMED", "CONFIRMED", [pending(Command.REJECT)]).words == "подтверждён"


def test_of_several_steps_on_their_way_the_last_is_told() -> None:
    row = order(1, "NEW", pending=(pending(Command.CONFIRM), pending(Command.PACK)))
    assert status_words(row).words == "packing on its way…"


def test_a_label_on_its_way_changes_nothing_that_an_order_stands_at() -> None:
    assert status_words(order(1, "PACKED", pending=(pending(Command.LABEL),))).words == "упакован"


def test_what_goes_to_the_crm_is_not_the_orders_state() -> None:
    row = order(1, "NEW", pending=(pending(Command.CRM_CREATE, target=Target.CRM),))
    assert status_words(row).words == "новый"


@pytest.mark.parametrize("target", list(Target))
def test_a_stopped_command_is_marked_in_red_before_the_status(target: Target) -> None:
    told = status_words(order(1, "NEW", pending=(pending(state=RowState.PARKED, target=target),)))
    assert (told.mark, told.tone, told.whole) == ("stopped", Tone.DANGER, "stopped · новый")


def test_a_buyer_who_asks_to_cancel_is_marked() -> None:
    told = status_words(order(1, lot(1, "PACKED", cancel_requested=True), scheme="dsm"))
    assert (told.mark, told.tone) == ("buyer asks to cancel", Tone.DANGER)


def test_what_the_buyer_has_cancelled_is_red_and_what_we_refused_is_not() -> None:
    assert status_words(order(1, "CUSTOMER_CANCELED")).tone is Tone.DANGER
    assert status_words(order(1, "MERCHANT_CANCELED")).tone is Tone.MUTED


@pytest.mark.parametrize(
    ("gone", "tone"), [("CUSTOMER_CANCELED", Tone.DANGER), ("MERCHANT_CANCELED", Tone.WARN)]
)
def test_cancelled_lots_of_an_order_that_goes_on_come_first_and_in_colour(gone: str, tone: Tone) -> None:
    told = status_words(replace(order(1, lot(1, "PACKED"), lot(2, gone)), canceled_at=NOW))
    assert (told.whole, told.tone) == ("cancelled in part · упакован", tone)


def test_what_was_handed_over_in_part_says_how_much_was_cancelled() -> None:
    told = status_words(replace(order(1, "DELIVERED", "CUSTOMER_CANCELED"), canceled_at=NOW))
    assert told.whole == "вручён · cancelled 1 of 2"
    assert status_words(order(1, "DELIVERED", "DELIVERED")).note == ""


def test_an_order_that_is_cancelled_as_a_whole_is_not_cancelled_in_part() -> None:
    told = status_words(replace(order(1, "CUSTOMER_CANCELED", "MERCHANT_CANCELED"), canceled_at=NOW))
    assert told.mark == ""


def test_every_command_that_is_not_over_has_a_line_of_its_own() -> None:
    row = order(
        1, "NEW", pending=(pending(Command.CONFIRM), pending(Command.REJECT, RowState.PARKED, error="нет"))
    )
    assert list(status_lines(row))[1:] == ["подтверждение: on its way", "отказ: stopped (нет)"]


@pytest.mark.parametrize(
    ("left", "tone", "icon"),
    [
        (timedelta(hours=3), Tone.TEXT, ""),
        (timedelta(hours=2), Tone.WARN, "clock"),
        (timedelta(minutes=31), Tone.WARN, "clock"),
        (timedelta(minutes=30), Tone.DANGER, "warning"),
        (timedelta(), Tone.DANGER, "warning"),
        (-timedelta(minutes=12), Tone.DANGER, "warning"),
    ],
)
def test_time_turns_amber_in_the_last_fifth_and_red_in_the_last_twentieth(
    left: timedelta, tone: Tone, icon: str
) -> None:
    told = countdown(order(1, left=left, window=WINDOW), NOW)
    assert told is not None
    assert (told.tone, told.icon) == (tone, icon)


def test_lateness_reads_as_lateness() -> None:
    told = countdown(order(1, left=-timedelta(minutes=12)), NOW)
    assert told is not None
    assert told.words == "−0:12"


def test_without_a_deadline_no_time_is_told() -> None:
    row = order(1, left=None)
    assert countdown(row, NOW) is None
    assert deadline_sentence(row, NOW) == ""


def test_the_exact_moment_is_told_with_what_is_due_then() -> None:
    sentence = deadline_sentence(order(1, left=timedelta(minutes=80)), NOW)
    assert sentence.startswith("подтвердить до: ")
    assert "2026" in sentence
    assert "через 1\N{NO-BREAK SPACE}ч" in sentence


def test_with_several_connections_a_row_says_whose_it_is() -> None:
    assert line(order(1), names_connection=True).scheme == "Стандарт · Лавка"
    assert line(order(1), names_connection=False).scheme == "Стандарт"


def test_a_row_read_aloud_begins_with_its_number_and_what_it_stands_at() -> None:
    heard = row_sentence(order(1, "NEW", left=timedelta(minutes=14)), NOW, names_connection=False)
    expected = "700001, новый, подтвердить до: через 14\N{NO-BREAK SPACE}мин, Стандарт, "
    assert heard.startswith(expected)
    assert heard.endswith("₽, Иванов Пётр")

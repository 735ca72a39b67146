from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mmdesk.domain.lot import Lot
from mmdesk.ui.orders.reject_dialog import RejectDialog
from mmdesk.ui.theme import Theme
from tests.factory import lot
from tests.ui.orders.cards import card
from tests.ui.orders.dialogs import CTRL, begins_at, is_accepted, press, shown, write

Ask = Callable[..., RejectDialog]


@pytest.fixture
def ask(qtbot: QtBot, theme: Theme) -> Ask:
    def of(*lots: Lot, undo_seconds: int = 10) -> RejectDialog:
        return shown(RejectDialog, card(*lots, undo_seconds=undo_seconds), qtbot, theme)

    return of


def test_a_digit_chooses_the_lot_with_its_reason_and_ctrl_enter_refuses(ask: Ask) -> None:
    dialog = ask(lot(1), lot(2), lot(3))
    press(dialog.rows.checks[2], Qt.Key.Key_5)
    press(dialog.rows.checks[2], Qt.Key.Key_Return, CTRL)
    assert is_accepted(dialog)
    assert dialog.state.reasons == {2: "TWICE_ORDER"}


def test_space_chooses_lots_and_one_reason_counts_for_all(ask: Ask) -> None:
    dialog = ask(lot(1), lot(2), lot(3))
    press(dialog.rows.checks[1], Qt.Key.Key_Space)
    press(dialog.rows.checks[3], Qt.Key.Key_Space)
    press(dialog.common, Qt.Key.Key_1)
    assert dialog.state.reasons == {1: "OUT_OF_STOCK", 3: "OUT_OF_STOCK"}


def test_the_first_letters_choose_a_reason(ask: Ask) -> None:
    dialog = ask(lot(1))
    write(dialog.common, "dupl")
    assert dialog.common.reason() == "TWICE_ORDER"


def test_a_digit_chooses_in_the_open_list(ask: Ask) -> None:
    dialog = ask(lot(1))
    dialog.common.showPopup()
    press(dialog.common.view(), Qt.Key.Key_3)
    assert dialog.state.reasons == {1: "INCORRECT_PRODUCT"}


def test_each_lot_can_have_its_own_reason(ask: Ask) -> None:
    dialog = ask(lot(1), lot(2))
    press(dialog.rows.checks[1], Qt.Key.Key_1)
    press(dialog.same, Qt.Key.Key_Space)
    press(dialog.rows.checks[2], Qt.Key.Key_2)
    assert dialog.state.reasons == {1: "OUT_OF_STOCK", 2: "INCORRECT_PRICE"}
    assert dialog.rows.reasons[2].isVisible()


def test_a_single_lot_is_chosen_and_the_reason_is_asked_for_at_once(ask: Ask) -> None:
    dialog = ask(lot(1))
    assert dialog.rows.checks[1].isChecked()
    assert begins_at(dialog) is dialog.common


def test_among_several_lots_the_keyboard_begins_at_the_first(ask: Ask) -> None:
    dialog = ask(lot(1), lot(2))
    assert begins_at(dialog) is dialog.rows.checks[1]


def test_arrows_go_from_lot_to_lot(ask: Ask) -> None:
    dialog = ask(lot(1), lot(2))
    press(dialog.rows.checks[1], Qt.Key.Key_Down)
    assert begins_at(dialog) is dialog.rows.checks[2]


def test_the_safe_button_is_the_default(ask: Ask) -> None:
    dialog = ask(lot(1))
    assert dialog.safe_button.isDefault()
    assert not dialog.accept_button.isDefault()


def test_enter_alone_refuses_nothing_and_throws_nothing_away(ask: Ask) -> None:
    dialog = ask(lot(1))
    press(dialog.common, Qt.Key.Key_1)
    press(dialog.common, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert begins_at(dialog) is dialog.comment


def test_esc_leaves_without_refusing(ask: Ask) -> None:
    dialog = ask(lot(1))
    press(dialog.common, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not is_accepted(dialog)


def test_without_a_lot_or_a_reason_it_says_what_is_missing(ask: Ask) -> None:
    dialog = ask(lot(1), lot(2))
    press(dialog, Qt.Key.Key_Return, CTRL)
    assert "No lot is chosen" in dialog.consequence.words()
    press(dialog.rows.checks[2], Qt.Key.Key_Space)
    press(dialog, Qt.Key.Key_Return, CTRL)
    assert "A reason is missing: lot 2" in dialog.consequence.words()
    assert begins_at(dialog) is dialog.common
    assert dialog.isVisible()


def test_it_names_the_order_the_lots_and_the_way_back(ask: Ask) -> None:
    dialog = ask(lot(1), lot(2), lot(3))
    press(dialog.rows.checks[1], Qt.Key.Key_Space)
    press(dialog.rows.checks[2], Qt.Key.Key_Space)
    words = dialog.consequence.words()
    assert "2 lot(s) of order 700100200" in words
    assert "the other lots stay" in words
    assert "10 second(s)" in words


def test_refusing_the_last_lot_says_that_the_order_ends(ask: Ask) -> None:
    assert "the whole order is cancelled" in ask(lot(1)).consequence.words()


def test_where_nothing_can_be_taken_back_nothing_is_promised(ask: Ask) -> None:
    assert "taken back" not in ask(lot(1), undo_seconds=0).consequence.words()

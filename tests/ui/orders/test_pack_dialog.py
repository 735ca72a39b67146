from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mmdesk.domain.lot import Lot
from mmdesk.ui.orders.mark_field import GS
from mmdesk.ui.orders.pack_dialog import PackDialog
from mmdesk.ui.theme import Theme
from tests.factory import lot
from tests.ui.orders.cards import card
from tests.ui.orders.dialogs import ALT, CTRL, begins_at, is_accepted, press, shown, write

Ask = Callable[..., PackDialog]
FIRST, SECOND = "0104601234567890215abc", "0104601234567890215xyz"


@pytest.fixture
def ask(qtbot: QtBot, theme: Theme) -> Ask:
    def of(*lots: Lot, scheme: str = "standard") -> PackDialog:
        return shown(PackDialog, card(*lots, scheme=scheme), qtbot, theme)

    return of


def plain(*indexes: int) -> list[Lot]:
    return [lot(index, "CONFIRMED") for index in indexes]


def marked(*indexes: int) -> list[Lot]:
    return [lot(index, "CONFIRMED", needs_mark=True) for index in indexes]


def test_enter_packs_everything_into_one_box(ask: Ask) -> None:
    dialog = ask(*plain(1, 2))
    press(dialog.table, Qt.Key.Key_Return)
    assert is_accepted(dialog)
    assert dialog.state.groups == ((1, 2),)


def test_digits_put_lot_after_lot_into_boxes(ask: Ask) -> None:
    dialog = ask(*plain(1, 2, 3))
    write(dialog.table, "121")
    assert dialog.state.groups == ((1, 3), (2,))
    assert dialog.preview.text() == "Box 1: lots 1, 3 · Box 2: lot 2"


def test_nought_puts_everything_into_one_box_again(ask: Ask) -> None:
    dialog = ask(*plain(1, 2))
    write(dialog.table, "12")
    press(dialog.table, Qt.Key.Key_0)
    assert dialog.preview.text() == "Box 1: lots 1, 2"


def test_a_lot_that_needs_a_code_begins_at_the_scanner(ask: Ask) -> None:
    dialog = ask(*plain(1), *marked(2))
    assert begins_at(dialog) is dialog.mark
    assert dialog.table.current_lot() == 2


def test_a_scan_with_separators_marks_the_lot(ask: Ask) -> None:
    dialog = ask(*marked(1))
    write(dialog.mark, FIRST)
    press(dialog.mark, Qt.Key.Key_BracketRight, CTRL)
    write(dialog.mark, "91FFD0")
    press(dialog.mark, Qt.Key.Key_Return)
    assert dialog.state.marks == {1: f"{FIRST}{GS}91FFD0"}


def test_scan_after_scan_goes_from_lot_to_lot(ask: Ask) -> None:
    dialog = ask(*marked(1, 2))
    for code in (FIRST, SECOND):
        write(dialog.mark, code)
        press(dialog.mark, Qt.Key.Key_Return)
    assert dialog.state.marks == {1: FIRST, 2: SECOND}
    assert begins_at(dialog) is dialog.table


def test_a_scan_into_the_list_is_a_code_and_no_box(ask: Ask) -> None:
    dialog = ask(*plain(1), *marked(2))
    dialog.table.setFocus()
    dialog.table.go_to(1)
    press(dialog.table, Qt.Key.Key_2)
    assert dialog.state.groups == ((1, 2),)
    assert dialog.mark.text() == "2"
    assert dialog.table.current_lot() == 2


def test_alt_and_a_digit_choose_a_box_while_codes_are_missing(ask: Ask) -> None:
    dialog = ask(*marked(1), *plain(2))
    dialog.table.go_to(2)
    press(dialog.table, Qt.Key.Key_2, ALT)
    assert dialog.state.groups == ((1,), (2,))


def test_an_empty_code_is_refused_with_a_sentence(ask: Ask) -> None:
    dialog = ask(*marked(1))
    press(dialog.mark, Qt.Key.Key_Return)
    assert "The code is empty" in dialog.refused.text()
    assert dialog.state.unmarked == (1,)
    assert dialog.isVisible()


def test_a_code_read_twice_names_the_other_lot(ask: Ask) -> None:
    dialog = ask(*marked(1, 2))
    for _ in range(2):
        write(dialog.mark, FIRST)
        press(dialog.mark, Qt.Key.Key_Return)
    assert "read for lot 1 already" in dialog.refused.text()
    assert dialog.state.unmarked == (2,)


def test_delete_forgets_a_code(ask: Ask) -> None:
    dialog = ask(*marked(1))
    write(dialog.mark, FIRST)
    press(dialog.mark, Qt.Key.Key_Return)
    press(dialog.table, Qt.Key.Key_Delete)
    assert dialog.state.unmarked == (1,)


def test_nothing_is_packed_while_a_code_is_missing(ask: Ask) -> None:
    dialog = ask(*plain(1), *marked(2))
    press(dialog.table, Qt.Key.Key_Return, CTRL)
    assert "A marking code is missing: lot 2" in dialog.consequence.words()
    assert dialog.isVisible()


def test_it_says_how_many_boxes_megamarket_will_see(ask: Ask) -> None:
    dialog = ask(*plain(1, 2))
    write(dialog.table, "12")
    words = dialog.consequence.words()
    assert "order 700100200 packed in 2 box(es)" in words
    assert "cannot be taken back" in words


def test_an_own_delivery_asks_for_no_boxes(ask: Ask) -> None:
    dialog = ask(lot(1), lot(2), scheme="dsm")
    assert "as assembled" in dialog.consequence.words()
    assert not dialog.preview.isVisible()
    assert dialog.state.groups == ()


def test_an_own_delivery_accepted_before_is_only_noted_as_checked(ask: Ask) -> None:
    dialog = ask(lot(1, "PACKED"), scheme="dsm")
    assert "this notes it" in dialog.consequence.words()
    press(dialog, Qt.Key.Key_Return)
    assert is_accepted(dialog)


def test_a_hostile_name_stays_text(ask: Ask) -> None:
    named = replace(lot(1, "CONFIRMED"), name="<b>Кружка</b>")
    dialog = ask(named)
    item = dialog.table.item(0, 1)
    assert item is not None
    assert item.text() == "<b>Кружка</b>"


def test_shift_f6_leaves_the_dialog_for_the_bench(ask: Ask, qtbot: QtBot) -> None:
    dialog = ask(*plain(1, 2))
    with qtbot.waitSignal(dialog.bench_wished):
        press(dialog.table, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert not is_accepted(dialog)

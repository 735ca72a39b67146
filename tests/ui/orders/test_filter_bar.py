from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from mmdesk.services.order_list import OrderFilter, OrderWish
from mmdesk.ui.orders.filter_bar import Chip, FilterBar, SearchField
from mmdesk.ui.orders.filter_button import FilterButton
from mmdesk.ui.theme import Theme, Tone

ALT = Qt.KeyboardModifier.AltModifier
SEVEN = tuple(OrderFilter)[:7]
COUNTS = dict.fromkeys(OrderFilter, 0) | {OrderFilter.CONFIRM: 12, OrderFilter.ALL: 100_000}


@pytest.fixture
def bar(qtbot: QtBot, theme: Theme) -> FilterBar:
    bar = FilterBar(theme, "Orders")
    qtbot.addWidget(bar)
    bar.show_wish(OrderWish())
    bar.show()
    bar.activateWindow()
    qtbot.waitUntil(bar.isActiveWindow)
    return bar


def chips(bar: FilterBar) -> dict[OrderFilter, Chip]:
    return {chip.shows: chip for chip in bar.findChildren(Chip)}


def pressed_down(bar: FilterBar) -> list[OrderFilter]:
    return [show for show, chip in chips(bar).items() if chip.isChecked()]


def field(bar: FilterBar) -> SearchField:
    found = bar.findChild(SearchField)
    assert found is not None
    return found


def connections(bar: FilterBar) -> QComboBox:
    found = bar.findChild(QComboBox)
    assert found is not None
    return found


def exchange(bar: FilterBar) -> QPushButton:
    (found,) = (each for each in bar.findChildren(QPushButton) if not isinstance(each, (Chip, FilterButton)))
    return found


def ink(chip: Chip) -> str:
    return chip.palette().buttonText().color().name()


def test_chips_tell_how_many_orders_they_would_show(bar: FilterBar) -> None:
    bar.show_counts(COUNTS)
    assert chips(bar)[OrderFilter.CONFIRM].text() == "To confirm 12"
    assert chips(bar)[OrderFilter.ALL].text() == "All 100\N{NARROW NO-BREAK SPACE}000"


def test_cancellations_are_red_until_somebody_has_looked_at_them(bar: FilterBar, theme: Theme) -> None:
    bar.show_counts(COUNTS | {OrderFilter.CANCELED: 2})
    chip = chips(bar)[OrderFilter.CANCELED]
    bar.show_cancellations(unseen=True)
    assert ink(chip) == theme.color(Tone.DANGER).name()
    bar.show_cancellations(unseen=False)
    assert ink(chip) == theme.color(Tone.TEXT).name()


def test_before_anything_is_counted_chips_have_their_names(bar: FilterBar) -> None:
    assert chips(bar)[OrderFilter.PACK].text() == "To pack"


def test_a_chip_without_orders_is_muted_but_can_be_chosen(bar: FilterBar, theme: Theme, qtbot: QtBot) -> None:
    bar.show_counts(COUNTS)
    chip = chips(bar)[OrderFilter.PACK]
    assert ink(chip) == theme.tokens.muted.name()
    with qtbot.waitSignal(bar.chip_chosen) as chosen:
        chip.click()
    assert chosen.args == [OrderFilter.PACK]


def test_what_has_to_be_decided_is_red_only_while_there_is_something(bar: FilterBar, theme: Theme) -> None:
    bar.show_counts(COUNTS | {OrderFilter.DECIDE: 2})
    assert ink(chips(bar)[OrderFilter.DECIDE]) == theme.tokens.danger.name()
    bar.show_counts(COUNTS)
    assert ink(chips(bar)[OrderFilter.DECIDE]) == theme.tokens.muted.name()


@pytest.mark.parametrize(
    ("number", "show"), [*enumerate(list(OrderFilter)[:7], start=1), (9, OrderFilter.OVERDUE)]
)
def test_alt_and_a_number_choose_a_chip(bar: FilterBar, qtbot: QtBot, number: int, show: OrderFilter) -> None:
    field(bar).setFocus()
    with qtbot.waitSignal(bar.chip_chosen) as chosen:
        QTest.keyClick(field(bar), Qt.Key(Qt.Key.Key_0 + number), ALT)
    assert chosen.args == [show]


def test_the_chip_of_what_is_late_is_there_while_there_is_something_or_it_is_shown(bar: FilterBar) -> None:
    late = chips(bar)[OrderFilter.OVERDUE]
    bar.show_counts(COUNTS)
    assert late.isHidden()
    bar.show_counts(COUNTS | {OrderFilter.OVERDUE: 2})
    assert not late.isHidden()
    bar.show_wish(OrderWish(show=OrderFilter.OVERDUE))
    bar.show_counts(COUNTS)
    assert not late.isHidden()


def test_arrows_move_among_the_chips(bar: FilterBar, qtbot: QtBot) -> None:
    chips(bar)[OrderFilter.CONFIRM].setFocus()
    with qtbot.waitSignal(bar.chip_chosen) as chosen:
        QTest.keyClick(chips(bar)[OrderFilter.CONFIRM], Qt.Key.Key_Right)
    assert chosen.args == [OrderFilter.PACK]
    assert chips(bar)[OrderFilter.PACK].hasFocus()
    assert bar.has_chip_focus()


def test_a_chip_pressed_with_the_mouse_does_not_take_the_keyboard(bar: FilterBar) -> None:
    field(bar).setFocus()
    QTest.mouseClick(chips(bar)[OrderFilter.RISK], Qt.MouseButton.LeftButton)
    assert field(bar).hasFocus()


def test_the_chip_of_the_wish_is_the_one_that_is_chosen(bar: FilterBar) -> None:
    bar.show_wish(OrderWish(show=OrderFilter.RISK))
    assert pressed_down(bar) == [OrderFilter.RISK]


def test_while_a_search_is_on_no_chip_is_chosen(bar: FilterBar) -> None:
    bar.show_wish(OrderWish(show=OrderFilter.RISK, search="кружка"))
    assert pressed_down(bar) == []
    bar.show_wish(OrderWish(show=OrderFilter.RISK))
    assert pressed_down(bar) == [OrderFilter.RISK]


def test_each_letter_is_a_search(bar: FilterBar) -> None:
    told: list[str] = []
    bar.search_changed.connect(told.append)
    QTest.keyClicks(field(bar), "700")
    assert told == ["7", "70", "700"]


def test_a_wish_shown_is_not_told_back(bar: FilterBar) -> None:
    told: list[str] = []
    bar.search_changed.connect(told.append)
    bar.show_wish(OrderWish(search="кружка"))
    assert (field(bar).text(), told) == ("кружка", [])


def test_the_space_a_person_is_typing_stays(bar: FilterBar) -> None:
    field(bar).setText("кружка ")
    bar.show_wish(OrderWish(search="кружка"))
    assert field(bar).text() == "кружка "


def test_escape_leaves_the_search(bar: FilterBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.search_left):
        QTest.keyClick(field(bar), Qt.Key.Key_Escape)


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_an_arrow_down_or_enter_leads_into_what_was_found(bar: FilterBar, qtbot: QtBot, key: Qt.Key) -> None:
    with qtbot.waitSignal(bar.list_wanted):
        QTest.keyClick(field(bar), key)


def test_it_says_how_much_was_found(bar: FilterBar) -> None:
    bar.show_wish(OrderWish(search="7"))
    bar.show_found(12, capped=False)
    assert bar.found == "Found: 12"
    bar.show_found(1000, capped=True)
    assert bar.found == "The first 1\N{NARROW NO-BREAK SPACE}000 are shown"


def test_without_a_search_nothing_was_found(bar: FilterBar) -> None:
    bar.show_wish(OrderWish(search="7"))
    bar.show_found(12, capped=False)
    bar.show_wish(OrderWish())
    assert bar.found == ""


def test_one_connection_is_no_choice(bar: FilterBar) -> None:
    bar.show_connections(["Лавка"], "")
    assert not connections(bar).isVisible()


def test_several_connections_are_a_choice(bar: FilterBar, qtbot: QtBot) -> None:
    bar.show_connections(["Лавка", "Склад"], "")
    assert connections(bar).isVisible()
    with qtbot.waitSignal(bar.connection_chosen) as chosen:
        QTest.keyClick(connections(bar), Qt.Key.Key_Down)
    assert chosen.args == ["Лавка"]


def test_a_connection_that_is_gone_is_no_longer_offered(bar: FilterBar) -> None:
    bar.show_connections(["Лавка", "Склад", "Курьеры"], "Склад")
    bar.show_connections(["Лавка", "Курьеры"], "")
    assert [connections(bar).itemText(row) for row in range(3)] == ["All connections", "Лавка", "Курьеры"]
    assert connections(bar).currentText() == "All connections"


def test_exchange_says_that_it_was_pressed_and_takes_one_press_at_a_time(bar: FilterBar) -> None:
    told: list[bool] = []
    bar.exchange_wanted.connect(lambda: told.append(True))
    bar.press_exchange()
    bar.press_exchange()
    assert exchange(bar).text() == "Exchanging…"
    assert told == [True]


def test_what_has_no_words_on_it_has_a_name_for_the_ear(bar: FilterBar) -> None:
    assert field(bar).accessibleName()
    assert connections(bar).accessibleName()

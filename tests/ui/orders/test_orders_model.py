from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.ui.orders.key_difference import Keys, difference, replaced
from mmdesk.ui.orders.orders_model import MOST_KEPT, Column, OrdersModel
from tests.factory import NOW
from tests.ui.orders.list_stand import keys, many, order

ROLE = Qt.ItemDataRole
SEQUENCES = st.lists(
    st.lists(st.integers(0, 30), max_size=25, unique=True).map(lambda drawn: keys(*drawn)), max_size=6
)


@contextmanager
def examined() -> Iterator[OrdersModel]:
    """A model that Qt examines at every step: what it finds ends the test."""
    model = OrdersModel(ManualClock(NOW))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield model
    tester.deleteLater()
    model.deleteLater()


@pytest.fixture
def model(qapp: QApplication) -> Iterator[OrdersModel]:
    with examined() as made:
        yield made


def show(model: OrdersModel, shown: Keys) -> None:
    model.apply(difference(model.keys, shown))


def text(model: OrdersModel, row: int, column: Column, role: ROLE = ROLE.DisplayRole) -> object:
    return model.data(model.index(row, column), role)


@given(SEQUENCES)
def test_any_sequence_of_keys_leads_to_the_last_of_them(qapp: QApplication, sequence: list[Keys]) -> None:
    with examined() as model:
        for shown in sequence:
            show(model, shown)
            assert model.keys == shown
            assert model.rowCount() == len(shown)
            assert [model.key_at(row) for row in range(len(shown))] == list(shown)


@given(SEQUENCES)
def test_whoever_holds_on_to_a_row_stays_with_its_order(qapp: QApplication, sequence: list[Keys]) -> None:
    with examined() as model:
        show(model, keys(*range(10, 20)))
        held = QPersistentModelIndex(model.index(5, 0))
        for shown in sequence:
            show(model, shown)
            if held.isValid():
                assert model.key_at(held.row()) == 15


def test_a_difference_from_other_keys_than_are_shown_is_not_carried_out_but_its_end_is_shown(
    model: OrdersModel, qtbot: QtBot
) -> None:
    late = difference(keys(1, 2, 3), keys(1, 3))
    show(model, keys(7, 8))
    with qtbot.waitSignal(model.modelReset):
        model.apply(late)
    assert model.keys == keys(1, 3)


def test_a_row_that_is_not_read_yet_is_empty(model: OrdersModel) -> None:
    show(model, keys(1))
    assert [text(model, 0, column) for column in Column] == [""] * len(Column)
    assert text(model, 0, Column.DUE, ROLE.AccessibleTextRole) == "The order is being read"


def test_a_row_that_is_read_speaks(model: OrdersModel) -> None:
    show(model, keys(1))
    model.put(keys(1), [order(1, "NEW", left=timedelta(minutes=14))])
    shown = [text(model, 0, column) for column in Column]
    assert shown == [
        "0:14",
        "700001",
        "Standard",
        "new",
        "1",
        "1\N{NARROW NO-BREAK SPACE}000\N{NO-BREAK SPACE}₽",
        "Иванов Пётр",
    ]


def test_numbers_stand_at_the_right(model: OrdersModel) -> None:
    show(model, keys(1))
    for column in (Column.DUE, Column.LOTS, Column.TOTAL):
        alignment = text(model, 0, column, ROLE.TextAlignmentRole)
        assert isinstance(alignment, Qt.AlignmentFlag)
        assert alignment & Qt.AlignmentFlag.AlignRight


def test_a_buyers_name_is_no_markup_in_a_tooltip(model: OrdersModel) -> None:
    show(model, keys(1))
    model.put(keys(1), [order(1, buyer='<img src="x"> & Co')])
    told = text(model, 0, Column.BUYER, ROLE.ToolTipRole)
    assert "&lt;img src=&quot;x&quot;&gt; &amp; Co" in str(told)
    assert "<img" not in str(told)


def test_the_first_cell_reads_the_whole_row_aloud(model: OrdersModel) -> None:
    show(model, keys(1))
    model.put(keys(1), [order(1, "NEW", left=timedelta(minutes=14))])
    heard = str(text(model, 0, Column.DUE, ROLE.AccessibleTextRole))
    for part in ("700001", "new", "confirm by: in 14\N{NO-BREAK SPACE}min", "Иванов Пётр"):
        assert part in heard
    assert text(model, 0, Column.TOTAL, ROLE.AccessibleTextRole) != heard


def test_the_time_left_is_told_for_this_moment(qapp: QApplication) -> None:
    clock = ManualClock(NOW)
    model = OrdersModel(clock)
    show(model, keys(1))
    model.put(keys(1), [order(1, left=timedelta(minutes=14))])
    clock.advance(timedelta(minutes=3))
    assert text(model, 0, Column.DUE) == "0:11"


def test_after_a_change_rows_are_shown_on_but_have_to_be_read_again(model: OrdersModel) -> None:
    show(model, keys(1, 2))
    model.put(keys(1, 2), many(2))
    model.outdate()
    assert text(model, 0, Column.NUMBER) == "700001"
    assert model.fresh(keys(1)) is None
    assert model.unread(0, 1) == keys(1, 2)


def test_only_what_is_missing_is_to_be_read(model: OrdersModel) -> None:
    show(model, keys(1, 2, 3))
    model.put(keys(2), [order(2)])
    assert model.unread(-5, 50) == keys(1, 3)
    assert model.fresh(keys(2)) == (order(2),)


def test_an_order_that_is_gone_is_not_asked_for_again_and_again(model: OrdersModel) -> None:
    show(model, keys(1, 2))
    model.put(keys(1, 2), [order(1)])
    assert model.unread(0, 1) == ()


def test_a_row_read_again_shows_what_is_new(model: OrdersModel) -> None:
    show(model, keys(1))
    model.put(keys(1), [order(1, "NEW")])
    model.put(keys(1), [order(1, "CONFIRMED")])
    assert text(model, 0, Column.STATUS) == "confirmed"


def test_rows_seen_long_ago_are_forgotten(model: OrdersModel) -> None:
    orders = many(MOST_KEPT + 10)
    show(model, tuple(each.key for each in orders))
    model.put((), orders)
    assert model.order_at(0) is None
    assert model.order_at(MOST_KEPT + 9) == orders[-1]


def test_a_connection_is_named_once_there_are_several(model: OrdersModel) -> None:
    show(model, keys(1))
    model.put(keys(1), [order(1)])
    model.name_connections(True)
    assert text(model, 0, Column.SCHEME) == "Standard · Лавка"


def test_a_list_that_is_another_one_is_a_reset(model: OrdersModel) -> None:
    show(model, keys(1, 2))
    held = QPersistentModelIndex(model.index(0, 0))
    model.apply(replaced(model.keys, keys(1, 2, 3)))
    assert not held.isValid()
    assert model.rowCount(QModelIndex()) == 3


def test_what_sorts_says_so(model: OrdersModel) -> None:
    hints = [model.headerData(column, Qt.Orientation.Horizontal, ROLE.ToolTipRole) for column in Column]
    assert [bool(hint) for hint in hints] == [True, True, False, False, False, False, False]


def test_an_unchanged_row_costs_no_new_words(model: OrdersModel) -> None:
    show(model, keys(1))
    model.put(keys(1), [order(1)])
    before = model.line_at(0)
    model.put(keys(1), [replace(order(1))])
    assert model.line_at(0) is before

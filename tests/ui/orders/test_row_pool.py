"""Rows of a pool: written anew where there are some, and many new ones not all in one turn."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.ui.orders.row_pool import NEW_AT_ONCE, RowPool
from tests.ui.conftest import Wait

MANY = [str(number) for number in range(3 * NEW_AT_ONCE + 1)]
Pool = RowPool[QLabel, str]


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    qtbot.addWidget(shown)
    return shown


@pytest.fixture
def pool(place: QWidget) -> Pool:
    made: Pool = RowPool(QLabel, QLabel.setText)
    place.setLayout(made.layout)
    place.show()
    return made


def shown(pool: Pool) -> list[str]:
    return [row.text() for row in pool.rows()]


def test_many_new_rows_come_in_several_turns(pool: Pool, wait: Wait) -> None:
    pool.show_items(MANY)
    assert shown(pool) == MANY[:NEW_AT_ONCE]
    wait(lambda: shown(pool) == MANY)


def test_rows_that_are_there_are_written_at_once(pool: Pool, wait: Wait) -> None:
    pool.show_items(MANY)
    wait(lambda: shown(pool) == MANY)
    rows = pool.rows()
    pool.show_items(MANY[::-1])
    assert shown(pool) == MANY[::-1]
    assert pool.rows() == rows


def test_what_is_shown_meanwhile_gets_no_rows_of_the_former(pool: Pool, wait: Wait) -> None:
    pool.show_items(MANY)
    pool.show_items(["one"])
    wait(lambda: not any(timer.isActive() for timer in pool.layout.findChildren(QTimer)), "nothing to come")
    assert shown(pool) == ["one"]

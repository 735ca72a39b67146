from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from mmdesk.ui.facts.facts_model import Cell, Column, FactsModel, Line
from mmdesk.ui.facts.facts_table import FactsTable
from mmdesk.ui.theme import Theme, Tone

COLUMNS = (Column("State", 100), Column("Sum", 80, right=True), Column("Words"))
ROLE = Qt.ItemDataRole


def line(key: str, words: str = "", tone: Tone = Tone.TEXT) -> Line:
    return Line(key, (Cell("waits", "hourglass", tone), Cell("12"), Cell(words or f"words of {key}")))


def lines(*keys: str) -> Sequence[Line]:
    return [line(key) for key in keys]


@pytest.fixture
def table(qtbot: QtBot, theme: Theme) -> FactsTable:
    made = FactsTable(COLUMNS, theme, "Facts")
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    made.activateWindow()
    made.setFocus()
    return made


def test_qt_finds_nothing_wrong_with_the_model_at_any_step(qtbot: QtBot, theme: Theme) -> None:
    model = FactsModel(COLUMNS, theme)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for keys in (("a", "b"), ("b", "a", "c"), (), ("c",)):
        model.show_lines(lines(*keys))
        assert [each.key for each in model.lines] == list(keys)
    tester.deleteLater()


def test_the_row_of_the_keyboard_stays_when_others_come_and_go(table: FactsTable) -> None:
    table.show_lines(lines("a", "b", "c"))
    table.go_to_key("b")
    table.show_lines(lines("x", "a", "b"))
    assert table.current_key == "b"
    table.show_lines(lines("x", "a", "c"))
    assert table.current_key == "c"
    table.show_lines([])
    assert table.current_key == ""


def test_what_is_the_same_is_not_told_anew(table: FactsTable, qtbot: QtBot) -> None:
    table.show_lines(lines("a", "b"))
    with qtbot.assertNotEmitted(table.facts.modelReset), qtbot.assertNotEmitted(table.facts.dataChanged):
        table.show_lines(lines("a", "b"))
    with qtbot.waitSignal(table.facts.dataChanged):
        table.show_lines([line("a"), line("b", "other words")])


def test_enter_opens_the_current_row_and_escape_is_left_to_others(table: FactsTable, qtbot: QtBot) -> None:
    table.show_lines(lines("a", "b"))
    table.go_to_key("a")
    QTest.keyClick(table, Qt.Key.Key_Down)
    with qtbot.waitSignal(table.opened):
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert table.current_key == "b"


def test_a_row_is_heard_as_a_whole(table: FactsTable) -> None:
    table.show_lines(lines("a"))
    heard = table.facts.data(table.facts.index(0, 0), ROLE.AccessibleTextRole)
    assert heard == "State: waits, Sum: 12, Words: words of a"


def test_foreign_words_are_one_line_and_never_markup(table: FactsTable) -> None:
    table.show_lines([line("a", "<b>no</b>\nsecond line")])
    index = table.facts.index(0, 2)
    assert table.facts.data(index) == "<b>no</b> second line"
    assert "&lt;b&gt;" in str(table.facts.data(index, ROLE.ToolTipRole))


def test_the_tone_of_a_state_stays_in_the_selected_row(table: FactsTable, theme: Theme) -> None:
    table.show_lines([line("a", tone=Tone.DANGER)])
    table.selectionModel().select(table.facts.index(0, 0), QItemSelectionModel.SelectionFlag.Select)
    picture = table.grab().toImage()
    wanted = theme.color(Tone.DANGER).rgb()
    row = table.rowViewportPosition(0) + table.horizontalHeader().height()
    shown = {picture.pixel(x, y) for x in range(100) for y in range(row, row + 30)}
    assert wanted in shown

"""The table of print jobs as Qt and a person read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.domain.print_job import PrintState
from mmdesk.ui.printing.jobs_model import Column, JobsModel
from mmdesk.ui.printing.jobs_table import JobsTable
from mmdesk.ui.theme import Theme, Tone
from tests.factory import NOW
from tests.ui.printing.jobs import again, line

ROLE = Qt.ItemDataRole


@pytest.fixture
def model(qtbot: QtBot, theme: Theme) -> Iterator[JobsModel]:
    made = JobsModel(theme, ManualClock(NOW))
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    tester.deleteLater()


def show(model: JobsModel, *lines: object) -> None:
    model.show_lines(lines, frozenset(), names_places=False)  # type: ignore[arg-type]  # lines of `jobs.line`


def texts(model: JobsModel, row: int) -> list[object]:
    return [model.data(model.index(row, column)) for column in Column]


def test_a_row_tells_when_what_for_whom_where_and_by_whom(model: JobsModel) -> None:
    show(model, line())
    assert texts(model, 0)[1:] == ["printed", "label, box 1", "700100200", "Zebra", "Анна", "1"]


def test_a_state_is_an_icon_and_a_word_in_its_colour(model: JobsModel, theme: Theme) -> None:
    show(model, line(state=PrintState.FAILED), line(2))
    failed, printed = (model.index(row, Column.STATE) for row in (0, 1))
    assert isinstance(model.data(failed, ROLE.DecorationRole), QIcon)
    assert model.data(failed, ROLE.ForegroundRole) == QColor(theme.color(Tone.DANGER))
    assert model.data(printed, ROLE.ForegroundRole) is None


def test_a_reprint_tells_its_reason_in_the_tooltip(model: JobsModel) -> None:
    show(model, again(line(), "unreadable"))
    hint = model.data(model.index(0, Column.DOCUMENT), ROLE.ToolTipRole)
    assert "the barcode is not read" in str(hint)


def test_all_workstations_together_are_told_apart(model: JobsModel) -> None:
    model.show_lines((line(),), frozenset(), names_places=True)
    assert texts(model, 0)[Column.PRINTER] == "Zebra · Упаковка 1"


def test_the_same_jobs_are_told_anew_without_a_reset(model: JobsModel, qtbot: QtBot) -> None:
    show(model, line(state=PrintState.WAITING))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        show(model, line(state=PrintState.PRINTED))
    assert texts(model, 0)[Column.STATE] == "printed"


def test_rows_come_and_go(model: JobsModel) -> None:
    show(model, line(2), line(1))
    show(model, line(3), line(2), line(1))
    assert model.rowCount() == 3
    show(model)
    assert model.rowCount() == 0
    assert model.line_at(0) is None


def test_in_a_narrow_window_the_printer_can_be_read(model: JobsModel, qtbot: QtBot) -> None:
    table = JobsTable(model)
    qtbot.addWidget(table)
    table.resize(700, 300)
    with qtbot.waitExposed(table):
        table.show()
    assert table.columnWidth(Column.PRINTER) >= 120
    assert table.isColumnHidden(Column.WHO)
    table.resize(900, 300)
    assert not table.isColumnHidden(Column.WHO)

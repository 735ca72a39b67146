from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtWidgets import QSplitter, QTableWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import SystemClock
from mmdesk.ui.main_window import MainWindow
from mmdesk.ui.messages import Messages
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Mode, Theme
from mmdesk.ui.window_memory import WindowMemory
from mmdesk.ui.workstation import Remembered, Workstation, document_of, read
from tests.ui.conftest import Wait


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "window.json"


@pytest.fixture
def workstation(file: Path, runner: TaskRunner) -> Iterator[Workstation]:
    workstation = Workstation(file, runner)
    yield workstation
    workstation.write()


def test_nothing_is_remembered_at_the_first_start(file: Path) -> None:
    assert read(file) == Remembered()


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'"text"', b"\xff\xfe\x00", b"[" * 100_000, b'{"theme": "dark"'], ids=repr
)
def test_a_damaged_file_counts_as_none(file: Path, damage: bytes) -> None:
    file.write_bytes(damage)
    assert read(file) == Remembered()


@pytest.mark.parametrize(
    "odd", [[], {}, 7, None, "elsewhere", {"OrdersTable.7": [1, -1]}, {"a": "b", "c": [True]}]
)
def test_a_strange_value_counts_as_unset(file: Path, odd: object) -> None:
    file.write_text(
        json.dumps({"theme": odd, "language": odd, "geometry": odd, "sizes": odd}), encoding="utf-8"
    )
    assert read(file) == Remembered()


def test_what_another_version_wrote_is_kept(file: Path) -> None:
    file.write_text('{"theme": "dark", "sounds": {"volume": 3}}', encoding="utf-8")
    written = json.loads(document_of(read(file)))
    assert written["theme"] == "dark"
    assert written["sounds"] == {"volume": 3}


def test_a_choice_is_there_at_the_next_start(
    workstation: Workstation, file: Path, runner: TaskRunner, wait: Wait
) -> None:
    workstation.choose_theme(Mode.DARK)
    workstation.choose_language("ru")
    workstation.keep_geometry(b"\0here")
    workstation.keep_sizes({"OrdersTable.2": (100, 50)})
    workstation.keep_sizes({"OrdersView.2": (7, 3)})
    workstation.choose_operator("Анна")
    workstation.choose_quiet(frozenset({"orders"}))
    workstation.choose_page("packing")
    wait(file.exists)
    assert read(file) == Remembered(
        Mode.DARK,
        "ru",
        b"\0here",
        {"OrdersTable.2": (100, 50), "OrdersView.2": (7, 3)},
        {},
        "Анна",
        frozenset({"orders"}),
        page="packing",
    )


def test_what_has_not_changed_is_not_written(workstation: Workstation, file: Path, qtbot: QtBot) -> None:
    workstation.choose_theme(Mode.AUTO)
    workstation.write()
    QCoreApplication.processEvents()
    assert not file.exists()


def test_a_folder_that_refuses_costs_a_line_in_the_log(
    tmp_path: Path, runner: TaskRunner, wait: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    workstation = Workstation(tmp_path / "missing" / "window.json", runner)
    workstation.choose_theme(Mode.DARK)
    workstation.write()
    wait(lambda: "was not written" in caplog.text)


class Shelf(QWidget):
    """A page with a splitter and a table whose last column takes what is left."""

    def __init__(self) -> None:
        super().__init__()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.table = QTableWidget(0, 2)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(QWidget())
        QVBoxLayout(self).addWidget(self.splitter)


def opened(qtbot: QtBot, theme: Theme, workstation: Workstation) -> tuple[MainWindow, WindowMemory, Shelf]:
    window = MainWindow(theme, Messages(), SystemClock())
    qtbot.addWidget(window)
    memory = WindowMemory(window, workstation)
    shelf = Shelf()
    shelf.setParent(window)
    shelf.resize(800, 400)
    window.show()
    shelf.show()
    qtbot.waitExposed(window)
    memory.take_on(shelf)
    return window, memory, shelf


def test_a_window_and_its_parts_stand_as_they_stood(
    qtbot: QtBot, wait: Wait, theme: Theme, workstation: Workstation
) -> None:
    window, memory, shelf = opened(qtbot, theme, workstation)
    window.resize(1311, 666)
    pull(qtbot, shelf.splitter)
    shelf.table.horizontalHeader().resizeSection(0, 77)
    sizes = shelf.splitter.sizes()
    wait(lambda: (window.width(), window.height()) == (1311, 666))
    memory.keep()
    window.close()
    again, _, same = opened(qtbot, theme, workstation)
    assert (again.width(), again.height()) == (1311, 666)
    assert same.splitter.sizes() == pytest.approx(sizes, abs=2)
    assert same.table.columnWidth(0) == 77


def pull(qtbot: QtBot, splitter: QSplitter) -> None:
    """Move its handle with the mouse, as a person does."""
    handle = splitter.handle(1)
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center())
    qtbot.mouseMove(handle, handle.rect().center() + QPoint(-120, 0))
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center())


def test_sizes_that_nobody_touched_are_left_to_the_next_version(
    qtbot: QtBot, theme: Theme, workstation: Workstation
) -> None:
    window, memory, _ = opened(qtbot, theme, workstation)
    window.resize(1222, 777)
    memory.keep()
    assert workstation.remembered.sizes == {}


def test_a_column_that_is_pulled_is_remembered_by_itself(
    qtbot: QtBot, wait: Wait, theme: Theme, workstation: Workstation
) -> None:
    _, _, shelf = opened(qtbot, theme, workstation)
    shelf.table.horizontalHeader().resizeSection(0, 99)
    wait(lambda: workstation.remembered.sizes.get("QTableWidget.2", (0,))[0] == 99)

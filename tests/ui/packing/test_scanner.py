"""The scanner against real widgets, with real keys of the X server."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QPushButton, QTableWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.ui.packing.burst import Habits
from mmdesk.ui.packing.scanner import Scanner
from tests.ui.conftest import Wait
from tests.ui.packing.x_keys import BUSY_PACE_MS, Hardware

EAN = "4600000000017"


class Desk(QWidget):
    """A window with everything that could take a scan away."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.button, self.table = QLineEdit(), QPushButton("Delete all"), QTableWidget(5, 2)
        self.choice = QComboBox()
        self.choice.addItems(["4 boxes", "6 boxes"])
        self.pressed = 0
        self.functions = 0
        self.button.clicked.connect(self._press)
        self.button.setAutoDefault(True)
        key = QShortcut(QKeySequence("F6"), self)
        key.activated.connect(self._function)
        rows = QVBoxLayout(self)
        for widget in (self.field, self.button, self.table, self.choice):
            rows.addWidget(widget)
        self.scans: list[str] = []
        self.scanner = Scanner(Habits(pace_ms=BUSY_PACE_MS), self)
        self.scanner.scanned.connect(self.scans.append)
        self.scanner.start()

    def _press(self) -> None:
        self.pressed += 1

    def _function(self) -> None:
        self.functions += 1


@pytest.fixture
def desk(qtbot: QtBot, wait: Wait, scanner_gun: Hardware) -> Iterator[Desk]:
    desk = Desk()
    qtbot.addWidget(desk)
    desk.show()
    desk.activateWindow()
    wait(desk.isActiveWindow)
    yield desk
    desk.scanner.stop()


def test_a_scan_leaves_nothing_in_the_field_that_has_the_focus(
    desk: Desk, scanner_gun: Hardware, wait: Wait
) -> None:
    desk.field.setFocus()
    scanner_gun.scan(EAN)
    wait(lambda: desk.scans == [EAN])
    assert desk.field.text() == ""


def test_a_scan_with_spaces_and_enter_presses_no_button(
    desk: Desk, scanner_gun: Hardware, wait: Wait
) -> None:
    desk.button.setFocus()
    scanner_gun.scan("AB 12 34", end="KP_Enter")
    wait(lambda: desk.scans == ["AB 12 34"])
    assert desk.pressed == 0
    assert not desk.button.isDown()


def test_a_space_of_a_persons_presses_the_button(desk: Desk, scanner_gun: Hardware, wait: Wait) -> None:
    desk.button.setFocus()
    scanner_gun.press("space")
    wait(lambda: desk.pressed == 1)
    assert not desk.button.isDown()


def test_typing_arrives_in_its_order(desk: Desk, scanner_gun: Hardware, wait: Wait) -> None:
    desk.field.setFocus()
    scanner_gun.type("Order 7")
    wait(lambda: desk.field.text() == "Order 7")
    assert desk.scans == []


def test_fingers_that_slip_over_each_other_are_typing(desk: Desk, scanner_gun: Hardware, wait: Wait) -> None:
    desk.field.setFocus()
    scanner_gun.chain("type", "--delay", "3", "ab")
    wait(lambda: desk.field.text() == "ab")


def test_a_key_that_is_held_down_repeats_in_a_field(desk: Desk, scanner_gun: Hardware, wait: Wait) -> None:
    desk.field.setFocus()
    scanner_gun.chain("keydown", "x", "sleep", "1", "keyup", "x")
    wait(lambda: len(desk.field.text()) > 3)
    scanner_gun.finish()
    assert set(desk.field.text()) == {"x"}
    assert desk.scans == []


def test_f_keys_go_on_as_usual(desk: Desk, scanner_gun: Hardware, wait: Wait) -> None:
    desk.table.setFocus()
    scanner_gun.press("F6")
    wait(lambda: desk.functions == 1)


def test_tab_moves_the_focus_unless_it_ends_a_scan(desk: Desk, scanner_gun: Hardware, wait: Wait) -> None:
    desk.field.setFocus()
    scanner_gun.scan(EAN, end="Tab")
    wait(lambda: desk.scans == [EAN])
    assert desk.field.hasFocus()
    scanner_gun.chain("sleep", "0.3", "key", "Tab")
    wait(desk.button.hasFocus)


def test_a_table_does_not_search_for_what_is_scanned(desk: Desk, scanner_gun: Hardware, wait: Wait) -> None:
    desk.table.setCurrentCell(0, 0)
    desk.table.setFocus()
    scanner_gun.scan(EAN)
    wait(lambda: desk.scans == [EAN])
    assert desk.table.currentRow() == 0


def test_an_open_list_is_not_chosen_from_by_a_scan(desk: Desk, scanner_gun: Hardware, wait: Wait) -> None:
    desk.choice.setFocus()
    desk.choice.showPopup()
    wait(desk.choice.view().isVisible)
    scanner_gun.scan(EAN)
    wait(lambda: desk.scans == [EAN])
    assert desk.choice.currentIndex() == 0
    desk.choice.hidePopup()


def test_a_modal_dialog_takes_no_scan_and_is_not_accepted_by_it(
    desk: Desk, scanner_gun: Hardware, wait: Wait, qtbot: QtBot
) -> None:
    dialog = QDialog(desk)
    rows, field, button = QVBoxLayout(dialog), QLineEdit(), QPushButton("Yes")
    rows.addWidget(field)
    rows.addWidget(button)
    button.setDefault(True)
    button.clicked.connect(dialog.accept)
    dialog.open()
    dialog.activateWindow()
    wait(dialog.isActiveWindow)
    field.setFocus()
    scanner_gun.scan(EAN)
    wait(lambda: desk.scans == [EAN])
    assert dialog.isVisible()
    assert field.text() == ""
    dialog.reject()


def test_group_separators_are_kept(desk: Desk, scanner_gun: Hardware, wait: Wait) -> None:
    desk.field.setFocus()
    mark = "0104600000000017215abcd\x1d91EE06\x1d92dGVzdA"
    scanner_gun.scan(mark)
    wait(lambda: desk.scans == [mark])
    assert desk.field.text() == ""


def test_a_separator_written_as_alt_and_its_number_is_kept(
    desk: Desk, scanner_gun: Hardware, wait: Wait
) -> None:
    desk.field.setFocus()
    number = [part for digit in "029" for part in ("key", "--delay", "0", f"KP_{digit}")]
    scanner_gun.chain(
        "type", "--delay", "0", "--args", "1", "0104600000000017",
        "keydown", "Alt_L", *number, "keyup", "Alt_L",
        "type", "--delay", "0", "--args", "1", "91EE06", "key", "Return",
    )  # fmt: skip
    wait(lambda: desk.scans == ["0104600000000017\x1d91EE06"])
    assert desk.field.text() == ""


def test_under_the_russian_layout_the_letters_come_as_they_were_written(
    desk: Desk, scanner_gun: Hardware, wait: Wait
) -> None:
    scanner_gun.layout("ru")
    desk.field.setFocus()
    scanner_gun.scan_by_places("MMD:OK")
    wait(lambda: desk.scans == ["ЬЬВЖЩЛ"])
    assert desk.field.text() == ""


def test_under_the_russian_layout_a_separator_is_still_one(
    desk: Desk, scanner_gun: Hardware, wait: Wait
) -> None:
    scanner_gun.layout("ru")
    scanner_gun.chain("key", "--delay", "0", "10", "11", "12", "13", "14", "ctrl+35", "15", "16", "Return")
    wait(lambda: desk.scans == ["12345\x1d67"])


def test_twenty_scans_in_two_seconds_come_in_their_order(
    desk: Desk, scanner_gun: Hardware, wait: Wait
) -> None:
    codes = [f"46000000{number:05}" for number in range(20)]
    desk.field.setFocus()
    scanner_gun.scan(*codes, pause_ms=60)
    wait(lambda: len(desk.scans) == len(codes))
    assert desk.scans == codes
    assert desk.field.text() == ""


def test_a_busy_window_tears_no_scan(desk: Desk, scanner_gun: Hardware, wait: Wait) -> None:
    """Whoever holds the thread up delays the keys; their time stamps still tell what belongs together."""
    codes = [f"46000000{number:05}" for number in range(10)]
    scanner_gun.scan(*codes, pause_ms=60)
    busy_until = monotonic() + 0.9
    while monotonic() < busy_until:
        QCoreApplication.processEvents()
        held_up = monotonic() + 0.13
        while monotonic() < held_up:
            pass
    wait(lambda: len(desk.scans) == len(codes))
    assert desk.scans == codes
    assert desk.field.text() == ""


def test_the_rest_of_a_scan_that_paused_among_its_first_keys_is_told_as_torn(
    desk: Desk, scanner_gun: Hardware, wait: Wait
) -> None:
    torn: list[tuple[str, str]] = []
    desk.scanner.torn.connect(lambda rest, whole: torn.append((rest, whole)))
    desk.field.setFocus()
    scanner_gun.chain(
        "type", "--delay", "0", "--args", "1", EAN[:3], "sleep", "0.3",
        "type", "--delay", "0", "--args", "1", EAN[3:], "key", "--delay", "0", "Return",
    )  # fmt: skip
    wait(lambda: torn == [(EAN[3:], EAN)])
    assert (desk.scans, desk.field.text()) == ([], EAN[:3])


def test_a_scan_that_pauses_in_its_midst_is_whole(desk: Desk, scanner_gun: Hardware, wait: Wait) -> None:
    """The first one already, of which nobody knows yet whether it will have an end."""
    desk.field.setFocus()
    scanner_gun.chain(
        "type", "--delay", "0", "--args", "1", EAN[:6], "sleep", "0.25",
        "type", "--delay", "0", "--args", "1", EAN[6:], "key", "--delay", "0", "Return",
    )  # fmt: skip
    wait(lambda: desk.scans == [EAN])
    assert desk.field.text() == ""


def test_a_scanner_without_an_end_is_heard(desk: Desk, scanner_gun: Hardware, wait: Wait) -> None:
    scanner_gun.scan(EAN, end="")
    wait(lambda: desk.scans == [EAN])


def test_the_workstations_prefix_is_cut_off(desk: Desk, scanner_gun: Hardware, wait: Wait) -> None:
    desk.scanner.use(Habits(BUSY_PACE_MS, prefix="~"))
    scanner_gun.scan(f"~{EAN}")
    wait(lambda: desk.scans == [EAN])


def test_nothing_is_taken_once_the_scanner_has_stopped(desk: Desk, scanner_gun: Hardware, wait: Wait) -> None:
    desk.scanner.stop()
    desk.field.setFocus(Qt.FocusReason.OtherFocusReason)
    scanner_gun.scan(EAN, end="")
    wait(lambda: desk.field.text() == EAN)
    assert desk.scans == []

"""The roster in the settings: entered, changed and removed by keyboard, refusals told in the dialog."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.domain.role import Role
from mmdesk.services.operators import Operator
from mmdesk.services.roster import Person, Roster
from mmdesk.storage.uow import Storage
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.messages import Messages
from mmdesk.ui.setup.operator_dialog import OperatorDialog
from mmdesk.ui.setup.operators_section import OperatorsSection
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.shots.clipping import clipped
from tests.ui.conftest import Wait
from tests.ui.orders.list_stand import quiet_changes

ACCOUNT = Operator("warehouse")


@pytest.fixture
def roster(sqlite_storage: Storage, clock: ManualClock) -> Roster:
    return Roster(sqlite_storage, clock)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def section(
    roster: Roster, runner: TaskRunner, theme: Theme, said: list[str], qtbot: QtBot, wait: Wait
) -> OperatorsSection:
    messages = Messages()
    messages.said.connect(lambda _kind, sentence, _lines: said.append(sentence))
    section = OperatorsSection(roster, ACCOUNT, runner, quiet_changes(), messages, theme)
    qtbot.addWidget(section)
    section.resize(900, 600)
    section.show()
    section.activateWindow()
    wait(section.isActiveWindow)
    section.arrive()
    return section


def rows(section: OperatorsSection) -> list[list[str]]:
    table = section.table
    found = []
    for row in range(table.rowCount()):
        items = [table.item(row, column) for column in range(table.columnCount())]
        found.append([item.text() if item is not None else "" for item in items])
    return found


def dialog(section: OperatorsSection, wait: Wait) -> OperatorDialog:
    wait(lambda: any(each.isVisible() for each in section.findChildren(OperatorDialog)))
    return next(each for each in section.findChildren(OperatorDialog) if each.isVisible())


def enter(section: OperatorsSection, wait: Wait, name: str, role: Role, pin: str = "") -> OperatorDialog:
    QTest.mouseClick(section.add_button, Qt.MouseButton.LeftButton)
    asked = dialog(section, wait)
    QTest.keyClicks(asked.name.edit, name)
    asked.role.setCurrentIndex(asked.role.findData(role.value))
    QTest.keyClicks(asked.pin.edit, pin)
    QTest.keyClick(asked.name.edit, Qt.Key.Key_Return)
    return asked


def test_an_empty_roster_says_what_it_means(section: OperatorsSection, wait: Wait) -> None:
    wait(section.add_button.hasFocus)
    assert not section.table.isVisible()
    assert not section.remove_button.isEnabled()


def test_the_first_operator_can_only_be_a_manager(section: OperatorsSection, wait: Wait) -> None:
    QTest.mouseClick(section.add_button, Qt.MouseButton.LeftButton)
    asked = dialog(section, wait)
    assert asked.role.count() == 1
    assert asked.chosen_role is Role.MANAGER


def test_people_are_entered_with_role_and_pin(section: OperatorsSection, roster: Roster, wait: Wait) -> None:
    enter(section, wait, "Anna", Role.MANAGER)
    wait(lambda: rows(section) == [["Anna", "manager", "without a PIN"]])
    enter(section, wait, "Boris", Role.PACKER, "2468")
    wait(lambda: len(rows(section)) == 2)
    assert rows(section)[1] == ["Boris", "packer", "with a PIN"]
    assert roster.sign_in(roster.people()[1].operator_id, "2468").name == "Boris"


def test_only_the_first_of_all_people_ends_the_work_under_the_accounts_name(
    section: OperatorsSection, wait: Wait
) -> None:
    entered: list[bool] = []
    section.first_entered.connect(lambda: entered.append(True))
    enter(section, wait, "Anna", Role.MANAGER)
    wait(lambda: rows(section))
    assert entered == [True]
    enter(section, wait, "Boris", Role.PACKER)
    wait(lambda: len(rows(section)) == 2)
    assert entered == [True]


def test_a_pin_that_will_not_do_is_told_at_its_field(section: OperatorsSection, wait: Wait) -> None:
    asked = enter(section, wait, "Anna", Role.MANAGER, "12a")
    wait(lambda: "4 to 8 digits" in asked.pin.fault)
    assert (asked.complaint, asked.focusWidget()) == ("", asked.pin.edit)


def test_a_missing_name_is_told_in_full_at_its_field(section: OperatorsSection, wait: Wait) -> None:
    asked = enter(section, wait, "", Role.MANAGER)
    wait(lambda: "no name" in asked.name.fault)
    wait(lambda: not list(clipped(asked)), "every word has room")


def test_a_name_that_is_taken_is_told_in_the_dialog_which_stays(
    section: OperatorsSection, roster: Roster, wait: Wait
) -> None:
    roster.add(ACCOUNT, "Anna", Role.MANAGER)
    section.look()
    wait(lambda: rows(section))
    asked = enter(section, wait, "anna", Role.PACKER)
    wait(lambda: "taken already" in asked.name.fault)
    assert (asked.complaint, asked.focusWidget()) == ("", asked.name.edit)
    assert asked.isVisible()
    assert len(roster.people()) == 1


def test_enter_changes_the_marked_person(section: OperatorsSection, roster: Roster, wait: Wait) -> None:
    anna = roster.add(ACCOUNT, "Anna", Role.MANAGER, "2468")
    section.look()
    wait(lambda: rows(section))
    section.table.itemActivated.emit(section.table.item(0, 0))
    asked = dialog(section, wait)
    asked.name.show_value("Anna M")
    QTest.mouseClick(asked.save_button, Qt.MouseButton.LeftButton)
    wait(lambda: rows(section) == [["Anna M", "manager", "with a PIN"]])
    assert roster.sign_in(anna.operator_id, "2468").name == "Anna M"


def test_a_pin_is_taken_away(section: OperatorsSection, roster: Roster, wait: Wait) -> None:
    roster.add(ACCOUNT, "Anna", Role.MANAGER, "2468")
    section.look()
    wait(lambda: rows(section))
    QTest.mouseClick(section.change_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(dialog(section, wait).no_pin, Qt.MouseButton.LeftButton)
    wait(lambda: rows(section) == [["Anna", "manager", "without a PIN"]])


def confirm_removal(section: OperatorsSection, wait: Wait) -> None:
    QTest.mouseClick(section.remove_button, Qt.MouseButton.LeftButton)
    wait(lambda: any(each.isVisible() for each in section.findChildren(ConfirmDialog)))
    question = next(each for each in section.findChildren(ConfirmDialog) if each.isVisible())
    QTest.mouseClick(question.accept_button, Qt.MouseButton.LeftButton)


def test_the_last_manager_is_not_removed(
    section: OperatorsSection, roster: Roster, said: list[str], wait: Wait
) -> None:
    roster.add(ACCOUNT, "Anna", Role.MANAGER)
    boris: Person = roster.add(ACCOUNT, "Boris", Role.PACKER)
    section.look()
    wait(lambda: len(rows(section)) == 2)
    confirm_removal(section, wait)
    wait(lambda: said)
    assert "manager" in said[0]
    section.table.selectRow(1)
    confirm_removal(section, wait)
    wait(lambda: len(rows(section)) == 1)
    assert boris not in roster.people()

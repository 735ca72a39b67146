"""Who works here is asked when a PIN guards the name, and can be changed at any time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.domain.role import Role
from mmdesk.errors import MmdeskError
from mmdesk.services.operators import Operator, account_operator
from mmdesk.services.roster import OperatorId, Person, Roster
from mmdesk.storage.uow import Storage
from mmdesk.ui.main_window import MainWindow
from mmdesk.ui.messages import Messages
from mmdesk.ui.sign_in_state import as_now, at_start
from mmdesk.ui.sign_in_view import SignInDialog, SignInView
from mmdesk.ui.signing_in import SigningIn
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.workstation import Workstation
from tests.ui.conftest import Wait
from tests.ui.states import NOW

ACCOUNT = Operator("warehouse")
ANNA = Person(OperatorId(1), "Анна", Role.MANAGER, has_pin=False)


@pytest.fixture
def roster(sqlite_storage: Storage) -> Roster:
    return Roster(sqlite_storage, ManualClock(NOW))


@pytest.fixture
def workstation(runner: TaskRunner, tmp_path: Path) -> Workstation:
    return Workstation(tmp_path / "window.json", runner)


@pytest.fixture
def window(theme: Theme, qtbot: QtBot, wait: Wait) -> MainWindow:
    window = MainWindow(theme, Messages(), ManualClock(NOW))
    qtbot.addWidget(window)
    window.show_opening()
    window.show()
    window.activateWindow()
    wait(window.isActiveWindow)
    return window


@pytest.fixture
def begin(
    runner: TaskRunner, workstation: Workstation, theme: Theme, window: MainWindow, roster: Roster
) -> Callable[[], SigningIn]:
    def begin() -> SigningIn:
        signing = SigningIn(runner, workstation, theme, window)
        signing.use(window)
        signing.begin(roster)
        return signing

    return begin


def question(window: MainWindow) -> SignInView | None:
    found = window.findChild(SignInView)
    return found if isinstance(found, SignInView) else None


def asked(window: MainWindow, wait: Wait) -> SignInView:
    wait(lambda: question(window) is not None)
    view = question(window)
    assert view is not None
    return view


def test_while_nobody_is_entered_the_account_works_and_may_everything(
    begin: Callable[[], SigningIn], wait: Wait
) -> None:
    signing = begin()
    wait(lambda: signing.operator is not None)
    assert signing.operator == account_operator()
    assert account_operator().role is Role.MANAGER


def test_the_person_without_a_pin_who_worked_here_last_goes_on(
    begin: Callable[[], SigningIn], roster: Roster, workstation: Workstation, window: MainWindow, wait: Wait
) -> None:
    roster.add(ACCOUNT, "Анна", Role.MANAGER)
    roster.add(ACCOUNT, "Борис", Role.PACKER)
    workstation.choose_operator("Борис")
    signing = begin()
    wait(lambda: signing.operator == Operator("Борис", role=Role.PACKER))
    assert question(window) is None


def test_a_pin_is_asked_for_and_a_wrong_one_is_told(
    begin: Callable[[], SigningIn], roster: Roster, workstation: Workstation, window: MainWindow, wait: Wait
) -> None:
    roster.add(ACCOUNT, "Анна", Role.MANAGER, "2468")
    workstation.choose_operator("Анна")
    signing = begin()
    view = asked(window, wait)
    wait(view.pin.hasFocus)
    QTest.keyClicks(view.pin, "1111")
    QTest.keyClick(view.pin, Qt.Key.Key_Return)
    wait(lambda: "does not fit" in view.complaint)
    assert signing.operator is None
    QTest.keyClicks(view.pin, "2468")
    QTest.keyClick(view.pin, Qt.Key.Key_Return)
    wait(lambda: signing.operator == Operator("Анна", role=Role.MANAGER))
    wait(lambda: question(window) is None)


def test_a_new_workstation_asks_and_arrows_choose(
    begin: Callable[[], SigningIn], roster: Roster, workstation: Workstation, window: MainWindow, wait: Wait
) -> None:
    roster.add(ACCOUNT, "Анна", Role.MANAGER)
    roster.add(ACCOUNT, "Борис", Role.PACKER)
    signing = begin()
    view = asked(window, wait)
    wait(view.names.hasFocus)
    QTest.keyClick(view.names, Qt.Key.Key_Down)
    QTest.keyClick(view.names, Qt.Key.Key_Return)
    wait(lambda: signing.operator == Operator("Борис", role=Role.PACKER))
    assert workstation.remembered.operator == "Борис"


def test_somebody_else_takes_over_from_the_menu(
    begin: Callable[[], SigningIn],
    roster: Roster,
    workstation: Workstation,
    window: MainWindow,
    qtbot: QtBot,
    wait: Wait,
) -> None:
    roster.add(ACCOUNT, "Анна", Role.MANAGER)
    roster.add(ACCOUNT, "Борис", Role.PACKER, "2468")
    workstation.choose_operator("Анна")
    signing = begin()
    wait(lambda: signing.operator is not None)
    window.operator_asked.emit()
    wait(lambda: window.findChild(SignInDialog) is not None)
    view = asked(window, wait)
    QTest.keyClick(view.names, Qt.Key.Key_Down)
    QTest.keyClick(view.pin, Qt.Key.Key_Up)
    assert (view.names.currentRow(), view.pin.isVisible()) == (0, False)
    QTest.keyClick(view.names, Qt.Key.Key_Down)
    QTest.keyClicks(view.pin, "2468")
    with qtbot.waitSignal(signing.changed):
        QTest.keyClick(view.pin, Qt.Key.Key_Return)
    assert signing.operator == Operator("Борис", role=Role.PACKER)


def test_changing_places_with_nobody_is_told(
    begin: Callable[[], SigningIn], window: MainWindow, qtbot: QtBot, wait: Wait
) -> None:
    signing = begin()
    wait(lambda: signing.operator is not None)
    with qtbot.waitSignal(signing.nobody_entered):
        window.operator_asked.emit()


def test_a_first_operator_entered_elsewhere_ends_the_accounts_turn(
    begin: Callable[[], SigningIn], roster: Roster, qtbot: QtBot, wait: Wait
) -> None:
    signing = begin()
    wait(lambda: signing.operator is not None)
    roster.add(ACCOUNT, "Анна", Role.MANAGER)
    with qtbot.waitSignal(signing.changed):
        signing.look_again()
    assert signing.operator is None
    assert signing.take_news().startswith("Operators are entered now")
    assert signing.take_news() == ""


def test_a_role_changed_elsewhere_counts_here_from_then_on(
    begin: Callable[[], SigningIn], roster: Roster, workstation: Workstation, qtbot: QtBot, wait: Wait
) -> None:
    roster.add(ACCOUNT, "Анна", Role.MANAGER)
    roster.add(ACCOUNT, "Борис", Role.MANAGER)
    workstation.choose_operator("Борис")
    signing = begin()
    wait(lambda: signing.operator is not None)
    boris = next(person for person in roster.people() if person.name == "Борис")
    roster.change(ACCOUNT, boris, name="Борис", role=Role.PACKER)
    with qtbot.waitSignal(signing.changed):
        signing.look_again()
    assert signing.operator == Operator("Борис", role=Role.PACKER)
    assert signing.take_news() == "Your role has been changed: packer."


def test_nobody_goes_on_under_a_name_that_was_removed_elsewhere(
    begin: Callable[[], SigningIn], roster: Roster, workstation: Workstation, qtbot: QtBot, wait: Wait
) -> None:
    roster.add(ACCOUNT, "Анна", Role.MANAGER)
    roster.add(ACCOUNT, "Борис", Role.PACKER)
    workstation.choose_operator("Борис")
    signing = begin()
    wait(lambda: signing.operator is not None)
    roster.remove(ACCOUNT, next(person for person in roster.people() if person.name == "Борис"))
    with qtbot.waitSignal(signing.changed):
        signing.look_again()
    assert signing.operator is None
    assert signing.take_news() == "Борис is not among the operators any more."


def test_when_the_last_operator_is_removed_elsewhere_the_account_works_again(
    begin: Callable[[], SigningIn],
    roster: Roster,
    window: MainWindow,
    workstation: Workstation,
    qtbot: QtBot,
    wait: Wait,
) -> None:
    anna = roster.add(ACCOUNT, "Анна", Role.MANAGER)
    workstation.choose_operator("Анна")
    signing = begin()
    wait(lambda: signing.operator is not None)
    roster.remove(ACCOUNT, anna)
    with qtbot.waitSignal(signing.changed):
        signing.look_again()
    signing.use(window)
    wait(lambda: signing.operator == account_operator())


@pytest.mark.parametrize(
    ("people", "is_account", "goes_on"), [((), True, False), ((ANNA,), True, False), ((ANNA,), False, True)]
)
def test_who_works_here_is_compared_with_the_roster(
    people: tuple[Person, ...], is_account: bool, goes_on: bool
) -> None:
    assert (as_now(people, ANNA.name, is_account=is_account) == ANNA) is goes_on


def test_what_is_not_saved_is_not_taken_from_under_the_hand(
    begin: Callable[[], SigningIn],
    roster: Roster,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    wait: Wait,
) -> None:
    signing = begin()
    wait(lambda: signing.operator is not None)
    roster.add(ACCOUNT, "Анна", Role.MANAGER)
    asked: list[str] = []

    def unsaved() -> tuple[str, ...]:
        asked.append("rules")
        return ("rules",)

    monkeypatch.setattr(window, "unsaved", unsaved)
    signing.look_again()
    wait(lambda: asked)
    assert signing.operator == account_operator()
    monkeypatch.setattr(window, "unsaved", lambda: ())
    with qtbot.waitSignal(signing.changed):
        signing.look_again()


def test_a_window_made_anew_asks_again_what_was_not_answered(
    begin: Callable[[], SigningIn],
    roster: Roster,
    window: MainWindow,
    theme: Theme,
    qtbot: QtBot,
    wait: Wait,
) -> None:
    roster.add(ACCOUNT, "Анна", Role.MANAGER, "2468")
    signing = begin()
    asked(window, wait)
    other = MainWindow(theme, Messages(), ManualClock(NOW))
    qtbot.addWidget(other)
    other.show()
    signing.use(other)
    view = asked(other, wait)
    assert view.names.count() == 1


class Unreadable(Roster):
    def people(self) -> tuple[Person, ...]:
        raise MmdeskError("the disk is gone")


def test_a_roster_that_cannot_be_read_is_told_in_the_window(
    runner: TaskRunner,
    workstation: Workstation,
    theme: Theme,
    window: MainWindow,
    sqlite_storage: Storage,
    wait: Wait,
) -> None:
    signing = SigningIn(runner, workstation, theme, window)
    signing.use(window)
    signing.begin(Unreadable(sqlite_storage, ManualClock(NOW)))
    wait(lambda: any("the disk is gone" in label.text() for label in window.findChildren(QLabel)))


def test_nobody_is_asked_while_nobody_is_entered() -> None:
    assert not at_start((), "Анна").asks

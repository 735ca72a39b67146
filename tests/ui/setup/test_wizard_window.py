"""A shop is connected by keys alone, and every wrong value is told where it is cured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import SystemClock
from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.sandbox.run import POOR_KEY
from mmdesk.secrets import SecretKind
from mmdesk.services.connection_draft import Field
from mmdesk.storage.uow import Storage
from mmdesk.ui.setup.places import CONNECT
from mmdesk.ui.setup.wizard_state import FIELDS, Step
from mmdesk.ui.setup.wizard_steps import DoneStep
from mmdesk.ui.setup.wizard_view import WizardView
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Role, Theme
from tests.services.setup_stand import NAME, UNKNOWN_TOKEN, SetupStand, setup_stand
from tests.ui.conftest import Wait
from tests.ui.setup.setup_window import SetupWindow, button, dialog, reads, setup_window

ENTER, ESCAPE, TAB, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Space
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def stand(sqlite_storage: Storage, tmp_path: Path) -> Iterator[SetupStand]:
    with setup_stand(sqlite_storage, SystemClock(), tmp_path) as made:
        yield made


@pytest.fixture
def window(stand: SetupStand, runner: TaskRunner, theme: Theme, qtbot: QtBot, wait: Wait) -> SetupWindow:
    made = setup_window(stand, runner, theme)
    qtbot.addWidget(made.page)
    made.page.show()
    made.page.activateWindow()
    wait(made.page.isActiveWindow)
    made.page.show_asked(CONNECT)
    wait(lambda: made.connections.wizard.state.keeper.kind == "file", "the wizard knows where secrets go")
    return made


def wizard(window: SetupWindow) -> WizardView:
    return window.connections.wizard


def until_step(window: SetupWindow, step: Step, wait: Wait) -> None:
    wait(lambda: wizard(window).state.step is step, step)


def fill_in(window: SetupWindow, wait: Wait, **wrong: str) -> None:
    """The three steps that are filled in, as they should be but for what is named; by keys alone."""
    draft = window.stand.draft
    values = {where: getattr(draft, where.value) for where in Field} | {
        Field(name): w for name, w in wrong.items()
    }
    window.write(values[Field.NAME])
    window.press(ENTER)
    until_step(window, Step.CRM, wait)
    window.write(values[Field.CRM_URL])
    window.press(TAB)
    window.write(values[Field.CRM_KEY])
    window.press(ENTER)
    until_step(window, Step.MEGAMARKET, wait)
    window.write(values[Field.MERCHANT])
    window.press(TAB)
    window.write(values[Field.MM_TOKEN])
    window.press(TAB)
    window.press(SPACE)
    window.press(TAB)
    window.write(values[Field.MM_URL])
    window.press(ENTER)


def until_checked(window: SetupWindow, wait: Wait) -> None:
    until_step(window, Step.CHECKS, wait)
    wait(lambda: wizard(window).state.checks.stage.value == "over", "the checks are over")


def next_steps(window: SetupWindow) -> str:
    done = wizard(window).steps[Step.DONE]
    assert isinstance(done, DoneStep)
    return done.next.text()


def test_a_shop_is_connected_by_keys_alone(window: SetupWindow, wait: Wait) -> None:
    fill_in(window, wait)
    until_checked(window, wait)
    assert wizard(window).state.checks.is_green
    assert window.stand.connections() == ()
    window.press(ENTER)
    until_step(window, Step.REGISTER, wait)
    assert "no links to paste" in next_steps(window), "as long as there is no public address"
    assert window.says(NAME)
    window.press(SPACE)
    until_step(window, Step.PUBLIC, wait)
    window.write("https://mm.example.ru")
    window.press(ENTER)
    until_step(window, Step.DONE, wait)
    assert "three links" in next_steps(window)
    (connection,) = window.stand.connections()
    assert connection.is_registered
    assert connection.test_mode
    assert window.stand.store.get(NAME, SecretKind.MM_TOKEN) == window.stand.draft.mm_token
    assert window.stand.integration.look(NAME).is_public
    prominent = [
        each.text()
        for each in wizard(window).findChildren(QPushButton)
        if each.isVisible() and each.property("role") == Role.PRIMARY
    ]
    assert prominent == ["To the orders"]
    button(window.page, "Done").setFocus()
    window.press(SPACE)
    wait(lambda: window.connections.view.cards, "the connection in the list")
    assert reads(window.page, NAME)


def test_no_secret_can_be_read_off_the_window(window: SetupWindow, wait: Wait) -> None:
    fill_in(window, wait)
    until_checked(window, wait)
    wizard(window).back()
    secrets = {window.stand.draft.crm_key, window.stand.draft.mm_token}
    for field in window.page.findChildren(QLineEdit):
        if field.text() in secrets:
            assert field.echoMode() is QLineEdit.EchoMode.Password
    assert not any(secret in repr(wizard(window).state) for secret in secrets)


def test_an_empty_step_says_what_is_missing_and_stands_on_it(window: SetupWindow, wait: Wait) -> None:
    window.press(ENTER)
    field = wizard(window).steps[Step.SHOP].fields[Field.NAME]
    wait(lambda: field.fault, "a fault")
    assert field.edit.hasFocus()
    assert field.fault in field.edit.accessibleDescription()
    window.write("Лавка")
    assert not field.fault


def test_one_goes_back_and_forth_by_keys_and_nothing_typed_is_lost(window: SetupWindow, wait: Wait) -> None:
    window.write("Лавка")
    window.press(Qt.Key.Key_Right, ALT)
    until_step(window, Step.CRM, wait)
    window.press(Qt.Key.Key_Left, ALT)
    until_step(window, Step.SHOP, wait)
    assert wizard(window).steps[Step.SHOP].fields[Field.NAME].value == "Лавка"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (Field.CRM_KEY, POOR_KEY.secret, "crm.scope.delivery_read"),
        (Field.MM_TOKEN, UNKNOWN_TOKEN, "mm.token"),
        (Field.CRM_URL, "http://127.0.0.1:9", "crm.answer"),
        (Field.MM_URL, "http://127.0.0.1:9", "mm.answer"),
    ],
)
def test_a_wrong_value_leads_from_its_red_check_to_its_field(
    window: SetupWindow, wait: Wait, field: Field, value: str, code: str
) -> None:
    fill_in(window, wait, **{field.value: value})
    until_checked(window, wait)
    assert code in [check.code for check in wizard(window).state.checks.red]
    wait(lambda: isinstance(window.page.focusWidget(), QPushButton), "a cure at hand")
    window.press(SPACE)
    step = next(step for step, own in FIELDS.items() if field in own)
    until_step(window, step, wait)
    shown = wizard(window).steps[step].fields[field]
    assert shown.fault
    assert shown.edit.hasFocus()
    assert window.stand.connections() == ()


def test_the_address_of_some_other_page_is_red_at_the_address(window: SetupWindow, wait: Wait) -> None:
    window.stand.sandbox.retailcrm.behave(account_exists=False)
    fill_in(window, wait)
    until_checked(window, wait)
    assert [check.code for check in wizard(window).state.checks.red] == ["crm.address"]


def test_checks_are_stopped_by_a_key_and_nothing_is_heard_of_them(window: SetupWindow, wait: Wait) -> None:
    window.stand.sandbox.retailcrm.faults.add(Fault(FaultKind.SLOW, "credentials", seconds=1.0))
    fill_in(window, wait)
    until_step(window, Step.CHECKS, wait)
    wait(lambda: button(window.page, "Stop").hasFocus(), "the button that stops")
    window.press(SPACE)
    assert wizard(window).state.checks.stage.value == "stopped"
    window.stand.sandbox.retailcrm.faults.clear()
    button(window.page, "Check again").setFocus()
    window.press(SPACE)
    wait(lambda: wizard(window).state.checks.is_green, "checked again")


def test_a_failed_registration_says_why_stores_nothing_and_can_be_tried_again(
    window: SetupWindow, wait: Wait
) -> None:
    fill_in(window, wait)
    until_checked(window, wait)
    wizard(window).forward()
    window.stand.sandbox.retailcrm.faults.add(Fault(FaultKind.REFUSE, "integration-modules", times=20))
    wizard(window).forward()
    wait(lambda: wizard(window).state.failure is not None, "a failure")
    assert window.stand.connections() == ()
    window.stand.sandbox.retailcrm.faults.clear()
    wizard(window).forward()
    until_step(window, Step.PUBLIC, wait)
    assert len(window.stand.connections()) == 1


def test_a_public_address_that_will_not_do_is_told_at_its_field(window: SetupWindow, wait: Wait) -> None:
    fill_in(window, wait)
    until_checked(window, wait)
    wizard(window).forward()
    wizard(window).forward()
    until_step(window, Step.PUBLIC, wait)
    window.write("mm.example.ru")
    window.press(ENTER)
    wait(lambda: window.says("https://mm.example.ru, without path"), "the cure at the field")
    assert wizard(window).state.step is Step.PUBLIC


def test_leaving_asks_before_anything_typed_is_lost(window: SetupWindow, wait: Wait) -> None:
    assert window.page.unsaved() == ()
    window.write("Лавка")
    assert window.page.unsaved() == ("the new connection in the wizard",)
    window.press(ESCAPE)
    wait(lambda: dialog() is not None, "a question")
    asked = dialog()
    assert asked is not None
    wait(lambda: asked.isActiveWindow() or not asked.isVisible(), "a dialog in front")
    button(asked, "Go on filling in").click()
    wait(lambda: dialog() is None, "no dialog")
    assert wizard(window).state.draft.name == "Лавка"
    wizard(window).leave()
    wait(lambda: dialog() is not None, "a question")
    again = dialog()
    assert again is not None
    button(again, "Leave, lose it").click()
    wait(lambda: not wizard(window).isVisible(), "the list")
    assert wizard(window).state.draft.name == ""
    assert window.page.unsaved() == ()


def test_every_control_of_every_step_has_a_name(window: SetupWindow) -> None:
    for step in wizard(window).steps.values():
        controls = [
            each for each in step.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        nameless = [each for each in controls if not (each.accessibleName() or getattr(each, "text", str)())]
        assert nameless == []

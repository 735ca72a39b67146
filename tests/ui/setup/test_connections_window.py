"""Connections looked after from the window: checked, edited, paused, taken live, removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import SystemClock
from mmdesk.secrets import SecretKind
from mmdesk.services import connections
from mmdesk.services.connection_draft import Field
from mmdesk.services.mirror import Mirror
from mmdesk.storage.uow import Storage
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.setup.connection_dialogs import CheckDialog, EditDialog, GoLiveDialog, RegisterDialog
from mmdesk.ui.setup.connections_state import Deed
from mmdesk.ui.setup.connections_view import ConnectionCard
from mmdesk.ui.setup.integration_view import IntegrationView
from mmdesk.ui.setup.places import INTEGRATION, Place
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.factory import shipment
from tests.services.setup_stand import NAME, UNKNOWN_KEY, UNKNOWN_TOKEN, SetupStand, setup_stand
from tests.shots.clipping import clipped
from tests.ui.conftest import Wait
from tests.ui.setup.setup_window import SetupWindow, dialog, reads, setup_window

Dialog = TypeVar("Dialog", bound=QDialog)
TOKEN = SecretKind.MM_TOKEN


@pytest.fixture
def stand(sqlite_storage: Storage, tmp_path: Path) -> Iterator[SetupStand]:
    with setup_stand(sqlite_storage, SystemClock(), tmp_path) as made:
        made.connect()
        yield made


@pytest.fixture
def window(stand: SetupStand, runner: TaskRunner, theme: Theme, qtbot: QtBot, wait: Wait) -> SetupWindow:
    made = setup_window(stand, runner, theme)
    qtbot.addWidget(made.page)
    made.page.show()
    made.page.activateWindow()
    wait(made.page.isActiveWindow)
    wait(lambda: made.connections.view.cards, "the list")
    return made


def card(window: SetupWindow) -> ConnectionCard:
    return window.connections.view.cards[0]


def ask(window: SetupWindow, deed: Deed, kind: type[Dialog], wait: Wait) -> Dialog:
    """Press the button by the keyboard; the dialog that it opens."""
    button = card(window).buttons[deed]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    wait(lambda: isinstance(dialog(), kind), kind)
    found = dialog()
    assert isinstance(found, kind)
    return found


def gone(asked: QDialog) -> bool:
    return dialog() is not asked


def test_the_list_tells_how_a_connection_stands_to_eye_and_screen_reader(window: SetupWindow) -> None:
    assert window.says(NAME)
    assert window.says("TEST MODE")
    assert NAME in card(window).accessibleName()
    assert all(NAME in each.accessibleName() for each in card(window).buttons.values())


def test_a_connection_is_checked_again_and_again(window: SetupWindow, wait: Wait) -> None:
    asked = ask(window, Deed.CHECK, CheckDialog, wait)
    wait(lambda: asked.checks.is_green, "green")
    window.stand.sandbox.retailcrm.behave(account_exists=False)
    asked.accept()
    wait(lambda: [each.code for each in asked.checks.red] == ["crm.address"], "red")
    wait(lambda: not asked.talk.is_busy, "over")
    asked.reject()
    wait(lambda: gone(asked), "closed")


def test_a_pause_is_told_and_taken_back(window: SetupWindow, wait: Wait) -> None:
    QTest.keyClick(card(window).buttons[Deed.PAUSE], Qt.Key.Key_Space)
    wait(lambda: Deed.RESUME in card(window).buttons, "paused")
    assert "paused" in window.heard.last
    QTest.keyClick(card(window).buttons[Deed.RESUME], Qt.Key.Key_Space)
    wait(lambda: Deed.PAUSE in card(window).buttons, "resumed")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (Field.CRM_URL, "https://teply дом"),
        (Field.CRM_URL, "http://127.0.0.1:9"),
        (Field.CRM_KEY, "ключ"),
        (Field.CRM_KEY, UNKNOWN_KEY),
        (Field.MM_TOKEN, UNKNOWN_TOKEN),
        (Field.MERCHANT, "15O10"),
    ],
)
def test_a_wrong_value_is_told_at_its_field_and_changes_nothing(
    window: SetupWindow, wait: Wait, field: Field, typed: str
) -> None:
    before = window.stand.connections()
    asked = ask(window, Deed.EDIT, EditDialog, wait)
    asked.fields[field].show_value(typed)
    asked.accept()
    wait(lambda: asked.fields[field].fault, "a fault at the field")
    assert [where for where, each in asked.fields.items() if each.fault] == [field]
    assert window.stand.connections() == before
    assert window.stand.store.get(NAME, SecretKind.CRM_KEY) == window.stand.draft.crm_key
    assert window.stand.store.get(NAME, TOKEN) == window.stand.draft.mm_token
    asked.reject()


def test_the_key_of_another_store_is_told_in_full_though_the_checks_have_grown_the_dialog(
    window: SetupWindow, wait: Wait
) -> None:
    asked = ask(window, Deed.EDIT, EditDialog, wait)
    asked.fields[Field.CRM_KEY].show_value(window.stand.other_draft.crm_key)
    asked.accept()
    wait(lambda: "store" in asked.fields[Field.CRM_KEY].fault, "the other store")
    wait(lambda: not list(clipped(asked)), "every word has room")
    assert asked.height() <= asked.screen().availableGeometry().height()
    assert window.stand.store.get(NAME, SecretKind.CRM_KEY) == window.stand.draft.crm_key
    asked.reject()


class LowScreen:
    """With a panel; lower than all that the dialog has to tell."""

    def availableGeometry(self) -> QRect:
        return QRect(0, 0, 1366, 560)


def test_on_a_low_screen_fields_scroll_and_no_refusal_is_squeezed(
    window: SetupWindow, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EditDialog, "screen", lambda _self: LowScreen())
    asked = ask(window, Deed.EDIT, EditDialog, wait)
    asked.fields[Field.CRM_KEY].show_value(window.stand.other_draft.crm_key)
    asked.fields[Field.MM_TOKEN].show_value(UNKNOWN_TOKEN)
    asked.accept()
    wait(lambda: asked.fields[Field.MM_TOKEN].fault, "the token")
    wait(lambda: not list(clipped(asked)), "every word has room")
    wait(lambda: asked.height() < LowScreen().availableGeometry().height(), "all of it on the screen")
    labels = [label for each in asked.fields.values() for label in each.findChildren(QLabel)]
    assert all(label.height() >= label.heightForWidth(label.width()) for label in labels if label.isVisible())
    asked.reject()


def test_a_new_token_is_checked_stored_and_never_shown(window: SetupWindow, wait: Wait) -> None:
    asked = ask(window, Deed.EDIT, EditDialog, wait)
    assert asked.fields[Field.MM_TOKEN].value == ""
    asked.fields[Field.MM_TOKEN].show_value(window.stand.draft.mm_token)
    asked.accept()
    wait(lambda: gone(asked), "closed")
    assert "is changed" in window.heard.last


def test_another_seller_can_be_typed_until_the_first_order_has_come(window: SetupWindow, wait: Wait) -> None:
    asked = ask(window, Deed.EDIT, EditDialog, wait)
    asked.fields[Field.MERCHANT].show_value("15011")
    asked.accept()
    wait(lambda: gone(asked), "closed")
    (connection,) = window.stand.connections()
    assert connection.merchant_id == 15011
    clock = window.stand.clock
    Mirror(window.stand.storage, clock).apply(connection, shipment("NEW"), clock.now())
    window.connections.look()
    wait(lambda: reads(window.page, "15011"), "the new seller")
    wait(lambda: window.connections.orders_of(NAME) == 1, "the order is counted")
    asked = ask(window, Deed.EDIT, EditDialog, wait)
    assert asked.fields[Field.MERCHANT].edit.isReadOnly()
    asked.reject()


def test_an_edit_without_a_change_asks_nobody(window: SetupWindow, wait: Wait) -> None:
    window.stand.sandbox.megamarket.stop()
    window.stand.sandbox.retailcrm.stop()
    asked = ask(window, Deed.EDIT, EditDialog, wait)
    asked.accept()
    wait(lambda: gone(asked), "closed")


def test_going_live_names_what_is_left_behind_and_wants_another_token(
    window: SetupWindow, wait: Wait
) -> None:
    asked = ask(window, Deed.GO_LIVE, GoLiveDialog, wait)
    assert reads(asked, "archive")
    asked.accept()
    assert asked.fields[Field.MM_TOKEN].fault
    asked.fields[Field.MM_TOKEN].show_value(window.stand.draft.mm_token)
    asked.accept()
    wait(lambda: "test cabinet" in asked.fields[Field.MM_TOKEN].fault, "the refusal")
    assert window.stand.connections()[0].test_mode
    asked.fields[Field.MM_TOKEN].show_value(UNKNOWN_TOKEN)
    asked.accept()
    wait(lambda: asked.fields[Field.MM_TOKEN].fault, "a refused token")
    assert window.stand.connections()[0].test_mode
    asked.reject()


def test_a_connection_goes_live_by_its_new_token(window: SetupWindow, wait: Wait) -> None:
    asked = ask(window, Deed.GO_LIVE, GoLiveDialog, wait)
    asked.fields[Field.MM_TOKEN].show_value(window.stand.other_draft.mm_token)
    asked.accept()
    wait(lambda: gone(asked), "closed")
    assert "is live" in window.heard.last
    wait(lambda: not window.says("TEST MODE"), "no test any more")
    assert Deed.GO_LIVE not in card(window).buttons


def test_a_removal_names_what_is_dropped_and_its_safe_answer_has_the_focus(
    window: SetupWindow, wait: Wait
) -> None:
    clock = window.stand.clock
    Mirror(window.stand.storage, clock).apply(window.stand.connections()[0], shipment("NEW"), clock.now())
    window.connections.look()
    wait(lambda: window.connections.orders_of(NAME) == 1, "the order is counted")
    asked = ask(window, Deed.REMOVE, ConfirmDialog, wait)
    assert reads(asked, "1 command")
    assert reads(asked, "history")
    wait(asked.safe_button.hasFocus)
    QTest.keyClick(asked.safe_button, Qt.Key.Key_Return)
    wait(lambda: gone(asked), "closed")
    assert len(window.stand.connections()) == 1
    asked = ask(window, Deed.REMOVE, ConfirmDialog, wait)
    QTest.keyClick(asked.accept_button, Qt.Key.Key_Space)
    wait(lambda: not window.stand.connections(), "removed")
    wait(window.connections.view.first.isVisible, "the two ways to begin")


def test_what_is_stored_and_not_registered_can_be_registered(window: SetupWindow, wait: Wait) -> None:
    draft = window.stand.other_draft
    connections.add(
        window.stand.storage, window.stand.clock, window.stand.store, draft.new_connection(), draft.typed()
    )
    window.connections.look()
    wait(lambda: any(Deed.REGISTER in each.buttons for each in window.connections.view.cards), "the new one")
    found = next(each for each in window.connections.view.cards if Deed.REGISTER in each.buttons)
    QTest.keyClick(found.buttons[Deed.REGISTER], Qt.Key.Key_Space)
    wait(lambda: isinstance(dialog(), RegisterDialog), "a dialog")
    asked = dialog()
    assert asked is not None
    asked.accept()
    wait(lambda: gone(asked), "registered")
    assert all(each.is_registered for each in window.stand.connections())


def test_the_links_of_a_connection_are_one_key_away(window: SetupWindow, wait: Wait) -> None:
    QTest.keyClick(card(window).buttons[Deed.LINKS], Qt.Key.Key_Space)
    view = window.page.findChild(IntegrationView)
    assert isinstance(view, IntegrationView)
    wait(lambda: view.isVisible() and view.choice.currentText() == NAME, "its addresses")


def test_a_change_by_somebody_else_appears_and_leaves_the_keyboard_where_it_is(
    window: SetupWindow, wait: Wait
) -> None:
    card(window).buttons[Deed.EDIT].setFocus()
    window.stand.desk.pause(NAME, paused=True)
    window.changes.changed.emit()
    wait(lambda: Deed.RESUME in card(window).buttons, "seen")
    assert card(window).buttons[Deed.EDIT].hasFocus()


def test_every_control_has_a_name(window: SetupWindow) -> None:
    assert nameless(window.page) == []
    window.page.show_asked(Place(INTEGRATION, NAME))
    assert nameless(window.page) == []


def nameless(page: QWidget) -> list[QWidget]:
    """Controls in sight of which a screen reader could say nothing."""
    controls = [each for each in page.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    seen = [each for each in controls if each.isVisible()]
    assert seen
    return [each for each in seen if not (each.accessibleName() or getattr(each, "text", str)())]

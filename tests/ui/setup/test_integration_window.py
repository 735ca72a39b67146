"""The addresses in the window: copied, called from outside, given other keys, and the way in saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mmdesk.clock import SystemClock
from mmdesk.services.integration_desk import PublicField, PublicWay
from mmdesk.services.self_test import PublicPlace
from mmdesk.storage.uow import Storage
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.setup.integration_view import IntegrationView
from mmdesk.ui.setup.places import INTEGRATION, Place
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.services.setup_stand import NAME, SetupStand, setup_stand
from tests.ui.conftest import Wait
from tests.ui.setup.setup_window import SetupWindow, dialog, reads, setup_window

SPACE, ENTER = Qt.Key.Key_Space, Qt.Key.Key_Return


@pytest.fixture
def stand(sqlite_storage: Storage, tmp_path: Path) -> Iterator[SetupStand]:
    with setup_stand(sqlite_storage, SystemClock(), tmp_path) as made:
        yield made


@pytest.fixture
def window(stand: SetupStand, runner: TaskRunner, theme: Theme, qtbot: QtBot, wait: Wait) -> SetupWindow:
    stand.connect()
    return opened(stand, runner, theme, qtbot, wait)


def opened(
    stand: SetupStand, runner: TaskRunner, theme: Theme, qtbot: QtBot, wait: Wait, wanted: str | None = NAME
) -> SetupWindow:
    made = setup_window(stand, runner, theme)
    qtbot.addWidget(made.page)
    made.page.show()
    made.page.activateWindow()
    wait(made.page.isActiveWindow)
    made.page.show_asked(Place(INTEGRATION, wanted))
    if wanted:
        wait(view(made).rows[PublicPlace.FEED].link.text, "the links")
    return made


def view(window: SetupWindow) -> IntegrationView:
    return window.integration.view


def link(window: SetupWindow, place: PublicPlace) -> str:
    return view(window).rows[place].link.text()


def make_public(window: SetupWindow, url: str, wait: Wait) -> None:
    view(window).form.fields[PublicField.URL].show_value(url)
    QTest.keyClick(view(window).form.fields[PublicField.URL].edit, ENTER)
    wait(lambda: link(window, PublicPlace.FEED).startswith(url), "public links")


def test_without_a_connection_it_says_what_to_do(
    stand: SetupStand, runner: TaskRunner, theme: Theme, qtbot: QtBot, wait: Wait
) -> None:
    made = opened(stand, runner, theme, qtbot, wait, None)
    wait(lambda: reads(made.page, "There is no connection yet"), "said")


def test_a_link_is_copied_by_a_key_and_it_is_said(window: SetupWindow, wait: Wait) -> None:
    make_public(window, "https://mm.example.ru", wait)
    QTest.keyClick(view(window).rows[PublicPlace.ORDER_CANCEL].copy, SPACE)
    assert QGuiApplication.clipboard().text() == link(window, PublicPlace.ORDER_CANCEL)
    assert link(window, PublicPlace.ORDER_CANCEL).endswith("/order/cancel")
    assert "Cancelled lots" in window.heard.last


def test_without_a_public_address_only_polling_is_promised(window: SetupWindow) -> None:
    assert link(window, PublicPlace.FEED).startswith("http://127.0.0.1:8480/")
    assert reads(window.page, "new orders come by polling")
    assert not view(window).test_all.isEnabled()
    assert not view(window).rows[PublicPlace.FEED].test.isEnabled()


def test_an_address_is_called_from_outside_by_itself(window: SetupWindow, wait: Wait) -> None:
    make_public(window, window.stand.sandbox.retailcrm.url, wait)
    QTest.keyClick(view(window).rows[PublicPlace.ORDER_NEW].test, SPACE)
    wait(lambda: reads(view(window).rows[PublicPlace.ORDER_NEW], "HTTP 404"), "the verdict")
    assert reads(view(window).rows[PublicPlace.FEED], "Not called from outside yet")


def test_all_addresses_are_called_at_once(window: SetupWindow, wait: Wait) -> None:
    make_public(window, "http://127.0.0.1:9", wait)
    QTest.keyClick(view(window).test_all, SPACE)
    rows = view(window).rows.values()
    wait(
        lambda: all(reads(row, "whether the name in the address is right") for row in rows),
        "a verdict on each",
    )


def test_a_wrong_address_is_told_at_its_field_and_what_is_typed_stays(
    window: SetupWindow, wait: Wait
) -> None:
    form = view(window).form
    form.fields[PublicField.URL].show_value("mm.example.ru")
    form.fields[PublicField.LOGIN].show_value("mega")
    view(window).save.click()
    wait(lambda: form.fields[PublicField.URL].fault, "a fault")
    window.changes.changed.emit()
    wait(form.fields[PublicField.URL].edit.hasFocus, "the focus")
    assert form.fields[PublicField.LOGIN].value == "mega"
    assert window.page.unsaved() == (f"the way in to “{NAME}” from outside",)
    assert window.stand.integration.look(NAME).way == PublicWay()


def test_the_password_goes_to_the_secrets_and_is_not_shown_again(window: SetupWindow, wait: Wait) -> None:
    form = view(window).form
    form.fields[PublicField.URL].show_value("https://mm.example.ru")
    form.fields[PublicField.LOGIN].show_value("mega")
    form.fields[PublicField.PASSWORD].show_value("a-password-of-tests")
    view(window).save.click()
    wait(form.fields[PublicField.PASSWORD].edit.placeholderText, "stored")
    assert form.fields[PublicField.PASSWORD].value == ""
    assert window.stand.integration.look(NAME).has_password


def test_another_connection_leaves_what_was_typed_for_the_first(window: SetupWindow, wait: Wait) -> None:
    other = window.stand.connect(window.stand.other_draft).name
    form = view(window).form
    form.fields[PublicField.URL].show_value("https://mm.example.ru")
    view(window).chosen.emit(other)
    wait(lambda: view(window).choice.currentText() == other, "the other connection")
    assert form.fields[PublicField.URL].value == ""
    assert window.page.unsaved() == (f"the way in to “{NAME}” from outside",)
    view(window).chosen.emit(NAME)
    wait(lambda: form.fields[PublicField.URL].value == "https://mm.example.ru", "what was typed")
    assert window.page.unsaved() == (f"the way in to “{NAME}” from outside",)


@pytest.mark.parametrize("keeps", [True, False])
def test_a_key_is_turned_after_a_question_and_the_old_one_stays_when_asked(
    window: SetupWindow, wait: Wait, keeps: bool
) -> None:
    before = link(window, PublicPlace.FEED)
    QTest.keyClick(view(window).rows[PublicPlace.FEED].rotate, SPACE)
    wait(lambda: isinstance(dialog(), ConfirmDialog), "a question")
    asked = dialog()
    assert isinstance(asked, ConfirmDialog)
    wait(asked.safe_button.hasFocus)
    if not keeps:
        assert window.integration.keep_old is not None
        window.integration.keep_old.click()
    QTest.keyClick(asked.accept_button, SPACE)
    wait(lambda: link(window, PublicPlace.FEED) != before, "another link")
    old = before.split("/")[-2]
    with window.stand.storage.look() as work:
        known = work.connections.by_path_key(old, window.stand.clock.now())
    assert (known is not None) is keeps


def test_the_module_in_retailcrm_is_told(window: SetupWindow) -> None:
    assert reads(window.page, "megamarket-15010-standard")

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mmdesk import __version__
from mmdesk.clock import ManualClock
from mmdesk.errors import Text
from mmdesk.ui import words
from mmdesk.ui.about_dialog import AboutDialog
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.main_window import MainWindow
from mmdesk.ui.message_bar import MessageBar
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.navigation import Navigation, PageButton
from mmdesk.ui.operator_menu import OperatorButton
from mmdesk.ui.page import Page
from mmdesk.ui.setup import places
from mmdesk.ui.theme import Mode, Theme
from tests.ui.conftest import Wait
from tests.ui.states import HEALTHY, NOW, REFUSED, SILENT


class PlainPage(Page):
    """A page of one field, which takes the focus."""

    icon_name = "orders"

    def __init__(self, title: str) -> None:
        super().__init__()
        self.name = title.lower()
        self._title = title
        self.arrivals = 0
        self.asked: list[object] = []
        self.lost: tuple[str, ...] = ()
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)

    def title(self) -> str:
        return self._title

    def show_asked(self, wanted: object) -> None:
        self.asked.append(wanted)

    def unsaved(self) -> tuple[str, ...]:
        return self.lost

    def standing(self) -> object:
        return self.field.text() or None

    def stand_again(self, standing: object) -> None:
        self.field.setText(str(standing))

    def arrive(self) -> None:
        self.arrivals += 1
        self.field.setFocus()


@pytest.fixture
def messages() -> Messages:
    return Messages()


@pytest.fixture
def window(theme: Theme, messages: Messages, qtbot: QtBot, wait: Wait) -> MainWindow:
    window = MainWindow(theme, messages, ManualClock(NOW))
    qtbot.addWidget(window)
    window.show_opening()
    window.show()
    window.activateWindow()
    wait(window.isActiveWindow)
    return window


@pytest.fixture
def pages(window: MainWindow) -> tuple[PlainPage, PlainPage]:
    first, second = PlainPage("Orders"), PlainPage("Packing")
    window.add_page(first)
    window.add_page(second)
    return first, second


def buttons(window: MainWindow) -> tuple[PageButton, ...]:
    navigation = window.findChild(Navigation)
    assert isinstance(navigation, Navigation)
    return navigation.buttons


def operator(window: MainWindow) -> OperatorButton:
    button = window.findChild(OperatorButton)
    assert isinstance(button, OperatorButton)
    return button


def entries(menu: QMenu) -> dict[str, QAction]:
    return {action.text(): action for action in menu.actions()}


def entry(window: MainWindow, menu: str, name: str) -> QAction:
    inner = entries(operator(window).menu())[menu].menu()
    assert isinstance(inner, QMenu)
    return entries(inner)[name]


def reads(window: QWidget, part: str) -> bool:
    """Whether somebody in front of the window can read it."""
    return any(part in label.text() and label.isVisible() for label in window.findChildren(QLabel))


def test_while_the_database_opens_the_window_says_so(window: MainWindow) -> None:
    assert reads(window, "Opening the database…")
    assert not operator(window).hasFocus()
    assert buttons(window) == ()


def test_the_first_page_opens_at_once_and_takes_the_focus(
    window: MainWindow, pages: tuple[PlainPage, PlainPage], wait: Wait
) -> None:
    first, second = pages
    wait(first.field.hasFocus)
    assert first.arrivals == 1
    assert not second.isVisible()
    assert [button.isChecked() for button in buttons(window)] == [True, False]


def test_a_page_is_opened_by_its_key(
    window: MainWindow, pages: tuple[PlainPage, PlainPage], wait: Wait
) -> None:
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    wait(pages[1].field.hasFocus)
    assert [button.isChecked() for button in buttons(window)] == [False, True]
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    wait(pages[0].field.hasFocus)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_a_page_is_opened_from_the_navigation_by_keyboard(
    window: MainWindow, pages: tuple[PlainPage, PlainPage], key: Qt.Key, wait: Wait
) -> None:
    button = buttons(window)[1]
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, key)
    wait(pages[1].field.hasFocus)


def test_only_a_page_that_a_person_opens_is_told_as_turned(
    window: MainWindow, pages: tuple[PlainPage, PlainPage], wait: Wait
) -> None:
    turned: list[str] = []
    window.page_turned.connect(turned.append)
    pages[0].open_asked.emit("packing", None)
    wait(pages[1].field.hasFocus)
    assert turned == []
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert turned == ["orders"]


def test_a_page_opens_another_and_says_what_to_show(
    window: MainWindow, pages: tuple[PlainPage, PlainPage], wait: Wait
) -> None:
    first, second = pages
    first.open_asked.emit("packing", "945")
    wait(second.field.hasFocus)
    assert second.asked == ["945"]
    assert [button.isChecked() for button in buttons(window)] == [False, True]
    second.open_asked.emit("orders", None)
    wait(first.field.hasFocus)
    assert first.asked == []


def test_a_click_opens_a_page(window: MainWindow, pages: tuple[PlainPage, PlainPage]) -> None:
    QTest.mouseClick(buttons(window)[1], Qt.MouseButton.LeftButton)
    assert pages[1].isVisible()


def test_work_that_waits_is_counted_beside_the_page_and_told_to_screen_readers(
    window: MainWindow, pages: tuple[PlainPage, PlainPage]
) -> None:
    pages[1].badge_changed.emit(12)
    button = buttons(window)[1]
    assert button.badge == 12
    assert button.accessibleName().startswith("Packing, 12")
    pages[1].badge_changed.emit(0)
    assert button.accessibleName() == "Packing"


def test_the_longest_title_has_room_beside_the_largest_count(
    window: MainWindow, pages: tuple[PlainPage, PlainPage], wait: Wait
) -> None:
    """Told by its picture: what is cut off looks the same whatever its last letters are."""
    window.add_page(PlainPage("Settings of the whole shoX"))
    button = buttons(window)[-1]
    button.set_badge(12_345)
    wait(lambda: button.width() > 184, "a navigation that has grown")
    whole = button.grab().toImage()
    button.setText("Settings of the whole shoY")
    assert button.grab().toImage() != whole


def test_a_failure_takes_the_place_of_the_pages_and_can_be_tried_again(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_failure("The database is damaged. Restore the last copy.", retry=True)
    assert reads(window, "The database is damaged.")
    retry = next(each for each in window.findChildren(QPushButton) if each.text() == "Try again")
    with qtbot.waitSignal(window.retry_asked):
        QTest.keyClick(retry, Qt.Key.Key_Space)


def test_what_cannot_be_tried_again_offers_no_button(window: MainWindow) -> None:
    window.show_failure("This database is of a newer version.", retry=False)
    assert not any(
        each.text() == "Try again" and each.isVisible() for each in window.findChildren(QPushButton)
    )


def test_a_look_at_the_service_does_not_cover_a_failure(
    window: MainWindow, pages: tuple[PlainPage, PlainPage]
) -> None:
    window.show_failure("The disk is full.", retry=True)
    window.show_state(HEALTHY)
    assert reads(window, "The disk is full.")


class OrdersPage(PlainPage):
    """A page that has nothing to show without a connection."""

    needs_connection = True


class SettingsPage(PlainPage):
    """The page that the first start leads to."""

    def __init__(self) -> None:
        super().__init__("Settings")
        self.name = places.PAGE


@pytest.fixture
def unconnected(window: MainWindow) -> MainWindow:
    window.add_page(OrdersPage("Orders"))
    window.show_state(replace(HEALTHY, connections=0))
    return window


def way(window: MainWindow, words: str) -> QPushButton:
    return next(each for each in window.findChildren(QPushButton) if each.text() == words)


def test_a_program_without_connections_offers_two_ways_to_begin(unconnected: MainWindow, wait: Wait) -> None:
    assert reads(unconnected, "Nothing is connected yet")
    wait(way(unconnected, "Connect a shop").hasFocus, "the first way has the keyboard")
    unconnected.show_state(HEALTHY)
    assert not reads(unconnected, "Nothing is connected yet")


def test_the_other_pages_open_without_a_connection(unconnected: MainWindow, wait: Wait) -> None:
    page = SettingsPage()
    unconnected.add_page(page)
    QTest.keyClick(unconnected, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    wait(page.field.hasFocus)
    QTest.keyClick(unconnected, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert reads(unconnected, "Nothing is connected yet")


def test_connecting_a_shop_opens_the_wizard(unconnected: MainWindow) -> None:
    page = SettingsPage()
    unconnected.add_page(page)
    QTest.keyClick(way(unconnected, "Connect a shop"), Qt.Key.Key_Return)
    assert page.isVisible()
    assert page.asked == [places.CONNECT]


def test_a_page_that_was_asked_for_before_it_was_there_opens_when_it_comes(unconnected: MainWindow) -> None:
    way(unconnected, "Connect a shop").click()
    page = SettingsPage()
    unconnected.add_page(page)
    assert page.isVisible()
    assert page.asked == [places.CONNECT]


def test_who_goes_elsewhere_meanwhile_is_not_called_back(unconnected: MainWindow) -> None:
    unconnected.add_page(PlainPage("Packing"))
    way(unconnected, "Connect a shop").click()
    QTest.keyClick(unconnected, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    page = SettingsPage()
    unconnected.add_page(page)
    assert not page.isVisible()


def test_the_demonstration_is_one_key_away(unconnected: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(unconnected.demo_asked):
        QTest.keyClick(way(unconnected, "Look around on invented orders"), Qt.Key.Key_Space)


def test_the_test_mode_stands_across_the_top(window: MainWindow) -> None:
    window.show_state(HEALTHY)
    assert not reads(window, "TEST MODE")
    window.show_state(replace(HEALTHY, test_connections=("Пробное",)))
    assert reads(window, "TEST MODE (Пробное): the orders are not real")


def test_a_refused_key_stays_on_top_until_it_is_accepted(window: MainWindow) -> None:
    window.show_state(replace(HEALTHY, troubles=(REFUSED,)))
    assert reads(window, "Тверь: Megamarket refused the token.")
    window.show_state(HEALTHY)
    assert not reads(window, "refused the token")


def test_a_refused_key_sends_a_packer_to_a_manager(window: MainWindow) -> None:
    window.set_operator("Вера", may_set=False)
    window.show_state(replace(HEALTHY, troubles=(REFUSED,)))
    assert reads(window, "Call a manager")


def test_a_remote_that_is_silent_is_only_in_the_strip(window: MainWindow) -> None:
    window.show_state(replace(HEALTHY, troubles=(SILENT,)))
    assert not reads(window, "Тверь")


def test_a_dead_service_is_told_with_the_cure(window: MainWindow) -> None:
    window.show_state(HEALTHY)
    assert not window.tells_of_dead_service()
    window.show_state(replace(HEALTHY, alive=False))
    assert window.tells_of_dead_service()
    assert reads(window, "The exchange service is not running")
    assert reads(window, "close mmdesk and open it again")


def test_escape_closes_a_message_that_no_page_has_a_use_for(
    window: MainWindow, pages: tuple[PlainPage, PlainPage], messages: Messages
) -> None:
    messages.say(Kind.REFUSED, "2 were refused")
    assert reads(window, "2 were refused")
    QTest.keyClick(pages[0].field, Qt.Key.Key_Escape)
    assert not reads(window, "2 were refused")


def test_a_message_moves_nothing_above_it(
    window: MainWindow, pages: tuple[PlainPage, PlainPage], messages: Messages, wait: Wait
) -> None:
    before = pages[0].mapTo(window, QPoint())
    messages.say(Kind.REFUSED, "2 were refused")
    bar = window.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    wait(lambda: bar.y() >= pages[0].height())
    assert pages[0].mapTo(window, QPoint()) == before


@pytest.mark.parametrize(("name", "mode"), [("Dark", Mode.DARK), ("Light", Mode.LIGHT)])
def test_colours_are_chosen_in_the_menu(window: MainWindow, qtbot: QtBot, name: str, mode: Mode) -> None:
    with qtbot.waitSignal(window.theme_chosen) as chosen:
        entry(window, "Colours", name).trigger()
    assert chosen.args == [mode]


def test_the_menu_shows_the_colours_in_force(window: MainWindow) -> None:
    assert entry(window, "Colours", "Light").isChecked()
    assert not entry(window, "Colours", "Dark").isChecked()


def test_another_language_is_chosen_by_its_own_name(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.language_chosen) as chosen:
        entry(window, "Language", "Русский").trigger()
    assert chosen.args == ["ru"]


def question(window: MainWindow) -> ConfirmDialog:
    found = [each for each in window.findChildren(ConfirmDialog) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def test_another_language_asks_first_when_something_is_not_saved(
    window: MainWindow, pages: tuple[PlainPage, PlainPage], qtbot: QtBot
) -> None:
    pages[1].lost = ("1 change", "the rules")
    with qtbot.assertNotEmitted(window.language_chosen):
        entry(window, "Language", "Русский").trigger()
        assert reads(question(window), "Not saved: 1 change, the rules.")
        question(window).safe_button.click()
    assert entry(window, "Language", "English").isChecked()
    entry(window, "Language", "Русский").trigger()
    with qtbot.waitSignal(window.language_chosen):
        question(window).accept_button.click()


def test_closing_and_another_person_ask_first_when_something_is_not_saved(
    window: MainWindow, pages: tuple[PlainPage, PlainPage], qtbot: QtBot
) -> None:
    pages[0].lost = ("1 change",)
    with qtbot.assertNotEmitted(window.operator_asked):
        entries(operator(window).menu())["Change operator…"].trigger()
    question(window).safe_button.click()
    assert not window.close()
    question(window).accept_button.click()
    assert not window.isVisible()


def test_a_window_made_anew_tells_on_and_stands_where_the_former_stood(
    window: MainWindow,
    pages: tuple[PlainPage, PlainPage],
    messages: Messages,
    theme: Theme,
    qtbot: QtBot,
) -> None:
    pages[0].field.setText("7001")
    messages.tell_all(Kind.REFUSED, Text("обмен остановлен", "the exchange has stopped"), about="exchange")
    messages.tell_all(Kind.REFUSED, Text("покупатель отменил", "the buyer cancels"))
    messages.say(Kind.REFUSED, "this needs another role")
    messages.say(Kind.DONE, "confirmed")
    words.use("ru")
    later = Messages()
    other = MainWindow(theme, later, ManualClock(NOW))
    qtbot.addWidget(other)
    other.take_messages_of(window)
    other.take_places_of(window)
    other.show()
    again = PlainPage("Orders")
    other.add_page(again)
    assert again.field.text() == "7001"
    assert reads(other, "покупатель отменил")
    bar = other.findChild(MessageBar)
    assert isinstance(bar, MessageBar)
    bar.dismiss()
    assert reads(other, "обмен остановлен")
    later.over("exchange")
    assert not bar.isVisible()


def test_choosing_the_language_in_force_builds_nothing_anew(window: MainWindow, qtbot: QtBot) -> None:
    assert words.language() == "en"
    with qtbot.assertNotEmitted(window.language_chosen):
        entry(window, "Language", "English").trigger()


def test_the_menu_opens_above_its_button(window: MainWindow, wait: Wait) -> None:
    button = operator(window)
    QTest.keyClick(button, Qt.Key.Key_Space)
    wait(button.menu().isVisible)
    assert button.menu().geometry().bottom() <= button.mapToGlobal(QPoint()).y()
    assert button.isDown()
    button.menu().close()
    assert not button.isDown()


def test_the_menu_bears_the_name_of_the_person(window: MainWindow) -> None:
    window.set_operator("Анна & Ко")
    assert operator(window).text() == "Анна && Ко"
    assert operator(window).accessibleName() == "Menu of Анна & Ко"


def test_the_window_stands_where_it_stood(
    window: MainWindow, theme: Theme, messages: Messages, qtbot: QtBot
) -> None:
    window.setGeometry(40, 60, 1250, 650)
    later = MainWindow(theme, messages, ManualClock(NOW))
    qtbot.addWidget(later)
    later.restore(window.remember())
    assert later.geometry() == window.geometry()


@pytest.mark.parametrize("remembered", [b"", b"not a geometry"])
def test_without_a_usable_memory_the_window_fits_the_screen(window: MainWindow, remembered: bytes) -> None:
    window.restore(remembered)
    room = window.screen().availableSize()
    assert window.width() <= room.width()
    assert window.height() <= room.height()


def test_everything_fits_into_the_smallest_window(
    window: MainWindow, pages: tuple[PlainPage, PlainPage], messages: Messages
) -> None:
    worst = replace(
        HEALTHY,
        queue=9999,
        parked=999,
        inbox_parked=99,
        at_risk=999,
        overdue=999,
        troubles=(REFUSED, SILENT),
        test_connections=("Пробное",),
    )
    window.show_state(worst)
    window.set_strip_right(QLabel("Leaves in 8 s: 12 confirmations, Ctrl+Z takes them back"))
    messages.say(Kind.REFUSED, "refused " * 40, ["one"])
    smallest = window.minimumSize()
    window.resize(smallest)
    assert window.size() == smallest
    assert (smallest.width(), smallest.height()) <= (1280, 660)
    assert window.minimumSizeHint().width() <= smallest.width()
    assert window.minimumSizeHint().height() <= smallest.height()


def test_every_control_has_a_name_for_those_who_cannot_see_it(
    window: MainWindow, pages: tuple[PlainPage, PlainPage], messages: Messages
) -> None:
    messages.say(Kind.REFUSED, "refused", ["one"])
    controls = [each for each in window.findChildren(QWidget) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    nameless = [each for each in controls if each not in {page.field for page in pages}]
    assert nameless
    assert [each for each in nameless if not (each.accessibleName() or getattr(each, "text", str)())] == []


def test_about_names_the_version_and_the_terms_of_qt(theme: Theme, qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    assert reads(dialog, __version__)
    assert reads(dialog, "LGPL")


def test_the_window_is_there_before_the_database_is_imported() -> None:
    heavy = "import sys, mmdesk.ui.main_window, mmdesk.ui.i18n; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", heavy], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"sqlalchemy", "httpx", "alembic", "click", "mmdesk.services"} & set(loaded)


def test_a_page_has_to_name_itself() -> None:
    nameless: Callable[[Page], str] = Page.title
    with pytest.raises(TypeError, match="title"):
        nameless(Page())

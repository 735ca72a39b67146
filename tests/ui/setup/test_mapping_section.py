"""The editor of mappings over a played RetailCRM: nothing is stored before «Save», nor what will not do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QScrollArea, QSpinBox
from pytestqt.qtbot import QtBot

from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import Connection
from mmdesk.errors import Text
from mmdesk.services import connection_settings
from mmdesk.services.dictionaries import Dictionaries
from mmdesk.services.mapping_desk import MappingDesk, Mappings
from mmdesk.services.mapping_sheet import Choice, Group, GroupKind, Row
from mmdesk.services.operators import Operator
from mmdesk.storage.uow import Storage
from mmdesk.ui.messages import Messages
from mmdesk.ui.setup.mapping_group import MappingGroup
from mmdesk.ui.setup.mapping_section import PATIENCE_MS, MappingSection
from mmdesk.ui.setup.mapping_state import MappingState
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.services.crm_stand import CrmStand, crm_stand
from tests.services.feed_stand import second_connection
from tests.ui.conftest import Wait

PACKED = "status.map.PACKED"


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock, "dsm", registered=False) as made:
        yield made


@pytest.fixture
def said() -> list[str]:
    return []


class Line:
    """The line to RetailCRM: while it is silent, whoever wants to use it waits."""

    def __init__(self, shop: CrmStand) -> None:
        self.shop = shop
        self.users = 0
        self._talks = threading.Event()
        self._talks.set()

    @contextmanager
    def open(self, _connection: Connection) -> Iterator[RetailCrm]:
        self.users += 1
        try:
            self._talks.wait()
            yield self.shop.crm
        finally:
            self.users -= 1

    @contextmanager
    def silent(self) -> Iterator[None]:
        self._talks.clear()
        try:
            yield
        finally:
            self._talks.set()


@pytest.fixture
def line(shop: CrmStand) -> Line:
    return Line(shop)


def _section(
    line: Line, runner: TaskRunner, theme: Theme, messages: Messages, patience_ms: int = PATIENCE_MS
) -> MappingSection:
    desk = MappingDesk(line.shop.storage, line.open)
    return MappingSection(lambda: desk, Operator("Анна"), runner, messages, theme, patience_ms=patience_ms)


@pytest.fixture
def section(line: Line, runner: TaskRunner, theme: Theme, said: list[str], qtbot: QtBot) -> MappingSection:
    messages = Messages()
    messages.said.connect(lambda _kind, sentence, _lines: said.append(sentence))
    section = _section(line, runner, theme, messages)
    qtbot.addWidget(section)
    section.resize(1100, 640)
    section.show()
    return section


def choices(section: MappingSection) -> dict[str, QComboBox]:
    return {key: box for group in section.view.groups for key, box in group.choices.items()}


def choose(section: MappingSection, key: str, value: str) -> None:
    box = choices(section)[key]
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def is_read(section: MappingSection) -> bool:
    return bool(section.view.groups) and not section.view.message


def stored(shop: CrmStand, key: str) -> object:
    return connection_settings.shown(shop.storage, shop.connection.name).get(key)


def test_the_tables_come_with_retailcrms_names(section: MappingSection, wait: Wait) -> None:
    wait(lambda: is_read(section))
    packed = choices(section)[PACKED]
    assert "Комплектуется" in [packed.itemText(row) for row in range(packed.count())]
    assert not section.view.save_button.isEnabled()


def test_a_choice_is_stored_by_saving_and_not_before(
    section: MappingSection, shop: CrmStand, said: list[str], wait: Wait
) -> None:
    wait(lambda: is_read(section))
    choose(section, PACKED, "assembling")
    assert stored(shop, PACKED) is None
    QTest.mouseClick(section.view.save_button, Qt.MouseButton.LeftButton)
    wait(lambda: said)
    assert stored(shop, PACKED) == "assembling"
    assert choices(section)[PACKED].currentData() == "assembling"
    assert not section.view.save_button.isEnabled()


def test_what_was_chosen_can_be_discarded(section: MappingSection, wait: Wait) -> None:
    wait(lambda: is_read(section))
    choose(section, PACKED, "assembling")
    QTest.mouseClick(section.view.forget_button, Qt.MouseButton.LeftButton)
    assert choices(section)[PACKED].currentData() == ""
    assert not section.view.save_button.isEnabled()


def test_what_was_chosen_and_not_saved_is_told_to_who_would_lose_it(
    section: MappingSection, wait: Wait
) -> None:
    wait(lambda: is_read(section))
    assert section.unsaved() == ()
    choose(section, PACKED, "assembling")
    (told,) = section.unsaved()
    assert told.startswith("1 change")


def test_another_connection_leaves_what_was_chosen_for_the_first_to_be_saved_later(
    line: Line, runner: TaskRunner, theme: Theme, qtbot: QtBot, wait: Wait
) -> None:
    first, other = line.shop.connection.name, second_connection(line.shop.storage, line.shop.clock).name
    section = _section(line, runner, theme, Messages())
    qtbot.addWidget(section)
    section.show()
    section.show_asked(first)
    wait(lambda: is_read(section))
    choose(section, PACKED, "assembling")
    section.view.connection_chosen.emit(other)
    wait(lambda: is_read(section))
    assert choices(section)[PACKED].currentData() == ""
    (told,) = section.unsaved()
    assert first in told
    section.view.connection_chosen.emit(first)
    wait(lambda: is_read(section) and not section.view.is_busy)
    assert choices(section)[PACKED].currentData() == "assembling"
    assert section.view.save_button.isEnabled()


def test_a_status_that_vanished_while_the_page_was_open_is_marked_at_its_line(
    section: MappingSection, shop: CrmStand, said: list[str], wait: Wait
) -> None:
    wait(lambda: is_read(section))
    # What the list offered when it was read, and what is not there any more.
    section.view.chosen.emit(PACKED, "gone-since")
    QTest.mouseClick(section.view.save_button, Qt.MouseButton.LeftButton)
    wait(lambda: said)
    marks = [group.mark_of(PACKED) for group in section.view.groups if PACKED in group.choices]
    assert "RetailCRM has no code" in marks[0]
    assert [group.errors for group in section.view.groups if group.errors] == ["1 line(s) with an error"]
    assert stored(shop, PACKED) is None
    assert section.view.save_button.isEnabled()


def test_a_silent_retailcrm_is_told_in_place_of_the_tables_and_can_be_asked_again(
    section: MappingSection, shop: CrmStand, wait: Wait
) -> None:
    wait(lambda: is_read(section))
    shop.sandbox.stop()
    section.show_asked(shop.connection.name)
    wait(lambda: section.view.message and "Reading" not in section.view.message)
    assert section.view.message.endswith("then read again.")
    assert not section.view.is_busy


def test_saving_leaves_the_person_at_the_line_and_the_page_where_it_was(
    section: MappingSection, said: list[str], wait: Wait
) -> None:
    wait(lambda: is_read(section))
    section.activateWindow()
    key = list(choices(section))[-1]
    choices(section)[key].setFocus()
    # A person comes to it when the window has come to rest.
    QApplication.processEvents()
    section.view.scroll_to(10_000)
    bar = section.view.findChildren(QScrollArea)[0].verticalScrollBar()
    at = bar.value()
    assert at > 0
    choose(section, key, str(choices(section)[key].itemData(1)))
    section.view.save_button.setFocus()
    QTest.keyClick(section.view.save_button, Qt.Key.Key_Space)
    wait(lambda: said)
    assert choices(section)[key].hasFocus()
    assert bar.value() == at


def test_a_slow_retailcrm_can_be_left_alone_and_nothing_was_changed(
    section: MappingSection, shop: CrmStand, line: Line, said: list[str], wait: Wait
) -> None:
    wait(lambda: is_read(section))
    choose(section, PACKED, "assembling")
    section.activateWindow()
    wait(section.isActiveWindow)
    with line.silent():
        QTest.mouseClick(section.view.save_button, Qt.MouseButton.LeftButton)
        QTest.keyClick(section.view.read_button, Qt.Key.Key_Escape)
        wait(lambda: said)
    wait(lambda: not line.users)
    assert "nothing was changed" in said[0]
    assert choices(section)[PACKED].currentData() == "assembling"
    assert section.view.save_button.isEnabled()
    assert stored(shop, PACKED) is None


def test_a_retailcrm_that_takes_too_long_is_given_up(
    line: Line, runner: TaskRunner, theme: Theme, qtbot: QtBot, wait: Wait
) -> None:
    section = _section(line, runner, theme, Messages(), patience_ms=50)
    qtbot.addWidget(section)
    with line.silent():
        section.show()
        wait(lambda: "not answered in time" in section.view.message)
    assert section.view.read_button.text() == "Read RetailCRM again"


def test_what_the_desk_decides_is_saved_with_the_rest(
    section: MappingSection, shop: CrmStand, said: list[str], wait: Wait
) -> None:
    wait(lambda: is_read(section))
    seconds = section.view.undo
    assert isinstance(seconds, QSpinBox)
    seconds.setValue(25)
    pictures = section.view.pictures
    assert pictures is not None
    assert pictures.currentData() == "internet"
    QTest.keyClick(pictures, Qt.Key.Key_Down)
    QTest.mouseClick(section.view.save_button, Qt.MouseButton.LeftButton)
    wait(lambda: said)
    assert stored(shop, "desk.undo_seconds") == 25
    assert stored(shop, "desk.pictures") == "anywhere"


def test_a_name_of_retailcrm_is_one_line_without_what_cannot_be_seen(theme: Theme, qtbot: QtBot) -> None:
    row = Row("status.map.NEW", Text.same("новый"), "NEW", "new")
    odd = Choice("new", Text.same("Новый\u202e\nзаказ"))
    group = Group(GroupKind.FOLLOW, (row,), (odd,))
    read = Mappings("Тёплый Дом", (group,), Dictionaries((), (), (), ()), None, 10, "internet")
    shown = MappingGroup(group)
    qtbot.addWidget(shown)
    for _step in shown.make_lines(MappingState(read)):
        pass
    assert shown.choices["status.map.NEW"].currentText() == "Новый заказ"


def test_the_wheel_changes_no_choice(section: MappingSection, wait: Wait, qtbot: QtBot) -> None:
    wait(lambda: is_read(section))
    box = choices(section)[PACKED]
    before = box.currentIndex()
    QTest.keyClick(box, Qt.Key.Key_Tab)
    turn = QWheelEvent(
        QPointF(5, 5), box.mapToGlobal(QPointF(5, 5)), QPoint(), QPoint(0, -240),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, turn)
    assert box.currentIndex() == before


def test_every_control_has_a_name(section: MappingSection, wait: Wait) -> None:
    wait(lambda: is_read(section))
    unnamed = [box for box in section.findChildren(QComboBox) if not box.accessibleName()]
    buttons = [button for button in section.findChildren(QAbstractButton) if button.isVisible()]
    assert unnamed == []
    reached = [button for button in buttons if button.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert all(button.text() or button.accessibleName() for button in reached)

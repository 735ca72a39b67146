"""The editor of mappings over a played RetailCRM: nothing is stored before «Save», nor what will not do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.services import connection_settings
from mmdesk.services.mapping_desk import MappingDesk
from mmdesk.services.operators import Operator
from mmdesk.storage.uow import Storage
from mmdesk.ui.messages import Messages
from mmdesk.ui.setup.mapping_section import MappingSection
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.services.crm_stand import CrmStand, crm_stand
from tests.ui.conftest import Wait

PACKED = "status.map.PACKED"


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> Iterator[CrmStand]:
    with crm_stand(sqlite_storage, clock, "dsm", registered=False) as made:
        yield made


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def section(
    shop: CrmStand, runner: TaskRunner, theme: Theme, said: list[str], qtbot: QtBot
) -> MappingSection:
    messages = Messages()
    messages.said.connect(lambda _kind, sentence, _lines: said.append(sentence))
    section = MappingSection(
        lambda: MappingDesk(shop.storage, lambda _connection: nullcontext(shop.crm)),
        Operator("Анна"),
        runner,
        messages,
        theme,
    )
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
    assert stored(shop, PACKED) is None
    assert section.view.save_button.isEnabled()


def test_a_silent_retailcrm_is_told_in_place_of_the_tables_and_can_be_asked_again(
    section: MappingSection, shop: CrmStand, wait: Wait
) -> None:
    wait(lambda: is_read(section))
    shop.sandbox.stop()
    section.show_asked(shop.connection.name)
    wait(lambda: section.view.message and "Reading" not in section.view.message)
    assert section.view.read_button.isEnabled()


def test_what_the_desk_decides_is_saved_with_the_rest(
    section: MappingSection, shop: CrmStand, said: list[str], wait: Wait
) -> None:
    wait(lambda: is_read(section))
    seconds = section.view.undo
    assert isinstance(seconds, QSpinBox)
    seconds.setValue(25)
    QTest.mouseClick(section.view.save_button, Qt.MouseButton.LeftButton)
    wait(lambda: said)
    assert stored(shop, "desk.undo_seconds") == 25


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

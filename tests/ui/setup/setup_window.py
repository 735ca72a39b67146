"""The page of the settings in a window of its own, over both simulators: looked at and typed into."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QWidget

from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.messages import Messages
from mmdesk.ui.setup.connections_section import ConnectionsSection
from mmdesk.ui.setup.integration_section import IntegrationSection
from mmdesk.ui.setup.setup_view import SetupView
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.services.setup_stand import SetupStand
from tests.ui.orders.verbs_stand import Heard, silent_changes


@dataclass
class SetupWindow:
    """The page, and what its person sees and hears."""

    stand: SetupStand
    page: SetupView
    connections: ConnectionsSection
    integration: IntegrationSection
    changes: ChangeNotice
    messages: Messages
    heard: Heard

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(focus(self.page), key, modifiers)

    def write(self, words: str) -> None:
        """Into the field that has the keyboard."""
        field = focus(self.page)
        assert isinstance(field, QLineEdit), field
        field.insert(words)
        field.textEdited.emit(field.text())

    def says(self, words: str) -> bool:
        return reads(self.page, words)


def setup_window(stand: SetupStand, runner: TaskRunner, theme: Theme) -> SetupWindow:
    messages, changes = Messages(), silent_changes()

    connections = ConnectionsSection(
        lambda: stand.desk, lambda: stand.integration, runner, changes, messages, theme, stand.clock
    )
    integration = IntegrationSection(
        lambda: stand.integration, lambda: stand.desk, runner, changes, messages, theme
    )
    page = SetupView((connections, integration), theme)
    page.resize(1100, 700)
    return SetupWindow(stand, page, connections, integration, changes, messages, Heard(messages))


def focus(page: QWidget) -> QWidget:
    """What has the keyboard: in the dialog in front, else on the page."""
    front = dialog() or page
    # Qt's stubs promise a widget where there may be none.
    inner: QWidget | None = front.focusWidget()
    return front if inner is None else inner


def dialog() -> QDialog | None:
    found = QApplication.activeModalWidget()
    return found if isinstance(found, QDialog) else None


def reads(within: QWidget, words: str) -> bool:
    """Whether a person could read it there."""
    return any(words in label.text() and label.isVisible() for label in within.findChildren(QLabel))


def button(within: QWidget, words: str) -> QPushButton:
    """The one that says so and can be seen."""
    found = [each for each in within.findChildren(QPushButton) if each.text() == words and each.isVisible()]
    assert found, f"no button {words}"
    return found[0]

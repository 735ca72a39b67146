"""Keys as a person presses them: to whatever has the focus of the foremost window, not to a named widget."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tests.ui.actor import Script

PLAIN = Qt.KeyboardModifier.NoModifier
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    """Soon, not at once: a key may open a dialog that only returns when it is answered."""
    QTimer.singleShot(0, partial(_click, key, modifiers))


def write(text: str) -> None:
    """After the keys pressed before."""
    for letter in text:
        QTimer.singleShot(0, partial(_type, letter))


def _click(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    QTest.keyClick(focus(), key, modifiers)


def _type(letter: str) -> None:
    """QTest's own way takes no letters but Latin ones."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_unknown, PLAIN, letter)
        QApplication.sendEvent(focus(), event)


def focus() -> QWidget:
    front = foremost()
    assert front is not None, "there is no window"
    # Qt's stubs promise a widget where there may be none.
    inner: QWidget | None = front.focusWidget()
    return front if inner is None else inner


def foremost() -> QWidget | None:
    """The open menu, the dialog that waits for an answer, else the main window; None before there is one."""
    # The same as above.
    front: QWidget | None = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    return main_window() if front is None else front


def main_window() -> QWidget | None:
    shown = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each.isWindow()]
    windows = [each for each in shown if not isinstance(each, QDialog)]
    return max(windows, key=QWidget.width, default=None)


def activated() -> Script:
    """Until the foremost window has the keyboard: where there is no window manager nobody else gives it."""
    yield lambda: foremost() is not None
    front = foremost()
    assert front is not None
    front.activateWindow()
    yield front.isActiveWindow


def dialog() -> QDialog | None:
    """The one that waits for an answer."""
    found = QApplication.activeModalWidget()
    return found if isinstance(found, QDialog) else None

"""The questions of the page «Печать» on a notebook's low screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.printing.printer_setup import Dialect, PrinterKind
from mmdesk.services.printers import PrinterDesk
from mmdesk.storage.uow import Storage
from mmdesk.ui.printing.paper_dialog import PaperDialog
from mmdesk.ui.printing.printer_dialog import PrinterDialog
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme, Tone
from tests.services.printing_stand import HERE
from tests.ui.conftest import Wait

LOW = QRect(0, 0, 1366, 500)
LONG = "Принтер не отвечает: проверьте, что он включён, что кабель вставлен и что адрес написан верно. " * 4


@pytest.fixture
def dialog(
    qtbot: QtBot,
    runner: TaskRunner,
    theme: Theme,
    sqlite_storage: Storage,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> PrinterDialog:
    monkeypatch.setattr(PaperDialog, "room", lambda _self: LOW)
    dialog = PrinterDialog(runner, PrinterDesk(sqlite_storage, clock, HERE), theme)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData(PrinterKind.NETWORK.value))
    dialog.dialect.setCurrentIndex(dialog.dialect.findData(Dialect.TSPL.value))
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def is_whole(dialog: QWidget, part: QWidget) -> bool:
    """Nothing that holds it cuts it off."""
    return part.visibleRegion().boundingRect() == part.rect() and dialog.rect().contains(
        QRect(part.mapTo(dialog, QPoint()), part.size())
    )


def test_the_buttons_stay_on_a_low_screen_when_the_printer_has_been_asked(
    dialog: PrinterDialog, wait: Wait
) -> None:
    dialog.sentence.show_words("warning", Tone.WARN, LONG)
    buttons = (dialog.check, dialog.safe_button, dialog.accept_button)
    wait(lambda: dialog.sentence.isVisible() and all(is_whole(dialog, each) for each in buttons))
    assert is_whole(dialog, dialog.sentence)
    assert dialog.frameGeometry().bottom() <= LOW.bottom()
    assert dialog.height() <= LOW.height()


def test_a_field_below_the_edge_comes_into_sight_by_tab(dialog: PrinterDialog, wait: Wait) -> None:
    wait(lambda: not is_whole(dialog, dialog.asks_state))
    dialog.gap.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(dialog.gap, Qt.Key.Key_Tab)
    wait(lambda: dialog.focusWidget() is dialog.asks_state)
    wait(lambda: is_whole(dialog, dialog.asks_state))


def turn_wheel(widget: QWidget) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_scrolls_and_never_changes_what_is_set(dialog: PrinterDialog, wait: Wait) -> None:
    wait(lambda: is_whole(dialog, dialog.kind))
    before = dialog.form()
    for field in (dialog.dialect, dialog.dpi, dialog.copies, dialog.paper):
        turn_wheel(field)
    assert dialog.form() == before
    wait(lambda: not is_whole(dialog, dialog.kind))


def test_where_there_is_room_nothing_scrolls(dialog: PrinterDialog, wait: Wait, tmp_path: Path) -> None:
    dialog.kind.setCurrentIndex(dialog.kind.findData(PrinterKind.FOLDER.value))
    dialog.folder.setText(str(tmp_path))
    fields = (dialog.kind, dialog.folder, dialog.name, dialog.paper)
    wait(lambda: all(is_whole(dialog, each) for each in fields))
    dialog.sentence.show_words("check", Tone.OK, "Готов")
    wait(lambda: all(is_whole(dialog, each) for each in (*fields, dialog.sentence, dialog.accept_button)))

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.ui.garbage import GarbageCollector
from tests.ui.conftest import Wait


class Knot:
    """Garbage that only a collection can find."""

    def __init__(self, held: QObject) -> None:
        self.held = held
        self.itself = self


def test_widgets_in_a_cycle_go_in_the_windows_thread_whoever_makes_garbage(qtbot: QtBot, wait: Wait) -> None:
    collector = GarbageCollector()
    collector.start()
    ended_in: list[threading.Thread] = []
    knot = Knot(QWidget())
    weakref.finalize(knot, lambda: ended_in.append(threading.current_thread()))
    del knot
    busy = threading.Thread(target=lambda: [[] for _ in range(200_000)] and gc.get_count())
    busy.start()
    busy.join()
    assert ended_in == []
    litter = [Knot(QObject()) for _ in range(5_000)]
    litter.clear()
    wait(lambda: ended_in)
    assert ended_in == [threading.main_thread()]
    collector.stop()


def test_nothing_is_collected_once_the_window_is_taken_down(qapp: QApplication) -> None:
    collector = GarbageCollector()
    collector.start()
    collector.stop()
    assert [timer.isActive() for timer in collector.findChildren(QTimer)] == [False]

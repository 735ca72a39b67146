"""Imports the modules of the pages, one page after the other and a few modules at a time between two events.

Only the window's thread may: while a module defines its Qt classes in another thread, PySide and the window's
thread change the same tables, and the program dies of it in about one start of fifty. What leads to no Qt is
imported by the task thread.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mmdesk.errors import MmdeskError
from mmdesk.ui.page_list import PAGES, PageEntry
from mmdesk.ui.tasks import TaskRunner


class PageLoading(QObject):
    """Lives in the window's thread."""

    loaded = Signal(object)
    """The PageEntry whose modules are there now."""
    ended = Signal()
    """After the last of them."""

    def __init__(
        self, runner: TaskRunner, pages: tuple[PageEntry, ...] = PAGES, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._pages = iter(pages)
        self._page: PageEntry | None = None
        self._left: Iterator[str] = iter(())
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._load_next)
        self._stopped = False

    def start(self) -> None:
        self._next_page()

    def stop(self) -> None:
        self._stopped = True
        self._timer.stop()

    def _next_page(self) -> None:
        self._page = next(self._pages, None)
        if self._page is None:
            self.ended.emit()
            return
        self._left = iter((*self._page.in_turn, self._page.module))
        work = partial(_import_all, self._page.foundation)
        self._runner.write(work, owner=self, done=self._go_on, failed=self._failed)

    def _go_on(self, _nothing: None) -> None:
        if not self._stopped:
            self._timer.start()

    def _failed(self, error: MmdeskError) -> None:
        """Imports raise no errors of ours: this one is a bug."""
        raise error

    @Slot()
    def _load_next(self) -> None:
        name = next(self._left, None)
        if name is not None:
            importlib.import_module(name)
            return
        self._timer.stop()
        self.loaded.emit(self._page)
        if not self._stopped:
            self._next_page()


def _import_all(names: tuple[str, ...]) -> None:
    for name in names:
        importlib.import_module(name)

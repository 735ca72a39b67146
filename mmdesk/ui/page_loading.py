"""Makes the pages one after the other, a step between two events: their modules imported, then the page.

Modules with Qt are imported by the window's thread alone: while a module defines its Qt classes in another
thread, PySide and the window's thread change the same tables, and the program dies of it in about one start
of fifty. What leads to no Qt is imported by the task thread.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Generator, Iterator
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mmdesk.errors import MmdeskError
from mmdesk.ui.page_list import PAGES, PageEntry
from mmdesk.ui.tasks import TaskRunner

Steps = Generator[None, None, None]


class PageLoading(QObject):
    """Lives in the window's thread."""

    ended = Signal()
    """After the last of them."""

    def __init__(
        self,
        runner: TaskRunner,
        make: Callable[[PageEntry], Steps],
        pages: tuple[PageEntry, ...] = PAGES,
        parent: QObject | None = None,
    ) -> None:
        """`make` gives the steps that make a page whose modules are there."""
        super().__init__(parent)
        self._runner = runner
        self._make = make
        self._pages = pages
        self._to_come: Iterator[PageEntry] = iter(())
        self._steps: Steps = _no_steps()
        self._round = 0
        # For one step each: armed anew by its end, it lets whatever came due meanwhile go first.
        self._timer = QTimer(self, interval=0, singleShot=True)
        self._timer.timeout.connect(self._step)

    @property
    def has_begun(self) -> bool:
        return self._round > 0

    def start(self) -> None:
        """From the first page; a page that is half made is left as it is."""
        self.stop()
        self._to_come = iter(self._pages)
        self._next_page()

    def stop(self) -> None:
        self._round += 1
        self._timer.stop()
        self._steps.close()

    def _next_page(self) -> None:
        page = next(self._to_come, None)
        if page is None:
            self.ended.emit()
            return
        self._runner.write(
            partial(_import_all, page.foundation),
            owner=self,
            done=partial(self._go_on, self._round, page),
            failed=self._failed,
        )

    def _go_on(self, begun_in: int, page: PageEntry, _nothing: None) -> None:
        if begun_in == self._round:
            self._steps = self._steps_of(page)
            self._timer.start()

    def _failed(self, error: MmdeskError) -> None:
        """Imports raise no errors of ours: this one is a bug."""
        raise error

    @Slot()
    def _step(self) -> None:
        begun_in = self._round
        try:
            next(self._steps)
        except StopIteration:
            self._next_page()
        else:
            if begun_in == self._round:
                self._timer.start()

    def _steps_of(self, page: PageEntry) -> Steps:
        for name in (*page.in_turn, page.module):
            importlib.import_module(name)
            yield
        yield from self._make(page)


def _no_steps() -> Steps:
    yield from ()


def _import_all(names: tuple[str, ...]) -> None:
    for name in names:
        importlib.import_module(name)

"""Keeps count of the codes that nobody knew, and opens their list."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError
from mmdesk.services.scan_codes import UnknownCode
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.packing.packing_view import PackingView
from mmdesk.ui.packing.unknown_codes_dialog import CodeBook, UnknownCodesDialog
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme


class UnknownCodes(QObject):
    """Looks again after each change of the database."""

    def __init__(
        self,
        view: PackingView,
        book: CodeBook,
        runner: TaskRunner,
        changes: ChangeNotice,
        theme: Theme,
        clock: Clock,
    ) -> None:
        super().__init__(view)
        self._view = view
        self._book = book
        self._runner = runner
        self._theme = theme
        self._clock = clock
        self.dialog: UnknownCodesDialog | None = None
        view.codes_wished.connect(self.open)
        changes.changed.connect(self.count)
        self.count()

    @Slot()
    def count(self) -> None:
        self._runner.read(
            self._book.unknown, owner=self, done=self._show, failed=self._not_read, topic="count of codes"
        )

    @Slot()
    def open(self) -> None:
        if self.dialog is None:
            self.dialog = UnknownCodesDialog(self._book, self._runner, self._theme, self._clock, self._view)
            self._view.covered.connect(self.dialog.tell)
            self.dialog.finished.connect(self._closed)
        self.dialog.open()

    @Slot()
    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    def _show(self, codes: tuple[UnknownCode, ...]) -> None:
        self._view.header.show_codes(len(codes))
        if self.dialog is not None:
            self.dialog.read_again()

    def _not_read(self, _error: MmdeskError) -> None:
        """The next change looks again."""

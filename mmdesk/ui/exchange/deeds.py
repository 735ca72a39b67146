"""What the deeds on the exchange page share: the desk, a task thread for the work, a place to tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mmdesk.services.exchange_desk import ExchangeDesk
from mmdesk.ui.messages import Messages
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme

T = TypeVar("T")


class Deeds(QObject):
    """One of a kind for the page. `done` tells that something has changed."""

    done = Signal()

    def __init__(
        self,
        runner: TaskRunner,
        desk: ExchangeDesk,
        messages: Messages,
        theme: Theme,
        parent_widget: QWidget,
    ) -> None:
        super().__init__(parent_widget)
        self._runner = runner
        self._desk = desk
        self._messages = messages
        self._theme = theme
        self._window = parent_widget

    def _do(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """On the task thread; what it refuses is told here."""
        self._runner.write(work, owner=self, done=done, failed=self._messages.show_error)

"""Opens the page that was open last as soon as it is there, but never from under the hands of a person."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Slot

from mmdesk.ui.main_window import MainWindow
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.workstation import Workstation

_ABOUT: Final = "last page"
_HANDS: Final = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel}
)


class LastPage(QObject):
    """Belongs to its window. While the page is made, the person is told that it opens, and how to stay."""

    def __init__(self, window: MainWindow, workstation: Workstation, messages: Messages) -> None:
        super().__init__(window)
        self._window = window
        self._workstation = workstation
        self._messages = messages
        self._pages = 0
        self._waits = True

    def come(self, name: str) -> None:
        """The page of that name is there now; the first one is in sight."""
        self._pages += 1
        if not self._waits:
            return
        wanted = self._workstation.remembered.page
        if name == wanted:
            self.drop()
            self._window.open_named(name, None)
        elif self._pages == 1 and wanted:
            self._watch_hands()
            self._messages.say(
                Kind.NOTICE,
                self.tr("The page that was open last opens in a moment. A key or a click keeps this one."),
                about=_ABOUT,
            )

    @Slot()
    def drop(self) -> None:
        """Whatever is in sight now stays there."""
        handle = self._window.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)
        if self._waits:
            self._waits = False
            self._messages.over(_ABOUT)

    def _watch_hands(self) -> None:
        """Keys and clicks reach the system's window before any of its widgets."""
        handle = self._window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _HANDS:
            self.drop()
        return False

"""Where the pages stand, one in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget


class PageRoom(QWidget):
    """As large as the page in sight needs, not as the largest of all: a small window scrolls no further.

    Without a layout of its own: one would ask all pages how high they are at every width.
    """

    def __init__(self, stack: QStackedWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = stack
        stack.setParent(self)
        stack.currentChanged.connect(self._measure)

    def minimumSizeHint(self) -> QSize:
        # Qt's stubs promise a widget where there may be none.
        page: QWidget | None = self._stack.currentWidget()
        return QSize(0, 0) if page is None else page.minimumSizeHint()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def event(self, event: QEvent) -> bool:
        """A page needs more or less than before."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stack.resize(event.size())

    @Slot()
    def _measure(self) -> None:
        self.updateGeometry()

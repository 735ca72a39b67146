"""The pages, one in sight."""

from __future__ import annotations

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget


class PageStack(QStackedWidget):
    """As large as the page in sight needs, not as the largest of all: a small window scrolls no further."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self._measure)

    def minimumSizeHint(self) -> QSize:
        # Qt's stubs promise a widget where there may be none.
        page: QWidget | None = self.currentWidget()
        return QSize(0, 0) if page is None else page.minimumSizeHint()

    @Slot()
    def _measure(self) -> None:
        self.updateGeometry()

"""The top of the bench: which order, until when, which box; on an empty bench its name and its own tools."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from mmdesk.services.bench_view import BenchView
from mmdesk.ui.packing import packing_words
from mmdesk.ui.plain_text import ElidedLabel, plain_label
from mmdesk.ui.theme import Role, Theme, dress


class BenchHeader(QWidget):
    """The order's words give way before the deadline does."""

    codes_wished = Signal()
    settings_wished = Signal()

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.order = ElidedLabel(title)
        dress(self.order, Role.TITLE)
        self.due = plain_label(role=Role.HEADING, wraps=False)
        self.place = plain_label(role=Role.HEADING, wraps=False)
        self.codes = QPushButton(theme.icon("question"), "")
        self.settings = QPushButton(theme.icon("settings"), "")
        self.settings.setAccessibleName(self.tr("Scanner and sounds"))
        self.settings.setToolTip(self.tr("Scanner and sounds"))
        for button in (self.codes, self.settings):
            dress(button, Role.QUIET)
            button.setAutoDefault(False)
        self.codes.clicked.connect(self._wish_codes)
        self.settings.clicked.connect(self._wish_settings)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        line.addWidget(self.order, 1)
        for widget in (self.due, self.place, self.codes, self.settings):
            line.addWidget(widget, 0, Qt.AlignmentFlag.AlignRight)
        self.show_codes(0)

    def show_view(self, view: BenchView, now: datetime) -> None:
        """Told anew as time goes on."""
        head = view.order
        self.order.show_words(packing_words.head_words(head) if head is not None else self._title)
        self.due.setText(packing_words.due_words(head, now) if head is not None else "")
        self.due.setVisible(bool(self.due.text()))
        self.place.setText(packing_words.place_words(view) if head is not None else "")
        self.place.setVisible(bool(self.place.text()))

    def show_codes(self, count: int) -> None:
        """How many codes were scanned that nobody knows; no button without any."""
        self.codes.setText(self.tr("Unknown codes: %n", "", count))
        self.codes.setVisible(count > 0)

    @Slot()
    def _wish_codes(self) -> None:
        self.codes_wished.emit()

    @Slot()
    def _wish_settings(self) -> None:
        self.settings_wished.emit()

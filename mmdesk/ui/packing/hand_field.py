"""The number of a damaged barcode, typed by hand: opens with F3 or with the first digit typed on the page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role


class HandField(QWidget):
    """Hidden until it is wanted."""

    entered = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Number of the order or of the barcode"))
        self.field.setPlaceholderText(self.tr("Number of the order or of the barcode"))
        self.field.setMaxLength(200)
        font = self.field.font()
        font.setPixelSize(24)
        self.field.setFont(font)
        self.field.returnPressed.connect(self._enter)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.field, 1)
        line.addWidget(plain_label(self.tr("Enter: take it, Esc: leave"), Role.CAPTION, wraps=False))
        self.hide()

    def open(self, begun: str = "") -> None:
        """With what has been typed already."""
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.insert(begun)

    def close_field(self) -> None:
        self.field.clear()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_field()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _enter(self) -> None:
        text = self.field.text().strip()
        self.close_field()
        self.left.emit()
        if text:
            self.entered.emit(text)

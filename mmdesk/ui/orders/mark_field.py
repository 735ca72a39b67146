"""The field into which a scanner types a marking code: separators inside the code stay in it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from mmdesk.ui.orders.shape import undress
from mmdesk.ui.theme import Tone, dress

GS: Final = "\x1d"
"""The group separator between the parts of a code; scanners type it as Ctrl+]."""
_MOST: Final = 200


class MarkField(QLineEdit):
    """`code_read` comes with what stood in the field when Enter was pressed; the field is empty then."""

    code_read = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(_MOST)
        self.setPlaceholderText(self.tr("scan the marking code"))
        self.textEdited.connect(self._calm)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not _with_control(event):
            self._read()
        elif event.text() == GS or (event.key() == Qt.Key.Key_BracketRight and _with_control(event)):
            # A line edit leaves out control characters that are typed.
            self.insert(GS)
        else:
            super().keyPressEvent(event)

    def complain(self) -> None:
        """Show that the last code was not taken."""
        dress(self, tone=Tone.DANGER)

    def _read(self) -> None:
        code = self.text()
        self.clear()
        self._calm()
        self.code_read.emit(code)

    @Slot()
    def _calm(self) -> None:
        undress(self)


def _with_control(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)

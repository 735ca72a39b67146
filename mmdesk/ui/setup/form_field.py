"""One field of a form: its name, where its value is found, and what is wrong with what stands in it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone, dress


class FormField(QWidget):
    """The fault stands right under the field; a screen reader hears it with the hint."""

    changed = Signal()

    def __init__(
        self, caption: str, hint: str, theme: Theme, parent: QWidget | None = None, *, secret: bool = False
    ) -> None:
        super().__init__(parent)
        self._hint_words = hint
        self._caption = plain_label(caption, Role.STRONG)
        self.edit = QLineEdit()
        self._hint = plain_label(hint, tone=Tone.MUTED)
        self._mark = Picture(theme)
        self._fault = plain_label(tone=Tone.DANGER)
        self._fault_row = QWidget(self)
        self._caption.setBuddy(self.edit)
        self.edit.setAccessibleName(caption)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
            self.edit.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText)
        self._arrange()
        self.show_fault("")
        self.edit.textEdited.connect(self.changed)

    @property
    def value(self) -> str:
        return self.edit.text()

    @property
    def fault(self) -> str:
        return self._fault.text()

    def show_value(self, value: str) -> None:
        """Leaves the cursor where it is when nothing differs."""
        if value != self.edit.text():
            self.edit.setText(value)

    def show_fault(self, words: str, tone: Tone = Tone.DANGER) -> None:
        """An empty one takes it away. In Tone.WARN it is a remark, which hinders nothing."""
        self._fault.setText(words)
        self._fault_row.setVisible(bool(words))
        self._mark.show_icon("warning", tone)
        dress(self._fault, tone=tone)
        dress(self.edit, tone=tone if words else Tone.TEXT)
        self._describe()

    def show_hint(self, words: str) -> None:
        self._hint_words = words
        self._hint.setText(words)
        self._describe()

    def lock(self, words: str) -> None:
        """Nothing can be typed here; the words say where instead."""
        self.edit.setReadOnly(True)
        self.edit.clear()
        self.show_hint(words)

    def take_focus(self) -> None:
        self.edit.setFocus(Qt.FocusReason.TabFocusReason)
        self.edit.selectAll()

    def _describe(self) -> None:
        told = filter(None, (self._fault.text(), self._hint_words))
        self.edit.setAccessibleDescription("\n".join(told))

    def _arrange(self) -> None:
        fault = QHBoxLayout(self._fault_row)
        fault.setContentsMargins(0, 0, 0, 0)
        fault.setSpacing(6)
        fault.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        fault.addWidget(self._fault, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        for widget in (self._caption, self.edit, self._fault_row, self._hint):
            rows.addWidget(widget)

"""What the questions of the page «Печать» share: a title, fields, a sentence, and two buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone, dress


class PaperDialog(QDialog):
    """Enter accepts, Esc leaves; `obstacle` keeps an answer that cannot be taken."""

    def __init__(self, theme: Theme, title: str, answer: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        self.fields = QGridLayout()
        self.fields.setColumnStretch(1, 1)
        self.fields.setHorizontalSpacing(16)
        self.fields.setVerticalSpacing(8)
        self.sentence = Banner(theme, self)
        self.safe_button = QPushButton(self.tr("Leave it  Esc"))
        self.safe_button.setAutoDefault(False)
        self.safe_button.clicked.connect(self.reject)
        self.accept_button = QPushButton(answer)
        self.accept_button.setDefault(True)
        dress(self.accept_button, Role.PRIMARY)
        self.accept_button.clicked.connect(self.accept)
        self.buttons = QHBoxLayout()
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.safe_button)
        self.buttons.addWidget(self.accept_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(plain_label(title, Role.TITLE))
        column.addLayout(self.fields)
        column.addWidget(self.sentence)
        column.addStretch(1)
        column.addLayout(self.buttons)

    def add_field(self, caption: str, widget: QWidget) -> None:
        """One line: what it is, and where it is answered."""
        row = self.fields.rowCount()
        label = plain_label(caption, Role.CAPTION, wraps=False)
        label.setBuddy(widget)
        widget.setAccessibleName(caption)
        self.fields.addWidget(label, row, 0)
        self.fields.addWidget(widget, row, 1)

    def show_field(self, widget: QWidget, *, shown: bool) -> None:
        """With its caption."""
        row = self.fields.getItemPosition(self.fields.indexOf(widget))[0]  # type: ignore[index]  # the stub says object
        for column in (0, 1):
            item = self.fields.itemAtPosition(row, column)
            part = None if item is None else item.widget()
            if part is not None:
                part.setVisible(shown)

    def obstacle(self) -> str:
        """Why it cannot be accepted yet, in a sentence; puts the focus where the answer is missing."""
        return ""

    @Slot()
    def accept(self) -> None:
        obstacle = self.obstacle()
        if obstacle:
            self.sentence.show_words("warning", Tone.WARN, obstacle)
            return
        super().accept()

"""The body of a call as it came, with stars for whatever tells of a person."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.plain_words import one_line, visible
from mmdesk.ui.theme import Role, Tone


class BodyDialog(QDialog):
    """Read only; Esc leaves."""

    def __init__(self, title: str, body: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(one_line(title))
        self.document = QPlainTextEdit(visible(body))
        self.document.setReadOnly(True)
        self.document.setTabChangesFocus(True)
        self.document.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.document.setAccessibleName(title)
        close = QPushButton(self.tr("Close  Esc"))
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.addWidget(plain_label(title, Role.HEADING))
        hint = self.tr("Names, phones, addresses and secrets are shown as stars.")
        column.addWidget(plain_label(hint, tone=Tone.MUTED))
        column.addWidget(self.document, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(720, 560)
        self.document.setFocus(Qt.FocusReason.OtherFocusReason)

"""The remote document of an order, as it came: for the rare question that no window answers."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from mmdesk.services.order_card import OrderCard
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.plain_words import one_line, visible
from mmdesk.ui.theme import Role, Tone


def indented(raw: str) -> str:
    """The document with its parts under each other; one that is no JSON stays as it is."""
    try:
        return json.dumps(json.loads(raw), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return raw


class RawDialog(QDialog):
    """Read only; Esc leaves."""

    def __init__(self, card: OrderCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = self.tr("Document of Megamarket, order {number}").format(number=card.order.shipment_id)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(one_line(title))
        self.document = QPlainTextEdit(visible(indented(card.raw)))
        self.document.setReadOnly(True)
        self.document.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.document.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.document.setAccessibleName(title)
        close = QPushButton(self.tr("Close  Esc"))
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.addWidget(plain_label(title, Role.HEADING))
        column.addWidget(
            plain_label(self.tr("It holds personal data of the buyer: do not pass it on."), tone=Tone.MUTED)
        )
        column.addWidget(self.document, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(720, 560)
        self.document.setFocus(Qt.FocusReason.OtherFocusReason)

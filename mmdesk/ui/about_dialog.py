"""Which program this is, and under which terms it and its parts come."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mmdesk import __version__
from mmdesk.ui.plain_text import PlainLabel
from mmdesk.ui.theme import Role, application_icon, dress

_WIDTH: Final = 480
_WORDS: Final = 352


class AboutDialog(QDialog):
    """Name, version, what it is for, licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About mmdesk"))
        name = PlainLabel(f"mmdesk {__version__}")
        dress(name, Role.TITLE)
        sign = PlainLabel()
        sign.setPixmap(application_icon().pixmap(64, 64))
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(name)
        for sentence in (
            self.tr("A warehouse desktop between Megamarket and RetailCRM."),
            self.tr("Free software under the MIT licence."),
            self.tr(
                "Its windows use Qt {version} and PySide6 under the GNU LGPL, version 3: you may replace "
                "these libraries by your own build of them."
            ).format(version=qVersion()),
        ):
            words.addWidget(_line(sentence))
        head = QHBoxLayout()
        head.setSpacing(24)
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 24, 16, 16)
        rows.setSpacing(16)
        rows.addLayout(head)
        rows.addWidget(buttons)
        self.setFixedWidth(_WIDTH)


def _line(sentence: str) -> QLabel:
    label = PlainLabel(sentence)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    # Beside a picture the layout asks for less height than wrapped lines need.
    label.setFixedWidth(_WORDS)
    label.setMinimumHeight(label.heightForWidth(_WORDS))
    return label

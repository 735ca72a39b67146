"""One public address: copied with a key, called from outside, given another key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from mmdesk.services.self_test import PublicPlace
from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.setup.integration_state import LINKS, IntegrationState
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken


class LinkRow(QFrame):
    """`with_link` shows the address; RetailCRM's own is told to it by registration and pasted nowhere."""

    test_asked = Signal(str)
    rotate_asked = Signal(str)
    copied = Signal(str)
    """The caption of what is in the clipboard now."""

    def __init__(
        self, place: PublicPlace, caption: str, where: str, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.place = place
        self._caption = caption
        dress(self, Role.CARD)
        self.link = QLineEdit()
        self.copy = QPushButton(self.tr("Copy"))
        self.test = QPushButton(self.tr("Test"))
        self.rotate = QPushButton(self.tr("New key…"))
        self._mark = Picture(theme)
        self._standing = plain_label()
        self._local = plain_label(tone=Tone.MUTED)
        self._where = where
        self._name_parts()
        self._arrange()
        self.copy.clicked.connect(self._copy)
        self.test.clicked.connect(self._ask_test)
        self.rotate.clicked.connect(self._ask_rotation)

    def show_state(self, state: IntegrationState) -> None:
        link, local = state.link(self.place), state.local_link(self.place)
        self.link.setText(link or local)
        self.link.setCursorPosition(0)
        self._local.setText(self.tr("On this computer: {address}").format(address=local))
        self._local.setVisible(bool(link) and self.place in LINKS)
        standing = state.standing(self.place)
        self._mark.show_icon(standing.icon, standing.tone)
        self._standing.setText(spoken(standing.words))
        dress(self._standing, tone=standing.tone)
        self.copy.setText(self.tr("Copy") if link else self.tr("Copy the local one"))
        self.test.setEnabled(bool(state.shown.is_public) and not state.testing)

    def _name_parts(self) -> None:
        self.link.setReadOnly(True)
        self.link.setAccessibleName(self._caption)
        self.link.setAccessibleDescription(self._where)
        for button in (self.copy, self.test, self.rotate):
            button.setAccessibleName(f"{button.text()}: {self._caption}")
        if self.place not in LINKS:
            self.link.hide()
            self.copy.hide()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(plain_label(self._caption, Role.STRONG, wraps=False))
        head.addStretch(1)
        head.addWidget(self.test)
        head.addWidget(self.rotate)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.link, 1)
        line.addWidget(self.copy)
        state = QHBoxLayout()
        state.setSpacing(8)
        state.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(self._standing, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 10, 16, 12)
        rows.setSpacing(6)
        rows.addLayout(head)
        rows.addLayout(line)
        rows.addLayout(state)
        rows.addWidget(plain_label(self._where, tone=Tone.MUTED))
        rows.addWidget(self._local)
        QWidget.setTabOrder(self.link, self.copy)
        QWidget.setTabOrder(self.copy, self.test)
        QWidget.setTabOrder(self.test, self.rotate)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.link.text())
        self.copied.emit(self._caption)

    @Slot()
    def _ask_test(self) -> None:
        self.test_asked.emit(self.place.value)

    @Slot()
    def _ask_rotation(self) -> None:
        self.rotate_asked.emit(self.place.value)

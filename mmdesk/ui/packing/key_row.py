"""The keys that mean something now, each with its word; a pointer may press them as well."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from mmdesk.domain.verdict import Control
from mmdesk.services.bench_view import BenchView
from mmdesk.ui.packing.packing_state import KEYS
from mmdesk.ui.packing.packing_words import key_words
from mmdesk.ui.theme import Role, dress


class KeyRow(QWidget):
    """Buttons stay where they are; one that means nothing at the moment is pale."""

    pressed = Signal(Control)
    hand_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[Control, QPushButton] = {}
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for key, control in KEYS.items():
            button = QPushButton(f"{key}  {key_words(control)}")
            button.clicked.connect(partial(self._press, control))
            self.buttons[control] = button
            line.addWidget(button)
        line.addStretch(1)
        self.hand = QPushButton(f"F3  {self.tr('Number by hand')}")
        self.hand.clicked.connect(self._wish_hand)
        line.addWidget(self.hand)
        for button in (*self.buttons.values(), self.hand):
            dress(button, Role.QUIET)
            button.setAutoDefault(False)
            # Scans and keys are the way; Tab would only wander about here.
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def show_view(self, view: BenchView) -> None:
        for control, button in self.buttons.items():
            button.setEnabled(control in view.keys)

    def _press(self, control: Control) -> None:
        self.pressed.emit(control)

    def _wish_hand(self) -> None:
        self.hand_wished.emit()

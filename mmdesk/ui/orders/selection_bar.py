"""Under the list: how many orders there are, how many are chosen, and what can be done to all of those."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from mmdesk.domain.scheme import Verb
from mmdesk.ui import moments
from mmdesk.ui.orders import verb_words
from mmdesk.ui.orders.orders_state import HANDING_OVER, MOST_AT_ONCE
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone, dress

_MARGIN: Final = 8
_SPACING: Final = 4


class VerbButton(QPushButton):
    """One verb for all that is chosen."""

    pressed_for = Signal(Verb)

    def __init__(self, verb: Verb, theme: Theme) -> None:
        super().__init__(theme.icon(verb_words.ICONS[verb]), "")
        self._verb = verb
        self.show_key(shown=True)
        self.setAutoDefault(False)
        dress(self, Role.QUIET)
        self.clicked.connect(self._tell)

    def show_key(self, *, shown: bool) -> None:
        """Where there is no room the key stands in the tooltip alone."""
        words, key = verb_words.caption(self._verb), verb_words.KEYS[self._verb]
        self.setText(f"{words} {key}" if shown else words)
        self.setToolTip("" if shown else key)

    def _tell(self) -> None:
        self.pressed_for.emit(self._verb)


class SelectionBar(QWidget):
    """The buttons appear only when more than one order is chosen: for one, the details have them."""

    verb_wanted = Signal(Verb)
    hand_over_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = plain_label(tone=Tone.MUTED, wraps=False)
        self._chosen = plain_label(role=Role.STRONG, wraps=False)
        self._buttons = {verb: VerbButton(verb, theme) for verb in Verb if verb in verb_words.KEYS}
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN, 0, 0, 0)
        row.setSpacing(_SPACING)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._chosen)
        for button in self._buttons.values():
            button.pressed_for.connect(self._press)
            button.hide()
            row.addWidget(button)
        self.setFixedHeight(self._buttons[Verb.CONFIRM].sizeHint().height())

    def show_count(self, orders: int) -> None:
        """How many orders the list has."""
        words = self.tr("%n order(s)", "", orders)
        # Qt writes the number without spaces.
        self._count.setText(words.replace(str(orders), moments.number(orders), 1) if orders else "")

    def show_chosen(self, orders: int, verbs: Sequence[Verb]) -> None:
        """`verbs` make sense for what is chosen."""
        many, too_many = orders > 1, orders > MOST_AT_ONCE
        words = self.tr("Chosen: {count}, at most {most} at once") if too_many else self.tr("Chosen: {count}")
        words = words.format(count=moments.number(orders), most=moments.number(MOST_AT_ONCE))
        self._chosen.setText(words if many else "")
        for verb, button in self._buttons.items():
            button.setVisible(many and verb in verbs)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The keys go first, then the number of orders, before a verb loses a letter."""
        shown = [button for button in self._buttons.values() if not button.isHidden()]
        for button in self._buttons.values():
            button.show_key(shown=True)
        self._count.show()
        if self._needed(shown) > self.width():
            for button in shown:
                button.show_key(shown=False)
        self._count.setVisible(self._needed(shown) <= self.width())

    def _needed(self, shown: Sequence[VerbButton]) -> int:
        parts = [self._count, self._chosen, *shown]
        return sum(part.sizeHint().width() + _SPACING for part in parts) + _MARGIN

    def _press(self, verb: Verb) -> None:
        if verb in HANDING_OVER:
            self.hand_over_wanted.emit()
        else:
            self.verb_wanted.emit(verb)

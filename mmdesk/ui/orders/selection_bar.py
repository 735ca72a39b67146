"""Under the list: how many orders there are, how many are chosen, and what can be done to all of those."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from mmdesk.domain.role import Role, refusal, right_to
from mmdesk.domain.scheme import Verb
from mmdesk.errors import Text
from mmdesk.ui import moments
from mmdesk.ui.orders import verb_words
from mmdesk.ui.orders.orders_state import HANDING_OVER, MOST_AT_ONCE
from mmdesk.ui.plain_text import plain_label, tooltip
from mmdesk.ui.theme import Role as Look
from mmdesk.ui.theme import Theme, Tone, dress
from mmdesk.ui.words import spoken

_MARGIN: Final = 8
_SPACING: Final = 4


class Said(Enum):
    """How much of a verb has room: words and key, the words alone, or its icon."""

    ALL = auto()
    WORDS = auto()
    NOTHING = auto()


class VerbButton(QPushButton):
    """One verb for all that is chosen."""

    pressed_for = Signal(Verb)

    def __init__(self, verb: Verb, theme: Theme) -> None:
        super().__init__(theme.icon(verb_words.ICONS[verb]), "")
        self.verb = verb
        self._refused = ""
        self.say(Said.ALL)
        self.setAutoDefault(False)
        dress(self, Look.QUIET)
        self.clicked.connect(self._tell)

    def say(self, said: Said) -> None:
        """What has no room stands in the tooltip."""
        words, key = verb_words.caption(self.verb), verb_words.KEYS[self.verb]
        self.setText({Said.ALL: f"{words} {key}", Said.WORDS: words, Said.NOTHING: ""}[said])
        rest = {Said.ALL: "", Said.WORDS: key, Said.NOTHING: f"{words} {key}"}[said]
        self.setToolTip(tooltip(self._refused) if self._refused else rest)
        self.setAccessibleName(words)
        self.setAccessibleDescription(self._refused)

    def refuse(self, why: Text | None) -> None:
        self._refused = spoken(why) if why is not None else ""
        self.setEnabled(why is None)
        self.say(Said.ALL)

    def _tell(self) -> None:
        self.pressed_for.emit(self.verb)


class SelectionBar(QWidget):
    """The buttons appear only when more than one order is chosen: for one, the details have them."""

    verb_wanted = Signal(Verb)
    hand_over_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = plain_label(tone=Tone.MUTED, wraps=False)
        self._chosen = plain_label(role=Look.STRONG, wraps=False)
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

    def show_role(self, role: Role) -> None:
        """What it leaves to others cannot be pressed, and says whose it is."""
        for verb, button in self._buttons.items():
            button.refuse(refusal(role, right_to(verb)))

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
        """The keys go first, then the number of orders, then words, before a verb loses a letter.

        No more words go than have to; the verb that comes first in the day's work keeps its words longest.
        """
        shown = [button for button in self._buttons.values() if not button.isHidden()]
        self._say(shown, Said.ALL)
        if self._needed(self._count, self._chosen, *shown) > self.width():
            self._say(shown, Said.WORDS)
        self._count.setVisible(self._needed(self._count, self._chosen, *shown) <= self.width())
        labels = [button for button in shown if button.verb is Verb.LABEL]
        others = [button for button in reversed(shown) if button not in labels]
        for button in (*labels, *others):
            if self._needed(self._chosen, *shown) <= self.width():
                break
            button.say(Said.NOTHING)

    def _say(self, shown: Sequence[VerbButton], said: Said) -> None:
        for button in shown:
            button.say(said)

    def _needed(self, *parts: QWidget) -> int:
        return sum(part.sizeHint().width() + _SPACING for part in parts) + _MARGIN

    def _press(self, verb: Verb) -> None:
        if verb in HANDING_OVER:
            self.hand_over_wanted.emit()
        else:
            self.verb_wanted.emit(verb)

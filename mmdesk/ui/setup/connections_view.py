"""The list of connections: how each is doing, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from mmdesk.services.connection_desk import ConnectionsLook
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.setup.connections_state import CardState, Deed, card_of
from mmdesk.ui.setup.first_start import FirstStart
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken


class ConnectionCard(QFrame):
    """One connection; its buttons name it to a screen reader."""

    asked = Signal(str, object)
    """The connection's name and a `Deed`."""

    def __init__(self, card: CardState, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = card
        self.buttons: dict[Deed, QPushButton] = {}
        dress(self, Role.CARD)
        self.setAccessibleName(f"{card.name}: {spoken(card.words)}")
        mark = Picture(theme)
        mark.show_icon(card.icon, card.tone)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(plain_label(card.name, Role.HEADING, wraps=False))
        head.addWidget(plain_label(spoken(card.account), tone=Tone.MUTED, wraps=False))
        if card.is_test:
            head.addWidget(plain_label(self.tr("TEST MODE"), Role.STRONG, Tone.DANGER, wraps=False))
        head.addStretch(1)
        state = QHBoxLayout()
        state.setSpacing(8)
        state.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        state.addWidget(plain_label(self._state_words(), tone=card.tone), 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 12, 16, 12)
        rows.setSpacing(8)
        rows.addLayout(head)
        rows.addLayout(state)
        rows.addWidget(plain_label(card.addresses, tone=Tone.MUTED))
        rows.addLayout(self._deeds())

    def _state_words(self) -> str:
        words, cure = spoken(self.card.words), spoken(self.card.cure)
        return f"{words.rstrip('.')}. {cure}" if cure else words

    def _deeds(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        captions = self._captions()
        for deed in self.card.deeds:
            button = QPushButton(captions[deed])
            button.setAccessibleName(f"{button.text()}: {self.card.name}")
            if deed is Deed.REGISTER:
                dress(button, Role.PRIMARY)
            button.setProperty("deed", deed.value)
            button.clicked.connect(self._ask)
            self.buttons[deed] = button
            line.addWidget(button)
        line.addStretch(1)
        return line

    def _captions(self) -> Mapping[Deed, str]:
        return {
            Deed.REGISTER: self.tr("Register"),
            Deed.GO_LIVE: self.tr("Go live…"),
            Deed.CHECK: self.tr("Check"),
            Deed.LINKS: self.tr("Links"),
            Deed.EDIT: self.tr("Edit"),
            Deed.PAUSE: self.tr("Pause"),
            Deed.RESUME: self.tr("Resume"),
            Deed.REMOVE: self.tr("Remove…"),
        }

    @Slot()
    def _ask(self) -> None:
        sender = self.sender()
        self.asked.emit(self.card.name, Deed(str(sender.property("deed"))))


class ConnectionsView(QWidget):
    """Shows what was read; the focus stays on the same button of the same connection."""

    asked = Signal(str, object)
    new_asked = Signal()
    demo_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[CardState, ...] | None = None
        self.cards: tuple[ConnectionCard, ...] = ()
        self.new = QPushButton(self.tr("Add a connection"))
        self.first = FirstStart(theme, self)
        self._keeper = Banner(theme, self)
        self._list = QWidget()
        self._area = QScrollArea()
        self._head = QWidget()
        dress(self.new, Role.PRIMARY)
        self.new.clicked.connect(self.new_asked)
        self.first.connect_asked.connect(self.new_asked)
        self.first.demo_asked.connect(self.demo_asked)
        self._arrange()

    def show_look(self, look: ConnectionsLook, now: datetime) -> None:
        cards = tuple(card_of(each, look.keeper, now) for each in look.connections)
        self._tell_keeper(look)
        is_empty = not cards
        self.first.setVisible(is_empty)
        self._head.setVisible(not is_empty)
        self._area.setVisible(not is_empty)
        if cards == self._shown:
            return
        self._shown = cards
        self._fill(cards)

    def arrive(self) -> None:
        target: QWidget = self.new
        if not self.first.isHidden():
            target = self.first.connect_button
        elif self.cards:
            target = next(iter(self.cards[0].buttons.values()))
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _tell_keeper(self, look: ConnectionsLook) -> None:
        keeper = look.keeper
        if keeper.elsewhere:
            words = self.tr(
                "The service runs on the computer {host}: keys and tokens are kept there, so checks, "
                "registration and secrets are done on it."
            )
            self._keeper.show_words("info", Tone.ACCENT, words.format(host=keeper.elsewhere))
        else:
            trouble = keeper.trouble
            self._keeper.show_words("key", Tone.DANGER, spoken(trouble) if trouble is not None else "")

    def _fill(self, cards: tuple[CardState, ...]) -> None:
        held = self._held()
        fresh = QWidget()
        rows = QVBoxLayout(fresh)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(12)
        made = []
        for card in cards:
            shown = ConnectionCard(card, self._theme)
            shown.asked.connect(self.asked)
            rows.addWidget(shown)
            made.append(shown)
        rows.addStretch(1)
        self.cards = tuple(made)
        self._area.setWidget(fresh)
        fresh.setAutoFillBackground(False)
        for shown in self.cards:
            if held is not None and shown.card.name == held[0] and shown.buttons:
                button = shown.buttons.get(held[1], next(iter(shown.buttons.values())))
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _held(self) -> tuple[str, Deed] | None:
        """On which button of which connection the keyboard is."""
        for card in self.cards:
            for deed, button in card.buttons.items():
                if button.hasFocus():
                    return card.card.name, deed
        return None

    def _arrange(self) -> None:
        line = QHBoxLayout(self._head)
        line.setContentsMargins(0, 0, 8, 0)
        line.addWidget(plain_label(self.tr("Connections"), Role.HEADING))
        line.addStretch(1)
        line.addWidget(self.new)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        for widget in (self._head, self._keeper):
            rows.addWidget(widget)
        rows.addWidget(self.first, 1)
        rows.addWidget(self._area, 1)
        self.first.hide()
        self._head.hide()

"""The row of buttons under an order: the next step first, the others behind it, the rest in a menu."""

from __future__ import annotations

import itertools
from typing import Final

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from mmdesk.domain.scheme import Verb
from mmdesk.services.order_card import OrderCard
from mmdesk.ui.orders import details_state, verb_words
from mmdesk.ui.orders.shape import undress
from mmdesk.ui.plain_text import tooltip
from mmdesk.ui.theme import Role, Theme, dress
from mmdesk.ui.words import spoken

_SPACING: Final = 8


class VerbRow(QWidget):
    """Buttons stay the same widgets from order to order, so that the focus stays with the person."""

    verb_pressed = Signal(str)
    crm_wished = Signal()
    print_wished = Signal()
    raw_wished = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._card: OrderCard | None = None
        self._primary: Verb | None = None
        self._order: tuple[Verb, ...] = ()
        self._overflow: tuple[Verb, ...] = ()
        self.buttons: dict[Verb, QPushButton] = {}
        self.more = QPushButton(theme.icon("more"), "")
        self.more.setAccessibleName(self.tr("More"))
        self.more.setToolTip(self.tr("More"))
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.more.setMenu(self._menu)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(_SPACING)
        self._line.addStretch(1)
        self._line.addWidget(self.more)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return self.more.sizeHint()

    def show_card(self, card: OrderCard) -> None:
        pressed = self._focused()
        self._card = card
        self._primary = details_state.next_verb(card)
        self._order = self._ordered(card)
        for verb in self._order:
            self._write(self._button(verb), verb, card)
        self._fit()
        if pressed is not None and not (pressed.isEnabled() and pressed.isVisibleTo(self)):
            # Qt would go to the next button in the row, which may refuse the order.
            self.begin()

    def begin(self) -> None:
        """Put the focus where the next step is."""
        first = self.buttons[self._primary] if self._primary is not None else self.more
        (first if first.isVisibleTo(self) else self.more).setFocus()

    def menu_actions(self) -> tuple[QAction, ...]:
        """What the menu offers at this moment."""
        self._fill_menu()
        return tuple(self._menu.actions())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _focused(self) -> QPushButton | None:
        """The button that has the keyboard, or will have it when its window has."""
        holder = self.window().focusWidget()
        return next((button for button in self.buttons.values() if button is holder), None)

    def _ordered(self, card: OrderCard) -> tuple[Verb, ...]:
        """The next step, then what may be done, then what may not; each in the order of work."""
        verbs = details_state.offered(card)
        return tuple(
            sorted(
                verbs,
                key=lambda verb: (verb != self._primary, details_state.refusal_of(card, verb) is not None),
            )
        )

    def _button(self, verb: Verb) -> QPushButton:
        if verb not in self.buttons:
            button = QPushButton()
            button.setAutoDefault(False)
            button.setProperty("verb", verb.value)
            button.clicked.connect(self._press)
            self.buttons[verb] = button
        return self.buttons[verb]

    def _write(self, button: QPushButton, verb: Verb, card: OrderCard) -> None:
        refusal = details_state.refusal_of(card, verb)
        button.setText(self._caption(verb, card))
        button.setEnabled(refusal is None)
        button.setToolTip(tooltip(spoken(refusal)) if refusal else "")
        if verb is self._primary:
            dress(button, Role.PRIMARY)
        else:
            undress(button)

    def _caption(self, verb: Verb, card: OrderCard) -> str:
        if verb is Verb.LABEL and not details_state.has_label_of_its_own(card):
            words = self.tr("Packing list")
        else:
            words = verb_words.caption(verb)
        key = verb_words.KEYS.get(verb, "")
        return f"{words}  {key}" if key else words

    def _fit(self) -> None:
        """As many buttons as there is room for, beside the menu that takes the rest.

        Without a next step the menu takes all: whatever came first would pass for one.
        """
        room = self.width() - self.more.sizeHint().width()
        fitting: list[Verb] = []
        for verb in self._order if self._primary is not None else ():
            room -= self.buttons[verb].sizeHint().width() + _SPACING
            if room < 0:
                break
            fitting.append(verb)
        self._overflow = self._order[len(fitting) :]
        for place, verb in enumerate(fitting):
            if self._line.indexOf(self.buttons[verb]) != place:
                self._line.insertWidget(place, self.buttons[verb])
        for verb, button in self.buttons.items():
            button.setVisible(verb in fitting)
        chain = [*(self.buttons[verb] for verb in fitting), self.more]
        for before, after in itertools.pairwise(chain):
            QWidget.setTabOrder(before, after)

    @Slot()
    def _press(self) -> None:
        self.verb_pressed.emit(self.sender().property("verb"))

    @Slot()
    def _fill_menu(self) -> None:
        self._menu.clear()
        card = self._card
        if card is None:
            return
        for verb in self._overflow:
            self._add_verb(verb, card)
        if self._overflow:
            self._menu.addSeparator()
        paper = self._menu.addAction(self._theme.icon("print"), self.tr("Print") + "\tCtrl+P")
        paper.triggered.connect(self.print_wished)
        crm = self._menu.addAction(self._theme.icon("link"), self.tr("Open in RetailCRM"))
        crm.setEnabled(bool(card.crm_url))
        crm.triggered.connect(self.crm_wished)
        raw = self._menu.addAction(self._theme.icon("document"), self.tr("Document of Megamarket…"))
        raw.triggered.connect(self.raw_wished)

    def _add_verb(self, verb: Verb, card: OrderCard) -> None:
        refusal = details_state.refusal_of(card, verb)
        action = self._menu.addAction(
            self._theme.icon(verb_words.ICONS[verb]), self._caption(verb, card).replace("  ", "\t")
        )
        action.setEnabled(refusal is None)
        action.setToolTip(tooltip(spoken(refusal)) if refusal else "")
        action.setProperty("verb", verb.value)
        action.triggered.connect(self._press)

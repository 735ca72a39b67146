"""The order under the keyboard with everything a person needs to decide about it, kept up to date."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from mmdesk.clock import Clock
from mmdesk.domain.scheme import Verb
from mmdesk.services.order_card import OrderCard
from mmdesk.services.order_list import ShipmentKey
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.messages import Messages
from mmdesk.ui.orders import details_state
from mmdesk.ui.orders.alarm_banner import AlarmBanner
from mmdesk.ui.orders.commands_view import CommandsView
from mmdesk.ui.orders.details_header import DetailsHeader
from mmdesk.ui.orders.details_parts import BoxesPart, BuyerPart, LotsPart, MoneyPart, PartView
from mmdesk.ui.orders.details_state import Part
from mmdesk.ui.orders.notices_view import NoticesView
from mmdesk.ui.orders.opening import Opener
from mmdesk.ui.orders.raw_dialog import RawDialog
from mmdesk.ui.orders.timeline_view import TimelineView
from mmdesk.ui.orders.verb_row import VerbRow
from mmdesk.ui.orders.verbs import OrderVerbs
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Role, Theme, Tone, dress

_CARD: Final = "orders.card"
"""The topic of what is read; a message that it cannot be read is about this, and ends when it can again."""
_SIZE: Final = QSize(400, 600)
_LEAST: Final = QSize(320, 240)
_LATE_MS: Final = 100
"""So long another order may stay in sight: a card comes sooner, and emptying it each time would flicker."""
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class DetailsView(QWidget):
    """Reads its order off the window's thread, again at every change, and writes only what has changed."""

    def __init__(
        self,
        runner: TaskRunner,
        changes: ChangeNotice,
        read_card: Callable[[ShipmentKey], OrderCard | None],
        verbs: OrderVerbs,
        theme: Theme,
        messages: Messages,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._read_card = read_card
        self._verbs = verbs
        self._messages = messages
        self._clock = clock
        self._opener = Opener(messages, self)
        self._key: ShipmentKey | None = None
        self._card: OrderCard | None = None
        self._timer = QTimer(self)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_LATE_MS)
        self.header = DetailsHeader(theme)
        self.alarm = AlarmBanner(theme)
        self.notices = NoticesView(theme)
        self.commands = CommandsView(theme)
        self.lots = LotsPart(theme)
        self.boxes = BoxesPart(theme)
        self.money = MoneyPart()
        self.buyer = BuyerPart(theme)
        self.timeline = TimelineView(theme, clock)
        self.verb_row = VerbRow(theme)
        self.nothing = plain_label(tone=Tone.MUTED)
        self._writers: dict[Part, Callable[[OrderCard], None]] = self._made_writers()
        self._lay_out()
        self._connect(changes)
        self._show_nothing()

    @property
    def card(self) -> OrderCard | None:
        """The order in sight as it was last read."""
        return self._card

    def show_order(self, key: ShipmentKey | None) -> None:
        """The last order stays in sight for a moment, and never beside the row of another one for longer."""
        self._key = key
        if key is None:
            self._card = None
            self._show_nothing()
            return
        self._read()
        if self._card is None or self._card.order.key == key:
            self._late.stop()
        elif not self._late.isActive():
            # Not begun anew with each row: whoever runs down the list would carry the old order along.
            self._late.start()
        if self._card is None:
            self._show_waiting()

    def scroll_bar(self) -> QScrollBar:
        """Moves what stands between head and buttons."""
        return self._scroll.verticalScrollBar()

    def sizeHint(self) -> QSize:
        return _SIZE

    def minimumSizeHint(self) -> QSize:
        return _LEAST

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes here comes to do the next thing."""
        super().focusInEvent(event)
        if self._card is not None:
            self.verb_row.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = self.focusWidget()
        if event.key() in _ENTER and isinstance(pressed, QPushButton):
            # Outside a dialog Qt leaves that to Space alone.
            pressed.click()
            return
        bar = self.scroll_bar()
        page = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()), 0)
        if page:
            bar.setValue(bar.value() + page * bar.pageStep())
        else:
            super().keyPressEvent(event)

    @Slot()
    def _read(self) -> None:
        if self._key is not None:
            self._runner.read(
                partial(self._read_card, self._key),
                owner=self,
                done=self._show,
                failed=partial(self._messages.show_error, about=_CARD),
                topic=_CARD,
            )

    def _show(self, card: OrderCard | None) -> None:
        self._messages.over(_CARD)
        if self._key is None:
            return
        self._late.stop()
        if card is None:
            self._card = None
            self._show_nothing()
            return
        parts = details_state.changed_parts(self._card, card)
        another = self._card is None or self._card.order.key != card.order.key
        self._card = card
        for part in Part:
            if part in parts:
                self._writers[part](card)
        if another:
            self.scroll_bar().setValue(0)
        self._pages.setCurrentIndex(1)
        if another and self.window().focusWidget() is self:
            self.verb_row.begin()
        self._set_timer()

    def _show_nothing(self) -> None:
        if self._key is None:
            words = self.tr("The order chosen in the list is shown here.")
        else:
            words = self.tr("This order is gone.")
        self._show_words(words)

    @Slot()
    def _show_waiting(self) -> None:
        self._card = None
        held = self.window().focusWidget()
        if held is not None and self.isAncestorOf(held):
            # Its button goes out of sight: Qt would lead the keyboard to whatever comes next in the window.
            self.setFocus()
        self._show_words(self.tr("Reading the order…"))

    def _show_words(self, words: str) -> None:
        """In the place of an order and its buttons."""
        self._timer.stop()
        self._late.stop()
        self.nothing.setText(words)
        self._pages.setCurrentIndex(0)

    @Slot()
    def _tick(self) -> None:
        now = self._clock.now()
        self.header.tick(now)
        self.commands.tick(now)
        self._set_timer()

    def _set_timer(self) -> None:
        pause = details_state.tick_ms(self._card, self._clock.now()) if self._card else 0
        if not pause:
            self._timer.stop()
        elif not self._timer.isActive() or self._timer.interval() != pause:
            self._timer.start(pause)

    @Slot(str)
    def _perform(self, verb: str) -> None:
        # While another order is being read, the one in sight is not the one that the list stands on.
        if self._card is not None and self._card.order.key == self._key:
            self._verbs.perform(Verb(verb), (self._card.order,))

    @Slot()
    def _answer(self) -> None:
        self._perform(Verb.ANSWER_CANCEL)

    @Slot(str)
    def _retry(self, key: str) -> None:
        if self._card is not None:
            self._verbs.retry(self._card.order, key)

    @Slot(str)
    def _drop(self, key: str) -> None:
        if self._card is not None:
            self._verbs.drop(self._card.order, key)

    @Slot()
    def _open_crm(self) -> None:
        if self._card is not None and self._card.crm_url:
            self._opener.open_address(self._card.crm_url)

    @Slot()
    def _show_raw(self) -> None:
        if self._card is not None:
            RawDialog(self._card, self).open()

    def _made_writers(self) -> dict[Part, Callable[[OrderCard], None]]:
        return {
            Part.HEADER: lambda card: self.header.show_card(card, self._clock.now()),
            Part.ALARM: lambda card: self.alarm.show_cancellation(details_state.cancellation(card)),
            Part.NOTICES: self.notices.show_card,
            Part.COMMANDS: lambda card: self.commands.show_card(card, self._clock.now()),
            Part.LOTS: self.lots.show_card,
            Part.BOXES: self.boxes.show_card,
            Part.MONEY: lambda card: self.money.show_card(card, self._clock.now()),
            Part.BUYER: self.buyer.show_card,
            Part.TIMELINE: lambda card: self.timeline.show_lines(card.order.key, card.timeline),
            Part.VERBS: self.verb_row.show_card,
        }

    def _connect(self, changes: ChangeNotice) -> None:
        changes.changed.connect(self._read)
        self._timer.timeout.connect(self._tick)
        self._late.timeout.connect(self._show_waiting)
        self.verb_row.verb_pressed.connect(self._perform)
        self.verb_row.crm_wished.connect(self._open_crm)
        self.verb_row.raw_wished.connect(self._show_raw)
        self.alarm.answer.clicked.connect(self._answer)
        self.commands.retry_wished.connect(self._retry)
        self.commands.drop_wished.connect(self._drop)
        copy = QShortcut(QKeySequence("Ctrl+Shift+C"), self)
        copy.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.activated.connect(self.header.copy.copy)

    def _lay_out(self) -> None:
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.nothing)
        # Each in its place before it is filled: what is in it would be dressed anew with every move.
        order = QWidget(self)
        self._pages.addWidget(order)
        column = QVBoxLayout(order)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        for part in (self.header, self.alarm, self._made_scroll(order), _rule(), self.verb_row):
            column.addWidget(part, int(isinstance(part, QScrollArea)))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setContentsMargins(24, 24, 24, 24)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def _made_scroll(self, place: QWidget) -> QScrollArea:
        self._scroll = QScrollArea(place)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(self._scroll.viewport())
        self._scroll.setWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(16)
        happened = _TimelinePart()
        happened.body.addWidget(self.timeline)
        for part in (self.notices, self.commands, self.lots, self.boxes, self.money, self.buyer, happened):
            column.addWidget(part)
        column.addStretch(1)
        return self._scroll


class _TimelinePart(PartView):
    def heading(self) -> str:
        return self.tr("What happened")


def _rule() -> QFrame:
    rule = QFrame()
    dress(rule, Role.RULE)
    return rule

"""Section «Очередь»: what waits to be sent, and what is parked until a person decides."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from mmdesk.services.exchange_watch import ExchangeSeen
from mmdesk.services.waiting_commands import WaitingCommand
from mmdesk.ui.exchange import exchange_state, queue_words
from mmdesk.ui.facts.details_card import Details
from mmdesk.ui.facts.facts_model import Column
from mmdesk.ui.facts.section_view import SectionView
from mmdesk.ui.notice_page import NoticePage
from mmdesk.ui.theme import Theme, Tone


class QueueView(SectionView):
    """Tells what the person wishes; who carries it out is not known here."""

    retry_wished = Signal(tuple)
    drop_wished = Signal(tuple)
    """Both with the `WaitingCommand`s that are marked."""
    order_wished = Signal(object)
    """With the `WaitingCommand`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        empty = NoticePage(theme, "check-all", Tone.OK, self.tr("Nothing waits to be sent"))
        empty.add_sentence(
            self.tr("What is decided on orders appears here until Megamarket or RetailCRM has taken it.")
        )
        columns = (
            Column(self.tr("State"), 152),
            Column(self.tr("Command"), 216),
            Column(self.tr("Order"), 116),
            Column(self.tr("To"), 104),
            Column(self.tr("Since"), 104),
            Column(self.tr("Why it is here")),
        )
        super().__init__(columns, self.tr("Commands that wait"), empty, theme, parent, many=True)
        self._seen: ExchangeSeen | None = None
        self._commands: dict[str, WaitingCommand] = {}
        self.retry = self.made_button(self.tr("Send again  Ctrl+R"))
        self.drop = self.made_button(
            self.tr("Drop…  Del"), self.tr("Take it out of the queue: it is not sent")
        )
        self.open_order = self.made_button(self.tr("Open the order  Enter"))
        self.same = self.made_button(self.tr("Mark all of this reason  Ctrl+G"))
        self.retry.clicked.connect(self._wish_retry)
        self.drop.clicked.connect(self._wish_drop)
        self.open_order.clicked.connect(self._wish_order)
        self.same.clicked.connect(self._mark_same)
        self.table.opened.connect(self._wish_order)
        keys = (("Ctrl+R", self.retry.click), ("Del", self.drop.click), ("Ctrl+G", self.same.click))
        for key, act in keys:
            shortcut = QShortcut(QKeySequence(key), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_seen(self, seen: ExchangeSeen) -> None:
        self._seen = seen
        commands = exchange_state.in_order(seen.commands)
        self._commands = {each.key: each for each in commands}
        self.show_lines([queue_words.line(each, seen.at) for each in commands])

    @property
    def current(self) -> WaitingCommand | None:
        return self._commands.get(self.table.current_key)

    @property
    def marked(self) -> tuple[WaitingCommand, ...]:
        """What sending again and dropping are about: the marked rows, or the current one."""
        return tuple(self._commands[key] for key in self.table.marked_keys if key in self._commands)

    def details(self, key: str) -> Details | None:
        command = self._commands.get(key)
        if command is None or self._seen is None:
            return None
        marked = self.marked
        self.retry.setEnabled(bool(exchange_state.retriable(marked)))
        self.drop.setEnabled(bool(exchange_state.droppable(marked)))
        self.open_order.setVisible(len(marked) == 1)
        self.same.setVisible(len(self._alike(command)) > len(marked))
        if len(marked) > 1:
            return queue_words.details_of_many(marked, self._seen.at)
        return queue_words.details(command, self._seen.at)

    def _alike(self, command: WaitingCommand) -> tuple[WaitingCommand, ...]:
        return exchange_state.of_same_reason(self._commands.values(), command)

    @Slot()
    def _mark_same(self) -> None:
        if self.current is not None:
            self.table.mark(each.key for each in self._alike(self.current))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _wish_retry(self) -> None:
        if self.marked:
            self.retry_wished.emit(self.marked)

    @Slot()
    def _wish_drop(self) -> None:
        if self.marked:
            self.drop_wished.emit(self.marked)

    @Slot()
    def _wish_order(self) -> None:
        if self.current is not None:
            self.order_wished.emit(self.current)

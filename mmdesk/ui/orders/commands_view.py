"""An order's commands that are not over: those that a person has to decide about, and those on their way."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmdesk.domain.intent import COMMAND_NAMES
from mmdesk.domain.standing import RowState
from mmdesk.services.order_card import OrderCard
from mmdesk.services.order_list import PendingRow
from mmdesk.ui import moments
from mmdesk.ui.orders import details_state
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.orders.row_pool import RowPool
from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken


class CommandsView(QWidget):
    """Parked commands are loud; the others say in a line when they leave."""

    retry_wished = Signal(str)
    drop_wished = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._card: OrderCard | None = None
        self._now: datetime | None = None
        self._parked = RowPool(self._made_parked, ParkedCommand.show_command, spacing=8)
        self._leaving = RowPool(self._made_leaving, self._fill_leaving)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._parked.layout)
        column.addLayout(self._leaving.layout)

    def show_card(self, card: OrderCard, now: datetime) -> None:
        self._card = card
        self._parked.show_items(details_state.parked(card))
        self.tick(now)
        self.setVisible(bool(card.order.pending))

    def tick(self, now: datetime) -> None:
        """Tell anew when commands leave."""
        self._now = now
        if self._card is not None:
            self._leaving.show_items(details_state.leaving(self._card))

    def parked(self) -> tuple[ParkedCommand, ...]:
        return self._parked.rows()

    def sentences(self) -> tuple[str, ...]:
        """The lines of what is on its way."""
        return tuple(row.words.text() for row in self._leaving.rows())

    def _made_parked(self) -> ParkedCommand:
        row = ParkedCommand(self._theme)
        row.retry_wished.connect(self.retry_wished)
        row.drop_wished.connect(self.drop_wished)
        return row

    def _made_leaving(self) -> LeavingCommand:
        return LeavingCommand(self._theme)

    def _fill_leaving(self, row: LeavingCommand, command: PendingRow) -> None:
        assert self._now is not None
        row.show_command(command, self._now)


class ParkedCommand(Banner):
    """What was stopped, the remote's own words, and the two ways on."""

    retry_wished = Signal(str)
    drop_wished = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._key = ""
        self.retry = QPushButton(self.tr("Send again"))
        self.drop = QPushButton(self.tr("Drop"))
        self.drop.setToolTip(self.tr("Take it out of the queue: it is not sent"))
        self.retry.clicked.connect(self._wish_retry)
        self.drop.clicked.connect(self._wish_drop)
        buttons = QHBoxLayout()
        for button in (self.retry, self.drop):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.beside.addLayout(buttons)

    def show_command(self, command: PendingRow) -> None:
        self._key = command.key
        name = spoken(COMMAND_NAMES[command.command])
        words = self.tr("Stopped: {command}. Decide what to do.").format(command=name)
        self.show_words("stop", Tone.DANGER, words, spoken(command.error) if command.error else "")
        self.retry.setAccessibleName(self.tr("Send again: {command}").format(command=name))
        self.drop.setAccessibleName(self.tr("Drop: {command}").format(command=name))

    @Slot()
    def _wish_retry(self) -> None:
        self.retry_wished.emit(self._key)

    @Slot()
    def _wish_drop(self) -> None:
        self.drop_wished.emit(self._key)


class LeavingCommand(QWidget):
    """One line: «подтверждение: уйдёт через 8 с»."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._icon = Picture(theme, 16)
        self.words = plain_label()
        dress(self.words, Role.CAPTION)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.words, 1)

    def show_command(self, command: PendingRow, now: datetime) -> None:
        self._icon.show_icon("hourglass", Tone.ACCENT)
        self.words.setText(leaving_words(command, now))


def leaving_words(command: PendingRow, now: datetime) -> str:
    """When a command leaves, or that it is leaving, with what its remote said last."""
    translate = QCoreApplication.translate
    name = spoken(COMMAND_NAMES[command.command])
    if command.state is RowState.CLAIMED:
        return translate("LeavingCommand", "{command}: is being sent").format(command=name)
    if command.not_before > now:
        words = translate("LeavingCommand", "{command}: leaves {when}")
        return words.format(command=name, when=moments.until(command.not_before, now))
    if command.error is None:
        return translate("LeavingCommand", "{command}: in the queue").format(command=name)
    words = translate("LeavingCommand", "{command}: waits. {why}")
    return words.format(command=name, why=spoken(command.error))

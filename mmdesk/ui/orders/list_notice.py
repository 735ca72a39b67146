"""What stands in the place of the rows: why there are none, and what fills the list."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QPushButton, QVBoxLayout, QWidget

from mmdesk.services.order_list import OrderFilter
from mmdesk.ui.orders.orders_state import Notice
from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone


@dataclass(frozen=True, slots=True)
class _Words:
    icon: str
    heading: str
    sentence: str = ""
    tone: Tone = Tone.MUTED


class ListNotice(QWidget):
    """Lies over the rows' place of an item view, so that the keyboard stays in the view."""

    retry_wanted = Signal()

    def __init__(self, theme: Theme, view: QAbstractScrollArea) -> None:
        super().__init__(view.viewport())
        self._picture = Picture(theme, 40)
        self._heading = plain_label(role=Role.HEADING)
        self._sentence = plain_label(tone=Tone.MUTED)
        self._retry = QPushButton(self.tr("Try again"))
        self._retry.clicked.connect(self.retry_wanted)
        self._lay_out()
        self.hide()
        view.viewport().installEventFilter(self)

    def words(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else f"{self._heading.text()}\n{self._sentence.text()}".strip()

    def show_notice(self, notice: Notice | None, show: OrderFilter, search: str, failure: str) -> None:
        """None takes it away. `failure` is the sentence to show when the reading failed."""
        if notice is None:
            self.hide()
            return
        words = self._words(notice, show, search, failure)
        self._picture.show_icon(words.icon, words.tone)
        self._heading.setText(words.heading)
        self._sentence.setText(words.sentence)
        self._sentence.setVisible(bool(words.sentence))
        self._retry.setVisible(notice is Notice.FAILED)
        self._fill()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._fill()
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._heading, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addWidget(self._retry, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def _words(self, notice: Notice, show: OrderFilter, search: str, failure: str) -> _Words:
        match notice:
            case Notice.LOADING:
                return _Words("hourglass", self.tr("Reading the orders…"))
            case Notice.FAILED:
                return _Words("warning", self.tr("The orders could not be read"), failure, Tone.DANGER)
            case Notice.NO_CONNECTION:
                return _Words(
                    "plug",
                    self.tr("Nothing is connected yet"),
                    self.tr("Orders appear here once a Megamarket account is connected."),
                )
            case Notice.NOTHING_FOUND:
                return _Words(
                    "search",
                    self.tr("Nothing found for “{search}”").format(search=search),
                    self.tr(
                        "A number is found by its beginning or its end, words by their beginning. "
                        "Esc goes back to the list."
                    ),
                )
            case Notice.NO_ORDER:
                return self._no_order(show)

    def _no_order(self, show: OrderFilter) -> _Words:
        match show:
            case OrderFilter.CONFIRM:
                return _Words(
                    "check-all",
                    self.tr("Nothing to confirm: every order is confirmed"),
                    self.tr("New orders appear here by themselves."),
                    Tone.OK,
                )
            case OrderFilter.PACK:
                return _Words(
                    "check-all",
                    self.tr("Nothing to pack: every confirmed order is packed"),
                    self.tr("Orders come here once Megamarket has taken their confirmation."),
                    Tone.OK,
                )
            case OrderFilter.HAND_OVER:
                return _Words(
                    "check-all",
                    self.tr("Nothing to hand over: every packed order has left"),
                    self.tr("Orders come here once they are packed."),
                    Tone.OK,
                )
            case OrderFilter.RISK:
                return _Words(
                    "check-all",
                    self.tr("No deadline is at risk"),
                    self.tr("Orders come here when less than a fifth of their time is left."),
                    Tone.OK,
                )
            case OrderFilter.DECIDE:
                return _Words(
                    "check-all",
                    self.tr("Nothing to decide: no command is stopped, no buyer waits for an answer"),
                    tone=Tone.OK,
                )
            case OrderFilter.CANCELED:
                return _Words("check-all", self.tr("Nothing was cancelled in the last days"))
            case OrderFilter.ALL:
                return _Words(
                    "orders",
                    self.tr("There are no orders yet"),
                    self.tr("They appear here with the first exchange. F5 asks Megamarket for them now."),
                )

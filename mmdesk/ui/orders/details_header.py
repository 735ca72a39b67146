"""The head of the details: which order, what it stands at, and until when something has to be done."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from mmdesk.domain.deadline import DEADLINE_NAMES
from mmdesk.services.order_card import OrderCard
from mmdesk.ui import moments
from mmdesk.ui.orders import order_words
from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import ElidedLabel, plain_label
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken

_GAP: Final = 4


class CopyButton(QToolButton):
    """Puts a text into the clipboard."""

    def __init__(self, theme: Theme, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setIcon(theme.icon("copy", Tone.MUTED))
        self.setToolTip(what)
        self.setAccessibleName(what)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self.copy)

    def hold(self, text: str) -> None:
        """Nothing to copy hides it."""
        self._text = text
        self.setVisible(bool(text))

    @Slot()
    def copy(self) -> None:
        if self._text:
            QGuiApplication.clipboard().setText(self._text)


class DetailsHeader(QWidget):
    """Number, scheme, state and the deadline that counts now."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: OrderCard | None = None
        self.number = plain_label(role=Role.TITLE, wraps=False)
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = CopyButton(theme, self.tr("Copy the number, Ctrl+Shift+C"))
        self.whose = ElidedLabel()
        self._status_icon = Picture(theme)
        self.status = plain_label(role=Role.STRONG)
        self._due_icon = Picture(theme)
        self._top = QGridLayout()
        self._whose_below: bool | None = None
        self.due = plain_label()
        self._lay_out()

    def show_card(self, card: OrderCard, now: datetime) -> None:
        self._card = card
        order = card.order
        self.number.setText(order.shipment_id)
        self.copy.hold(order.shipment_id)
        # A connection is often called like its scheme.
        self.whose.show_words(" · ".join(dict.fromkeys((spoken(card.scheme_name), order.connection))))
        self._place_whose()
        status = order_words.status_words(order)
        self._status_icon.show_icon(status.icon, status.tone)
        self.status.setText(" · ".join(filter(None, (status.mark, status.words, status.note))))
        dress(self.status, tone=status.tone)
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """Tell the time left anew."""
        card = self._card
        told = card is not None and card.due is not None
        self._due_icon.setVisible(told)
        self.due.setVisible(told)
        if card is None or card.due is None:
            return
        kind, at = card.due
        counted = order_words.countdown(card.order, now)
        tone = counted.tone if counted else Tone.TEXT
        self._due_icon.show_icon((counted and counted.icon) or "clock", tone)
        words = self.tr("{deadline} {moment} ({left})")
        self.due.setText(
            words.format(
                deadline=spoken(DEADLINE_NAMES[kind]),
                moment=moments.moment(at, now),
                left=moments.until(at, now),
            )
        )
        self.due.setToolTip(moments.exact(at))
        dress(self.due, tone=tone)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_whose()

    def _place_whose(self) -> None:
        """Beside the number, or under it where there is no room for all of it."""
        wished = self.whose.fontMetrics().horizontalAdvance(self.whose.words())
        taken = self.number.sizeHint().width() + self.copy.sizeHint().width() + 3 * _GAP
        below = wished + taken > self.width()
        if below is self._whose_below:
            return
        self._whose_below = below
        self._top.removeWidget(self.whose)
        if below:
            self._top.addWidget(self.whose, 1, 0, 1, 3)
        else:
            self._top.addWidget(self.whose, 0, 2)
        side = Qt.AlignmentFlag.AlignLeft if below else Qt.AlignmentFlag.AlignRight
        self.whose.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def _lay_out(self) -> None:
        dress(self.whose, tone=Tone.MUTED)
        top = self._top
        top.setHorizontalSpacing(_GAP)
        top.setVerticalSpacing(0)
        top.setColumnStretch(2, 1)
        top.addWidget(self.number, 0, 0)
        top.addWidget(self.copy, 0, 1)
        self._place_whose()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(_beside(self._status_icon, self.status))
        column.addLayout(_beside(self._due_icon, self.due))


def _beside(icon: QWidget, words: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(8)
    line.addWidget(icon)
    line.addWidget(words, 1)
    return line

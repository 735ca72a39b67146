"""ДСМ: move the delivery to another day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, Qt, Slot
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QWidget

from mmdesk.clock import Clock
from mmdesk.services.order_actions import OrderActions
from mmdesk.services.order_card import OrderCard
from mmdesk.ui import moments
from mmdesk.ui.orders.question_dialog import Decision, QuestionDialog
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, inset

_MOSCOW: Final = ZoneInfo("Europe/Moscow")
_NOON: Final = time(12)
"""Megamarket looks at the day; noon in Moscow is on the same day everywhere in the country."""
_DAY: Final = timedelta(days=1)


def moment_of(day: date) -> datetime:
    """The moment that stands for a day of delivery."""
    return datetime.combine(day, _NOON, _MOSCOW)


def first_choice(card: OrderCard, now: datetime) -> date:
    """The day after the one that holds now, and never one that has gone."""
    given = card.order.deadlines.deliver_to or now
    return max(given, now).astimezone(_MOSCOW).date() + _DAY


class MoveDialog(QuestionDialog):
    """Arrows change the part of the date under the cursor."""

    def __init__(self, card: OrderCard, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(card, theme, parent)
        self._clock = clock
        first = first_choice(card, clock.now())
        self.day = inset(QDateEdit(QDate(first.year, first.month, first.day)))
        self.day.setDisplayFormat("dd.MM.yyyy")
        self.day.setAccessibleName(self.tr("New day of delivery"))
        self._fill_body()
        self.day.dateChanged.connect(self._show)
        self._show()
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)

    def question(self) -> str:
        return self.tr("Move the delivery")

    def decision(self, actions: OrderActions) -> Decision:
        return partial(actions.move, self.order, self.moment)

    @property
    def moment(self) -> datetime:
        """What is sent."""
        chosen = self.day.date()
        return moment_of(date(chosen.year(), chosen.month(), chosen.day()))

    def obstacle(self) -> str:
        if self.moment > self._clock.now():
            return ""
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.tr("This day has gone or is half over: choose one that is still to come.")

    def _fill_body(self) -> None:
        given = self.card.order.deadlines.deliver_to
        if given is not None:
            words = self.tr("Now: deliver by {moment}").format(moment=moments.exact(given))
            self.body.addWidget(plain_label(words, Role.CAPTION))
        caption = plain_label(self.tr("New day of delivery"), Role.CAPTION, wraps=False)
        caption.setBuddy(self.day)
        line = QHBoxLayout()
        line.addWidget(caption)
        line.addWidget(self.day)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addStretch(1)

    @Slot()
    def _show(self) -> None:
        told = self.tr(
            "Megamarket will see another day of delivery for order {number}. This cannot be taken back."
        )
        self.say(told.format(number=self.card.order.shipment_id), destructive=False)
        self.name_answer(self.tr("Move it"))

"""ДСМ: the result of the hand-over, lot by lot."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mmdesk.services.order_actions import OrderActions
from mmdesk.services.order_card import OrderCard
from mmdesk.ui.moments import money
from mmdesk.ui.orders import close_state
from mmdesk.ui.orders.lot_rows import LotRows, lot_words
from mmdesk.ui.orders.question_dialog import WITH_LOTS, Decision, QuestionDialog
from mmdesk.ui.orders.verb_words import lots_named
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone


class CloseDialog(QuestionDialog):
    """A checked lot was handed over; a digit says why one was not."""

    usual_width = WITH_LOTS

    def __init__(self, card: OrderCard, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(card, theme, parent)
        self.state = close_state.of_card(card)
        self.rows = LotRows(self.state.lots, self.state.allowed, theme, self)
        self.delivery = plain_label(tone=Tone.MUTED)
        self.money = plain_label(role=Role.STRONG)
        self._fill_body()
        self.rows.checked.connect(self._mark)
        self.rows.reason_wished.connect(self._give)
        self._show()
        self._begin()

    def question(self) -> str:
        return self.tr("Close the order")

    def decision(self, actions: OrderActions) -> Decision:
        return partial(actions.close, self.order, self.state.failed)

    def obstacle(self) -> str:
        unexplained = self.state.unexplained
        if not unexplained:
            return ""
        self.rows.reasons[unexplained[0]].setFocus(Qt.FocusReason.TabFocusReason)
        return self.tr("A reason is missing: {lots}. A digit or the first letters choose it.").format(
            lots=lots_named(unexplained)
        )

    def _fill_body(self) -> None:
        self.hint(self.tr("Checked lots were handed over to the buyer; a digit says why one was not."))
        self.body.addWidget(self.rows)
        self.body.addWidget(self.delivery)
        sums = QHBoxLayout()
        sums.addWidget(plain_label(self.tr("To collect from the buyer"), Role.CAPTION, wraps=False))
        sums.addStretch(1)
        sums.addWidget(self.money)
        self.body.addLayout(sums)
        self.body.addStretch(1)

    def _begin(self) -> None:
        first = next(iter(self.rows.checks.values()), None)
        (first or self.accept_button).setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(int, bool)
    def _mark(self, lot: int, handed_over: bool) -> None:
        self.state = self.state.hand_over(lot) if handed_over else self.state.fail(lot)
        self._show()

    @Slot(int, str)
    def _give(self, lot: int, reason: str) -> None:
        self.state = self.state.fail(lot, reason)
        self._show()

    def _show(self) -> None:
        state = self.state
        for lot in state.lots:
            failed = lot.index in state.failed
            self.rows.show_checked(lot.index, not failed)
            self.rows.show_reason(lot.index, state.failed.get(lot.index, ""), asked=failed)
        self.delivery.setText(self._delivery_words())
        self.delivery.setVisible(bool(state.delivery))
        self.money.setText(money(state.to_collect))
        self.say(self._consequence(), destructive=bool(state.failed))
        self.name_answer(self.tr("Send the result"))

    def _delivery_words(self) -> str:
        lots = ", ".join(lot_words(lot) for lot in self.state.delivery)
        if self.state.is_delivery_kept:
            return self.tr("{lots}: counts as done, something was handed over.").format(lots=lots)
        return self.tr("{lots}: falls away with the goods.").format(lots=lots)

    def _consequence(self) -> str:
        number, failed = self.card.order.shipment_id, tuple(sorted(self.state.failed))
        if not failed:
            told = self.tr("Megamarket will see order {number} as delivered in full.")
        elif self.state.is_delivery_kept:
            told = self.tr(
                "Megamarket will see order {number} delivered in part; not handed over and cancelled: {lots}."
            )
        else:
            told = self.tr("Megamarket will see order {number} as not delivered: it is cancelled as a whole.")
        sentence = told.format(number=number, lots=lots_named(failed))
        return self.tr("{told} The order is closed for good. {undo}").format(
            told=sentence, undo=self.undo_words()
        )

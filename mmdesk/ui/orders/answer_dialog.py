"""ДСМ: the answer to a buyer who wants lots cancelled."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget

from mmdesk.domain.lot import Lot
from mmdesk.services.order_actions import OrderActions
from mmdesk.services.order_card import OrderCard
from mmdesk.ui.orders import answer_state
from mmdesk.ui.orders.lot_rows import lot_words
from mmdesk.ui.orders.question_dialog import WITH_LOTS, Decision, QuestionDialog
from mmdesk.ui.orders.reason_box import number_of
from mmdesk.ui.orders.verb_words import lots_named
from mmdesk.ui.plain_text import ElidedLabel
from mmdesk.ui.theme import Theme

_CANCEL, _KEEP = 1, 2


class AnswerDialog(QuestionDialog):
    """For every lot: 1 agrees to the cancellation, 2 keeps the lot in the order."""

    usual_width = WITH_LOTS

    def __init__(self, card: OrderCard, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(card, theme, parent)
        self.state = answer_state.of_card(card)
        self.rows = {lot.index: _AnswerRow(lot) for lot in self.state.lots}
        self.hint(self.tr("The buyer asks to cancel these lots: 1 agrees, 2 keeps the lot in the order."))
        for row in self.rows.values():
            row.answered.connect(self._give)
            self.body.addWidget(row)
        self.body.addStretch(1)
        self._show()
        self._begin()

    def question(self) -> str:
        return self.tr("Answer the cancellation")

    def decision(self, actions: OrderActions) -> Decision:
        return partial(actions.answer_cancel, self.order, self.state.answers)

    def obstacle(self) -> str:
        unanswered = self.state.unanswered
        if not unanswered:
            return ""
        self.rows[unanswered[0]].begin()
        return self.tr("No answer yet: {lots}. 1 agrees to the cancellation, 2 keeps the lot.").format(
            lots=lots_named(unanswered)
        )

    def _begin(self) -> None:
        first = next(iter(self.rows.values()), None)
        if first:
            first.begin()

    @Slot(int, bool)
    def _give(self, lot: int, cancel: bool) -> None:
        self.state = self.state.give(lot, cancel=cancel)
        self._show()

    def _show(self) -> None:
        self.say(self._consequence(), destructive=bool(self.state.canceled))
        self.name_answer(self.tr("Send the answer"))

    def _consequence(self) -> str:
        state, number = self.state, self.card.order.shipment_id
        parts = []
        if state.canceled:
            told = self.tr("In order {number} will be cancelled: {lots}.")
            parts.append(told.format(number=number, lots=lots_named(state.canceled)))
        if state.kept:
            told = self.tr("The buyer will be refused the cancellation: {lots}.")
            parts.append(told.format(number=number, lots=lots_named(state.kept)))
        return " ".join(parts) or self.tr("Megamarket waits for an answer to the buyer.")


class _AnswerRow(QWidget):
    """One lot and its two answers."""

    answered = Signal(int, bool)

    def __init__(self, lot: Lot) -> None:
        super().__init__()
        self._lot = lot.index
        self.agree = QRadioButton(self.tr("1  cancel"))
        self.keep = QRadioButton(self.tr("2  keep"))
        for button, words in (
            (self.agree, self.tr("cancel lot {lot}")),
            (self.keep, self.tr("keep lot {lot}")),
        ):
            button.setAccessibleName(words.format(lot=lot.index))
        group = QButtonGroup(self)
        group.addButton(self.agree, _CANCEL)
        group.addButton(self.keep, _KEEP)
        group.idClicked.connect(self._tell)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(ElidedLabel(lot_words(lot)), 1)
        line.addWidget(self.agree)
        line.addWidget(self.keep)

    def begin(self) -> None:
        self.agree.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen = {_CANCEL: self.agree, _KEEP: self.keep}.get(number_of(event))
        if chosen is None:
            super().keyPressEvent(event)
            return
        chosen.click()
        self.focusNextChild()

    @Slot(int)
    def _tell(self, answer: int) -> None:
        self.answered.emit(self._lot, answer == _CANCEL)

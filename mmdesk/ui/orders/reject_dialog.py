"""Reject lots of one order, each for a reason."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from mmdesk.domain.scheme import Verb
from mmdesk.services.order_actions import OrderActions
from mmdesk.services.order_card import OrderCard
from mmdesk.ui.orders import reject_state
from mmdesk.ui.orders.lot_rows import LotRows
from mmdesk.ui.orders.question_dialog import WITH_LOTS, Decision, QuestionDialog
from mmdesk.ui.orders.reason_box import ReasonBox
from mmdesk.ui.orders.verb_words import caption, lots_named
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, dress

_LONGEST_COMMENT = 250


class RejectDialog(QuestionDialog):
    """Space chooses a lot, a digit its reason; a single lot is chosen from the start."""

    usual_width = WITH_LOTS

    def __init__(self, card: OrderCard, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(card, theme, parent)
        self.state = reject_state.of_card(card)
        self.rows = LotRows(self.state.lots, self.state.allowed, theme, self)
        self.same = QCheckBox(self.tr("The same reason for all"), self)
        self.common = ReasonBox(self.state.allowed, theme, self)
        self.comment = QLineEdit(self)
        self._fill_body()
        self.rows.checked.connect(self._mark)
        self.rows.reason_wished.connect(self._give)
        self.same.toggled.connect(self._share)
        self.common.reason_chosen.connect(self._give_all)
        self._show()
        self._begin()

    def question(self) -> str:
        return self.tr("Reject lots")

    def decision(self, actions: OrderActions) -> Decision:
        return partial(actions.reject, self.order, self.state.reasons, self.comment.text().strip())

    def obstacle(self) -> str:
        if not self.state.chosen:
            self._focus(self.rows.checks[self.state.lots[0].index])
            return self.tr("No lot is chosen. Space chooses the lots to reject.")
        unexplained = self.state.unexplained
        if not unexplained:
            return ""
        self._focus(self.common if self.state.shared else self.rows.reasons[unexplained[0]])
        return self.tr("A reason is missing: {lots}. A digit or the first letters choose it.").format(
            lots=lots_named(unexplained)
        )

    def _fill_body(self) -> None:
        reason = plain_label(self.tr("Reason"), Role.CAPTION)
        note = plain_label(self.tr("Comment"), Role.CAPTION)
        reason.setBuddy(self.common)
        note.setBuddy(self.comment)
        self.common.setAccessibleName(self.tr("Reason for all lots chosen"))
        self.comment.setAccessibleName(self.tr("Comment for Megamarket"))
        self.comment.setMaxLength(_LONGEST_COMMENT)
        self.comment.setPlaceholderText(self.tr("for Megamarket, may stay empty"))
        fields = QGridLayout()
        fields.setColumnStretch(1, 1)
        fields.setHorizontalSpacing(16)
        fields.setVerticalSpacing(8)
        fields.addWidget(self.same, 0, 1)
        fields.addWidget(reason, 1, 0)
        fields.addWidget(self.common, 1, 1)
        fields.addWidget(note, 2, 0)
        fields.addWidget(self.comment, 2, 1)
        self.same.setVisible(len(self.state.lots) > 1)
        self.hint(self.tr("Space chooses a lot, a digit its reason."))
        self.body.addWidget(self.rows)
        self.body.addLayout(fields)
        self.body.addStretch(1)
        dress(self.accept_button, Role.DANGER)

    def _begin(self) -> None:
        lone = len(self.state.lots) == 1
        first = self.common if lone else next(iter(self.rows.checks.values()), self.common)
        self._focus(first)

    def _focus(self, widget: QWidget) -> None:
        widget.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(int, bool)
    def _mark(self, lot: int, on: bool) -> None:
        self.state = self.state.mark(lot, refused=on)
        self._show()

    @Slot(int, str)
    def _give(self, lot: int, reason: str) -> None:
        self.state = self.state.give(reason, lot)
        self._show()

    @Slot(str)
    def _give_all(self, reason: str) -> None:
        self.state = self.state.give(reason)
        self._show()

    @Slot(bool)
    def _share(self, on: bool) -> None:
        self.state = self.state.share(on=on)
        self._show()

    def _show(self) -> None:
        state = self.state
        for lot in state.lots:
            self.rows.show_checked(lot.index, lot.index in state.chosen)
            asked = not state.shared and lot.index in state.chosen
            self.rows.show_reason(lot.index, state.reason_of(lot.index), asked=asked)
        self._show_common()
        self.say(self._consequence(), destructive=True)
        chosen = len(state.chosen)
        self.name_answer(self.tr("Reject %n lot(s)", "", chosen) if chosen else caption(Verb.REJECT))

    def _show_common(self) -> None:
        for box, on in ((self.same, self.state.shared),):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        self.common.blockSignals(True)
        self.common.show_reason(self.state.common)
        self.common.blockSignals(False)
        self.common.setEnabled(self.state.shared)

    def _consequence(self) -> str:
        chosen = len(self.state.chosen)
        number = self.card.order.shipment_id
        if not chosen:
            return self.tr("Nothing is rejected yet: choose the lots.")
        told = self.tr("Megamarket will be told that %n lot(s) of order {number} are rejected", "", chosen)
        if self.state.ends_order:
            rest = self.tr("the whole order is cancelled")
        else:
            rest = self.tr("the other lots stay in the order")
        return self.tr("{told}; {rest}. {undo}").format(
            told=told.format(number=number), rest=rest, undo=self.undo_words()
        )

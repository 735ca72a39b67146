"""Pack one order: lots into boxes by digits where boxes are reported, and marking codes where needed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmdesk.services.order_actions import OrderActions
from mmdesk.services.order_card import OrderCard
from mmdesk.ui.orders import pack_state
from mmdesk.ui.orders.box_table import BoxTable
from mmdesk.ui.orders.mark_field import MarkField
from mmdesk.ui.orders.pack_state import BadMark
from mmdesk.ui.orders.question_dialog import WITH_LOTS, Decision, QuestionDialog
from mmdesk.ui.orders.verb_words import lots_named
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone, dress


class PackDialog(QuestionDialog):
    """Everything lies in one box until a digit says otherwise."""

    usual_width = WITH_LOTS

    def __init__(self, card: OrderCard, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(card, theme, parent)
        self.state = pack_state.of_card(card)
        self.table = BoxTable(self.state, theme)
        self.one_box = QPushButton(self.tr("Everything in one box  0"))
        self.bench = QPushButton(theme.icon("barcode"), self.tr("With a scanner, at the bench  Shift+F6"))
        self.preview = plain_label(role=Role.STRONG)
        self.mark = MarkField()
        self._mark_caption = plain_label(role=Role.CAPTION)
        self.refused = plain_label(tone=Tone.DANGER)
        self._fill_body()
        self._connect()
        self._show()
        self._begin()

    def question(self) -> str:
        return self.tr("Pack the order")

    def decision(self, actions: OrderActions) -> Decision:
        return partial(actions.pack, self.order, self.state.groups, self.state.marks)

    def obstacle(self) -> str:
        unmarked = self.state.unmarked
        if not unmarked:
            return ""
        self.table.go_to(unmarked[0])
        self.mark.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.tr("A marking code is missing: {lots}. Scan it off the product.").format(
            lots=lots_named(unmarked)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F6 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._go_to_bench()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _go_to_bench(self) -> None:
        self.reject()
        self.bench_wished.emit()

    def _fill_body(self) -> None:
        if self.state.boxed and len(self.state.lots) > 1:
            self.hint(self._keys())
        self.body.addWidget(self.table)
        self.body.addWidget(self._box_part())
        self.body.addWidget(self._mark_part())
        self.body.addWidget(self.bench, 0, Qt.AlignmentFlag.AlignLeft)
        dress(self.bench, Role.QUIET)
        self.bench.setAutoDefault(False)
        self.body.addStretch(1)
        self.one_box.setVisible(self.state.boxed and len(self.state.lots) > 1)
        self.preview.setVisible(self.state.boxed)

    def _keys(self) -> str:
        if self.state.needs_marks:
            return self.tr("Alt with 1 to 9 puts the lot into that box; digits alone belong to the scanner.")
        return self.tr("1 to 9 puts the lot into that box.")

    def _box_part(self) -> QWidget:
        part = QWidget()
        line = QHBoxLayout(part)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.preview, 1)
        line.addWidget(self.one_box, 0, Qt.AlignmentFlag.AlignTop)
        dress(self.one_box, Role.QUIET)
        self.one_box.setAutoDefault(False)
        part.setVisible(self.state.boxed)
        return part

    def _mark_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self._mark_caption, self.mark, self.refused):
            column.addWidget(widget)
        self.refused.hide()
        part.setVisible(self.state.needs_marks)
        return part

    def _connect(self) -> None:
        self.table.box_pressed.connect(self._put)
        self.table.one_box_wished.connect(self._put_in_one)
        self.table.mark_removed.connect(self._forget_mark)
        self.table.typed.connect(self._pass_to_mark)
        self.table.currentCellChanged.connect(self._name_mark)
        self.one_box.clicked.connect(self._put_in_one)
        self.bench.clicked.connect(self._go_to_bench)
        self.mark.code_read.connect(self._take_mark)

    def _begin(self) -> None:
        unmarked = self.state.unmarked
        self.table.go_to(unmarked[0] if unmarked else 0)
        first = self.mark if unmarked else self.table
        (first if self.state.lots else self.accept_button).setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(int)
    def _put(self, box: int) -> None:
        self.state = self.state.put(self.table.current_lot(), box)
        self.table.go_on()
        self._show()

    @Slot()
    def _put_in_one(self) -> None:
        self.state = self.state.all_in_one()
        self._show()

    @Slot()
    def _forget_mark(self) -> None:
        self.state = self.state.forget_mark(self.table.current_lot())
        self._show()
        self._name_mark()

    @Slot(QKeyEvent)
    def _pass_to_mark(self, event: QKeyEvent) -> None:
        """A scanner types wherever the focus is: the code goes where it belongs."""
        if not self.mark.isEnabled():
            self.table.go_to(self.state.unmarked[0])
        self.mark.setFocus(Qt.FocusReason.OtherFocusReason)
        QCoreApplication.sendEvent(self.mark, event)

    @Slot(str)
    def _take_mark(self, code: str) -> None:
        lot = self.table.current_lot()
        refusal = self.state.refusal_of(lot, code)
        self.refused.setText(self._refusal_words(refusal, lot, code) if refusal else "")
        self.refused.setVisible(refusal is not None)
        if refusal is not None:
            self.mark.complain()
            return
        self.state = self.state.take_mark(lot, code)
        self._show()
        self._go_to_unmarked()

    def _go_to_unmarked(self) -> None:
        unmarked = self.state.unmarked
        if unmarked:
            self.table.go_to(unmarked[0])
        else:
            (self.table if self.state.boxed else self.accept_button).setFocus(Qt.FocusReason.OtherFocusReason)
        self._name_mark()

    def _refusal_words(self, refusal: BadMark, lot: int, code: str) -> str:
        match refusal:
            case BadMark.EMPTY:
                return self.tr("The code is empty: scan the marking code of lot {lot}.").format(lot=lot)
            case BadMark.WRONG_LAYOUT:
                return self.tr(
                    "No marking code has such letters: switch the keyboard to English and scan again."
                )
            case BadMark.REPEATED:
                other = self.state.owner_of(code)
                words = self.tr(
                    "This code was read for lot {other} already: scan the one on lot {lot} itself."
                )
                return words.format(other=other, lot=lot)

    @Slot()
    def _name_mark(self) -> None:
        """The field belongs to the lot in the current row, where that needs a code."""
        lot = next((each for each in self.state.lots if each.index == self.table.current_lot()), None)
        needed = lot is not None and lot.needs_mark
        self.mark.setEnabled(needed)
        if not needed or lot is None:
            words = self.tr("This lot needs no marking code")
        elif lot.index in self.state.marks:
            words = self.tr("The code of lot {lot} has been read; Delete in the list forgets it")
        else:
            words = self.tr("Marking code of lot {lot}, then Enter")
        self._mark_caption.setText(words.format(lot=self.table.current_lot()))
        self.mark.setAccessibleName(self._mark_caption.text())

    def _show(self) -> None:
        self.table.show_state(self.state)
        self.preview.setText(self._preview())
        self.say(self._consequence(), destructive=False)
        self.name_answer(self.tr("Pack"))

    def _preview(self) -> str:
        words = self.tr("Box {box}: {lots}")
        return " · ".join(words.format(box=box, lots=lots_named(lots)) for box, lots in self.state.numbered)

    def _consequence(self) -> str:
        number = self.card.order.shipment_id
        if self.state.boxed:
            told = self.tr(
                "Megamarket will see order {number} packed in %n box(es). Packing cannot be taken back.",
                "",
                len(self.state.groups),
            )
        elif not self.state.reported:
            told = self.tr("Megamarket will see order {number} as assembled. This cannot be taken back.")
        else:
            told = self.tr(
                "Megamarket sees order {number} as assembled already. "
                "Check the lots in the parcel: this notes it."
            )
        return told.format(number=number)

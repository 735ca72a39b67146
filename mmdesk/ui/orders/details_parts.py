"""The parts of the details between its head and its timeline: lots, boxes, money, buyer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mmdesk.domain.shipment import Buyer
from mmdesk.services.order_card import OrderBox, OrderCard, OrderLot
from mmdesk.services.order_list import PendingRow
from mmdesk.ui import moments
from mmdesk.ui.orders import details_state
from mmdesk.ui.orders.details_header import CopyButton
from mmdesk.ui.orders.order_words import lot_words
from mmdesk.ui.orders.row_pool import RowPool
from mmdesk.ui.orders.verb_words import lots_named
from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import ElidedLabel, plain_label, tooltip
from mmdesk.ui.theme import Role, Theme, Tone, dress

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class PartView(QWidget):
    """A heading, something at its right, and what stands below."""

    def __init__(self) -> None:
        super().__init__()
        self.beside = plain_label(role=Role.STRONG, wraps=False)
        self.body = QVBoxLayout()
        self.body.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(plain_label(self.heading(), Role.HEADING, wraps=False))
        head.addStretch(1)
        head.addWidget(self.beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self.body)

    def heading(self) -> str:
        """What the part is called."""
        return ""


_MOST_LOTS: Final = 40
"""Hundreds of rows would hold up the window for a second; the dialogs list every lot."""


class LotsPart(PartView):
    """Every lot with its price and state; the trade's fixed facts stand below them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows = RowPool(self._made_row, self._fill_row, spacing=8)
        self._pending: Sequence[PendingRow] = ()
        self._fact = plain_label(role=Role.CAPTION)
        self._rest = plain_label(role=Role.CAPTION)
        self.body.addLayout(self._rows.layout)
        self.body.addWidget(self._rest)
        self.body.addWidget(self._fact)

    def heading(self) -> str:
        return self.tr("Lots")

    def show_card(self, card: OrderCard) -> None:
        self.beside.setText(moments.money(card.order.total))
        self._pending = card.order.pending
        self._rows.show_items(card.lots[:_MOST_LOTS])
        hidden = len(card.lots) - _MOST_LOTS
        self._rest.setText(self.tr("… and %n more lot(s)", "", hidden) if hidden > 0 else "")
        self._rest.setVisible(hidden > 0)
        if card.order.finished:
            fact = self.tr("Returns are dealt with in the Megamarket account.")
        else:
            fact = self.tr("What is in an order cannot be changed: reject lots, or confirm the rest.")
        self._fact.setText(fact)

    def _made_row(self) -> LotRow:
        return LotRow(self._theme)

    def _fill_row(self, row: LotRow, lot: OrderLot) -> None:
        row.show_lot(lot, self._pending)


class LotRow(QWidget):
    """Index, name and price; below them the state and what has to be minded."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._index = plain_label(tone=Tone.MUTED, wraps=False)
        self._name = ElidedLabel()
        self._price = plain_label(wraps=False)
        self._icon = Picture(theme, 16)
        self._status = plain_label(tone=Tone.MUTED)
        self._index.setMinimumWidth(self._index.fontMetrics().horizontalAdvance("00"))
        self._index.setAlignment(_RIGHT)
        status = QHBoxLayout()
        status.setSpacing(6)
        status.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        status.addWidget(self._status, 1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._index, 0, 0)
        grid.addWidget(self._name, 0, 1)
        grid.addWidget(self._price, 0, 2)
        grid.addLayout(status, 1, 1, 1, 2)

    def show_lot(self, shown: OrderLot, pending: Sequence[PendingRow]) -> None:
        """`pending` are the commands of its order that are not over."""
        lot = shown.lot
        status = lot_words(lot.status, shown.projected, pending)
        self._index.setText(str(lot.index))
        self._name.show_words(lot.name)
        self._price.setText(moments.money(lot.final_price))
        self._price.setToolTip(self._full_price(shown))
        self._icon.show_icon(status.icon, status.tone)
        self._status.setText(" · ".join((status.words, *self._notes(shown))))
        dress(self._status, tone=Tone.MUTED if status.tone is Tone.TEXT else status.tone)

    def _notes(self, shown: OrderLot) -> tuple[str, ...]:
        lot = shown.lot
        notes = []
        if lot.is_delivery:
            notes.append(self.tr("delivery, not packed"))
        if lot.cancel_requested and lot.is_open:
            notes.append(self.tr("the buyer asks to cancel"))
        if lot.needs_mark and not lot.is_canceled:
            notes.append(self.tr("marking code read") if shown.mark else self.tr("needs a marking code"))
        if lot.box_index:
            notes.append(self.tr("box {box}").format(box=lot.box_index))
        return tuple(notes)

    def _full_price(self, shown: OrderLot) -> str:
        if not shown.lot.discount:
            return ""
        words = self.tr("Price {price}, discount {discount}")
        return words.format(price=moments.money(shown.lot.price), discount=moments.money(shown.lot.discount))


class BoxesPart(PartView):
    """The boxes that Megamarket knows; hidden while there are none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows = RowPool(self._made_row, BoxRow.show_box)
        self.body.addLayout(self._rows.layout)

    def heading(self) -> str:
        return self.tr("Boxes")

    def show_card(self, card: OrderCard) -> None:
        self._rows.show_items(card.boxes if details_state.has_label_of_its_own(card) else ())
        self.setVisible(bool(self._rows.rows()))

    def _made_row(self) -> BoxRow:
        return BoxRow(self._theme)


class BoxRow(QWidget):
    """«Место 1: лоты 1, 3 · этикетка есть»."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._icon = Picture(theme, 16)
        self._words = ElidedLabel()
        self._label = plain_label(tone=Tone.MUTED, wraps=False)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._icon)
        line.addWidget(self._words, 1)
        line.addWidget(self._label)

    def show_box(self, box: OrderBox) -> None:
        self._icon.show_icon("label" if box.label else "box", Tone.OK if box.label else Tone.MUTED)
        words = self.tr("Box {box}: {lots}").format(box=box.index, lots=lots_named(box.lots))
        self._words.show_words(words)
        self._words.setToolTip(tooltip(box.code))
        self._label.setText(self.tr("label is here") if box.label else self.tr("no label yet"))
        dress(self._label, tone=Tone.OK if box.label else Tone.MUTED)


class MoneyPart(PartView):
    """What the shop's own courier has to know; hidden where Megamarket delivers."""

    def __init__(self) -> None:
        super().__init__()
        self._prepaid = plain_label(wraps=False)
        self._to_collect = plain_label(role=Role.STRONG, wraps=False)
        self._courier = plain_label()
        self._guard = plain_label(role=Role.CAPTION)
        for caption, value in (
            (self.tr("Paid before"), self._prepaid),
            (self.tr("To collect from the buyer"), self._to_collect),
        ):
            line = QHBoxLayout()
            line.addWidget(plain_label(caption, Role.CAPTION), 1)
            line.addWidget(value)
            self.body.addLayout(line)
        self.body.addWidget(self._courier)
        self.body.addWidget(self._guard)

    def heading(self) -> str:
        return self.tr("Own delivery")

    def show_card(self, card: OrderCard, now: datetime) -> None:
        self.setVisible(details_state.is_own_delivery(card))
        if card.prepaid is None or card.to_collect is None:
            return
        self._prepaid.setText(moments.money(card.prepaid))
        self._to_collect.setText(moments.money(card.to_collect))
        facts = self._facts(card, now)
        self._courier.setText(facts)
        self._courier.setVisible(bool(facts))
        self._guard.setText(
            self.tr("Never hand a DSM order to a delivery service that is integrated with RetailCRM.")
        )
        self._guard.setVisible(not card.order.finished)

    def _facts(self, card: OrderCard, now: datetime) -> str:
        facts = []
        if card.checked_at is not None:
            facts.append(
                self.tr("packed and checked {when}").format(when=moments.moment(card.checked_at, now))
            )
        if card.couriered_at is not None:
            facts.append(
                self.tr("given to the courier {when}").format(when=moments.moment(card.couriered_at, now))
            )
        sentence = " · ".join(facts)
        return sentence[:1].upper() + sentence[1:]


class BuyerPart(PartView):
    """Who ordered; only what Megamarket gives is shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._name = plain_label()
        self._phone = plain_label(wraps=False)
        self.copy_phone = CopyButton(theme, self.tr("Copy the phone number"))
        self._email, self._address, self._comment = plain_label(), plain_label(), plain_label()
        for label in (self._name, self._phone, self._email, self._address, self._comment):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        phone = QHBoxLayout()
        phone.setSpacing(4)
        phone.addWidget(self._phone)
        phone.addWidget(self.copy_phone)
        phone.addStretch(1)
        self.body.addWidget(self._name)
        self.body.addLayout(phone)
        for label in (self._email, self._address, self._comment):
            self.body.addWidget(label)

    def heading(self) -> str:
        return self.tr("Buyer")

    def show_card(self, card: OrderCard) -> None:
        buyer = card.buyer
        self.setVisible(buyer != Buyer())
        self._name.setText(buyer.full_name)
        self._name.setVisible(bool(buyer.full_name))
        self._phone.setText(buyer.phone)
        self._phone.setVisible(bool(buyer.phone))
        self.copy_phone.hold(buyer.phone)
        for label, words in (
            (self._email, buyer.email),
            (self._address, buyer.address),
            (self._comment, self._comment_of(buyer)),
        ):
            label.setText(words)
            label.setVisible(bool(words))

    def _comment_of(self, buyer: Buyer) -> str:
        return self.tr("Comment: {words}").format(words=buyer.comment) if buyer.comment else ""

"""One offer: what RetailCRM has, each rule as it worked, what the feed has, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mmdesk.services.offer_list import KnownOffer, OfferPage
from mmdesk.ui import moments
from mmdesk.ui.catalogue import catalogue_words
from mmdesk.ui.catalogue.flat_model import Cell, FlatModel, Heading, Line
from mmdesk.ui.catalogue.flat_table import FlatTable
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.orders.row_pool import RowPool
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.plain_words import one_line
from mmdesk.ui.theme import ROW_HEIGHT, Role, Theme, Tone
from mmdesk.ui.words import begun, spoken

_PICTURE_SIDE: Final = 96
_QUIET = frozenset({"", "ok"})


class OfferDetails(QScrollArea):
    """Shows the offer it is given; nothing is read here."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = plain_label(role=Role.HEADING)
        self._name = plain_label()
        self._picture = plain_label()
        self._no_picture = plain_label(tone=Tone.MUTED)
        self._state = Banner(theme, self)
        self._crm = plain_label()
        self._feed = plain_label()
        self._steps = FlatModel(
            (
                Heading(self.tr("Rule")),
                Heading(self.tr("In RetailCRM")),
                Heading(self.tr("In the feed")),
            ),
            theme,
            self,
        )
        self._table = FlatTable(
            self._steps, self.tr("Each rule as it worked on the offer"), 0, {1: 108, 2: 112}
        )
        self._used = plain_label(tone=Tone.MUTED)
        self._issues: RowPool[Banner, str] = RowPool(lambda: Banner(theme), _show_issue)
        self._hint = plain_label(
            self.tr("Choose an offer: its values and rules are shown here."), tone=Tone.MUTED
        )
        self._body = QWidget()
        self._lay_out()
        self._table.moved.connect(self._show_settings)
        self._page: OfferPage | None = None
        self.show_page(None)

    @property
    def page(self) -> OfferPage | None:
        return self._page

    @property
    def has_picture(self) -> bool:
        """Whether the offer's picture is shown."""
        return not self._picture.isHidden()

    @property
    def no_picture(self) -> str:
        """Why it could not be had, in words; empty where it is there or was never wanted."""
        return self._no_picture.text()

    @property
    def rules(self) -> FlatTable:
        return self._table

    def show_page(self, page: OfferPage | None) -> None:
        """None: nothing is chosen."""
        self._page = page
        self._body.setVisible(page is not None)
        self._hint.setVisible(page is None)
        if page is None:
            return
        offer = page.explanation.offer
        self._title.setText(one_line(offer.offer_id))
        self._name.setText(one_line(offer.name))
        self._show_picture(page)
        self._show_state(offer, any(each.code == offer.state for each in page.issues))
        self._crm.setText("\n".join(self._crm_lines(offer)))
        self._feed.setText("\n".join(self._feed_lines(offer)))
        steps = page.explanation.steps
        self._table.show_lines([_line(step.rule, step.before, step.after) for step in steps])
        self._table.setVisible(bool(steps))
        self._table.setFixedHeight(ROW_HEIGHT * (len(steps) + 1) + 4)
        self._show_settings()
        self._issues.show_items([begun(spoken(each.message)) for each in page.issues])

    def _show_picture(self, page: OfferPage) -> None:
        """Small: it is there to be known again; why it is missing is told where somebody has wanted it."""
        pixmap = QPixmap()
        pixmap.loadFromData(page.picture)
        if not pixmap.isNull():
            self._picture.setPixmap(_small(pixmap, self.devicePixelRatioF()))
        self._picture.setVisible(not pixmap.isNull())
        why = page.no_picture
        self._no_picture.setText(self.tr("No picture: {why}").format(why=spoken(why)) if why else "")
        self._no_picture.setVisible(why is not None)

    def _show_state(self, offer: KnownOffer, is_told: bool) -> None:
        """`is_told`: what to do about it stands among the issues."""
        if not offer.state:
            words = self.tr("In the feed") if offer.feed_stock else self.tr("In the feed, as not available")
            self._state.show_words("check", Tone.OK if offer.feed_stock else Tone.WARN, words)
            return
        tone = catalogue_words.reason_tone(offer.state)
        cure = "" if is_told else self._cure(offer.state)
        words = self.tr("Not in the feed: {why}").format(why=catalogue_words.reason(offer.state))
        self._state.show_words("forbidden", tone, words, cure)

    def _cure(self, state: str) -> str:
        if state == "gone":
            return self.tr("It was in the source before. Orders that name it still find its name.")
        return catalogue_words.remark(state).partition(". ")[2]

    def _crm_lines(self, offer: KnownOffer) -> Iterator[str]:
        yield self.tr("Price: {price}").format(price=_money(offer.price))
        yield self.tr("Stock: {stock}").format(stock=moments.number(offer.stock))
        for words, value in (
            (self.tr("Vendor: {value}"), offer.vendor),
            (self.tr("Article: {value}"), offer.article),
            (self.tr("Category: {value}"), offer.category),
            (self.tr("Barcodes: {value}"), ", ".join(offer.barcodes)),
        ):
            if value:
                yield words.format(value=one_line(value))

    def _feed_lines(self, offer: KnownOffer) -> Iterator[str]:
        if offer.state:
            yield self.tr("It is not there.")
            return
        price = None if offer.feed_price is None else Decimal(offer.feed_price)
        yield self.tr("Price: {price}").format(price=_money(price))
        if offer.feed_old_price is not None:
            before = _money(Decimal(offer.feed_old_price))
            yield self.tr("Before the discount: {price}").format(price=before)
        yield self.tr("Stock: {stock}").format(stock=moments.number(offer.feed_stock))

    def _show_settings(self) -> None:
        """The settings that the rule under the keyboard goes by."""
        rule, page = self._table.current_key, self._page
        settings = page.explanation.settings if page is not None else {}
        words = catalogue_words.settings_of(str(rule), settings) if rule is not None else ""
        self._used.setText(words)
        self._used.setVisible(bool(words))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(self._title)
        words.addWidget(self._name)
        words.addStretch(1)
        head.addLayout(words, 1)
        head.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self._no_picture)
        self._picture.setAccessibleName(self.tr("Picture of the offer"))
        column.addWidget(self._state)
        column.addLayout(self._issues.layout)
        column.addWidget(plain_label(self.tr("In RetailCRM"), Role.STRONG))
        column.addWidget(self._crm)
        column.addWidget(plain_label(self.tr("RetailCRM value → rule → feed value"), Role.STRONG))
        column.addWidget(self._table)
        column.addWidget(self._used)
        column.addWidget(plain_label(self.tr("Feed"), Role.STRONG))
        column.addWidget(self._feed)
        column.addWidget(
            plain_label(
                self.tr(
                    "The stock is the sum of all warehouses of RetailCRM: the feed has one number "
                    "for an offer, not one for each warehouse."
                ),
                tone=Tone.MUTED,
            )
        )
        column.addStretch(1)
        for label in (self._title, self._name, self._crm, self._feed):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            # The longest word must not decide how wide everything is.
            label.setMinimumWidth(1)
        whole = QWidget()
        self.setWidget(whole)
        self.setWidgetResizable(True)
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(8, 0, 0, 0)
        rows.addWidget(self._hint)
        rows.addWidget(self._body, 1)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("The offer"))


def _small(pixmap: QPixmap, ratio: float) -> QPixmap:
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    side = round(_PICTURE_SIDE * ratio)
    small = pixmap.scaled(side, side, keep, smooth)
    small.setDevicePixelRatio(ratio)
    return small


def _line(rule: str, before: str, after: str) -> Line:
    tone = Tone.WARN if after == "out" else Tone.TEXT if after not in _QUIET else Tone.MUTED
    value = catalogue_words.rule_value(rule, before) or "—"
    made = catalogue_words.verdict(after)
    return Line(rule, (Cell(catalogue_words.rule(rule), tone), Cell(value, Tone.MUTED), Cell(made, tone)))


def _show_issue(banner: Banner, words: str) -> None:
    trouble, _, cure = words.partition(". ")
    banner.show_words("warning", Tone.WARN, trouble, cure)


def _money(roubles: Decimal | None) -> str:
    return "—" if roubles is None else moments.money(roubles)

"""Section «Адреса»: the public addresses, when each was called, and how each does in a test by one click."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from mmdesk.services.exchange_watch import ExchangeSeen
from mmdesk.services.public_places import PlaceStanding, PlaceVerdict, PlaceVerdicts, PublicPlace
from mmdesk.ui import moments
from mmdesk.ui.facts.details_card import Details
from mmdesk.ui.facts.facts_model import Cell, Column, Line
from mmdesk.ui.facts.section_view import SectionView
from mmdesk.ui.notice_page import NoticePage
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Theme, Tone
from mmdesk.ui.words import spoken


class PlacesView(SectionView):
    """A verdict stays until the next test, with the moment at which it was given."""

    test_wished = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        empty = NoticePage(theme, "plug", Tone.MUTED, self.tr("Nothing is connected yet"))
        columns = (
            Column(self.tr("Connection"), 176),
            Column(self.tr("Address"), 232),
            Column(self.tr("Last call"), 152),
            Column(self.tr("Test")),
        )
        super().__init__(columns, self.tr("Public addresses"), empty, theme, parent)
        self._seen: ExchangeSeen | None = None
        self._places: dict[str, PlaceStanding] = {}
        self._verdicts: dict[str, PlaceVerdict] = {}
        self._tested_at: datetime | None = None
        self._testing = False
        self.test = QPushButton(self.tr("Test the addresses  Ctrl+R"))
        self.test.setAutoDefault(False)
        self.test.clicked.connect(self._wish_test)
        self._said = plain_label(tone=Tone.MUTED, wraps=False)
        self.head.addWidget(self.test)
        self.head.addWidget(self._said)
        self.head.addStretch(1)
        self.refusals = Banner(theme, self)
        self.column.insertWidget(1, self.refusals)
        shortcut = QShortcut(QKeySequence("Ctrl+R"), self, self.test.click)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def show_seen(self, seen: ExchangeSeen) -> None:
        self._seen = seen
        self._places = {_key(each.connection, each.place): each for each in seen.places}
        self._show_test()
        self.show_lines([self._line(key, each, seen.at) for key, each in self._places.items()])

    def show_testing(self, *, testing: bool) -> None:
        self._testing = testing
        self._show_test()

    def show_tested(self, tested: PlaceVerdicts, at: datetime) -> None:
        self._testing, self._tested_at = False, at
        self._verdicts = {_key(each.connection, each.place): each for each in tested.verdicts}
        refusals = "\n".join(map(spoken, tested.refusals))
        heading = self.tr("Not everything could be tested") if refusals else ""
        self.refusals.show_words("warning", Tone.WARN, heading, refusals)
        if self._seen is not None:
            self.show_seen(self._seen)

    def details(self, key: str) -> Details | None:
        place, verdict = self._places.get(key), self._verdicts.get(key)
        if place is None:
            return None
        name = f"{place.connection}, {self._name(place.place)}"
        if not place.is_public:
            sentence = self.tr(
                "No public address is set: the exchange works by polling. To have Megamarket call, "
                "set the address of a tunnel or proxy: Settings → Integration data."
            )
            return Details(self.tr("{place}: not public").format(place=name), "info", Tone.MUTED, (sentence,))
        if verdict is None:
            sentence = self.tr(
                "The test calls every address from here, as the internet would; it changes nothing."
            )
            return Details(
                self.tr("{place}: not tested yet").format(place=name), "ring", Tone.MUTED, (sentence,)
            )
        icon, tone = ("check", Tone.OK) if verdict.ok else ("warning", Tone.DANGER)
        state = self.tr("works") if verdict.ok else self.tr("does not work")
        return Details(f"{name}: {state}", icon, tone, (spoken(verdict.words),))

    def _line(self, key: str, place: PlaceStanding, now: datetime) -> Line:
        verdict = self._verdicts.get(key)
        called = place.called_at
        told = moments.ago(called, now) if called else "—"
        if not place.is_noted:
            told = self.tr("not recorded")
        return Line(
            key,
            (
                Cell(place.connection),
                Cell(self._name(place.place)),
                Cell(told, tone=Tone.MUTED, tip=moments.exact(called) if called else ""),
                self._verdict_cell(place, verdict),
            ),
        )

    def _verdict_cell(self, place: PlaceStanding, verdict: PlaceVerdict | None) -> Cell:
        if not place.is_public:
            return Cell(self.tr("not public: the exchange works by polling"), "minus", Tone.MUTED)
        if verdict is None:
            return Cell(self.tr("not tested yet"), "ring", Tone.MUTED)
        icon, tone = ("check", Tone.OK) if verdict.ok else ("warning", Tone.DANGER)
        return Cell(spoken(verdict.words), icon, tone)

    def _show_test(self) -> None:
        public = any(each.is_public for each in self._places.values())
        self.test.setEnabled(public and not self._testing)
        if self._testing:
            self._said.setText(self.tr("Calling the addresses…"))
        elif not public:
            self._said.setText(self.tr("No connection has a public address"))
        elif self._tested_at is not None and self._seen is not None:
            at = moments.moment(self._tested_at, self._seen.at)
            self._said.setText(self.tr("Tested {at}").format(at=at))
        else:
            self._said.setText("")

    def _name(self, place: PublicPlace) -> str:
        match place:
            case PublicPlace.ORDER_NEW:
                return self.tr("new orders (order/new)")
            case PublicPlace.ORDER_CANCEL:
                return self.tr("cancellations (order/cancel)")
            case PublicPlace.FEED:
                return self.tr("product feed")
            case PublicPlace.CRM:
                return self.tr("calls of RetailCRM")

    @Slot()
    def _wish_test(self) -> None:
        self.test_wished.emit()


def _key(connection: str, place: PublicPlace) -> str:
    return f"{connection}/{place}"

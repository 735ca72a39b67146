"""Codes that nobody knew: what each of them is, a manager says once, and every bench knows it then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError
from mmdesk.services.offer_search import FoundOffer
from mmdesk.services.scan_codes import UnknownCode
from mmdesk.ui import moments, words
from mmdesk.ui.packing.bench_settings import shown
from mmdesk.ui.packing.lines import Line, LinesView
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Role, Theme
from mmdesk.ui.tone import Tone

_CALM_MS: Final = 200
_SIZE: Final = (900, 560)


@dataclass(frozen=True, slots=True)
class CodeBook:
    """What is done with unknown codes; each on a thread that may wait."""

    unknown: Callable[[], tuple[UnknownCode, ...]]
    find: Callable[[str], tuple[FoundOffer, ...]]
    attach: Callable[[str, str, str], None]
    """Connection, code, offer id."""
    forget: Callable[[Sequence[str]], int]


class UnknownCodesDialog(QDialog):
    """Enter on an offer attaches the chosen code to it."""

    def __init__(
        self, book: CodeBook, runner: TaskRunner, theme: Theme, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._book = book
        self._runner = runner
        self._clock = clock
        self._codes: tuple[UnknownCode, ...] = ()
        self._offers: tuple[FoundOffer, ...] = ()
        self.setWindowTitle(self.tr("Unknown codes"))
        self.codes = LinesView(theme, self.tr("Unknown codes"), chooses=True, height=56)
        self.search = QLineEdit()
        self.offers = LinesView(theme, self.tr("Offers found"), chooses=True, height=56)
        self.told = plain_label(role=Role.CAPTION)
        self.forget = QPushButton(self.tr("Forget the code"))
        self.shut = QPushButton(self.tr("Close"))
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._lay_out()
        self._connect()
        self.read_again()

    @Slot()
    def read_again(self) -> None:
        self._runner.read(
            self._book.unknown, owner=self, done=self._show_codes, failed=self._fail, topic="unknown codes"
        )

    @Slot(str)
    def tell(self, words: str) -> None:
        """Something that whoever looks here has to know."""
        self.told.setText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down, for which the field for searching has no use, goes on to what it has found."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus() and self._offers:
            self._go_to_offers()
        else:
            super().keyPressEvent(event)

    def _show_codes(self, codes: tuple[UnknownCode, ...]) -> None:
        self._codes = codes
        now = self._clock.now()
        self.codes.show_lines([self._code_line(code, moments.ago(code.last_at, now)) for code in codes])
        self.forget.setEnabled(bool(codes))
        if not codes:
            self.told.setText(self.tr("No code is unknown: everything that was scanned has its offer."))

    def _code_line(self, code: UnknownCode, when: str) -> Line:
        where = " · ".join(part for part in (code.shipment_id, code.operator, code.place, when) if part)
        return Line("barcode", Tone.MUTED, shown(code.code), where, f"× {code.times}", detail_lines=2)

    def _show_offers(self, offers: tuple[FoundOffer, ...]) -> None:
        self._offers = offers
        self.offers.show_lines(
            [
                Line("box", Tone.MUTED, offer.name or offer.offer_id, self._offer_words(offer))
                for offer in offers
            ]
        )
        if self.search.text().strip() and not offers:
            self.told.setText(self.tr("No offer is called so."))
        elif offers:
            self.told.setText(self.tr("Enter on an offer: the code is its barcode from now on."))

    def _offer_words(self, offer: FoundOffer) -> str:
        return " · ".join(part for part in (offer.offer_id, offer.article, offer.connection) if part)

    @Slot()
    def _search(self) -> None:
        work = partial(self._book.find, self.search.text())
        self._runner.read(
            work, owner=self, done=self._show_offers, failed=self._fail, topic="offers for a code"
        )

    @Slot(int)
    def _attach(self, place: int) -> None:
        chosen = self.codes.currentIndex().row()
        if not (0 <= chosen < len(self._codes) and 0 <= place < len(self._offers)):
            return
        code, offer = self._codes[chosen].code, self._offers[place]
        work = partial(self._book.attach, offer.connection, code, offer.offer_id)
        self._runner.write(work, owner=self, done=partial(self._attached, code, offer), failed=self._fail)

    def _attached(self, code: str, offer: FoundOffer, _nothing: None) -> None:
        said = self.tr("{code} is a barcode of {offer} from now on.")
        self.told.setText(said.format(code=shown(code), offer=offer.name or offer.offer_id))
        self.codes.setFocus(Qt.FocusReason.OtherFocusReason)
        self.read_again()

    @Slot()
    def _forget(self) -> None:
        chosen = self.codes.currentIndex().row()
        if 0 <= chosen < len(self._codes):
            work = partial(self._book.forget, (self._codes[chosen].code,))
            self._runner.write(work, owner=self, done=self._forgotten, failed=self._fail)

    def _forgotten(self, _count: int) -> None:
        self.read_again()

    def _fail(self, error: MmdeskError) -> None:
        self.told.setText(error.sentence(words.language()))

    @Slot(int)
    def _go_to_search(self, _place: int) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _go_to_offers(self) -> None:
        self.offers.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        self.codes.chosen.connect(self._go_to_search)
        self.search.textChanged.connect(self._calm.start)
        self.search.returnPressed.connect(self._go_to_offers)
        self._calm.timeout.connect(self._search)
        self.offers.chosen.connect(self._attach)
        self.forget.clicked.connect(self._forget)
        self.shut.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(self.tr("offer: words of its name, id or article"))
        self.search.setAccessibleName(self.tr("Look for an offer"))
        self.search.setClearButtonEnabled(True)
        for button in (self.forget, self.shut):
            button.setAutoDefault(False)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(plain_label(self.tr("Scanned, and nobody knows what it is"), Role.HEADING))
        left.addWidget(self.codes, 1)
        right.addWidget(plain_label(self.tr("Which offer is it?"), Role.HEADING))
        right.addWidget(self.search)
        right.addWidget(self.offers, 1)
        halves = QHBoxLayout()
        halves.setSpacing(16)
        halves.addLayout(left, 1)
        halves.addLayout(right, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.forget)
        buttons.addStretch(1)
        buttons.addWidget(self.shut)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addLayout(halves, 1)
        column.addWidget(self.told)
        column.addLayout(buttons)
        self.resize(*_SIZE)

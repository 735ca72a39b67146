"""Over the offers: the search, chips with counts, and what narrows the chip that is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mmdesk.services.offer_list import OfferShow, OfferWish
from mmdesk.ui import moments
from mmdesk.ui.catalogue import catalogue_words
from mmdesk.ui.orders.filter_bar import SearchField
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone, dress

_TYPING_MS: Final = 150
_SEARCH_WIDTH: Final = 420
_LONGEST: Final = 60


class OffersFilter(QWidget):
    """Shows a wish and tells of another one."""

    chosen = Signal(OfferShow)
    narrowed = Signal(str)
    search_changed = Signal(str)
    list_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips = {show: QPushButton(self._name_of(show)) for show in OfferShow}
        self._group = QButtonGroup(self)
        self._search = SearchField()
        self._reasons = QComboBox()
        self._found = plain_label(role=Role.CAPTION, wraps=False)
        self._typing = QTimer(self, interval=_TYPING_MS, singleShot=True)
        self._set_up(theme)
        self._lay_out()

    def show_wish(self, wish: OfferWish) -> None:
        """While a search is on no chip is chosen: it looks in all offers. What is being typed stays."""
        if not self._typing.isActive() and wish.search != " ".join(self._search.text().split()):
            with QSignalBlocker(self._search):
                self._search.setText(wish.search)
        self._group.setExclusive(False)
        for show, chip in self._chips.items():
            chip.setChecked(show is wish.show and not wish.search)
        self._group.setExclusive(True)

    def show_counts(self, counts: Mapping[OfferShow, int]) -> None:
        for show, chip in self._chips.items():
            chip.setText(f"{self._name_of(show)} {moments.number(counts.get(show, 0))}")

    def show_found(self, words: str) -> None:
        self._found.setText(words)

    def show_reasons(self, wish: OfferWish, reasons: Mapping[str, int]) -> None:
        """What narrows the list further; nothing where there is nothing to choose."""
        with QSignalBlocker(self._reasons):
            self._reasons.clear()
            self._reasons.addItem(self.tr("For any reason"), "")
            for code, count in sorted(reasons.items(), key=lambda each: -each[1]):
                words = _short(wish.show, code)
                self._reasons.addItem(f"{moments.number(count)}  {words}", code)
            self._reasons.setCurrentIndex(max(0, self._reasons.findData(wish.reason)))
        self._reasons.setVisible(bool(reasons) and not wish.search)

    def focus_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _name_of(self, show: OfferShow) -> str:
        match show:
            case OfferShow.ALL:
                return self.tr("All")
            case OfferShow.IN_FEED:
                return self.tr("In the feed")
            case OfferShow.LEFT_OUT:
                return self.tr("Left out")
            case OfferShow.REMARKS:
                return self.tr("With remarks")
            case OfferShow.UNMATCHED:
                return self.tr("Unmatched")

    def _hint_of(self, show: OfferShow) -> str:
        match show:
            case OfferShow.ALL:
                return self.tr("Every offer that the source has")
            case OfferShow.IN_FEED:
                return self.tr("What Megamarket gets")
            case OfferShow.LEFT_OUT:
                return self.tr("What the rules leave out, and why")
            case OfferShow.REMARKS:
                return self.tr("Offers that the last build has something to say about")
            case OfferShow.UNMATCHED:
                return self.tr("Offers and order lines that nothing links: the id is the only link")

    def _set_up(self, theme: Theme) -> None:
        for show, chip in self._chips.items():
            dress(chip, Role.CHIP)
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            chip.setToolTip(self._hint_of(show))
            chip.setAccessibleDescription(self._hint_of(show))
            self._group.addButton(chip)
        self._group.buttonClicked.connect(self._tell_chip)
        self._search.setPlaceholderText(self.tr("Search: id, name, vendor, article, barcode (F3)"))
        self._search.setAccessibleName(self.tr("Search offers"))
        self._search.setClearButtonEnabled(True)
        self._search.setMaxLength(200)
        # The buttons inside the field are tool buttons, whose shape elsewhere is too tall for it.
        loupe = QAction(theme.icon("search", Tone.MUTED), "", self._search)
        self._search.addAction(loupe, QLineEdit.ActionPosition.LeadingPosition)
        self._search.textChanged.connect(self._typing.start)
        self._search.left.connect(self._leave)
        self._search.entered.connect(self.list_wanted)
        self._typing.timeout.connect(self._tell_search)
        self._reasons.setAccessibleName(self.tr("Reason"))
        self._reasons.setMaximumWidth(_SEARCH_WIDTH)
        self._reasons.hide()
        self._reasons.activated.connect(self._tell_reason)

    def _lay_out(self) -> None:
        above, below = QHBoxLayout(), QHBoxLayout()
        above.setSpacing(16)
        below.setSpacing(8)
        self._search.setMaximumWidth(_SEARCH_WIDTH)
        above.addWidget(self._search, 2)
        above.addWidget(self._found, 1)
        above.addWidget(self._reasons)
        for chip in self._chips.values():
            below.addWidget(chip)
        below.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(above)
        rows.addLayout(below)

    @Slot(QAbstractButton)
    def _tell_chip(self, button: QAbstractButton) -> None:
        self.chosen.emit(next(show for show, chip in self._chips.items() if chip is button))

    @Slot(int)
    def _tell_reason(self, row: int) -> None:
        self.narrowed.emit(self._reasons.itemData(row))

    @Slot()
    def _tell_search(self) -> None:
        self.search_changed.emit(self._search.text())

    @Slot()
    def _leave(self) -> None:
        self._typing.stop()
        self.search_changed.emit("")
        self.list_wanted.emit()


def _short(show: OfferShow, code: str) -> str:
    words = catalogue_words.remark(code) if show is OfferShow.REMARKS else catalogue_words.reason(code)
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"

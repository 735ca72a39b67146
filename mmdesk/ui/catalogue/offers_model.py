"""The offers as a table: all keys, and the rows of those that were seen lately."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from decimal import Decimal
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mmdesk.services.offer_list import ListedOffer, OfferKey
from mmdesk.ui import moments
from mmdesk.ui.catalogue import catalogue_words
from mmdesk.ui.plain_text import shown_plainly, tooltip
from mmdesk.ui.theme import Theme, Tone

MOST_KEPT: Final = 2_000
"""Rows that stay at hand; the ones seen longest ago go first."""
Index = QModelIndex | QPersistentModelIndex
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class OfferColumn(IntEnum):
    """What the CRM has stands beside what the feed has."""

    ID = 0
    NAME = 1
    STATE = 2
    PRICE = 3
    FEED_PRICE = 4
    STOCK = 5
    FEED_STOCK = 6


_NUMBERS: Final = frozenset(
    {OfferColumn.PRICE, OfferColumn.FEED_PRICE, OfferColumn.STOCK, OfferColumn.FEED_STOCK}
)


class OffersModel(QAbstractTableModel):
    """Knows every key and no more rows than it needs; a row that is not here yet has empty cells."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keys: tuple[OfferKey, ...] = ()
        self._rows: OrderedDict[OfferKey, ListedOffer] = OrderedDict()
        self._fresh: set[OfferKey] = set()
        self._absent: set[OfferKey] = set()
        self._marks_alone = False

    def show_marks(self, *, alone: bool) -> None:
        """Whether the states are shown by their marks alone, so that their heading has no room."""
        if alone != self._marks_alone:
            self._marks_alone = alone
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, OfferColumn.STATE, OfferColumn.STATE)

    @property
    def keys(self) -> tuple[OfferKey, ...]:
        return self._keys

    def offer_at(self, row: int) -> ListedOffer | None:
        """As it was last read; None when it has to be read first."""
        return self._rows.get(self._keys[row]) if 0 <= row < len(self._keys) else None

    def key_at(self, row: int) -> OfferKey | None:
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def row_of(self, key: OfferKey | None) -> int:
        """-1 when it is not in the list. Takes a millisecond among 100,000."""
        try:
            return -1 if key is None else self._keys.index(key)
        except ValueError:
            return -1

    def unread(self, first: int, last: int) -> tuple[OfferKey, ...]:
        """The keys of these rows that have to be read, or read again."""
        seen = self._keys[max(0, first) : last + 1]
        return tuple(key for key in seen if key not in self._fresh and key not in self._absent)

    def show_keys(self, keys: tuple[OfferKey, ...]) -> bool:
        """Whether they are others than before; rows are read again in any case."""
        self._fresh.clear()
        self._absent.clear()
        if keys == self._keys:
            return False
        self.beginResetModel()
        self._keys = keys
        self.endResetModel()
        return True

    def put(self, asked: Sequence[OfferKey], offers: Sequence[ListedOffer]) -> None:
        """Take in rows that were just read for these keys."""
        for offer in offers:
            self._rows[offer.key] = offer
            self._rows.move_to_end(offer.key)
            self._fresh.add(offer.key)
        self._absent.update(set(asked) - {offer.key for offer in offers})
        while len(self._rows) > MOST_KEPT:
            key, _ = self._rows.popitem(last=False)
            self._fresh.discard(key)
        if self._keys and offers:
            # One signal for all: a view paints only what it shows, however long the range is.
            last = self.index(len(self._keys) - 1, len(OfferColumn) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # -- what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(OfferColumn)

    @shown_plainly
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column = OfferColumn(index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in _NUMBERS else _LEFT
        offer = self.offer_at(index.row())
        if offer is None:
            return self._of_unread(role)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(offer, column)
            case Qt.ItemDataRole.ForegroundRole:
                return self._theme.color(_tone(offer, column))
            case Qt.ItemDataRole.DecorationRole if column is OfferColumn.STATE:
                name, tone = _mark(offer)
                return self._theme.icon(name, tone)
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(self._tooltip(offer, column))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._sentence(offer, column)
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = OfferColumn(section)
        if role == Qt.ItemDataRole.DisplayRole and column is OfferColumn.STATE and self._marks_alone:
            return ""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._heading(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self._heading(column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in _NUMBERS else _LEFT
        return None

    # -- words

    def _heading(self, column: OfferColumn) -> str:
        match column:
            case OfferColumn.ID:
                return self.tr("Offer id")
            case OfferColumn.NAME:
                return self.tr("Name")
            case OfferColumn.STATE:
                return self.tr("State")
            case OfferColumn.PRICE:
                return self.tr("RetailCRM price")
            case OfferColumn.FEED_PRICE:
                return self.tr("Feed price")
            case OfferColumn.STOCK:
                return self.tr("RetailCRM stock")
            case OfferColumn.FEED_STOCK:
                return self.tr("Feed stock")

    def _text(self, offer: ListedOffer, column: OfferColumn) -> str:
        match column:
            case OfferColumn.ID:
                return offer.offer_id
            case OfferColumn.NAME:
                return offer.name
            case OfferColumn.STATE:
                return catalogue_words.reason(offer.state)
            case OfferColumn.PRICE:
                return "—" if offer.price is None else moments.money(offer.price)
            case OfferColumn.FEED_PRICE:
                return "—" if offer.feed_price is None else moments.money(Decimal(offer.feed_price))
            case OfferColumn.STOCK:
                return moments.number(offer.stock)
            case OfferColumn.FEED_STOCK:
                return "—" if offer.state else moments.number(offer.feed_stock)

    def _tooltip(self, offer: ListedOffer, column: OfferColumn) -> str:
        if column is not OfferColumn.STATE:
            return self._text(offer, column)
        remarks = self.tr("%n remark(s)", "", offer.remarks) if offer.remarks else ""
        return "\n".join(filter(None, (catalogue_words.reason(offer.state), remarks)))

    def _sentence(self, offer: ListedOffer, column: OfferColumn) -> str:
        """The first cell, where the keyboard stands, reads the whole row."""
        if column is not OfferColumn.ID:
            return f"{self._heading(column)}: {self._text(offer, column)}"
        return ", ".join(f"{self._heading(each)}: {self._text(offer, each)}" for each in OfferColumn)

    def _of_unread(self, role: int) -> str | None:
        return self.tr("The offer is being read") if role == Qt.ItemDataRole.AccessibleTextRole else None


def _mark(offer: ListedOffer) -> tuple[str, Tone]:
    if offer.state:
        return "forbidden", catalogue_words.reason_tone(offer.state)
    return ("warning", Tone.WARN) if offer.remarks else ("check", Tone.OK)


def _tone(offer: ListedOffer, column: OfferColumn) -> Tone:
    if column is OfferColumn.STATE:
        return catalogue_words.reason_tone(offer.state) if offer.state else Tone.TEXT
    return Tone.MUTED if offer.state or column in (OfferColumn.PRICE, OfferColumn.STOCK) else Tone.TEXT

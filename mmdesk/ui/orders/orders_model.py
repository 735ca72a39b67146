"""The orders as a table: all keys, and the rows of those that were seen lately."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from mmdesk.clock import Clock
from mmdesk.services.order_list import OrderRow, ShipmentKey
from mmdesk.ui.orders import order_words
from mmdesk.ui.orders.key_difference import Difference, Insertion, Keys, Removal
from mmdesk.ui.orders.order_words import OrderLine
from mmdesk.ui.plain_text import shown_plainly, tooltip

MOST_KEPT: Final = 2_000
"""Rows that stay at hand; the ones seen longest ago go first."""

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """From what has to be seen first to what can be cut off."""

    DUE = 0
    NUMBER = 1
    SCHEME = 2
    STATUS = 3
    LOTS = 4
    TOTAL = 5
    BUYER = 6


_NUMBERS: Final = frozenset({Column.DUE, Column.LOTS, Column.TOTAL})
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class OrdersModel(QAbstractTableModel):
    """Knows every key and no more rows than it needs; a row that is not here yet has empty cells.

    A row read before the latest change is still shown, and is missing for whoever acts on it.
    """

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._keys: Sequence[ShipmentKey] = ()
        self._shown: Keys = ()
        self._rows: OrderedDict[ShipmentKey, OrderRow] = OrderedDict()
        self._lines: dict[ShipmentKey, OrderLine] = {}
        self._fresh: set[ShipmentKey] = set()
        self._absent: set[ShipmentKey] = set()
        self._names_connections = False

    # -- what others ask

    @property
    def keys(self) -> Keys:
        """All of them, in order; the same object until they change."""
        return self._shown

    def key_at(self, row: int) -> ShipmentKey | None:
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def row_of(self, key: ShipmentKey | None) -> int:
        """-1 when it is not in the list. Takes a millisecond among 100,000."""
        if key is None:
            return -1
        try:
            return self._shown.index(key)
        except ValueError:
            return -1

    def order_at(self, row: int) -> OrderRow | None:
        """As it was last read; None when it has to be read first."""
        key = self.key_at(row)
        return None if key is None else self._rows.get(key)

    def order_of(self, key: ShipmentKey) -> OrderRow | None:
        return self._rows.get(key)

    def line_at(self, row: int) -> OrderLine | None:
        """The row in words; None when it has to be read first."""
        key = self.key_at(row)
        order = None if key is None else self._rows.get(key)
        if key is None or order is None:
            return None
        told = self._lines.get(key)
        if told is None:
            told = order_words.line(order, names_connection=self._names_connections)
            self._lines[key] = told
        return told

    def fresh(self, keys: Sequence[ShipmentKey]) -> tuple[OrderRow, ...] | None:
        """The rows of all these keys; None when one of them has not been read since the last change."""
        if not self._fresh.issuperset(keys):
            return None
        return tuple(self._rows[key] for key in keys)

    def unread(self, first: int, last: int) -> Keys:
        """The keys of these rows that have to be read, or read again."""
        seen = self._shown[max(0, first) : last + 1]
        return tuple(key for key in seen if key not in self._fresh and key not in self._absent)

    # -- what changes it

    def apply(self, found: Difference) -> None:
        """Show the new keys. The difference was worked out against `keys`, else all is put up anew."""
        if found.splices is None or found.old is not self._shown:
            self._reset(found.new)
        else:
            self._splice(found)

    def outdate(self) -> None:
        """Something has changed: what was read so far is shown on, and read again where it is seen."""
        self._fresh.clear()
        self._absent.clear()

    def put(self, asked: Sequence[ShipmentKey], orders: Sequence[OrderRow]) -> None:
        """Take in rows that were just read for these keys."""
        for order in orders:
            if self._rows.get(order.key) != order:
                self._rows[order.key] = order
                self._lines.pop(order.key, None)
            self._rows.move_to_end(order.key)
            self._fresh.add(order.key)
        self._absent.update(set(asked) - {order.key for order in orders})
        self._forget_the_oldest()
        if orders:
            self._tell_all_changed()

    def name_connections(self, names: bool) -> None:
        """Whether the column of the scheme says whose order it is."""
        if names != self._names_connections:
            self._names_connections = names
            self._lines.clear()
            self._tell_all_changed()

    def _reset(self, keys: Keys) -> None:
        self.beginResetModel()
        self._keys = self._shown = keys
        self.endResetModel()

    def _splice(self, found: Difference) -> None:
        keys = list(self._shown)
        self._keys = keys
        for splice in found.splices or ():
            match splice:
                case Removal(first, count):
                    self.beginRemoveRows(QModelIndex(), first, first + count - 1)
                    del keys[first : first + count]
                    self.endRemoveRows()
                case Insertion(first, added):
                    self.beginInsertRows(QModelIndex(), first, first + len(added) - 1)
                    keys[first:first] = added
                    self.endInsertRows()
        self._keys = self._shown = found.new

    def _forget_the_oldest(self) -> None:
        while len(self._rows) > MOST_KEPT:
            key, _ = self._rows.popitem(last=False)
            self._lines.pop(key, None)
            self._fresh.discard(key)

    def _tell_all_changed(self) -> None:
        """One signal for all: a view paints only what it shows, however long the range is."""
        if self._keys:
            last = self.index(len(self._keys) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # -- what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(Column)

    @shown_plainly
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in _NUMBERS else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self._tooltip(index.row(), column)).replace("\n", "<br>")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._sentence(index.row(), column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = Column(section)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._heading(column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            # The arrow of the sort stands at the right end of a heading.
            return _RIGHT if column in _NUMBERS and column is not Column.DUE else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._heading_hint(column)
        return None

    # -- words

    def _heading(self, column: Column) -> str:
        match column:
            case Column.DUE:
                return self.tr("Time left")
            case Column.NUMBER:
                return self.tr("Number")
            case Column.SCHEME:
                return self.tr("Scheme")
            case Column.STATUS:
                return self.tr("State")
            case Column.LOTS:
                return self.tr("Lots")
            case Column.TOTAL:
                return self.tr("Sum")
            case Column.BUYER:
                return self.tr("Buyer")

    def _heading_hint(self, column: Column) -> str | None:
        match column:
            case Column.DUE:
                return self.tr("Sort by the nearest deadline")
            case Column.NUMBER:
                return self.tr("Sort by number; once more: the newest first")
            case _:
                return None

    def _text(self, row: int, column: Column) -> str:
        told, order = self.line_at(row), self.order_at(row)
        if told is None or order is None:
            return ""
        match column:
            case Column.DUE:
                left = order_words.countdown(order, self._clock.now())
                return left.words if left else ""
            case Column.NUMBER:
                return told.number
            case Column.SCHEME:
                return told.scheme
            case Column.STATUS:
                return told.status.whole
            case Column.LOTS:
                return told.lots
            case Column.TOTAL:
                return told.total
            case Column.BUYER:
                return told.buyer

    def _tooltip(self, row: int, column: Column) -> str:
        order = self.order_at(row)
        if order is None:
            return ""
        match column:
            case Column.DUE:
                return order_words.deadline_sentence(order, self._clock.now())
            case Column.STATUS:
                return "\n".join(order_words.status_lines(order))
            case Column.LOTS | Column.TOTAL:
                return ""
            case _:
                return self._text(row, column)

    def _sentence(self, row: int, column: Column) -> str:
        """The first cell, where the keyboard stands, reads the whole row."""
        order = self.order_at(row)
        if order is None:
            return self.tr("The order is being read")
        if column is not Column.DUE:
            return f"{self._heading(column)}: {self._text(row, column)}"
        return order_words.row_sentence(order, self._clock.now(), names_connection=self._names_connections)

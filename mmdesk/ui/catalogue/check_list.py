"""A searchable list to tick: vendors and params of the catalogue, with how many offers each has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from mmdesk.ui import moments
from mmdesk.ui.catalogue.empty_notice import EmptyNotice
from mmdesk.ui.plain_text import plain_label, shown_plainly
from mmdesk.ui.theme import Theme, Tone

Index = QModelIndex | QPersistentModelIndex
_HEIGHT: Final = 176
_ROW: Final = 28


@dataclass(frozen=True, slots=True)
class Tickable:
    """`value` is what is stored; `offers` 0: the catalogue does not have it now."""

    value: str
    name: str
    offers: int


class CheckListModel(QAbstractListModel):
    """All entries, each ticked or not; `ticked` tells of a change by the person."""

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Tickable, ...] = ()
        self._on: set[str] = set()

    @property
    def entries(self) -> tuple[Tickable, ...]:
        return self._entries

    def chosen(self) -> tuple[str, ...]:
        return tuple(each.value for each in self._entries if each.value in self._on)

    def show_entries(self, entries: Sequence[Tickable], on: frozenset[str]) -> None:
        if tuple(entries) == self._entries and on == self._on:
            return
        self.beginResetModel()
        self._entries, self._on = tuple(entries), set(on)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._entries)

    @shown_plainly
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.tr("{name}  ({count})").format(
                    name=entry.name, count=moments.number(entry.offers)
                )
            case Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if entry.value in self._on else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.SizeHintRole:
                return QSize(0, _ROW)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.tr("{name}, %n offer(s)", "", entry.offers).format(name=entry.name)
            case _:
                return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        entry = self._entries[index.row()]
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._on.add(entry.value)
        else:
            self._on.discard(entry.value)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.ticked.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        own = Qt.ItemFlag.ItemIsUserCheckable if index.isValid() else Qt.ItemFlag.NoItemFlags
        return super().flags(index) | own


class _TickView(QListView):
    """Space ticks, as everywhere; Escape is somebody else's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Looking for an entry has a field of its own."""


class CheckList(QWidget):
    """A search over a list to tick; says how many are ticked."""

    changed = Signal()

    def __init__(self, theme: Theme, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty = empty
        self._model = CheckListModel(self)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self._model)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.search = QLineEdit()
        self.view = _TickView()
        self._count = plain_label(tone=Tone.MUTED, wraps=False)
        self._notice = EmptyNotice(theme, self.view)
        self._set_up(name)

    @property
    def model(self) -> CheckListModel:
        return self._model

    def chosen(self) -> tuple[str, ...]:
        return self._model.chosen()

    def show_entries(self, entries: Sequence[Tickable], on: frozenset[str]) -> None:
        """What is ticked although the catalogue does not have it is listed as well."""
        known = {each.value for each in entries}
        missing = [Tickable(value, value, 0) for value in sorted(on - known)]
        self._model.show_entries((*missing, *entries), on)
        self._notice.show_words("list", "" if self._model.entries else self._empty)
        self._tell_count()

    @Slot()
    def _tell_count(self) -> None:
        self._count.setText(
            self.tr("{chosen} of {all}").format(
                chosen=moments.number(len(self.chosen())), all=moments.number(len(self._model.entries))
            )
        )

    @Slot()
    def _ticked(self) -> None:
        self._tell_count()
        self.changed.emit()

    def _set_up(self, name: str) -> None:
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search: {list}").format(list=name))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._shown.setFilterFixedString)
        self.view.setModel(self._shown)
        self.view.setAccessibleName(name)
        self.view.setFixedHeight(_HEIGHT)
        self.view.setUniformItemSizes(True)
        self._model.ticked.connect(self._ticked)
        above = QHBoxLayout()
        above.setSpacing(8)
        above.addWidget(self.search, 1)
        above.addWidget(self._count)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(above)
        rows.addWidget(self.view)

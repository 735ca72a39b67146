"""A person's own filters: from the database where people sign in, from this workstation where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from mmdesk.errors import MmdeskError
from mmdesk.services.order_list import OrderFilter, OrderList, OrderWish
from mmdesk.services.saved_filters import (
    BadFilter,
    Change,
    FilterSet,
    OperatorFilters,
    SavedFilter,
    document_of,
    of_document,
)
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.workstation import Workstation

_TOPIC: Final = "orders.filters"
_COUNTS: Final = "orders.filter-counts"


@dataclass(frozen=True, slots=True)
class Found:
    """How many orders a filter would show now. `gone`: its connection is not in use any more."""

    orders: int = 0
    capped: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class _Look:
    """`kept` is None where nobody signs in."""

    kept: FilterSet | None
    connections: tuple[str, ...] = field(default=())


class OwnFilters(QObject):
    """Lives in the window's thread; the database is asked off it."""

    changed = Signal(FilterSet)
    opened = Signal(FilterSet, tuple)
    """Read for the first time, with the names of the connections in use."""
    counted = Signal(dict)
    """`Found` by the name of the filter."""
    failed = Signal(MmdeskError)

    def __init__(
        self,
        runner: TaskRunner,
        orders: OrderList,
        people: OperatorFilters,
        workstation: Workstation,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._orders = orders
        self._people = people
        self._workstation = workstation
        self._kept = FilterSet()
        self._follows_person: bool | None = None

    @property
    def kept(self) -> FilterSet:
        return self._kept

    @property
    def is_read(self) -> bool:
        return self._follows_person is not None

    def read(self) -> None:
        """Once more as well: the person may have saved one at another workstation."""
        work = partial(_look, self._people, self._orders)
        self._runner.read(work, owner=self, done=self._take, failed=self.failed.emit, topic=_TOPIC)

    def change(self, change: Change) -> None:
        """`changed` follows, or `failed` where it cannot be done."""
        if self._follows_person:
            work = partial(self._people.change, change)
            self._runner.write(work, owner=self, done=self._show, failed=self.failed.emit)
            return
        try:
            changed = change(self._kept)
        except BadFilter as error:
            self.failed.emit(error)
            return
        self._workstation.keep_filters(document_of(changed))
        self._show(changed)

    def count(self) -> None:
        """Count what each would show; `counted` follows."""
        work = partial(count_all, self._orders, self._kept.filters)
        self._runner.read(work, owner=self, done=self.counted.emit, failed=self.failed.emit, topic=_COUNTS)

    def _take(self, look: _Look) -> None:
        is_first, self._follows_person = self._follows_person is None, look.kept is not None
        kept = look.kept if look.kept is not None else of_document(self._workstation.remembered.filters)
        self._show(kept)
        if is_first:
            self.opened.emit(kept, look.connections)

    def _show(self, kept: FilterSet) -> None:
        self._kept = kept
        self.changed.emit(kept)


def count_all(orders: OrderList, filters: Sequence[SavedFilter]) -> dict[str, Found]:
    """The chips of one connection are counted together; each search by itself. Raises StorageError."""
    in_use = orders.connections().names
    chips: dict[str, Mapping[OrderFilter, int]] = {}
    found = {}
    for each in filters:
        wish = each.wish
        if wish.connection and wish.connection not in in_use:
            found[each.name] = Found(gone=True)
        elif wish.search:
            index = orders.index(wish)
            found[each.name] = Found(len(index.keys), index.capped)
        else:
            if wish.connection not in chips:
                chips[wish.connection] = orders.index(OrderWish(connection=wish.connection)).counts
            found[each.name] = Found(chips[wish.connection].get(wish.show, 0))
    return found


def _look(people: OperatorFilters, orders: OrderList) -> _Look:
    """Raises StorageError."""
    kept = people.read() if people.is_in_use() else None
    return _Look(kept, orders.connections().names)

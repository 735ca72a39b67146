"""A person's own filters of the list of orders: what is kept of each, its limits, and where they are kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Protocol, TypeVar

from mmdesk.errors import MmdeskError, Text
from mmdesk.services.operators import Operator
from mmdesk.storage.operators import OperatorId
from mmdesk.storage.order_index import OrderFilter, OrderSort, OrderWish
from mmdesk.storage.uow import Storage, UnitOfWork

LONGEST_NAME: Final = 40
MOST: Final = 20
_LONGEST_SEARCH: Final = 200


class BadFilter(MmdeskError):
    """Raised for a name that cannot be taken, and where there are too many filters."""

    title = Text("Фильтр не сохранён", "The filter was not saved")


@dataclass(frozen=True, slots=True)
class SavedFilter:
    name: str
    wish: OrderWish


@dataclass(frozen=True, slots=True)
class FilterSet:
    """In the person's own order. `start` is the name of the one that the page opens with, or empty."""

    filters: tuple[SavedFilter, ...] = ()
    start: str = ""

    def named(self, name: str) -> SavedFilter | None:
        return next((each for each in self.filters if each.name == name), None)

    def for_wish(self, wish: OrderWish) -> SavedFilter | None:
        """The one that shows just this."""
        return next((each for each in self.filters if each.wish == wish), None)

    def add(self, name: str, wish: OrderWish) -> FilterSet:
        """At the end. Raises BadFilter."""
        name = self._free(name)
        if len(self.filters) >= MOST:
            raise BadFilter(_FULL, hint=_FULL_HINT)
        return replace(self, filters=(*self.filters, SavedFilter(name, wish)))

    def rename(self, former: str, name: str) -> FilterSet:
        """Raises BadFilter."""
        name = self._free(name, besides=former)
        renamed = (replace(each, name=name) if each.name == former else each for each in self.filters)
        return FilterSet(tuple(renamed), name if self.start == former else self.start)

    def move(self, name: str, by: int) -> FilterSet:
        """Up or down; at either end it stays."""
        filters = list(self.filters)
        place = next((number for number, each in enumerate(filters) if each.name == name), None)
        if place is not None:
            filters.insert(max(0, place + by), filters.pop(place))
        return replace(self, filters=tuple(filters))

    def remove(self, name: str) -> FilterSet:
        kept = tuple(each for each in self.filters if each.name != name)
        return FilterSet(kept, "" if self.start == name else self.start)

    def start_with(self, name: str) -> FilterSet:
        """An empty name begins with what is to be confirmed, as without filters."""
        return replace(self, start=name if self.named(name) is not None else "")

    def _free(self, name: str, besides: str = "") -> str:
        plain = " ".join(name.split())
        if not plain or not plain.isprintable():
            raise BadFilter(Text("имя не указано", "there is no name"), hint=_NAME_HINT)
        if len(plain) > LONGEST_NAME:
            raise BadFilter(Text("имя слишком длинное", "the name is too long"), hint=_NAME_HINT)
        if any(each.name.casefold() == plain.casefold() for each in self.filters if each.name != besides):
            words = Text("фильтр «{name}» уже есть", "there is a filter “{name}” already")
            raise BadFilter(words.format(name=plain), hint=_TAKEN_HINT)
        return plain


Change = Callable[[FilterSet], FilterSet]


class FilterStore(Protocol):
    """Where a person's filters are kept. Call from any thread but the window's own."""

    def read(self) -> FilterSet:
        """Raises StorageError."""
        ...

    def change(self, change: Change) -> FilterSet:
        """Apply it to what is kept now, and keep the result. Raises StorageError and what it raises."""
        ...


class OperatorFilters:
    """Kept in the database under the person who is signed in: every workstation shows the same."""

    def __init__(self, storage: Storage, operator: Operator) -> None:
        self._storage = storage
        self._operator = operator

    def is_in_use(self) -> bool:
        """Whether that is a person of the roster; otherwise filters belong to the workstation."""
        with self._storage.look() as work:
            return self._person(work) is not None

    def read(self) -> FilterSet:
        with self._storage.look() as work:
            person = self._person(work)
            return FilterSet() if person is None else of_text(work.filters.of(person))

    def change(self, change: Change) -> FilterSet:
        with self._storage.work() as work:
            person = self._person(work)
            if person is None:
                raise BadFilter(_NOBODY)
            changed = change(of_text(work.filters.for_change(person)))
            document = json.dumps(document_of(changed), ensure_ascii=False)
            work.filters.put(person, document)
            work.commit()
        return changed

    def _person(self, work: UnitOfWork) -> OperatorId | None:
        people = (each.operator_id for each in work.operators.all() if each.name == self._operator.name)
        return next(people, None)


def document_of(kept: FilterSet) -> Mapping[str, object]:
    """As JSON holds it."""
    filters = [{"name": each.name, **_wish_document(each.wish)} for each in kept.filters]
    return {"filters": filters, "start": kept.start}


def of_text(document: str) -> FilterSet:
    try:
        return of_document(json.loads(document))
    except (ValueError, RecursionError):
        return FilterSet()


def of_document(document: object) -> FilterSet:
    """What can be read of it: a filter that another version wrote otherwise is left out."""
    if not isinstance(document, dict):
        return FilterSet()
    found = FilterSet()
    entries = document.get("filters")
    for entry in entries if isinstance(entries, list) else ():
        wish = _wish(entry)
        if wish is not None:
            try:
                found = found.add(str(entry.get("name", "")), wish)
            except BadFilter:
                continue
    return found.start_with(str(document.get("start", "")))


def _wish_document(wish: OrderWish) -> Mapping[str, str]:
    return {
        "show": wish.show.value,
        "search": wish.search,
        "connection": wish.connection,
        "sort": wish.sort.value,
    }


def _wish(entry: object) -> OrderWish | None:
    if not isinstance(entry, dict):
        return None
    show, sort = _member(OrderFilter, entry.get("show")), _member(OrderSort, entry.get("sort"))
    if show is None or sort is None:
        return None
    search = " ".join(str(entry.get("search", "")).split())[:_LONGEST_SEARCH]
    return OrderWish(show, search, str(entry.get("connection", "")), sort)


_Member = TypeVar("_Member", bound=Enum)


def _member(kind: type[_Member], value: object) -> _Member | None:
    return next((each for each in kind if each.value == value), None)


_NAME_HINT: Final = Text(
    f"Введите имя, до {LONGEST_NAME} знаков.", f"Type a name of up to {LONGEST_NAME} characters."
)
_TAKEN_HINT: Final = Text("Назовите иначе или удалите прежний.", "Choose another name, or delete that one.")
_FULL: Final = Text(f"их уже {MOST}", f"there are {MOST} already")
_FULL_HINT: Final = Text("Сначала удалите ненужный.", "Delete one that nobody needs first.")
_NOBODY: Final = Text("оператор удалён", "the operator has been removed")

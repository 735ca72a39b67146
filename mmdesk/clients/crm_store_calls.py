"""RetailCRM's catalogue, read page by page, behind everybody who is in more of a hurry."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from typing import Final, Generic, TypeVar

from mmdesk.clients import crm_store
from mmdesk.clients.crm_calls import CrmCalls, Query
from mmdesk.clients.crm_orders_wire import local_time
from mmdesk.clients.crm_store import CrmPriceType, CrmShop, Row, RowsLost, StorePage
from mmdesk.clients.errors import Refused, Unreadable
from mmdesk.clients.json_reading import Node, OddShape
from mmdesk.domain.crm_goods import CrmProduct, CrmStock
from mmdesk.domain.offer import Category
from mmdesk.errors import Text

LARGEST_PAGE: Final = 250
_SAFE_PAGE: Final = 100
"""What every account takes; some refuse the larger one."""
_BAD_REQUEST: Final = "400"

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class _List(Generic[Row]):
    """One of the lists: `row` reads an element, `identity` tells whether two of them are one and the same."""

    path: str
    key: str
    row: Callable[[Node], Row]
    identity: Callable[[Row], Hashable]
    query: Query = ()


class CrmStore:
    """The catalogue of one account and store; `RetailCrm.store` makes it. Safe to share between threads.

    A list comes page by page as its iterator is gone on with; before each page it waits until the calls of
    others leave room. Raises Refused, TokenRefused, Unavailable or Unreadable, and RowsLost at the end of a
    list that changed meanwhile so that rows may have been skipped.
    """

    def __init__(self, calls: CrmCalls, site: str, zone: tzinfo) -> None:
        self._calls = calls
        self._site = site
        self._zone = zone
        self._limit = LARGEST_PAGE

    @property
    def page_size(self) -> int:
        """Rows that one call brings, as far as is known by now."""
        return self._limit

    def products(self, since: datetime | None = None) -> Iterator[StorePage[CrmProduct]]:
        """All products, or those that RetailCRM has changed since a moment, that moment included."""
        filters = self._of_site()
        if since is not None:
            filters = (*filters, ("filter[sinceUpdatedAt]", local_time(since, self._zone)))
        row = partial(crm_store.read_product, zone=self._zone)
        yield from self._pages(_List("store/products", "products", row, lambda one: one.number, filters))

    def inventories(self) -> Iterator[StorePage[CrmStock]]:
        """The stock of every offer; RetailCRM cannot tell only what has changed."""
        wanted = _List(
            "store/inventories",
            "offers",
            crm_store.read_stock,
            lambda one: (one.number, one.site),
            self._of_site(),
        )
        yield from self._pages(wanted)

    def groups(self) -> Iterator[StorePage[Category]]:
        """The tree of goods, as a list."""
        wanted = _List(
            "store/product-groups",
            "productGroup",
            crm_store.read_group,
            lambda one: one.category_id,
            self._of_site(),
        )
        yield from self._pages(wanted)

    def property_names(self) -> Iterator[StorePage[tuple[str, str]]]:
        """Pairs of a property's code and its name for people."""
        yield from self._pages(
            _List("store/products/properties", "properties", crm_store.read_property_name, lambda one: one[0])
        )

    def price_types(self) -> tuple[CrmPriceType, ...]:
        return self._reference("price-types", crm_store.read_price_types)

    def shop(self) -> CrmShop | None:
        """The store itself; without a code of it the first one that the key sees."""
        shops = self._reference("sites", lambda root: crm_store.read_shops(root, self._zone))
        return next((each for each in shops if self._site in ("", each.code)), None)

    def _reference(self, name: str, read: Callable[[Node], _Value]) -> _Value:
        path = f"reference/{name}"
        return _read(path, read, self._calls.get(path))

    def _of_site(self) -> Query:
        return (("filter[sites][]", self._site),) if self._site else ()

    def _pages(self, wanted: _List[Row]) -> Iterator[StorePage[Row]]:
        tally = _Tally(wanted.path)
        page = self._first_page(wanted)
        while True:
            tally.add(page.number, page.total, [wanted.identity(row) for row in page.rows])
            yield page
            if not page.rows or page.number >= page.pages:
                break
            page = self._page(wanted, page.number + 1, page.limit)
        tally.check()

    def _first_page(self, wanted: _List[Row]) -> StorePage[Row]:
        """With the largest pages that the account takes; what it takes is remembered."""
        limit = self._limit
        try:
            return self._page(wanted, 1, limit)
        except Refused as refusal:
            if limit == _SAFE_PAGE or refusal.code != _BAD_REQUEST:
                raise
        page = self._page(wanted, 1, _SAFE_PAGE)
        self._limit = _SAFE_PAGE
        return page

    def _page(self, wanted: _List[Row], number: int, limit: int) -> StorePage[Row]:
        asked = (*wanted.query, ("limit", str(limit)), ("page", str(number)))
        root = self._calls.get(wanted.path, asked, gives_way=True)
        return _read(
            wanted.path, lambda page: crm_store.read_page(page, wanted.key, wanted.row, number, limit), root
        )


class _Tally:
    """Watches a list that may change while it is read: what moves between two pages can escape both."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._seen: set[Hashable] = set()
        self._total: int | None = None
        self._moved = 0
        self._has_shrunk = False

    def add(self, number: int, total: int, identities: list[Hashable]) -> None:
        """Raises RowsLost for a page that repeats: the account does not turn pages, or too much has moved."""
        before = len(self._seen)
        self._seen.update(identities)
        if identities and len(self._seen) == before:
            words = Text(f"страница {number} повторяет прочитанное", f"page {number} repeats what was read")
            raise RowsLost(words, where=self._where)
        if self._total is not None:
            self._moved += abs(total - self._total)
            self._has_shrunk = self._has_shrunk or total < self._total
        self._total = total

    def check(self) -> None:
        """Raises RowsLost. A row that went away before a page's end draws the next one past its beginning."""
        total = self._total or 0
        if self._has_shrunk or abs(total - len(self._seen)) > self._moved:
            words = Text(
                f"в списке {total}, прочитано {len(self._seen)}",
                f"the list has {total}, {len(self._seen)} were read",
            )
            raise RowsLost(words, where=self._where)


def _read(where: str, read: Callable[[Node], _Value], root: Node) -> _Value:
    try:
        return read(root)
    except OddShape as problem:
        raise Unreadable(problem.detail, where=where) from problem

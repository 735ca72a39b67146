"""RetailCRM's catalogue read by its interface into the local copy: all of it now and then, changes between.

A call brings 250 rows at most, and the exchange of orders needs the same nine calls a second: what can be
left out is, and every page waits until others had their turn.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from mmdesk.catalogue.api_copy import ApiCopy, CopyChange
from mmdesk.clients.crm_store import RowsLost, StorePage
from mmdesk.clients.crm_store_calls import CrmStore
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.crm_goods import CrmProduct
from mmdesk.services.careful_poll import STOPPING
from mmdesk.services.side_by_side import PollSkipped

logger = logging.getLogger(__name__)

WHOLE_EVERY: Final = timedelta(hours=1)
OVERLAP: Final = timedelta(minutes=5)
"""Looked at once more before the moment of the last look: changes may become visible late."""
CALLS_A_MINUTE: Final = 10
"""What reading the whole stock may cost on average; as long as it costs no more it is read at every look."""
_BESIDE_PRODUCTS: Final = 3
"""Calls of a whole reading at least, besides those for products: groups, properties, the store."""
_AHEAD_AT_MOST: Final = timedelta(days=1)

_READ_AT: Final = "read_at"
"""When the whole was last read, by our clock."""
_SWEPT_AT: Final = "swept_at"
"""When the whole stock was last read, by our clock."""
_LOOKED_AT: Final = "looked_at"
"""What the account's clock showed when the last look began, or a moment before that."""

_Row = TypeVar("_Row")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a reading has changed in the copy, and what it cost."""

    changed_products: int
    changed_stocks: int
    calls: int


def _untold(_done: int, _all: int) -> None:
    """Nobody wants to know how far it is."""


class ApiCatalogue:
    """Reads one account's catalogue into one copy. Safe to use again and again; one reading at a time."""

    def __init__(self, connection: Connection, client: RetailCrm, copy: ApiCopy, clock: Clock) -> None:
        self._connection = connection
        self._store = client.store
        self._copy = copy
        self._clock = clock
        self._last: tuple[datetime, float] | None = None

    def refresh(
        self,
        *,
        whole: bool = False,
        tell: Callable[[int, int], None] = _untold,
        stopping: Callable[[], bool] = lambda: False,
    ) -> Refreshed:
        """Bring the copy up to date; `tell` gets the pages read and how many it will be, as yet known.

        Everything is read the first time, once an hour and when asked to; else the products that were changed
        since the last look, and the whole stock as often as its calls allow. Only a reading of everything
        notices that RetailCRM has deleted a product. It changes the copy at its end or not at all; of a look
        that breaks off the pages stay, for each of them is true, and the next look begins where this one did.

        Raises RemoteError, CopyUnreadable, and PollSkipped between two pages when `stopping` says so.
        """
        notes = self._copy.notes
        looked_at = _moment(notes.get(_LOOKED_AT))
        look = _Look(self._clock, tell, stopping, self._floor(looked_at))
        if whole or looked_at is None or self._is_whole_due(notes):
            _again_if_lost(lambda: self._read_whole(look))
        else:
            self._read_changes(look, looked_at - OVERLAP, notes)
        self._last = look.account_time, look.began
        logger.info(
            "connection=%s catalogue read: products=%d stocks=%d calls=%d",
            self._connection.name,
            look.products,
            look.stocks,
            look.calls,
        )
        return Refreshed(look.products, look.stocks, look.calls)

    def _floor(self, looked_at: datetime | None) -> datetime | None:
        """What the account's clock shows now at least; nothing is known of it but the moments of changes."""
        if looked_at is None or self._last is None or self._last[0] != looked_at:
            return looked_at
        return looked_at + timedelta(seconds=self._clock.monotonic() - self._last[1])

    def _is_whole_due(self, notes: Mapping[str, str]) -> bool:
        return self._copy.is_empty or self._is_due(notes.get(_READ_AT), WHOLE_EVERY)

    def _is_sweep_due(self, notes: Mapping[str, str]) -> bool:
        calls = -(-self._copy.offer_count // self._store.page_size)
        if calls <= CALLS_A_MINUTE:
            return True
        return self._is_due(notes.get(_SWEPT_AT), timedelta(minutes=calls / CALLS_A_MINUTE))

    def _is_due(self, last: str | None, every: timedelta) -> bool:
        moment = _moment(last)
        # A moment ahead of us dates from before somebody set the clock.
        return moment is None or not timedelta() <= self._clock.now() - moment < every

    def _read_whole(self, look: _Look) -> None:
        store, began = self._store, self._clock.now()
        with self._copy.replacing() as new:
            for products in look.pages(store.products(), _BESIDE_PRODUCTS):
                look.saw(products.rows)
                new.put_products(products.rows)
            # After the products, whose groups are then sure to be among them.
            for groups in look.pages(store.groups(), _BESIDE_PRODUCTS - 1):
                new.put_groups(groups.rows)
            for names in look.pages(store.property_names(), _BESIDE_PRODUCTS - 2):
                new.put_property_names(names.rows)
            if not new.tells_all_stock:
                for stocks in look.pages(store.inventories(), _BESIDE_PRODUCTS - 2):
                    new.put_stocks(stocks.rows)
            if (shop := look.one(store.shop)) is not None:
                new.put_shop(shop.shop)
            notes = {_READ_AT: began, _SWEPT_AT: began, _LOOKED_AT: look.account_time}
            look.count(new.commit(_written(notes)))

    def _read_changes(self, look: _Look, since: datetime, notes: Mapping[str, str]) -> None:
        _again_if_lost(lambda: self._read_products(look, since))
        done = {_LOOKED_AT: look.account_time}
        if self._is_sweep_due(notes):
            done[_SWEPT_AT] = self._clock.now()
            _again_if_lost(lambda: self._read_stock(look))
        self._copy.note(_written(done))

    def _read_products(self, look: _Look, since: datetime) -> None:
        words = _Words(self._copy, self._store, look)
        for page in look.pages(self._store.products(since)):
            look.saw(page.rows)
            words.learn(page.rows)
            look.count(self._copy.put_products(page.rows))

    def _read_stock(self, look: _Look) -> None:
        for page in look.pages(self._store.inventories()):
            look.count(CopyChange(stocks=self._copy.put_stocks(page.rows)))


class _Look:
    """One reading: what it has met so far, and whether it may go on."""

    def __init__(
        self,
        clock: Clock,
        tell: Callable[[int, int], None],
        stopping: Callable[[], bool],
        floor: datetime | None,
    ) -> None:
        self.began = clock.monotonic()
        self.products = self.stocks = self.calls = 0
        self._clock = clock
        self._tell = tell
        self._stopping = stopping
        self._our_time = clock.now()
        self._account_time = floor

    @property
    def account_time(self) -> datetime:
        """What the account's clock showed at the beginning, at least; ours where it has told no moment."""
        return self._account_time or self._our_time

    def pages(self, pages: Iterator[StorePage[_Row]], further: int = 0) -> Iterator[StorePage[_Row]]:
        """Turn the pages, with so many calls to come after them. Raises PollSkipped."""
        while True:
            self._go_on_or_stop()
            page = next(pages, None)
            if page is None:
                return
            self._called(max(page.pages - page.number, 0) + further)
            yield page

    def one(self, ask: Callable[[], _Value]) -> _Value:
        self._go_on_or_stop()
        told = ask()
        self._called(0)
        return told

    def saw(self, products: Iterable[CrmProduct]) -> None:
        """A change cannot be later than now on the account's clock, so this tells how late it is there."""
        latest = max((one.updated_at for one in products if one.updated_at is not None), default=None)
        if latest is None or latest > self._clock.now() + _AHEAD_AT_MOST:
            return
        at_the_beginning = latest - timedelta(seconds=self._clock.monotonic() - self.began)
        self._account_time = max(self._account_time or at_the_beginning, at_the_beginning)

    def count(self, change: CopyChange) -> None:
        self.products += change.products
        self.stocks += change.stocks

    def _called(self, to_come: int) -> None:
        self.calls += 1
        self._tell(self.calls, self.calls + to_come)

    def _go_on_or_stop(self) -> None:
        if self._stopping():
            raise PollSkipped(STOPPING)


class _Words:
    """Reads groups or names of properties again, once in a look, when changed products use unknown ones."""

    def __init__(self, copy: ApiCopy, store: CrmStore, look: _Look) -> None:
        self._copy = copy
        self._store = store
        self._look = look
        self._groups: set[str] | None = None
        self._codes: set[str] | None = None

    def learn(self, products: Iterable[CrmProduct]) -> None:
        groups = {group for product in products for group in product.groups}
        codes = {code for product in products for offer in product.offers for code, _ in offer.properties}
        if self._groups is None or self._codes is None:
            with self._copy.snapshot() as now:
                self._groups = {group.category_id for group in now.categories()}
                self._codes = set(now.property_names())
        if groups - self._groups:
            told = [group for page in self._look.pages(self._store.groups()) for group in page.rows]
            self._copy.put_groups(told)
            self._groups |= groups
        if codes - self._codes:
            names = dict(
                pair for page in self._look.pages(self._store.property_names()) for pair in page.rows
            )
            self._copy.put_property_names(names)
            self._codes |= codes


def _again_if_lost(read: Callable[[], None]) -> None:
    """A list that moved while it was read is read once more. Raises RowsLost when it moves again."""
    try:
        read()
    except RowsLost as lost:
        logger.info("read once more: %s", lost)
        read()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _written(moments: Mapping[str, datetime]) -> dict[str, str]:
    return {name: moment.isoformat() for name, moment in moments.items()}

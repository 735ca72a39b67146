"""Stock and prices by Megamarket's API: what differs from what it was told last, and low stock on a timer.

A zero that was sent once and lost would sell for days what is not there, so zeros are asserted again and
again. Who sets prices is one setting: while it is the feed, every price set by API before is dropped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from mmdesk.clients.errors import StockSetElsewhere
from mmdesk.clients.megamarket import Megamarket
from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.errors import Text
from mmdesk.services.careful_poll import STOPPING, CarefulPoll
from mmdesk.services.level_push import LevelPush
from mmdesk.services.offer_channels import DropChannel, PriceChannel, StockChannel, StockCounts
from mmdesk.services.remote_health import RemoteHealth
from mmdesk.services.side_by_side import PollRemark, PollSkipped
from mmdesk.settings import BadSettingValue, ConnectionSettings, UnknownSetting
from mmdesk.storage.offer_levels import PriceToTell, StockToTell
from mmdesk.storage.uow import Storage

logger = logging.getLogger(__name__)

STOCKS_TOLD: Final = "stock.told"
PRICES_TOLD: Final = "price.told"
"""Cursors that say whether Megamarket was ever told: so nobody has to look through all offers for it."""
_YES: Final = "yes"
_NO: Final = ""
BY_API: Final = "api"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a connection wants to be told by API, and what was told before."""

    stocks: bool
    prices: bool
    stocks_told: bool
    prices_told: bool

    @property
    def is_empty(self) -> bool:
        """Nothing is to be told, nothing to be taken back."""
        return not (self.stocks or self.prices or self.stocks_told or self.prices_told)


def wish_of(storage: Storage, connection_id: ConnectionId) -> Wish:
    """One small read. Raises UnknownSetting and BadSettingValue for settings of another version."""
    with storage.look() as work:
        stored = work.connections.settings(connection_id)
        marks = [work.running.cursor(connection_id, name) == _YES for name in (STOCKS_TOLD, PRICES_TOLD)]
    settings = ConnectionSettings.of(stored)
    return Wish(settings.stock_api, settings.price_by == BY_API, *marks)


def is_wanted(storage: Storage, connection_id: ConnectionId) -> bool:
    """Whether a push has anything to do for a connection, or anything to say. Raises StorageError."""
    try:
        return not wish_of(storage, connection_id).is_empty
    except (UnknownSetting, BadSettingValue):
        # The push fails over it, and so a person reads of it.
        return True


class StockPush(CarefulPoll[StockCounts]):
    """Pushes stock and prices of one connection."""

    def __init__(
        self,
        connection: Connection,
        client: Megamarket,
        health: RemoteHealth,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(connection, self._push, health, stopping)
        self._id = connection.connection_id
        self._client = client
        self._storage = storage = health.storage
        self._clock = clock = health.clock
        self._asked_to_stop = stopping
        self._stocks = LevelPush[StockToTell](_STOCKS, storage, clock, stopping)
        self._prices = LevelPush[PriceToTell](_PRICES, storage, clock, stopping)
        self._drops = LevelPush[PriceToTell](_DROPS, storage, clock, stopping)
        self._pushes = (self._stocks, self._prices, self._drops)

    def check_connection(self) -> None:
        """Raises PollSkipped where neither stock nor prices go by API and nothing is to be taken back."""
        if wish_of(self._storage, self._id).is_empty:
            raise PollSkipped(_SWITCHED_OFF)

    def run(self, *, probe: bool = False) -> StockCounts:
        """As any poll, but what Megamarket does not take ends it with a PollRemark.

        What a person asks for (`probe`) is tried at once, whatever was refused before.
        """
        if probe:
            for push in self._pushes:
                push.forget()
        before = self._holds()
        counts = super().run(probe=probe)
        held, words = self._holds(), self._remark()
        if words is None:
            return counts
        if held and held <= before and counts == StockCounts():
            raise PollSkipped(words)
        raise PollRemark(words, replace(counts, refused=self._refused()), failed=not held <= before)

    def has_answered(self, met: StockCounts) -> bool:
        """Most pushes have nothing to tell, and so ask nothing."""
        return bool(met.stocks or met.prices or met.prices_dropped)

    def _push(self, connection: Connection) -> StockCounts:
        wish = wish_of(self._storage, connection.connection_id)
        counts = self._push_stocks(wish)
        return counts + (self._push_prices(wish) if wish.prices else self._give_prices_back(wish))

    def _push_stocks(self, wish: Wish) -> StockCounts:
        if not wish.stocks:
            self._forget_stocks(wish)
            return StockCounts()
        self._mark(STOCKS_TOLD, _YES, unless=wish.stocks_told)
        try:
            return self._stocks.run(StockChannel(self._client, self._id, self._clock.now()))
        except StockSetElsewhere as error:
            logger.warning("connection=%s %s", self.connection.name, error)
            self._stocks.hold.put(error.text, self._clock.now())
            return StockCounts()

    def _forget_stocks(self, wish: Wish) -> None:
        """Switched off: from now on others may set stock, so that what was told once proves nothing."""
        self._stocks.forget()
        if not wish.stocks_told:
            return
        after = 0
        while rows := self._stocks_ever_told(after):
            self._go_on_or_stop()
            after = rows[-1]
            with self._storage.work() as work:
                work.offer_levels.forget_stocks(rows)
                work.commit()
        self._mark(STOCKS_TOLD, _NO)

    def _stocks_ever_told(self, after: int) -> tuple[int, ...]:
        with self._storage.look() as work:
            return work.offer_levels.stocks_ever_told(self._id, after)

    def _push_prices(self, wish: Wish) -> StockCounts:
        self._mark(PRICES_TOLD, _YES, unless=wish.prices_told)
        counts = self._prices.run(PriceChannel(self._client, self._id))
        return counts + self._drops.run(DropChannel(self._client, self._id, of_all=False))

    def _give_prices_back(self, wish: Wish) -> StockCounts:
        self._prices.forget()
        if not wish.prices_told:
            self._drops.forget()
            return StockCounts()
        counts = self._drops.run(DropChannel(self._client, self._id, of_all=True))
        with self._storage.look() as work:
            left = work.offer_levels.prices_to_drop(self._id, of_all=True)
        self._mark(PRICES_TOLD, _NO, unless=bool(left))
        return counts

    def _mark(self, name: str, value: str, *, unless: bool = False) -> None:
        if unless:
            return
        with self._storage.work() as work:
            work.running.put_cursor(self._id, name, value, self._clock.now())
            work.commit()

    def _go_on_or_stop(self) -> None:
        if self._asked_to_stop():
            raise PollSkipped(STOPPING)

    def _holds(self) -> frozenset[datetime]:
        """Since when which kinds of level are not sent at all."""
        return frozenset(push.hold.since for push in self._pushes if push.hold.since is not None)

    def _refused(self) -> int:
        return sum(push.refusals.count for push in self._pushes)

    def _remark(self) -> Text | None:
        """What a person ought to know of the levels that do not arrive."""
        told = [words for words in (push.remark() for push in self._pushes) if words is not None]
        if not told:
            return None
        return Text("; ".join(each.ru for each in told), "; ".join(each.en for each in told))


_SWITCHED_OFF: Final = Text(
    "остатки и цены по API выключены: «Каталог» → «Правила»",
    "stock and prices by API are switched off: Catalogue → Rules",
    "mmdesk settings set NAME stock.api true, mmdesk settings set NAME price.by api",
)
_STOCKS: Final = Text("Мегамаркет не принял остатки", "Megamarket did not take the stock")
_PRICES: Final = Text("Мегамаркет не принял цены", "Megamarket did not take the prices")
_DROPS: Final = Text("Мегамаркет не снял цены по API", "Megamarket did not drop the prices set by API")

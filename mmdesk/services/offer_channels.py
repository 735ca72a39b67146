"""The three kinds of level that Megamarket is told of offers: stock, a price to set, a price to drop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.megamarket_requests import OfferPrice, StockLevel
from mmdesk.clients.offer_batches import Told
from mmdesk.domain.connection import ConnectionId
from mmdesk.services.side_by_side import added
from mmdesk.storage.offer_levels import OfferLevels, PriceToTell, StockToTell

TERM: Final = timedelta(minutes=30)
"""How long a low stock is believed to be known to Megamarket, and a refusal to last."""


@dataclass(frozen=True, slots=True)
class StockCounts:
    """What one push of one connection did, in offers."""

    stocks: int = 0
    zeros_again: int = 0
    """Low levels that were asserted once more."""
    prices: int = 0
    prices_dropped: int = 0
    refused: int = 0
    """Not taken, now or before, and not sent again yet."""
    undecided: int = 0
    """Refused in company: the next push finds out."""

    def __add__(self, other: StockCounts) -> StockCounts:
        return added(self, other)


Row = TypeVar("Row", StockToTell, PriceToTell)


class Channel(Protocol[Row]):
    """One kind of level of one connection at one moment."""

    def page(self, levels: OfferLevels, after: int) -> tuple[Row, ...]:
        """What has to be told, after this row."""
        ...

    def announce(self, levels: OfferLevels, rows: Sequence[Row]) -> None:
        """Write down that these are sent, as far as they never were: the answer may be lost."""
        ...

    def send(self, rows: Sequence[Row], spare: int) -> Told: ...

    def settle(self, levels: OfferLevels, taken: Sequence[Row], refused: Sequence[Row]) -> tuple[Row, ...]:
        """Write down what was taken; of the refused, those that still matter."""
        ...

    def counted(self, taken: Sequence[Row]) -> StockCounts: ...


@dataclass(frozen=True, slots=True)
class StockChannel:
    """Stock; what is not in the feed has none."""

    client: Megamarket
    connection_id: ConnectionId
    now: datetime

    def page(self, levels: OfferLevels, after: int) -> tuple[StockToTell, ...]:
        return levels.stocks_to_tell(self.connection_id, self.now, self.now - TERM, after)

    def announce(self, levels: OfferLevels, rows: Sequence[StockToTell]) -> None:
        levels.sending_stocks([row.row_id for row in rows], self.now)

    def send(self, rows: Sequence[StockToTell], spare: int) -> Told:
        return self.client.update_stock([StockLevel(row.offer_id, row.level) for row in rows], spare)

    def settle(
        self, levels: OfferLevels, taken: Sequence[StockToTell], refused: Sequence[StockToTell]
    ) -> tuple[StockToTell, ...]:
        levels.stocks_told({row.row_id: row.level for row in taken}, self.now)
        # It has left the feed, and Megamarket, which knows of no units to sell, does not know it any more.
        over = [row.row_id for row in refused if not row.in_feed and not row.told]
        levels.forget_stocks(over)
        return tuple(row for row in refused if row.row_id not in over)

    def counted(self, taken: Sequence[StockToTell]) -> StockCounts:
        again = sum(row.is_again for row in taken)
        return StockCounts(stocks=len(taken) - again, zeros_again=again)


@dataclass(frozen=True, slots=True)
class PriceChannel:
    """Prices on top of the feed's."""

    client: Megamarket
    connection_id: ConnectionId

    def page(self, levels: OfferLevels, after: int) -> tuple[PriceToTell, ...]:
        return levels.prices_to_set(self.connection_id, after)

    def announce(self, levels: OfferLevels, rows: Sequence[PriceToTell]) -> None:
        levels.sending_prices([row.row_id for row in rows])

    def send(self, rows: Sequence[PriceToTell], spare: int) -> Told:
        return self.client.save_prices([OfferPrice(row.offer_id, row.level) for row in rows], spare)

    def settle(
        self, levels: OfferLevels, taken: Sequence[PriceToTell], refused: Sequence[PriceToTell]
    ) -> tuple[PriceToTell, ...]:
        levels.prices_told({row.row_id: row.level for row in taken})
        return tuple(refused)

    def counted(self, taken: Sequence[PriceToTell]) -> StockCounts:
        return StockCounts(prices=len(taken))


@dataclass(frozen=True, slots=True)
class DropChannel:
    """Prices set before that have to give way to the feed's: all, or those of offers not in the feed."""

    client: Megamarket
    connection_id: ConnectionId
    of_all: bool

    def page(self, levels: OfferLevels, after: int) -> tuple[PriceToTell, ...]:
        return levels.prices_to_drop(self.connection_id, of_all=self.of_all, after=after)

    def announce(self, levels: OfferLevels, rows: Sequence[PriceToTell]) -> None:
        """They have been sent before."""

    def send(self, rows: Sequence[PriceToTell], spare: int) -> Told:
        return self.client.drop_prices([OfferPrice(row.offer_id, row.level) for row in rows], spare)

    def settle(
        self, levels: OfferLevels, taken: Sequence[PriceToTell], refused: Sequence[PriceToTell]
    ) -> tuple[PriceToTell, ...]:
        # Nothing is sold at a price that perhaps was never set, nor at that of an offer which is not on sale.
        over = [row.row_id for row in refused if not row.in_feed or not row.told]
        levels.forget_prices([*(row.row_id for row in taken), *over])
        return tuple(row for row in refused if row.row_id not in over)

    def counted(self, taken: Sequence[PriceToTell]) -> StockCounts:
        return StockCounts(prices_dropped=len(taken))

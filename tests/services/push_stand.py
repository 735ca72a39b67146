"""A shop that tells Megamarket stock and prices by its interface."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from mmdesk.sandbox.faults import Fault, FaultKind
from mmdesk.services import connection_settings
from mmdesk.services.job_runs import JobResult
from mmdesk.services.side_by_side import poll_all
from mmdesk.services.stock_push import StockPush, is_wanted
from mmdesk.storage.catalogue_tables import OfferRow
from tests.services.calls import health_of
from tests.services.stand import MERCHANT, Stand

TERM = timedelta(minutes=30)


STOCK = "stock/update"


PRICE = "manualPrice/save"


@dataclass
class Shop:
    """A connection, its marketplace, and a push that lives as long as the service would."""

    stand: Stand
    stopping: Callable[[], bool] = lambda: False
    push: StockPush = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """As a new service: nothing is remembered but what the database has."""
        self.push = StockPush(self.stand.connection, self.stand.client, health_of(self.stand), self.must_stop)

    def must_stop(self) -> bool:
        return self.stopping()

    def set(self, key: str, value: str) -> None:
        connection_settings.put(self.stand.storage, self.stand.connection.name, key, value)

    def fill(self, **units: int) -> None:
        """Offers of the feed with their stock; the price is 100 and the stock."""
        for offer_id, stock in units.items():
            self.add(offer_id.replace("_", "-"), stock)

    def add(self, offer_id: str, stock: int, state: str = "") -> None:
        with Session(self.stand.storage.engine) as session:
            session.add(
                OfferRow(
                    connection_id=self.stand.connection.connection_id,
                    offer_id=offer_id,
                    name=offer_id,
                    seen_at=self.stand.clock.now(),
                    state=state,
                    feed_stock=stock,
                    feed_price=100 + stock,
                )
            )
            session.commit()

    def fill_many(self, count: int) -> None:
        with Session(self.stand.storage.engine) as session:
            session.add_all(
                OfferRow(
                    connection_id=self.stand.connection.connection_id,
                    offer_id=f"SKU-{number}",
                    name="",
                    seen_at=self.stand.clock.now(),
                    feed_stock=10,
                    feed_price=500,
                )
                for number in range(count)
            )
            session.commit()

    def change(self, offer_id: str, **columns: object) -> None:
        with Session(self.stand.storage.engine) as session:
            session.execute(update(OfferRow).where(OfferRow.offer_id == offer_id).values(**columns))
            session.commit()

    def stocks(self) -> dict[str, int]:
        return self.stand.market.offers.stocks(MERCHANT)

    def prices(self) -> dict[str, int]:
        return self.stand.market.offers.prices(MERCHANT)

    def calls(self, path: str = STOCK) -> int:
        return self.stand.calls(path)

    def fault(self, kind: FaultKind, path: str = STOCK, times: int = 1, status: int = 500) -> None:
        self.stand.market.faults.add(Fault(kind, path, times, status=status))

    def wants(self) -> bool:
        return is_wanted(self.stand.storage, self.stand.connection.connection_id)

    def later(self, span: timedelta) -> None:
        self.stand.clock.advance(span)

    def job(self, *, probe: bool = False) -> JobResult:
        return poll_all([self.push], probe=probe)

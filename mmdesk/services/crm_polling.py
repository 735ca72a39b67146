"""The exchange with RetailCRM: its history tells which orders staff have changed, each is then read whole."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from mmdesk.clients.crm_orders import HistoryPage, HistoryRecord, shipment_of_external_id
from mmdesk.clients.errors import Refused, Unreadable
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import Clock
from mmdesk.domain.connection import SWITCHED_OFF, Connection, CrmOff
from mmdesk.domain.intent import CreateOrder, Target
from mmdesk.errors import Text
from mmdesk.services import registration
from mmdesk.services.careful_poll import NOT_REGISTERED, STOPPING, CarefulPoll
from mmdesk.services.crm_desk import CrmDesk, Taken
from mmdesk.services.crm_dictionary import CrmDictionary
from mmdesk.services.remote_health import RemoteHealth
from mmdesk.services.side_by_side import PollSkipped, added
from mmdesk.storage.uow import Storage

logger = logging.getLogger(__name__)

CURSOR: Final = "crm.history"
"""The last record of the history worked off, as its number; before the first one a moment in ISO form."""
COMPARED: Final = "crm.compared"
"""When the statuses of all open orders were last compared, in ISO form."""
COMPARE_EVERY: Final = timedelta(hours=1)
"""Records of the history may become visible late, and a late one is behind the cursor for good."""
OLD_CURSOR: Final = timedelta(days=30)
"""How long the history is certain to be kept is unknown; after so long every open order is read instead."""
_ORDERS_A_CALL: Final = 50
_STATUSES_A_CALL: Final = 100
_ROUNDS: Final = 3
_LATELY: Final = timedelta(minutes=10)
_PAGES: Final = 200
"""How many pages one run reads: an account that always tells of more would be asked for ever."""


@dataclass(frozen=True, slots=True)
class CrmCounts:
    """What one exchange of one connection met."""

    records: int = 0
    read: int = 0
    """Orders read because somebody had changed them."""
    news: int = 0
    """Those among them that had something new to tell."""
    compared: int = 0

    def __add__(self, other: CrmCounts) -> CrmCounts:
        return added(self, other)


class CrmExchange:
    """Reads one account. Safe to use again and again; one at a time.

    `stopping` is asked between two calls: nothing is lost by breaking off there.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        client: RetailCrm,
        dictionary: CrmDictionary | None = None,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._client = client
        self._stopping = stopping
        self._desk = CrmDesk(storage, clock, dictionary or CrmDictionary(client, clock))

    def run(self, connection: Connection) -> CrmCounts:
        """Take in what staff have changed. Raises RemoteError, StorageError and PollSkipped."""
        self._refresh(connection)
        cursor, at = self._cursor(connection)
        if cursor is not None and self._clock.now() - at > OLD_CURSOR:
            return self._begin_anew(connection)
        try:
            counts = self._follow_history(connection, cursor, at)
        except Refused as error:
            if cursor is None:
                raise
            logger.warning("connection=%s the history is read from its end: %s", connection.name, error)
            return self._begin_anew(connection)
        # At once, not only when comparing: behind a cursor that a wrong answer led astray nothing is news.
        if self._cursor(connection)[0] != cursor and self._is_ahead(connection):
            return counts + self._begin_anew(connection)
        return counts + self._compare(connection)

    def _refresh(self, connection: Connection) -> None:
        """Tell RetailCRM of a new address or version first; what it refuses must not stop the exchange."""
        try:
            registration.refresh(self._storage, connection, self._client)
        except Refused as error:
            logger.warning("connection=%s the module is not up to date: %s", connection.name, error)

    def _cursor(self, connection: Connection) -> tuple[int | None, datetime]:
        """The last record worked off, or since when to look for one; the first exchange begins with now."""
        now = self._clock.now()
        with self._storage.look() as work:
            value = work.running.cursor(connection.connection_id, CURSOR)
            moved_at = work.running.cursor_moved_at(connection.connection_id, CURSOR)
        if value is None or moved_at is None:
            self._put_cursor(connection, now.isoformat())
            return None, now
        return (int(value), moved_at) if value.isdecimal() else (None, _moment(value))

    def _put_cursor(self, connection: Connection, value: str) -> None:
        with self._storage.work() as work:
            work.running.put_cursor(connection.connection_id, CURSOR, value, self._clock.now())
            work.commit()

    def _follow_history(self, connection: Connection, cursor: int | None, since: datetime) -> CrmCounts:
        counts, before = CrmCounts(), cursor
        for _ in range(_PAGES):
            self._go_on_or_stop()
            page = self._page(cursor, since)
            if cursor is not None and page.has_more and (page.last_id or 0) <= cursor:
                # What such an account told before may be as wrong: it is read again.
                self._put_cursor(connection, str(before) if before is not None else since.isoformat())
                raise Unreadable(_STANDS_STILL, where="orders/history")
            changed = self._changed(connection, page.records)
            news = self._take_in(connection, changed)
            counts += CrmCounts(records=len(page.records), read=len(changed), news=news)
            if self._is_being_created(connection, page.records):
                # Told again at the next look, when it is known which order that is.
                break
            if page.last_id is not None and page.last_id > (cursor or 0):
                # Last of all: what was not worked off is told again.
                self._put_cursor(connection, str(page.last_id))
                cursor = page.last_id
            if not page.has_more:
                break
        return counts

    def _page(self, cursor: int | None, since: datetime) -> HistoryPage:
        if cursor is not None:
            return self._client.history(since_id=cursor)
        return self._client.history(start_date=since)

    def _changed(self, connection: Connection, records: Iterable[HistoryRecord]) -> list[int]:
        """RetailCRM's ids of our orders that somebody else has changed, each once."""
        touched = dict.fromkeys(
            record.order_id
            for record in records
            if record.order_id is not None and not record.is_own and not record.is_deleted
            if not record.order_external_id or shipment_of_external_id(record.order_external_id)
        )
        with self._storage.look() as work:
            known = work.shipments.with_crm_orders(connection.connection_id, [str(each) for each in touched])
        return [order_id for order_id in touched if str(order_id) in known]

    def _is_being_created(self, connection: Connection, records: Iterable[HistoryRecord]) -> bool:
        """Whether somebody has just changed an order of ours whose creation is not answered yet.

        Not for long: a creation that waits for a person must not hold up what staff do to all other orders.
        """
        since = self._clock.now() - _LATELY
        numbers = {
            shipment_of_external_id(record.order_external_id)
            for record in records
            if not record.is_own and not record.is_deleted and (record.created_at or since) > since
        } - {""}
        if not numbers:
            return False
        with self._storage.look() as work:
            found = work.shipments.find_many(connection.connection_id, numbers)
            return any(
                isinstance(command.intent, CreateOrder) and not command.is_parked
                for stored in found
                if not stored.crm_order_id
                for command in work.outbox.unfinished(stored.key, Target.CRM)
            )

    def _take_in(self, connection: Connection, ids: Sequence[int]) -> int:
        """Read the orders and hand them on; how many had news. One known better by now is read once more."""
        waiting, news = list(ids), 0
        for _ in range(_ROUNDS):
            stale: list[int] = []
            for batch in _batches(waiting, _ORDERS_A_CALL):
                self._go_on_or_stop()
                read_at = self._clock.now()
                for order in self._client.orders(batch):
                    taken = self._desk.take_in(connection, order, read_at)
                    news += taken is Taken.NEWS
                    stale += [order.id] if taken is Taken.STALE else []
            if not stale:
                break
            waiting = stale
        return news

    def _compare(self, connection: Connection) -> CrmCounts:
        """Once an hour: statuses of all open orders, so that a record that came late is not missed."""
        now = self._clock.now()
        with self._storage.look() as work:
            value = work.running.cursor(connection.connection_id, COMPARED)
            known = work.crm_orders.open_statuses(connection.connection_id)
        if value is not None and timedelta(0) <= now - _moment(value) < COMPARE_EVERY:
            return CrmCounts()
        if self._is_ahead(connection):
            return self._begin_anew(connection)
        differing: list[int] = []
        for batch in _batches(sorted(known), _STATUSES_A_CALL):
            self._go_on_or_stop()
            shown = self._client.orders_statuses(ids=batch)
            differing += [state.id for state in shown if state.status != known[state.id]]
        news = self._take_in(connection, differing)
        with self._storage.work() as work:
            work.running.put_cursor(connection.connection_id, COMPARED, now.isoformat(), now)
            work.commit()
        return CrmCounts(read=len(differing), news=news, compared=len(known))

    def _is_ahead(self, connection: Connection) -> bool:
        """Whether what was told lately is older than what we have worked off: a wrong answer once led us
        there, and nothing would ever be news again.
        """
        page = self._client.history(start_date=self._clock.now() - _LATELY)
        with self._storage.look() as work:
            value = work.running.cursor(connection.connection_id, CURSOR)
        if page.last_id is None or page.has_more or value is None or not value.isdecimal():
            return False
        if page.last_id >= int(value):
            return False
        logger.warning("connection=%s the history is behind our cursor and is begun anew", connection.name)
        return True

    def _begin_anew(self, connection: Connection) -> CrmCounts:
        """Read every open order, and follow the history from now on."""
        now = self._clock.now()
        with self._storage.look() as work:
            ids = sorted(work.crm_orders.open_statuses(connection.connection_id))
        news = self._take_in(connection, ids)
        with self._storage.work() as work:
            work.running.put_cursor(connection.connection_id, CURSOR, now.isoformat(), now)
            work.running.put_cursor(connection.connection_id, COMPARED, now.isoformat(), now)
            work.commit()
        return CrmCounts(read=len(ids), news=news)

    def _go_on_or_stop(self) -> None:
        if self._stopping():
            raise PollSkipped(STOPPING)


class CrmPollster(CarefulPoll[CrmCounts]):
    """Exchanges with RetailCRM for one connection."""

    def __init__(
        self,
        connection: Connection,
        client: RetailCrm,
        health: RemoteHealth,
        dictionary: CrmDictionary | None = None,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        exchange = CrmExchange(health.storage, health.clock, client, dictionary, stopping)
        super().__init__(connection, exchange.run, health, stopping)

    def check_connection(self) -> None:
        """Raises PollSkipped for one that is not registered, or whose module RetailCRM has switched off."""
        if not self.connection.is_registered:
            raise PollSkipped(NOT_REGISTERED)
        if self.connection.crm_off is not CrmOff.NO:
            raise PollSkipped(SWITCHED_OFF[self.connection.crm_off])


_STANDS_STILL: Final = Text(
    "история заказов не движется: RetailCRM повторяет то, что уже было",
    "the history of orders stands still: RetailCRM repeats what was told before",
)


def _batches(ids: Sequence[int], size: int) -> list[Sequence[int]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)

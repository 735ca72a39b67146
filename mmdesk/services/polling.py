"""The poll: whatever Megamarket has not told by a call is found by asking, so that no call is ever needed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from mmdesk.clients.errors import Refused
from mmdesk.clients.megamarket import DEFAULT_COUNT, IDS_A_CALL, Megamarket
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.shipment import Shipment, ShipmentId
from mmdesk.domain.status import Status
from mmdesk.services.careful_poll import STOPPING, CarefulPoll
from mmdesk.services.mirror import Mirror
from mmdesk.services.reading import Read, is_blank, read_shipments
from mmdesk.services.remote_health import RemoteHealth
from mmdesk.services.side_by_side import PollSkipped, added
from mmdesk.services.unreadable import Unreadable
from mmdesk.storage.uow import Storage

__all__ = ["Poll", "PollCounts", "PollSkipped", "Pollster"]

logger = logging.getLogger(__name__)

CURSOR: Final = "megamarket.searched_until"
"""Up to which moment of creation a connection's orders have been found, in ISO form."""
FIRST_WINDOW: Final = timedelta(days=30)
OVERLAP: Final = timedelta(hours=2)
"""Windows overlap: an order may show up in the search later than it says it was created."""
SLOW_PAUSE: Final = timedelta(minutes=30)
"""How often an order on its way to the buyer is read."""
SLOW_LIMIT: Final = timedelta(days=60)
"""How long an order on its way to the buyer is read at all."""
_AHEAD: Final = timedelta(days=1)
"""How far the marketplace's clock may be ahead of ours: somebody may have set ours to another zone."""
_NARROWEST: Final = timedelta(seconds=1)
_SEARCHES: Final = 200
"""How many searches one poll may make: one that always tells of a full window would be asked for ever."""
# The largest `count` a marketplace serves is unknown; one that quietly serves fewer stops at a round number.
_FEWEST_CUT: Final = 100
_ROUND: Final = 50


@dataclass(frozen=True, slots=True)
class PollCounts:
    """What one poll of one connection met, in shipments."""

    found: int = 0
    read: int = 0
    applied: int = 0
    finished_before: int = 0
    """Over before we ever saw them: not taken in."""
    foreign: int = 0
    """Worked in another scheme."""
    hidden: int = 0
    """Not shown by order/get, or without anything to be told by yet."""
    odd: int = 0
    """Shown in a way that makes no sense."""
    cut: int = 0
    """Windows of the search that may hold more orders than Megamarket told of; no shipments."""

    def __add__(self, other: PollCounts) -> PollCounts:
        return added(self, other)


class Poll:
    """Polls one connection. Safe to use again and again; one at a time.

    `stopping` is asked between two batches: nothing is lost by breaking off there.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        client: Megamarket,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._client = client
        self._stopping = stopping
        self._mirror = Mirror(storage, clock)

    def run(self, connection: Connection) -> PollCounts:
        """Find new orders and read all that are open. Raises RemoteError, StorageError and PollSkipped.

        A poll broken off begins at the same moment next time: how far it got is kept last.
        """
        began = self._clock.now()
        search = _Search(self._client, self._stopping)
        created = search.run(self._since(connection, began), began + _AHEAD)
        found = tuple(dict.fromkeys([*created, *self._unmet(connection, began)]))
        noticed = self._unreadable(connection).noticed()
        known = tuple(dict.fromkeys([*self._open(connection, began), *sorted(noticed)]))
        counts = PollCounts(found=len(found), cut=search.cut)
        for batch in _batches([*dict.fromkeys([*known, *found])]):
            if self._stopping():
                raise PollSkipped(STOPPING)
            counts += self._take_in(connection, batch, frozenset(known), noticed)
        # What was not searched any more is where the next poll begins.
        reached = min(began, search.reached or began)
        with self._storage.work() as work:
            work.running.put_cursor(connection.connection_id, CURSOR, reached.isoformat(), began)
            work.commit()
        return counts

    def _unreadable(self, connection: Connection) -> Unreadable:
        return Unreadable(self._storage, self._clock, connection)

    def _unmet(self, connection: Connection, now: datetime) -> tuple[ShipmentId, ...]:
        """What Megamarket calls new and we do not have.

        A clock of ours that was wrong by hours has searched the wrong time.
        """
        try:
            new = self._client.search(
                created_from=now - FIRST_WINDOW, created_to=now + _AHEAD, statuses=[Status.NEW.value]
            )
        except Refused as error:
            # Nothing but a second look: the windows of time have found the orders of a clock that is right.
            logger.warning("connection=%s no search by status: %s", connection.name, error)
            return ()
        with self._storage.look() as work:
            have = work.shipments.among(connection.connection_id, new)
        return tuple(shipment_id for shipment_id in new if shipment_id not in have)

    def _since(self, connection: Connection, now: datetime) -> datetime:
        with self._storage.look() as work:
            cursor = work.running.cursor(connection.connection_id, CURSOR)
        # A cursor from the future was written before the clock was set back.
        return now - FIRST_WINDOW if cursor is None else min(_moment(cursor), now) - OVERLAP

    def _open(self, connection: Connection, now: datetime) -> tuple[ShipmentId, ...]:
        with self._storage.look() as work:
            return work.shipments.to_poll(
                connection.connection_id, Status.SHIPPED.value, now - SLOW_PAUSE, now - SLOW_LIMIT, now
            )

    def _take_in(
        self,
        connection: Connection,
        ids: Sequence[ShipmentId],
        known: frozenset[ShipmentId],
        noticed: frozenset[ShipmentId],
    ) -> PollCounts:
        read_at = self._clock.now()
        read = read_shipments(self._client, ids)
        ours, foreign, blank = [], 0, 0
        for shipment in read.shown:
            if shipment.shipment_id in known:
                ours.append(shipment)
            elif is_blank(shipment):
                blank += 1
            elif connection.scheme.fits(shipment.service_scheme):
                ours.append(shipment)
            else:
                foreign += 1
        wanted = self._worth_keeping(connection, ours, known)
        self._mirror.apply_all(connection, wanted, read_at)
        _log_odd(connection, read)
        self._unreadable(connection).note(read, known, noticed)
        return PollCounts(
            read=len(ids),
            applied=len(wanted),
            finished_before=len(ours) - len(wanted),
            foreign=foreign,
            hidden=len(ids) - len(read.shown) - len(read.odd) + blank,
            odd=len(read.odd),
        )

    def _worth_keeping(
        self, connection: Connection, ours: Sequence[Shipment], known: frozenset[ShipmentId]
    ) -> list[Shipment]:
        with self._storage.look() as work:
            return [
                shipment
                for shipment in ours
                if shipment.shipment_id in known
                or not shipment.is_finished
                or work.shipments.find(connection.connection_id, shipment.shipment_id) is not None
            ]


class _Search:
    """Every id created in a window; there are no pages, so a full answer is asked for in halves.

    `cut` counts the windows that may hold more than was told; `reached` is where a search of too many calls
    ended: the oldest orders are asked for first.
    """

    def __init__(self, client: Megamarket, stopping: Callable[[], bool]) -> None:
        self._client = client
        self._stopping = stopping
        self._calls = 0
        self.cut = 0
        self.reached: datetime | None = None

    def run(self, since: datetime, until: datetime) -> tuple[ShipmentId, ...]:
        """Raises RemoteError, and PollSkipped when told to stop."""
        found = self._whole(since, until, self._ask(since, until))
        if self.cut:
            logger.warning(
                "the search was cut: windows=%d calls=%d reached=%s, orders may be missing",
                self.cut,
                self._calls,
                self.reached or until,
            )
        return tuple(dict.fromkeys(found))

    def _ask(self, since: datetime, until: datetime) -> tuple[ShipmentId, ...]:
        if self._stopping():
            raise PollSkipped(STOPPING)
        self._calls += 1
        return self._client.search(created_from=since, created_to=until, count=DEFAULT_COUNT)

    def _whole(self, since: datetime, until: datetime, ids: tuple[ShipmentId, ...]) -> tuple[ShipmentId, ...]:
        if not _may_be_cut(len(ids)):
            return ids
        if until - since <= _NARROWEST:
            self.cut += 1
            return ids
        if self._calls + 2 > _SEARCHES:
            self.cut += 1
            self.reached = self.reached or since
            return ids
        middle = since + (until - since) / 2
        older, newer = self._ask(since, middle), self._ask(middle, until)
        # No order is created in both halves: whoever tells of the same ones in both does not heed the window.
        if set(older) == set(newer) == set(ids):
            self.cut += 1
            return ids
        return ids + self._whole(since, middle, older) + self._whole(middle, until, newer)


class Pollster(CarefulPoll[PollCounts]):
    """Polls Megamarket for one connection."""

    def __init__(
        self,
        connection: Connection,
        client: Megamarket,
        health: RemoteHealth,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        poll = Poll(health.storage, health.clock, client, stopping)
        super().__init__(connection, poll.run, health, stopping)


def _batches(ids: Sequence[ShipmentId]) -> Iterator[Sequence[ShipmentId]]:
    for start in range(0, len(ids), IDS_A_CALL):
        yield ids[start : start + IDS_A_CALL]


def _may_be_cut(count: int) -> bool:
    return count >= DEFAULT_COUNT or (count >= _FEWEST_CUT and count % _ROUND == 0)


def _moment(cursor: str) -> datetime:
    return datetime.fromisoformat(cursor).astimezone(UTC)


def _log_odd(connection: Connection, read: Read) -> None:
    for odd in read.odd:
        logger.warning("connection=%s shipment=%s %s", connection.name, odd.shipment_id, odd.problem)

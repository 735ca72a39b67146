"""The intake: Megamarket's calls are stored before they are answered, and worked off afterwards.

What a call says is only a hint: the order is read from Megamarket before anything is believed. Working off
may stop anywhere and begin again; repeats are recognised by what they mean.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from mmdesk.clients.errors import Refused, RemoteError, Unreadable
from mmdesk.clients.json_reading import NotJson, OddShape, parse_json
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.megamarket_wire import parse_order_cancel, parse_order_new
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.domain.shipment import Shipment, ShipmentId
from mmdesk.errors import Text
from mmdesk.services.cancel_requests import CancelRequests
from mmdesk.services.mirror import Mirror
from mmdesk.services.reading import Read, is_blank, read_shipments
from mmdesk.services.remote_health import RemoteHealth
from mmdesk.storage.engine import StorageError
from mmdesk.storage.inbox import InboxMessage, NewCall
from mmdesk.storage.uow import Storage

logger = logging.getLogger(__name__)

_AT_ONCE: Final = 20
"""How many calls are worked off together: one reading serves them all, and a stop does not wait for long."""
_FIRST_PAUSE: Final = timedelta(seconds=0.5)
_LONGEST_PAUSE: Final = timedelta(minutes=5)
_MOST_PARTS: Final = 100_000
"""A call of twenty full orders has a tenth of that; parsing so many takes less than 0.1 s."""
_TOO_MANY_PARTS: Final = Text(f"больше {_MOST_PARTS} частей", f"more than {_MOST_PARTS} parts")
_PATIENCE: Final = timedelta(days=1)
"""How long a call may name an order that Megamarket does not show before a person is asked."""


class CallSource(StrEnum):
    """Megamarket's two calls, by the names in its documents."""

    ORDER_NEW = "order/new"
    ORDER_CANCEL = "order/cancel"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of Megamarket as it comes in."""

    connection: Connection
    source: CallSource
    body: bytes


def check_body(body: bytes) -> None:
    """Raises NotJson for what no JSON parser takes, and for what would keep ours busy for long."""
    if sum(body.count(sign) for sign in b"[{,") > _MOST_PARTS:
        raise NotJson(_TOO_MANY_PARTS)
    parse_json(body)


def receive(storage: Storage, clock: Clock, call: Call) -> None:
    """Store a call durably; the same bytes again are only counted.

    Raises NotJson, and StorageError when it could not be stored.
    """
    check_body(call.body)
    receive_all(storage, clock, [call])


def receive_all(storage: Storage, clock: Clock, calls: Sequence[Call]) -> None:
    """The same for several checked ones in one transaction. Raises StorageError, and none is stored then."""
    _tell(calls, storage.store_calls(_rows(calls), clock.now()))


def receive_at_once(storage: Storage, clock: Clock, calls: Sequence[Call]) -> bool:
    """The same without waiting for anybody; False, and none is stored, where that cannot be."""
    new = storage.store_calls_at_once(_rows(calls), clock.now())
    if new is None:
        return False
    _tell(calls, new)
    return True


def _rows(calls: Sequence[Call]) -> list[NewCall]:
    return [NewCall(call.connection.connection_id, call.source.value, call.body) for call in calls]


def _tell(calls: Sequence[Call], new: Sequence[bool]) -> None:
    """Only of repeats: that a call came and was answered is a line of the access log."""
    for call, is_new in zip(calls, new, strict=True):
        if not is_new:
            logger.info("connection=%s call=%s came again", call.connection.name, call.source)


@dataclass(frozen=True, slots=True)
class _Notice:
    """What a call says of one shipment: its scheme, where it says it, and the lots wanted cancelled."""

    merchant_id: int
    shipment_id: ShipmentId
    service_scheme: str | None = None
    cancel: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Finished:
    """Everything the call told of is in the mirror, or handed over."""


@dataclass(frozen=True, slots=True)
class _Postponed:
    why: Text


@dataclass(frozen=True, slots=True)
class _Parked:
    why: Text


_Verdict = _Finished | _Postponed | _Parked
_Told = tuple[_Notice, ...] | _Finished | _Parked


@dataclass(frozen=True, slots=True)
class _Reading:
    """What Megamarket shows, and the moment before it was asked."""

    read: Read
    read_at: datetime


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The shipments of one call by who has to do with them."""

    ours: tuple[Shipment, ...]
    homeless: tuple[Shipment, ...]
    owners: tuple[Connection, ...]
    """Other connections of the same merchant that some of the shipments belong to."""
    missing: Text | None
    """Why some shipment cannot be placed yet."""


class Intake:
    """Works off the stored calls of one connection. Used by one thread."""

    def __init__(self, storage: Storage, clock: Clock, client: Megamarket, health: RemoteHealth) -> None:
        self._storage = storage
        self._clock = clock
        self._client = client
        self._health = health
        self._mirror = Mirror(storage, clock)
        self._requests = CancelRequests(storage, clock)

    def work_off(self, connection: Connection) -> bool:
        """Take the oldest calls that wait; False when there is none, or the remote must not be asked now.

        Several are read from Megamarket in one go, each has a verdict of its own. Raises StorageError; the
        calls then wait as they did.
        """
        with self._storage.look() as work:
            messages = work.inbox.waiting(connection.connection_id, self._clock.now(), _AT_ONCE)
        if not messages or not self._health.may_call():
            return False
        told = {message: self._told(connection, message) for message in messages}
        read = self._read(told)
        if isinstance(read, Exception) and len(told) > 1:
            # Now the oldest alone: what is wrong with one of the others must not hold it up.
            told = {messages[0]: told[messages[0]]}
            read = read if _is_about_all(read) else self._read(told)
        if isinstance(read, RemoteError):
            self._health.failed(read)
        verdicts = {message: self._verdict(connection, message, told[message], read) for message in told}
        self._settle(connection, verdicts)
        return True

    def _told(self, connection: Connection, message: InboxMessage) -> _Told:
        """What the call says, or at once what becomes of it."""
        try:
            notices = _notices(message)
        except (NotJson, OddShape) as error:
            return _Parked(error.text)
        except Exception as error:  # noqa: BLE001 - a bug must park one call, not stop all that come after it
            return _our_fault(connection, message, error)
        strange = next((n.merchant_id for n in notices if n.merchant_id != connection.merchant_id), None)
        if strange is not None:
            return _Parked(_wrong_merchant(strange))
        return notices or _Finished()

    def _read(self, told: Mapping[InboxMessage, _Told]) -> _Reading | Exception | None:
        """All shipments that the calls tell of, or why they cannot be read; None when there are none."""
        notices = [notice for each in told.values() if isinstance(each, tuple) for notice in each]
        if not notices:
            return None
        read_at = self._clock.now()
        try:
            read = read_shipments(self._client, dict.fromkeys(notice.shipment_id for notice in notices))
        except Exception as error:  # noqa: BLE001 - a bug is a reason too
            return error
        if read.shown:
            self._health.succeeded()
        return _Reading(read, read_at)

    def _verdict(
        self,
        connection: Connection,
        message: InboxMessage,
        told: _Told,
        read: _Reading | Exception | None,
    ) -> _Verdict:
        if not isinstance(told, tuple):
            return told
        try:
            if isinstance(read, Exception):
                raise read
            return self._judged(connection, message, told, read) if read else _Finished()
        except RemoteError as error:
            return _Postponed(error.text)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            return _our_fault(connection, message, error)

    def _judged(
        self, connection: Connection, message: InboxMessage, notices: Sequence[_Notice], reading: _Reading
    ) -> _Verdict:
        read = reading.read.of({notice.shipment_id for notice in notices})
        found = self._sorted(connection, notices, read)
        self._mirror.apply_all(connection, found.ours, reading.read_at)
        ours = {shipment.shipment_id for shipment in found.ours}
        for notice in notices:
            if notice.cancel and notice.shipment_id in ours:
                self._requests.take_in(connection, notice.shipment_id, notice.cancel)
        self._hand_over(message, found.owners)
        if found.missing is not None:
            return _Postponed(found.missing)
        return _Parked(_homeless(found.homeless)) if found.homeless else _Finished()

    def _sorted(self, connection: Connection, notices: Sequence[_Notice], read: Read) -> _Sorted:
        told = {notice.shipment_id: notice.service_scheme for notice in notices}
        ours, homeless, blank, owners = [], [], [], dict[ConnectionId, Connection]()
        with self._storage.look() as work:
            others = [
                other
                for other in work.connections.all()
                if other.connection_id != connection.connection_id
                and other.merchant_id == connection.merchant_id
                and other.test_mode == connection.test_mode
            ]
            for shipment in read.shown:
                # Right after an order appears order/get may not name its scheme yet.
                hint = told[shipment.shipment_id]
                scheme = shipment.service_scheme or hint or ""
                owner = next((other for other in others if other.scheme.fits(scheme)), None)
                if work.shipments.find(connection.connection_id, shipment.shipment_id) is not None:
                    ours.append(shipment)
                elif hint is None and is_blank(shipment):
                    blank.append(shipment.shipment_id)
                elif connection.scheme.fits(scheme):
                    ours.append(shipment)
                elif owner is not None:
                    owners[owner.connection_id] = owner
                else:
                    homeless.append(shipment)
        missing = _missing(told, read, blank)
        return _Sorted(tuple(ours), tuple(homeless), tuple(owners.values()), missing)

    def _hand_over(self, message: InboxMessage, owners: Sequence[Connection]) -> None:
        """Leave the call to the connections it belongs to: no poll would tell them of a wish to cancel."""
        if not owners:
            return
        with self._storage.work() as work:
            for owner in owners:
                work.inbox.store(owner.connection_id, message.source, message.body, message.received_at)
                logger.info("inbox=%d handed over to connection=%s", message.row_id, owner.name)
            work.commit()

    def _settle(self, connection: Connection, verdicts: Mapping[InboxMessage, _Verdict]) -> None:
        now = self._clock.now()
        with self._storage.work() as work:
            for message, verdict in verdicts.items():
                match verdict:
                    case _Finished():
                        work.inbox.finish(message.row_id, now)
                    case _Postponed(why=why) if now - message.received_at < _PATIENCE:
                        work.inbox.postpone(message.row_id, _retry_at(message, now), why)
                    case _Postponed(why=why) | _Parked(why=why):
                        work.inbox.park(message.row_id, why)
                        told = (connection.name, message.row_id, why)
                        logger.warning("connection=%s inbox=%d parked: %s", *told)
            work.commit()


def _is_about_all(error: Exception) -> bool:
    """Whether the remote itself is at fault, and none of the shipments that were asked for."""
    return isinstance(error, RemoteError) and not isinstance(error, Refused | Unreadable)


def _our_fault(connection: Connection, message: InboxMessage, error: Exception) -> _Parked:
    logger.error("connection=%s inbox=%d our own fault", connection.name, message.row_id, exc_info=error)
    return _Parked(_internal(error))


def _notices(message: InboxMessage) -> tuple[_Notice, ...]:
    match CallSource(message.source):
        case CallSource.ORDER_NEW:
            told = parse_order_new(message.body)
            return tuple(_Notice(each.merchant_id, each.shipment_id, each.service_scheme) for each in told)
        case CallSource.ORDER_CANCEL:
            asked = parse_order_cancel(message.body)
            return tuple(_Notice(each.merchant_id, each.shipment_id, cancel=each.lots) for each in asked)


def _retry_at(message: InboxMessage, now: datetime) -> datetime:
    """The pause grows with the age of the call; a clock set back since makes it short, not long."""
    return now + min(max((now - message.received_at) / 2, _FIRST_PAUSE), _LONGEST_PAUSE)


def _missing(told: Iterable[ShipmentId], read: Read, blank: Sequence[ShipmentId]) -> Text | None:
    if read.odd:
        return read.odd[0].problem.text
    shown = {shipment.shipment_id for shipment in read.shown} - set(blank)
    hidden = [shipment_id for shipment_id in told if shipment_id not in shown]
    if not hidden:
        return None
    return Text("Мегамаркет ещё не показывает {ids}", "Megamarket does not show {ids} yet").format(
        ids=", ".join(hidden)
    )


def _wrong_merchant(merchant_id: int) -> Text:
    return Text(
        f"Вызов для другого продавца ({merchant_id}): проверьте адреса в кабинете Мегамаркета.",
        f"A call for another merchant ({merchant_id}): check the addresses in Megamarket's cabinet.",
    )


def _homeless(shipments: Sequence[Shipment]) -> Text:
    named = ", ".join(f"{shipment.shipment_id} ({shipment.service_scheme or '—'})" for shipment in shipments)
    return Text(
        f"Схема заказа не подходит ни одному подключению этого продавца: {named}.",
        f"The order's scheme fits no connection of this merchant: {named}.",
    )


def _internal(error: Exception) -> Text:
    name = type(error).__name__
    return Text(f"ошибка программы ({name}), подробности в журнале", f"our own fault ({name}), see the log")

"""The public addresses: when somebody was last at each of them, and how they do in the self-test."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.connection_settings import public_address
from mmdesk.storage.exchange_queries import ExchangeQueries, LastCalls
from mmdesk.storage.inbox import digest
from mmdesk.storage.uow import Storage, UnitOfWork

__all__ = ["PlaceStanding", "PlaceVerdict", "PlaceVerdicts", "PublicPlace", "probe_body", "standings", "test"]


class PublicPlace(StrEnum):
    """The public addresses of a connection, as scripts read them."""

    ORDER_NEW = "order_new"
    ORDER_CANCEL = "order_cancel"
    FEED = "feed"
    CRM = "crm"


@dataclass(frozen=True, slots=True)
class PlaceStanding:
    """One address. `called_at` is None where nobody was there yet, or where nobody writes it down."""

    connection: str
    place: PublicPlace
    is_public: bool
    called_at: datetime | None

    @property
    def is_noted(self) -> bool:
        """Whether calls leave a trace: those of RetailCRM do not."""
        return self.place is not PublicPlace.CRM


@dataclass(frozen=True, slots=True)
class PlaceVerdict:
    """How an address did in the self-test of this moment; `words` name the cure where it failed."""

    connection: str
    place: PublicPlace
    ok: bool
    words: Text


@dataclass(frozen=True, slots=True)
class PlaceVerdicts:
    """The verdicts, and why a connection could not be tested at all."""

    verdicts: tuple[PlaceVerdict, ...]
    refusals: tuple[Text, ...] = ()


def probe_body(merchant_id: int) -> bytes:
    """What the self-test sends as a call of Megamarket: no order is named, and each time the same bytes."""
    return json.dumps(
        {"meta": {"source": "mmdesk-selftest"}, "data": {"merchantId": merchant_id, "shipments": []}},
        separators=(",", ":"),
    ).encode()


def standings(storage: Storage) -> tuple[PlaceStanding, ...]:
    """All addresses of the connections in use. Raises StorageError."""
    with storage.look() as work:
        connections = work.connections.all()
        public = {each.name for each in connections if _is_public(work, each)}
    own = [digest(probe_body(each.merchant_id)) for each in connections]
    calls = ExchangeQueries(storage.engine).last_calls(own)
    return tuple(
        PlaceStanding(each.name, place, each.name in public, _called_at(calls, each, place))
        for each in connections
        for place in PublicPlace
    )


def test(storage: Storage, password: Callable[[Connection], str]) -> PlaceVerdicts:
    """Call every public address from here as Megamarket and RetailCRM would; takes seconds.

    Raises StorageError.
    """
    # What speaks HTTP is not needed to look at the page.
    from mmdesk.services import self_test

    verdicts: list[PlaceVerdict] = []
    refusals: list[Text] = []
    for name in _public_names(storage):
        try:
            report = self_test.run(storage, password, name)
        except MmdeskError as error:
            refusals.append(Text("{name}: {why}", "{name}: {why}").format(name=name, why=error.text))
            continue
        verdicts += [PlaceVerdict(name, each.place, each.ok, each.message) for each in report.verdicts]
    return PlaceVerdicts(tuple(verdicts), tuple(refusals))


def _public_names(storage: Storage) -> Sequence[str]:
    with storage.look() as work:
        return [each.name for each in work.connections.all() if _is_public(work, each)]


def _is_public(work: UnitOfWork, connection: Connection) -> bool:
    try:
        return bool(public_address(work, connection))
    except MmdeskError:
        # A setting that this version cannot read: the self-test says so.
        return True


def _called_at(calls: LastCalls, connection: Connection, place: PublicPlace) -> datetime | None:
    if place is PublicPlace.FEED:
        return calls.fetched.get(connection.connection_id)
    source = _SOURCES.get(place)
    return calls.received.get((connection.connection_id, source)) if source else None


_SOURCES: Final = {PublicPlace.ORDER_NEW: "order/new", PublicPlace.ORDER_CANCEL: "order/cancel"}
"""The calls that are stored."""

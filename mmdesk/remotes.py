"""The remote half of the composition: clients, ports and relays of one connection, built when needed.

Apart from `bootstrap`, so that a command which talks to the database alone does not pay for it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from mmdesk.catalogue.api_copy import ApiCopy
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import Target
from mmdesk.feed_wiring import feed_building, file_source, source_place
from mmdesk.secrets import SecretKind, SecretStore
from mmdesk.services.api_catalogue import ApiCatalogue
from mmdesk.services.crm_dictionary import CrmDictionary
from mmdesk.services.crm_polling import CrmPollster
from mmdesk.services.crm_port import CrmPort
from mmdesk.services.feed_round import FeedPollster
from mmdesk.services.feed_sources import API, ApiSource, FeedSource
from mmdesk.services.intake import Intake
from mmdesk.services.job_runs import JobName, asker
from mmdesk.services.job_times import EXCHANGE_SECONDS
from mmdesk.services.megamarket_port import MegamarketPort
from mmdesk.services.polling import Pollster
from mmdesk.services.relay import Port, Relay
from mmdesk.services.remote_health import RemoteHealth
from mmdesk.services.secret_watch import SecretWatch
from mmdesk.services.shop_zone import zone_of
from mmdesk.services.side_by_side import Pollster as SidePollster
from mmdesk.services.stock_push import StockPush, is_wanted
from mmdesk.settings import ConnectionSettings

if TYPE_CHECKING:
    from mmdesk.bootstrap import Parts


class Remotes:
    """Both remotes of one connection, their clients shared by all that work for it. Close it at the end."""

    def __init__(self, parts: Parts, connection: Connection) -> None:
        self.connection = connection
        self._parts = parts
        self._megamarket_secret = _watch(parts, connection, SecretKind.MM_TOKEN)
        self._crm_secret = _watch(parts, connection, SecretKind.CRM_KEY)
        with ExitStack() as opened:
            self._megamarket = opened.enter_context(_megamarket(connection, self._megamarket_secret))
            self._crm = opened.enter_context(_retailcrm(connection, self._crm_secret))
            self._clients = opened.pop_all()
        self._dictionary = CrmDictionary(self._crm, parts.clock)

    def relays(self, holder: str, may_lead: Callable[[], bool]) -> tuple[Relay, Relay]:
        """The relays towards Megamarket and RetailCRM; one thread each."""
        storage, clock = self._parts.storage, self._parts.clock
        ports: tuple[Port, Port] = (
            MegamarketPort(
                connection=self.connection,
                storage=storage,
                clock=clock,
                client=self._megamarket,
                secret_changed=self._megamarket_secret.changed,
            ),
            CrmPort(
                connection=self.connection,
                storage=storage,
                clock=clock,
                client=self._crm,
                secret_changed=self._crm_secret.changed,
                dictionary=self._dictionary,
            ),
        )
        first, second = (
            Relay(
                storage=storage,
                clock=clock,
                connection_id=self.connection.connection_id,
                port=port,
                holder=holder,
                may_lead=may_lead,
                jitter=_jitter,
            )
            for port in ports
        )
        return first, second

    def intake(self) -> Intake:
        return Intake(
            self._parts.storage, self._parts.clock, self._megamarket, self._health(Target.MEGAMARKET)
        )

    def pollster(self, stopping: Callable[[], bool]) -> Pollster:
        return Pollster(self.connection, self._megamarket, self._health(Target.MEGAMARKET), stopping)

    def crm_pollster(self, stopping: Callable[[], bool]) -> CrmPollster:
        return CrmPollster(self.connection, self._crm, self._health(Target.CRM), self._dictionary, stopping)

    def stock_push(self, stopping: Callable[[], bool]) -> StockPush:
        return StockPush(self.connection, self._megamarket, self._health(Target.MEGAMARKET), stopping)

    def wants_stock_push(self) -> bool:
        """One small read. Raises StorageError."""
        return is_wanted(self._parts.storage, self.connection.connection_id)

    def feed_pollster(self, stopping: Callable[[], bool]) -> FeedPollster:
        return FeedPollster(
            self.connection,
            feed_building(self._parts, self.connection),
            lambda: self._parts.settings_of(self.connection.name),
            self.feed_source,
            stopping,
            partial(asker, self._parts.storage, JobName.FEED),
        )

    def feed_source(self, settings: ConnectionSettings) -> FeedSource:
        """Where the settings say that the goods come from."""
        if settings.feed_source != API:
            return file_source(self._parts, self.connection, settings.feed_source)
        return self._goods_of_crm

    @cached_property
    def _goods_of_crm(self) -> ApiSource:
        place = source_place(self._parts, self.connection) / "catalogue.db"
        copy = ApiCopy(place)
        catalogue = ApiCatalogue(self.connection, self._crm, copy, self._parts.clock)
        return ApiSource(self.connection, copy, place, catalogue, self._health(Target.CRM))

    def close(self) -> None:
        self._clients.close()

    def _health(self, target: Target) -> RemoteHealth:
        secret = self._megamarket_secret if target is Target.MEGAMARKET else self._crm_secret
        return RemoteHealth(
            storage=self._parts.storage,
            clock=self._parts.clock,
            connection_id=self.connection.connection_id,
            target=target,
            secret_changed=secret.changed,
            jitter=_jitter,
        )


@dataclass(frozen=True, slots=True)
class Exchange:
    """One kind of poll that every connection has: its job, how often it is due, and what carries it out.

    One that most connections do without says which want it: the others are passed over without a word.
    """

    job: JobName
    seconds: Callable[[ConnectionSettings], int]
    pollster: Callable[[Remotes, Callable[[], bool]], SidePollster]
    is_wanted: Callable[[Remotes], bool] | None = None


EXCHANGES: Final = (
    Exchange(JobName.MEGAMARKET, EXCHANGE_SECONDS[JobName.MEGAMARKET], Remotes.pollster),
    Exchange(JobName.CRM, EXCHANGE_SECONDS[JobName.CRM], Remotes.crm_pollster),
    Exchange(JobName.FEED, EXCHANGE_SECONDS[JobName.FEED], Remotes.feed_pollster),
    Exchange(JobName.STOCK, EXCHANGE_SECONDS[JobName.STOCK], Remotes.stock_push, Remotes.wants_stock_push),
)
"""The schedule, a run on request and the threads of each connection all follow this table."""


@contextmanager
def open_remotes(parts: Parts, connection: Connection) -> Iterator[Remotes]:
    """Raises BadAddress for an address that has become unacceptable."""
    remotes = Remotes(parts, connection)
    try:
        yield remotes
    finally:
        remotes.close()


def megamarket(parts: Parts, connection: Connection) -> Megamarket:
    """A client for a connection's marketplace account; its user closes it. Raises BadAddress."""
    return _megamarket(connection, _watch(parts, connection, SecretKind.MM_TOKEN))


def retailcrm(parts: Parts, connection: Connection) -> RetailCrm:
    """A client for a connection's RetailCRM account; its user closes it. Raises BadAddress."""
    return _retailcrm(connection, _watch(parts, connection, SecretKind.CRM_KEY))


@contextmanager
def both_clients(
    connection: Connection, store: SecretStore, clock: Clock
) -> Iterator[tuple[Megamarket, RetailCrm]]:
    """Clients for a connection, stored or not, with the secrets of any store. Raises BadAddress."""
    token, key = (
        SecretWatch(partial(store.get, connection.name, kind), clock)
        for kind in (SecretKind.MM_TOKEN, SecretKind.CRM_KEY)
    )
    with _megamarket(connection, token) as megamarket, _retailcrm(connection, key) as crm:
        yield megamarket, crm


def _megamarket(connection: Connection, token: SecretWatch) -> Megamarket:
    return Megamarket(connection.mm_url, connection.merchant_id, token.current)


def _retailcrm(connection: Connection, key: SecretWatch) -> RetailCrm:
    return RetailCrm(connection.crm_url, key.current, connection.crm_site, zone_of(connection))


def _watch(parts: Parts, connection: Connection, kind: SecretKind) -> SecretWatch:
    return SecretWatch(lambda: parts.secrets.get(connection.name, kind), parts.clock)


def _jitter() -> float:
    return random.random()  # noqa: S311 - spreads repeats in time, nothing secret

"""The service's work done by hand, in this process and on a clock moved by hand: hours pass in seconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from mmdesk.clients.megamarket import Megamarket
from mmdesk.clients.pace import Limiters
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.demo.stage_clock import MovableClock, limiters_in_story_time
from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import Target
from mmdesk.domain.standing import RowState
from mmdesk.sandbox.megamarket_bodies import order_cancel, order_new
from mmdesk.sandbox.megamarket_state import Scheme
from mmdesk.sandbox.megamarket_wire import encode
from mmdesk.sandbox.run import Sandbox, SandboxAccount
from mmdesk.services import intake
from mmdesk.services.crm_port import CrmPort
from mmdesk.services.intake import Call, CallSource, Intake
from mmdesk.services.megamarket_port import MegamarketPort
from mmdesk.services.polling import Poll
from mmdesk.services.relay import Port, Relay
from mmdesk.services.remote_health import RemoteHealth
from mmdesk.storage.outbox import QueuedCommand
from mmdesk.storage.uow import Storage

_HOLDER: Final = "demo"
_STEP: Final = 1.0
"""Seconds by which time is moved while something waits for it."""
_MOST_STEPS: Final = 2000
_SOON: Final = timedelta(minutes=5)
"""What is planned for later than this is none of the work under way."""


class NeverQuiet(Exception):
    """Raised when something is still under way after as much time as any exchange takes."""


@dataclass(frozen=True, slots=True)
class _Line:
    """What works for one connection."""

    connection: Connection
    intake: Intake
    poll: Poll
    relays: Sequence[Relay]

    def work(self) -> None:
        """Carry everything as far as it can go now."""
        while self.intake.work_off(self.connection):
            pass
        for relay in self.relays:
            while relay.run_once():
                pass


class HandExchange:
    """Carries orders and commands between the sandbox and the database. Used by one thread."""

    def __init__(
        self, storage: Storage, clock: MovableClock, sandbox: Sandbox, lines: Mapping[Scheme, _Line]
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._sandbox = sandbox
        self._lines = lines

    def bring_order(self, shipment_id: str) -> None:
        """Megamarket's call about a new order arrives."""
        shipment = self._sandbox.megamarket.shipment(shipment_id)
        body = order_new(shipment, self._sandbox.megamarket.market.behaviour)
        self._receive(shipment.scheme, CallSource.ORDER_NEW, encode(body))

    def bring_cancellation(self, shipment_id: str, lots: Sequence[int]) -> None:
        """Megamarket's call about lots that the buyer gives up arrives."""
        shipment = self._sandbox.megamarket.shipment(shipment_id)
        given_up = [lot for lot in shipment.lots if lot.index in lots]
        self._receive(shipment.scheme, CallSource.ORDER_CANCEL, encode(order_cancel(shipment, given_up)))

    def settle(self, scheme: Scheme) -> None:
        """Go on until nothing is under way but what is parked. Raises NeverQuiet."""
        line = self._lines[scheme]
        for _ in range(_MOST_STEPS):
            line.work()
            if not self._is_waiting(line):
                return
            self._clock.advance(_STEP)
        raise NeverQuiet

    def poll(self) -> None:
        """Read every open order, and carry out what follows."""
        for scheme, line in self._lines.items():
            line.poll.run(line.connection)
            self.settle(scheme)

    def _receive(self, scheme: Scheme, source: CallSource, body: bytes) -> None:
        intake.receive(self._storage, self._clock, Call(self._lines[scheme].connection, source, body))

    def _is_waiting(self, line: _Line) -> bool:
        later = self._clock.now() + _SOON
        connection_id = line.connection.connection_id
        with self._storage.look() as work:
            return (
                any(_is_under_way(row) for row in work.outbox.list() if row.connection_id == connection_id)
                or work.inbox.next(connection_id, later) is not None
                or bool(work.shipments.due_for_reread(connection_id, later, 1))
            )


def _is_under_way(row: QueuedCommand) -> bool:
    return row.progress.state != RowState.PARKED


@contextmanager
def exchange_by_hand(storage: Storage, clock: MovableClock, sandbox: Sandbox) -> Iterator[HandExchange]:
    """For the connections that stand for the sandbox's accounts; the sandbox must go by the same clock."""
    limiters = limiters_in_story_time(clock)
    with storage.look() as work:
        known = {each.merchant_id: each for each in work.connections.all()}
    with ExitStack() as opened:
        lines = {
            account.scheme: _line(
                opened, storage, clock, known[account.merchant.merchant_id], account, limiters
            )
            for account in sandbox.accounts
        }
        yield HandExchange(storage, clock, sandbox, lines)


def _line(
    opened: ExitStack,
    storage: Storage,
    clock: MovableClock,
    connection: Connection,
    account: SandboxAccount,
    limiters: Limiters,
) -> _Line:
    token, key = account.merchant.token, account.key.secret
    zone = ZoneInfo(connection.crm_zone)
    market = opened.enter_context(Megamarket(connection.mm_url, connection.merchant_id, lambda: token))
    crm = opened.enter_context(
        RetailCrm(connection.crm_url, lambda: key, connection.crm_site, zone, limiters)
    )
    ports: tuple[Port, Port] = (
        MegamarketPort(
            connection=connection, storage=storage, clock=clock, client=market, secret_changed=_never
        ),
        CrmPort(connection=connection, storage=storage, clock=clock, client=crm, secret_changed=_never),
    )
    health = RemoteHealth(storage, clock, connection.connection_id, Target.MEGAMARKET, _never, _no_chance)
    return _Line(
        connection,
        Intake(storage, clock, market, health),
        Poll(storage, clock, market),
        [_relay(storage, clock, connection, port) for port in ports],
    )


def _relay(storage: Storage, clock: MovableClock, connection: Connection, port: Port) -> Relay:
    return Relay(
        storage=storage,
        clock=clock,
        connection_id=connection.connection_id,
        port=port,
        holder=_HOLDER,
        may_lead=_always,
        jitter=_no_chance,
    )


def _always() -> bool:
    return True


def _never() -> bool:
    return False


def _no_chance() -> float:
    return 0.5

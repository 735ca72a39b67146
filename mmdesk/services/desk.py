"""The one way in which somebody's decision becomes commands: check, queue and log in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import Intent, Target
from mmdesk.domain.notice import NoticeCode
from mmdesk.domain.parked import replaced
from mmdesk.domain.scheme import Plan, Scheme
from mmdesk.domain.standing import RowState, Standing
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.operators import Operator
from mmdesk.services.timeline import Happening, tell
from mmdesk.storage.engine import StorageError
from mmdesk.storage.queries import AmbiguousShipment
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import Storage, UnitOfWork


class UnknownShipment(MmdeskError):
    """Raised for an id that no connection has an order for."""

    title = Text("Такого отправления нет", "There is no such shipment")
    hint = Text(
        "Проверьте номер или обменяйтесь с Мегамаркетом.", "Check the id, or exchange with Megamarket."
    )


@dataclass(frozen=True, slots=True)
class OrderRef:
    """An order as a person names it; without a connection the id alone has to be enough."""

    shipment_id: str
    connection: str = ""


@dataclass(frozen=True, slots=True)
class Queued:
    """What a decision led to: the keys of the new commands, none when there was nothing left to do.

    `noted` tells that a fact of our own was recorded now, for which no command is needed.
    """

    shipment_id: str
    connection: str
    keys: tuple[str, ...]
    accepts_unseen: bool = False
    noted: bool = False

    @property
    def is_new(self) -> bool:
        """Whether it was done now; otherwise it had been done, or was on its way, before."""
        return bool(self.keys) or self.noted


@dataclass
class Deed:
    """One deed of a person on many orders: its commands leave together, the time to undo after its end.

    `keys` are the commands queued so far, `leaves_at` the moment to which they have been put off.
    """

    keys: list[str] = field(default_factory=list)
    leaves_at: datetime | None = None


Decide = Callable[[Scheme, Standing], Plan]
Along = Callable[[UnitOfWork, StoredShipment], None]
UndoOf = Callable[[UnitOfWork, Connection], timedelta]
Answer = Queued | MmdeskError

_TOGETHER: Final = 10
"""Orders in one transaction."""
_ENOUGH_S: Final = 0.025
"""After so long a transaction takes no further order, so that nobody waits long on a slow computer either."""


def new_key() -> str:
    """A random key for one command: short enough to read out, long enough never to meet again."""
    return secrets.token_hex(8)


class Desk:
    """Takes decisions on orders. Safe to use from several threads and processes at once."""

    def __init__(self, storage: Storage, clock: Clock, keys: Callable[[], str] = new_key) -> None:
        self._storage = storage
        self._clock = clock
        self._keys = keys

    def decide(
        self,
        order: OrderRef,
        by: Operator,
        decide: Decide,
        *,
        undo: timedelta = timedelta(0),
        along: Along | None = None,
    ) -> Queued:
        """Let the scheme's rules turn a wish into commands and queue them, all or none.

        `undo` delays the sending; `along` does what belongs to new commands in the same transaction. Raises
        NotAllowed and its kin when the rules forbid it.
        """
        with self._storage.work() as work:
            connection, stored = find_order(work, order)
            keys = self.decide_within(work, connection, stored, by, decide, undo=undo)
            if keys:
                if along is not None:
                    along(work, stored)
                # A commit wakes every process: one that changed nothing must not be made.
                work.commit()
        return _queued(connection, stored, keys)

    def decide_each(
        self, orders: Sequence[OrderRef], by: Operator, decide: Decide, undo_of: UndoOf, deed: Deed
    ) -> list[tuple[OrderRef, Answer]]:
        """The same for many orders as parts of one deed: what one is refused for keeps none of the others.

        Several share a transaction. Each of those moves on the moment at which the whole deed leaves, so that
        a deed that ends halfway leaves as well.
        """
        left, told = tuple(dict.fromkeys(orders)), list[tuple[OrderRef, Answer]]()
        while left:
            answers = self._decide_some(left[:_TOGETHER], by, decide, undo_of, deed)
            told += zip(left, answers, strict=False)
            left = left[len(answers) :]
        return told

    def _decide_some(
        self, orders: Sequence[OrderRef], by: Operator, decide: Decide, undo_of: UndoOf, deed: Deed
    ) -> list[Answer]:
        """The answers for the first of the orders, at least one."""
        try:
            return self._decide_together(orders, by, decide, undo_of, deed)
        except StorageError as error:
            if len(orders) == 1:
                return [error]
            # Alone it gets in nobody's way, and nobody else's trouble is told as its own.
            return self._decide_some(orders[:1], by, decide, undo_of, deed)

    def _decide_together(
        self, orders: Sequence[OrderRef], by: Operator, decide: Decide, undo_of: UndoOf, deed: Deed
    ) -> list[Answer]:
        answers, keys, undo = list[Answer](), list[str](), timedelta(0)
        with self._storage.work() as work:
            enough = self._clock.monotonic() + _ENOUGH_S
            for order in orders:
                try:
                    connection, stored = find_order(work, order)
                    standing = standing_of(work, stored)
                    plan = decide(connection.scheme, standing)
                except MmdeskError as error:
                    # Nothing has been written for it yet.
                    answers.append(error)
                    continue
                own = undo_of(work, connection)
                queued = self._carry_out(work, stored, standing, plan, by, own)
                answers.append(_queued(connection, stored, queued))
                keys += queued
                undo = max(undo, own) if queued else undo
                if self._clock.monotonic() >= enough:
                    break
            if not keys:
                return answers
            now = self._clock.now()
            leaves_at = max(now + undo, deed.leaves_at or now)
            work.held.put_off((*deed.keys, *keys), now, leaves_at)
            work.commit()
        deed.keys += keys
        deed.leaves_at = leaves_at
        return answers

    def decide_within(
        self,
        work: UnitOfWork,
        connection: Connection,
        stored: StoredShipment,
        by: Operator,
        decide: Decide,
        *,
        undo: timedelta = timedelta(0),
    ) -> tuple[str, ...]:
        """The same inside a transaction that its owner commits; the keys of the new commands."""
        standing = standing_of(work, stored)
        plan = decide(connection.scheme, standing)
        return self._carry_out(work, stored, standing, plan, by, undo)

    def _carry_out(
        self,
        work: UnitOfWork,
        stored: StoredShipment,
        standing: Standing,
        plan: Plan,
        by: Operator,
        undo: timedelta,
    ) -> tuple[str, ...]:
        self._replace_parked(work, stored, standing, plan, by)
        return tuple(self._queue(work, stored, intent, by, undo) for intent in plan)

    def now(self) -> datetime:
        """The moment at which a fact of our own is recorded."""
        return self._clock.now()

    def change(
        self, order: OrderRef, change: Callable[[UnitOfWork, Connection, StoredShipment], bool]
    ) -> Queued:
        """Record a fact of our own about an order, in one transaction; `change` tells whether it is news."""
        with self._storage.work() as work:
            connection, stored = find_order(work, order)
            noted = change(work, connection, stored)
            if noted:
                work.commit()
        return replace(_queued(connection, stored, ()), noted=noted)

    def _queue(
        self,
        work: UnitOfWork,
        stored: StoredShipment,
        intent: Intent,
        by: Operator,
        undo: timedelta,
    ) -> str:
        now = self._clock.now()
        key = self._keys()
        work.outbox.add(
            key=key,
            connection_id=stored.connection_id,
            shipment=stored.key,
            intent=intent,
            created_by=by.name,
            at=now,
            not_before=now + undo,
        )
        lots = ", ".join(map(str, intent.lots))
        tell(work, stored, now, by, Happening.COMMAND_QUEUED, command=intent.command.value, lots=lots)
        return key

    def _replace_parked(
        self, work: UnitOfWork, stored: StoredShipment, standing: Standing, plan: Plan, by: Operator
    ) -> None:
        now = self._clock.now()
        for parked in replaced(standing, plan):
            # Its doubt, if there is one, passes to the command that takes its place.
            progress = replace(work.outbox.find(parked.key).progress, state=RowState.CANCELLED)
            work.outbox.replace_progress(parked.key, progress, None, now)
            command = parked.intent.command.value
            tell(work, stored, now, by, Happening.COMMAND_REPLACED, command=command)


def _queued(connection: Connection, stored: StoredShipment, keys: tuple[str, ...]) -> Queued:
    return Queued(
        stored.shipment.shipment_id, connection.name, keys, accepts_unseen=connection.scheme.accepts_unseen
    )


def find_order(work: UnitOfWork, order: OrderRef) -> tuple[Connection, StoredShipment]:
    """The order and its connection. Raises UnknownConnection, UnknownShipment or AmbiguousShipment."""
    connection = connection_of(work, order)
    stored = work.shipments.find(connection.connection_id, order.shipment_id)
    if stored is None:
        raise UnknownShipment(order.shipment_id)
    return connection, stored


def connection_of(work: UnitOfWork, order: OrderRef) -> Connection:
    """The connection that is meant. Raises UnknownConnection, UnknownShipment or AmbiguousShipment."""
    return work.connections.get(order.connection) if order.connection else _only_holder(work, order)


def _only_holder(work: UnitOfWork, order: OrderRef) -> Connection:
    """The connection in use that holds the order; what a removed one left behind is history."""
    holders = frozenset(work.shipments.holders(order.shipment_id))
    connections = [each for each in work.connections.all() if each.connection_id in holders]
    if not connections:
        raise UnknownShipment(order.shipment_id)
    if len(connections) > 1:
        raise AmbiguousShipment(order.shipment_id)
    return connections[0]


def standing_of(work: UnitOfWork, stored: StoredShipment) -> Standing:
    """What the rules look at: the mirror, and what is under way to Megamarket.

    A refusal that was taken a moment ago counts as under way until the order is read again: till then the
    mirror shows its lots as if nothing had been decided.
    """
    unseen = work.outbox.accepted_unseen(stored.key, stored.seen_at)
    pending = unseen + work.outbox.unfinished(stored.key, Target.MEGAMARKET)
    foreign = any(notice.code == NoticeCode.FOREIGN_DELIVERY for notice in work.notices.of(stored.key))
    return Standing(stored.shipment, pending, stored.couriered_at, foreign)

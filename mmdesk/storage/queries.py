"""Projected reads for the command line and the windows: the mirror, plus the commands on their way to it.

A read takes no lock that a writer waits for, and sees one moment of the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Engine, Select, case, func, literal, select
from sqlalchemy.orm import Session, defer, raiseload

from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.intent import Command, Target
from mmdesk.domain.lot import Lot
from mmdesk.domain.notice import Notice
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.shipment import Buyer, Shipment, ShipmentId
from mmdesk.domain.standing import UNFINISHED, PendingCommand, RowState, Standing
from mmdesk.domain.status import CANCELED, FINAL, Status
from mmdesk.domain.step import Step
from mmdesk.errors import MmdeskError, Text
from mmdesk.storage.connections import UnknownConnection
from mmdesk.storage.engine import foreign_errors_translated
from mmdesk.storage.history import HistoryEvent, event_of
from mmdesk.storage.notices import Notices
from mmdesk.storage.order_index import OrderIndex, OrderWish, order_index
from mmdesk.storage.overview import ServiceOverview, overview
from mmdesk.storage.payloads import decode
from mmdesk.storage.shipment_rows import deadlines_of, lot_of, shipment_of
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import ConnectionRow, HistoryRow, LabelRow, LotRow, OutboxRow, ShipmentRow
from mmdesk.storage.types import Roubles

_UNFINISHED = [state.value for state in UNFINISHED]
_UNDER_WAY = [RowState.PENDING.value, RowState.CLAIMED.value]


class AmbiguousShipment(MmdeskError):
    """Raised when several connections hold a shipment with this id and none was named."""

    title = Text("Такое отправление есть в нескольких подключениях", "Several connections hold this shipment")
    hint = Text("Назовите одно: --connection ИМЯ.", "Name one: --connection NAME.")


@dataclass(frozen=True, slots=True)
class PendingRow:
    """A command that is not over, as people and scripts see it."""

    key: str
    target: Target
    command: Command
    state: RowState
    error: Text | None
    not_before: datetime


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of the list of orders. `status` is Megamarket's, `projected` counts what is on its way.

    `lots` is the number of goods, `total` the sum in roubles of everything that is not cancelled. `risk_at`
    is when the deadline becomes near, `canceled_at` when the last cancellation, or the buyer's wish for one,
    was noticed; `cancel_asked` tells that the buyer asks to cancel a lot which is still open,
    `buyer_canceled` that a lot of the goods is cancelled by the buyer, `canceled_lots` how many of the goods
    are cancelled by anybody.
    """

    key: ShipmentKey
    connection_id: ConnectionId
    connection: str
    scheme: SchemeCode
    shipment_id: ShipmentId
    status: str
    projected: str
    placed_at: datetime
    finished: bool
    deadlines: Deadlines
    due_at: datetime | None
    buyer_name: str
    lots: int
    total: Decimal
    crm_order_id: str
    version: int
    pending: tuple[PendingRow, ...]
    step: Step
    risk_at: datetime | None
    couriered_at: datetime | None
    checked_at: datetime | None
    canceled_at: datetime | None
    cancel_asked: bool
    buyer_canceled: bool
    canceled_lots: int
    test_mode: bool


@dataclass(frozen=True, slots=True)
class OrderLot:
    """A lot with the status it will have once everything on its way is accepted."""

    lot: Lot
    projected: str
    mark: str


@dataclass(frozen=True, slots=True)
class OrderBox:
    """A box Megamarket knows, its lots, and whether its label is here."""

    index: int
    code: str
    lots: tuple[int, ...]
    label: bool


@dataclass(frozen=True, slots=True)
class OrderDetails:
    """Everything that is shown of one order. `raw` is the remote document and holds personal data."""

    order: OrderRow
    lots: tuple[OrderLot, ...]
    boxes: tuple[OrderBox, ...]
    buyer: Buyer
    couriered_at: datetime | None
    checked_at: datetime | None
    first_seen_at: datetime
    seen_at: datetime
    notices: tuple[Notice, ...]
    raw: str


class Queries:
    """Reads of one database; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        if engine.dialect.name == "postgresql":
            # SQLite shows one moment to every transaction by itself.
            self._engine = engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    def list_orders(
        self,
        connection: str | None = None,
        status: str | None = None,
        *,
        open_only: bool = False,
        limit: int = 1000,
    ) -> tuple[OrderRow, ...]:
        """Orders, the newest first; those of removed connections only when one is named.

        Raises UnknownConnection.
        """
        with self._reading() as session:
            owners = _owners(session, connection)
            return _orders(session, owners, _page(owners, status, open_only=open_only, limit=limit))

    def order_index(self, wish: OrderWish, now: datetime) -> OrderIndex:
        """The keys of the orders wished for, and how many each chip would show. Raises UnknownConnection."""
        with self._reading() as session:
            return order_index(session, wish, now)

    def orders(self, keys: Sequence[ShipmentKey]) -> tuple[OrderRow, ...]:
        """The orders that still exist of those named, in the order named."""
        found: dict[ShipmentKey, OrderRow] = {}
        with self._reading() as session:
            owners = {row.id: row for row in session.scalars(select(ConnectionRow))}
            for start in range(0, len(keys), _CHUNK):
                for order in _orders(session, owners, keys[start : start + _CHUNK]):
                    found[order.key] = order
        return tuple(found[key] for key in keys if key in found)

    def show_order(self, shipment_id: str, connection: str | None = None) -> OrderDetails | None:
        """One order with everything that is shown of it. Raises AmbiguousShipment and UnknownConnection."""
        with self._reading() as session:
            row = _find(session, shipment_id, connection)
            return None if row is None else details_of(session, row)

    def timeline(self, shipment_id: str, connection: str | None = None) -> tuple[HistoryEvent, ...]:
        """What happened to an order, in order. Raises AmbiguousShipment and UnknownConnection."""
        with self._reading() as session:
            row = _find(session, shipment_id, connection)
            if row is None:
                return ()
            query = select(HistoryRow).where(HistoryRow.shipment_pk == row.id).order_by(HistoryRow.id)
            return tuple(event_of(event) for event in session.scalars(query))

    def service_overview(self) -> ServiceOverview:
        """How the service and both remotes of every connection are doing."""
        with self._reading() as session:
            return overview(session)

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with foreign_errors_translated(), Session(self._engine) as session:
            yield session


@dataclass(frozen=True, slots=True)
class _Sum:
    goods: int = 0
    total: Decimal = Decimal(0)
    cancel_asked: bool = False
    buyer_canceled: bool = False
    canceled_lots: int = 0


_NEWEST = (ShipmentRow.placed_at.desc(), ShipmentRow.id.desc())
_CHUNK = 500
"""How many keys are named in one statement."""
_Keys = Select[int] | Sequence[int]
# The document is wide, and nothing of the list is in it.
_NARROW = (
    defer(ShipmentRow.raw, raiseload=True),
    raiseload(ShipmentRow.lots),
    raiseload(ShipmentRow.boxes),
)


def _owners(session: Session, name: str | None) -> dict[int, ConnectionRow]:
    query = select(ConnectionRow)
    query = query.where(ConnectionRow.removed_at.is_(None) if name is None else ConnectionRow.name == name)
    owners = {row.id: row for row in session.scalars(query)}
    if name is not None and not owners:
        raise UnknownConnection(name)
    return owners


def _page(owners: Collection[int], status: str | None, *, open_only: bool, limit: int) -> Select[int]:
    """The keys of the newest shipments that fit; found without touching their rows."""
    # The sum keeps the planner from looking up all orders of a connection, to sort them afterwards.
    query = select(ShipmentRow.id).where((ShipmentRow.connection_id + 0).in_(owners))
    if status is not None:
        query = query.where(ShipmentRow.effective_status == status)
    if open_only:
        query = query.where(ShipmentRow.finished.is_(False))
    return query.order_by(*_NEWEST).limit(limit)


def _orders(session: Session, owners: Mapping[int, ConnectionRow], keys: _Keys) -> tuple[OrderRow, ...]:
    """The newest first."""
    newest = select(ShipmentRow).where(ShipmentRow.id.in_(keys)).order_by(*_NEWEST).options(*_NARROW)
    sums, pending, lots = _sums(session, keys), _unfinished(session, keys), _lots_under_way(session, keys)
    return tuple(
        _order(row, owners[row.connection_id], sums[row.id], pending[row.id], lots[row.id])
        for row in session.scalars(newest)
    )


def _sums(session: Session, keys: _Keys) -> Mapping[int, _Sum]:
    """How many goods each shipment has, what everything not cancelled comes to, and the buyer's wishes."""
    counts = case((LotRow.status.in_(CANCELED), literal(Decimal(0), Roubles)), else_=LotRow.final_price)
    query = (
        select(
            LotRow.shipment_pk,
            func.count().filter(LotRow.is_delivery.is_(False)),
            func.sum(counts, type_=Roubles),
            func.count().filter(LotRow.cancel_requested_at.is_not(None), LotRow.status.not_in(FINAL)) > 0,
            func.count().filter(LotRow.is_delivery.is_(False), LotRow.status == Status.CUSTOMER_CANCELED) > 0,
            func.count().filter(LotRow.is_delivery.is_(False), LotRow.status.in_(CANCELED)),
        )
        .where(LotRow.shipment_pk.in_(keys))
        .group_by(LotRow.shipment_pk)
    )
    found = {
        key: _Sum(goods, total, bool(asked), bool(by_buyer), canceled)
        for key, goods, total, asked, by_buyer, canceled in session.execute(query)
    }
    return defaultdict(_Sum, found)


def _unfinished(session: Session, keys: _Keys) -> Mapping[int, list[OutboxRow]]:
    query = (
        select(OutboxRow)
        .where(OutboxRow.shipment_pk.in_(keys), OutboxRow.state.in_(_UNFINISHED))
        .order_by(OutboxRow.id)
    )
    found: dict[int, list[OutboxRow]] = defaultdict(list)
    for row in session.scalars(query):
        found[row.shipment_pk].append(row)
    return found


def _lots_under_way(session: Session, keys: _Keys) -> Mapping[int, list[Lot]]:
    """The lots of those shipments for which a command to Megamarket is on its way."""
    under_way = select(OutboxRow.shipment_pk).where(
        OutboxRow.shipment_pk.in_(keys),
        OutboxRow.state.in_(_UNDER_WAY),
        OutboxRow.target == Target.MEGAMARKET.value,
    )
    query = select(LotRow).where(LotRow.shipment_pk.in_(under_way)).order_by(LotRow.index)
    found: dict[int, list[Lot]] = defaultdict(list)
    for row in session.scalars(query):
        found[row.shipment_pk].append(lot_of(row))
    return found


def _order(
    row: ShipmentRow, owner: ConnectionRow, sums: _Sum, pending: Sequence[OutboxRow], lots: Sequence[Lot]
) -> OrderRow:
    shipment = Shipment(ShipmentId(row.shipment_id), row.status, tuple(lots))
    return OrderRow(
        key=ShipmentKey(row.id),
        connection_id=ConnectionId(owner.id),
        connection=owner.name,
        scheme=SchemeCode(owner.scheme),
        shipment_id=shipment.shipment_id,
        status=row.effective_status,
        projected=_projected(shipment, pending) or row.effective_status,
        placed_at=row.placed_at,
        finished=row.finished,
        deadlines=deadlines_of(row),
        due_at=row.due_at,
        buyer_name=row.buyer_name,
        lots=sums.goods,
        total=sums.total,
        crm_order_id=row.crm_order_id,
        version=row.version,
        pending=tuple(_pending(command) for command in pending),
        step=Step(row.step),
        risk_at=row.risk_at,
        couriered_at=row.couriered_at,
        checked_at=row.checked_at,
        canceled_at=row.canceled_at,
        cancel_asked=sums.cancel_asked,
        buyer_canceled=sums.buyer_canceled,
        canceled_lots=sums.canceled_lots,
        test_mode=owner.test_mode,
    )


def _projected(shipment: Shipment, pending: Sequence[OutboxRow]) -> str:
    """The roll-up of what the lots will be; empty where nothing is on its way."""
    standing = _standing(shipment, pending)
    if not any(standing.awaits(lot) for lot in shipment.lots):
        return ""
    lots = tuple(lot.with_status(standing.projected(lot)) for lot in shipment.lots)
    return replace(shipment, status="", lots=lots).effective_status


def _standing(shipment: Shipment, pending: Sequence[OutboxRow]) -> Standing:
    commands = (
        PendingCommand(row.key, decode(row.command, row.payload), RowState(row.state))
        for row in pending
        if row.target == Target.MEGAMARKET.value
    )
    return Standing(shipment, tuple(commands))


def _pending(row: OutboxRow) -> PendingRow:
    return PendingRow(
        key=row.key,
        target=Target(row.target),
        command=Command(row.command),
        state=RowState(row.state),
        error=row.error,
        not_before=row.not_before,
    )


def _find(session: Session, shipment_id: str, connection: str | None) -> ShipmentRow | None:
    """The one shipment meant: a connection in use goes before a removed one."""
    query = (
        select(ShipmentRow, ConnectionRow.name, ConnectionRow.removed_at)
        .join(ConnectionRow, ConnectionRow.id == ShipmentRow.connection_id)
        .where(ShipmentRow.shipment_id == shipment_id)
        .order_by(ConnectionRow.name)
    )
    if connection is not None:
        query = query.where(ShipmentRow.connection_id.in_(_owners(session, connection)))
    found = session.execute(query).all()
    chosen = [entry for entry in found if entry[2] is None] or found
    if len(chosen) > 1:
        names = ", ".join(name for _, name, _ in chosen)
        raise AmbiguousShipment(f"{shipment_id} ({names})")
    return chosen[0][0] if chosen else None


def details_of(session: Session, row: ShipmentRow) -> OrderDetails:
    shipment = shipment_of(row)
    pending = _unfinished(session, select(literal(row.id)))[row.id]
    standing = _standing(shipment, pending)
    asked = any(lot.cancel_requested for lot in shipment.open_lots)
    by_buyer = any(lot.status == Status.CUSTOMER_CANCELED for lot in shipment.goods)
    canceled = sum(lot.is_canceled for lot in shipment.goods)
    sums = _Sum(len(shipment.goods), shipment.total, asked, by_buyer, canceled)
    owner = session.get_one(ConnectionRow, row.connection_id)
    return OrderDetails(
        order=_order(row, owner, sums, pending, shipment.lots),
        lots=tuple(
            OrderLot(lot, standing.projected(lot), lot_row.mark)
            for lot, lot_row in zip(shipment.lots, row.lots, strict=True)
        ),
        boxes=_boxes(session, row),
        buyer=shipment.buyer,
        couriered_at=row.couriered_at,
        checked_at=row.checked_at,
        first_seen_at=row.first_seen_at,
        seen_at=row.seen_at,
        notices=Notices(session).of(ShipmentKey(row.id)),
        raw=row.raw,
    )


def _boxes(session: Session, row: ShipmentRow) -> tuple[OrderBox, ...]:
    query = select(LabelRow.box_index).where(LabelRow.shipment_pk == row.id, LabelRow.void_at.is_(None))
    labelled = set(session.scalars(query))
    return tuple(
        OrderBox(
            index=box.index,
            code=box.code,
            lots=tuple(sorted(content.lot_index for content in box.contents)),
            label=box.index in labelled,
        )
        for box in row.boxes
    )

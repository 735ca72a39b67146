"""Which orders a list shows, in which order: keys only, found without touching the wide rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    ColumnExpressionArgument,
    CompoundSelect,
    ScalarSelect,
    Select,
    SelectBase,
    and_,
    case,
    exists,
    func,
    literal,
    select,
    true,
    union,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from mmdesk.domain.intent import Command, Target
from mmdesk.domain.scheme import Verb
from mmdesk.domain.schemes import scheme_of
from mmdesk.domain.standing import RowState
from mmdesk.domain.status import FINAL, Status
from mmdesk.domain.step import Step
from mmdesk.storage import search
from mmdesk.storage.connections import UnknownConnection
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import ConnectionRow, LotRow, OutboxLotRow, OutboxRow, ShipmentRow
from mmdesk.storage.types import Moment

_CANCELED_FOR: Final = timedelta(days=7)
"""How long a cancellation stays among the cancelled."""
_MOST_FOUND: Final = 1000


class OrderFilter(StrEnum):
    """The chips over the list."""

    CONFIRM = "confirm"
    PACK = "pack"
    HAND_OVER = "hand-over"
    RISK = "risk"
    DECIDE = "decide"
    CANCELED = "canceled"
    ALL = "all"
    OVERDUE = "overdue"


class OrderSort(StrEnum):
    """What comes first: the nearest deadline (finished orders last), the newest order, the lowest number."""

    DEADLINE = "deadline"
    NEWEST = "newest"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class OrderWish:
    """What somebody wants to see. A search looks in all orders, whatever the chip."""

    show: OrderFilter = OrderFilter.CONFIRM
    search: str = ""
    connection: str = ""
    sort: OrderSort = OrderSort.DEADLINE


@dataclass(frozen=True, slots=True)
class OrderIndex:
    """The answer to a wish: every key in order, and how many orders each chip would show.

    `capped` tells that a search found more than it lists, `canceled_at` when a buyer's cancellation was
    noticed last, None where that is long ago.
    """

    wish: OrderWish
    keys: tuple[ShipmentKey, ...] = ()
    counts: Mapping[OrderFilter, int] = field(default_factory=dict)
    capped: bool = False
    canceled_at: datetime | None = None


_Columns = type[ShipmentRow] | ReadOnlyColumnCollection[str, Any]
_STEPS: Final[Mapping[OrderFilter, tuple[Step, ...]]] = {
    OrderFilter.CONFIRM: (Step.CONFIRM,),
    OrderFilter.PACK: (Step.PACK,),
    OrderFilter.HAND_OVER: (Step.HAND_OVER, Step.CLOSE),
}
_UNDER_WAY: Final = (RowState.PENDING.value, RowState.CLAIMED.value)
_NO_STEP: Final = (Command.LABEL.value, Command.MOVE.value)
"""Commands after which the same is left to do as before."""
_OPEN: Final = ShipmentRow.finished.is_(False)
_FINISHED: Final = ShipmentRow.finished.is_(True)
_ANSWERED: Final = exists(
    select(OutboxRow.id)
    .join(OutboxLotRow, OutboxLotRow.outbox_id == OutboxRow.id)
    .where(
        OutboxRow.shipment_pk == LotRow.shipment_pk,
        OutboxRow.command == Command.ANSWER_CANCEL.value,
        OutboxRow.state.in_([*_UNDER_WAY, RowState.DONE.value]),
        OutboxLotRow.lot_index == LotRow.index,
    )
    .correlate(LotRow)
)
"""What was answered is answered, even while Megamarket still shows the lot as it was."""


def order_index(session: Session, wish: OrderWish, now: datetime) -> OrderIndex:
    """Raises UnknownConnection for a connection that is not in use."""
    owners = _owners(session, wish.connection)
    chips = _Chips(owners, now)
    counts, canceled_at = chips.counts(session), chips.canceled_at(session)
    if wish.search.strip():
        found = search.find(session, wish.search, owners.only, _MOST_FOUND + 1)
        keys = _few(session, ShipmentRow.id.in_(found[:_MOST_FOUND]), wish.sort) if found else ()
        return OrderIndex(wish, keys, counts, len(found) > _MOST_FOUND, canceled_at)
    listing = _all if wish.show is OrderFilter.ALL else _few
    keys = listing(session, chips.condition(wish.show), wish.sort)
    return OrderIndex(wish, keys, counts, canceled_at=canceled_at)


@dataclass(frozen=True, slots=True)
class _Owners:
    """The connections that are looked at.

    `asked` are those in which a buyer waits for an answer to a cancellation; `only` is None when no order
    belongs to any other connection than these.
    """

    chosen: tuple[int, ...]
    asked: tuple[int, ...]
    only: tuple[int, ...] | None


def _owners(session: Session, name: str) -> _Owners:
    rows = session.scalars(select(ConnectionRow)).all()
    chosen = [row for row in rows if row.removed_at is None and name in ("", row.name)]
    if name and not chosen:
        raise UnknownConnection(name)
    ids = tuple(row.id for row in chosen)
    asked = tuple(row.id for row in chosen if Verb.ANSWER_CANCEL in scheme_of(row.scheme).verbs)
    return _Owners(ids, asked, None if len(chosen) == len(rows) else ids)


class _Chips:
    """What each chip means at one moment, in terms of the tables."""

    def __init__(self, owners: _Owners, now: datetime) -> None:
        self._owners = owners
        self._owned: ColumnElement[bool] = true()
        if owners.only is not None:
            # The sum keeps the planner from looking up all orders of a connection.
            self._owned = (ShipmentRow.connection_id + 0).in_(owners.only)
        overdue = ShipmentRow.due_at < literal(now, Moment)
        # As «Сводка» and the status strip count them: no order twice.
        self._risky = and_(ShipmentRow.risk_at <= now, ~overdue)
        self._overdue = and_(ShipmentRow.risk_at <= now, overdue)
        self._canceled = ShipmentRow.canceled_at >= now - _CANCELED_FOR

    def counts(self, session: Session) -> Mapping[OrderFilter, int]:
        """How many orders each chip would show, in one statement."""
        busy = self._busy().distinct().subquery()
        free = busy.c.shipment_pk.is_(None)
        shown = {
            **{show: func.count().filter(free, _stands_at(show)) for show in _STEPS},
            OrderFilter.RISK: func.count().filter(self._risky),
            OrderFilter.OVERDUE: func.count().filter(self._overdue),
            OrderFilter.DECIDE: _count(self._undecided()),
            OrderFilter.CANCELED: _count(select(ShipmentRow.id).where(self._owned, self._canceled)),
            OrderFilter.ALL: _count(select(ShipmentRow.id).where(self._owned)),
        }
        query = (
            select(*shown.values())
            .select_from(ShipmentRow)
            .outerjoin(busy, busy.c.shipment_pk == ShipmentRow.id)
            .where(_OPEN, self._owned)
        )
        return dict(zip(shown, session.execute(query).one(), strict=True))

    def canceled_at(self, session: Session) -> datetime | None:
        """When a buyer's cancellation was noticed last; what we have rejected is no news to us."""
        by_buyer = exists(
            select(LotRow.shipment_pk).where(
                LotRow.shipment_pk == ShipmentRow.id,
                LotRow.status == Status.CUSTOMER_CANCELED.value,
                LotRow.is_delivery.is_(False),
            )
        )
        query = select(func.max(ShipmentRow.canceled_at)).where(self._canceled, self._owned, by_buyer)
        return session.scalars(query).one()

    def condition(self, show: OrderFilter) -> ColumnElement[bool]:
        match show:
            case OrderFilter.RISK:
                return and_(_OPEN, self._risky, self._owned)
            case OrderFilter.OVERDUE:
                return and_(_OPEN, self._overdue, self._owned)
            case OrderFilter.DECIDE:
                return ShipmentRow.id.in_(self._undecided())
            case OrderFilter.CANCELED:
                return and_(self._canceled, self._owned)
            case OrderFilter.ALL:
                return self._owned
            case _:
                return and_(_OPEN, _stands_at(show), self._owned, ShipmentRow.id.not_in(self._busy()))

    def _busy(self) -> Select[int]:
        """The orders whose next step, or part of it, is on its way to Megamarket already."""
        return select(OutboxRow.shipment_pk).where(
            OutboxRow.connection_id.in_(self._owners.chosen),
            OutboxRow.target == Target.MEGAMARKET.value,
            OutboxRow.state.in_(_UNDER_WAY),
            OutboxRow.command.not_in(_NO_STEP),
        )

    def _undecided(self) -> CompoundSelect[int]:
        """The orders about which only a person can decide: a parked command, or a wish to cancel."""
        parked = select(OutboxRow.shipment_pk).where(
            OutboxRow.connection_id.in_(self._owners.chosen),
            OutboxRow.target.in_([target.value for target in Target]),
            OutboxRow.state == RowState.PARKED.value,
        )
        asked = (
            select(LotRow.shipment_pk)
            .join(ShipmentRow, ShipmentRow.id == LotRow.shipment_pk)
            .where(
                LotRow.cancel_requested_at.is_not(None),
                LotRow.status.not_in(FINAL),
                (ShipmentRow.connection_id + 0).in_(self._owners.asked),
                ~_ANSWERED,
            )
        )
        return union(parked, asked)


def _stands_at(show: OrderFilter) -> ColumnElement[bool]:
    return ShipmentRow.step.in_([step.value for step in _STEPS[show]])


def _count(query: SelectBase) -> ScalarSelect[int]:
    return select(func.count()).select_from(query.subquery()).scalar_subquery()


def _all(session: Session, shown: ColumnElement[bool], sort: OrderSort) -> tuple[ShipmentKey, ...]:
    """Most of what there is; an index holds it in the order wanted."""
    query = select(ShipmentRow.id).where(shown)
    if sort is not OrderSort.DEADLINE:
        return _keys(session, query.order_by(*_order(ShipmentRow, sort)))
    newest = _order(ShipmentRow, OrderSort.NEWEST)
    due = query.where(_OPEN).order_by(ShipmentRow.due_at.nulls_last(), *newest)
    return _keys(session, due) + _keys(session, query.where(_FINISHED).order_by(*newest))


def _few(session: Session, shown: ColumnElement[bool], sort: OrderSort) -> tuple[ShipmentKey, ...]:
    """Few of all: they are found first and sorted then, whatever else a planner may think of."""
    columns = [ShipmentRow.id, ShipmentRow.placed_at, ShipmentRow.finished, ShipmentRow.due_at]
    if sort is OrderSort.NUMBER:
        columns.append(ShipmentRow.shipment_id)
    few = select(*columns).where(shown).cte().prefix_with("MATERIALIZED").c
    return _keys(session, select(few.id).order_by(*_order(few, sort)))


def _order(of: _Columns, sort: OrderSort) -> tuple[ColumnExpressionArgument[Any], ...]:
    newest = (of.placed_at.desc(), of.id.desc())
    if sort is OrderSort.NUMBER:
        return (func.length(of.shipment_id), of.shipment_id, of.id)
    if sort is OrderSort.DEADLINE:
        due = case((of.finished.is_(False), of.due_at))
        return (of.finished, due.nulls_last(), *newest)
    return newest


def _keys(session: Session, query: Select[int]) -> tuple[ShipmentKey, ...]:
    # A row object around each of a hundred thousand keys would hold up every other thread.
    with session.connection().execute(query) as result:
        assert result.cursor is not None
        return tuple(chain.from_iterable(result.cursor.fetchall()))

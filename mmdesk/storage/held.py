"""Commands that somebody's time to undo still holds back, and how they are taken out of the outbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.intent import Command, Target
from mmdesk.domain.standing import RowState
from mmdesk.storage.due import has_come
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import ConnectionRow, OutboxLotRow, OutboxRow, ShipmentRow


@dataclass(frozen=True, slots=True)
class HeldCommand:
    """A command that nobody has tried to send yet, and the moment from which somebody may."""

    key: str
    connection_id: ConnectionId
    shipment_key: ShipmentKey
    command: Command
    not_before: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was taken out: the commands meant, and those behind them that made sense only after them.

    `gone` are those meant that were not taken out now and had not been before.
    """

    meant: tuple[HeldCommand, ...]
    followers: tuple[HeldCommand, ...]
    gone: int


class Held:
    """The commands held back of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, created_by: str, commands: Collection[Command], now: datetime) -> tuple[HeldCommand, ...]:
        """Somebody's commands of these kinds, the first to leave first."""
        in_use = select(ConnectionRow.id).where(ConnectionRow.removed_at.is_(None))
        query = (
            select(OutboxRow)
            .where(
                # Said with the state, so that the index skips everything that is over.
                OutboxRow.connection_id.in_(in_use),
                OutboxRow.target == Target.MEGAMARKET.value,
                _is_held(created_by, commands, now),
            )
            .order_by(OutboxRow.not_before, OutboxRow.id)
        )
        return tuple(_held(row) for row in self._session.scalars(query))

    def put_off(self, keys: Collection[str], now: datetime, until: datetime) -> None:
        """Hold those of the commands that are still held back until a later moment; the others go their way.

        Locked oldest first, as `withdraw` does it.
        """
        held = and_(OutboxRow.key.in_(keys), OutboxRow.not_before < until, _is_untouched(now))
        rows = select(OutboxRow.id).where(held).order_by(OutboxRow.id).with_for_update()
        ids = list(self._session.scalars(rows))
        moved = update(OutboxRow).where(OutboxRow.id.in_(ids)).values(not_before=until)
        self._session.execute(moved.execution_options(synchronize_session=False))

    def withdraw(
        self,
        keys: Collection[str],
        created_by: str,
        built_on: Mapping[Command, Collection[Command]],
        now: datetime,
    ) -> Withdrawn:
        """Cancel those of the commands that are still held back; what a relay has, or had, stays.

        `built_on` are the kinds that can be undone, each with the kinds that make sense only after it.
        Orders are locked first, as everywhere; no relay gets at them before this unit of work ends.
        """
        self._lock_orders(keys)
        meant = self._cancel(OutboxRow.key.in_(keys) & _is_held(created_by, built_on, now), now)
        followers = self._cancel(
            OutboxRow.shipment_pk.in_({row.shipment_pk for row in meant})
            & (OutboxRow.state == RowState.PENDING.value)
            & or_(false(), *(_waits_for(meant, kind, behind) for kind, behind in built_on.items())),
            now,
        )
        return Withdrawn(tuple(map(_held, meant)), tuple(map(_held, followers)), self._not_cancelled(keys))

    def _not_cancelled(self, keys: Collection[str]) -> int:
        query = select(func.count()).where(
            OutboxRow.key.in_(keys), OutboxRow.state != RowState.CANCELLED.value
        )
        return self._session.scalars(query).one()

    def _lock_orders(self, keys: Collection[str]) -> None:
        of_orders = select(OutboxRow.shipment_pk).where(OutboxRow.key.in_(keys))
        query = select(ShipmentRow.id).where(ShipmentRow.id.in_(of_orders)).order_by(ShipmentRow.id)
        self._session.execute(query.with_for_update())

    def _cancel(self, condition: ColumnElement[bool], now: datetime) -> list[OutboxRow]:
        query = select(OutboxRow).where(condition).order_by(OutboxRow.id).with_for_update()
        rows = list(self._session.scalars(query.execution_options(populate_existing=True)))
        for row in rows:
            row.state, row.finished_at = RowState.CANCELLED.value, now
        self._session.flush()
        return rows


def _is_held(created_by: str, commands: Collection[Command], now: datetime) -> ColumnElement[bool]:
    """Nobody has tried it: one put off by a relay waits for something, or its effect is looked for.

    What has left with the courier was accepted for good.
    """
    left = exists(
        select(ShipmentRow.id).where(
            ShipmentRow.id == OutboxRow.shipment_pk, ShipmentRow.couriered_at.is_not(None)
        )
    )
    return and_(
        _is_untouched(now),
        OutboxRow.created_by == created_by,
        OutboxRow.command.in_([command.value for command in commands]),
        or_(OutboxRow.command != Command.ACCEPT.value, ~left),
    )


def _is_untouched(now: datetime) -> ColumnElement[bool]:
    return and_(
        OutboxRow.state == RowState.PENDING.value,
        ~has_come(OutboxRow.not_before, now),
        OutboxRow.attempts == 0,
        OutboxRow.absent_at.is_(None),
        OutboxRow.waiting_since.is_(None),
    )


def _waits_for(meant: Sequence[OutboxRow], kind: Command, behind: Collection[Command]) -> ColumnElement[bool]:
    """A command of the kinds `behind` that one of this kind held back, because it touches the same lot."""
    first, mine, theirs = aliased(OutboxRow), aliased(OutboxLotRow), aliased(OutboxLotRow)
    return OutboxRow.command.in_([command.value for command in behind]) & exists(
        select(first.id)
        .join(theirs, theirs.outbox_id == first.id)
        .join(mine, mine.lot_index == theirs.lot_index)
        .where(
            first.id.in_([row.id for row in meant if row.command == kind.value]),
            first.shipment_pk == OutboxRow.shipment_pk,
            first.id < OutboxRow.id,
            mine.outbox_id == OutboxRow.id,
        )
        .correlate(OutboxRow)
    )


def _held(row: OutboxRow) -> HeldCommand:
    return HeldCommand(
        key=row.key,
        connection_id=ConnectionId(row.connection_id),
        shipment_key=ShipmentKey(row.shipment_pk),
        command=Command(row.command),
        not_before=row.not_before,
    )

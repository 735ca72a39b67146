"""The outbox: commands written with the decisions they carry out, claimed by relays one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, CursorResult, Result, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.intent import Command, Intent, Target
from mmdesk.domain.outbox import Progress
from mmdesk.domain.standing import UNFINISHED, PendingCommand, RowState
from mmdesk.errors import MmdeskError, Text
from mmdesk.storage.due import has_come
from mmdesk.storage.engine import takes_locks
from mmdesk.storage.payloads import decode, encode
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.tables import ConnectionRow, OutboxLotRow, OutboxRow, ShipmentRow

_BLOCKING = [state.value for state in UNFINISHED]
_WITHOUT_TRACE = [command.value for command in (Command.REJECT, Command.ANSWER_CANCEL, Command.CLOSE)]
"""Commands after which the mirror shows nothing provisional: only a read tells what became of the lots."""
_ROWS = (
    select(OutboxRow, ShipmentRow.shipment_id, ConnectionRow.name)
    .join(ShipmentRow, ShipmentRow.id == OutboxRow.shipment_pk)
    .join(ConnectionRow, ConnectionRow.id == OutboxRow.connection_id)
)


class UnknownCommand(MmdeskError):
    """Raised for a key that no command in the outbox has."""

    title = Text("Такой команды в очереди нет", "There is no such command in the outbox")
    hint = Text(
        "Возможно, она уже закончена: что ждёт отправки, видно в «Обмен» → «Очередь».",
        "It may be over already: what waits stands in Exchange → Queue.",
        "mmdesk outbox list",
    )


@dataclass(frozen=True, slots=True)
class QueuedCommand:
    """One row of the outbox with everything that a relay or a person needs to know of it."""

    row_id: int
    key: str
    connection_id: ConnectionId
    connection: str
    shipment_key: ShipmentKey
    shipment_id: str
    target: Target
    command: Command
    intent: Intent
    progress: Progress
    created_by: str
    created_at: datetime
    claimed_by: str
    error: Text | None


class Outbox:
    """The outbox of one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        *,
        key: str,
        connection_id: ConnectionId,
        shipment: ShipmentKey,
        intent: Intent,
        created_by: str,
        at: datetime,
        not_before: datetime,
    ) -> None:
        """Queue a command; its lots decide what has to wait for it.

        It takes over the doubt of dropped commands about the same lots: they may have taken effect unseen.
        """
        row = OutboxRow(
            key=key,
            connection_id=connection_id,
            shipment_pk=shipment,
            target=intent.target.value,
            command=intent.command.value,
            payload=encode(intent),
            created_by=created_by,
            created_at=at,
            state=RowState.PENDING.value,
            not_before=not_before,
            in_doubt=self._take_over_doubt(shipment, intent),
        )
        self._session.add(row)
        self._session.flush()
        lots = (OutboxLotRow(outbox_id=row.id, lot_index=index) for index in set(intent.lots))
        self._session.add_all(lots)
        self._session.flush()

    def _take_over_doubt(self, shipment: ShipmentKey, intent: Intent) -> bool:
        dropped = (
            select(OutboxRow)
            .join(OutboxLotRow, OutboxLotRow.outbox_id == OutboxRow.id)
            .where(
                OutboxRow.shipment_pk == shipment,
                OutboxRow.target == intent.target.value,
                OutboxRow.state == RowState.CANCELLED.value,
                OutboxRow.in_doubt.is_(True),
                OutboxLotRow.lot_index.in_(intent.lots),
            )
        )
        rows = self._session.scalars(dropped).unique().all()
        for row in rows:
            row.in_doubt = False
        return bool(rows)

    def has(self, key: str) -> bool:
        return self._session.scalars(select(OutboxRow.id).where(OutboxRow.key == key)).first() is not None

    def is_unclaimed(self, key: str) -> bool:
        """Whether no relay is at it: read under a lock, since one may have taken the command just now."""
        return self.find(key).progress.state in (RowState.PENDING, RowState.PARKED)

    def unfinished(self, shipment: ShipmentKey, target: Target) -> tuple[PendingCommand, ...]:
        """The commands of a shipment that are not over, oldest first."""
        query = (
            select(OutboxRow)
            .where(
                OutboxRow.shipment_pk == shipment,
                OutboxRow.target == target.value,
                OutboxRow.state.in_(_BLOCKING),
            )
            .order_by(OutboxRow.id)
        )
        return tuple(
            PendingCommand(row.key, decode(row.command, row.payload), RowState(row.state))
            for row in self._session.scalars(query)
        )

    def accepted_unseen(self, shipment: ShipmentKey, seen_at: datetime) -> tuple[PendingCommand, ...]:
        """What Megamarket took since the order was last read and no mirror can show before the next read."""
        query = (
            select(OutboxRow)
            .where(
                OutboxRow.shipment_pk == shipment,
                OutboxRow.state == RowState.DONE.value,
                OutboxRow.command.in_(_WITHOUT_TRACE),
                OutboxRow.finished_at >= seen_at,
            )
            .order_by(OutboxRow.id)
        )
        return tuple(
            PendingCommand(row.key, decode(row.command, row.payload), RowState(row.state))
            for row in self._session.scalars(query)
        )

    def claim(
        self, connection_id: ConnectionId, target: Target, holder: str, now: datetime, until: datetime
    ) -> QueuedCommand | None:
        """Take the oldest free command whose lots have no earlier unfinished one; None when there is none.

        The progress returned is the one from before the claim: a row found claimed shows its dead holder.
        """
        candidates = (
            _ROWS.where(
                OutboxRow.connection_id == connection_id,
                OutboxRow.target == target.value,
                # Said apart from _is_free, so that the index skips everything that is over.
                OutboxRow.state.in_([RowState.PENDING.value, RowState.CLAIMED.value]),
                _is_free(now),
                ~_IS_HELD_BACK,
            )
            # One that keeps failing is due later each time, so that it never shuts out the others.
            .order_by(OutboxRow.not_before, OutboxRow.id)
            .limit(1)
            .with_for_update(skip_locked=True, of=OutboxRow)
        )
        found = self._session.execute(candidates).first()
        if found is None:
            return None
        row, before = found[0], _queued(*found)
        taken = self._session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == row.id, _is_free(now))
            .values(state=RowState.CLAIMED.value, claimed_by=holder, claimed_until=until)
            .execution_options(synchronize_session=False)
        )
        return before if _changed_one(taken) else None

    def holds(self, row_id: int, holder: str, until: datetime) -> bool:
        """Whether the claim is this holder's at least until then."""
        query = select(OutboxRow.id).where(
            OutboxRow.id == row_id,
            OutboxRow.state == RowState.CLAIMED.value,
            OutboxRow.claimed_by == holder,
            OutboxRow.claimed_until >= until,
        )
        return self._session.scalars(query).first() is not None

    def renew(self, row_id: int, holder: str, now: datetime, until: datetime) -> bool:
        """Lengthen a claim that is still ours; False when it has run out or somebody else has the row."""
        renewed = self._session.execute(
            update(OutboxRow)
            .where(
                OutboxRow.id == row_id,
                OutboxRow.state == RowState.CLAIMED.value,
                OutboxRow.claimed_by == holder,
                OutboxRow.claimed_until > now,
            )
            .values(claimed_until=until)
        )
        return _changed_one(renewed)

    def settle(self, row_id: int, holder: str, progress: Progress, error: Text | None, now: datetime) -> bool:
        """Write what became of a claimed command; False when the claim had passed to somebody else."""
        finished = now if progress.state in (RowState.DONE, RowState.CANCELLED) else None
        settled = self._session.execute(
            update(OutboxRow)
            .where(
                OutboxRow.id == row_id,
                OutboxRow.state == RowState.CLAIMED.value,
                OutboxRow.claimed_by == holder,
            )
            .values(
                state=progress.state.value,
                attempts=progress.attempts,
                in_doubt=progress.in_doubt,
                absent_at=progress.absent_at,
                resent_blind=progress.resent_blind,
                waiting_since=progress.waiting_since,
                not_before=progress.not_before or now,
                claimed_by="",
                claimed_until=None,
                error=error,
                finished_at=finished,
            )
        )
        return _changed_one(settled)

    def free_claims(self, holder: str, now: datetime) -> int:
        """Let go of what a dead holder had claimed; the rows stay claimed, so that they are read first."""
        freed = self._session.execute(
            update(OutboxRow)
            .where(OutboxRow.state == RowState.CLAIMED.value, OutboxRow.claimed_by == holder)
            .values(claimed_until=now)
        )
        return cast("CursorResult[Any]", freed).rowcount

    def next_due(self, connection_id: ConnectionId, target: Target) -> datetime | None:
        """When a waiting command may go out or a claim runs out next; past while something holds it back."""
        query = select(
            func.min(OutboxRow.not_before).filter(OutboxRow.state == RowState.PENDING.value),
            func.min(OutboxRow.claimed_until).filter(OutboxRow.state == RowState.CLAIMED.value),
        ).where(
            OutboxRow.connection_id == connection_id,
            OutboxRow.target == target.value,
            OutboxRow.state.in_([RowState.PENDING.value, RowState.CLAIMED.value]),
        )
        moments = [moment for moment in self._session.execute(query).one() if moment is not None]
        return min(moments, default=None)

    def lots_with(self, shipment: ShipmentKey, command: Command) -> frozenset[int]:
        """The lots for which such a command was ever queued and not taken back, over or not."""
        query = (
            select(OutboxLotRow.lot_index)
            .join(OutboxRow, OutboxRow.id == OutboxLotRow.outbox_id)
            .where(
                OutboxRow.shipment_pk == shipment,
                OutboxRow.command == command.value,
                OutboxRow.state != RowState.CANCELLED.value,
            )
        )
        return frozenset(self._session.scalars(query))

    def lots_reached(self, shipment: ShipmentKey, target: Target) -> frozenset[int]:
        """The lots about which the remote has taken a command, or may have: one being sent or in doubt."""
        query = (
            select(OutboxLotRow.lot_index)
            .join(OutboxRow, OutboxRow.id == OutboxLotRow.outbox_id)
            .where(
                OutboxRow.shipment_pk == shipment,
                OutboxRow.target == target.value,
                or_(
                    OutboxRow.state.in_([RowState.DONE.value, RowState.CLAIMED.value]),
                    OutboxRow.in_doubt.is_(True),
                    OutboxRow.resent_blind.is_(True),
                ),
            )
        )
        return frozenset(self._session.scalars(query))

    def find(self, key: str) -> QueuedCommand:
        """Raises UnknownCommand."""
        query = _ROWS.where(OutboxRow.key == key)
        if takes_locks(self._session):
            query = query.with_for_update(of=OutboxRow)
        # A row seen earlier in this transaction may have changed before the lock was ours.
        fresh = query.execution_options(populate_existing=True)
        found = self._session.execute(fresh).one_or_none()
        if found is None:
            raise UnknownCommand(key)
        return _queued(*found)

    def replace_progress(self, key: str, progress: Progress, error: Text | None, now: datetime) -> None:
        """Set a command to another state by a person's decision; never one in a relay's hands."""
        row = self._session.scalars(select(OutboxRow).where(OutboxRow.key == key)).one()
        if row.state == RowState.CLAIMED.value:
            raise ValueError(f"command {key} is being sent")
        row.state = progress.state.value
        row.in_doubt = progress.in_doubt
        row.absent_at = progress.absent_at
        row.resent_blind = progress.resent_blind
        row.waiting_since = progress.waiting_since
        row.not_before = progress.not_before or now
        row.error = error
        row.finished_at = now if progress.state in (RowState.DONE, RowState.CANCELLED) else None

    def list(self, *, finished: bool = False, limit: int = 1000) -> tuple[QueuedCommand, ...]:
        """Unfinished commands, oldest first; with `finished` the latest of all, in the same order."""
        if finished:
            latest = self._session.execute(_ROWS.order_by(OutboxRow.id.desc()).limit(limit)).all()
            return tuple(_queued(*found) for found in reversed(latest))
        query = _ROWS.where(OutboxRow.state.in_(_BLOCKING)).order_by(OutboxRow.id).limit(limit)
        return tuple(_queued(*found) for found in self._session.execute(query))

    def newest_waiting(self, connection_id: ConnectionId, target: Target) -> datetime | None:
        """When the youngest waiting command was queued: one younger than a pause probes at once."""
        query = select(func.max(OutboxRow.created_at)).where(
            OutboxRow.connection_id == connection_id,
            OutboxRow.target == target.value,
            OutboxRow.state == RowState.PENDING.value,
        )
        return self._session.scalars(query).one()

    def counts(self, states: Sequence[RowState]) -> int:
        query = (
            select(func.count()).select_from(OutboxRow).where(OutboxRow.state.in_([s.value for s in states]))
        )
        return self._session.scalars(query).one()


def _queued(row: OutboxRow, shipment_id: str, connection: str) -> QueuedCommand:
    return QueuedCommand(
        row_id=row.id,
        key=row.key,
        connection_id=ConnectionId(row.connection_id),
        connection=connection,
        shipment_key=ShipmentKey(row.shipment_pk),
        shipment_id=shipment_id,
        target=Target(row.target),
        command=Command(row.command),
        intent=decode(row.command, row.payload),
        progress=_progress(row),
        created_by=row.created_by,
        created_at=row.created_at,
        claimed_by=row.claimed_by,
        error=row.error,
    )


def _changed_one(result: Result[Any]) -> bool:
    return cast("CursorResult[Any]", result).rowcount == 1


def _is_free(now: datetime) -> ColumnElement[bool]:
    """Waiting and due, or claimed by somebody whose time is over."""
    return or_(
        (OutboxRow.state == RowState.PENDING.value) & has_come(OutboxRow.not_before, now),
        (OutboxRow.state == RowState.CLAIMED.value) & has_come(OutboxRow.claimed_until, now),
    )


def _held_back() -> ColumnElement[bool]:
    """Whether an earlier unfinished command of the same target touches one of the lots."""
    earlier, mine, theirs = aliased(OutboxRow), aliased(OutboxLotRow), aliased(OutboxLotRow)
    return exists(
        select(earlier.id)
        .join(theirs, theirs.outbox_id == earlier.id)
        .join(mine, mine.lot_index == theirs.lot_index)
        .where(
            mine.outbox_id == OutboxRow.id,
            earlier.shipment_pk == OutboxRow.shipment_pk,
            earlier.target == OutboxRow.target,
            earlier.id < OutboxRow.id,
            earlier.state.in_(_BLOCKING),
        )
        .correlate(OutboxRow)
    )


# Built once: making the aliases anew costs more than the whole claim.
_IS_HELD_BACK: Final = _held_back()


def _progress(row: OutboxRow) -> Progress:
    return Progress(
        state=RowState(row.state),
        attempts=row.attempts,
        in_doubt=row.in_doubt,
        absent_at=row.absent_at,
        resent_blind=row.resent_blind,
        waiting_since=row.waiting_since,
        not_before=row.not_before,
    )

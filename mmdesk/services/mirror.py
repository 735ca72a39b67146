"""The mirror: what Megamarket last showed of each shipment, and what follows from a change of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain import status as statuses
from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import Target
from mmdesk.domain.lot import Lot
from mmdesk.domain.outbox import Progress
from mmdesk.domain.readiness import canceled_in_box
from mmdesk.domain.shipment import Shipment, newly_canceled
from mmdesk.domain.standing import RowState
from mmdesk.services import rereads
from mmdesk.services.crm_follow import follow
from mmdesk.services.desk import Desk
from mmdesk.services.label_at_once import ask_for_label
from mmdesk.services.operators import MARKETPLACE, SERVICE
from mmdesk.services.timeline import Happening, tell
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import Storage, UnitOfWork

_SETTLING: Final = timedelta(seconds=30)
"""How long after an accepted call an answer that still shows the state before it is taken for lag."""
_REREADS_AFTER_CALL: Final = 3
_BATCH: Final = 10
_LOCK_SECONDS: Final = 0.02
"""After so long no further order is begun: nobody may hold the write lock for 50 ms."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """Applies what was read to the database."""

    storage: Storage
    clock: Clock

    def apply(self, connection: Connection, shown: Shipment, read_at: datetime) -> StoredShipment:
        """Store one shipment read since `read_at`; tell what changed and queue what follows in RetailCRM."""
        return self.apply_all(connection, [shown], read_at)[0]

    def apply_all(
        self, connection: Connection, shown: Sequence[Shipment], read_at: datetime
    ) -> tuple[StoredShipment, ...]:
        """The same for many, in transactions short enough that nobody waits for them."""
        quiet = self._quiet(connection, shown, read_at)
        stored = {each.shipment.shipment_id: each for each in quiet}
        rest = [one for one in shown if one.shipment_id not in stored]
        while rest:
            batch = self._apply_some(connection, rest, read_at)
            stored |= {each.shipment.shipment_id: each for each in batch}
            rest = rest[len(batch) :]
        return tuple(stored[one.shipment_id] for one in shown)

    def _apply_some(
        self, connection: Connection, shown: Sequence[Shipment], read_at: datetime
    ) -> Sequence[StoredShipment]:
        """The first of them, one at least, as far as a short transaction gets."""
        stored: list[StoredShipment] = []
        with self.storage.work() as work:
            settings = ConnectionSettings.of(work.connections.settings(connection.connection_id))
            now, began = self.clock.now(), self.clock.monotonic()
            desk = Desk(self.storage, self.clock)
            for one in shown[:_BATCH]:
                stored.append(_apply(work, desk, connection, settings, one, read_at, now))
                if self.clock.monotonic() - began > _LOCK_SECONDS:
                    break
            work.commit()
        return stored

    def _quiet(
        self, connection: Connection, shown: Sequence[Shipment], read_at: datetime
    ) -> tuple[StoredShipment, ...]:
        """Those that are as they were: most of a poll. They are looked at without holding writers up, and
        that they were read is noted for all at once.
        """
        now = self.clock.now()
        with self.storage.look() as work:
            known = work.shipments.find_many(connection.connection_id, [one.shipment_id for one in shown])
        before = {each.shipment.shipment_id: each for each in known}
        quiet = tuple(
            before[one.shipment_id]
            for one in shown
            if one.shipment_id in before and _is_quiet(connection, before[one.shipment_id], one, read_at, now)
        )
        if quiet:
            with self.storage.work() as work:
                work.shipments.touch([each.key for each in quiet], read_at)
                work.commit()
        return quiet


def _is_quiet(
    connection: Connection, before: StoredShipment, shown: Shipment, read_at: datetime, now: datetime
) -> bool:
    """Whether nothing follows from what is shown: nothing has changed, and nothing was left to be done."""
    if before.reread_at is not None or any(lot.is_canceled for lot in before.shipment.lots):
        return False
    if _missing(before, shown, now):
        return False
    in_crm = not connection.is_registered or bool(before.crm_order_id)
    return (
        in_crm and not _is_outdated(before, read_at, now) and _merged(before, shown, now) == before.shipment
    )


def _apply(
    work: UnitOfWork,
    desk: Desk,
    connection: Connection,
    settings: ConnectionSettings,
    shown: Shipment,
    read_at: datetime,
    now: datetime,
) -> StoredShipment:
    before = work.shipments.find(connection.connection_id, shown.shipment_id)
    if before is not None and _is_outdated(before, read_at, now):
        return before
    gone = _gone(work, before, shown, now)
    fresh = _without_taken_out(work, before, _merged(before, shown, now, gone))
    if before is not None and fresh == before.shipment:
        work.shipments.touch([before.key], read_at)
    else:
        due = connection.scheme.due(fresh)
        work.shipments.put(connection, fresh, due[1] if due else None, read_at)
    stored = work.shipments.find(connection.connection_id, shown.shipment_id)
    if stored is None:
        raise LookupError(shown.shipment_id)
    if before is None and stored.version > 1:
        # Somebody else took the order in at the same moment, and has told of it.
        return stored
    _plan_reread(work, before, stored, now)
    _tell_changes(work, before, stored, now)
    _withdraw(work, stored, gone, now)
    follow(work, connection, settings, before, stored, now)
    ask_for_label(work, desk, connection, before, stored)
    return stored


def _without_taken_out(work: UnitOfWork, before: StoredShipment | None, fresh: Shipment) -> Shipment:
    """What was cancelled after packing and scanned out lies in no box, whatever Megamarket shows."""
    if before is None or not canceled_in_box(fresh):
        return fresh
    out = work.packed.taken_out(before.key)
    lots = (
        replace(lot, box_index=None) if lot.is_canceled and lot.index in out else lot for lot in fresh.lots
    )
    return replace(fresh, lots=tuple(lots))


def _is_outdated(before: StoredShipment, read_at: datetime, now: datetime) -> bool:
    """Whether it was read before our last call was accepted, or before what the mirror shows already.

    It cannot know of either; the re-read that is planned, or the next poll, will. A moment in the future was
    written before the clock was set back and counts for nothing.
    """
    newer = (before.seen_at, before.accepted_at)
    return any(moment is not None and read_at < moment <= now for moment in newer)


def _gone(work: UnitOfWork, before: StoredShipment | None, shown: Shipment, now: datetime) -> frozenset[int]:
    """The missing lots that leave the order: Megamarket refuses every call that names one of them.

    One about which a call was taken, or may have been, stays: what became of it is for a person to see.
    """
    missing = frozenset() if before is None else _missing(before, shown, now)
    if before is None or not missing:
        return frozenset()
    return missing - work.outbox.lots_reached(before.key, Target.MEGAMARKET)


def _missing(before: StoredShipment, shown: Shipment, now: datetime) -> frozenset[int]:
    """The lots nothing had been done with and that are shown no more, although the answer is a whole one."""
    if shown.is_bare or not shown.goods or _is_settling(before, now):
        return frozenset()
    untouched = (lot.index for lot in before.shipment.lots if lot.status in ("", statuses.Status.NEW))
    return frozenset(index for index in untouched if shown.lot(index) is None)


def _is_settling(before: StoredShipment, now: datetime) -> bool:
    """Whether an answer may lag behind our last accepted call.

    What was accepted in the future was accepted before the clock was set back.
    """
    accepted_at = before.accepted_at
    return accepted_at is not None and timedelta() <= now - accepted_at < _SETTLING


def _merged(
    before: StoredShipment | None, shown: Shipment, now: datetime, gone: frozenset[int] = frozenset()
) -> Shipment:
    """What Megamarket shows, plus what only we remember: boxes of cancelled lots, requests, lost lots."""
    if before is None:
        return shown
    settling = _is_settling(before, now)
    known = {lot.index: lot for lot in before.shipment.lots}
    lots = [_merged_lot(known.get(lot.index), lot, settling=settling) for lot in shown.lots]
    settled = gone | {lot.index for lot in shown.lots}
    lots += [lot for lot in before.shipment.lots if lot.index not in settled]
    lots.sort(key=lambda lot: lot.index)
    status = shown.status
    if settling and any(lot.status != seen.status for lot, seen in _pairs(lots, shown)):
        status = statuses.roll_up([lot.status for lot in lots if lot.is_goods])
    return replace(shown, lots=tuple(lots), status=status)


def _pairs(lots: list[Lot], shown: Shipment) -> Iterator[tuple[Lot, Lot]]:
    for lot in lots:
        seen = shown.lot(lot.index)
        if seen is not None:
            yield lot, seen


def _merged_lot(known: Lot | None, shown: Lot, *, settling: bool) -> Lot:
    if known is None:
        return shown
    lot = shown
    if settling and statuses.is_pending(known.status) and _lags(known.status, shown.status):
        lot = replace(lot, status=known.status)
    if lot.is_canceled and lot.box_index is None:
        lot = replace(lot, box_index=known.box_index)
    return replace(lot, cancel_requested=known.cancel_requested and lot.is_open)


def _lags(ours: str, shown: str) -> bool:
    """Whether what is shown lies behind a state Megamarket has already accepted; no status at all does."""
    provisional = statuses.known(ours)
    if provisional is None or statuses.is_canceled(shown):
        return False
    return not shown or (statuses.known(shown) is not None and not statuses.has_reached(shown, provisional))


def _plan_reread(
    work: UnitOfWork, before: StoredShipment | None, stored: StoredShipment, now: datetime
) -> None:
    """Read again soon while Megamarket is at it, shows no status, or not yet the effect of our call."""
    shipment = stored.shipment
    unchanged = before is not None and before.shipment == shipment and before.reread_at is not None
    tries = stored.reread_tries + 1 if before is not None else 1
    if shipment.is_waiting:
        work.shipments.plan_reread(stored.key, now + rereads.while_at_work(tries), tries)
    elif shipment.is_bare or (unchanged and tries <= _REREADS_AFTER_CALL):
        work.shipments.plan_reread(stored.key, now + rereads.without_hurry(tries), tries)
    elif stored.reread_at is not None:
        work.shipments.plan_reread(stored.key, None, 0)


def _tell_changes(
    work: UnitOfWork, before: StoredShipment | None, stored: StoredShipment, now: datetime
) -> None:
    if before is None:
        tell(work, stored, now, MARKETPLACE, Happening.ARRIVED)
        return
    old, new = before.shipment.effective_status, stored.shipment.effective_status
    if old != new:
        tell(work, stored, now, MARKETPLACE, Happening.STATUS_CHANGED, from_=old, to=new)
    for lot in before.shipment.lots:
        if stored.shipment.lot(lot.index) is None:
            tell(work, stored, now, MARKETPLACE, Happening.LOT_GONE, lot=str(lot.index))
    for lot in newly_canceled(before.shipment, stored.shipment):
        tell(work, stored, now, MARKETPLACE, Happening.LOT_CANCELED, lot=str(lot.index), status=lot.status)
        if lot.box_index is not None:
            work.labels.void(stored.key, now)


def _withdraw(work: UnitOfWork, stored: StoredShipment, gone: frozenset[int], now: datetime) -> None:
    """Commands about cancelled and lost lots alone are pointless; one being sent is left to its relay."""
    over = gone | {lot.index for lot in stored.shipment.lots if lot.is_canceled}
    if not over:
        return
    for pending in work.outbox.unfinished(stored.key, Target.MEGAMARKET):
        if set(pending.intent.lots) <= over and work.outbox.is_unclaimed(pending.key):
            work.outbox.replace_progress(pending.key, Progress(RowState.CANCELLED), None, now)
            command = pending.intent.command.value
            tell(work, stored, now, SERVICE, Happening.COMMAND_WITHDRAWN, command=command)

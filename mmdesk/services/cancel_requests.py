"""The buyer's wish to cancel in «ДСМ»: noted at once, answered by itself where the settings say so."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import Close, Command, MegamarketIntent, Target
from mmdesk.domain.leaving import without
from mmdesk.domain.lot import Lot
from mmdesk.domain.scheme import Plan, Scheme, Verb
from mmdesk.domain.shipment import ShipmentId
from mmdesk.domain.standing import NotAllowed, PendingCommand, RowState, Standing
from mmdesk.services import crm_notices
from mmdesk.services.desk import Desk, OrderRef, new_key
from mmdesk.services.operators import MARKETPLACE, SERVICE
from mmdesk.services.timeline import Happening, tell
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import Storage, UnitOfWork

logger = logging.getLogger(__name__)


class CancelRequests:
    """Takes in what buyers ask for. Safe to use from several threads."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._desk = Desk(storage, clock)

    def take_in(self, connection: Connection, shipment_id: ShipmentId, lots: Collection[int]) -> None:
        """Note the wish once, take back what waits for these lots, and answer where the settings say so.

        Where no answer is to be given the lots are cancelled: reading the order tells. Raises StorageError.
        """
        if Verb.ANSWER_CANCEL not in connection.scheme.verbs:
            return
        with self._storage.work() as work:
            stored = work.shipments.find(connection.connection_id, shipment_id)
            if stored is None:
                return
            settings = ConnectionSettings.of(work.connections.settings(connection.connection_id))
            answered = work.outbox.lots_with(stored.key, Command.ANSWER_CANCEL)
            asked = tuple(lot for lot in stored.shipment.open_lots if lot.index in set(lots) - answered)
            fresh = [lot.index for lot in asked if not lot.cancel_requested]
            was_closed = bool(work.outbox.lots_with(stored.key, Command.CLOSE))
            if fresh:
                self._note(work, stored, fresh)
                work.commit()
        if not asked:
            return
        granted = (
            settings.cancel_accept == "auto" and not was_closed and self._grant(connection, stored, asked)
        )
        if fresh and not granted:
            self._leave_to_people(connection, shipment_id)

    def _note(self, work: UnitOfWork, stored: StoredShipment, lots: Sequence[int]) -> None:
        now = self._clock.now()
        work.shipments.set_cancel_requested(stored.key, lots, now)
        tell(work, stored, now, MARKETPLACE, Happening.CANCEL_REQUESTED, lots=", ".join(map(str, lots)))
        if stored.couriered_at is not None:
            # The goods have left: what was said of them stays true, whatever becomes of the wish.
            return
        for pending in work.outbox.unfinished(stored.key, Target.MEGAMARKET):
            self._take_back(work, stored, pending, lots, now)

    def _take_back(
        self,
        work: UnitOfWork,
        stored: StoredShipment,
        pending: PendingCommand,
        lots: Sequence[int],
        now: datetime,
    ) -> None:
        """A command that a relay has, or that is parked, is left to them."""
        found = work.outbox.find(pending.key)
        if found.progress.state != RowState.PENDING:
            return
        withdrawn = without(cast("MegamarketIntent", pending.intent), lots)
        if withdrawn is None:
            return
        # Its doubt, if there is one, passes to what is left of it, or to what is decided next.
        dropped = replace(found.progress, state=RowState.CANCELLED)
        work.outbox.replace_progress(pending.key, dropped, None, now)
        tell(
            work, stored, now, SERVICE, Happening.COMMAND_UNWANTED,
            command=found.command.value, lots=", ".join(map(str, lots)),
        )  # fmt: skip
        if withdrawn.rest is not None:
            work.outbox.add(
                key=new_key(),
                connection_id=stored.connection_id,
                shipment=stored.key,
                intent=withdrawn.rest,
                created_by=found.created_by,
                at=now,
                not_before=found.progress.not_before or now,
            )

    def _grant(self, connection: Connection, stored: StoredShipment, asked: Sequence[Lot]) -> bool:
        """Whether the answer is on its way; not once the goods have left."""
        shipment_id = stored.shipment.shipment_id
        answers = {lot.index: True for lot in asked}

        def grant(scheme: Scheme, standing: Standing) -> Plan:
            closing = any(standing.queued(Close, lot) for lot in standing.shipment.lots)
            if standing.couriered_at is not None or closing:
                return ()
            return scheme.answer_cancel(standing, answers)

        try:
            granted = self._desk.decide(OrderRef(shipment_id, connection.name), SERVICE, grant)
        except NotAllowed as error:
            logger.info("shipment=%s cancellation left to a person: %s", shipment_id, error)
            return False
        return bool(granted.keys)

    def _leave_to_people(self, connection: Connection, shipment_id: ShipmentId) -> None:
        """The desk sees it by itself; those who work in RetailCRM alone are told there."""
        with self._storage.work() as work:
            stored = work.shipments.find(connection.connection_id, shipment_id)
            if stored is not None:
                crm_notices.show_in_crm(work, stored, self._clock.now())
                work.commit()

"""RetailCRM as the relay sees it: orders created once, edited whole, read before anything is repeated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from mmdesk.clients.crm_orders import CrmOrder, CrmOrderRef, NewOrder, OrderEdit, order_external_id
from mmdesk.clients.errors import AlreadyExists, FieldsLocked
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import CreateOrder, EditOrder, Target, Track
from mmdesk.domain.outbox import Absent, Accepted, Blocked, Effective, Moot
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.status import Status
from mmdesk.errors import Text
from mmdesk.services.crm_desk import CrmDesk
from mmdesk.services.crm_dictionary import CrmDictionary, Meanings
from mmdesk.services.crm_follow import follow_delivery
from mmdesk.services.crm_notices import notice_words
from mmdesk.services.crm_order import customer_id, new_customer, new_order, order_edit, shows_edit
from mmdesk.services.operators import SERVICE
from mmdesk.services.relay import Carried
from mmdesk.services.timeline import Happening, tell
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.crm_orders import SeenOrder
from mmdesk.storage.outbox import QueuedCommand
from mmdesk.storage.uow import Storage, UnitOfWork

_GONE = Blocked(Text("в RetailCRM нет такого заказа", "RetailCRM has no such order"))
_SAME = Moot(Text("заказ в RetailCRM уже такой", "the order in RetailCRM is like that already"))


class CrmPort:
    """One connection's RetailCRM account. Used by the relay's thread only."""

    target = Target.CRM

    def __init__(
        self,
        *,
        connection: Connection,
        storage: Storage,
        clock: Clock,
        client: RetailCrm,
        secret_changed: Callable[[], bool],
        dictionary: CrmDictionary | None = None,
    ) -> None:
        self._connection = connection
        self._storage = storage
        self._clock = clock
        self._client = client
        self._secret_changed = secret_changed
        self._dictionary = dictionary or CrmDictionary(client, clock)
        self._desk = CrmDesk(storage, clock, self._dictionary)

    def secret_changed(self) -> bool:
        return self._secret_changed()

    def idle(self) -> bool:
        return False

    def reread(self, command: QueuedCommand) -> Carried:
        shipment = self._mirrored(command)
        order = self._client.order(order_external_id(shipment.shipment_id))
        match command.intent:
            case CreateOrder():
                return (
                    Carried(Effective(), self._note_created(command, order.ref))
                    if order
                    else Carried(Absent())
                )
            case EditOrder() as intent if order is not None:
                shown = shows_edit(intent, order, self._canceling(intent))
                return Carried(Effective(), self._note_edited(command, order)) if shown else Carried(Absent())
            case _:
                return Carried(Absent())

    def carry_out(self, command: QueuedCommand, may_send: Callable[[], None]) -> Carried:
        shipment = self._mirrored(command)
        match command.intent:
            case CreateOrder():
                return self._create(command, shipment, may_send)
            case EditOrder() as intent:
                return self._edit(command, intent, shipment, may_send)
            case Track() as intent:
                may_send()
                self._client.track(
                    self._connection.module_code, shipment.shipment_id, intent.status, intent.at
                )
                return Carried(Accepted())
            case _:
                raise AssertionError(f"not for RetailCRM: {command.command}")

    def _canceling(self, intent: EditOrder) -> frozenset[str]:
        """The item statuses that mean «cancelled», asked for when it matters: staff may have added one."""
        if not intent.items:
            return frozenset()
        return frozenset(status.code for status in self._client.item_statuses() if status.cancels)

    def _create(self, command: QueuedCommand, shipment: Shipment, may_send: Callable[[], None]) -> Carried:
        found = self._client.order(order_external_id(shipment.shipment_id))
        if found is not None:
            return Carried(Effective(), self._note_created(command, found.ref))
        self._ensure_customer(shipment, may_send)
        order = new_order(self._connection, self._settings(), shipment, self._meanings().cancelling_items)
        may_send()
        try:
            created = self._client.create_order(order)
        except AlreadyExists:
            existing = self._client.order(order_external_id(shipment.shipment_id))
            if existing is None:
                raise
            created = existing.ref
        return Carried(Accepted(), self._note_created(command, created, order))

    def _ensure_customer(self, shipment: Shipment, may_send: Callable[[], None]) -> None:
        if self._client.find_customer(customer_id(self._connection, shipment)) is not None:
            return
        may_send()
        try:
            self._client.create_customer(new_customer(self._connection, shipment))
        except AlreadyExists:
            return

    def _edit(
        self, command: QueuedCommand, intent: EditOrder, shipment: Shipment, may_send: Callable[[], None]
    ) -> Carried:
        canceling = self._canceling(intent)
        # Read last: what staff change between this and the edit would be lost.
        order = self._read(shipment)
        if order is None:
            return Carried(_GONE)
        edit = order_edit(intent, order, shipment, canceling, self._notice(command, intent))
        useless = [item.lot for item in intent.items if item.status not in canceling]
        if edit.is_empty:
            return Carried(_SAME, self._note_useless(command, useless) if useless else None)
        may_send()
        try:
            self._client.edit_order(edit)
        except FieldsLocked as locked:
            rest = edit.without(locked.fields)
            if rest == edit or rest.is_empty:
                raise
            may_send()
            self._client.edit_order(rest)
            edit = rest
        return Carried(Accepted(), self._note_edited(command, order, edit, useless))

    def _read(self, shipment: Shipment) -> CrmOrder | None:
        """The order as it is now; what staff asked for in it is not lost to the edit that follows."""
        read_at = self._clock.now()
        order = self._client.order(order_external_id(shipment.shipment_id))
        if order is not None:
            self._desk.take_in(self._connection, order, read_at)
        return order

    def _notice(self, command: QueuedCommand, intent: EditOrder) -> str:
        if not intent.notice:
            return ""
        with self._storage.look() as work:
            return notice_words(work, work.shipments.get(command.shipment_key))

    def _note_created(
        self, command: QueuedCommand, created: CrmOrderRef, order: NewOrder | None = None
    ) -> Callable[[UnitOfWork], None]:
        """`order` is what it was made of, None where an earlier call had made it."""

        def apply(work: UnitOfWork) -> None:
            now = self._clock.now()
            work.shipments.set_crm_order(command.shipment_key, str(created.id))
            if order is not None:
                items = {item.lot: item.status for item in order.items}
                code = self._connection.delivery_code
                work.crm_orders.put(command.shipment_key, SeenOrder(order.status, items, "", code, now))
            stored = work.shipments.get(command.shipment_key)
            tell(work, stored, now, SERVICE, Happening.CRM_CREATED, order=created.number)
            if stored.shipment.effective_status != Status.NEW:
                follow_delivery(work, self._connection, stored, now)

        return apply

    def _note_edited(
        self,
        command: QueuedCommand,
        order: CrmOrder,
        edit: OrderEdit | None = None,
        useless: Sequence[int] = (),
    ) -> Callable[[UnitOfWork], None]:
        """Remember how our edit left the order, so that it does not come back as news.

        Without `edit` the order was read after the answer was lost: what the command asked for is there.
        """
        intent = cast("EditOrder", command.intent)
        wanted = {item.lot: item.status for item in intent.items}
        left = edit.items if edit is not None else order.items
        written = {item.lot: item.status for item in left if wanted.get(item.lot or 0) == item.status}

        def apply(work: UnitOfWork) -> None:
            seen = work.crm_orders.find(command.shipment_key)
            if seen is not None:
                status = (edit.status if edit is not None else intent.status) or seen.status
                items = {**seen.items, **{lot: code for lot, code in written.items() if lot is not None}}
                fresh = replace(seen, status=status, items=items, read_at=self._clock.now())
                work.crm_orders.put(command.shipment_key, fresh)
            if useless:
                self._note_useless(command, useless)(work)

        return apply

    def _note_useless(self, command: QueuedCommand, lots: Sequence[int]) -> Callable[[UnitOfWork], None]:
        def apply(work: UnitOfWork) -> None:
            stored = work.shipments.get(command.shipment_key)
            named = ", ".join(map(str, lots))
            tell(work, stored, self._clock.now(), SERVICE, Happening.CRM_MAPPING_USELESS, lots=named)

        return apply

    def _meanings(self) -> Meanings:
        return self._dictionary.meanings()

    def _mirrored(self, command: QueuedCommand) -> Shipment:
        with self._storage.look() as work:
            return work.shipments.get(command.shipment_key).shipment

    def _settings(self) -> ConnectionSettings:
        with self._storage.look() as work:
            return ConnectionSettings.of(work.connections.settings(self._connection.connection_id))

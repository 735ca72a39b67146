"""RetailCRM as the relay sees it: orders created once, edited whole, read before anything is repeated."""

from __future__ import annotations

from collections.abc import Callable

from mmdesk.clients.crm_orders import CrmOrderRef, order_external_id
from mmdesk.clients.errors import AlreadyExists, FieldsLocked
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import CreateOrder, EditOrder, Target, Track
from mmdesk.domain.outbox import Absent, Accepted, Blocked, Effective, Moot
from mmdesk.domain.shipment import Shipment
from mmdesk.errors import Text
from mmdesk.services.crm_order import customer_id, new_customer, new_order, order_edit, shows_edit
from mmdesk.services.operators import SERVICE
from mmdesk.services.relay import Carried
from mmdesk.services.timeline import Happening, tell
from mmdesk.settings import ConnectionSettings
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
    ) -> None:
        self._connection = connection
        self._storage = storage
        self._clock = clock
        self._client = client
        self._secret_changed = secret_changed

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
                return Carried(Effective() if shown else Absent())
            case _:
                return Carried(Absent())

    def carry_out(self, command: QueuedCommand, may_send: Callable[[], None]) -> Carried:
        shipment = self._mirrored(command)
        match command.intent:
            case CreateOrder():
                return self._create(command, shipment, may_send)
            case EditOrder() as intent:
                return self._edit(intent, shipment, may_send)
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
        order = new_order(self._connection, self._settings(), shipment)
        may_send()
        try:
            created = self._client.create_order(order)
        except AlreadyExists:
            existing = self._client.order(order_external_id(shipment.shipment_id))
            if existing is None:
                raise
            created = existing.ref
        return Carried(Accepted(), self._note_created(command, created))

    def _ensure_customer(self, shipment: Shipment, may_send: Callable[[], None]) -> None:
        if self._client.find_customer(customer_id(self._connection, shipment)) is not None:
            return
        may_send()
        try:
            self._client.create_customer(new_customer(self._connection, shipment))
        except AlreadyExists:
            return

    def _edit(self, intent: EditOrder, shipment: Shipment, may_send: Callable[[], None]) -> Carried:
        canceling = self._canceling(intent)
        # Read last: what staff change between this and the edit would be lost.
        order = self._client.order(order_external_id(shipment.shipment_id))
        if order is None:
            return Carried(_GONE)
        edit = order_edit(intent, order, shipment, canceling)
        if edit.is_empty:
            return Carried(_SAME)
        may_send()
        try:
            self._client.edit_order(edit)
        except FieldsLocked as locked:
            rest = edit.without(locked.fields)
            if rest == edit or rest.is_empty:
                raise
            may_send()
            self._client.edit_order(rest)
        return Carried(Accepted())

    def _note_created(self, command: QueuedCommand, created: CrmOrderRef) -> Callable[[UnitOfWork], None]:
        def apply(work: UnitOfWork) -> None:
            work.shipments.set_crm_order(command.shipment_key, str(created.id))
            stored = work.shipments.get(command.shipment_key)
            tell(work, stored, self._clock.now(), SERVICE, Happening.CRM_CREATED, order=created.number)

        return apply

    def _mirrored(self, command: QueuedCommand) -> Shipment:
        with self._storage.look() as work:
            return work.shipments.get(command.shipment_key).shipment

    def _settings(self) -> ConnectionSettings:
        with self._storage.look() as work:
            return ConnectionSettings.of(work.connections.settings(self._connection.connection_id))

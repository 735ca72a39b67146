"""One order with everything a person needs to decide about it, and what may be done to it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.deadline import DeadlineKind
from mmdesk.domain.notice import Notice
from mmdesk.domain.possible import refusals
from mmdesk.domain.role import Role, refusal, right_to
from mmdesk.domain.scheme import Verb
from mmdesk.domain.shipment import Buyer
from mmdesk.errors import Text
from mmdesk.services.timeline import sentence
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.card_queries import CardQueries, StoredCard
from mmdesk.storage.history import Actor
from mmdesk.storage.queries import OrderBox, OrderLot, OrderRow
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import Storage

__all__ = ["Actor", "Buyer", "OrderBox", "OrderCard", "OrderLot", "TimelineLine", "card"]


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One thing that happened, in both languages."""

    at: datetime
    actor: Actor
    name: str
    words: Text


@dataclass(frozen=True, slots=True)
class OrderCard:
    """Everything the details show.

    `refusals` has an entry for each verb of the scheme: None where it may be done now, else the sentence that
    says why not. `due` is the deadline that counts now. `prepaid` and `to_collect`, in roubles, are for the
    shop's own courier, None where Megamarket delivers. `crm_url` opens the order in RetailCRM, empty where
    there is none yet. `raw` is the remote document.
    """

    order: OrderRow
    scheme_name: Text
    lots: tuple[OrderLot, ...]
    boxes: tuple[OrderBox, ...]
    buyer: Buyer
    couriered_at: datetime | None
    checked_at: datetime | None
    due: tuple[DeadlineKind, datetime] | None
    prepaid: Decimal | None
    to_collect: Decimal | None
    timeline: tuple[TimelineLine, ...]
    notices: tuple[Notice, ...]
    refusals: Mapping[Verb, Text | None]
    reject_reasons: tuple[str, ...]
    close_reasons: tuple[str, ...]
    crm_url: str
    undo_seconds: int
    raw: str


def card(storage: Storage, clock: Clock, key: ShipmentKey, *, role: Role = Role.MANAGER) -> OrderCard | None:
    """Read one order; None when it is gone. What the role leaves to others is refused.

    Raises StorageError.
    """
    stored = CardQueries(storage.engine).card(key)
    return None if stored is None else _card(stored, clock.now(), role)


def _card(stored: StoredCard, now: datetime, role: Role) -> OrderCard:
    details, scheme, shipment = stored.details, stored.connection.scheme, stored.standing.shipment
    delivers = Verb.COURIER in scheme.verbs
    return OrderCard(
        order=details.order,
        scheme_name=scheme.name,
        lots=details.lots,
        boxes=details.boxes,
        buyer=details.buyer,
        couriered_at=details.couriered_at,
        checked_at=details.checked_at,
        due=scheme.due(shipment),
        prepaid=(shipment.deposited or Decimal(0)) if delivers else None,
        to_collect=shipment.to_collect if delivers else None,
        timeline=tuple(
            TimelineLine(event.at, event.actor, event.who, sentence(event)) for event in stored.events
        ),
        notices=details.notices,
        refusals={
            verb: refusal(role, right_to(verb)) or why
            for verb, why in refusals(
                scheme, stored.standing, now, checked=details.checked_at is not None
            ).items()
        },
        reject_reasons=scheme.reject_reasons,
        close_reasons=scheme.close_reasons,
        crm_url=_crm_url(stored.connection, details.order.crm_order_id),
        undo_seconds=ConnectionSettings.of(stored.settings).desk_undo_seconds,
        raw=details.raw,
    )


def _crm_url(connection: Connection, crm_order_id: str) -> str:
    """The order's page, as people open it in RetailCRM."""
    return f"{connection.crm_url.rstrip('/')}/orders/{crm_order_id}/edit" if crm_order_id else ""

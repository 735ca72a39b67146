"""Cards of orders as the details read them, made by hand: what is asked of a widget, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from mmdesk.domain.connection import ConnectionId
from mmdesk.domain.deadline import DeadlineKind, Deadlines
from mmdesk.domain.intent import Command, Target
from mmdesk.domain.lot import Lot
from mmdesk.domain.notice import Notice, NoticeCode
from mmdesk.domain.possible import refusals
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.schemes import scheme_of
from mmdesk.domain.shipment import Buyer, Shipment, ShipmentId
from mmdesk.domain.standing import RowState, Standing
from mmdesk.errors import Text
from mmdesk.services.order_card import Actor, OrderBox, OrderCard, OrderLot, TimelineLine
from mmdesk.services.order_list import OrderRow, PendingRow, ShipmentKey
from tests.factory import NOW


def row(
    shipment: Shipment,
    scheme: str = "standard",
    *,
    key: int = 1,
    due_at: datetime | None = None,
    pending: Sequence[PendingRow] = (),
    couriered_at: datetime | None = None,
    checked_at: datetime | None = None,
) -> OrderRow:
    rules = scheme_of(scheme)
    step = rules.next_step(shipment, checked=checked_at is not None, couriered=couriered_at is not None)
    return OrderRow(
        key=ShipmentKey(key),
        connection_id=ConnectionId(1),
        connection="Лавка",
        scheme=SchemeCode(scheme),
        shipment_id=ShipmentId(shipment.shipment_id),
        status=shipment.effective_status,
        projected=shipment.effective_status,
        placed_at=NOW - timedelta(hours=1),
        finished=shipment.is_finished,
        deadlines=Deadlines(confirm_by=due_at),
        due_at=due_at,
        buyer_name=shipment.buyer.full_name,
        lots=len(shipment.goods),
        total=shipment.total,
        crm_order_id="",
        version=1,
        pending=tuple(pending),
        step=step,
        risk_at=None,
        couriered_at=couriered_at,
        checked_at=checked_at,
        canceled_at=None,
        buyer_canceled=any(each.status == "CUSTOMER_CANCELED" for each in shipment.goods),
        canceled_lots=sum(each.is_canceled for each in shipment.goods),
        cancel_asked=any(lot.cancel_requested and lot.is_open for lot in shipment.lots),
        test_mode=False,
    )


def card(
    *lots: Lot,
    scheme: str = "standard",
    key: int = 1,
    shipment_id: str = "700100200",
    due_in: timedelta | None = timedelta(minutes=14),
    pending: Sequence[PendingRow] = (),
    boxes: Sequence[OrderBox] = (),
    marks: Mapping[int, str] | None = None,
    buyer: Buyer | None = None,
    deposited: str = "0",
    couriered_at: datetime | None = None,
    checked_at: datetime | None = None,
    timeline: Sequence[TimelineLine] = (),
    crm_url: str = "",
    undo_seconds: int = 10,
    notices: Sequence[Notice] = (),
    raw: str = "{}",
) -> OrderCard:
    """A card of these lots, with the verbs that the rules of its scheme allow."""
    shipment = Shipment(
        ShipmentId(shipment_id),
        "",
        tuple(lots),
        buyer=buyer or Buyer(),
        deposited=Decimal(deposited),
        raw=raw,
    )
    rules, due_at = scheme_of(scheme), NOW + due_in if due_in is not None else None
    foreign = any(notice.code is NoticeCode.FOREIGN_DELIVERY for notice in notices)
    standing = Standing(shipment, (), couriered_at, foreign)
    own = scheme == "dsm"
    return OrderCard(
        order=row(
            shipment,
            scheme,
            key=key,
            due_at=due_at,
            pending=pending,
            couriered_at=couriered_at,
            checked_at=checked_at,
        ),
        scheme_name=rules.name,
        lots=tuple(OrderLot(lot, lot.status, (marks or {}).get(lot.index, "")) for lot in lots),
        boxes=tuple(boxes),
        buyer=shipment.buyer,
        couriered_at=couriered_at,
        checked_at=checked_at,
        due=(DeadlineKind.CONFIRM_BY, due_at) if due_at else None,
        prepaid=shipment.deposited if own else None,
        to_collect=shipment.to_collect if own else None,
        timeline=tuple(timeline),
        notices=tuple(notices),
        refusals=refusals(rules, standing, NOW, checked=checked_at is not None),
        reject_reasons=rules.reject_reasons,
        close_reasons=rules.close_reasons,
        crm_url=crm_url,
        undo_seconds=undo_seconds,
        raw=raw,
    )


def projected(shown: OrderCard, statuses: Mapping[int, str]) -> OrderCard:
    """The same card with these lots on their way to another status."""
    lots = tuple(replace(each, projected=statuses.get(each.lot.index, each.projected)) for each in shown.lots)
    return replace(shown, lots=lots)


def command(
    what: Command = Command.CONFIRM,
    state: RowState = RowState.PENDING,
    *,
    key: str = "key-1",
    words: str = "",
    leaves_in: timedelta = timedelta(seconds=8),
) -> PendingRow:
    error = Text.same(words) if words else None
    return PendingRow(key, Target.MEGAMARKET, what, state, error, NOW + leaves_in)


def event(
    words: str, *, ago: timedelta = timedelta(minutes=5), actor: Actor = Actor.OPERATOR
) -> TimelineLine:
    return TimelineLine(NOW - ago, actor, "Анна", Text.same(words))

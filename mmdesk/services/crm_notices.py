"""Notices on orders, kept here and shown in RetailCRM as well: staff may work there alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from mmdesk.domain.intent import CreateOrder, EditOrder, Target
from mmdesk.domain.notice import NoticeCode
from mmdesk.domain.standing import RowState
from mmdesk.errors import Text
from mmdesk.services.desk import new_key
from mmdesk.services.operators import CRM_STAFF, SERVICE, Operator
from mmdesk.services.timeline import Happening, in_words, tell
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import UnitOfWork


def note(
    work: UnitOfWork,
    stored: StoredShipment,
    code: NoticeCode,
    words: Text | None,
    now: datetime,
    by: Operator = CRM_STAFF,
) -> bool:
    """Give notice, or settle it with None; True when that changes anything. The caller commits."""
    if words is None:
        return work.notices.settle(stored.key, code)
    if not work.notices.put(stored.key, code, words, now):
        return False
    tell(work, stored, now, by, Happening.NOTICE, **in_words(words))
    return True


def show_in_crm(work: UnitOfWork, stored: StoredShipment, now: datetime) -> None:
    """Queue the edit that brings the notices to the order's card, unless one is about to."""
    pending = work.outbox.unfinished(stored.key, Target.CRM)
    if any(
        isinstance(each.intent, EditOrder) and each.intent.notice and each.state == RowState.PENDING
        for each in pending
    ):
        return
    if not stored.crm_order_id and not any(isinstance(each.intent, CreateOrder) for each in pending):
        return
    work.outbox.add(
        key=new_key(),
        connection_id=stored.connection_id,
        shipment=stored.key,
        intent=EditOrder(tuple(lot.index for lot in stored.shipment.lots), notice=True),
        created_by=SERVICE.name,
        at=now,
        not_before=now,
    )


def notice_words(work: UnitOfWork, stored: StoredShipment) -> str:
    """Everything a person has to know about the order, in Russian as all that staff read there."""
    told = [notice.words for notice in work.notices.of(stored.key)]
    asked = [lot.index for lot in stored.shipment.lots if lot.cancel_requested]
    return "\n".join(words.ru for words in [*_requests(asked), *told])


def _requests(lots: Sequence[int]) -> list[Text]:
    if not lots:
        return []
    first, last = ", ".join(map(str, lots[:-1])), lots[-1]
    return [_ONE_ASKED.format(n=last) if not first else _SEVERAL_ASKED.format(first=first, last=last)]


_ONE_ASKED: Final = Text(
    "Покупатель просит отменить лот {n}: поставьте ему отменяющий статус товара или откажите в mmdesk.",
    "The buyer asks to cancel lot {n}: give it a cancelling item status, or decline in mmdesk.",
)
_SEVERAL_ASKED: Final = Text(
    "Покупатель просит отменить лоты {first} и {last}: поставьте им отменяющий статус товара или откажите "
    "в mmdesk.",
    "The buyer asks to cancel lots {first} and {last}: give them a cancelling item status, or decline in "
    "mmdesk.",
)

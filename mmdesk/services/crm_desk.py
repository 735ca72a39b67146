"""Staff's side of an order in RetailCRM: what they changed there becomes decisions here.

An order is compared with how it was last seen, or as our own edit left it. History only tells which orders to
look at; what counts is the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from mmdesk.clients.crm_orders import CrmOrder, shipment_of_external_id
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.crm_wish import CrmNews, CrmView, Wishes, WishRules, wishes
from mmdesk.domain.intent import EditOrder, Target
from mmdesk.domain.notice import NoticeCode
from mmdesk.domain.scheme import Plan, Scheme, Verb
from mmdesk.domain.standing import FOREIGN_DELIVERY, NotAllowed, Standing
from mmdesk.errors import Text
from mmdesk.services import crm_notices
from mmdesk.services.crm_contents import contents_change
from mmdesk.services.crm_dictionary import CrmDictionary, Meanings
from mmdesk.services.desk import Desk
from mmdesk.services.operators import CRM_STAFF
from mmdesk.services.timeline import Happening, tell
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.crm_orders import SeenOrder
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import Storage, UnitOfWork


class Taken(StrEnum):
    """What became of an order that was read in RetailCRM."""

    NEWS = "news"
    SAME = "same"
    FOREIGN = "foreign"
    """None of this connection's orders."""
    STALE = "stale"
    """Something newer is known than what was read: read it again."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One order in RetailCRM, with what is needed to judge it."""

    connection: Connection
    order: CrmOrder
    meanings: Meanings
    read_at: datetime


class CrmDesk:
    """Takes in orders as RetailCRM shows them. Safe to use from several threads."""

    def __init__(self, storage: Storage, clock: Clock, dictionary: CrmDictionary) -> None:
        self._storage = storage
        self._clock = clock
        self._dictionary = dictionary
        self._desk = Desk(storage, clock)

    def take_in(self, connection: Connection, order: CrmOrder, read_at: datetime) -> Taken:
        """Queue what the order asks for and remember how it was; all in one transaction.

        `read_at` is the moment at which reading it began. Raises RemoteError when the dictionaries cannot be
        read, and StorageError.
        """
        look = _Look(connection, order, self._meanings(order), read_at)
        with self._storage.work() as work:
            shipment_id = shipment_of_external_id(order.external_id)
            stored = work.shipments.find(connection.connection_id, shipment_id) if shipment_id else None
            if stored is None:
                return Taken.FOREIGN
            seen = work.crm_orders.find(stored.key)
            now = self._clock.now()
            if seen is not None and read_at < seen.read_at <= now:
                return Taken.STALE
            if not self._settle(work, stored, look, seen, now):
                return Taken.SAME
            work.commit()
        return Taken.NEWS

    def _meanings(self, order: CrmOrder) -> Meanings:
        return self._dictionary.meanings(
            order_status=order.status,
            items=frozenset(item.status for item in order.items if item.status),
            delivery=order.delivery_code,
        )

    def _settle(
        self, work: UnitOfWork, stored: StoredShipment, look: _Look, seen: SeenOrder | None, now: datetime
    ) -> bool:
        """Whether anything has to be written."""
        shown = _shown(look, stored)
        if seen is not None and replace(seen, read_at=look.read_at) == shown:
            return False
        pending = work.outbox.unfinished(stored.key, Target.CRM)
        edits = [each.intent for each in pending if isinstance(each.intent, EditOrder)]
        news = _news(seen, shown, edits)
        # Before the wishes: an order in foreign hands is not handed over.
        was_foreign = _has_foreign_delivery(work, stored)
        noticed = self._note_contents(work, stored, look, now)
        if was_foreign and not _has_foreign_delivery(work, stored):
            # What it kept back was refused for nothing else: the status that stands there asks once more.
            news = replace(news, status=True)
        if news.status or news.lots:
            wished = self._decide(work, stored, look, news, now)
            noticed |= _note_refusals(work, stored, wished, now)
        if noticed:
            crm_notices.show_in_crm(work, stored, now)
        work.crm_orders.put(stored.key, shown)
        return True

    def _note_contents(self, work: UnitOfWork, stored: StoredShipment, look: _Look, now: datetime) -> bool:
        change = contents_change(look.order, stored.shipment)
        contents = None if change.is_none or stored.shipment.is_finished else change.words
        delivery = FOREIGN_DELIVERY if _is_foreign_delivery(look, stored) else None
        changed = crm_notices.note(work, stored, NoticeCode.COMPOSITION, contents, now)
        return crm_notices.note(work, stored, NoticeCode.FOREIGN_DELIVERY, delivery, now) or changed

    def _decide(
        self, work: UnitOfWork, stored: StoredShipment, look: _Look, news: CrmNews, now: datetime
    ) -> Wishes:
        settings = ConnectionSettings.of(work.connections.settings(look.connection.connection_id))
        found: list[Wishes] = []

        def decide(scheme: Scheme, standing: Standing) -> Plan:
            found.append(wishes(scheme, standing, _view(look), news, rules_of(settings), now))
            return found[-1].plan

        try:
            self._desk.decide_within(work, look.connection, stored, CRM_STAFF, decide)
        except NotAllowed as error:
            # A parked command stands in the way of the whole decision.
            return Wishes(refusals=(error.text,))
        wished = found[-1]
        if wished.couriered:
            work.shipments.set_couriered(stored.key, now)
            tell(work, stored, now, CRM_STAFF, Happening.COURIERED)
        if wished.checked and stored.checked_at is None and not wished.plan:
            work.shipments.set_checked(stored.key, now)
        return wished


def rules_of(settings: ConnectionSettings) -> WishRules:
    """The part of the settings that turns statuses into wishes."""
    return WishRules(
        confirmed=settings.status_confirmed,
        pack=settings.status_pack,
        ship=settings.status_ship,
        close=settings.status_close,
        reject_reasons=settings.reject_reason,
        default_reject_reason=settings.default_reject_reason,
        close_reasons=settings.close_reason,
    )


def _shown(look: _Look, stored: StoredShipment) -> SeenOrder:
    return SeenOrder(
        status=look.order.status,
        items={item.lot: item.status for item in look.order.items if item.lot is not None},
        composition=contents_change(look.order, stored.shipment).code,
        delivery_code=look.order.delivery_code,
        read_at=look.read_at,
    )


def _news(seen: SeenOrder | None, shown: SeenOrder, edits: Sequence[EditOrder]) -> CrmNews:
    """What neither was there at the last look nor is on its way there from us."""
    ours = {edit.status for edit in edits}
    known_status = seen.status if seen else ""
    known_items = seen.items if seen else {}
    our_items = {(item.lot, item.status) for edit in edits for item in edit.items}
    changed = {
        lot
        for lot, status in shown.items.items()
        if status != known_items.get(lot, "") and (lot, status) not in our_items
    }
    return CrmNews(shown.status != known_status and shown.status not in ours, frozenset(changed))


def _view(look: _Look) -> CrmView:
    order, meanings = look.order, look.meanings
    items = {item.lot: item.status for item in order.items if item.lot is not None}
    return CrmView(
        status=order.status,
        is_canceled=order.status in meanings.cancelling_orders,
        items=items,
        canceling=frozenset(lot for lot, status in items.items() if status in meanings.cancelling_items),
        boxes=_boxes(order),
    )


def _boxes(order: CrmOrder) -> tuple[tuple[int, ...], ...]:
    packages = order.delivery_packages
    return tuple(package.lots for package in packages) if all(p.is_whole for p in packages) else ()


def _is_foreign_delivery(look: _Look, stored: StoredShipment) -> bool:
    """Only where we deliver ourselves: another module's delivery service has the order (R2)."""
    code, module = look.order.delivery_code, look.order.delivery_module
    # A delivery of another store is not among those that the key may see; the order names its module.
    theirs = code in look.meanings.integrated or module not in ("", look.connection.module_code)
    return (
        Verb.COURIER in look.connection.scheme.verbs
        and code != look.connection.delivery_code
        and theirs
        and not stored.shipment.is_finished
    )


def _has_foreign_delivery(work: UnitOfWork, stored: StoredShipment) -> bool:
    return any(notice.code is NoticeCode.FOREIGN_DELIVERY for notice in work.notices.of(stored.key))


def _note_refusals(work: UnitOfWork, stored: StoredShipment, wished: Wishes, now: datetime) -> bool:
    words = _joined(wished.refusals) if wished.refusals else None
    return crm_notices.note(work, stored, NoticeCode.WISH_REFUSED, words, now)


def _joined(refusals: Iterable[Text]) -> Text:
    told = list(dict.fromkeys(refusals))
    return Text("; ".join(each.ru for each in told), "; ".join(each.en for each in told))

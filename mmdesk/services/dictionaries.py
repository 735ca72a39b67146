"""What a setting can name in RetailCRM: its statuses, item statuses, order methods and types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mmdesk.clients.crm_references import CrmChoice, CrmItemStatus, CrmStatus
from mmdesk.clients.retailcrm import RetailCrm


@dataclass(frozen=True, slots=True)
class Entry:
    """One code with the name that staff know; a page offers active ones only.

    `cancels`: the status cancels an order, or takes a position out of it.
    """

    code: str
    name: str
    is_active: bool
    cancels: bool = False
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Dictionaries:
    """The dictionaries of one account, each in RetailCRM's own order."""

    order_statuses: tuple[Entry, ...]
    item_statuses: tuple[Entry, ...]
    order_methods: tuple[Entry, ...]
    order_types: tuple[Entry, ...]


def read(crm: RetailCrm) -> Dictionaries:
    """Raises RemoteError."""
    return Dictionaries(
        order_statuses=_statuses(crm.order_statuses()),
        item_statuses=_statuses(crm.item_statuses()),
        order_methods=_choices(crm.order_methods()),
        order_types=_choices(crm.order_types()),
    )


def _statuses(found: Iterable[CrmStatus | CrmItemStatus]) -> tuple[Entry, ...]:
    return tuple(Entry(each.code, each.name, each.is_active, cancels=each.cancels) for each in found)


def _choices(found: Iterable[CrmChoice]) -> tuple[Entry, ...]:
    return tuple(Entry(each.code, each.name, each.is_active, is_default=each.is_default) for each in found)

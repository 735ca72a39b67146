"""What a setting can name in RetailCRM: its statuses, item statuses, order methods and types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mmdesk.clients.crm_references import CrmChoice, CrmItemStatus, CrmStatus
from mmdesk.clients.retailcrm import RetailCrm
from mmdesk.errors import Text
from mmdesk.services.check import Check, Told, unheard


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


def read(crm: RetailCrm, told: Told = unheard) -> Dictionaries:
    """Raises RemoteError. `told` hears of each of the four before it is asked for, and may break off."""
    told(_step(0))
    order_statuses = _statuses(crm.order_statuses())
    told(_step(1))
    item_statuses = _statuses(crm.item_statuses())
    told(_step(2))
    order_methods = _choices(crm.order_methods())
    told(_step(3))
    return Dictionaries(order_statuses, item_statuses, order_methods, _choices(crm.order_types()))


def _step(number: int) -> Check:
    words = Text("{what}: {number} из {total}", "{what}: {number} of {total}")
    what, total = _STEPS[number], len(_STEPS)
    return Check("crm.dictionaries", ok=True, message=words.format(what=what, number=number + 1, total=total))


def _statuses(found: Iterable[CrmStatus | CrmItemStatus]) -> tuple[Entry, ...]:
    return tuple(Entry(each.code, each.name, each.is_active, cancels=each.cancels) for each in found)


def _choices(found: Iterable[CrmChoice]) -> tuple[Entry, ...]:
    return tuple(Entry(each.code, each.name, each.is_active, is_default=each.is_default) for each in found)


_STEPS: Final = (
    Text("статусы заказов", "order statuses"),
    Text("статусы товаров", "item statuses"),
    Text("способы оформления", "order methods"),
    Text("типы заказов", "order types"),
)

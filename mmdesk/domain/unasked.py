"""Which mappings would act at Megamarket with nobody asking: a status that mmdesk sets, or one for two deeds.

The exchange reads every new status of a CRM order as staff's wish. Our own edits are remembered and pass for
no wish, yet not when an answer was lost or the CRM chose the status; so what we set may ask for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

from mmdesk.domain import status as statuses
from mmdesk.domain.crm_wish import WishRules
from mmdesk.domain.scheme import Scheme, Verb
from mmdesk.domain.status import Status, name_of
from mmdesk.errors import Text

GIVEN_TO_NEW: Final = "new"
"""The status that RetailCRM gives an order that is created without one."""


class Deed(StrEnum):
    """What a CRM status can set off at Megamarket."""

    CONFIRM = "confirm"
    PACK = "pack"
    SHIP = "ship"
    CLOSE = "close"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Clash:
    """One CRM status in two places. `with_deed` or else `with_status`, Megamarket's, is the second place."""

    deed: Deed
    code: str
    with_deed: Deed | None = None
    with_status: str = ""
    is_mapped: bool = True
    """False where nothing is mapped and RetailCRM itself chooses the status."""

    def words(self, name: str) -> Text:
        """What would happen, and the cure; `name` is the status as staff know it."""
        if self.with_deed is not None:
            return _SHARED.format(name=name, first=_DONE[self.deed], second=_DONE[self.with_deed])
        if self.with_status == Status.NEW:
            return (_CREATED if self.is_mapped else _GIVEN).format(name=name, deed=_WOULD[self.deed])
        return _FOLLOWED.format(name=name, status=name_of(self.with_status), deed=_WOULD[self.deed])


def unasked_acts(
    scheme: Scheme, rules: WishRules, followed: Mapping[str, str], canceling: frozenset[str] = frozenset()
) -> tuple[Clash, ...]:
    """`followed` are CRM statuses by Megamarket's; `canceling` those known to cancel an order in the CRM."""
    asking = {deed: code for deed, code in _asking(scheme, rules) if code}
    shared = (
        Clash(first, asking[first], with_deed=second)
        for first, second in combinations(asking, 2)
        if asking[first] == asking[second]
    )
    return (*shared, *_set_by_us(asking, followed, canceling))


def _asking(scheme: Scheme, rules: WishRules) -> Iterator[tuple[Deed, str]]:
    yield Deed.CONFIRM, rules.confirmed
    yield Deed.PACK, rules.pack
    yield Deed.SHIP, rules.ship
    if Verb.CLOSE in scheme.verbs:
        yield Deed.CLOSE, rules.close


def _set_by_us(
    asking: Mapping[Deed, str], followed: Mapping[str, str], canceling: frozenset[str]
) -> Iterator[Clash]:
    mapped = {status: code for status, code in followed.items() if code and not statuses.is_final(status)}
    for status, code in ({Status.NEW.value: GIVEN_TO_NEW} | mapped).items():
        is_mapped = status in mapped
        for deed, asked in asking.items():
            if asked == code and not _is_done(status, deed):
                yield Clash(deed, code, with_status=status, is_mapped=is_mapped)
        if code in canceling and status not in _OVERDUE:
            yield Clash(Deed.CANCEL, code, with_status=status, is_mapped=is_mapped)


def _is_done(status: str, deed: Deed) -> bool:
    """Where the order stands there or further, the deed has nothing left to do."""
    return statuses.has_reached(statuses.heading_for(status), _LEADS_TO[deed])


_LEADS_TO: Final = {
    Deed.CONFIRM: Status.CONFIRMED,
    Deed.PACK: Status.PACKED,
    Deed.SHIP: Status.SHIPPED,
    Deed.CLOSE: Status.DELIVERED,
}
_OVERDUE: Final = frozenset({Status.PACKING_EXPIRED, Status.SHIPPING_EXPIRED})
"""Shops that count such an order as lost cancel it in the CRM; that is meant."""
_WOULD: Final = {
    Deed.CONFIRM: Text("подтверждался бы", "would be confirmed"),
    Deed.PACK: Text("упаковывался бы", "would be packed"),
    Deed.SHIP: Text("отгружался бы", "would be shipped"),
    Deed.CLOSE: Text("закрывался бы как вручённый", "would be closed as handed over"),
    Deed.CANCEL: Text("отменялся бы", "would be cancelled"),
}
_DONE: Final = {
    Deed.CONFIRM: Text("подтверждался", "confirmed"),
    Deed.PACK: Text("упаковывался", "packed"),
    Deed.SHIP: Text("отгружался", "shipped"),
    Deed.CLOSE: Text("закрывался", "closed"),
}
_GIVEN: Final = Text(
    "Статус «{name}» RetailCRM сама даёт новым заказам: каждый новый заказ {deed} в Мегамаркете без "
    "человека. Выберите другой.",
    "RetailCRM itself gives new orders the status “{name}”: every new order {deed} at Megamarket with nobody "
    "asking. Choose another.",
)
_CREATED: Final = Text(
    "Со статусом «{name}» mmdesk создаёт заказы в RetailCRM: каждый новый заказ {deed} в Мегамаркете без "
    "человека. Выберите другой.",
    "mmdesk creates orders in RetailCRM with the status “{name}”: every new order {deed} at Megamarket with "
    "nobody asking. Choose another.",
)
_FOLLOWED: Final = Text(
    "Статус «{name}» mmdesk ставит в RetailCRM сама, когда заказ в Мегамаркете «{status}»: такой заказ "
    "{deed} без человека. Выберите другой.",
    "mmdesk itself sets the status “{name}” in RetailCRM once Megamarket has the order as “{status}”: such "
    "an order {deed} with nobody asking. Choose another.",
)
_SHARED: Final = Text(
    "Статус «{name}» просит сразу о двух действиях: заказ и {first} бы, и {second} бы. Выберите разные "
    "статусы.",
    "The status “{name}” asks for two deeds at once: an order would be {first} and {second}. Choose "
    "different statuses.",
)

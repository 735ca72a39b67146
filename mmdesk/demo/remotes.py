"""What both remotes show of an order: read at the remotes themselves, past everything of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mmdesk.domain.status import name_of
from mmdesk.errors import Text
from mmdesk.sandbox.retailcrm_references import CANCELLED_ITEM_STATUSES, ITEM_STATUSES, STATUS_GROUPS
from mmdesk.sandbox.run import Sandbox

_NO_ORDER: Final = Text("заказа нет", "no order")
_STATUS_NAMES: Final = {code: name for _, names in STATUS_GROUPS.values() for code, name in names.items()}
_ITEM_NAMES: Final = {**ITEM_STATUSES, **CANCELLED_ITEM_STATUSES}


@dataclass(frozen=True, slots=True)
class AtMegamarket:
    """The statuses of the goods in the order of their lots, and how many boxes they lie in."""

    lots: tuple[str, ...]
    boxes: int = 0

    @property
    def words(self) -> Text:
        if not self.boxes:
            return _counted([name_of(status) for status in self.lots])
        return Text("{lots}, мест: {boxes}", "{lots}, boxes: {boxes}").format(
            lots=_counted([name_of(status) for status in self.lots]), boxes=self.boxes
        )


@dataclass(frozen=True, slots=True)
class AtRetailCrm:
    """The order's status and those of its positions; an empty status means that there is no order."""

    status: str = ""
    items: tuple[str, ...] = ()

    @property
    def words(self) -> Text:
        if not self.status:
            return _NO_ORDER
        items = _counted([_named(item, _ITEM_NAMES) for item in self.items])
        return Text("«{status}», позиции: {items}", "“{status}”, items: {items}").format(
            status=_named(self.status, _STATUS_NAMES), items=items
        )


class Remotes:
    """Looks through the sandbox's control doors, never through its APIs."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def megamarket(self, shipment_id: str) -> AtMegamarket:
        shipment = self._sandbox.megamarket.shipment(shipment_id)
        return AtMegamarket(tuple(lot.status for lot in shipment.goods()), len(shipment.boxes()))

    def retailcrm(self, shipment_id: str) -> AtRetailCrm:
        try:
            order = self._sandbox.retailcrm.order(f"mm-{shipment_id}")
        except KeyError:
            return AtRetailCrm()
        return AtRetailCrm(str(order["status"]), tuple(str(item["status"]) for item in order["items"]))

    def times_done(self, call: str, shipment_id: str) -> tuple[int, ...]:
        """How often a call ("confirm", "packing") has changed each lot of the order."""
        lots = self._sandbox.megamarket.shipment(shipment_id).lots
        return tuple(self._sandbox.megamarket.effects(call, shipment_id, lot.index) for lot in lots)

    def times_called(self, call: str, shipment_id: str) -> int:
        """How many requests of this kind ("order/confirm") have named the order."""
        return sum(shipment_id in made.shipment_ids for made in self._sandbox.megamarket.calls(call))


def _named(code: str, names: dict[str, str]) -> Text:
    """The CRM's statuses are named in Russian only; in English the code says more."""
    return Text(names.get(code, code), code)


def _counted(names: Sequence[Text]) -> Text:
    """«подтверждён (2), отменён покупателем (1)», in the order of the lots."""
    told = [
        Text("{name} ({count})", "{name} ({count})").format(name=name, count=count)
        for name, count in Counter(names).items()
    ]
    return Text(", ".join(text.ru for text in told), ", ".join(text.en for text in told))

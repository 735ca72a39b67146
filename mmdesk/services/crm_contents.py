"""Whether an order in RetailCRM still holds what Megamarket sold: contents cannot be changed there (R3)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from mmdesk.clients.crm_orders import CrmOrder
from mmdesk.domain.shipment import Shipment
from mmdesk.errors import Text

_MOST_NAMED: Final = 10
"""How many lots a notice names: an order may have hundreds."""


@dataclass(frozen=True, slots=True)
class ContentsChange:
    """What staff changed: positions added, and lots removed, multiplied or given another product."""

    added: int = 0
    removed: tuple[int, ...] = ()
    multiplied: tuple[int, ...] = ()
    replaced: tuple[int, ...] = ()

    @property
    def is_none(self) -> bool:
        return not (self.added or self.removed or self.multiplied or self.replaced)

    @property
    def code(self) -> str:
        """A short text that is equal for equal changes."""
        return "" if self.is_none else f"+{self.added} -{self.removed} x{self.multiplied} ~{self.replaced}"

    @property
    def words(self) -> Text:
        """What was changed, why it is not sent, and what to do."""
        told = [
            (_ADDED, Text.same(str(self.added)) if self.added else None),
            (_REMOVED, _named(self.removed)),
            (_MULTIPLIED, _named(self.multiplied)),
            (_REPLACED, _named(self.replaced)),
        ]
        parts = [places.format(n=value) for places, value in told if value is not None]
        changes = Text("; ".join(part.ru for part in parts), "; ".join(part.en for part in parts))
        return _RULE.format(changes=changes)


def contents_change(order: CrmOrder, shipment: Shipment) -> ContentsChange:
    """Compare positions with lots. A position of a cancelled lot may be missing: nothing depends on it."""
    goods = {lot.index: lot for lot in shipment.goods}
    ours = [item for item in order.items if item.lot in goods]
    counted = Counter(item.lot for item in ours)
    return ContentsChange(
        added=len(order.items) - len(counted),
        removed=tuple(index for index, lot in goods.items() if index not in counted and not lot.is_canceled),
        multiplied=tuple(sorted(item.lot or 0 for item in ours if item.quantity != 1)),
        replaced=tuple(
            sorted(
                item.lot or 0
                for item in ours
                if item.offer_external_id and item.offer_external_id != goods[item.lot or 0].offer_id
            )
        ),
    )


def _named(lots: tuple[int, ...]) -> Text | None:
    """The lots, the first ten by number; None when there are none."""
    if not lots:
        return None
    named = Text.same(", ".join(map(str, lots[:_MOST_NAMED])))
    return named.joined(_MORE.format(n=len(lots) - _MOST_NAMED)) if len(lots) > _MOST_NAMED else named


_ADDED: Final = Text("добавлено позиций: {n}", "positions added: {n}")
_REMOVED: Final = Text("удалены лоты: {n}", "lots removed: {n}")
_MULTIPLIED: Final = Text("другое количество, лоты: {n}", "another quantity, lots: {n}")
_REPLACED: Final = Text("другой товар, лоты: {n}", "another product, lots: {n}")
_MORE: Final = Text(" и ещё {n}", " and {n} more")
_RULE: Final = Text(
    "Состав заказа изменён в RetailCRM ({changes}). В Мегамаркет это не передаётся: изменить состав заказа "
    "нельзя. Отмените лоты статусом товара или подтвердите остальные и верните прежний состав.",
    "The order's contents were changed in RetailCRM ({changes}). Megamarket is not told: contents cannot be "
    "changed. Cancel lots by their item status or confirm the rest, and restore the contents.",
)

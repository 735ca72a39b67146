"""A person of the shop who works in the CRM's own screens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mmdesk.sandbox.retailcrm_history import STAFF_AUTHOR
from mmdesk.sandbox.retailcrm_order_desk import OrderDesk
from mmdesk.sandbox.retailcrm_order_model import Order
from mmdesk.sandbox.retailcrm_references import References
from mmdesk.sandbox.retailcrm_wire import Document


@dataclass(frozen=True, slots=True)
class StaffEdit:
    """One save of the order card.

    `items` maps an item's id or the value of its outside id to an item status; a box of `packages` lists such
    names. `fields` are plain fields of the order and `customFields`, as in the API.
    """

    status: str | None = None
    items: Mapping[str, str] = field(default_factory=dict)
    packages: Sequence[Sequence[str]] | None = None
    fields: Document = field(default_factory=dict)


class Staff:
    """Acts on orders as a user; no lock of an integrated delivery holds a person back."""

    def __init__(self, references: References, desk: OrderDesk) -> None:
        self._references = references
        self._desk = desk

    def order(self, name: str) -> Order:
        """Find by externalId, then by number; raises KeyError."""
        order = self._desk.book.named(name)
        if order is None and name.isdecimal():
            order = self._desk.book.with_id(int(name))
        if order is None:
            raise KeyError(name)
        return order

    def save(self, order: Order, edit: StaffEdit) -> bool:
        """Apply one save; raises KeyError for an unknown item, ValueError for an unknown status."""
        self._check(order, edit)
        changed = [
            self._desk.set_item_status(order, name, status, STAFF_AUTHOR)
            for name, status in edit.items.items()
        ]
        if edit.packages is not None:
            packages = [_package(order, place, box) for place, box in enumerate(edit.packages, start=1)]
            changed.append(
                self._desk.edit(order, {"delivery": {"data": {"packages": packages}}}, STAFF_AUTHOR)
            )
        if edit.fields:
            changed.append(self._desk.edit(order, edit.fields, STAFF_AUTHOR))
        if edit.status is not None:
            changed.append(self._desk.set_status(order, edit.status, STAFF_AUTHOR))
        return any(changed)

    def _check(self, order: Order, edit: StaffEdit) -> None:
        problems = [self._references.missing("product-statuses", status) for status in edit.items.values()]
        if edit.status is not None:
            problems.append(self._references.missing("statuses", edit.status))
        for problem in filter(None, problems):
            raise ValueError(problem)
        for name in [*edit.items, *(one for box in edit.packages or [] for one in box)]:
            if order.position(name) is None:
                raise KeyError(name)


def _package(order: Order, place: int, box: Sequence[str]) -> Document:
    positions = [position for name in box if (position := order.position(name)) is not None]
    return {
        "packageId": str(place),
        "items": [
            {
                "orderProduct": {"id": one.id, "externalIds": one.external_ids},
                "quantity": one.quantity,
            }
            for one in positions
        ],
    }

"""What a verb will do to each of several orders, by the rules that decide when it is done.

One read for all of them, and nothing is changed; call from the task thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.intent import COMMAND_NAMES
from mmdesk.domain.possible import refusal_unasked
from mmdesk.domain.readiness import canceled_in_box
from mmdesk.domain.scheme import Verb
from mmdesk.domain.standing import Standing, describe
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.desk import OrderRef, find_order, standing_of
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import Storage, UnitOfWork


@dataclass(frozen=True, slots=True)
class Prospect:
    """`refusal` says why the order stays as it is; `looks` is what somebody should look at before."""

    order: OrderRef
    refusal: Text | None = None
    looks: tuple[Text, ...] = ()


def prospects(storage: Storage, clock: Clock, verb: Verb, orders: Sequence[OrderRef]) -> tuple[Prospect, ...]:
    """One for each order, in the order named. Raises StorageError."""
    with storage.look() as look:
        return tuple(_prospect(look, clock, verb, order) for order in orders)


def _prospect(look: UnitOfWork, clock: Clock, verb: Verb, order: OrderRef) -> Prospect:
    try:
        connection, stored = find_order(look, order)
    except MmdeskError as error:
        return Prospect(order, error.text)
    standing, checked = standing_of(look, stored), stored.checked_at is not None
    refusal = refusal_unasked(connection.scheme, standing, verb, clock.now(), checked=checked)
    looks = () if refusal is not None else tuple(_looks(look, verb, stored, standing))
    return Prospect(order, refusal, looks)


def _looks(look: UnitOfWork, verb: Verb, stored: StoredShipment, standing: Standing) -> Iterator[Text]:
    for parked in standing.pending:
        if parked.is_parked:
            yield _PARKED.format(command=COMMAND_NAMES[parked.intent.command])
    for lot in canceled_in_box(stored.shipment):
        yield _TAKE_OUT.format(lot=describe(lot, lot.status), box=lot.box_index)
    if verb is Verb.SHIP:
        labelled = {label.box_index for label in look.labels.kept(stored.key) if not label.is_void}
        if not labelled.issuperset(stored.shipment.box_indexes):
            yield _NO_LABEL


_PARKED: Final = Text(
    "ждёт вашего решения: команда «{command}» остановлена", "waits for your decision: “{command}” is stopped"
)
_TAKE_OUT: Final = Text("{lot}: достаньте его из места {box}", "{lot}: take it out of box {box}")
_NO_LABEL: Final = Text("этикетки ещё нет", "no label yet")

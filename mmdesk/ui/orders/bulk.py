"""One verb on many orders: how far it has come, and what became of each. Without Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from mmdesk.domain.scheme import Verb
from mmdesk.services.order_actions import Deed, OrderActions, OrderRef, Outcome, Prospect, Refusal
from mmdesk.services.order_list import OrderRow

CHUNK: Final = 20
"""Orders in one write: progress can be told after each, and others get in between."""

Act = Callable[[Sequence[OrderRef]], Outcome]


def ref_of(row: OrderRow) -> OrderRef:
    return OrderRef(row.shipment_id, row.connection)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An order as the list shows it, and what will become of it."""

    row: OrderRow
    prospect: Prospect

    @property
    def will_be_done(self) -> bool:
        return self.prospect.refusal is None


def foresee(
    actions: OrderActions, meant: Mapping[Verb, Sequence[OrderRow]]
) -> Mapping[Verb, tuple[Foreseen, ...]]:
    """Raises NotYours and StorageError."""
    return {
        verb: tuple(map(Foreseen, rows, actions.prospects(verb, tuple(map(ref_of, rows)))))
        for verb, rows in meant.items()
    }


@dataclass
class Bulk:
    """The orders that are left to do, and the outcomes so far, as a part of a deed.

    `done` counts what was done now, `already` what had been done, or was on its way, before.
    """

    verb: Verb
    left: tuple[OrderRef, ...]
    total: int
    deed: Deed = field(default_factory=Deed)
    done: int = 0
    already: int = 0
    refused: list[Refusal] = field(default_factory=list)

    @classmethod
    def of(cls, verb: Verb, rows: Sequence[OrderRow], deed: Deed | None = None) -> Bulk:
        orders = tuple(dict.fromkeys(map(ref_of, rows)))
        return cls(verb, orders, len(orders), deed or Deed())

    def next_chunk(self) -> tuple[OrderRef, ...]:
        """Empty once everything has been handed out."""
        chunk, self.left = self.left[:CHUNK], self.left[CHUNK:]
        return chunk

    def stop(self) -> None:
        """Hand out no more."""
        self.left = ()

    def take(self, outcome: Outcome) -> None:
        fresh = sum(queued.is_new for queued in outcome.done)
        self.done += fresh
        self.already += len(outcome.done) - fresh
        self.refused += outcome.refused

    @property
    def handled(self) -> int:
        return self.done + self.already + len(self.refused)


def act_of(actions: OrderActions, verb: Verb, deed: Deed | None = None) -> Act | None:
    """What does the verb to many orders without asking anything; None where something has to be asked."""
    acts: dict[Verb, Act] = {
        Verb.CONFIRM: partial(actions.confirm, deed=deed),
        Verb.PACK: lambda orders: pack_each(actions, orders),
        Verb.LABEL: actions.request_label,
        Verb.SHIP: partial(actions.ship, deed=deed),
        Verb.COURIER: actions.send_with_courier,
    }
    return acts.get(verb)


def pack_each(actions: OrderActions, orders: Sequence[OrderRef]) -> Outcome:
    """Every order as its scheme packs it by itself; one that needs a marking code is refused by name."""
    outcomes = [actions.pack(order) for order in orders]
    return Outcome(
        Verb.PACK,
        tuple(queued for outcome in outcomes for queued in outcome.done),
        tuple(refusal for outcome in outcomes for refusal in outcome.refused),
    )

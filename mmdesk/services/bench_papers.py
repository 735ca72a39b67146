"""What the bench needs of printing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from mmdesk.errors import Text
from mmdesk.services.operators import Operator
from mmdesk.storage.shipments import StoredShipment
from mmdesk.storage.uow import UnitOfWork


class PaperState(StrEnum):
    """How far the paper of an order as it is packed now has come; what was printed before counts no more."""

    NONE = "none"
    QUEUED = "queued"
    PRINTED = "printed"
    DOUBTFUL = "doubtful"
    """It may have come out: only a person can see."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PaperStanding:
    """How an order's papers stand; `boxes` are those whose label is in doubt.

    `waits` says why a paper that is queued does not come out yet, where there is a reason; `is_held_up` that
    this is a trouble, and no mere turn in a queue. `failed` is why one did not come out, with its cure.
    """

    state: PaperState
    boxes: tuple[int, ...] = ()
    waits: Text | None = None
    is_held_up: bool = False
    failed: Text | None = None


class Papers(Protocol):
    """Prints an order's paper. All of it runs inside a transaction that the bench owns."""

    def print_order(
        self, work: UnitOfWork, stored: StoredShipment, by: Operator, workstation: str, *, reason: str = ""
    ) -> None:
        """Queue the labels of all boxes, or ДСМ's packing list, at this workstation; `reason` of a reprint.

        The bench has looked at the mirror in this transaction. Raises MmdeskError when it cannot be printed.
        """
        ...

    def print_again(
        self, work: UnitOfWork, stored: StoredShipment, by: Operator, workstation: str, state: PaperState
    ) -> None:
        """Queue once more only what is in this state, FAILED or DOUBTFUL. Raises as `print_order` does."""
        ...

    def confirm(self, work: UnitOfWork, stored: StoredShipment, by: Operator) -> None:
        """Somebody has looked: what is in doubt did come out."""
        ...

    def has_come_out(self, work: UnitOfWork, stored: StoredShipment) -> bool:
        """Whether any of these papers was printed, or may have been: only then can one be spoilt."""
        ...

    def standing(self, work: UnitOfWork, stored: StoredShipment) -> PaperStanding:
        """Of the labels in force, or of the packing list since the order was last packed."""
        ...

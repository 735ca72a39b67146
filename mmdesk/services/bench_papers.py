"""What the bench needs of printing."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from mmdesk.services.operators import Operator
from mmdesk.storage.shipments import ShipmentKey, StoredShipment
from mmdesk.storage.uow import UnitOfWork


class PaperState(StrEnum):
    """How far the paper of an order as it is packed now has come; what was printed before counts no more."""

    NONE = "none"
    QUEUED = "queued"
    PRINTED = "printed"
    DOUBTFUL = "doubtful"
    """It may have come out: only a person can see."""
    FAILED = "failed"


class Papers(Protocol):
    """Prints an order's paper. Both run inside a transaction that the bench owns."""

    def print_order(
        self, work: UnitOfWork, stored: StoredShipment, by: Operator, workstation: str, *, reason: str = ""
    ) -> None:
        """Queue the labels of all boxes, or ДСМ's packing list, at this workstation; `reason` of a reprint.

        The bench has looked at the mirror in this transaction. Raises MmdeskError when it cannot be printed.
        """
        ...

    def state(self, work: UnitOfWork, key: ShipmentKey) -> PaperState:
        """Of the labels in force, or of the packing list since the order was last packed."""
        ...

"""The packing bench: scans and keys in, what to show out. Made for one window; call it from the task thread.

Every action is one short transaction and returns the whole view. What was scanned is in the database before
the view is: after a crash this bench, or another one, goes on where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from mmdesk.clock import Clock
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.errors import Text
from mmdesk.services.bench_view import BenchView, Finishing, ParkedOrder, Said, Stage
from mmdesk.services.desk import OrderRef
from mmdesk.services.operators import Operator
from mmdesk.storage.shipments import ShipmentKey, StoredShipment
from mmdesk.storage.uow import Storage, UnitOfWork


class PaperState(StrEnum):
    """How far the paper of an order as it is packed now has come; what was printed before counts no more."""

    NONE = "none"
    QUEUED = "queued"
    PRINTED = "printed"
    FAILED = "failed"


class Papers(Protocol):
    """What the bench needs of printing. Both run inside a transaction that the bench owns."""

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


class Bench:
    """One workstation's bench.

    Raises StorageError when the database fails; nothing was counted then, and the same scan may be repeated.
    """

    def __init__(
        self, storage: Storage, clock: Clock, operator: Operator, workstation: str, papers: Papers
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._operator = operator
        self._workstation = workstation
        self._papers = papers
        self._said = Said(0, Verdict.IDLE, Text("", ""))

    def scan(self, text: str) -> BenchView:
        """Take what a scanner typed, without its Enter: goods, a marking code, an order or a control barcode."""
        return self.view()

    def press(self, control: Control) -> BenchView:
        """A key; the same as the control barcode of this name."""
        return self.view()

    def open(self, order: OrderRef) -> BenchView:
        """Put an order on the bench that somebody has chosen; resumes it when it was parked."""
        return self.view()

    def take_over(self) -> BenchView:
        """Yes to the question: go on with the order of a bench that is not heard of any more."""
        return self.view()

    def missing(self, lots: Sequence[int], reason: str, comment: str = "") -> BenchView:
        """Refuse lots that are not there, for a reason of the scheme; the rest of the order goes on."""
        return self.view()

    def park(self, reason: str) -> BenchView:
        """Put the order aside: one of the question's reasons, or words of the packer's own."""
        return self.view()

    def reprint(self, reason: str) -> BenchView:
        """Print the paper of the order that was closed, or looked at, last once more."""
        return self.view()

    def dismiss(self) -> BenchView:
        """Esc: acknowledge an alarm, drop a question, or leave an order in which nothing has been scanned."""
        return self.view()

    def refresh(self) -> BenchView:
        """Look again after any change of the database: a cancellation stops the packing here."""
        return self.view()

    def view(self) -> BenchView:
        """What is shown now; reads only."""
        return BenchView(Stage.IDLE, self._said)

    def heartbeat(self) -> None:
        """Tell the others that this bench is alive; call it every few seconds."""

    def advance(self) -> tuple[Finishing, ...]:
        """Do the next step of every closed order of this bench whose time has come; call after any change."""
        return ()

    def parked(self) -> tuple[ParkedOrder, ...]:
        """The packings that were put aside, the longest waiting first; `open` resumes one."""
        return ()

"""The closed orders of one bench on their way to their paper, several at once while the packer goes on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.bench_finishing import Finisher
from mmdesk.services.bench_order import bench_order
from mmdesk.services.bench_view import Finishing, FinishStep
from mmdesk.storage.engine import StorageError
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import Storage, UnitOfWork

_DUE: Final = (FinishStep.PACKED, FinishStep.LABEL_HERE, FinishStep.PRINTED)
"""The steps after which there is something to do."""
_FRESH: Final = timedelta(days=3)
"""A cancellation after packing is told for so long; by then the parcel is elsewhere."""


@dataclass
class Paperwork:
    """`lines` are as of the last look: those that are stopped first, then the oldest.

    Whoever shows them need not ask the database again.
    """

    storage: Storage
    clock: Clock
    finisher: Finisher
    lines: tuple[Finishing, ...] = ()
    _failed: dict[ShipmentKey, Text] = field(default_factory=dict)

    def look(self) -> None:
        """Read how far each order is. Raises StorageError."""
        with self.storage.look() as work:
            drafts = work.drafts.finishing(self.finisher.workstation)
            lines = [self._shown(work, draft.key) for draft in drafts]
            lines += self._to_take_out(work, {draft.key for draft in drafts})
        self.lines = _stopped_first(lines)

    def advance(self) -> tuple[Finishing, ...]:
        """Do the next step of each order whose time has come; what was printed is told once more."""
        with self.storage.look() as work:
            drafts = work.drafts.finishing(self.finisher.workstation)
        keys = [draft.key for draft in drafts]
        self._failed = {key: why for key, why in self._failed.items() if key in keys}
        told = [line for key in keys if (line := self._advance_one(key)) is not None]
        with self.storage.look() as work:
            told += self._to_take_out(work, set(keys))
        self.lines = _stopped_first(told)
        return self.lines

    def add(self, work: UnitOfWork, key: ShipmentKey) -> None:
        """An order that was closed in this very transaction."""
        rest = [line for line in self.lines if line.key != key]
        order = bench_order(work, key)
        if order.draft is not None and order.draft.is_finishing:
            rest.append(self.finisher.shown(work, order))
        self.lines = _stopped_first(rest)

    def _advance_one(self, key: ShipmentKey) -> Finishing | None:
        """Do what can be done, as a rule nothing, and tell how far the order is."""
        with self.storage.look() as work:
            line = self._line(work, key)
        if line is None or line.step not in _DUE:
            return line
        try:
            after = self._step(key)
        except StorageError:
            # The database's trouble is not the order's: the next asking tries again.
            raise
        except MmdeskError as error:
            self._failed[key] = error.text
            return replace(line, step=FinishStep.STOPPED, stopped=error.text)
        self._failed.pop(key, None)
        return after

    def _step(self, key: ShipmentKey) -> Finishing | None:
        with self.storage.work() as work:
            line = self._line(work, key)
            if line is None or not self.finisher.advance(work, bench_order(work, key)):
                return line
            after = line if line.step is FinishStep.PRINTED else self._line(work, key)
            work.commit()
        return after

    def _line(self, work: UnitOfWork, key: ShipmentKey) -> Finishing | None:
        order = bench_order(work, key)
        if order.draft is None or not order.draft.is_finishing:
            return None
        return self.finisher.shown(work, order)

    def _shown(self, work: UnitOfWork, key: ShipmentKey) -> Finishing:
        """What failed a moment ago stays so until it is tried again: the database does not tell of it."""
        line = self.finisher.shown(work, bench_order(work, key))
        why = self._failed.get(key)
        if why is None or line.step not in _DUE:
            return line
        return replace(line, step=FinishStep.STOPPED, stopped=why)

    def _to_take_out(self, work: UnitOfWork, known: set[ShipmentKey]) -> list[Finishing]:
        """Orders packed here whose paper is printed, and of which something was cancelled since."""
        since = self.clock.now() - _FRESH
        keys = work.bench_orders.cancelled_in_boxes(self.finisher.workstation, since)
        lines = (self.finisher.shown_packed(work, bench_order(work, key)) for key in keys if key not in known)
        return [line for line in lines if line is not None]


def _stopped_first(lines: Iterable[Finishing]) -> tuple[Finishing, ...]:
    return tuple(sorted(lines, key=lambda line: (line.stopped is None, line.since)))

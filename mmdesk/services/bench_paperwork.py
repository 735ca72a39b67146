"""The closed orders of one bench on their way to their paper, several at once while the packer goes on."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.bench_finishing import Finisher
from mmdesk.services.bench_order import BenchOrder, bench_order
from mmdesk.services.bench_view import Finishing, FinishStep
from mmdesk.storage.bench_stamps import Stamp
from mmdesk.storage.engine import StorageError
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import Storage, UnitOfWork

logger = logging.getLogger(__name__)

_DUE: Final = (FinishStep.PACKED, FinishStep.LABEL_HERE, FinishStep.PRINTED)
"""The steps after which there is something to do."""
_MOST_STEPS: Final = 10
_MOST_AGAIN: Final = 3
"""Of those that failed before, a few at a time: the same trouble keeps all of them, as a rule."""
_FRESH: Final = timedelta(days=3)
"""A cancellation after packing is told for so long; by then the parcel is elsewhere."""


@dataclass
class Paperwork:
    """`lines` are as of the last look: the one closed last, the stopped ones, what is held up, the rest.

    Whoever shows them need not ask the database again. An order is read whole only when something about it
    has changed: hundreds may wait.
    """

    storage: Storage
    clock: Clock
    finisher: Finisher
    lines: tuple[Finishing, ...] = ()
    _failed: dict[ShipmentKey, Text] = field(default_factory=dict)
    _known: dict[ShipmentKey, tuple[Stamp, Finishing | None]] = field(default_factory=dict)

    def look(self) -> None:
        """Read how far each order is. Raises StorageError."""
        lines = self._read()
        self.lines = _in_order(self._shown(line) for line in lines.values())

    def advance(self) -> tuple[Finishing, ...]:
        """Do the next step of the orders whose time has come, some at once: scans wait meanwhile.

        What was printed is told once more, and is gone then. Raises StorageError.
        """
        lines = self._read()
        for key in self._next(lines):
            after = self._advance_one(key, lines[key])
            if after is None:
                del lines[key]
            else:
                lines[key] = after
        self.lines = _in_order(self._shown(line) for line in lines.values())
        return self.lines

    def add(self, work: UnitOfWork, key: ShipmentKey) -> None:
        """An order that was closed in this very transaction."""
        rest = [line for line in self.lines if line.key != key]
        order = bench_order(work, key)
        if order.draft is not None and order.draft.is_finishing:
            rest.append(self.finisher.shown(work, order))
        self.lines = _in_order(rest)

    def _next(self, lines: Mapping[ShipmentKey, Finishing]) -> list[ShipmentKey]:
        """Which to advance now: what failed before comes last, each in its turn."""
        due = [key for key, line in lines.items() if line.step in _DUE]
        fresh = [key for key in due if key not in self._failed]
        again = [key for key in self._failed if key in due]
        return fresh[:_MOST_STEPS] + again[:_MOST_AGAIN]

    def _read(self) -> dict[ShipmentKey, Finishing]:
        """The lines of all orders, without what failed on our side."""
        since = self.clock.now() - _FRESH
        here = self.finisher.workstation
        with self.storage.look() as work:
            finishing = work.drafts.finishing_keys(here)
            cancelled = work.bench_orders.cancelled_in_boxes(here, since)
            stamps = work.bench_stamps.of({*finishing, *cancelled})
            self._known = {
                key: known
                for key, stamp in stamps.items()
                if (known := self._known.get(key)) is not None and known[0] == stamp
            }
            for key in (*finishing, *cancelled):
                if key not in self._known:
                    self._known[key] = stamps[key], self._line(work, bench_order(work, key))
        self._failed = {key: why for key, why in self._failed.items() if key in stamps}
        lines = ((key, self._known[key][1]) for key in dict.fromkeys((*finishing, *cancelled)))
        return {key: line for key, line in lines if line is not None}

    def _advance_one(self, key: ShipmentKey, line: Finishing) -> Finishing | None:
        failed_before = self._failed.pop(key, None) is not None
        try:
            return self._step(key)
        except StorageError:
            # The database's trouble is not the order's: the next asking tries again.
            raise
        except MmdeskError as error:
            self._failed[key] = error.text
            if not failed_before:
                logger.info("shipment=%s its paper cannot be made: %s", line.ref.shipment_id, error)
            return line

    def _step(self, key: ShipmentKey) -> Finishing | None:
        with self.storage.work() as work:
            order = bench_order(work, key)
            line = self._line(work, order)
            if line is None or line.step not in _DUE or not self.finisher.advance(work, order, line.step):
                return line
            work.commit()
        return line if line.step is FinishStep.PRINTED else self._read_one(key)

    def _read_one(self, key: ShipmentKey) -> Finishing | None:
        """After the commit: the printer and the service go on meanwhile."""
        with self.storage.look() as work:
            self._known[key] = work.bench_stamps.of([key])[key], self._line(work, bench_order(work, key))
        return self._known[key][1]

    def _line(self, work: UnitOfWork, order: BenchOrder) -> Finishing | None:
        """Of a closed order on its way, or of one that was printed here and has something to be taken out."""
        if order.draft is not None and order.draft.is_finishing:
            return self.finisher.shown(work, order)
        return self.finisher.shown_packed(work, order)

    def _shown(self, line: Finishing) -> Finishing:
        """What failed a moment ago stays so until it is tried again: the database does not tell of it."""
        why = self._failed.get(line.key)
        if why is None or line.step not in _DUE or line.step is FinishStep.PRINTED:
            return line
        return replace(line, step=FinishStep.STOPPED, stopped=why)


def _in_order(lines: Iterable[Finishing]) -> tuple[Finishing, ...]:
    """What the packer waits for now, then what waits for the packer, then the rest as it was closed."""
    known = tuple(lines)
    newest = max(known, key=lambda line: line.since, default=None)
    return tuple(sorted(known, key=lambda line: _rank(line, newest)))


def _rank(line: Finishing, newest: Finishing | None) -> tuple[bool, bool, bool, datetime]:
    return line is not newest, line.stopped is None, not line.is_held_up, line.since

"""What the page «Печать» shows, read in one go; call it from any thread but the window's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from mmdesk.clock import Clock
from mmdesk.services.printers import PrintersSeen, printers_of
from mmdesk.services.spool import SILENT
from mmdesk.services.workstations import ThisWorkstation
from mmdesk.storage.print_jobs import JobFilter, JobKey, JobLine, JobWish, StoredJob
from mmdesk.storage.uow import Storage

__all__ = [
    "JobFilter", "JobKey", "JobLine", "JobWish", "PrintList", "PrintListSeen", "StoredJob",
]  # fmt: skip

MOST_LINES: Final = 500


@dataclass(frozen=True, slots=True)
class PrintListSeen:
    """The newest jobs of those wished for, the printers of this workstation, and how much waits.

    `attention` counts the jobs of this workstation, called `place`, that need a person. `silent` names the
    workstations at which no window prints, as far as can be told.
    """

    lines: tuple[JobLine, ...] = ()
    capped: bool = False
    counts: Mapping[JobFilter, int] = field(default_factory=lambda: MappingProxyType({}))
    attention: int = 0
    place: str = ""
    printers: PrintersSeen = field(default_factory=PrintersSeen)
    silent: frozenset[str] = frozenset()
    others: bool = False
    """Whether there are other workstations."""


class PrintList:
    """One workstation's view of printing. Safe to share between threads."""

    def __init__(self, storage: Storage, clock: Clock, workstation: ThisWorkstation) -> None:
        self._storage = storage
        self._clock = clock
        self.workstation = workstation

    def read(self, wish: JobWish) -> PrintListSeen:
        """Raises StorageError."""
        here = self.workstation.code
        with self._storage.look() as work:
            lines = work.print_jobs.list(wish, MOST_LINES + 1)
            counts = work.print_jobs.counts(wish.workstation)
            own = counts if wish.workstation == here else work.print_jobs.counts(here)
            printers = printers_of(work, here)
            places = work.printers.workstations()
        since = self._clock.now() - timedelta(seconds=SILENT)
        heard = {each.code for each in places if each.spool_seen_at and each.spool_seen_at >= since}
        return PrintListSeen(
            lines=lines[:MOST_LINES],
            capped=len(lines) > MOST_LINES,
            counts=counts,
            attention=own[JobFilter.ATTENTION],
            place=next((each.name for each in places if each.code == here), self.workstation.name),
            printers=printers,
            silent=frozenset(each.code for each in places) - heard,
            others=any(each.code != here for each in places),
        )

"""What is thrown away, and when: everything that is kept only for a while is in one table of terms here.

docs/retention.md tells the same to people.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from mmdesk.clock import Clock
from mmdesk.errors import Text
from mmdesk.services.job_runs import BrokenOff, JobOutcome, JobResult
from mmdesk.storage import pruning as rows
from mmdesk.storage.pruning import Old
from mmdesk.storage.uow import Storage
from mmdesk.system_words import system_words

logger = logging.getLogger(__name__)

JOB_RUNS: Final = timedelta(days=14)
CALLS: Final = timedelta(days=30)
"""Megamarket's calls hold personal data."""
COMMANDS: Final = timedelta(days=90)
VOID_LABELS: Final = timedelta(days=7)
LABELS: Final = timedelta(days=90)
"""Of finished orders; labels show the buyer's name and address."""
FEED_FETCHES: Final = timedelta(days=90)
FEED_BUILDS: Final = timedelta(days=30)
"""Of what is known of builds; the files of the last ten published ones stay in any case."""
PRINT_DOCUMENTS: Final = timedelta(days=7)
"""Pick lists, files and sheets that were printed; labels and packing lists are not kept with their jobs."""
WAITING_PRINTS: Final = timedelta(days=30)
"""Jobs for a workstation at which no window was opened since."""
PRINT_JOBS: Final = timedelta(days=90)
"""Of no order; that an order's papers were printed stays known as long as the order."""
UNKNOWN_CODES: Final = timedelta(days=90)
"""Since they were last scanned."""
PICTURES: Final = timedelta(days=14)
"""Since an open order last wanted them; one that is wanted again is fetched again."""
DRAFTS: Final = timedelta(days=7)
"""Packings in progress of orders that are over."""
LABEL_FILES: Final = timedelta(days=7)
BUYERS: Final = timedelta(days=180)
"""Name, phone, e-mail, address, comment and the remote document of finished orders."""
_BATCH: Final = 200
_WIDE_BATCH: Final = 20
"""The same for rows of which each is many pages: a label, an order with its document."""
_WIDE: Final = ("labels", "buyers", "print_documents")
_FOUND: Final = 5000


class Pruning:
    """Throws away what is old. `folder` is where this computer keeps documents for printing.

    `stopping` is asked between two batches.
    """

    def __init__(
        self, storage: Storage, clock: Clock, folder: Path, stopping: Callable[[], bool] = lambda: False
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._folder = folder
        self._stopping = stopping

    def run(self) -> JobResult:
        """Raises BrokenOff and StorageError; what is gone by then stays gone."""
        counts = {kind: self._remove(kind, old) for kind, old in _old(self._clock.now()).items()}
        counts["label_files"], refused = self._files()
        if refused is None:
            return JobResult(counts=counts)
        return JobResult(JobOutcome.FAILED, _not_deleted(refused), counts)

    def _remove(self, kind: str, old: Old) -> int:
        """Round by round until nothing is found, or what is found may not go."""
        size = _WIDE_BATCH if kind in _WIDE else _BATCH
        gone = 0
        while True:
            with self._storage.look() as look:
                found = look.pruning.find(old, _FOUND)
            before = gone
            for start in range(0, len(found), size):
                self._go_on()
                with self._storage.work() as work:
                    removed = work.pruning.remove(old, found[start : start + size])
                    if removed:
                        work.commit()
                gone += removed
            if gone == before or len(found) < _FOUND:
                return gone

    def _files(self) -> tuple[int, OSError | None]:
        """How many files went, and why one did not: on Windows a viewer may have it open."""
        gone, refused = 0, None
        for file in self._old_files():
            self._go_on()
            try:
                file.unlink(missing_ok=True)
                gone += 1
            except OSError as error:
                logger.warning("file=%s stays: %s", file.name, error.strerror)
                refused = error
        return gone, refused

    def _old_files(self) -> Iterator[Path]:
        before = self._clock.now() - LABEL_FILES
        for file in self._folder.glob("*.pdf*") if self._folder.is_dir() else ():
            if file.is_file() and not file.is_symlink() and _written_at(file) < before:
                yield file

    def _go_on(self) -> None:
        if self._stopping():
            raise BrokenOff


def _old(now: datetime) -> Mapping[str, Old]:
    """By the names under which a run counts them."""
    return {
        "job_runs": rows.old_job_runs(now - JOB_RUNS),
        "inbox": rows.old_calls(now - CALLS),
        "outbox": rows.old_commands(now - COMMANDS),
        "labels": rows.old_labels(now - VOID_LABELS, now - LABELS),
        "print_documents": rows.old_print_documents(now - PRINT_DOCUMENTS, now - WAITING_PRINTS),
        "print_jobs": rows.old_print_jobs(now - PRINT_JOBS),
        "feed_fetches": rows.old_feed_fetches(now - FEED_FETCHES),
        "feed_builds": rows.old_feed_builds(now - FEED_BUILDS),
        "unknown_codes": rows.old_unknown_codes(now - UNKNOWN_CODES),
        "pictures": rows.old_pictures(now - PICTURES),
        "drafts": rows.old_drafts(now - DRAFTS),
        "path_keys": rows.old_path_keys(now),
        "buyers": rows.old_buyers(now - BUYERS),
    }


def _written_at(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _not_deleted(error: OSError) -> Text:
    return Text(
        "старый документ не удалён: {why}. Закройте программу, в которой он открыт, или удалите его: {file}",
        "an old document was not deleted: {why}. Close the program that has it open, or delete it: {file}",
    ).format(why=system_words(error), file=error.filename or "—")

"""A workstation's spool: one thread for each of its printers, as long as the window's process lives.

A lock of the operating system lets one process at a time print for a workstation; it goes with its process,
however that ends, so that whoever has it knows that nobody else is in the middle of a job.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mmdesk.clock import Clock
from mmdesk.file_locks import acquire
from mmdesk.printing.spoolers import spooler_for
from mmdesk.services.lease import Identity
from mmdesk.services.printer_queue import PrinterQueue, recover
from mmdesk.services.printers import OpenSpooler, PrinterKey
from mmdesk.services.waiting import Changes
from mmdesk.services.workstations import ThisWorkstation
from mmdesk.storage.engine import StorageError
from mmdesk.storage.print_jobs import StoredJob
from mmdesk.storage.uow import Storage

logger = logging.getLogger(__name__)

LOCK_NAME: Final = "spool.lock"
HEARTBEAT: Final = 60.0
"""Seconds between two notes that a window prints here."""
SILENT: Final = 150.0
"""Seconds after the last note from which on nobody prints there, as far as can be told."""
_GLANCE: Final = 0.5
"""Seconds after which the watching thread looks whether it is to end."""
_AGAIN: Final = 1.0
"""Seconds until a database that failed, or a lock that somebody has, is tried again."""
_LONGEST: Final = 30.0
"""Seconds that a printer's thread waits at most, whatever it was told."""

Watch = Callable[[], AbstractContextManager[Changes]]


@dataclass(frozen=True, slots=True)
class _Worker:
    thread: threading.Thread
    wake: threading.Event


class Spool:
    """Started and stopped once. The threads are daemons: a printer that never answers cannot hold the end up.

    A job that such a printer has is in doubt at the next start.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        folder: Path,
        workstation: ThisWorkstation,
        watch: Watch,
        open_spooler: OpenSpooler = spooler_for,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._lock_file = folder / LOCK_NAME
        self._workstation = workstation
        self._watch = watch
        self._open_spooler = open_spooler
        self._holder = Identity.of_this_process().holder
        self._ending = threading.Event()
        self._workers: dict[PrinterKey, _Worker] = {}
        self._inherited: dict[PrinterKey, StoredJob] = {}
        self._beaten_at: float | None = None
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask_to_end(self) -> None:
        """Begin nothing new; returns at once."""
        self._ending.set()
        for worker in tuple(self._workers.values()):
            worker.wake.set()

    def join(self, seconds: float) -> bool:
        """Wait for what was begun; False when a printer still has it."""
        if self._thread.is_alive():
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        descriptor = self._locked()
        if descriptor is None:
            return
        try:
            while not self._ending.is_set():
                try:
                    self._serve()
                except StorageError as error:
                    logger.warning("the spool cannot read the database: %s", error)
                    self._ending.wait(_AGAIN)
            for worker in self._workers.values():
                worker.thread.join()
            self._tell_end()
        finally:
            os.close(descriptor)

    def _locked(self) -> int | None:
        """The lock, once nobody else has it; None when the end came first."""
        told = False
        while not self._ending.is_set():
            try:
                descriptor = acquire(self._lock_file)
            except OSError as error:
                logger.error("nothing is printed here: %s: %s", LOCK_NAME, error.strerror)
                descriptor = None
            if descriptor is not None:
                return descriptor
            if not told:
                logger.info("another process prints for this workstation")
                told = True
            self._ending.wait(_AGAIN)
        return None

    def _serve(self) -> None:
        """Until the end, or the database fails. Raises StorageError."""
        with self._watch() as changes:
            if self._beaten_at is None:
                self._inherited |= recover(self._storage, self._clock, self._workstation.code)
                self._beat()
            while not self._ending.is_set():
                # A job that waits goes first; the printers themselves change once in a year.
                for worker in tuple(self._workers.values()):
                    worker.wake.set()
                self._man_printers()
                self._wait_for_change(changes)

    def _wait_for_change(self, changes: Changes) -> None:
        while not self._ending.is_set() and not changes.wait(_GLANCE):
            if self._beaten_at is None or self._clock.monotonic() - self._beaten_at >= HEARTBEAT:
                self._beat()
            if not all(worker.thread.is_alive() for worker in self._workers.values()):
                return

    def _man_printers(self) -> None:
        """A thread for each printer that has none."""
        with self._storage.look() as work:
            keys = {printer.key for printer in work.printers.of(self._workstation.code)}
        for key, worker in tuple(self._workers.items()):
            if not worker.thread.is_alive():
                del self._workers[key]
        for key in keys - self._workers.keys():
            wake = threading.Event()
            name, given = f"printer-{key}", (key, wake, self._inherited.pop(key, None))
            thread = threading.Thread(target=self._work_off, args=given, name=name, daemon=True)
            self._workers[key] = _Worker(thread, wake)
            thread.start()

    def _work_off(self, key: PrinterKey, wake: threading.Event, inherited: StoredJob | None) -> None:
        """One printer's thread; ends with the spool, or when the printer is not set up any more."""
        queue = PrinterQueue(self._storage, self._clock, key, self._holder, self._open_spooler)
        if inherited is not None:
            queue.take_over(inherited)
        queue.prepare()
        while not self._ending.is_set():
            wake.clear()
            try:
                wait = queue.step()
            except StorageError as error:
                logger.warning("printer=%d cannot reach the database: %s", key, error)
                wait = _AGAIN
            except Exception as fault:  # noqa: BLE001 - a fault of ours is reported; the printer's next jobs go on
                threading.excepthook(
                    threading.ExceptHookArgs((type(fault), fault, fault.__traceback__, None))
                )
                wait = _LONGEST
            if wait is None:
                return
            if wait:
                wake.wait(min(wait, _LONGEST))

    def _beat(self) -> None:
        self._beaten_at = self._clock.monotonic()
        with self._storage.work() as work:
            work.printers.introduce_workstation(self._workstation.code, self._workstation.name)
            work.printers.note_spool(self._workstation.code, self._clock.now())
            work.commit()

    def _tell_end(self) -> None:
        # Whoever looks finds out by the silence as well.
        with suppress(StorageError), self._storage.work() as work:
            work.printers.note_spool(self._workstation.code, None)
            work.commit()

"""One printer's queue, worked off in order: claimed, handed over, followed to its end. Without threads.

What is certain decides: a job of which certainly nothing came out is tried again by itself; one that may have
come out waits for a person; nothing is ever printed twice without somebody's word.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain.print_job import PrintState
from mmdesk.errors import MmdeskError, Text
from mmdesk.printing.print_errors import PrintDoubtful, PrinterUnreachable, SpoolFull
from mmdesk.printing.spooler import JobStage, PrinterCondition, PrinterState, SpoolTicket
from mmdesk.services.operators import Operator
from mmdesk.services.order_papers import obstacle
from mmdesk.services.print_desk import tell_of_job
from mmdesk.services.print_documents import document_of, name_of, shipment_id_of
from mmdesk.services.print_waiting import doubtful, ended, stands, tried_again, waits_for
from mmdesk.services.printers import OpenSpooler, Printer, PrinterKey, printer_of
from mmdesk.services.replaced_jobs import replacement
from mmdesk.services.timeline import Happening
from mmdesk.storage.engine import StorageError
from mmdesk.storage.print_jobs import Progress, StoredJob
from mmdesk.storage.uow import Storage, UnitOfWork

logger = logging.getLogger(__name__)

AT_ONCE: Final = 0.0
FOLLOWED_EVERY: Final = 0.5
"""Seconds between two questions about a job that the printer, or its queue, has."""
HELD_EVERY: Final = 2.0
BLOCKED_EVERY: Final = 3.0
"""Seconds until a printer that cannot print is asked again, while a job waits for it."""
IDLE_EVERY: Final = 20.0
"""Seconds between two looks at a printer for which nothing waits."""
SLOW: Final = 0.5
"""Seconds of an answer for which no label shall wait: such a printer is asked between jobs only."""
DELAYS: Final = (2, 5, 10, 20, 30)
"""Seconds until a job that was not taken is tried again, by the number of tries so far."""

_HAPPENINGS: Final = {
    PrintState.PRINTED: Happening.PRINTED,
    PrintState.DOUBTFUL: Happening.PRINT_DOUBTFUL,
    PrintState.FAILED: Happening.PRINT_FAILED,
    PrintState.CANCELLED: Happening.PRINT_CANCELLED,
}


@dataclass(frozen=True, slots=True)
class _Followed:
    """A job that the printer, or its queue, has taken."""

    job: StoredJob
    ticket: SpoolTicket
    said: Text | None = None


@dataclass(frozen=True, slots=True)
class _Owed:
    """What has become of a job that was begun, and the database has not been told."""

    job: StoredJob
    progress: Progress


class PrinterQueue:
    """Belongs to one thread. `holder` names the process that claims the jobs."""

    def __init__(
        self, storage: Storage, clock: Clock, key: PrinterKey, holder: str, open_spooler: OpenSpooler
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._key = key
        self._holder = holder
        self._open = open_spooler
        self._followed: _Followed | None = None
        self._owed: _Owed | None = None
        self._state: PrinterState | None = None
        self._asked_at: float | None = None
        self._looked_at: float | None = None
        self._answers_slowly = False

    def take_over(self, job: StoredJob) -> None:
        """Follow a job that was handed over by a process that has ended."""
        self._followed = _Followed(job, SpoolTicket(job.ticket or ""))

    def prepare(self) -> None:
        """Load what the first job would otherwise wait for."""
        import mmdesk.printing.pdf_check  # noqa: F401 - loaded for its effect alone

    def step(self) -> float | None:
        """Do the next thing; in how many seconds there is another, None when the printer is gone.

        A change in the database may bring one earlier. Raises StorageError.
        """
        if self._owed is not None:
            self._write(self._owed)
        with self._storage.look() as work:
            stored = work.printers.find(self._key)
            job = None
            if stored is not None:
                job = work.print_jobs.next(stored.fields.workstation, stored.fields.name)
        if stored is None:
            return None
        printer = printer_of(stored)
        if self._followed is not None:
            return self._follow(self._followed, printer)
        if job is None:
            return self._rest(IDLE_EVERY) or self._look(printer, IDLE_EVERY)
        return self._print_next(job, printer)

    def _print_next(self, job: StoredJob, printer: Printer) -> float:
        now = self._clock.now()
        if job.next_at is not None and job.next_at > now:
            return (job.next_at - now).total_seconds()
        was_ready = self._state is None or self._state.condition.can_print
        rest = 0.0 if was_ready else self._rest(BLOCKED_EVERY)
        if rest:
            return rest
        if not (was_ready and self._answers_slowly and self._rest(IDLE_EVERY)):
            self._look(printer, AT_ONCE)
        if self._state is not None and not self._state.condition.can_print:
            self._say(job, waits_for(self._state, printer.setup.kind))
            return BLOCKED_EVERY
        claimed = self._claim(job)
        if claimed is not None:
            self._hand_over(claimed, printer)
        return AT_ONCE

    def _claim(self, job: StoredJob) -> StoredJob | None:
        """Begin it, unless its order forbids that by now; None when there is nothing to print."""
        with self._storage.work() as work:
            if not work.print_jobs.claim(job.key, self._holder):
                return None
            claimed = work.print_jobs.find(job.key)
            assert claimed is not None
            why = obstacle(work, claimed)
            if why is not None:
                # Nobody has to decide on what has its successor already.
                end = PrintState.FAILED if replacement(work, claimed) is None else PrintState.CANCELLED
                progress = Progress(end, why, finished_at=self._clock.now())
                _go_on(work, _Owed(claimed, progress), self._clock)
            work.commit()
        return claimed if why is None else None

    def _hand_over(self, job: StoredJob, printer: Printer) -> None:
        try:
            ticket = self._send(job, printer)
        except StorageError:
            # Reading what to print failed: nothing has left, and the next start finds the job begun.
            self._settle(job, PrintState.WAITING, _NOT_READ)
            raise
        except (PrinterUnreachable, SpoolFull) as error:
            self._wait(job, error)
        except PrintDoubtful as error:
            self._settle(job, PrintState.DOUBTFUL, doubtful(error))
        except MmdeskError as error:
            self._settle(job, PrintState.FAILED, error.text)
        except Exception:
            # A fault of ours may have struck after the first byte: only a person can see what came out.
            self._settle(job, PrintState.DOUBTFUL, _FAULT)
            raise
        else:
            self._taken(job, ticket)

    def _send(self, job: StoredJob, printer: Printer) -> SpoolTicket:
        from mmdesk.printing.pdf_check import document

        pdf = document_of(self._storage, self._clock, job, printer.paper)
        with self._storage.look() as work:
            name = name_of(job, shipment_id_of(work, job))
        checked = document(name, pdf)
        ticket = self._open(printer.setup).send(checked, printer.options(job.copies))
        logger.info("job=%d printer=%s handed over, pages=%d", job.key, printer.name, len(checked.pages))
        return ticket

    def _taken(self, job: StoredJob, ticket: SpoolTicket) -> None:
        self._followed = _Followed(replace(job, ticket=ticket.job), ticket)
        self._asked_at = self._clock.monotonic() - FOLLOWED_EVERY
        self._write(_Owed(job, Progress(PrintState.PRINTING, ticket=ticket.job, holder=self._holder)))

    def _follow(self, followed: _Followed, printer: Printer) -> float:
        rest = self._rest(FOLLOWED_EVERY)
        if rest:
            return rest
        self._asked_at = self._clock.monotonic()
        asked = self._asked_at
        state = self._open(printer.setup).follow(followed.ticket)
        if state.stage.is_final:
            self._followed = None
            self._settle(followed.job, _ENDS[state.stage], ended(state))
            return AT_ONCE
        if self._looked_at is None or asked - self._looked_at >= HELD_EVERY:
            self._look(printer, AT_ONCE)
        words = stands(state, self._state)
        if words != followed.said:
            self._say(followed.job, words, state=PrintState.PRINTING)
            self._followed = replace(followed, said=words)
        return HELD_EVERY if state.stage is JobStage.HELD else FOLLOWED_EVERY

    def _wait(self, job: StoredJob, error: MmdeskError) -> None:
        """Certainly nothing came out: the job stays at the head of its queue and is tried again."""
        delay = DELAYS[min(job.attempts, len(DELAYS)) - 1]
        logger.warning("job=%d not taken, again in %d s: %s", job.key, delay, error)
        next_at = self._clock.now() + timedelta(seconds=delay)
        words = tried_again(error, delay)
        self._write(_Owed(job, Progress(PrintState.WAITING, words, next_at=next_at)))

    def _settle(self, job: StoredJob, state: PrintState, words: Text) -> None:
        logger.info("job=%d %s", job.key, state.value)
        finished_at = None if state is PrintState.WAITING else self._clock.now()
        self._write(_Owed(job, Progress(state, words, job.ticket, finished_at=finished_at)))

    def _write(self, owed: _Owed) -> None:
        """What the printer has done is done: it stays owed to the database until that takes it."""
        self._owed = owed
        with self._storage.work() as work:
            if _go_on(work, owed, self._clock):
                work.commit()
        self._owed = None

    def _say(self, job: StoredJob, words: Text, *, state: PrintState = PrintState.WAITING) -> None:
        """Tell how a job stands, where that is news: a commit wakes every process."""
        if words == job.words:
            return
        with self._storage.work() as work:
            progress = Progress(state, words, job.ticket, job.next_at, holder=job.holder)
            if work.print_jobs.progress(job.key, state, progress):
                work.commit()

    def _rest(self, every: float) -> float:
        """Seconds for which the printer is left alone, however often something else changes."""
        if self._asked_at is None:
            return 0.0
        return max(0.0, self._asked_at + every - self._clock.monotonic())

    def _look(self, printer: Printer, after: float) -> float:
        """Ask the printer how it is, and note it where that is news."""
        self._asked_at = self._looked_at = began = self._clock.monotonic()
        try:
            self._state = self._open(printer.setup).state()
        except MmdeskError as error:
            self._state = PrinterState(PrinterCondition.OFFLINE, error.text)
        self._answers_slowly = self._clock.monotonic() - began > SLOW
        if self._state != printer.state or printer.seen_at is None:
            with self._storage.work() as work:
                condition, words = self._state.condition.value, self._state.words
                work.printers.note_condition(self._key, condition, words, self._clock.now())
                work.commit()
        return after


def _go_on(work: UnitOfWork, owed: _Owed, clock: Clock) -> bool:
    job, progress = owed.job, owed.progress
    if not work.print_jobs.progress(job.key, PrintState.PRINTING, progress):
        return False
    what = _HAPPENINGS.get(progress.state)
    if what is not None:
        tell_of_job(work, job, clock, Operator(job.operator), what, progress.words)
    return True


def recover(storage: Storage, clock: Clock, workstation: str) -> Mapping[PrinterKey, StoredJob]:
    """At the start of a workstation's spool: what an ended process had begun.

    A job that was handed over whole is given back by its printer, to be followed; the others may have come
    out, wholly, in part or not at all, and wait for a person. Raises StorageError.
    """
    followed: dict[PrinterKey, StoredJob] = {}
    with storage.work() as work:
        begun = work.print_jobs.printing(workstation)
        for job in begun:
            printer = work.printers.named(workstation, job.printer)
            if job.ticket is not None and printer is not None and printer.key not in followed:
                followed[printer.key] = job
            else:
                doubtful = Progress(PrintState.DOUBTFUL, _BROKEN_OFF, finished_at=clock.now())
                _go_on(work, _Owed(job, doubtful), clock)
        if len(followed) < len(begun):
            work.commit()
    return followed


_ENDS: Final = {
    JobStage.DONE: PrintState.PRINTED,
    JobStage.SENT: PrintState.PRINTED,
    JobStage.CANCELED: PrintState.CANCELLED,
    JobStage.BROKEN_OFF: PrintState.DOUBTFUL,
    JobStage.FAILED: PrintState.FAILED,
    JobStage.UNKNOWN: PrintState.DOUBTFUL,
}
_NOT_READ: Final = Text(
    "Документ не прочитался из базы. Напечатается само, когда база ответит.",
    "The document could not be read from the database. It is printed by itself once that answers.",
)
_FAULT: Final = Text(
    "Ошибка программы при печати. Посмотрите, вышла ли бумага, и ответьте: вышла или не вышла.",
    "A fault of the program while printing. See whether the paper came out, and answer.",
)
_BROKEN_OFF: Final = Text(
    "Программа прервалась во время печати. Посмотрите, вышла ли бумага, и ответьте: вышла или не вышла.",
    "The program was broken off while printing. See whether the paper came out, and answer.",
)

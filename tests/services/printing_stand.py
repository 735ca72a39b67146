"""A workstation under test: real storage, real use cases, and a printer that a test plays by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from mmdesk.clock import ManualClock
from mmdesk.domain.label import Label, digest
from mmdesk.domain.print_job import DocumentKind
from mmdesk.errors import MmdeskError
from mmdesk.printing.paper import A4, LABEL_75X120, PageSize
from mmdesk.printing.printer_setup import PrinterKind, PrinterSetup
from mmdesk.printing.ruler_page import ruler_page_pdf
from mmdesk.printing.spooler import (
    JobStage,
    JobState,
    PrintDocument,
    PrinterCondition,
    PrinterState,
    PrintOptions,
    SpoolTicket,
)
from mmdesk.services.desk import OrderRef
from mmdesk.services.print_desk import PrintDesk
from mmdesk.services.printer_queue import PrinterQueue
from mmdesk.services.printers import PrinterDesk, PrinterKey, PrinterWish
from mmdesk.services.workstations import ThisWorkstation
from mmdesk.storage.print_jobs import JobKey, StoredJob
from mmdesk.storage.uow import Storage
from tests.factory import lot, shipment
from tests.services.stand import MirrorStand

HERE = ThisWorkstation("0a1b2c3d", "Упаковка 1")
THERE = ThisWorkstation("99999999", "Упаковка 2")
LABEL = ruler_page_pdf(LABEL_75X120, "ru")


@dataclass
class PlayedPrinter:
    """A printer whose doings a test decides; keeps what was sent to it."""

    condition: PrinterCondition = PrinterCondition.READY
    refusal: MmdeskError | BaseException | None = None
    stage: JobStage = JobStage.DONE
    ticket: str = "queue-17"
    sent: list[PrintDocument] = field(default_factory=list)
    options: list[PrintOptions] = field(default_factory=list)
    asked: int = 0
    while_sending: Callable[[], None] = lambda: None

    def state(self) -> PrinterState:
        self.asked += 1
        return PrinterState.of(self.condition)

    def send(self, document: PrintDocument, options: PrintOptions) -> SpoolTicket:
        self.while_sending()
        if self.refusal is not None:
            raise self.refusal
        self.sent.append(document)
        self.options.append(options)
        return SpoolTicket(self.ticket)

    def follow(self, ticket: SpoolTicket) -> JobState:
        return JobState.of(self.stage)


@dataclass
class Bench:
    """One workstation with a label printer that takes every kind of document."""

    house: MirrorStand
    desk: PrintDesk
    printers: PrinterDesk
    printer: PrinterKey
    played: PlayedPrinter
    queue: PrinterQueue

    @property
    def storage(self) -> Storage:
        return self.house.storage

    @property
    def clock(self) -> ManualClock:
        return self.house.clock

    def pack(self, *boxes: int, shipment_id: str = "700100200") -> OrderRef:
        """An order with one lot in each of these boxes, and their labels."""
        lots = [lot(box, "PACKED", box=box) for box in boxes]
        order = self.house.show(shipment(*lots, shipment_id=shipment_id))
        self.keep(order, *boxes)
        return order

    def keep(self, order: OrderRef, *boxes: int, pdf: bytes = LABEL) -> None:
        """Labels as they were fetched."""
        kept = [
            Label(box, f"4321*{order.shipment_id}*{box}", pdf, digest(pdf), self.clock.now()) for box in boxes
        ]
        with self.storage.work() as work:
            work.labels.replace(self.house.stored(order).key, tuple(kept), "pdf", self.clock.now())
            work.commit()

    def job(self, key: JobKey) -> StoredJob:
        with self.storage.look() as work:
            found = work.print_jobs.find(key)
        assert found is not None
        return found

    def states(self, *keys: JobKey) -> list[str]:
        return [self.job(key).state.value for key in keys]

    def work_off(self, queue: PrinterQueue | None = None) -> None:
        """Until nothing more can be done at this moment."""
        while (queue or self.queue).step() == 0:
            pass

    def new_queue(self, holder: str = "second") -> PrinterQueue:
        """As another process would have."""
        return PrinterQueue(self.storage, self.clock, self.printer, holder, lambda _setup: self.played)


def wish(name: str = "Zebra у стола", paper: PageSize = LABEL_75X120) -> PrinterWish:
    return PrinterWish(name, PrinterSetup(PrinterKind.SYSTEM, "zebra"), paper)


def print_bench(house: MirrorStand, workstation: ThisWorkstation = HERE) -> Bench:
    played = PlayedPrinter()
    printers = PrinterDesk(house.storage, house.clock, workstation, lambda _setup: played)
    key = printers.add(wish())
    queue = PrinterQueue(house.storage, house.clock, key, "first", lambda _setup: played)
    return Bench(house, PrintDesk(house.storage, house.clock, workstation), printers, key, played, queue)


__all__ = ["A4", "HERE", "LABEL", "THERE", "Bench", "DocumentKind", "PlayedPrinter", "print_bench", "wish"]

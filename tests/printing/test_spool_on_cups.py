"""A workstation's spool on a real CUPS queue: patient with paper, followed across windows, printed once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mmdesk.clock import SystemClock
from mmdesk.printing.paper import LABEL_75X120, PageSize
from mmdesk.printing.pdfium import page_sizes
from mmdesk.printing.printer_setup import PrinterKind, PrinterSetup
from mmdesk.printing.spooler import JobStage
from mmdesk.services.print_now import PrintNow
from mmdesk.services.printers import PrinterKey, PrinterWish
from mmdesk.storage.uow import Storage
from tests.services.printing_stand import HERE, LABEL
from tests.services.stand import ANNA
from tests.services.test_spool import PATIENCE, Workstation, until

if TYPE_CHECKING:
    from tests.printing.cups import IppPrinter, PrintingSystem


@pytest.fixture
def bench(cups: PrintingSystem) -> IppPrinter:
    return cups.printer("Bench")


@pytest.fixture
def place(sqlite_storage: Storage, tmp_path: Path) -> Workstation:
    return Workstation(sqlite_storage, tmp_path)


def queue_of(place: Workstation, bench: IppPrinter) -> PrinterKey:
    setup = PrinterSetup(PrinterKind.SYSTEM, bench.name)
    return place.printers.add(PrinterWish("Zebra", setup, LABEL_75X120))


def sizes(bench: IppPrinter, before: int) -> list[PageSize]:
    """Of all pages that came out since; the queue's own filters write the document anew."""
    return [size for pdf in bench.documents()[before:] for size in page_sizes(pdf)]


def test_a_label_comes_out_of_the_queue_once_and_at_its_size(place: Workstation, bench: IppPrinter) -> None:
    before = len(bench.documents())
    spool = place.spool()
    spool.start()
    key = place.put(queue_of(place, bench))
    place.comes_to(key, "printed")
    assert sizes(bench, before) == page_sizes(LABEL)
    spool.ask_to_end()
    assert spool.join(PATIENCE)


def test_a_job_that_the_system_has_is_followed_by_the_next_window(
    place: Workstation, bench: IppPrinter
) -> None:
    before = len(bench.documents())
    bench.take_paper_out()
    try:
        first = place.spool()
        first.start()
        key = place.put(queue_of(place, bench))
        place.comes_to(key, "printing")
        until(lambda: _ticket(place) != "", "a ticket")
        first.ask_to_end()
        assert first.join(PATIENCE)
        assert place.state(key) == "printing"
    finally:
        bench.put_paper_in()
    second = place.spool()
    second.start()
    place.comes_to(key, "printed")
    second.ask_to_end()
    assert second.join(PATIENCE)
    assert sizes(bench, before) == page_sizes(LABEL)


def _ticket(place: Workstation) -> str:
    with place.storage.look() as work:
        return "".join(job.ticket or "" for job in work.print_jobs.printing(HERE.code))


def test_a_file_is_printed_at_once_on_a_queue_that_is_not_set_up(
    place: Workstation, bench: IppPrinter
) -> None:
    before = len(bench.documents())
    now = PrintNow(place.storage, SystemClock(), HERE)
    assert bench.name in {each.name for each in now.known()}
    state = now.print_file("label.pdf", LABEL, bench.name, ANNA)
    assert state.stage in (JobStage.SENT, JobStage.DONE)
    until(lambda: len(bench.documents()) > before, "a document")
    assert sizes(bench, before) == page_sizes(LABEL)

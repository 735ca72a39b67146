"""A real CUPS queue on a real IPP printer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mmdesk.errors import MmdeskError
from mmdesk.printing import cups_tools
from mmdesk.printing.cups_spooler import CupsSpooler
from mmdesk.printing.fitting import Placement, Turn
from mmdesk.printing.imposition import laid_out
from mmdesk.printing.paper import A4, LABEL_58X40, LABEL_75X120, LABEL_100X70, LABEL_100X150, PageSize
from mmdesk.printing.pdf_check import document
from mmdesk.printing.print_errors import (
    PaperDoesNotFit,
    PrintDoubtful,
    PrinterRefused,
    PrinterUnreachable,
    SpoolFull,
)
from mmdesk.printing.printer_setup import PrinterKind, PrinterSetup
from mmdesk.printing.spooler import (
    JobStage,
    JobState,
    PrintDocument,
    PrinterCondition,
    PrintOptions,
    SpoolTicket,
)
from mmdesk.printing.spoolers import spooler_for, system_printers
from tests.printing.label_samples import BOX_CODE, printed
from tests.printing.sample_labels import label

if TYPE_CHECKING:
    from tests.printing.cups import IppPrinter, PrintingSystem

SIZES = [LABEL_75X120, LABEL_100X150, LABEL_100X70, LABEL_58X40, A4]


@pytest.fixture
def bench(cups_server: PrintingSystem) -> IppPrinter:
    return cups_server.printer("Bench")


@pytest.fixture
def spooler(cups: PrintingSystem, bench: IppPrinter) -> CupsSpooler:
    return CupsSpooler(bench.name)


def job(page: PageSize = LABEL_75X120, name: str = "7001-1") -> PrintDocument:
    return document(name, label(page))


def ended(spooler: CupsSpooler, ticket: SpoolTicket) -> JobState:
    """Wait for the end of a job."""
    from tests.printing.cups import wait_until

    wait_until(lambda: spooler.follow(ticket).stage.is_final, f"{ticket.job} ends")
    return spooler.follow(ticket)


@pytest.mark.parametrize("page", SIZES, ids=lambda page: page.name)
def test_a_label_reaches_the_printer_at_its_own_size(
    page: PageSize, spooler: CupsSpooler, bench: IppPrinter
) -> None:
    before = len(bench.documents())
    ticket = spooler.send(job(page), PrintOptions(page))
    assert ended(spooler, ticket).stage is JobStage.DONE
    (received,) = bench.documents()[before:]
    (sheet,) = printed(received)
    assert sheet.size_pt == pytest.approx((page.width_pt, page.height_pt), abs=0.5)
    assert sheet.codes == [BOX_CODE]
    assert sheet.ink == pytest.approx(printed(label(page))[0].ink, abs=2)


def test_a_small_label_lies_unscaled_at_the_top_left_of_a_large_sheet(
    spooler: CupsSpooler, bench: IppPrinter
) -> None:
    before = len(bench.documents())
    ticket = spooler.send(job(LABEL_75X120), PrintOptions(LABEL_100X150))
    assert ended(spooler, ticket).stage is JobStage.DONE
    (received,) = bench.documents()[before:]
    (sheet,) = printed(received)
    assert sheet.size_pt == pytest.approx((LABEL_100X150.width_pt, LABEL_100X150.height_pt), abs=0.5)
    assert sheet.ink == pytest.approx(printed(label(LABEL_75X120))[0].ink, abs=2)


def test_copies_are_made_by_the_queue(spooler: CupsSpooler, bench: IppPrinter) -> None:
    assert ended(spooler, spooler.send(job(), PrintOptions(LABEL_75X120, copies=3))).stage is JobStage.DONE
    assert bench.asked_for("copies") == "3"


def test_the_document_reaches_a_queue_byte_for_byte(cups: PrintingSystem) -> None:
    sent = job()
    with listening() as (port, taken):
        cups.add_queue("Raw", f"socket://127.0.0.1:{port}")
        ticket = CupsSpooler("Raw").send(sent, PrintOptions(LABEL_75X120))
        assert ended(CupsSpooler("Raw"), ticket).stage is JobStage.DONE
    assert b"".join(taken) == sent.pdf


def test_a_page_that_must_be_placed_is_laid_out_before_it_is_sent(cups: PrintingSystem) -> None:
    sent = job(LABEL_58X40)
    options = PrintOptions(LABEL_75X120, placement=Placement.CENTRE, turn=Turn.HALF)
    with listening() as (port, taken):
        cups.add_queue("Placed", f"socket://127.0.0.1:{port}")
        ticket = CupsSpooler("Placed").send(sent, options)
        assert ended(CupsSpooler("Placed"), ticket).stage is JobStage.DONE
    assert printed(b"".join(taken))[0].ink == printed(laid_out(sent, options))[0].ink


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """A printer that takes one document and nothing else."""
    taken: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=take_one, args=(server, taken))
        thread.start()
        yield server.getsockname()[1], taken
        thread.join(timeout=30)
        assert not thread.is_alive()


def take_one(server: socket.socket, taken: list[bytes]) -> None:
    line, _ = server.accept()
    with line:
        while part := line.recv(65536):
            taken.append(part)


def test_the_title_in_the_queue_is_the_name_given(spooler: CupsSpooler, bench: IppPrinter) -> None:
    ended(spooler, spooler.send(job(name="отправление 7001-1"), PrintOptions(LABEL_75X120)))
    assert bench.asked_for("job-name") == "отправление 7001-1"


def test_a_queue_whose_printer_is_idle_is_ready(spooler: CupsSpooler) -> None:
    assert spooler.state().condition is PrinterCondition.READY


def test_a_printer_that_is_off_is_told_and_its_job_waits_for_it(
    cups: PrintingSystem, spooler: CupsSpooler, bench: IppPrinter
) -> None:
    from tests.printing.cups import wait_until

    bench.switch_off()
    ticket = spooler.send(job(), PrintOptions(LABEL_75X120))
    wait_until(lambda: spooler.state().condition is PrinterCondition.OFFLINE, "the queue misses its printer")
    assert spooler.follow(ticket).stage is JobStage.WAITING
    bench.switch_on()
    assert ended(spooler, ticket).stage is JobStage.DONE


def test_a_printer_without_paper_is_told(
    cups: PrintingSystem, spooler: CupsSpooler, bench: IppPrinter
) -> None:
    from tests.printing.cups import wait_until

    bench.take_paper_out()
    try:
        ticket = spooler.send(job(), PrintOptions(LABEL_75X120))
        wait_until(lambda: spooler.state().condition is PrinterCondition.NO_PAPER, "the queue misses paper")
        assert spooler.state().words.ru == "Кончилась бумага"
        assert not spooler.follow(ticket).stage.is_final
    finally:
        bench.put_paper_in()
    assert ended(spooler, ticket).stage is JobStage.DONE
    assert spooler.state().condition is PrinterCondition.READY


def test_a_paused_queue_is_told_and_keeps_its_job(
    cups: PrintingSystem, spooler: CupsSpooler, bench: IppPrinter
) -> None:
    cups.run("cupsdisable", "-r", "Лента меняется", bench.name)
    try:
        state = spooler.state()
        ticket = spooler.send(job(), PrintOptions(LABEL_75X120))
        assert state.condition is PrinterCondition.PAUSED
        assert "Лента меняется" in state.words.ru
        assert spooler.follow(ticket).stage in (JobStage.WAITING, JobStage.HELD)
    finally:
        cups.run("cupsenable", bench.name)
    assert ended(spooler, ticket).stage is JobStage.DONE


def test_a_job_canceled_in_the_queue_is_followed_to_its_end(
    cups: PrintingSystem, spooler: CupsSpooler, bench: IppPrinter
) -> None:
    cups.run("cupsdisable", bench.name)
    try:
        ticket = spooler.send(job(), PrintOptions(LABEL_75X120))
        cups.run("cancel", ticket.job)
        assert ended(spooler, ticket).stage is JobStage.CANCELED
    finally:
        cups.run("cupsenable", bench.name)


def test_a_job_canceled_while_it_was_printed_may_have_come_out(
    cups: PrintingSystem, spooler: CupsSpooler, bench: IppPrinter
) -> None:
    from tests.printing.cups import wait_until

    bench.take_paper_out()
    try:
        ticket = spooler.send(job(), PrintOptions(LABEL_75X120))
        wait_until(lambda: spooler.state().condition is PrinterCondition.NO_PAPER, "the queue misses paper")
        cups.run("cancel", ticket.job)
        assert ended(spooler, ticket).stage is JobStage.BROKEN_OFF
    finally:
        bench.put_paper_in()
    assert spooler.state().condition.can_print
    assert ended(spooler, spooler.send(job(), PrintOptions(LABEL_75X120))).stage is JobStage.DONE


def test_a_sheet_that_the_printer_refuses_fails_the_job_in_its_words(
    cups: PrintingSystem, spooler: CupsSpooler
) -> None:
    ticket = spooler.send(job(PageSize(300, 400)), PrintOptions(PageSize(300, 400)))
    state = ended(spooler, ticket)
    assert state.stage is JobStage.FAILED
    assert "cannot print with supplied options" in state.words.ru


def test_a_queue_that_refuses_jobs_is_told(
    cups: PrintingSystem, spooler: CupsSpooler, bench: IppPrinter
) -> None:
    cups.run("cupsreject", bench.name)
    try:
        with pytest.raises(PrinterRefused, match="does not accept jobs"):
            spooler.send(job(), PrintOptions(LABEL_75X120))
    finally:
        cups.run("cupsaccept", bench.name)


def test_a_queue_that_does_not_exist_is_told(cups: PrintingSystem) -> None:
    nobody = CupsSpooler("Nobody")
    assert nobody.state().condition is PrinterCondition.OFFLINE
    with pytest.raises(PrinterRefused, match="no printer “Nobody”"):
        nobody.send(job(), PrintOptions(LABEL_75X120))
    assert nobody.follow(SpoolTicket("Nobody-99")).stage is JobStage.UNKNOWN


def test_a_label_too_large_for_the_sheet_is_refused_before_it_is_sent(
    spooler: CupsSpooler, bench: IppPrinter
) -> None:
    before = len(bench.documents())
    with pytest.raises(PaperDoesNotFit):
        spooler.send(job(LABEL_100X150), PrintOptions(LABEL_75X120))
    assert len(bench.documents()) == before


def test_the_queues_of_the_machine_are_listed_default_first(cups: PrintingSystem, bench: IppPrinter) -> None:
    cups.add_queue("Another", "file:///dev/null")
    cups.run("lpadmin", "-d", bench.name)
    found = system_printers()
    assert found[0].name == bench.name
    assert found[0].is_default
    assert "Another" in {printer.name for printer in found}
    assert [printer.is_default for printer in found].count(True) == 1


def test_without_a_printing_service_nothing_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cups: PrintingSystem
) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "nothing.sock"))
    spooler = CupsSpooler("Bench")
    assert spooler.state().condition is PrinterCondition.OFFLINE
    with pytest.raises(PrinterUnreachable):
        spooler.send(job(), PrintOptions(LABEL_75X120))
    assert spooler.follow(SpoolTicket("Bench-1")).stage is JobStage.WAITING
    assert system_printers() == ()


def test_without_the_tools_of_cups_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrinterUnreachable, match="cups-client"):
        CupsSpooler("Bench").send(job(), PrintOptions(LABEL_75X120))
    assert CupsSpooler("Bench").state().condition is PrinterCondition.OFFLINE
    assert system_printers() == ()


def play(folder: Path, monkeypatch: pytest.MonkeyPatch, **tools: str) -> None:
    """Tools that do as they are told here, where the real ones cannot be brought to it."""
    for name, deed in tools.items():
        (folder / name).write_text(f"#!/bin/sh\n{deed}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_a_tool_that_hangs_while_it_sends_leaves_it_open_whether_it_was_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cups_tools, "SEND_SECONDS", 0.2)
    play(tmp_path, monkeypatch, lp="exec sleep 60")
    with pytest.raises(PrintDoubtful, match="keeps silent"):
        CupsSpooler("Bench").send(job(), PrintOptions(LABEL_75X120))


def test_a_service_that_hangs_is_a_printer_that_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cups_tools, "ASK_SECONDS", 0.2)
    play(tmp_path, monkeypatch, lpstat="exec sleep 60")
    assert CupsSpooler("Bench").state().condition is PrinterCondition.OFFLINE
    assert CupsSpooler("Bench").follow(SpoolTicket("Bench-1")).stage is JobStage.WAITING
    assert system_printers() == ()


@pytest.mark.parametrize(
    ("complaint", "expected"),
    [
        ("lp: Too many active jobs.", SpoolFull),
        ("lp: No space left on device", SpoolFull),
        ("lp: Printer cannot print supplied content.", PrinterRefused),
        ("", PrinterRefused),
    ],
)
def test_a_complaint_of_the_queue_is_told_in_its_words(
    complaint: str, expected: type[MmdeskError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(tmp_path, monkeypatch, lp=f"echo '{complaint}' >&2; exit 1", lpstat="echo 'scheduler is running'")
    with pytest.raises(expected) as refused:
        CupsSpooler("Bench").send(job(), PrintOptions(LABEL_75X120))
    assert complaint.removeprefix("lp: ") in refused.value.text.ru


def test_no_secret_of_the_program_reaches_the_tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "lp"
    tool.write_text(f"#!/bin/sh\n/usr/bin/env > {tmp_path}/seen\necho 'request id is Bench-7 (0 file(s))'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("MMDESK_SECRET_SHOP_MM_TOKEN", "a-secret-token")
    assert CupsSpooler("Bench").send(job(), PrintOptions(LABEL_75X120)) == SpoolTicket("Bench-7")
    seen = (tmp_path / "seen").read_text()
    assert "LC_ALL=C" in seen
    assert "MMDESK" not in seen


def test_a_system_printer_of_this_machine_is_reached_through_cups(cups: PrintingSystem) -> None:
    assert spooler_for(PrinterSetup(PrinterKind.SYSTEM, "Bench")) == CupsSpooler("Bench")

"""mmdesk print: a PDF to a printer of this workstation, with exit codes that a script can rely on."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from mmdesk.clock import SystemClock
from mmdesk.paths import Profile
from mmdesk.printing.paper import LABEL_75X120
from mmdesk.printing.printer_setup import PrinterKind, PrinterSetup
from mmdesk.printing.ruler_page import ruler_page_pdf
from mmdesk.services.printers import PrinterDesk, PrinterWish
from mmdesk.services.workstations import this_workstation
from mmdesk.storage.print_jobs import JobLine, JobWish
from tests.cli.conftest import CommandLine

LABEL = ruler_page_pdf(LABEL_75X120, "ru")


@pytest.fixture
def label(tmp_path: Path) -> Path:
    file = tmp_path / "label.pdf"
    file.write_bytes(LABEL)
    return file


def add(line: CommandLine, name: str, kind: PrinterKind, target: str) -> None:
    here = this_workstation(Profile.at(line.profile))
    setup = PrinterSetup(kind, target, asks_state=False)
    PrinterDesk(line.storage, SystemClock(), here).add(PrinterWish(name, setup, LABEL_75X120))


def jobs(line: CommandLine) -> tuple[JobLine, ...]:
    with line.storage.look() as work:
        return work.print_jobs.list(JobWish(), 10)


def test_a_file_is_printed_byte_for_byte_and_is_in_the_history(
    line: CommandLine, label: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    target.mkdir()
    add(line, "Папка", PrinterKind.FOLDER, str(target))
    line.done("print", label, "--printer", "Папка")
    (file,) = target.iterdir()
    assert (file.name, file.read_bytes()) == ("label.pdf", LABEL)
    (job,) = jobs(line)
    assert (job.job.state.value, job.job.title, job.job.printer) == ("printed", "label.pdf", "Папка")


def test_a_printer_that_does_not_answer_ends_with_three(line: CommandLine, label: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
    add(line, "Сеть", PrinterKind.NETWORK, address)
    ran = line.run("print", label, "--printer", "Сеть")
    assert ran.code == 3
    assert "nothing was sent" in ran.err
    assert [job.job.state.value for job in jobs(line)] == ["cancelled"]


def test_an_unknown_printer_is_refused_with_the_names_there_are(
    line: CommandLine, label: Path, tmp_path: Path
) -> None:
    add(line, "Папка", PrinterKind.FOLDER, str(tmp_path))
    ran = line.run("print", label, "--printer", "Zebra")
    assert ran.code == 1
    assert "Zebra" in ran.err
    assert "Папка" in ran.err


def test_what_is_no_pdf_is_refused_and_leaves_no_job(line: CommandLine, tmp_path: Path) -> None:
    add(line, "Папка", PrinterKind.FOLDER, str(tmp_path))
    file = tmp_path / "notes.txt"
    file.write_text("hello")
    assert line.run("print", file, "--printer", "Папка").code == 1
    assert jobs(line) == ()


def test_a_page_larger_than_the_sheet_is_refused(line: CommandLine, label: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        add(line, "Сеть", PrinterKind.NETWORK, f"127.0.0.1:{server.getsockname()[1]}")
        ran = line.run("print", label, "--printer", "Сеть", "--paper", "58x40")
    assert ran.code == 1
    assert "larger than the sheet" in ran.err


def test_a_file_that_is_not_there_is_refused_by_name(line: CommandLine, tmp_path: Path) -> None:
    ran = line.run("print", tmp_path / "gone.pdf", "--printer", "Папка")
    assert ran.code == 1
    assert "gone.pdf" in ran.err


def test_without_a_printer_the_usage_is_told(line: CommandLine, label: Path) -> None:
    assert line.run("print", label).code == 2


def test_the_printers_of_the_workstation_are_listed(line: CommandLine, tmp_path: Path) -> None:
    add(line, "Папка", PrinterKind.FOLDER, str(tmp_path))
    found = [each for each in line.read("printers") if each["set_up"]]
    assert [(each["name"], each["kind"], each["paper"]) for each in found] == [("Папка", "folder", "75x120")]

from __future__ import annotations

import os
import shutil
import sys
import threading
from pathlib import Path

import pytest

from mmdesk.printing.folder_spooler import LEAST_FREE_BYTES, FolderSpooler, make_ready, safe_name
from mmdesk.printing.paper import LABEL_75X120, LABEL_100X150
from mmdesk.printing.pdf_check import document
from mmdesk.printing.print_errors import PrinterRefused, PrinterUnreachable, SpoolFull
from mmdesk.printing.printer_setup import PrinterKind, PrinterSetup, SetupWrong
from mmdesk.printing.spooler import JobStage, PrinterCondition, PrintOptions
from mmdesk.printing.spoolers import spooler_for
from tests.printing.sample_labels import label

OPTIONS = PrintOptions(LABEL_75X120)
linux = pytest.mark.skipif(sys.platform != "linux", reason="limits of a process are Linux's own")


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_job_is_a_file_byte_for_byte(tmp_path: Path) -> None:
    pdf = label(LABEL_75X120)
    spooler = FolderSpooler(tmp_path)
    ticket = spooler.send(document("7001002003004-1", pdf), OPTIONS)
    assert Path(ticket.job) == tmp_path / "7001002003004-1.pdf"
    assert Path(ticket.job).read_bytes() == pdf
    assert names(tmp_path) == ["7001002003004-1.pdf"]
    assert spooler.follow(ticket).stage is JobStage.DONE


def test_the_sheet_in_a_printer_does_not_matter_to_a_folder(tmp_path: Path) -> None:
    FolderSpooler(tmp_path).send(document("large", label(LABEL_100X150)), OPTIONS)
    assert (tmp_path / "large.pdf").exists()


def test_a_second_job_of_the_same_name_never_replaces_the_first(tmp_path: Path) -> None:
    first, second = label(LABEL_75X120), label(LABEL_100X150)
    for pdf in (first, second, second):
        FolderSpooler(tmp_path).send(document("7001-1", pdf), OPTIONS)
    assert names(tmp_path) == ["7001-1-2.pdf", "7001-1-3.pdf", "7001-1.pdf"]
    assert (tmp_path / "7001-1.pdf").read_bytes() == first


def test_jobs_of_one_name_from_many_threads_all_arrive(tmp_path: Path) -> None:
    sent = document("7001-1", label(LABEL_75X120))
    threads = [threading.Thread(target=FolderSpooler(tmp_path).send, args=(sent, OPTIONS)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(tmp_path)) == 12
    assert {file.read_bytes() for file in tmp_path.iterdir()} == {sent.pdf}


def test_a_share_without_hard_links_takes_jobs_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_path: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuses)
    for _ in range(2):
        FolderSpooler(tmp_path).send(document("7001-1", label(LABEL_75X120)), OPTIONS)
    assert names(tmp_path) == ["7001-1-2.pdf", "7001-1.pdf"]
    assert all(file.read_bytes() == label(LABEL_75X120) for file in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("7001002003004-1", "7001002003004-1"),
        ("4321*7001*1", "4321-7001-1"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\labels\\x", "C-labels-x"),
        ("Лист подбора 5 марта", "Лист-подбора-5-марта"),
        ("aux", "mmdesk-aux"),
        ("COM1.txt", "mmdesk-COM1.txt"),
        ("", "mmdesk"),
        ("...", "mmdesk"),
        ("a\x00b\nc", "a-b-c"),
        ("x" * 300, "x" * 80),
        ("имя?|<>", "имя"),
        ("label.pdf", "label"),
        ("Этикетка 7.PDF ", "Этикетка-7"),
        ("label.pdf.txt", "label.pdf.txt"),
        (".pdf", "mmdesk"),
        ("aux.pdf", "mmdesk-aux"),
    ],
)
def test_a_name_is_one_that_every_file_system_takes(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@linux
@pytest.mark.parametrize("limit", [0, 1000])
def test_a_disk_that_is_full_leaves_no_half_file(tmp_path: Path, limit: int) -> None:
    """The kernel lets a file of this process grow to `limit` bytes only, in a process of its own."""
    script = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from mmdesk.printing.folder_spooler import FolderSpooler\n"
        "from mmdesk.printing.paper import LABEL_75X120\n"
        "from mmdesk.printing.pdf_check import document\n"
        "from mmdesk.printing.print_errors import SpoolFull\n"
        "from mmdesk.printing.spooler import PrintOptions\n"
        "from tests.printing.sample_labels import label\n"
        "sent = document('7001-1', label(LABEL_75X120))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "try:\n"
        "    FolderSpooler(Path(sys.argv[1])).send(sent, PrintOptions(LABEL_75X120))\n"
        "except SpoolFull as error:\n"
        "    print(error.text.ru)\n"
    )
    told = run(script, str(tmp_path))
    assert "Освободите место" in told
    assert names(tmp_path) == []


def run(script: str, *arguments: str) -> str:
    import subprocess

    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        cwd=Path(__file__).parents[2],
        env=environment,
        timeout=60,
        check=True,
    )
    return done.stdout.decode("utf-8")


def test_a_disk_that_is_full_at_the_last_moment_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SpoolFull, match="No space left on device"):
        FolderSpooler(tmp_path).send(document("7001-1", label(LABEL_75X120)), OPTIONS)
    assert names(tmp_path) == []


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    spooler = FolderSpooler(tmp_path / "gone")
    assert spooler.state().condition is PrinterCondition.OFFLINE
    with pytest.raises(PrinterUnreachable) as refused:
        spooler.send(document("7001-1", label(LABEL_75X120)), OPTIONS)
    assert "папки" in refused.value.text.ru
    assert not (tmp_path / "gone").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everywhere, so the refusal is played."""

    def refuses(**_options: object) -> tuple[int, str]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuses)
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert FolderSpooler(tmp_path).state().condition is PrinterCondition.OFFLINE
    with pytest.raises(PrinterRefused, match="cannot be written"):
        FolderSpooler(tmp_path).send(document("7001-1", label(LABEL_75X120)), OPTIONS)


@pytest.mark.parametrize(
    ("free", "condition"),
    [
        (0, PrinterCondition.PAUSED),
        (LEAST_FREE_BYTES - 1, PrinterCondition.PAUSED),
        (LEAST_FREE_BYTES, PrinterCondition.READY),
    ],
)
def test_a_folder_on_a_full_disk_is_not_called_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, condition: PrinterCondition
) -> None:
    """A disk cannot be filled here, so what the system tells of it is played."""
    usage = shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    state = FolderSpooler(tmp_path).state()
    assert state.condition is condition
    assert ("кончилось место" in state.words.ru) is (condition is PrinterCondition.PAUSED)


def test_a_share_that_is_lost_while_it_is_asked_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_path: Path) -> None:
        raise OSError(116, "Stale file handle")

    monkeypatch.setattr(shutil, "disk_usage", lost)
    assert FolderSpooler(tmp_path).state().condition is PrinterCondition.OFFLINE


def test_a_folder_that_is_there_is_ready(tmp_path: Path) -> None:
    spooler = spooler_for(PrinterSetup(PrinterKind.FOLDER, str(tmp_path)))
    assert spooler.state().condition is PrinterCondition.READY


@pytest.mark.skipif(os.name == "nt", reason="the rights of the folder protect it there")
def test_a_label_in_the_folder_is_not_open_to_other_accounts(tmp_path: Path) -> None:
    ticket = FolderSpooler(tmp_path).send(document("7001-1", label(LABEL_75X120)), OPTIONS)
    assert Path(ticket.job).stat().st_mode & 0o077 == 0


def test_a_folder_is_made_where_only_its_own_name_is_missing(tmp_path: Path) -> None:
    make_ready(tmp_path / "labels")
    make_ready(tmp_path / "labels")
    assert names(tmp_path / "labels") == []
    with pytest.raises(SetupWrong, match="there is no folder"):
        make_ready(tmp_path / "other" / "labels")
    (tmp_path / "file").touch()
    for wrong in (tmp_path / "file", Path("labels")):
        with pytest.raises(SetupWrong):
            make_ready(wrong)
    assert not Path("labels").exists()

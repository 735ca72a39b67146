"""A workstation's spool with real threads and real ways to printers: a folder, and a socket that listens."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from mmdesk.clock import SystemClock
from mmdesk.domain.print_job import DocumentKind
from mmdesk.printing.paper import LABEL_75X120
from mmdesk.printing.printer_setup import PrinterKind, PrinterSetup
from mmdesk.printing.spooler import PrinterCondition, Spooler
from mmdesk.printing.spoolers import spooler_for
from mmdesk.services.print_desk import PrintDesk
from mmdesk.services.printers import PrinterDesk, PrinterKey, PrinterWish
from mmdesk.services.spool import Spool
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.print_jobs import JobKey
from mmdesk.storage.uow import Storage
from tests.services.printing_stand import HERE, LABEL
from tests.services.stand import ANNA

PATIENCE = 20.0


@dataclass
class Workstation:
    """A workstation with a window open: its spool runs."""

    storage: Storage
    folder: Path
    open_spooler: Callable[[PrinterSetup], Spooler] = spooler_for

    def __post_init__(self) -> None:
        self.desk = PrintDesk(self.storage, SystemClock(), HERE)
        self.printers = PrinterDesk(self.storage, SystemClock(), HERE)

    def spool(self) -> Spool:
        return Spool(
            self.storage,
            SystemClock(),
            self.folder,
            HERE,
            lambda: closing(ChangeWatcher(self.storage.engine)),
            self.open_spooler,
        )

    def add(self, name: str, kind: PrinterKind, target: str) -> PrinterKey:
        setup = PrinterSetup(kind, target, asks_state=False)
        return self.printers.add(PrinterWish(name, setup, LABEL_75X120))

    def put(self, printer: PrinterKey) -> JobKey:
        return self.desk.print_document(DocumentKind.FILE, "проба", LABEL, ANNA, printer=printer)

    def state(self, key: JobKey) -> str:
        with self.storage.look() as work:
            job = work.print_jobs.find(key)
        assert job is not None
        return job.state.value

    def comes_to(self, key: JobKey, state: str) -> None:
        until(lambda: self.state(key) == state, f"{state}, but {self.state(key)}")


def until(condition: Callable[[], bool], what: str = "") -> None:
    deadline = time.monotonic() + PATIENCE
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, f"still not: {what}"
        pause.wait(0.01)


@pytest.fixture
def place(sqlite_storage: Storage, tmp_path: Path) -> Workstation:
    return Workstation(sqlite_storage, tmp_path)


@pytest.fixture
def spool(place: Workstation) -> Iterator[Spool]:
    spool = place.spool()
    spool.start()
    yield spool
    spool.ask_to_end()
    assert spool.join(PATIENCE)


@dataclass
class Port:
    """A label printer on the network that reads until it has enough, then hangs up."""

    enough: int = 10_000_000

    def __post_init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.got = b""
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.server.accept()
            except OSError:
                return
            with line:
                while len(self.got) < self.enough:
                    part = line.recv(65536)
                    if not part:
                        break
                    self.got += part
                else:
                    # A reset, as when somebody pulls the plug.
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    def close(self) -> None:
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join(PATIENCE)


def test_a_folder_gets_the_document_byte_for_byte(place: Workstation, spool: Spool, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    key = place.put(place.add("Папка", PrinterKind.FOLDER, str(target)))
    place.comes_to(key, "printed")
    (file,) = target.iterdir()
    assert file.read_bytes() == LABEL


def test_a_network_printer_gets_the_label_in_its_language(place: Workstation, spool: Spool) -> None:
    with closing(Port()) as port:
        key = place.put(place.add("Сеть", PrinterKind.NETWORK, port.address))
        place.comes_to(key, "printed")
        assert b"^XA" in port.got
        assert b"^XZ" in port.got


def test_a_network_printer_that_vanishes_in_the_middle_leaves_a_doubt(
    place: Workstation, spool: Spool
) -> None:
    with closing(Port(enough=200)) as port:
        key = place.put(place.add("Сеть", PrinterKind.NETWORK, port.address))
        place.comes_to(key, "doubtful")


def test_a_printer_that_is_off_prints_by_itself_when_it_is_on_again(
    place: Workstation, spool: Spool, tmp_path: Path
) -> None:
    target = tmp_path / "later"
    printer = place.add("Папка", PrinterKind.FOLDER, str(target))
    target.rmdir()
    key = place.put(printer)
    until(lambda: place.printers.seen().printers[0].state.condition is PrinterCondition.OFFLINE)
    assert place.state(key) == "waiting"
    target.mkdir()
    place.comes_to(key, "printed")


def test_a_full_disk_keeps_the_job_until_there_is_room(
    place: Workstation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, full = tmp_path / "full", threading.Event()
    target.mkdir()
    full.set()
    sync = os.fsync

    def fsync(descriptor: int) -> None:
        if full.is_set():
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(descriptor)

    monkeypatch.setattr("mmdesk.printing.folder_spooler.os.fsync", fsync)
    key = place.put(place.add("Папка", PrinterKind.FOLDER, str(target)))
    spool = place.spool()
    spool.start()
    until(lambda: _words(place, key).startswith("Для задания не хватает места"))
    assert (place.state(key), list(target.iterdir())) == ("waiting", [])
    full.clear()
    place.comes_to(key, "printed")
    spool.ask_to_end()
    assert spool.join(PATIENCE)


def _words(place: Workstation, key: JobKey) -> str:
    with place.storage.look() as work:
        job = work.print_jobs.find(key)
    return job.words.ru if job is not None and job.words is not None else ""


def test_a_second_window_of_the_workstation_prints_when_the_first_has_gone(
    place: Workstation, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    target.mkdir()
    first, second = place.spool(), place.spool()
    first.start()
    printer = place.add("Папка", PrinterKind.FOLDER, str(target))
    place.comes_to(place.put(printer), "printed")
    second.start()
    keys = [place.put(printer) for _ in range(10)]
    for key in keys:
        place.comes_to(key, "printed")
    assert len(list(target.iterdir())) == 11
    first.ask_to_end()
    assert first.join(PATIENCE)
    place.comes_to(place.put(printer), "printed")
    second.ask_to_end()
    assert second.join(PATIENCE)


def test_with_no_window_open_a_job_waits_and_one_can_tell(place: Workstation, tmp_path: Path) -> None:
    spool = place.spool()
    spool.start()
    until(lambda: _spool_seen(place))
    spool.ask_to_end()
    assert spool.join(PATIENCE)
    key = place.put(place.add("Папка", PrinterKind.FOLDER, str(tmp_path)))
    assert (place.state(key), _spool_seen(place)) == ("waiting", False)


def _spool_seen(place: Workstation) -> bool:
    with place.storage.look() as work:
        return any(each.spool_seen_at is not None for each in work.printers.workstations())


def test_a_printer_that_is_removed_lets_its_thread_end(
    place: Workstation, spool: Spool, tmp_path: Path
) -> None:
    printer = place.add("Папка", PrinterKind.FOLDER, str(tmp_path))
    name = f"printer-{printer}"
    until(lambda: name in _threads())
    place.printers.remove(printer)
    until(lambda: name not in _threads())


def _threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def test_a_killed_window_leaves_its_job_in_doubt_and_the_rest_of_the_queue_goes_on(
    sqlite_storage: Storage, sqlite_url: str, tmp_path: Path
) -> None:
    """A real process is killed while the printer reads, and another one takes its place."""
    place = Workstation(sqlite_storage, tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        printer = place.add("Сеть", PrinterKind.NETWORK, address)
        first, second = place.put(printer), place.put(printer)
        command = (sys.executable, "-m", "tests.services.spool_process", sqlite_url, str(tmp_path))
        with subprocess.Popen(command) as window:
            try:
                line = _job_that_has_begun(server)
            finally:
                window.kill()
        line.close()
        assert (place.state(first), place.state(second)) == ("printing", "waiting")
        got: list[bytes] = []
        reader = threading.Thread(target=_read_all, args=(server, got), daemon=True)
        reader.start()
        successor = place.spool()
        successor.start()
        place.comes_to(second, "printed")
        assert place.state(first) == "doubtful"
        successor.ask_to_end()
        assert successor.join(PATIENCE)
        assert b"".join(got).count(b"^XZ") == 1


def _job_that_has_begun(server: socket.socket) -> socket.socket:
    """The connection on which the first bytes of a label have come; nobody reads on."""
    server.settimeout(PATIENCE)
    while True:
        line, _ = server.accept()
        line.settimeout(PATIENCE)
        if line.recv(16):
            return line
        line.close()


def _read_all(server: socket.socket, got: list[bytes]) -> None:
    server.settimeout(PATIENCE)
    while b"^XZ" not in b"".join(got):
        try:
            line, _ = server.accept()
        except OSError:
            return
        with line:
            while part := line.recv(65536):
                got.append(part)

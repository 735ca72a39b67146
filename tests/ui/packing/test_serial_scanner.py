"""The serial scanner on a pseudo terminal: the far end of it is the scanner."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mmdesk.ui.packing.serial_scanner import PortState, SerialScanner, SerialSettings
from tests.ui.conftest import Wait

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo terminals to be a port", allow_module_level=True)

import tty


class Gun:
    """The scanner's end of the cable; `link` is where the program finds its port."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._ends: list[int] = []

    def plug_in(self) -> None:
        self._ends = list(os.openpty())
        tty.setraw(self._ends[1])
        self._link.symlink_to(os.ttyname(self._ends[1]))

    def pull_out(self) -> None:
        self._link.unlink(missing_ok=True)
        while self._ends:
            os.close(self._ends.pop())

    def write(self, raw: bytes) -> None:
        os.write(self._ends[0], raw)


@pytest.fixture
def gun(tmp_path: Path) -> Iterator[Gun]:
    gun = Gun(tmp_path / "ttyScanner")
    gun.plug_in()
    yield gun
    gun.pull_out()


class Heard:
    def __init__(self, port: Path) -> None:
        self.scans: list[str] = []
        self.scanner = SerialScanner(SerialSettings(str(port)))
        self.scanner.scanned.connect(self.scans.append)


@pytest.fixture
def heard(gun: Gun, tmp_path: Path, qtbot: QtBot) -> Iterator[Heard]:
    heard = Heard(tmp_path / "ttyScanner")
    yield heard
    heard.scanner.stop()


def test_scans_end_with_cr_or_lf_and_come_in_order(heard: Heard, gun: Gun, wait: Wait) -> None:
    heard.scanner.start()
    assert heard.scanner.state is PortState.OPEN
    gun.write(b"4600000000017\r\n46000000")
    gun.write(b"00024\n4600000000031\r")
    wait(lambda: len(heard.scans) == 3)
    assert heard.scans == ["4600000000017", "4600000000024", "4600000000031"]


def test_group_separators_come_as_they_are(heard: Heard, gun: Gun, wait: Wait) -> None:
    heard.scanner.start()
    gun.write(b"0104600000000017215abcd\x1d91EE06\x1d92dGVzdA==\r")
    wait(lambda: heard.scans == ["0104600000000017215abcd\x1d91EE06\x1d92dGVzdA=="])


def test_a_scan_without_an_end_is_over_after_a_silence(heard: Heard, gun: Gun, wait: Wait) -> None:
    heard.scanner.start()
    gun.write(b"4600000000017")
    wait(lambda: heard.scans == ["4600000000017"])


def test_a_scanner_that_was_pulled_out_is_found_again(heard: Heard, gun: Gun, wait: Wait) -> None:
    heard.scanner.start()
    gun.pull_out()
    wait(lambda: heard.scanner.state is PortState.MISSING)
    gun.plug_in()
    wait(lambda: heard.scanner.state is PortState.OPEN)
    gun.write(b"4600000000017\r")
    wait(lambda: heard.scans == ["4600000000017"])


def test_a_port_that_is_not_there_is_waited_for(heard: Heard, gun: Gun, wait: Wait) -> None:
    gun.pull_out()
    heard.scanner.start()
    assert heard.scanner.state is PortState.MISSING
    gun.plug_in()
    wait(lambda: heard.scanner.state is PortState.OPEN)

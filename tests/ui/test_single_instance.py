from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from mmdesk.ui.single_instance import SingleInstance, address_of
from tests.ui.conftest import Wait

# A window of another process: claims, says so, and lives until its standard input ends.
_OTHER_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from mmdesk.ui.single_instance import SingleInstance
application = QCoreApplication([])
window = SingleInstance(Path(sys.argv[1]))
print(window.claim(), flush=True)
window.listen()
sys.stdin.read()
"""

# A second start: prints whether the window answered.
_CALL = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from mmdesk.ui.single_instance import SingleInstance
application = QCoreApplication([])
second = SingleInstance(Path(sys.argv[1]))
print(second.claim(), second.summon(), flush=True)
"""


@contextmanager
def window_of(root: Path) -> Iterator[SingleInstance]:
    window = SingleInstance(root)
    try:
        yield window
    finally:
        window.close()


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[SingleInstance]:
    with window_of(tmp_path) as window:
        assert window.claim()
        window.listen()
        yield window


@contextmanager
def calling(root: Path) -> Iterator[subprocess.Popen[str]]:
    command = (sys.executable, "-c", _CALL, str(root))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


@contextmanager
def another_process(root: Path) -> Iterator[subprocess.Popen[str]]:
    command = (sys.executable, "-c", _OTHER_WINDOW, str(root))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "True"
        try:
            yield child
        finally:
            child.kill()


def test_a_second_start_calls_the_first_window_and_is_not_one_itself(
    qtbot: QtBot, wait: Wait, first: SingleInstance, tmp_path: Path
) -> None:
    with calling(tmp_path) as second:
        with qtbot.waitSignal(first.summoned, timeout=10_000):
            pass
        wait(lambda: second.poll() is not None)
        assert second.stdout is not None
        assert second.stdout.read().split() == ["False", "True"]


def test_another_profile_has_a_window_of_its_own(first: SingleInstance, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with window_of(other) as second:
        assert second.claim()


def test_a_window_that_closed_makes_room(qtbot: QtBot, tmp_path: Path) -> None:
    for _ in range(2):
        with window_of(tmp_path) as window:
            assert window.claim()


def test_what_a_killed_window_left_is_cleared_away(qtbot: QtBot, tmp_path: Path) -> None:
    with another_process(tmp_path) as other:
        with window_of(tmp_path) as early:
            assert not early.claim()
        other.kill()
        other.wait()
    with window_of(tmp_path) as next_one:
        assert next_one.claim()
        next_one.listen()
        with calling(tmp_path), qtbot.waitSignal(next_one.summoned, timeout=10_000):
            pass


def test_a_window_that_does_not_answer_is_told_from_one_that_does(tmp_path: Path) -> None:
    with another_process(tmp_path), window_of(tmp_path) as second:
        assert not second.claim()
        assert not second.summon()


@pytest.mark.parametrize("garbage", [b"\0" * 10_000, b"GET / HTTP/1.1\r\n\r\n", b"show me\n"])
def test_garbage_is_hung_up_on_and_the_next_caller_is_heard(
    qtbot: QtBot, wait: Wait, first: SingleInstance, tmp_path: Path, garbage: bytes
) -> None:
    stranger = QLocalSocket()
    stranger.connectToServer(address_of(tmp_path))
    with qtbot.assertNotEmitted(first.summoned):
        stranger.write(garbage)
        wait(lambda: stranger.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    friend = QLocalSocket()
    friend.connectToServer(address_of(tmp_path))
    with qtbot.waitSignal(first.summoned):
        friend.write(b"show\n")


def test_a_caller_that_says_nothing_is_hung_up_on(
    qtbot: QtBot, wait: Wait, first: SingleInstance, tmp_path: Path
) -> None:
    mute = QLocalSocket()
    mute.connectToServer(address_of(tmp_path))
    wait(lambda: mute.state() is QLocalSocket.LocalSocketState.ConnectedState)
    wait(lambda: mute.state() is QLocalSocket.LocalSocketState.UnconnectedState)


@pytest.mark.skipif(sys.platform == "win32", reason="rights of a pipe are kept otherwise there")
def test_nobody_else_may_connect(first: SingleInstance, tmp_path: Path) -> None:
    probe = QLocalSocket()
    probe.connectToServer(address_of(tmp_path))
    assert Path(probe.fullServerName()).stat().st_mode & 0o077 == 0


def test_the_address_tells_nobody_whose_profile_it_is(tmp_path: Path) -> None:
    address = address_of(tmp_path)
    assert tmp_path.name not in address
    assert address == address_of(tmp_path / "logs" / "..")
    assert address != address_of(tmp_path / "logs")


def test_a_profile_that_cannot_be_written_is_no_second_window(qtbot: QtBot, tmp_path: Path) -> None:
    with window_of(tmp_path / "missing") as window:
        assert window.claim()

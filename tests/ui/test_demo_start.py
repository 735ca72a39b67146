"""The demonstration is started beside the window, and what keeps it from opening is told."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from mmdesk.ui.demo_start import OUTPUT_NAME, DemoStart, program
from mmdesk.ui.messages import Messages
from mmdesk.ui.tasks import TaskRunner
from tests.ui.conftest import Wait
from tests.ui.orders.verbs_stand import Heard

FAILS = "import sys; sys.stderr.write('no room on the disk token=abcdef123456\\n'); sys.exit(1)"


def start(runner: TaskRunner, folder: Path, *command: str) -> tuple[DemoStart, Heard]:
    messages = Messages()
    made = DemoStart(runner, os.environ, folder, command)
    made.speak_through(messages)
    heard = Heard(messages)
    # Held with what it listens to.
    heard.setProperty("messages", messages)
    made.start()
    return made, heard


def test_what_kept_it_from_opening_is_told_without_secrets(
    runner: TaskRunner, tmp_path: Path, wait: Wait
) -> None:
    made, heard = start(runner, tmp_path, sys.executable, "-c", FAILS)
    wait(lambda: "no room on the disk" in heard.last, "told")
    assert "abcdef123456" not in heard.last
    assert not made.is_running


def test_a_program_that_is_not_there_is_told(runner: TaskRunner, tmp_path: Path, wait: Wait) -> None:
    _made, heard = start(runner, tmp_path, str(tmp_path / "nobody"))
    wait(lambda: "did not start" in heard.last, "told")


def test_a_second_start_opens_no_second_window(runner: TaskRunner, tmp_path: Path, wait: Wait) -> None:
    stop = tmp_path / "stop"
    waits = f"import os, time\nwhile not os.path.exists({str(stop)!r}): time.sleep(0.01)"
    made, heard = start(runner, tmp_path, sys.executable, "-c", waits)
    wait(lambda: heard.sentences, "the start is told")
    made.start()
    assert "open already" in heard.last
    stop.touch()
    wait(lambda: not made.is_running, "it has ended")
    assert "did not start" not in heard.last


def test_its_words_are_kept_in_a_file_of_this_accounts_own(
    runner: TaskRunner, tmp_path: Path, wait: Wait
) -> None:
    made, _heard = start(runner, tmp_path, sys.executable, "-c", "print('hello')")
    wait(
        lambda: (tmp_path / OUTPUT_NAME).exists() and (tmp_path / OUTPUT_NAME).read_text() == "hello\n",
        "said",
    )
    wait(lambda: not made.is_running, "it has ended")
    if sys.platform != "win32":
        assert (tmp_path / OUTPUT_NAME).stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a signal ends it")
def test_the_real_demonstration_starts_in_the_language_of_the_window_and_ends_in_order(
    runner: TaskRunner, tmp_path: Path, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without a screen it plays by itself: no window stands about when the test is over.
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    made, _heard = start(runner, tmp_path, *program())
    said = tmp_path / OUTPUT_NAME
    wait(lambda: said.exists() and "A throw-away profile" in said.read_text(encoding="utf-8"), "it speaks")
    assert made.pid is not None
    os.kill(made.pid, signal.SIGTERM)
    wait(lambda: not made.is_running, "it has ended")

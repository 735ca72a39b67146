"""What the soak does when the window stands still, and what it calls well."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import asdict, replace
from pathlib import Path
from time import thread_time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.soak import pace
from tests.soak.judging import judged
from tests.soak.pace import QUIET_MS
from tests.soak.turns import STOOD_STILL, Spread, Turn, Turns, stack

_ROOT = Path(__file__).resolve().parents[2]
_HUNG = """
import threading
from tests.soak.turns import Watch
watch = Watch(threading.get_ident(), still_seconds=0.3)
watch.did("click on QPushButton “Ship”")
watch.start()

def wait_for_nobody():
    threading.Event().wait()

wait_for_nobody()
"""
_WELL = {
    "faults": [], "deeds": 900, "pages": 150, "orders": 40, "memory_mb": [150.0, *[220.0] * 30],
    "longest_ms": 80.0, "p999_ms": 30.0, "own_ms": 45.0, "own_p999_ms": 20.0, "long_turns": [],
    "pieces_ms": [QUIET_MS],
}  # fmt: skip
_LONG = Turn(4.5, 81.0, "ui/orders/x.py:7 show", "page Key_4")


def test_a_window_that_stands_still_is_ended_with_its_stacks_and_what_was_done_last() -> None:
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", _HUNG],
        cwd=_ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert ran.returncode == STOOD_STILL
    assert "The window stands still" in ran.stderr
    assert "its thread answers nothing" in ran.stderr
    assert "click on QPushButton “Ship”" in ran.stderr
    assert "in wait_for_nobody" in ran.stderr


def test_a_quiet_run_is_well() -> None:
    assert judged(["noise of a library", json.dumps(_WELL)]) == 0


@pytest.mark.parametrize(
    "ill",
    [
        pytest.param({"faults": ["ValueError: 7"]}, id="a fault"),
        pytest.param({"memory_mb": [150.0 + 3 * step for step in range(60)]}, id="memory that grows"),
    ],
)
def test_a_fault_or_memory_that_grows_fails_the_soak(ill: dict[str, object]) -> None:
    assert judged([json.dumps({**_WELL, **ill})]) == 1


def test_a_window_that_told_nothing_fails_the_soak() -> None:
    assert judged([]) == 1


def test_long_work_is_told_with_what_the_thread_was_at(capsys: pytest.CaptureFixture[str]) -> None:
    assert judged([json.dumps({**_WELL, "long_turns": [asdict(_LONG)]})]) == 1
    assert "81 ms at 4.5 s, times 1.00, after page Key_4: ui/orders/x.py:7 show" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("own", "slower", "code"),
    [
        pytest.param(50.1, 1.0, 1, id="just over the goal"),
        pytest.param(50.0, 1.0, 0, id="the goal itself"),
        pytest.param(60.1, 1.2, 1, id="over what a slower machine may take"),
        pytest.param(59.9, 1.2, 0, id="within that"),
        pytest.param(49.9, 0.5, 0, id="a faster machine has the same limit"),
        pytest.param(50.1, 0.5, 1, id="and no higher one"),
    ],
)
def test_a_turn_may_take_fifty_milliseconds_times_what_the_machine_is_slower(
    own: float, slower: float, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    # One sample in which the machine was held up decides nothing.
    pieces = [slower * QUIET_MS, slower * QUIET_MS, 40.0]
    turn = replace(_LONG, work_ms=own)
    assert judged([json.dumps({**_WELL, "long_turns": [asdict(turn)], "pieces_ms": pieces})]) == code
    assert f"its limit, ms: {50 * max(slower, 1):.0f}," in capsys.readouterr().out


@pytest.mark.parametrize(("slower", "code"), [(1.5, 1), (1.7, 0)])
def test_a_machine_that_was_slower_at_that_moment_counts_for_that_turn(slower: float, code: int) -> None:
    turns = [asdict(replace(_LONG, slower=slower)), asdict(replace(_LONG, work_ms=51.0, slower=1.1))]
    assert judged([json.dumps({**_WELL, "long_turns": turns})]) == code


def test_a_window_that_is_dressed_anew_as_a_whole_is_told_and_not_judged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    turn = replace(_LONG, work_ms=690.0, anew=True)
    assert judged([json.dumps({**_WELL, "long_turns": [asdict(turn)]})]) == 0
    assert "not judged: 1 times, longest 690 ms" in capsys.readouterr().out


def test_a_long_turn_is_the_windows_own_but_for_other_colours(qtbot: QtBot, qapp: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    # Not begun: its watch would end this process when nobody clicks.
    turns = Turns()
    _work(Turns.LONG_MS)
    turns.end()
    former = qapp.palette()
    try:
        qapp.setPalette(QPalette(Qt.GlobalColor.darkGreen))
        _work(Turns.LONG_MS)
        turns.end()
    finally:
        qapp.setPalette(former)
    assert sorted(turn.anew for turn in turns.longest()) == [False, True]
    assert len(turns.work) == 1
    assert turns.work.longest > Turns.LONG_MS


@pytest.mark.parametrize(("share", "ms"), [(0.0, 90.0), (0.001, 7.3), (0.5, 1.0)])
def test_the_longest_of_many_turns_are_known_without_keeping_each(share: float, ms: float) -> None:
    spread = Spread()
    for each in [90.0] * 2 + [7.3] * 98 + [1.0] * 1_900:
        spread.add(each)
    assert spread.above(share) == ms


def _work(milliseconds: float) -> None:
    until = thread_time() + milliseconds / 1000 + 0.005
    while thread_time() < until:
        pass


@pytest.mark.usefixtures("qapp")
def test_the_reference_work_takes_some_time_each_time() -> None:
    assert all(pace.sample() > 0.1 for _ in range(2))


def test_frames_outside_the_program_are_nothing_of_ours() -> None:
    frames = sys._current_frames()  # noqa: SLF001 - what the watch itself looks at
    assert stack(frames.get(threading.get_ident())) == "nothing of ours"

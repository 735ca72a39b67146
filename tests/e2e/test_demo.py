"""The demo: plays to a good end, says when it does not, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mmdesk.demo.hand import Hand, WindowDisobeyed
from mmdesk.demo.opening import Wishes
from mmdesk.demo.play import Scenario, play
from mmdesk.demo.scene import Scene
from mmdesk.demo.story import Story
from mmdesk.demo.window_scenes import WindowScenario
from mmdesk.errors import Text
from mmdesk.sandbox.faults import REFUSE, Fault
from mmdesk.sandbox.megamarket_state import Scheme
from tests.e2e.program import ROOT, eventually

pytestmark = pytest.mark.e2e

NEEDS_PROC = pytest.mark.skipif(sys.platform != "linux", reason="finds the demo's service through /proc")


@pytest.mark.timeout(120)
def test_the_demo_plays_every_scenario_and_leaves_its_documents(tmp_path: Path) -> None:
    out, home = tmp_path / "out", tmp_path / "temporary"
    with started(home, "--headless", "--out", out) as child:
        told, said = child.communicate(timeout=110)
    assert (child.returncode, said) == (0, "")
    assert "✗" not in told
    assert told.count("Мегамаркет:") >= 30
    for scenario in (
        "Стандарт: подтверждение",
        "ДСМ: частичная выдача",
        "только в RetailCRM",
        "Потерянный ответ",
        "Окно, ДСМ",
    ):
        assert scenario in told
    documents = [file for file in out.iterdir() if file.suffix == ".pdf"]
    kinds = sorted(file.name.rpartition("-")[0] for file in documents)
    assert kinds == ["label", "label", "packing-list", "packing-list", "packing-list"]
    assert all(file.read_bytes().startswith(b"%PDF-") for file in documents)
    assert (out / "window.png").read_bytes().startswith(b"\x89PNG")
    assert list(home.iterdir()) == []


@NEEDS_PROC
def test_an_interrupted_demo_leaves_nothing_behind(tmp_path: Path) -> None:
    with started(tmp_path, "--headless") as child:
        children = children_while_playing(child, tmp_path, "Покупатель")
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=20)
    assert child.returncode == 130
    assert not any(map(is_running, children))
    assert list(tmp_path.iterdir()) == []


@NEEDS_PROC
def test_a_killed_demo_takes_everything_along(tmp_path: Path) -> None:
    with started(tmp_path, screen=True) as child:
        children = children_while_playing(child, tmp_path, "F3")
        child.kill()
        child.communicate(timeout=20)
    eventually(lambda: not any(map(is_running, children)), "its children end by themselves")
    assert list(tmp_path.iterdir()) == []


@NEEDS_PROC
def test_the_demo_on_a_screen_ends_with_its_window(tmp_path: Path) -> None:
    with started(tmp_path, screen=True) as child:
        children = children_while_playing(child, tmp_path, "F3")
        (window,) = (each for each in children if is_the_window(each))
        eventually(lambda: window_is_open(tmp_path), "the window opens")
        os.kill(window, signal.SIGTERM)
        _, said = child.communicate(timeout=20)
    assert (child.returncode, said) == (0, "")
    assert not any(map(is_running, children))
    assert list(tmp_path.iterdir()) == []


@NEEDS_PROC
def test_ctrl_c_in_the_terminal_ends_the_window_too(tmp_path: Path) -> None:
    with started(tmp_path, screen=True) as child:
        children = children_while_playing(child, tmp_path, "F3")
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=20)
    assert child.returncode == 130
    assert not any(map(is_running, children))
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_that_ends_badly_is_told_and_does_not_stop_the_others(tmp_path: Path) -> None:
    told: list[str] = []
    applause = play(
        Wishes(tmp_path / "out", "en", os.environ),
        Story("en", told.append),
        [scenario("refused", refused_by_megamarket), scenario("fine", ordered)],
        in_window=[WindowScenario(Text.same("disobeyed"), Scheme.STANDARD, disobeyed_by_the_window)],
    )
    assert (applause.played, applause.failed) == (3, (Text.same("refused"), Text.same("disobeyed")))
    assert any(line.startswith("  ✗ It did not end as it must") for line in told)
    assert any(line.startswith("  ✓ A buyer ordered 1 pcs") for line in told)
    assert "window-failed.png" in told[-1]
    assert (tmp_path / "out" / "window-failed.png").read_bytes().startswith(b"\x89PNG")


def test_a_profile_of_ones_own_is_none_of_the_demos_business(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mmdesk", "--profile", str(tmp_path), "demo", "--headless"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_where_no_qt_is_installed_the_window_is_left_out_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6", None)
    told: list[str] = []
    applause = play(
        Wishes(tmp_path / "out", "en", os.environ), Story("en", told.append), [scenario("fine", ordered)]
    )
    assert (applause.played, applause.failed) == (1, ())
    assert "is not installed here" in told[-1]


def started(home: Path, *options: object, screen: bool = False) -> subprocess.Popen[str]:
    """A demo whose throw-away profile lies below `home`, and whose real database would be a mistake.

    With a screen the window opens, only that nobody sees it.
    """
    home.mkdir(exist_ok=True)
    environ = {
        **os.environ,
        "TMPDIR": str(home),
        "MMDESK_LANG": "ru",
        "MMDESK_DATABASE_URL": "nonsense://the-real-one",
        "PYTHONUTF8": "1",
    }
    if screen:
        environ |= {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(
        [sys.executable, "-m", "mmdesk", "demo", *map(str, options)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environ,
        cwd=ROOT,
    )


def children_while_playing(demo: subprocess.Popen[str], home: Path, told: str) -> Sequence[int]:
    """The process numbers of everything it has started, once it has said this."""
    assert demo.stdout is not None
    assert any(told in line for line in demo.stdout)
    assert list(home.iterdir()) != []
    return children_of(demo.pid)


def is_the_window(pid: int) -> bool:
    """Started without a command."""
    arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return b"mmdesk.demo.leash" in arguments and b"service" not in arguments


def window_is_open(home: Path) -> bool:
    return any("the window is open" in log.read_text() for log in home.glob("*/logs/window*"))


def children_of(pid: int) -> Sequence[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[0] != "Z"


def scenario(title: str, script: Callable[[Scene], None]) -> Scenario:
    return Scenario(Text.same(title), Scheme.STANDARD, script)


def ordered(scene: Scene) -> None:
    scene.buyer_orders(1)


def refused_by_megamarket(scene: Scene) -> None:
    order = scene.buyer_orders(1)
    scene.sandbox.megamarket.faults.add(Fault(REFUSE, "order/confirm"))
    scene.people.confirm(order)
    scene.show(order, Text.same("confirm"), lots=["CONFIRMED"], crm="client-confirmed")


def disobeyed_by_the_window(_scene: Scene, hand: Hand) -> None:
    hand.until_row()
    raise WindowDisobeyed

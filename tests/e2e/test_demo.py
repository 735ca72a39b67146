"""The demo: plays to a good end, says when it does not, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mmdesk.demo.opening import Wishes
from mmdesk.demo.play import Scenario, play
from mmdesk.demo.scene import Scene
from mmdesk.demo.story import Story
from mmdesk.errors import Text
from mmdesk.sandbox.faults import REFUSE, Fault
from mmdesk.sandbox.megamarket_state import Scheme
from tests.e2e.program import ROOT, eventually

pytestmark = pytest.mark.e2e

NEEDS_PROC = pytest.mark.skipif(sys.platform != "linux", reason="finds the demo's service through /proc")


def test_the_demo_plays_every_scenario_and_leaves_its_documents(tmp_path: Path) -> None:
    out, home = tmp_path / "out", tmp_path / "temporary"
    with started(home, "--out", out) as child:
        told, said = child.communicate(timeout=55)
    assert (child.returncode, said) == (0, "")
    assert "✗" not in told
    assert told.count("Мегамаркет:") >= 25
    for scenario in ("Стандарт: подтверждение", "ДСМ: частичная выдача", "Потерянный ответ"):
        assert scenario in told
    documents = sorted(file.name.rpartition("-")[0] for file in out.iterdir())
    assert documents == ["label", "packing-list", "packing-list"]
    assert all(file.read_bytes().startswith(b"%PDF-") for file in out.iterdir())
    assert list(home.iterdir()) == []


@NEEDS_PROC
def test_an_interrupted_demo_leaves_nothing_behind(tmp_path: Path) -> None:
    with started(tmp_path) as child:
        service = service_of(child, tmp_path)
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=20)
    assert child.returncode == 130
    assert not is_running(service)
    assert list(tmp_path.iterdir()) == []


@NEEDS_PROC
def test_a_killed_demo_takes_its_service_along(tmp_path: Path) -> None:
    with started(tmp_path) as child:
        service = service_of(child, tmp_path)
        child.kill()
        child.communicate(timeout=20)
    eventually(lambda: not is_running(service), "the service ends by itself")


def test_a_scenario_that_ends_badly_is_told_and_does_not_stop_the_others(tmp_path: Path) -> None:
    told: list[str] = []
    applause = play(
        Wishes(tmp_path / "out", "en", os.environ),
        Story("en", told.append),
        [scenario("refused", refused_by_megamarket), scenario("fine", ordered)],
    )
    assert (applause.played, applause.failed) == (2, (Text.same("refused"),))
    assert any(line.startswith("  ✗ It did not end as it must") for line in told)
    assert any(line.startswith("  ✓ A buyer ordered 1 pcs") for line in told[-2:])


def test_a_profile_of_ones_own_is_none_of_the_demos_business(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mmdesk", "--profile", str(tmp_path), "demo", "--headless"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 2
    assert list(tmp_path.iterdir()) == []


def started(home: Path, *options: object) -> subprocess.Popen[str]:
    """A demo whose throw-away profile lies below `home`, and whose real database would be a mistake."""
    home.mkdir(exist_ok=True)
    environ = {
        **os.environ,
        "TMPDIR": str(home),
        "MMDESK_LANG": "ru",
        "MMDESK_DATABASE_URL": "nonsense://the-real-one",
        "PYTHONUTF8": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "mmdesk", "demo", "--headless", *map(str, options)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environ,
        cwd=ROOT,
    )


def service_of(demo: subprocess.Popen[str], home: Path) -> int:
    """The process number of the service, once the first scenario has begun."""
    assert demo.stdout is not None
    for line in demo.stdout:
        if "Покупатель" in line:
            break
    (child,) = children_of(demo.pid)
    assert list(home.iterdir()) != []
    return child


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

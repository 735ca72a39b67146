from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from mmdesk import bootstrap
from mmdesk.demo.shop import own_environment
from tests import crowd
from tests.shots.morning import END
from tests.ui import screen

ROOT = Path(__file__).parents[2]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A shop with some orders, none of which has a notice."""
    if screen.is_needed():
        try:
            screen.require()
        except screen.NoScreen as missing:
            pytest.skip(str(missing))
    profile = tmp_path / "profile"
    with bootstrap.open_parts(profile, own_environment(os.environ)) as parts:
        crowd.seed(parts.storage, 30, now=END, open_share=0.5)
    return profile


def draw(profile: Path, out: Path, *scenes: str) -> subprocess.CompletedProcess[str]:
    wanted = [word for scene in scenes for word in ("--only", scene)]
    places = ("--profile", str(profile), "--out", str(out), "--variant", "ru-dark-150")
    command = (sys.executable, str(ROOT / "tests/shots/draw.py"), *places, *wanted)
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def colours(picture: Path) -> int:
    image = QImage(str(picture))
    return len({image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)})


def test_scenes_become_pictures_and_one_that_cannot_be_drawn_fails_the_command_alone(
    profile: Path, tmp_path: Path
) -> None:
    done = draw(profile, tmp_path / "out", "list-full", "card-notices-dsm", "dialog-about")
    failed = [line for line in done.stdout.splitlines() if line.startswith("ru-dark-150/")]
    assert failed == ["ru-dark-150/card-notices-dsm: NotReached: no order of the morning is like that"]
    assert done.returncode == 1
    drawn = {each.stem: each for each in (tmp_path / "out" / "ru-dark-150").iterdir()}
    assert drawn.keys() == {"list-full", "dialog-about", "sheet"}
    assert QImage(str(drawn["list-full"])).size().toTuple() == (1920, 1080)
    assert all(colours(each) > 20 for each in drawn.values())

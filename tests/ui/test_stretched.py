"""No text of the window is cut off when it gets longer than its English, and no control is without a name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui import screen

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(900)
def test_stretched_texts_have_room_and_controls_a_name_in_every_state_of_the_window() -> None:
    if screen.is_needed():
        try:
            screen.require()
        except screen.NoScreen as missing:
            pytest.skip(str(missing))
    command = (sys.executable, str(ROOT / "tests/shots/draw.py"), "--variant", "stretched", "--check")
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert [line for line in done.stdout.splitlines() if line.startswith("stretched/")] == []
    assert done.returncode == 0, done.stderr

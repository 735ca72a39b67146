from __future__ import annotations

import sys

import pytest

from mmdesk.demo.window_process import can_open_windows, has_screen


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these always have a screen")
@pytest.mark.parametrize(
    ("environ", "there"),
    [({}, False), ({"DISPLAY": ""}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "w-0"}, True)],
)
def test_a_screen_is_where_a_window_can_be_shown(environ: dict[str, str], there: bool) -> None:
    assert has_screen(environ) is there


def test_without_qt_no_window_can_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6", None)
    assert not can_open_windows()

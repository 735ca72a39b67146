"""The real desktop window as a child process on the demo's profile."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from mmdesk.demo.child import Child, program
from mmdesk.errors import MmdeskError, Text

_OURS: Final = {"MMDESK_SERVICE": "demo"}
"""The demo runs the service itself."""


class WindowFailed(MmdeskError):
    """Raised when the window's process ends badly; quotes the end of what it said."""

    title = Text("Окно закрылось с ошибкой", "The window ended with an error")
    hint = Text("Без окна: mmdesk demo --headless.", "Without a window: mmdesk demo --headless.")


def can_open_windows() -> bool:
    """Whether Qt is installed: a service host has none."""
    return importlib.util.find_spec("PySide6") is not None


def has_screen(environ: Mapping[str, str]) -> bool:
    """Whether there is somewhere to show a window; Windows and macOS always have a screen."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


class WindowProcess(Child):
    """`mmdesk` without a command."""

    def __init__(self, profile_dir: Path, environ: Mapping[str, str]) -> None:
        super().__init__(
            program("--profile", profile_dir), {**environ, **_OURS}, profile_dir / "window-output.txt"
        )

    def wait_until_closed(self) -> None:
        """Block until the person closes it. Raises WindowFailed."""
        # An endless wait would not let Windows deliver Ctrl+C.
        while (code := self.wait(1.0)) is None:
            pass
        if code:
            raise WindowFailed(self.last_words() or Text(f"код {code}", f"code {code}"))

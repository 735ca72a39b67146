"""A screen of one's own: an X server without a monitor, which lives no longer than who started it."""

from __future__ import annotations

import ctypes
import importlib.util
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

SIZE: Final = (1920, 1200)
_START_SECONDS: Final = 20.0
# The shell holds the leash: its standard input ends with us however suddenly, and then the server ends too.
# A session of its own keeps Ctrl+C from taking the server away under a window that is still open.
_ON_A_LEASH: Final = 'Xvfb "$@" & server=$!; trap "kill $server" EXIT; read -r _'
_OPTIONS: Final = ("-noreset", "-nolisten", "tcp", "-dpi", "96")

_running: list[Screen] = []
"""Holds every leash that nobody has let go, for as long as this process lives."""


class NoScreen(Exception):
    """Raised when this machine cannot show a window; says what is missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Screen:
    """A running X server; `end` is needed only where it should end before this process does."""

    display: str
    leash: subprocess.Popen[str]

    def environ(self, base: Mapping[str, str]) -> dict[str, str]:
        """`base` for a program whose windows open here at scale 1."""
        return {**without_qt(base), "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def end(self) -> None:
        self.leash.communicate(timeout=_START_SECONDS)
        _running.remove(self)


def start(size: tuple[int, int] = SIZE) -> Screen:
    """Raises NoScreen."""
    require()
    wanted = ("-displayfd", "1", "-screen", "0", f"{size[0]}x{size[1]}x24", *_OPTIONS)
    leash = subprocess.Popen(
        ("sh", "-c", _ON_A_LEASH, "sh", *wanted),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert leash.stdout is not None
    number = _line(leash.stdout)
    if not number:
        leash.kill()
        leash.communicate()
        raise NoScreen("Xvfb does not start")
    _running.append(Screen(f":{number}", leash))
    return _running[-1]


@contextmanager
def opened(size: tuple[int, int] = SIZE) -> Iterator[Screen]:
    """A screen for the block. Raises NoScreen."""
    screen = start(size)
    try:
        yield screen
    finally:
        screen.end()


def require() -> None:
    """Raises NoScreen where no screen can be started, or no window be opened on one.

    A QApplication that cannot load its plugin for X11 would end the process.
    """
    if shutil.which("Xvfb") is None:
        raise NoScreen("Xvfb is not installed (Debian, Ubuntu: package xvfb)")
    found = importlib.util.find_spec("PySide6")
    if found is None or found.origin is None:
        raise NoScreen("PySide6 is not installed")
    plugin = Path(found.origin).parent / "Qt/plugins/platforms/libqxcb.so"
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        raise NoScreen(f"Qt cannot reach an X server: {error}") from error


def without_qt(environ: Mapping[str, str]) -> dict[str, str]:
    """Without what a developer's desktop sets: scale factors, platforms, styles, another screen."""
    foreign = ("QT_", "QML_", "GTK_", "XDG_CURRENT_DESKTOP", "WAYLAND_DISPLAY", "DISPLAY")
    return {name: value for name, value in environ.items() if not name.startswith(foreign)}


def is_needed() -> bool:
    """Only X11 can be had apart; Windows and macOS show windows where they are."""
    return sys.platform not in {"win32", "darwin"}


def _line(pipe: IO[str]) -> str:
    ready, _, _ = select.select([pipe], [], [], _START_SECONDS)
    return pipe.readline().strip() if ready else ""

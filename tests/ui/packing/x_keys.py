"""A keyboard scanner on the test's own screen: real keys through the X server, at a scanner's speed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from typing import Final

import pytest

from tests.ui.screen import Screen

_GS_KEY: Final = "ctrl+bracketright"
_ROWS: Final[Sequence[tuple[int, str]]] = (
    (10, "1234567890"),
    (24, "qwertyuiop[]"),
    (38, "asdfghjkl;'"),
    (52, "zxcvbnm,./"),
)
"""The first key code of each row of an English keyboard under X."""
_KEY_CODES: Final = {letter: first + place for first, row in _ROWS for place, letter in enumerate(row)}
_SHIFTED: Final = {":": ";", "?": "/"}
_PATIENCE: Final = 20.0
BUSY_PACE_MS: Final = 150
"""What a scanner here may need for a key: the X server stamps keys when it gets a turn on a busy machine."""
TYPING_MS: Final = 300
"""What a person here needs, well beyond it."""


class Hardware:
    """Writes by itself: a test goes on at once and waits for what comes of it."""

    def __init__(self, display: str) -> None:
        self._environ = {**os.environ, "DISPLAY": display}
        self._hands: list[subprocess.Popen[bytes]] = []

    def scan(self, *codes: str, delay_ms: int = 0, end: str = "Return", pause_ms: int = 0) -> None:
        """One code after another. GS is written as Ctrl+], the way keyboard scanners send it.

        Without a delay: a sender that slept between two keys would wake up late on a busy machine.
        """
        chain: list[str] = []
        for code in codes:
            parts = code.split("\x1d")
            for number, part in enumerate(parts):
                chain += ["key", "--delay", str(delay_ms), _GS_KEY] if number else []
                chain += ["type", "--delay", str(delay_ms), "--args", "1", part] if part else []
            chain += ["key", "--delay", str(delay_ms), end] if end else []
            chain += ["sleep", str(pause_ms / 1000)] if pause_ms else []
        self.chain(*chain)

    def scan_by_places(self, code: str, delay_ms: int = 0) -> None:
        """By the places of the keys: which letters come of them is the layout's affair."""
        self.chain("key", "--delay", str(delay_ms), *map(_place, code), "Return")

    def press(self, *keys: str, delay_ms: int = 150) -> None:
        """As a person does, one key after another."""
        self.chain("key", "--delay", str(delay_ms), *keys)

    def chain(self, *words: str) -> None:
        """Commands of xdotool, after those before have ended."""
        self.finish()
        self._hands.append(subprocess.Popen(["xdotool", *words], env=self._environ))

    def type(self, text: str) -> None:
        """As a person writes."""
        self.chain("type", "--delay", str(TYPING_MS), text)

    def layout(self, name: str) -> None:
        """Which letters the keys write."""
        subprocess.run(["setxkbmap", name], env=self._environ, check=True, timeout=_PATIENCE)

    def finish(self) -> None:
        """Until every key has been pressed."""
        while self._hands:
            assert self._hands.pop().wait(_PATIENCE) == 0


def hardware(screen: Screen | None) -> Hardware:
    """Skips where no keys can be sent."""
    if screen is None or shutil.which("xdotool") is None:
        pytest.skip("real keys need an X server and xdotool")
    return Hardware(screen.display)


def _place(letter: str) -> str:
    shifted = letter.isupper() or letter in _SHIFTED
    code = str(_KEY_CODES[_SHIFTED.get(letter, letter.lower())])
    return f"shift+{code}" if shifted else code

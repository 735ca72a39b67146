"""What a key event writes: characters, GS in the three ways scanners send it, and the ends of scans."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from mmdesk.ui.packing.burst import GROUP_SEPARATOR, Kind, Stroke

_HELPERS: Final = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_Mode_switch,
    }
)
_ENDS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_CLOSING_BRACKETS: Final = frozenset({Qt.Key.Key_BracketRight, Qt.Key.Key_BraceRight, 0x42A})
"""Ctrl with this key is GS; on the Russian layout it is the hard sign, which Qt names by its letter."""
_ENDING_CONTROLS: Final = frozenset({Qt.Key.Key_J, Qt.Key.Key_M})
"""Ctrl+M and Ctrl+J are CR and LF of scanners that write control characters so."""
_KEYPAD: Final[Mapping[int, str]] = {
    Qt.Key.Key_Insert: "0",
    Qt.Key.Key_End: "1",
    Qt.Key.Key_Down: "2",
    Qt.Key.Key_PageDown: "3",
    Qt.Key.Key_Left: "4",
    Qt.Key.Key_Clear: "5",
    Qt.Key.Key_Right: "6",
    Qt.Key.Key_Home: "7",
    Qt.Key.Key_Up: "8",
    Qt.Key.Key_PageUp: "9",
}
"""What the keys of the number pad are while NumLock is off: a scanner that uses them means the digits."""
_SHORTEST_CODE: Final = 3
"""Scanners write Alt+029: fewer digits are somebody's shortcut."""


def stroke_of(event: QKeyEvent) -> Stroke:
    """The key that went down, as the detector sees it."""
    kind, text = _meaning(event)
    return Stroke(event.timestamp(), kind, text, event.isAutoRepeat())


def _meaning(event: QKeyEvent) -> tuple[Kind, str]:
    key, held = event.key(), event.modifiers()
    if key in _HELPERS:
        return Kind.HELP, ""
    control, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
    if held & control and not held & alt:
        return _with_control(key, event.text())
    if key in _ENDS:
        return (
            (Kind.OTHER, "") if held & (control | alt | Qt.KeyboardModifier.MetaModifier) else (Kind.END, "")
        )
    if held & Qt.KeyboardModifier.MetaModifier:
        return Kind.OTHER, ""
    text = event.text() if _is_written(event.text()) else _keypad_digit(event)
    if not text:
        return Kind.OTHER, ""
    # Alt with a letter is somebody's shortcut; with Ctrl it is AltGr, which writes.
    return (Kind.OTHER, "") if held & alt and not held & control else (Kind.CHARACTER, text)


def _keypad_digit(event: QKeyEvent) -> str:
    # On macOS every arrow counts as one of the number pad.
    on_keypad = event.modifiers() & Qt.KeyboardModifier.KeypadModifier and sys.platform != "darwin"
    return _KEYPAD.get(event.key(), "") if on_keypad else ""


def _with_control(key: int, text: str) -> tuple[Kind, str]:
    if key in _CLOSING_BRACKETS or text == GROUP_SEPARATOR:
        return Kind.CHARACTER, GROUP_SEPARATOR
    return (Kind.END, "") if key in _ENDING_CONTROLS else (Kind.OTHER, "")


def _is_written(text: str) -> bool:
    return bool(text) and (text.isprintable() or "\x1c" <= text <= "\x1f")


class AltDigits:
    """Alt held down while digits are written: a character by its number, as scanners send what no key has."""

    def __init__(self) -> None:
        self._digits: str | None = None
        self._echo = ""

    def see(self, event: QKeyEvent) -> Stroke | None:
        """The character, when Alt goes up behind a number."""
        if event.key() == Qt.Key.Key_Alt:
            return self._alt(event)
        is_down = event.type() is QEvent.Type.KeyPress and event.key() not in _HELPERS
        if self._digits is not None and is_down:
            is_digit = Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9
            digit = chr(event.key()) if is_digit else _keypad_digit(event)
            self._digits = self._digits + digit if digit else None
        return None

    @property
    def is_writing(self) -> bool:
        """Whether the key that went down belongs to such a number."""
        return bool(self._digits)

    def is_echo(self, stroke: Stroke) -> bool:
        """Windows writes the character itself as well, right behind."""
        echo, self._echo = self._echo, ""
        return bool(echo) and stroke.text == echo

    def _alt(self, event: QKeyEvent) -> Stroke | None:
        digits, self._digits = self._digits, None
        if event.type() is QEvent.Type.KeyPress:
            self._digits, self._echo = "", ""
            return None
        if digits is None or len(digits) < _SHORTEST_CODE or not 0 < int(digits) < 256:
            return None
        written = bytes((int(digits),)).decode("cp1251", errors="replace")
        if written in "\r\n\t":
            return Stroke(event.timestamp(), Kind.END)
        self._echo = written
        return Stroke(event.timestamp(), Kind.CHARACTER, written)

"""The processes of a session, from Linux's own table: who is at work, and whether anybody is left over."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

TABLE: Final = Path("/proc")
"""Not there on other systems."""
_ENDED: Final = frozenset("ZX")
"""A process that nobody has asked about yet, and one just going away."""


class Session:
    """Everybody who was started by one process that leads a session, and by those it started."""

    def __init__(self, leader: int) -> None:
        self.leader = leader
        self._strangers: set[str] = set()

    def members(self) -> dict[int, str]:
        """The command lines of all that are alive; whoever starts or ends meanwhile may be missing."""
        entries = {entry.name for entry in os.scandir(TABLE) if entry.name.isdigit()}
        mine = {name for name in entries - self._strangers if session_of(int(name)) == self.leader}
        # Looking through everybody each time would take the processor from those who are watched.
        self._strangers = entries - mine
        return {int(name): _read(name, "cmdline").replace(b"\0", b" ").decode() for name in mine}


def session_of(pid: int) -> int | None:
    """None for a process that has ended."""
    # The name stands in brackets, and may contain anything.
    fields = _read(str(pid), "stat").rpartition(b") ")[2].decode().split()
    return None if not fields or fields[0] in _ENDED else int(fields[3])


def _read(name: str, file: str) -> bytes:
    try:
        return (TABLE / name / file).read_bytes()
    except OSError:
        # It has just ended.
        return b""

"""What can be seen of a build from outside: its processes, its workplace, and the files that are kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from tests.e2e.process_sessions import Session, session_of

_GLANCE: Final = 0.004
_PATIENCE: Final = 120.0


class Part(StrEnum):
    """The processes of a build below the one that commits it, by the modules that they run."""

    BUILD = "build_process"
    READER = "reading_process"
    VALIDATOR = "validator_process"


@dataclass
class Spans:
    """How many seconds a build's parts take when nobody disturbs it."""

    early: float = 0.5
    """Until it has a workplace."""
    making: float = 1.5
    """From then on until it is published and everything is tidied up."""
    keeping: float = 0.1
    """From the end of its process until the files are among the builds."""
    lives: dict[Part, float] = field(default_factory=lambda: dict.fromkeys(Part, 0.5))


class Lookout:
    """Watches for the next build of one parent, from now on."""

    def __init__(self, feeds: Path, parent: int) -> None:
        self._feeds = feeds
        self._session = Session(parent)
        self._old = self._folders()
        self._began = monotonic()
        self._placed_at: float | None = None
        self._kept_at: float | None = None
        self._pids: dict[Part, int] = {}
        self._first: dict[Part, float] = {}
        self._last: dict[Part, float] = {}

    @property
    def pids(self) -> Mapping[Part, int]:
        return self._pids

    def has_place(self) -> bool:
        return self._placed_at is not None

    def has_kept(self) -> bool:
        return self._kept_at is not None

    def has_seen(self, part: Part) -> bool:
        return part in self._pids

    def has_made(self) -> bool:
        """Whether the process of the build has ended."""
        pid = self._pids.get(Part.BUILD)
        return pid is not None and session_of(pid) is None

    def until(self, seen: Callable[[], bool], over: Callable[[], bool]) -> bool:
        """Watch until something is seen; False when all is over without it."""
        patience = monotonic() + _PATIENCE
        while not seen():
            if over():
                return seen()
            assert monotonic() < patience, f"neither seen nor over in {_PATIENCE} s: {self._pids}"
            sleep(_GLANCE)
            self._look()
        return True

    def spans(self, before: Spans) -> Spans:
        """What was seen of a build that is over, and for what was not seen, what is known from before."""
        now = monotonic()
        lives = {part: self._last[part] - self._first[part] for part in self._first}
        spans = Spans(before.early, before.making, before.keeping, before.lives | lives)
        if self._placed_at is not None:
            spans.early, spans.making = self._placed_at - self._began, now - self._placed_at
        if self._kept_at is not None and Part.BUILD in self._last:
            spans.keeping = max(self._kept_at - self._last[Part.BUILD], 0.0)
        return spans

    def _look(self) -> None:
        now = monotonic()
        work, builds = self._folders()
        if self._placed_at is None and work - self._old[0]:
            self._placed_at = now
        if self._kept_at is None and builds - self._old[1]:
            self._kept_at = now
        for pid, command in self._session.members().items():
            part = next((part for part in Part if part in command), None)
            if part is not None:
                self._pids[part] = pid
                self._first.setdefault(part, now)
                self._last[part] = now

    def _folders(self) -> tuple[set[str], set[str]]:
        return names_in(self._feeds / "work"), names_in(self._feeds / "builds")


def names_in(directory: Path) -> set[str]:
    """Empty where the directory is not there yet."""
    with suppress(FileNotFoundError):
        return {each.name for each in os.scandir(directory)}
    return set()

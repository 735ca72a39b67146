"""The service as a detached process: started here, alive beyond the window, its words kept in a file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import IO, Final

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import VARIABLE as LANGUAGE_VARIABLE
from mmdesk.language import Language
from mmdesk.masking import masked
from mmdesk.paths import Profile
from mmdesk.private_files import PRIVATE_FILE
from mmdesk.services.lease import is_process_gone, this_machine
from mmdesk.system_words import system_words

_START: Final = timedelta(seconds=30)
"""How long a start by a window that is gone by now may take until it counts as failed."""
_REFUSED: Final = 1
_MEGABYTE: Final = 1024 * 1024
_LEAST_FREE_BYTES: Final = 32 * _MEGABYTE
"""The database's log of one big transaction, and the feed that is being made."""
_LAST_BYTES: Final = 4000
_LONGEST_WORDS: Final = 300


class ServiceNotStarted(MmdeskError):
    """Raised when the system does not start the process at all."""

    title = Text("Служба не запустилась", "The service did not start")


@dataclass(frozen=True, slots=True)
class Launch:
    """How the service is started, and the files about it. `stdin` is as for a subprocess."""

    command: tuple[str, ...]
    environ: Mapping[str, str]
    output: Path
    mark: Path
    stdin: int = subprocess.DEVNULL


class Life(StrEnum):
    """What has become of the process that was started last."""

    NONE = "none"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ChildLook:
    """`elsewhere`: a start by a window that is gone is still under way.

    `free_mb` is told where the profile's disk is so full that no service can work.
    `refused` tells an end with a sentence of its own, which is in `last_words`, from a crash.
    """

    life: Life
    pid: int = 0
    elsewhere: bool = False
    refused: bool = False
    last_words: Text = Text("", "")
    free_mb: int | None = None


class ServiceChild:
    """At most one process at a time. Any thread, one call at a time."""

    def __init__(self, launch: Launch, clock: Clock) -> None:
        self._launch = launch
        self._clock = clock
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, in a session of its own: it outlives the window on purpose. Raises ServiceNotStarted."""
        try:
            with _fresh(self._launch.output) as output:
                self._process = _detached(self._launch, output)
            self._leave_mark(self._process.pid)
        except OSError as error:
            raise ServiceNotStarted(system_words(error)) from error

    def look(self) -> ChildLook:
        """How it is; asking also lets the system forget a process that has ended."""
        if self._process is None:
            elsewhere = self._is_starting_elsewhere()
            return ChildLook(Life.NONE, elsewhere=elsewhere, free_mb=self._little_room())
        pid, code = self._process.pid, self._process.poll()
        if code is None:
            return ChildLook(Life.RUNNING, pid)
        refused, words = code == _REFUSED, self._last_words(code)
        return ChildLook(Life.ENDED, pid, refused=refused, last_words=words, free_mb=self._little_room())

    def _little_room(self) -> int | None:
        try:
            free = shutil.disk_usage(self._launch.mark.parent).free
        except OSError:
            return None
        return free // _MEGABYTE if free < _LEAST_FREE_BYTES else None

    def _last_words(self, code: int) -> Text:
        if code == 0:
            return Text("её остановили", "it was stopped")
        if code < 0:
            return Text(f"её завершила система (сигнал {-code})", f"the system ended it (signal {-code})")
        try:
            said = self._launch.output.read_bytes()[-_LAST_BYTES:].decode("utf-8", errors="replace")
        except OSError:
            said = ""
        lines = [line.strip() for line in masked(said).splitlines() if line.strip()]
        return Text.same(lines[-1][-_LONGEST_WORDS:]) if lines else Text(f"код {code}", f"code {code}")

    def _leave_mark(self, pid: int) -> None:
        mark = {"machine": this_machine(), "pid": pid, "at": self._clock.now().isoformat()}
        with _fresh(self._launch.mark) as file:
            file.write(json.dumps(mark).encode())

    def _is_starting_elsewhere(self) -> bool:
        """Whether a window that was killed after it had started a service left one that does not lead yet."""
        try:
            mark = json.loads(self._launch.mark.read_bytes())
            age = self._clock.now() - datetime.fromisoformat(mark["at"])
            machine, pid = mark["machine"], int(mark["pid"])
        except (OSError, ValueError, TypeError, KeyError):
            return False
        return machine == this_machine() and abs(age) < _START and not is_process_gone(pid)


def launch_of(
    profile: Profile, profile_dir: Path | None, environ: Mapping[str, str], language: Language
) -> Launch:
    """The service of this profile; what it says is in the language of the window that shows it."""
    chosen = () if profile_dir is None else ("--profile", str(profile.root))
    spoken = {LANGUAGE_VARIABLE: language, "PYTHONIOENCODING": "utf-8"}
    return Launch(
        command=(*_program(), *chosen, "service", "run"),
        environ={**environ, **spoken},
        output=profile.logs / "service-output.txt",
        mark=profile.root / "service-start.json",
    )


def _program() -> tuple[str, ...]:
    """A frozen program has a second executable for what runs without a window."""
    if not getattr(sys, "frozen", False):
        return (sys.executable, "-m", "mmdesk")
    window = Path(sys.executable)
    service = window.with_name(f"{window.stem}-service{window.suffix}")
    return (str(service if service.exists() else window),)


if sys.platform == "win32":

    def _detached(launch: Launch, output: IO[bytes]) -> subprocess.Popen[bytes]:
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        return subprocess.Popen(
            launch.command,
            stdin=launch.stdin,
            stdout=output,
            stderr=output,
            env=dict(launch.environ),
            creationflags=flags,
        )
else:

    def _detached(launch: Launch, output: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            launch.command,
            stdin=launch.stdin,
            stdout=output,
            stderr=output,
            env=dict(launch.environ),
            start_new_session=True,
        )


def _fresh(file: Path) -> IO[bytes]:
    """Empty and this account's own; whoever still writes to the old text goes on at the new end."""
    flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_APPEND
    return os.fdopen(os.open(file, flags, PRIVATE_FILE), "wb")

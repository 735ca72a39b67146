"""The real service as a child process on a profile of its own, stopped with the process that started it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError, Text
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.queries import Queries
from mmdesk.storage.running import Lease
from mmdesk.storage.uow import Storage

_START_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 10.0
# A child that ends commits nothing, so it is looked at as well.
_GLANCE: Final = 0.1


class ServiceNotStarted(MmdeskError):
    """Raised when the child ends, or does not lead and listen in time; quotes the end of what it said."""

    title = Text("Служба не запустилась", "The service did not start")


class ServiceProcess:
    """`mmdesk service run` on a free port; leaving the block stops it, after ten seconds by force."""

    def __init__(self, profile_dir: Path, environ: Mapping[str, str]) -> None:
        self._profile_dir = profile_dir
        self._environ = dict(environ)
        self._said = profile_dir / "service-output.txt"

    def __enter__(self) -> Self:
        with self._said.open("wb") as said:
            self._child = subprocess.Popen(
                (*_program(), "--profile", str(self._profile_dir), "service", "run", "--port", "0"),
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=said,
                env=self._environ,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._child.stdin is not None:
            self._child.stdin.close()
        try:
            self._child.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    @property
    def pid(self) -> int:
        return self._child.pid

    def wait_until_ready(self, storage: Storage, clock: Clock) -> Lease:
        """Block until the child leads and its HTTP server listens. Raises ServiceNotStarted."""
        until = clock.monotonic() + _START_SECONDS
        with closing(ChangeWatcher(storage.engine)) as changes:
            while self._child.poll() is None and clock.monotonic() < until:
                lease = Queries(storage.engine).service_overview().lease
                if lease is not None and lease.pid == self._child.pid and lease.http_port:
                    return lease
                changes.wait(_GLANCE)
        raise ServiceNotStarted(self._last_words())

    def _last_words(self) -> str:
        return self._said.read_text(encoding="utf-8", errors="replace")[-500:].strip()


def _program() -> tuple[str, ...]:
    """A frozen program has no modules to run by name: there only leaving the block stops the child."""
    return (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "mmdesk.demo.leash")

"""The real service as a child process on a profile of its own, stopped with the process that started it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from mmdesk.clock import Clock
from mmdesk.demo.child import Child, program
from mmdesk.errors import MmdeskError, Text
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.queries import Queries
from mmdesk.storage.running import Lease
from mmdesk.storage.uow import Storage

_START_SECONDS: Final = 30.0
# A child that ends commits nothing, so it is looked at as well.
_GLANCE: Final = 0.1


class ServiceNotStarted(MmdeskError):
    """Raised when the child ends, or does not lead and listen in time; quotes the end of what it said."""

    title = Text("Служба не запустилась", "The service did not start")


class ServiceProcess(Child):
    """`mmdesk service run` on a free port."""

    def __init__(self, profile_dir: Path, environ: Mapping[str, str]) -> None:
        command = program("--profile", profile_dir, "service", "run", "--port", 0)
        super().__init__(command, environ, profile_dir / "service-output.txt")

    def wait_until_ready(self, storage: Storage, clock: Clock) -> Lease:
        """Block until the child leads and its HTTP server listens. Raises ServiceNotStarted."""
        until = clock.monotonic() + _START_SECONDS
        with closing(ChangeWatcher(storage.engine)) as changes:
            while self.exit_code is None and clock.monotonic() < until:
                lease = Queries(storage.engine).service_overview().lease
                if lease is not None and lease.pid == self.pid and lease.http_port:
                    return lease
                changes.wait(_GLANCE)
        raise ServiceNotStarted(self.last_words())

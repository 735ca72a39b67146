"""A shop whose goods are a file, and the service that publishes its feed."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from time import monotonic
from typing import Final

from mmdesk import bootstrap
from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.domain.connection import Connection
from mmdesk.domain.scheme import SchemeCode
from mmdesk.secrets import SecretKind
from mmdesk.services import connection_settings, connections
from mmdesk.services.connections import NewConnection
from mmdesk.storage.feed_builds import FeedBuild
from mmdesk.storage.queries import Queries
from tests.e2e.feed_variants import Variant
from tests.e2e.program import ROOT, Program, eventually, stop

NAME: Final = "kitchen"
_NOBODY: Final = "http://127.0.0.1:9"
"""Neither remote is there: nothing here is about orders."""
_PATIENCE: Final = 60.0


@dataclass(slots=True)
class Outage:
    """From the moment before a service was killed until the next one listens."""

    began: float
    ended: float = inf


@dataclass
class FeedHouse:
    """The program, its connection, and a look into the database and at the files past the program."""

    program: Program
    parts: bootstrap.Parts
    connection: Connection
    offers: int
    outages: list[Outage] = field(default_factory=list)
    sessions: list[int] = field(default_factory=list)
    """Of every process that was started here and may have left others behind."""
    _service: subprocess.Popen[str] | None = None
    _port: int = 0

    @property
    def feeds(self) -> Path:
        return self.parts.profile.feeds

    @property
    def files(self) -> FeedFiles:
        return FeedFiles(self.feeds)

    @property
    def source(self) -> Path:
        return self.program.profile / "goods.xml"

    @property
    def address(self) -> str:
        """Of the feed; it stays the same from one service to the next."""
        local = f"http://127.0.0.1:{self._port}"
        found = connections.links(self.parts.storage, NAME, public_url="", local_url=local).local.feed
        assert found is not None
        return found

    @property
    def service(self) -> subprocess.Popen[str]:
        assert self._service is not None, "no service runs"
        return self._service

    def change_goods(self, number: int) -> Variant:
        variant = Variant(number, self.offers)
        variant.write(self.source)
        return variant

    def current(self) -> FeedBuild | None:
        with self.parts.storage.look() as work:
            return work.feed_builds.current(self.connection.connection_id)

    def latest(self, limit: int = 20) -> tuple[FeedBuild, ...]:
        with self.parts.storage.look() as work:
            return work.feed_builds.latest(self.connection.connection_id, limit)

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """A run of the program in a session of its own; its children stay in it whatever becomes of it."""
        child = subprocess.Popen(
            self.program.command(*arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=self.program.environ,
            cwd=ROOT,
            start_new_session=True,
        )
        self.sessions.append(child.pid)
        return child

    def begin_service(self) -> None:
        """Returns once it leads and listens, always at the same port."""
        child = self._service = self.start("service", "run", "--port", self._port)

        def listens() -> bool:
            assert child.poll() is None, child.communicate()
            lease = Queries(self.parts.storage.engine).service_overview().lease
            if lease is None or lease.pid != child.pid or not lease.http_port:
                return False
            self._port = lease.http_port
            return True

        eventually(listens, "the service leads and listens", _PATIENCE)
        if self.outages:
            self.outages[-1].ended = monotonic()

    def kill_service(self) -> None:
        self.outages.append(Outage(monotonic()))
        kill(self.service.pid)
        self.service.communicate()

    def was_up(self, since: float) -> bool:
        """Whether the service was there all the time from `since` until now."""
        return not any(outage.ended >= since for outage in self.outages)

    def named_folders(self) -> frozenset[str]:
        with self.parts.storage.look() as work:
            return work.feed_builds.folders()


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


@contextmanager
def feed_house(profile: Path, offers: int) -> Iterator[FeedHouse]:
    """A house whose service has just begun to listen; nothing is published yet, and there are no goods."""
    program = Program(profile)
    with bootstrap.open_parts(profile, program.environ) as parts:
        new = NewConnection(NAME, SchemeCode.STANDARD, 4711, _NOBODY, _NOBODY, test_mode=True)
        typed = {SecretKind.MM_TOKEN: "invented", SecretKind.CRM_KEY: "invented"}
        house = FeedHouse(
            program, parts, connections.add(parts.storage, parts.clock, parts.secrets, new, typed), offers
        )
        for key in ("exchange.megamarket_seconds", "exchange.crm_seconds"):
            connection_settings.put(parts.storage, NAME, key, "86400")
        connection_settings.put(parts.storage, NAME, "feed.source", str(house.source))
        house.begin_service()
        try:
            yield house
        finally:
            stop(house.service)

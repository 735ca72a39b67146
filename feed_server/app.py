"""The service: leads by lease or stands by, and while it leads exchanges, schedules and serves HTTP.

Only the leader listens. Stop order: HTTP, schedule, workers finish what is under way, lease released.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Final

from feed_server.clock_watch import ClockWatch, told
from feed_server.http import HttpParts
from feed_server.listening import HttpServer, PortTaken
from feed_server.published_feed import FilesPublished
from feed_server.rounds import Rounds
from feed_server.schedule import UPKEEP, Schedule
from feed_server.streams import open_missing_streams
from feed_server.workers import ConnectionWorkers, Worker
from mmdesk import logs
from mmdesk.bootstrap import Parts, open_parts
from mmdesk.catalogue.feed_files import FeedFiles
from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import current
from mmdesk.remotes import EXCHANGES
from mmdesk.services.deadlines import Deadlines
from mmdesk.services.job_runs import JobName, JobOutcome, JobResult, JobRunner
from mmdesk.services.lease import RENEWAL, ServiceLease
from mmdesk.storage.engine import StorageError

logger = logging.getLogger(__name__)

DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8480
HTTP_VARIABLE: Final = "MMDESK_HTTP"
STOP_SECONDS: Final = 10.0
"""How long a stop may take in all; what is still under way then is found in doubt by the next service."""
_STANDBY_SECONDS: Final = 1.0
_WATCH_SECONDS: Final = 0.5
_STORAGE_PAUSE: Final = 1.0
_FAILURE_PAUSE: Final = 5.0
_WAKE_SECONDS: Final = 0.02
"""Between two wake-ups of those who pass things on: a commit is on its way well within 100 ms."""
_CALM_SECONDS: Final = 0.5
"""The same for what a person changed or asked for."""
_CLOCK_SECONDS: Final = 1.0
_PICTURE_REST: Final = 30.0
"""Between two looks whether a picture has become due; that an order has come is heard of at once."""
_PICTURE_CALM: Final = 3.0
"""Many commits in a row are one reason to look."""
_SWITCH_SECONDS: Final = 0.001
_LARGEST_PORT: Final = 65535


class BadListenAddress(MmdeskError):
    """Raised for an MMDESK_HTTP that is no host:port."""

    title = Text("Адрес службы не читается", "The service's address is not readable")
    hint = Text("Например: MMDESK_HTTP=127.0.0.1:8480.", "For example: MMDESK_HTTP=127.0.0.1:8480.")


def listen_address(port: int | None, environ: Mapping[str, str]) -> tuple[str, int]:
    """Where to listen: as asked for, else as the environment says. Raises BadListenAddress."""
    host, _, named = environ.get(HTTP_VARIABLE, "").strip().rpartition(":")
    if named and not (named.isdecimal() and int(named) <= _LARGEST_PORT):
        raise BadListenAddress(f"{HTTP_VARIABLE}={environ[HTTP_VARIABLE]}")
    chosen = port if port is not None else int(named) if named else DEFAULT_PORT
    return host.strip("[]") or DEFAULT_HOST, chosen


class Leadership:
    """Everything that runs while this service is the one to act. Used by the keeper's thread."""

    def __init__(self, parts: Parts, lease: ServiceLease) -> None:
        self._parts = parts
        self._lease = lease
        self._lock = threading.Lock()
        self._working: dict[ConnectionId, ConnectionWorkers] = {}
        self._leaving: list[ConnectionWorkers] = []
        self._stopping = threading.Event()
        self._schedule = Schedule()
        self._rounds = tuple(Rounds(exchange, self._at_work) for exchange in EXCHANGES)
        self._clock_watch = ClockWatch(parts.clock)
        self._deadlines = Deadlines(parts.storage, parts.clock, self._stopping.is_set)
        jobs = {**parts.upkeep(self._stopping.is_set), **{each.job: each.everybody for each in self._rounds}}
        self._jobs = JobRunner(parts.storage, parts.clock, jobs)
        self._connections = Worker("connections", self._follow_connections, calm=_CALM_SECONDS)
        self._newcomers = tuple(
            Worker(f"newcomers-{each.job}", partial(self._poll_newcomers, each)) for each in self._rounds
        )
        self._requests = Worker("requests", self._jobs.run_requested, calm=_CALM_SECONDS)
        self._pictures = parts.pictures(self._stopping.is_set)
        # A thread of its own: a slow site must hold up no exchange.
        self._pictured = Worker("pictures", self._fetch_pictures, lambda: _PICTURE_REST, _PICTURE_CALM)
        clock = Worker("clock", self._follow_clock, lambda: _CLOCK_SECONDS)
        self._chores = (self._connections, *self._newcomers, self._requests, self._pictured, clock)
        self._watcher = threading.Thread(target=self._watch, name="changes", daemon=True)

    def start(self) -> None:
        """Raises StorageError; nothing has begun then."""
        self._jobs.abandon_unfinished()
        self._schedule.start()
        for name in UPKEEP:
            self._schedule.plan(name, partial(self._jobs.run, name), partial(self._left, name))
        for worker in self._chores:
            worker.start()
        self._watcher.start()

    def stop(self, seconds: float) -> bool:
        """Whether everything has ended within `seconds`; begins nothing new in any case."""
        until = monotonic() + seconds
        self._stopping.set()
        self._schedule.stop()
        for worker in self._chores:
            worker.stop()
        with self._lock:
            lines = [*self._working.values(), *self._leaving]
        for line in lines:
            line.stop()
        ended = [self._schedule.join(until - monotonic())]
        ended += [worker.join(until - monotonic()) for worker in self._chores]
        ended += [line.close(until - monotonic()) for line in lines]
        self._watcher.join(max(until - monotonic(), 0))
        return all(ended) and not self._watcher.is_alive()

    def _watch(self) -> None:
        """Wake everybody as soon as anybody commits."""
        while not self._stopping.is_set():
            try:
                with self._parts.changes() as changes:
                    self._wake_all()
                    while not self._stopping.is_set():
                        if changes.wait(_WATCH_SECONDS):
                            self._wake_all()
                            # Many commits in a row are followed as one.
                            self._stopping.wait(_WAKE_SECONDS)
            except StorageError as error:
                logger.warning("changes are not seen: %s", error)
                self._stopping.wait(_STORAGE_PAUSE)

    def _wake_all(self) -> None:
        with self._lock:
            working = list(self._working.values())
        for line in working:
            line.wake()
        self._requests.wake()
        self._connections.wake()
        self._pictured.wake()

    def _follow_connections(self) -> bool:
        """Bring what runs in line with the connections as they are now."""
        with self._parts.storage.look() as work:
            wanted = {each.connection_id: each for each in work.connections.all() if not each.paused}
            stored = {each: work.connections.settings(each) for each in wanted}
        self._let_go(wanted)
        for connection in wanted.values():
            self._take_on(connection)
        for worker in self._newcomers:
            worker.wake()
        for each in self._rounds:
            if each.follow(stored):
                self._schedule.plan(each.job, partial(each.run_due, self._jobs), each.left)
        return False

    def _let_go(self, wanted: Mapping[ConnectionId, Connection]) -> None:
        with self._lock:
            for connection_id, line in list(self._working.items()):
                if wanted.get(connection_id) != line.connection:
                    line.stop()
                    self._leaving.append(self._working.pop(connection_id))
            self._leaving = [line for line in self._leaving if not line.close(0)]

    def _take_on(self, connection: Connection) -> None:
        connection_id = connection.connection_id
        with self._lock:
            leaving = {line.connection.connection_id for line in self._leaving}
            if connection_id in self._working or connection_id in leaving or self._stopping.is_set():
                return
            try:
                line = ConnectionWorkers(self._parts, connection, self._lease.holder, self._lease.may_lead)
            except MmdeskError as error:
                logger.error("connection=%s cannot work: %s", connection.name, error)
                return
            self._working[connection_id] = line
            line.start()

    def _poll_newcomers(self, rounds: Rounds) -> bool:
        rounds.run_newcomers(self._jobs)
        self._schedule.replan(rounds.job)
        return False

    def _fetch_pictures(self) -> bool:
        """A round, where one is wanted; whether there is more to fetch."""
        if self._stopping.is_set() or not self._pictures.is_wanted():
            return False
        return self._jobs.run(JobName.PICTURES).outcome == JobOutcome.DONE

    def _left(self, name: JobName) -> float:
        """Seconds until a job is due, by the runs that are recorded."""
        with self._parts.storage.look() as work:
            last = work.running.last(name.value)
        return UPKEEP[name].left(last, self._parts.clock.now())

    def _follow_clock(self) -> bool:
        """A clock that was set makes every plan wrong: all are made anew, and a run tells of it."""
        jump = self._clock_watch.jump()
        if jump is None:
            return False
        words = told(jump)
        logger.warning("%s", words)

        def recount() -> JobResult:
            if jump < timedelta():
                self._deadlines.take_back()
            return replace(self._deadlines.run(), reason=words)

        self._schedule.resume()
        self._wake_all()
        self._jobs.run(JobName.DEADLINES, recount)
        return False

    def _at_work(self) -> list[ConnectionWorkers]:
        with self._lock:
            return list(self._working.values())


class Service:
    """One service process: stands by until it may lead, then leads until it is stopped or loses the lease.

    `tell` hears which of the two it does, and at which address, each time that changes.
    """

    def __init__(
        self,
        parts: Parts,
        http_host: str,
        http_port: int,
        tell: Callable[[Text], None] = lambda _words: None,
    ) -> None:
        self._parts = parts
        self._host, self._port = http_host, http_port
        self._tell = tell
        self._told: Text | None = None
        self._lease = ServiceLease(parts.storage, parts.clock)
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="lease", daemon=True)
        self._leadership: Leadership | None = None
        self._http: HttpServer | None = None
        self._stopped_cleanly = True

    def start(self) -> None:
        self._keeper.start()

    def stop(self) -> bool:
        """Stop in order; whether everything under way has ended within ten seconds."""
        self._stopping.set()
        self._keeper.join(STOP_SECONDS + 1)
        return self._stopped_cleanly and not self._keeper.is_alive()

    @property
    def http_address(self) -> tuple[str, int] | None:
        """Where the HTTP server listens; None while this service stands by."""
        http = self._http
        return None if http is None else (http.host, http.port)

    def _keep(self) -> None:
        """Take the lease, hold it, and act on what becomes of it; the service's main thread."""
        try:
            while not self._stopping.is_set():
                try:
                    pause = self._hold() if self._leadership else self._stand_by()
                except StorageError as error:
                    logger.warning("the lease waits for the database: %s", error)
                    pause = _STORAGE_PAUSE
                except Exception:  # a bug must not leave a service that neither leads nor lets others lead
                    logger.exception("the service failed and begins anew")
                    self._stand_down(release=True)
                    pause = _FAILURE_PAUSE
                self._stopping.wait(pause)
        finally:
            self._stand_down(release=True)

    def _stand_by(self) -> float:
        if not self._lease.acquire():
            self._announce(_WAITS)
            return _STANDBY_SECONDS
        logger.info("leading as %s", self._lease.holder)
        leadership = Leadership(self._parts, self._lease)
        leadership.start()
        self._leadership = leadership
        return self._hold()

    def _hold(self) -> float:
        self._listen()
        address = self.http_address
        if not self._lease.renew(address if address is not None else ("", 0)):
            logger.error("the lease has passed to another service")
            self._stand_down(release=False)
            return _STANDBY_SECONDS
        if address is None:
            self._announce(_DEAF.format(place=f"{self._host}:{self._port}"))
        else:
            self._announce(_WORKS.format(place=f"{address[0]}:{address[1]}"))
        return RENEWAL.total_seconds()

    def _announce(self, words: Text) -> None:
        if words != self._told:
            self._told = words
            self._tell(words)

    def _listen(self) -> None:
        if self._http is not None and self._http.is_alive:
            return
        self._http = None
        parts = HttpParts(
            self._parts.storage,
            self._parts.clock,
            self._parts.http_password,
            self._is_ready,
            self._parts.changes,
            FilesPublished(self._parts.storage, FeedFiles(self._parts.profile.feeds)),
        )
        try:
            self._http = HttpServer(parts, self._host, self._port)
        except PortTaken as error:
            # Megamarket's calls do not arrive then, but the poll finds every order.
            logger.error("%s", error)
            return
        logger.info("listening at %s:%d", self._http.host, self._http.port)

    def _stand_down(self, *, release: bool) -> None:
        until = monotonic() + STOP_SECONDS
        if self._http is not None:
            self._http.stop()
            self._http = None
        if self._leadership is None:
            return
        self._stopped_cleanly = self._leadership.stop(until - monotonic() - 0.5)
        self._leadership = None
        if release:
            self._release()
        logger.info("not leading any more")

    def _release(self) -> None:
        try:
            self._lease.release()
        except StorageError as error:
            logger.warning("the lease was not released and will run out: %s", error)

    def _is_ready(self) -> bool:
        try:
            return self._lease.may_lead()
        except StorageError:
            return False


def run(profile_dir: Path | None, port: int | None, environ: Mapping[str, str]) -> int:
    """Run the service in this process until it is told to stop; the process's exit code.

    Raises MmdeskError when the profile or its database cannot be used.
    """
    open_missing_streams()
    # A call that has to be answered waits no longer than this for a thread that works something off.
    sys.setswitchinterval(_SWITCH_SECONDS)
    host, chosen = listen_address(port, environ)
    # A signal that comes while the database is still being opened is heard too.
    with _told_to_stop() as stop, open_parts(profile_dir, environ) as parts:
        faults = logs.capture_faults(parts.profile, "service")
        with logs.configure(parts.profile, "service", console=logging.WARNING):
            service = Service(parts, host, chosen, _say)
            service.start()
            # What is loaded by now stays. A collection that went through it all would take some 50 ms, in the
            # middle of whatever transaction it falls into.
            gc.freeze()
            # Windows delivers a signal to a waiting main thread only between two waits.
            while not stop.wait(1.0):
                pass
            ended = service.stop()
            logger.log(logging.INFO if ended else logging.WARNING, "stopped, everything ended: %s", ended)
        faults.close()
    if not ended:
        # Threads that wait for a remote would keep the process for half a minute more; what they were at is
        # found in doubt, and read, by the next service.
        sys.stderr.flush()
        os._exit(0)
    return 0


def _say(words: Text) -> None:
    """A person who starts the service by hand sees what it does; nothing depends on it being read."""
    with suppress(OSError):
        sys.stderr.write(f"{words.in_language(current())}\n")
        sys.stderr.flush()


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """An event that SIGTERM, Ctrl-C and their Windows kin set while the block runs."""
    event = threading.Event()

    def note(_signal: int, _frame: FrameType | None) -> None:
        event.set()

    names = ["SIGTERM", "SIGINT", "SIGBREAK"]
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, note) for number in numbers}
    try:
        yield event
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_WORKS: Final = Text(
    "Служба работает ({place}). Остановить: Ctrl+C.", "The service runs ({place}). Ctrl+C stops it."
)
_DEAF: Final = Text(
    "Служба работает, но адрес {place} занят другой программой: вызовы Мегамаркета и запросы фида не доходят,"
    " заказы находит опрос. Освободите порт или выберите другой: mmdesk service run --port N."
    " Остановить: Ctrl+C.",
    "The service runs, but {place} is taken by another program: Megamarket's calls and requests for the feed"
    " do not arrive, polling finds the orders. Free the port or choose another: mmdesk service run --port N."
    " Ctrl+C stops it.",
)
_WAITS: Final = Text(
    "Служба ждёт: с этой базой работает другая служба. Остановить: Ctrl+C.",
    "The service waits: another one works with this database. Ctrl+C stops it.",
)

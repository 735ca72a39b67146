"""An HTTP server of its own over a database with one connection, and no service behind it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

import httpx
from sqlalchemy import event
from starlette.requests import Request
from starlette.responses import Response

from feed_server.http import HttpParts
from feed_server.listening import HttpServer, Limits
from mmdesk.clock import ManualClock
from mmdesk.domain.connection import Connection
from mmdesk.services.waiting import Changes
from mmdesk.storage.connections import PathPurpose
from mmdesk.storage.feed_fetches import FeedFetch
from mmdesk.storage.uow import Storage

NEW, CANCEL, FEED = "new-key-0123456789abcdef", "cancel-key-0123456789abc", "feed-key-0123456789abcde"
CRM = "crm-key-0123456789abcdef"
CLIENT = "client-of-the-shop-0123456789"
KEYS = {
    PathPurpose.NEW: NEW,
    PathPurpose.CANCEL: CANCEL,
    PathPurpose.FEED: FEED,
    PathPurpose.CRM: CRM,
}


class Passing:
    """Nobody works; time passes."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock

    def wait(self, timeout: float) -> bool:
        self._clock.advance(timeout)
        return False


@dataclass
class Door:
    """The server's client, and what lies behind the server."""

    storage: Storage
    clock: ManualClock
    connection: Connection
    ready: bool = True
    password: str = "correct horse"
    published: Response | None = None
    fresh_seconds: float = 0.0
    changes: Changes = field(init=False)
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.changes = Passing(self.clock)

    def response(self, _connection: Connection, _request: Request) -> Response | None:
        """The feed as it is published."""
        return self.published

    def parts(self) -> HttpParts:
        def changes() -> AbstractContextManager[Changes]:
            return nullcontext(self.changes)

        return HttpParts(
            self.storage,
            self.clock,
            lambda _: self.password,
            lambda: self.ready,
            changes,
            feed=self,
            fresh_seconds=self.fresh_seconds,
        )

    def post(self, path: str, content: bytes, **headers: str) -> httpx.Response:
        return self.http.post(path, content=content, headers=headers)

    def callback(self, action: str, *, client_id: str = CLIENT, **fields: str) -> httpx.Response:
        """Call as RetailCRM does."""
        return self.http.post(f"/{CRM}/crm/{action}", data={"clientId": client_id, **fields})

    def stored(self) -> list[bytes]:
        with self.storage.engine.connect() as raw:
            return list(raw.exec_driver_sql("SELECT body FROM inbox ORDER BY id").scalars())

    def fetches(self) -> tuple[FeedFetch, ...]:
        with self.storage.look() as work:
            return work.feed_fetches.latest(self.connection.connection_id)

    def put_setting(self, key: str, value: str) -> None:
        with self.storage.work() as work:
            work.connections.put_setting(self.connection.connection_id, key, value)
            work.commit()

    def fill_the_disk(self) -> None:
        """No page can be added to the database any more, and each row that is written needs one."""
        with self.storage.engine.begin() as raw:
            raw.exec_driver_sql("CREATE TABLE ballast (weight BLOB)")
            for table in ("inbox", "outbox", "history", "feed_fetches"):
                raw.exec_driver_sql(
                    f"CREATE TRIGGER {table}_is_heavy AFTER INSERT ON {table} "
                    "BEGIN INSERT INTO ballast VALUES (zeroblob(100000)); END"
                )
        self.storage.engine.dispose()

        def limit(raw: object, _entry: object) -> None:
            cursor = raw.cursor()  # type: ignore[attr-defined]  # the driver's connection
            pages = cursor.execute("PRAGMA page_count").fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {pages}")
            cursor.close()

        event.listen(self.storage.engine, "connect", limit)

    def lose_patience(self) -> None:
        """A locked database is waited for no longer than a moment."""
        self.storage.engine.dispose()

        def hurry(raw: object, _entry: object) -> None:
            cursor = raw.cursor()  # type: ignore[attr-defined]  # the driver's connection
            cursor.execute("PRAGMA busy_timeout = 50")
            cursor.close()

        event.listen(self.storage.engine, "connect", hurry)


@contextmanager
def open_door(storage: Storage, clock: ManualClock) -> Iterator[Door]:
    """A connection with every key, and the server in front of it."""
    with storage.work() as work:
        connection = work.connections.add(
            name="лавка",
            scheme="standard",
            merchant_id=4321,
            mm_url="https://mm.example.org",
            crm_url="https://crm.example.org",
            test_mode=False,
            at=clock.now(),
        )
        work.connections.change(connection.name, client_id=CLIENT)
        for purpose, key in KEYS.items():
            work.connections.add_path_key(connection.connection_id, purpose, key)
        work.commit()
    opened = Door(storage, clock, connection)
    with (
        narrow(opened, Limits()) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as http,
    ):
        opened.http = http
        yield opened


@contextmanager
def narrow(door: Door, limits: Limits) -> Iterator[int]:
    """A server of this database, by its port."""
    server = HttpServer(door.parts(), "127.0.0.1", 0, limits)
    try:
        yield server.port
    finally:
        server.stop()


def connect(port: int, receive_buffer: int | None = None) -> socket.socket:
    client = socket.socket()
    client.settimeout(10)
    if receive_buffer is not None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    try:
        client.connect(("127.0.0.1", port))
    except OSError:
        client.close()
        raise
    return client

"""The port: the HTTP server's thread, and the guard against clients that never finish what they begin."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
from dataclasses import dataclass, replace
from typing import Final

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from feed_server.http import HttpParts, application
from mmdesk.errors import MmdeskError, Text

logger = logging.getLogger(__name__)

_GRACE_SECONDS: Final = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """What clients may take up. `request_seconds` is for a whole request with its body."""

    connections: int = 64
    request_seconds: float = 10.0
    idle_seconds: int = 75
    """How long a connection may rest between two requests."""
    unread_seconds: float = 30.0
    """How long a client may leave the next piece of an answer unread."""
    patience_seconds: float = 1.0
    """How long a client is waited for in any case; after that it may have to make room for another."""

    def of_this_process(self) -> Limits:
        """The same with no more connections than a quarter of the descriptors: the database needs them."""
        return replace(self, connections=max(1, min(self.connections, _descriptors() // 4)))


def _descriptors() -> int:
    if sys.platform == "win32":
        return _MANY
    import resource  # not there on Windows

    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return _MANY if soft == resource.RLIM_INFINITY else soft


_MANY: Final = 65536


class _Guarded(H11Protocol):
    """One connection, cut off when its client keeps us waiting, or when there are too many connections."""

    limits = Limits()
    _awaited: _Awaited | None = None
    _rests_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections and not self._make_room():
            self.connections.discard(self)
            transport.abort()
            return
        # Whatever the client has not taken yet counts as unread.
        transport.set_write_buffer_limits(high=0)
        self._await(self.limits.request_seconds)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def pause_writing(self) -> None:
        """The client does not read what it has asked for."""
        super().pause_writing()
        self._end_wait()
        self._await(self.limits.unread_seconds)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._end_wait()
        self._watch()

    def on_response_complete(self) -> None:
        if self.conn.trailing_data[0]:
            # Who does not wait for an answer could keep us at work for ever; no proxy or marketplace does so.
            self.transport.close()
        super().on_response_complete()
        self._rests_since = self.loop.time()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_wait()
        super().connection_lost(exc)

    @property
    def idle_since(self) -> float | None:
        """Since when nothing has come from its client, by the loop's clock; None while we are at work for it.

        A client that is in the middle of something counts only after a moment's patience.
        """
        if self._awaited is not None:
            since = self._awaited.since
            return since if self.loop.time() - since >= self.limits.patience_seconds else None
        answered = self.cycle is not None and self.cycle.response_complete
        return self._rests_since if answered else None

    def _make_room(self) -> bool:
        """Close the connection whose client has kept us waiting longest; whether there was one."""
        idle = [
            (each.idle_since, each)
            for each in self.connections
            if isinstance(each, _Guarded) and each.idle_since is not None
        ]
        if not idle:
            return False
        oldest = min(idle, key=lambda pair: pair[0])[1]
        self.connections.discard(oldest)
        # Nothing is on its way to one that rests; what is on its way to another it would never read.
        oldest.transport.abort()
        return True

    def _watch(self) -> None:
        """A request is under way from its first byte until its last."""
        if not self.flow.write_paused:
            state = self.conn.their_state
            if state is h11.SEND_BODY or (state is h11.IDLE and self.conn.trailing_data[0]):
                self._await(self.limits.request_seconds)
            else:
                self._end_wait()

    def _await(self, seconds: float) -> None:
        if self._awaited is None and not self.transport.is_closing():
            self._awaited = _Awaited(self.loop.time(), self.loop.call_later(seconds, self.transport.abort))

    def _end_wait(self) -> None:
        if self._awaited is not None:
            self._awaited.deadline.cancel()
            self._awaited = None


@dataclass(frozen=True, slots=True)
class _Awaited:
    """Since when something has been waited for, by the loop's clock, and what ends the wait."""

    since: float
    deadline: asyncio.TimerHandle


def _guarded(given: Limits) -> type[asyncio.Protocol]:
    class Guarded(_Guarded):
        limits = given

    return Guarded


class _OfferedNothing(logging.Filter):
    """Keeps uvicorn from advising to install something whenever a stranger asks for another protocol."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith(("Unsupported upgrade", "No supported WebSocket"))


class _OnceAMinute(logging.Filter):
    """Lets asyncio complain of missing descriptors once a minute: it does so for each attempt to accept."""

    _said_at: float | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.getMessage().startswith("socket.accept() out of system resource"):
            return True
        if self._said_at is not None and record.created - self._said_at < _MINUTE:
            return False
        self._said_at = record.created
        return True


_MINUTE: Final = 60.0
_once_a_minute: Final = _OnceAMinute()
_offered_nothing: Final = _OfferedNothing()


class PortTaken(MmdeskError):
    """Raised when the address to listen at cannot be had."""

    title = Text("Адрес службы занят", "The service's address cannot be used")
    hint = Text(
        "Выберите другой порт: mmdesk service run --port N.",
        "Choose another port: mmdesk service run --port N.",
    )


_LIMITS: Final = Limits()


class HttpServer:
    """The server on a thread of its own, from construction to `stop`."""

    def __init__(self, parts: HttpParts, host: str, port: int, limits: Limits = _LIMITS) -> None:
        """Listen at once; port 0 means any free one. Raises PortTaken."""
        logging.getLogger("asyncio").addFilter(_once_a_minute)
        logging.getLogger("uvicorn.error").addFilter(_offered_nothing)
        limits = limits.of_this_process()
        # As many as may be let in: of more, which come at the same moment, each would wait a second for its
        # second attempt. asyncio accepts so many before it looks at any; each takes a descriptor.
        self._socket = _listening(host, port, backlog=limits.connections)
        self.host = host
        self.port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(
            application(parts),
            access_log=False,
            backlog=limits.connections,
            http=_guarded(limits),
            lifespan="off",
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
            timeout_keep_alive=limits.idle_seconds,
            ws="none",
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="http", daemon=True
        )
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """Take no more calls, finish those under way, and give up the rest after three seconds."""
        self._server.should_exit = True
        self._thread.join(_GRACE_SECONDS + 2)
        self._socket.close()


def _listening(host: str, port: int, *, backlog: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise PortTaken(f"{host}:{port}: {error.strerror or error}") from error
    try:
        if sys.platform == "win32":
            # There SO_REUSEADDR would let a second program listen at the same port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(backlog)
    except OSError as error:
        listener.close()
        raise PortTaken(f"{host}:{port}: {error.strerror or error}") from error
    return listener

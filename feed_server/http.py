"""The HTTP server: Megamarket's two calls under random path keys, and health for whoever watches the service.

A call is answered with success only after it has been stored durably. What is no known address gets the plain
404 that any other server would give, and nothing is ever redirected.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import ipaddress
import json
import logging
import re
import secrets
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic
from typing import Final

import anyio
import anyio.to_thread
import h11
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from mmdesk.clients.json_reading import NotJson
from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.services import intake
from mmdesk.services.intake import CallSource
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.connections import PathPurpose
from mmdesk.storage.uow import Storage

logger = logging.getLogger(__name__)

LARGEST_BODY: Final = 1024 * 1024
_DRAINED: Final = 4 * LARGEST_BODY
"""How much of a body that is too large is still read, so that its sender gets to read the answer."""
_BACKLOG: Final = 16
"""asyncio accepts as many at once before it looks at any; each takes a descriptor even if refused then."""
_STORING_THREADS: Final = 4
_GRACE_SECONDS: Final = 3
_START_SECONDS: Final = 10.0
_JSON: Final = "application/json"
SUCCESS: Final = b'{"success":1,"meta":{},"data":{}}'
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,128}")
_NO_KEY: Final = "-"
"""Looked up in place of what can be no key, so that this takes as long as an unknown one."""
_SOURCES: Final = {
    (CallSource.ORDER_NEW.value): (PathPurpose.NEW, CallSource.ORDER_NEW),
    (CallSource.ORDER_CANCEL.value): (PathPurpose.CANCEL, CallSource.ORDER_CANCEL),
}
_FORWARDING: Final = ("forwarded", "via", "x-real-ip", "cf-connecting-ip", "true-client-ip")


@dataclass(frozen=True, slots=True)
class Door:
    """A public address that exists: whose it is, and what it takes to come in."""

    connection: Connection
    prefix: str
    login: str


@dataclass(frozen=True, slots=True)
class HttpParts:
    """What the server stands on. `password` is asked only for connections that have a login set."""

    storage: Storage
    clock: Clock
    password: Callable[[Connection], str]
    is_ready: Callable[[], bool]


def application(parts: HttpParts) -> Starlette:
    """The application; blocking work runs on a few threads of its own."""
    app = Starlette(
        routes=[
            Route("/healthz", _healthz, methods=["GET"]),
            Route("/readyz", _Readiness(parts)),
            Route("/{path:path}", _Calls(parts)),
        ]
    )
    app.router.redirect_slashes = False
    return app


async def _healthz(_request: Request) -> Response:
    return PlainTextResponse("ok")


class _Readiness:
    """Whether the service can do its work; told to this computer only."""

    def __init__(self, parts: HttpParts) -> None:
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._answer(request) if _is_local(request) else _not_found()
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return _wrong_method("GET")
        ready = await anyio.to_thread.run_sync(self._parts.is_ready)
        return Response(json.dumps({"ready": ready}), 200 if ready else 503, media_type=_JSON)


class _Calls:
    """Everything below a path key, and every path that is nothing at all."""

    def __init__(self, parts: HttpParts) -> None:
        self._parts = parts
        # SQLite has one writer at a time: more threads would only wait, and hold database connections.
        self._limiter = anyio.CapacityLimiter(_STORING_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        began = monotonic()
        address = _parse(scope["path"])
        response = await self._answer(request, address)
        _log(request, address, response, began)
        await response(scope, receive, send)

    async def _answer(self, request: Request, address: _Address) -> Response:
        try:
            door = await anyio.to_thread.run_sync(self._find, address, limiter=self._limiter)
            if door is None or address.prefix not in ("", door.prefix):
                return _not_found()
            if request.method != "POST":
                return _wrong_method("POST")
            if door.login and not await self._may_enter(request, door):
                return _unauthorized()
            return await self._take(request, address, door)
        except MmdeskError as error:
            logger.error("call not stored: %s", error)
            return _failure(503, _NOT_STORED)

    def _find(self, address: _Address) -> Door | None:
        with self._parts.storage.look() as work:
            found = work.connections.by_path_key(address.key, self._parts.clock.now())
            if found is None or address.source is None or found[1] != address.purpose:
                return None
            connection = found[0]
            settings = ConnectionSettings.of(work.connections.settings(connection.connection_id))
        return Door(connection, settings.http_prefix.strip("/"), settings.http_basic_auth)

    async def _may_enter(self, request: Request, door: Door) -> bool:
        given = _credentials(request.headers.get("authorization", ""))
        password = await anyio.to_thread.run_sync(
            self._parts.password, door.connection, limiter=self._limiter
        )
        wanted = f"{door.login}:{password}".encode()
        return bool(password) and secrets.compare_digest(given, wanted)

    async def _take(self, request: Request, address: _Address, door: Door) -> Response:
        try:
            body = await _body(request)
        except ClientDisconnect:
            return _failure(408, _TOO_SLOW)
        if body is None:
            return _failure(413, _TOO_LARGE)
        assert address.source is not None
        try:
            await anyio.to_thread.run_sync(
                intake.receive,
                self._parts.storage,
                self._parts.clock,
                door.connection,
                address.source,
                body,
                limiter=self._limiter,
            )
        except NotJson as error:
            return _failure(400, error.text)
        return Response(SUCCESS, media_type=_JSON)


@dataclass(frozen=True, slots=True)
class _Address:
    """A path taken apart; `shown` is what a log may hold of it."""

    prefix: str
    key: str
    purpose: PathPurpose | None
    source: CallSource | None
    shown: str


def _parse(path: str) -> _Address:
    """`/<prefix>/<key>/order/new`: the prefix is there when a proxy leaves it in."""
    parts = path.split("/")
    for name, (purpose, source) in _SOURCES.items():
        tail = name.split("/")
        if len(parts) > len(tail) + 1 and parts[-len(tail) :] == tail:
            key = parts[-len(tail) - 1]
            prefix = "/".join(parts[1 : -len(tail) - 1])
            return _Address(prefix, key if _KEY.fullmatch(key) else _NO_KEY, purpose, source, f"/…/{name}")
    return _Address("", _NO_KEY, None, None, "/…")


async def _body(request: Request) -> bytes | None:
    """The body, None when it is too large. Raises ClientDisconnect, also when it took too long."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > _DRAINED:
        return None
    taken, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= LARGEST_BODY:
            taken += chunk
        elif size > _DRAINED:
            break
    return bytes(taken) if size <= LARGEST_BODY else None


def _credentials(header: str) -> bytes:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _is_local(request: Request) -> bool:
    """Asked by this computer, and by no proxy on it for somebody else."""
    if any(name in _FORWARDING or name.startswith("x-forwarded") for name in request.headers):
        return False
    peer = request.client.host if request.client else ""
    return _is_loopback(peer) and _is_loopback(request.url.hostname or "")


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _not_found() -> Response:
    return PlainTextResponse("Not Found", 404)


def _wrong_method(allowed: str) -> Response:
    return PlainTextResponse("Method Not Allowed", 405, headers={"Allow": allowed})


def _unauthorized() -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="mmdesk", charset="UTF-8"'}
    return PlainTextResponse("Unauthorized", 401, headers=headers)


def _failure(status: int, words: Text) -> Response:
    document = {"success": 0, "meta": {}, "error": {"code": status, "message": words.ru}}
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Response(content, status, media_type=_JSON)


_TOO_LARGE: Final = Text("тело больше 1 МиБ", "the body is larger than 1 MiB")
_TOO_SLOW: Final = Text("тело не пришло вовремя", "the body did not arrive in time")
_NOT_STORED: Final = Text("не удалось сохранить, повторите", "it could not be stored, repeat it")


def _log(request: Request, address: _Address, response: Response, began: float) -> None:
    logger.info(
        "http %s %s status=%d ms=%d", request.method, address.shown, response.status_code, _since(began)
    )


def _since(began: float) -> int:
    return round((monotonic() - began) * 1000)


@dataclass(frozen=True, slots=True)
class Limits:
    """What clients may take up. `request_seconds` is for a whole request with its body."""

    connections: int = 64
    request_seconds: float = 10.0
    idle_seconds: int = 75
    """How long a connection may rest between two requests."""

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
    """One connection, cut off when its request takes too long or when there are too many connections."""

    limits = Limits()
    _deadline: asyncio.TimerHandle | None = None
    _rests_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections and not self._make_room():
            self.connections.discard(self)
            transport.abort()
            return
        self._await_request()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._rests_since = self.loop.time()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_wait()
        super().connection_lost(exc)

    @property
    def rests_since(self) -> float | None:
        """When its last answer was given, by the loop's clock; None while anything is under way."""
        answered = self.cycle is not None and self.cycle.response_complete
        return self._rests_since if answered and self._deadline is None else None

    def _make_room(self) -> bool:
        """Close the connection that has rested longest; whether there was one."""
        resting = [
            (each.rests_since, each)
            for each in self.connections
            if isinstance(each, _Guarded) and each.rests_since is not None
        ]
        if not resting:
            return False
        oldest = min(resting, key=lambda pair: pair[0])[1]
        self.connections.discard(oldest)
        oldest.transport.close()
        return True

    def _watch(self) -> None:
        """A request is under way from its first byte until its last."""
        state = self.conn.their_state
        if state is h11.SEND_BODY or (state is h11.IDLE and self.conn.trailing_data[0]):
            self._await_request()
        else:
            self._end_wait()

    def _await_request(self) -> None:
        if self._deadline is None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(self.limits.request_seconds, self._cut_off)

    def _end_wait(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _cut_off(self) -> None:
        self.transport.abort()


def _guarded(given: Limits) -> type[asyncio.Protocol]:
    class Guarded(_Guarded):
        limits = given

    return Guarded


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
        self._socket = _listening(host, port)
        self.host = host
        self.port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(
            application(parts),
            access_log=False,
            backlog=_BACKLOG,
            http=_guarded(limits.of_this_process()),
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


def _listening(host: str, port: int) -> socket.socket:
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
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise PortTaken(f"{host}:{port}: {error.strerror or error}") from error
    return listener

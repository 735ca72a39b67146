"""The HTTP server: Megamarket's two calls under random path keys, and health for whoever watches the service.

A call is answered with success only after it has been stored durably. What is no known address gets the plain
404 that any other server would give, and nothing is ever redirected.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

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
_STORING_THREADS: Final = 4
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

"""Health, for whoever watches the service: `/healthz` says nothing, `/readyz` tells this computer only."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Final

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from feed_server.answers import in_json, not_found, wrong_method

_FORWARDING: Final = ("forwarded", "via", "x-real-ip", "cf-connecting-ip", "true-client-ip")
_VERBS: Final = ("GET", "HEAD")


async def alive(_request: Request) -> Response:
    return PlainTextResponse("ok")


class Readiness:
    """Whether the service can do its work."""

    def __init__(self, is_ready: Callable[[], bool]) -> None:
        self._is_ready = is_ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._answer(request) if _is_local(request) else not_found()
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in _VERBS:
            return wrong_method(_VERBS)
        ready = await anyio.to_thread.run_sync(self._is_ready)
        return in_json({"ready": ready}, 200 if ready else 503)


def _is_local(request: Request) -> bool:
    """Asked by this computer, and by no proxy on it for somebody else."""
    if any(name in _FORWARDING or name.startswith("x-forwarded") for name in request.headers):
        return False
    peer = request.client.host if request.client else ""
    return _is_loopback(peer) and _is_loopback(_named_host(request))


def _named_host(request: Request) -> str:
    try:
        return request.url.hostname or ""
    except ValueError:
        # Seen in the wild: a Host whose brackets or port make no sense.
        return ""


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

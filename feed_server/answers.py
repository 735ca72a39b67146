"""The answers that every door gives, and the body of a request."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mmdesk.errors import Text

LARGEST_BODY: Final = 1024 * 1024
_DRAINED: Final = 4 * LARGEST_BODY
"""How much of a body that is too large is still read, so that its sender gets to read the answer."""
_JSON: Final = "application/json"
TOO_LARGE: Final = Text("тело больше 1 МиБ", "the body is larger than 1 MiB")
TOO_SLOW: Final = Text("тело не пришло вовремя", "the body did not arrive in time")


def not_found() -> Response:
    """What any other server would say of a path it does not have."""
    return PlainTextResponse("Not Found", 404)


def wrong_method(allowed: Sequence[str]) -> Response:
    return PlainTextResponse("Method Not Allowed", 405, headers={"Allow": ", ".join(allowed)})


def unauthorized() -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="mmdesk", charset="UTF-8"'}
    return PlainTextResponse("Unauthorized", 401, headers=headers)


def in_json(document: Mapping[str, object], status: int = 200) -> Response:
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Response(content, status, media_type=_JSON)


async def body_of(request: Request) -> bytes | None:
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

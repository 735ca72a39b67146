"""Megamarket's two calls: stored durably, then answered."""

from __future__ import annotations

from functools import partial
from typing import Final

from anyio import CapacityLimiter
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from feed_server.answers import TOO_LARGE, TOO_SLOW, body_of, in_json
from feed_server.storing import Storing
from feed_server.visit import Visit
from mmdesk.clients.json_reading import NotJson
from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.intake import Call, CallSource, check_body, receive_all, receive_at_once
from mmdesk.storage.uow import Storage

SUCCESS: Final = b'{"success":1,"meta":{},"data":{}}'


class WebhookDoor:
    """`order/new` and `order/cancel`: never success for what is not stored."""

    asks_password = True

    def __init__(self, storage: Storage, clock: Clock, threads: CapacityLimiter) -> None:
        self._storing = Storing(
            partial(receive_all, storage, clock), partial(receive_at_once, storage, clock), threads
        )

    async def answer(self, visit: Visit) -> Response:
        try:
            body = await body_of(visit.request)
        except ClientDisconnect:
            return _refusal(408, TOO_SLOW)
        if body is None:
            return _refusal(413, TOO_LARGE)
        try:
            check_body(body)
        except NotJson as error:
            return _refusal(400, error.text)
        await self._storing.store(Call(visit.connection, CallSource(visit.place.value), body))
        return Response(SUCCESS, media_type="application/json")

    def failure(self, _error: MmdeskError) -> Response:
        return _refusal(503, _NOT_STORED)


def _refusal(status: int, words: Text) -> Response:
    return in_json({"success": 0, "meta": {}, "error": {"code": status, "message": words.ru}}, status)


_NOT_STORED: Final = Text("не удалось сохранить, повторите", "it could not be stored, repeat it")

"""Megamarket's two calls: stored durably, then answered."""

from __future__ import annotations

from typing import Final

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from feed_server.answers import TOO_LARGE, TOO_SLOW, body_of, in_json
from feed_server.visit import Visit
from mmdesk.clients.json_reading import NotJson
from mmdesk.clock import Clock
from mmdesk.errors import MmdeskError, Text
from mmdesk.services import intake
from mmdesk.services.intake import CallSource
from mmdesk.storage.uow import Storage

SUCCESS: Final = b'{"success":1,"meta":{},"data":{}}'


class WebhookDoor:
    """`order/new` and `order/cancel`: never success for what is not stored."""

    asks_password = True

    def __init__(self, storage: Storage, clock: Clock, threads: CapacityLimiter) -> None:
        self._storage = storage
        self._clock = clock
        self._threads = threads

    async def answer(self, visit: Visit) -> Response:
        try:
            body = await body_of(visit.request)
        except ClientDisconnect:
            return _refusal(408, TOO_SLOW)
        if body is None:
            return _refusal(413, TOO_LARGE)
        try:
            await anyio.to_thread.run_sync(
                intake.receive,
                self._storage,
                self._clock,
                visit.connection,
                CallSource(visit.place.value),
                body,
                limiter=self._threads,
            )
        except NotJson as error:
            return _refusal(400, error.text)
        return Response(SUCCESS, media_type="application/json")

    def failure(self, _error: MmdeskError) -> Response:
        return _refusal(503, _NOT_STORED)


def _refusal(status: int, words: Text) -> Response:
    return in_json({"success": 0, "meta": {}, "error": {"code": status, "message": words.ru}}, status)


_NOT_STORED: Final = Text("не удалось сохранить, повторите", "it could not be stored, repeat it")

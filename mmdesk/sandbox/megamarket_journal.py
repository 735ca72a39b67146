"""What the API was asked and answered, so that a test can prove what was applied and how often."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mmdesk.sandbox.megamarket_wire import Json
from mmdesk.sandbox.server import Answer, Cut, Request

_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Call:
    """One received call; `answer_status` is 0 when no answer was sent, the token is left out of the body."""

    path: str
    shipment_ids: tuple[str, ...]
    effect: bool
    at: datetime
    answer_status: int
    success: bool
    body: Json


class Journal:
    """The last calls, oldest first; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: deque[Call] = deque(maxlen=_KEPT)

    def note(self, request: Request, answer: Answer, at: datetime) -> None:
        sent = parsed(request.body)
        unheard = answer.cut in (Cut.SILENT, Cut.RESET)
        whole = answer.cut is Cut.NOWHERE
        call = Call(
            path=request.path,
            shipment_ids=shipment_ids(sent),
            effect=answer.changed,
            at=at,
            answer_status=0 if unheard else answer.status,
            success=whole and (parsed(answer.body).get("success") == 1 or answer.body[:5] == b"%PDF-"),
            body=_without_token(sent),
        )
        with self._lock:
            self._calls.append(call)

    def calls(self, path_ends: str = "") -> tuple[Call, ...]:
        """Calls whose path ends so, such as "order/confirm"."""
        with self._lock:
            return tuple(call for call in self._calls if call.path.endswith(path_ends))

    def clear(self) -> None:
        with self._lock:
            self._calls.clear()


def parsed(body: bytes) -> Json:
    """The body when it is a JSON object, otherwise nothing."""
    try:
        read = json.loads(body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def shipment_ids(sent: Json) -> tuple[str, ...]:
    """Every shipment a call names, each once."""
    return tuple(dict.fromkeys(_named(sent)))


def _without_token(sent: Json) -> Json:
    inner = sent.get("data")
    if not isinstance(inner, dict):
        return sent
    return {**sent, "data": {name: value for name, value in inner.items() if name != "token"}}


def _named(sent: Json) -> Iterator[str]:
    inner = sent.get("data")
    if not isinstance(inner, dict):
        return
    if "shipmentId" in inner:
        yield str(inner["shipmentId"])
    named = inner.get("shipments")
    for each in named if isinstance(named, list) else ():
        yield str(each.get("shipmentId", "") if isinstance(each, dict) else each)

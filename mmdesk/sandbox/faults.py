"""Planned failures: a switch that spoils the next matching calls of a simulator."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from mmdesk.sandbox.server import HTML_TYPE, Answer, Cut, Handler, Request
from mmdesk.sandbox.xml_flaws import (
    in_windows_1251,
    with_entity_bomb,
    with_external_entity,
    wrongly_declared,
)

FOREVER = -1
CONTROL_PREFIX = "/_sandbox"


class FaultKind(StrEnum):
    """What goes wrong; "effect" says whether the simulator's state changes first.

    HALF promises the whole body, SHORT no more than the half it sends. OTHERS sends the document
    of another order. The last four are for XML files.
    """

    BEFORE = "before"
    AFTER = "after"
    LOST = "lost"
    RESET = "reset"
    SLOW = "slow"
    HTML = "html"
    GARBAGE = "garbage"
    HALF = "half"
    TOKEN = "token"
    REFUSE = "refuse"
    SHORT = "short"
    PAGE = "page"
    EMPTY = "empty"
    LOOP = "loop"
    DRIP = "drip"
    OTHERS = "others"
    ENTITY_BOMB = "entity-bomb"
    EXTERNAL_ENTITY = "external-entity"
    WINDOWS_1251 = "windows-1251"
    WRONG_ENCODING = "wrong-encoding"


BEFORE, AFTER, LOST, RESET, SLOW = (
    FaultKind.BEFORE,
    FaultKind.AFTER,
    FaultKind.LOST,
    FaultKind.RESET,
    FaultKind.SLOW,
)
HTML, GARBAGE, HALF, TOKEN, REFUSE = (
    FaultKind.HTML,
    FaultKind.GARBAGE,
    FaultKind.HALF,
    FaultKind.TOKEN,
    FaultKind.REFUSE,
)

_PAGE = "<!DOCTYPE html><html><body><h1>Сервис временно недоступен</h1></body></html>".encode()


@dataclass(frozen=True, slots=True)
class Fault:
    """A failure of the next `times` calls (FOREVER = until cleared) whose path contains the text.

    AFTER with status 200 is the remote's own refusal although the effect took place; `seconds` are for SLOW
    and, between pieces, for DRIP.
    """

    kind: FaultKind
    path_contains: str = ""
    times: int = 1
    seconds: float = 0.0
    status: int = 500


class FaultSwitch:
    """Thread-safe list of planned failures; the earliest added one that fits a call is used first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Fault] = []

    def add(self, fault: Fault) -> None:
        if fault.times == 0:
            return
        with self._lock:
            self._planned.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._planned.clear()

    def planned(self) -> tuple[Fault, ...]:
        """What has not struck yet, with the number of times that are left."""
        with self._lock:
            return tuple(self._planned)

    def take(self, path: str) -> Fault | None:
        """Use up one time of the first failure planned for this path."""
        with self._lock:
            for place, fault in enumerate(self._planned):
                if fault.path_contains in path:
                    self._use_up(place, fault)
                    return fault
        return None

    def _use_up(self, place: int, fault: Fault) -> None:
        if fault.times == FOREVER:
            return
        if fault.times == 1:
            del self._planned[place]
        else:
            self._planned[place] = replace(fault, times=fault.times - 1)

    def wrap(
        self,
        handler: Handler,
        *,
        token: Handler | None = None,
        refuse: Handler | None = None,
        others: Handler | None = None,
    ) -> Handler:
        """Put the failures in front of a handler; `token` and `refuse` give the remote's own refusals.

        `others` answers as if another order had been asked for; without it OTHERS changes nothing.
        Paths under CONTROL_PREFIX never fail.
        """
        refusals: dict[FaultKind, Handler] = {
            TOKEN: token or _plain_refusal(403),
            REFUSE: refuse or _plain_refusal(400),
        }

        def spoiled(request: Request) -> Answer:
            fault = None if request.path.startswith(CONTROL_PREFIX) else self.take(request.path)
            if fault is None:
                return handler(request)
            if fault.kind is FaultKind.OTHERS:
                return (others or handler)(request)
            if fault.kind in refusals:
                return refusals[fault.kind](request)
            if fault.kind is FaultKind.LOOP:
                return Answer(302, headers=(("Location", request.path),))
            if fault.kind in _WITHOUT_EFFECT:
                return _WITHOUT_EFFECT[fault.kind](fault)
            answer = handler(request)
            if fault.kind is AFTER and fault.status == 200:
                return replace(refusals[REFUSE](request), changed=answer.changed)
            return _SPOILED[fault.kind](fault, answer)

        return spoiled


def _plain_refusal(status: int) -> Handler:
    return lambda request: Answer(status, b"{}")


def _failure(fault: Fault, answer: Answer) -> Answer:
    return replace(answer, status=fault.status, body=b"", content_type="text/plain")


_WITHOUT_EFFECT: dict[FaultKind, Callable[[Fault], Answer]] = {
    BEFORE: lambda fault: Answer(fault.status, b"", "text/plain"),
    RESET: lambda fault: Answer(cut=Cut.RESET),
    HTML: lambda fault: Answer(503, _PAGE, HTML_TYPE),
    FaultKind.PAGE: lambda fault: Answer(200, _PAGE, HTML_TYPE),
    FaultKind.EMPTY: lambda fault: Answer(200, b"", "application/xml"),
}

_SPOILED: dict[FaultKind, Callable[[Fault, Answer], Answer]] = {
    AFTER: _failure,
    LOST: lambda fault, answer: replace(answer, cut=Cut.SILENT),
    SLOW: lambda fault, answer: replace(answer, delay=fault.seconds),
    GARBAGE: lambda fault, answer: replace(answer, status=200, body=b'{"success": 1, "data": [', delay=0.0),
    HALF: lambda fault, answer: replace(answer, cut=Cut.HALF),
    FaultKind.SHORT: lambda fault, answer: replace(answer, body=answer.body[: len(answer.body) // 2]),
    FaultKind.DRIP: lambda fault, answer: replace(answer, drip=fault.seconds),
    FaultKind.ENTITY_BOMB: lambda fault, answer: replace(answer, body=with_entity_bomb(answer.body)),
    FaultKind.EXTERNAL_ENTITY: lambda fault, answer: replace(answer, body=with_external_entity(answer.body)),
    FaultKind.WINDOWS_1251: lambda fault, answer: replace(
        answer, body=in_windows_1251(answer.body), content_type="application/xml; charset=windows-1251"
    ),
    FaultKind.WRONG_ENCODING: lambda fault, answer: replace(answer, body=wrongly_declared(answer.body)),
}

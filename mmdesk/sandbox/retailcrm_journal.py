"""What the CRM was asked and answered, without keys, queries and bodies."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import asdict, dataclass

from mmdesk.sandbox.server import Answer, Cut, Request

_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class CrmCall:
    """One received call; `status` is 0 when no answer was sent, `at` is the account's local time."""

    at: str
    method: str
    path: str
    site: str
    key: str
    effect: bool
    status: int

    def told(self) -> dict[str, object]:
        return asdict(self)


class CrmJournal:
    """The last calls, oldest first; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: deque[CrmCall] = deque(maxlen=_KEPT)

    def note(self, at: str, request: Request, answer: Answer, *, site: str, key: str) -> None:
        status = 0 if answer.cut in {Cut.SILENT, Cut.RESET} else answer.status
        call = CrmCall(at, request.method, request.path, site, key, answer.changed, status)
        with self._lock:
            self._calls.append(call)

    def calls(self, path_contains: str = "") -> tuple[CrmCall, ...]:
        """Calls whose path contains this text, such as "orders/create"."""
        with self._lock:
            return tuple(call for call in self._calls if path_contains in call.path)

    def clear(self) -> None:
        with self._lock:
            self._calls.clear()

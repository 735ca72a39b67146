"""Calls to RetailCRM: the key in a header, forms with JSON inside, its rate limit, patient reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote, urlencode

import msgspec

from mmdesk.clients.crm_answers import TOO_OFTEN, opened
from mmdesk.clients.errors import TimedOut, TokenRefused, Unavailable
from mmdesk.clients.http import Answer, Limits, Outgoing, RemoteHttp
from mmdesk.clients.json_reading import Node
from mmdesk.clients.masking import Mask, is_possible_secret
from mmdesk.clients.pace import SHARED, Limiters, RateLimiter
from mmdesk.errors import Text

Query = tuple[tuple[str, str], ...]

_API: Final = "/api/v5/"
_UNVERSIONED: Final = "/api/"
_ATTEMPTS: Final = 5
_LONGEST_GIVING_WAY: Final = 10.0
_REPEATED_READS: Final = TOO_OFTEN | {502, 504}
_FORM: Final = "application/x-www-form-urlencoded"
_NO_KEY: Final = Text("ключ не задан", "no key is set")
_ODD_KEY: Final = Text(
    "в ключе есть знаки, которых в ключах не бывает", "the key holds characters that no key has"
)
_NO_TURN: Final = Text("очередь запросов слишком длинна", "too many calls are waiting")

_encoder = msgspec.json.Encoder(decimal_format="number")


def as_json(document: Mapping[str, object] | list[Mapping[str, object]]) -> str:
    """The JSON of one form field; money goes as a number."""
    return _encoder.encode(document).decode("utf-8")


def segment(code: str) -> str:
    """One part of a path. Raises ValueError for a code that would lead elsewhere."""
    if code in ("", ".", ".."):
        raise ValueError("an empty or relative code cannot be part of a path")
    return quote(code, safe="")


class CrmCalls:
    """Typed methods stand on this. Safe to share between threads; calls of one key share one limiter."""

    def __init__(
        self,
        base_url: str,
        key: Callable[[], str],
        *,
        limits: Limits | None = None,
        limiters: Limiters = SHARED,
    ) -> None:
        self._http = RemoteHttp(base_url, name="retailcrm", limits=limits)
        self._key = key
        self._limiters = limiters

    def get(
        self,
        path: str,
        query: Query = (),
        *,
        where: str = "",
        versioned: bool = True,
        gives_way: bool = False,
    ) -> Node:
        """Read; repeated after 429, 502, 503, 504 and time-outs as long as the total time allows.

        One that `gives_way` is in no hurry: it first leaves room to the calls of others.
        """
        prefix = _API if versioned else _UNVERSIONED
        outgoing = Outgoing("GET", prefix + path, where=where or path, query=query)
        return self._call(outgoing, gives_way=gives_way)

    def post(
        self, path: str, form: Mapping[str, str], *, where: str = "", about: str = "", changing: bool = True
    ) -> Node:
        """Change; sent again only after RetailCRM turned it away unread (429, 503)."""
        return self._call(
            Outgoing(
                "POST",
                _API + path,
                where=where or path,
                about=about,
                body=urlencode(form).encode("ascii"),
                media_type=_FORM,
                changing=changing,
            )
        )

    def close(self) -> None:
        self._http.close()

    def _call(self, request: Outgoing, *, gives_way: bool = False) -> Node:
        key = self._checked_key(request.where)
        limiter = self._limiters.of(self._http.host, key)
        if gives_way:
            limiter.give_way(_LONGEST_GIVING_WAY)
        answer = self._patiently(replace(request, headers={"X-API-KEY": key}), limiter)
        return opened(request, answer, Mask(key))

    def _checked_key(self, where: str) -> str:
        key = self._key()
        if not key:
            raise TokenRefused(_NO_KEY, where=where)
        if not is_possible_secret(key):
            raise TokenRefused(_ODD_KEY, where=where)
        return key

    def _patiently(self, request: Outgoing, limiter: RateLimiter) -> Answer:
        pace = limiter.pace
        due = pace.monotonic() + (self._http.limits.change if request.changing else self._http.limits.read)
        attempt = 0
        while True:
            outcome = self._attempt(request, limiter, due)
            rest = _rest_before_next(request, outcome, pace.backoff(attempt))
            attempt += 1
            if rest is None or attempt >= _ATTEMPTS or pace.monotonic() + rest >= due:
                break
            pace.pause(rest)
        if isinstance(outcome, TimedOut):
            raise outcome
        return outcome

    def _attempt(self, request: Outgoing, limiter: RateLimiter, due: float) -> Answer | TimedOut:
        """One exchange; a read that took too long comes back as a value, because it may be repeated."""
        if not limiter.wait(due - limiter.pace.monotonic()):
            raise Unavailable(_NO_TURN, where=request.where)
        left = due - limiter.pace.monotonic()
        try:
            # Half of a read's time at most, so that a silent server leaves room for another attempt.
            answer = self._http.send(
                request, seconds=left if request.changing else min(left, self._http.limits.read / 2)
            )
        except TimedOut as error:
            if request.changing:
                raise
            return error
        self._http.log(request, answer)
        return answer


def _rest_before_next(request: Outgoing, outcome: Answer | TimedOut, backoff: float) -> float | None:
    """Seconds until the call is worth repeating, None when its outcome is final."""
    if isinstance(outcome, TimedOut):
        return backoff
    if outcome.status not in (TOO_OFTEN if request.changing else _REPEATED_READS):
        return None
    return max(backoff, outcome.retry_after or 0.0)

"""Our own public addresses, called as Megamarket and RetailCRM do: through whatever stands before us."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from mmdesk.clients.errors import RemoteError
from mmdesk.clients.http import Answer, Limits, Outgoing, RemoteHttp
from mmdesk.clients.json_reading import NotJson, parse_json

SECONDS: Final = 5.0
"""How long one call may take in all; calls run side by side, so that a whole test takes no longer."""
_LIMITS: Final = Limits(connect=SECONDS, change=SECONDS, read=SECONDS, answer_bytes=64 * 1024)


@dataclass(frozen=True, slots=True)
class Probe:
    """One call of the test: `where` names it in errors and logs, because the path holds a key."""

    where: str
    method: str
    path: str = field(repr=False)
    body: bytes = b""
    with_login: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `success` is what Megamarket looks at: a document that says success 1."""

    status: int
    is_page: bool
    success: bool
    milliseconds: int


class PublicAddress:
    """A public base address with its login, if one is asked for. Safe to share between threads."""

    def __init__(self, base_url: str, login: str = "", password: str = "") -> None:
        """Raises BadAddress."""
        parts = urlsplit(base_url)
        self._path = parts.path.rstrip("/")
        self._http = RemoteHttp(f"{parts.scheme}://{parts.netloc}", name="public", limits=_LIMITS)
        token = base64.b64encode(f"{login}:{password}".encode()).decode("ascii")
        self._login = {"Authorization": f"Basic {token}"} if login else {}

    def call(self, probe: Probe) -> Reply:
        """Raises RemoteError when nothing usable came back; AddressWrong for a redirect: none is followed."""
        request = Outgoing(
            probe.method,
            f"{self._path}{probe.path}",
            where=probe.where,
            headers=self._login if probe.with_login else {},
            body=probe.body,
            media_type="application/json" if probe.body else "",
        )
        answer = self._http.send(request)
        self._http.log(request, answer)
        return Reply(answer.status, answer.is_page, _says_success(answer), answer.milliseconds)

    def outcome(self, probe: Probe) -> Reply | RemoteError:
        """The same with the failure as a value."""
        try:
            return self.call(probe)
        except RemoteError as error:
            return error

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _says_success(answer: Answer) -> bool:
    try:
        return parse_json(answer.body).get("success").whole() == 1
    except NotJson:
        return False

"""Fetches the catalogue file of the seller's own site: only when it has changed, never half of it."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import httpcore
import httpx

from mmdesk.clients.address import checked_file
from mmdesk.clients.catalogue_answers import (
    broken_off,
    check_status,
    is_packed,
    length_of,
    raise_unusable,
    target_of,
    too_many_redirects,
)
from mmdesk.clients.deadline_transport import CallDeadline
from mmdesk.clients.errors import RemoteError, TimedOut, Unavailable, Unreadable
from mmdesk.clients.giving_up import CallStopped
from mmdesk.clients.http import FOREIGN, Outgoing, begun, open_client, raise_translated
from mmdesk.clients.part_file import PartFile, part_of
from mmdesk.errors import Text
from mmdesk.unpacking import GIBIBYTE, UnpackLimits, Unusable, over, unpacked

logger = logging.getLogger(__name__)

_LONGEST_MARK: Final = 1000

Tell = Callable[[int, int | None], None]
"""Told the bytes received so far, and how many there will be where the site says so."""


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Seconds, bytes and steps that one fetch may take.

    `silence` is the longest pause, the one before the first byte too; in every `window` at least
    `slowest` bytes a second have to come.
    """

    connect: float = 10.0
    silence: float = 60.0
    window: float = 60.0
    slowest: int = 1024
    total: float = 30 * 60.0
    wire: int = GIBIBYTE
    plain: UnpackLimits = field(default_factory=UnpackLimits)
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of a file that was fetched: the site's marks, digest and size of the plain bytes."""

    etag: str
    last_modified: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """Another file than the known one now lies in place; `received` counts the bytes on the wire."""

    known: Known
    received: int


@dataclass(frozen=True, slots=True)
class NotModified:
    """The known file is still the site's; its marks may be new ones, so remember these."""

    known: Known
    received: int = 0


class FetchStopped(Unavailable):
    """The program ends; the file is as it was."""


class CatalogueFile:
    """Fetches files from http and https addresses. Safe to share between threads."""

    def __init__(
        self, limits: FetchLimits | None = None, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = limits or FetchLimits()
        self._monotonic = monotonic

    def fetch(
        self,
        address: str,
        into: Path,
        known: Known | None,
        *,
        tell: Tell,
        stopping: Callable[[], bool],
    ) -> Fetched | NotModified:
        """Put the file, unpacked, into its place, unless it is the known one; nothing else changes the place.

        Give no `known` when the earlier file is no longer there. One fetch at a time into one place; `tell`
        is called for every piece, `stopping` several times a second.

        Raises BadAddress before anything is sent, RemoteError, FetchStopped among them, and NotStored.
        """
        url = checked_file(address)
        began = self._monotonic()
        fetch = _Fetch(self._limits, self._monotonic, into, known, tell, stopping)
        try:
            result = fetch.from_address(url)
        except RemoteError as error:
            self._log(url, began, f"failed={type(error).__name__} {error.words.en}")
            raise
        self._log(url, began, f"outcome={type(result).__name__} bytes={result.received}")
        return result

    def _log(self, url: httpx.URL, began: float, what: str) -> None:
        # The path may hold a key, the query a token.
        milliseconds = round((self._monotonic() - began) * 1000)
        logger.info("remote=catalogue host=%s ms=%d %s", _host(url), milliseconds, what)


class _Fetch:
    """One fetch through all its redirects."""

    def __init__(
        self,
        limits: FetchLimits,
        monotonic: Callable[[], float],
        into: Path,
        known: Known | None,
        tell: Tell,
        stopping: Callable[[], bool],
    ) -> None:
        self._limits = limits
        self._monotonic = monotonic
        self._into = into
        self._known = known
        self._tell = tell
        self._deadline = CallDeadline(monotonic, stopping)
        self._until = monotonic() + limits.total
        self._received = 0

    def from_address(self, url: httpx.URL) -> Fetched | NotModified:
        first = _host(url)
        for _ in range(self._limits.redirects + 1):
            result = self._step(url)
            if not isinstance(result, httpx.URL):
                return result
            url = result
        raise too_many_redirects(first, self._limits.redirects)

    def _step(self, url: httpx.URL) -> Fetched | NotModified | httpx.URL:
        where = _host(url)
        left = max(self._until - self._monotonic(), 0.0)
        try:
            with self._deadline.started(left), open_client(url, self._deadline) as client:
                timeout = httpx.Timeout(self._limits.silence, connect=self._limits.connect)
                request = client.build_request("GET", url, headers=self._headers(), timeout=timeout)
                with closing(begun(client, request, where)) as answer:
                    return target_of(answer, url, where) or self._result(answer, where)
        except CallStopped as error:
            words = Text("загрузка остановлена: программа завершает работу", "stopped: the program ends")
            raise FetchStopped(words, where=where) from error
        except FOREIGN as error:
            asked = Outgoing("GET", url.path, where=where)
            raise_translated(asked, error, has_sent=self._deadline.has_sent)
        except Unusable as error:
            raise_unusable(error, where)

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "application/xml, text/xml;q=0.9, */*;q=0.5"}
        if self._known and self._known.etag:
            headers["If-None-Match"] = self._known.etag
        if self._known and self._known.last_modified:
            headers["If-Modified-Since"] = self._known.last_modified
        return headers

    def _result(self, answer: httpx.Response, where: str) -> Fetched | NotModified:
        check_status(answer, where)
        marks = _mark(answer, "etag"), _mark(answer, "last-modified")
        if answer.status_code == 304:
            return NotModified(_still(self._known, *marks, where))
        with part_of(self._into) as part:
            sha256, size = self._store(answer, part, where)
            known = Known(*marks, sha256, size)
            if self._known is not None and self._known.sha256 == sha256:
                return NotModified(known, self._received)
            part.put_in_place()
        return Fetched(known, self._received)

    def _store(self, answer: httpx.Response, part: PartFile, where: str) -> tuple[str, int]:
        """Write the plain bytes; returns their digest and number."""
        digest, size = hashlib.sha256(), 0
        plain = unpacked(
            self._pieces(answer, where),
            self._limits.plain,
            is_packed=is_packed(answer.headers, where),
            is_page=answer.headers.get("content-type", "").lower().startswith("text/html"),
        )
        for piece in plain:
            digest.update(piece)
            part.write(piece)
            size += len(piece)
        return digest.hexdigest(), size

    def _pieces(self, answer: httpx.Response, where: str) -> Iterator[bytes]:
        """The body as it is on the wire, within all limits of size and speed."""
        length = length_of(answer.headers)
        pace = _Pace(self._limits, self._monotonic)
        self._check_size(length or 0)
        try:
            for piece in answer.iter_raw():
                self._received += len(piece)
                self._check_size(self._received)
                pace.note(len(piece), where)
                self._tell(self._received, length)
                yield piece
        except httpcore.TimeoutException as error:
            raise self._late(where) from error
        except FOREIGN as error:
            raise broken_off(self._received, length, where) from error

    def _check_size(self, size: int) -> None:
        if size > self._limits.wire:
            raise Unusable(over(self._limits.wire), _NOT_A_CATALOGUE)

    def _late(self, where: str) -> TimedOut:
        if self._monotonic() >= self._until:
            minutes = f"{self._limits.total / 60:g}"
            words = Text(f"файл не пришёл за {minutes} мин", f"the file did not come within {minutes} min")
        else:
            seconds = f"{self._limits.silence:g}"
            words = Text(f"сайт замолчал на {seconds} с", f"the site was silent for {seconds} s")
        return TimedOut(words, where=where, hint=_SLOW_SITE)


class _Pace:
    """Sees to it that a file comes at a bearable speed."""

    def __init__(self, limits: FetchLimits, monotonic: Callable[[], float]) -> None:
        self._limits = limits
        self._monotonic = monotonic
        self._since = monotonic()
        self._bytes = 0

    def note(self, count: int, where: str) -> None:
        """Raises TimedOut."""
        self._bytes += count
        now = self._monotonic()
        if now - self._since < self._limits.window:
            return
        if self._bytes < self._limits.slowest * self._limits.window:
            rate = self._limits.slowest
            words = Text(f"медленнее {rate} байт в секунду", f"slower than {rate} bytes a second")
            raise TimedOut(words, where=where, hint=_SLOW_SITE)
        self._since, self._bytes = now, 0


def _still(known: Known | None, etag: str, last_modified: str, where: str) -> Known:
    if known is None or not (known.etag or known.last_modified):
        words = Text("«не изменился», хотя об этом не спрашивали", "“not modified”, which was not asked")
        raise Unreadable(words, where=where, hint=_NOT_A_CATALOGUE)
    return replace(known, etag=etag or known.etag, last_modified=last_modified or known.last_modified)


def _mark(answer: httpx.Response, name: str) -> str:
    """A header to be sent back the next time; empty when it cannot be."""
    mark: str = answer.headers.get(name, "")
    return mark if mark.isascii() and mark.isprintable() and len(mark) <= _LONGEST_MARK else ""


def _host(url: httpx.URL) -> str:
    return url.netloc.decode("ascii")


_SLOW_SITE: Final = Text(
    "Программа повторит попытку сама; если не пройдёт, выкладывайте на сайте готовый файл, сжатый gzip.",
    "The program will try again by itself; if it goes on, let the site serve a ready file, packed by gzip.",
)
_NOT_A_CATALOGUE: Final = Text(
    "Откройте адрес в браузере и проверьте, что там файл каталога.",
    "Open the address in a browser and see that it is the catalogue file.",
)

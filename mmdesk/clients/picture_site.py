"""Fetches pictures of goods from anybody's site: small files within strict limits, not from our own network.

The addresses come out of a catalogue, so whoever writes that catalogue could otherwise have this computer ask
what only this computer can reach.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

import httpcore
import httpx

from mmdesk.clients.address import checked_file, proxy_for
from mmdesk.clients.catalogue_answers import check_status, length_of, target_of, too_many_redirects
from mmdesk.clients.deadline_transport import AddressRefused, CallDeadline, addresses_of
from mmdesk.clients.errors import BadAddress, Refused, RemoteError, Unavailable, Unreadable
from mmdesk.clients.giving_up import CallStopped
from mmdesk.clients.http import (
    FOREIGN,
    MEBIBYTE,
    Outgoing,
    begun,
    open_client,
    raise_translated,
    whole_body,
)
from mmdesk.clients.own_network import is_of_a_neighbour, is_on_the_internet
from mmdesk.errors import Text

logger = logging.getLogger(__name__)

_NO_PICTURES: Final = ("text/", "application/xhtml", "image/svg")
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """Seconds, bytes and steps that one picture may take, `total` through all its redirects."""

    connect: float = 5.0
    total: float = 15.0
    bytes: int = 8 * MEBIBYTE
    redirects: int = 3


class PictureInside(Refused):
    """The address leads to this computer or to its own network; nothing was sent there."""

    title = Text("Адрес внутри своей сети", "The address lies in the own network")


class PicturesStopped(Unavailable):
    """The program ends."""


class PictureSite:
    """One round of fetching; keeps its connections until it is closed. For one thread at a time."""

    def __init__(
        self,
        stopping: Callable[[], bool],
        limits: PictureLimits | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        is_outside: Callable[[str], bool] = is_on_the_internet,
    ) -> None:
        self.received = 0
        """Bytes of all answers so far, those that came to nothing as well."""
        self._limits = limits or PictureLimits()
        self._monotonic = monotonic
        self._deadline = CallDeadline(monotonic, stopping)
        self._is_outside = is_outside
        self._clients: dict[tuple[str, bool], httpx.Client] = {}
        self._opened = ExitStack()

    def fetch(self, address: str, *, inside: bool) -> bytes:
        """The file at an address, as the site has it. `inside`: addresses of the own network may be asked.

        Raises BadAddress, and RemoteError, PictureInside and PicturesStopped among them.
        """
        url = checked_file(address)
        began, before = self._monotonic(), self.received
        try:
            body = self._through_redirects(url, began + self._limits.total, inside=inside)
        except RemoteError as error:
            self._log(url, began, before, f"failed={type(error).__name__} {error.words.en}")
            raise
        self._log(url, began, before, "done")
        return body

    def close(self) -> None:
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _through_redirects(self, url: httpx.URL, until: float, *, inside: bool) -> bytes:
        first = host_of(url)
        for _ in range(self._limits.redirects + 1):
            result = self._step(url, until, inside=inside)
            if not isinstance(result, httpx.URL):
                return result
            url = result
        raise too_many_redirects(first, self._limits.redirects)

    def _step(self, url: httpx.URL, until: float, *, inside: bool) -> bytes | httpx.URL:
        where = host_of(url)
        try:
            with self._deadline.started(max(until - self._monotonic(), 0.0)):
                client = self._client(url, inside=inside)
                timeout = httpx.Timeout(self._limits.total, connect=self._limits.connect)
                request = client.build_request("GET", url, headers=_HEADERS, timeout=timeout)
                with closing(begun(client, request, where)) as answer:
                    return target_of(answer, url, where) or self._body(answer, where)
        except CallStopped as error:
            words = Text("программа завершает работу", "the program ends")
            raise PicturesStopped(words, where=where) from error
        except AddressRefused as error:
            # No setting allows what is nobody's computer: none may be promised.
            words = _INSIDE if is_of_a_neighbour(error.address) else _NEVER
            raise PictureInside(words, where=where) from error
        except FOREIGN as error:
            asked = Outgoing("GET", url.path, where=where)
            raise_translated(asked, error, has_sent=self._deadline.has_sent)

    def _client(self, url: httpx.URL, *, inside: bool) -> httpx.Client:
        """One for each host, so that its pictures come through one connection."""
        key = (f"{url.scheme}://{host_of(url)}", inside)
        if proxy_for(url) is not None:
            self._check_for_proxy(url, inside=inside)
        if key not in self._clients:
            # The address of a proxy may be inside: that is where it stands.
            admits = None if proxy_for(url) is not None else self._admitting(inside=inside)
            self._clients[key] = self._opened.enter_context(open_client(url, self._deadline, admits))
        return self._clients[key]

    def _check_for_proxy(self, url: httpx.URL, *, inside: bool) -> None:
        """A proxy looks names up itself; what this computer knows of the name is checked all the same."""
        try:
            known = addresses_of(url.host, url.port or _PORTS[url.scheme])
        except httpcore.ConnectError:
            return
        if not any(map(self._admitting(inside=inside), known)):
            raise AddressRefused(known[0] if known else url.host)

    def _admitting(self, *, inside: bool) -> Callable[[str], bool]:
        return is_of_a_neighbour if inside else self._is_outside

    def _body(self, answer: httpx.Response, where: str) -> bytes:
        try:
            check_status(answer, where)
            if answer.status_code == 304:
                raise Unreadable(_NO_PICTURE, where=where)
            if answer.headers.get("content-type", "").strip().lower().startswith(_NO_PICTURES):
                raise Unreadable(_NO_PICTURE, where=where)
            limit = self._limits.bytes
            if (length_of(answer.headers) or 0) > limit:
                words = Text(f"файл больше {limit} байт", f"the file is over {limit} bytes")
                raise Unreadable(words, where=where)
            return whole_body(answer, limit, where)
        finally:
            self.received += answer.num_bytes_downloaded

    def _log(self, url: httpx.URL, began: float, before: int, what: str) -> None:
        # The path may hold a key, the query a token.
        milliseconds = round((self._monotonic() - began) * 1000)
        took = self.received - before
        logger.info("remote=picture host=%s ms=%d bytes=%d %s", host_of(url), milliseconds, took, what)


def site_of(address: str) -> str:
    """The host of an address, by which pictures of one site are known; empty for what is no address."""
    try:
        return host_of(checked_file(address))
    except BadAddress:
        return ""


def host_of(url: httpx.URL) -> str:
    return url.netloc.decode("ascii")


_HEADERS: Final = {"Accept": "image/jpeg, image/png, image/webp, image/gif;q=0.9, image/*;q=0.5"}
_INSIDE: Final = Text(
    "адрес ведёт в сеть самого компьютера, а картинки оттуда не разрешены: «Настройки» →"
    " «Соответствия и заказы» → «Картинки товаров за столом упаковки»",
    "the address leads into the computer's own network, and pictures from there are not allowed: Settings →"
    " Mappings and orders → “Pictures of goods at the packing bench”",
    "mmdesk settings set NAME desk.pictures anywhere",
)
_NEVER: Final = Text(
    "это служебный адрес сети, с таких адресов картинки не берутся никогда;"
    " исправьте адрес картинки в RetailCRM",
    "it is a service address of the network, from which pictures are never taken;"
    " mend the picture's address in RetailCRM",
)
_NO_PICTURE: Final = Text("по этому адресу не картинка", "there is no picture at this address")

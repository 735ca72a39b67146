"""One way out to a remote: checked address, verified TLS, a total deadline, a size limit, our errors."""

from __future__ import annotations

import functools
import logging
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final, NoReturn

import httpcore
import httpx

from mmdesk import __version__
from mmdesk.clients.address import checked_base, proxy_for
from mmdesk.clients.deadline_transport import CallDeadline, DeadlineTransport
from mmdesk.clients.errors import (
    AddressWrong,
    CertificateRefused,
    OutcomeUnknown,
    TimedOut,
    Troubled,
    Unavailable,
    Unreadable,
)
from mmdesk.clients.masking import clean
from mmdesk.errors import Text

logger = logging.getLogger(__name__)

MEBIBYTE: Final = 1024 * 1024
_LONGEST_PAUSE: Final = 3600.0
_REDIRECTS: Final = range(300, 400)
FOREIGN: Final = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
)
"""What the transport raises when a connection fails."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes that one call may take; `change` and `read` are totals from first to last byte."""

    connect: float = 5.0
    change: float = 10.0
    read: float = 30.0
    answer_bytes: int = 16 * MEBIBYTE
    label_bytes: int = 8 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request; `path` begins with a slash, `where` and `about` name call and ids in errors and logs."""

    method: str
    path: str
    where: str
    about: str = ""
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    media_type: str = ""
    changing: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer with any status below or above 400, redirects excepted."""

    status: int
    media_type: str
    body: bytes = field(repr=False)
    milliseconds: int
    retry_after: float | None = None

    @property
    def is_page(self) -> bool:
        """A web page instead of an interface's answer."""
        return self.body.lstrip()[:1] == b"<" or self.media_type == "text/html"


class RemoteHttp:
    """Sends requests to one host. Safe to share between threads; `name` stands for the remote in logs."""

    def __init__(self, base_url: str, *, name: str, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._name = name
        self._base = checked_base(base_url)
        self._deadline = CallDeadline()
        self._client = open_client(self._base, self._deadline)

    @property
    def host(self) -> str:
        return self._base.netloc.decode("ascii")

    def send(self, request: Outgoing, *, seconds: float | None = None, limit: int | None = None) -> Answer:
        """Exchange one request for one answer within `seconds`.

        Raises Unavailable when nothing was processed, AddressWrong for a redirect, and else for a changing
        request OutcomeUnknown, for a read TimedOut, Unavailable or Unreadable.
        """
        total = seconds if seconds is not None else self._total(request)
        began = time.monotonic()
        try:
            with self._deadline.started(total):
                return self._exchange(request, began, total, limit or self.limits.answer_bytes)
        except FOREIGN as error:
            self._log_failure(request, began, type(error).__name__)
            raise_translated(request, error, has_sent=self._deadline.has_sent)
        except _Unusable as error:
            self._log_failure(request, began, error.words.en)
            raise unusable(request, error.words) from error

    def close(self) -> None:
        self._client.close()

    def _total(self, request: Outgoing) -> float:
        return self.limits.change if request.changing else self.limits.read

    def _exchange(self, request: Outgoing, began: float, total: float, limit: int) -> Answer:
        headers = dict(request.headers)
        if request.media_type:
            headers["Content-Type"] = request.media_type
        outgoing = self._client.build_request(
            request.method,
            request.path,
            params=request.query or None,
            content=request.body or None,
            headers=headers,
            timeout=httpx.Timeout(total, connect=min(total, self.limits.connect)),
        )
        incoming = begun(self._client, outgoing, request.where)
        try:
            if incoming.status_code in _REDIRECTS:
                self._log_failure(request, began, f"HTTP {incoming.status_code}")
                _raise_redirected(request, incoming)
            body = _read_body(incoming, limit)
        finally:
            incoming.close()
        return Answer(
            status=incoming.status_code,
            media_type=incoming.headers.get("content-type", "").split(";")[0].strip().lower(),
            body=body,
            milliseconds=round((time.monotonic() - began) * 1000),
            retry_after=retry_after_of(incoming.headers),
        )

    def log(self, request: Outgoing, answer: Answer, *, request_id: str = "") -> None:
        """One line for an answered call; the caller has read the remote's own request id by then."""
        logger.info(
            "remote=%s call=%s about=%s status=%d ms=%d request=%s",
            self._name,
            request.where,
            request.about or "-",
            answer.status,
            answer.milliseconds,
            request_id or "-",
        )

    def _log_failure(self, request: Outgoing, began: float, what: str) -> None:
        logger.info(
            "remote=%s call=%s about=%s status=- ms=%d failed=%s",
            self._name,
            request.where,
            request.about or "-",
            round((time.monotonic() - began) * 1000),
            what,
        )


class _Unusable(Exception):
    """The answer arrived but its body cannot be used; never leaves this module."""

    def __init__(self, words: Text) -> None:
        self.words = words
        super().__init__(words.en)


def unusable(request: Outgoing, words: Text) -> OutcomeUnknown | Unreadable:
    """The error for an answer that makes no sense: the effect of a changing call is then unknown."""
    kind = OutcomeUnknown if request.changing else Unreadable
    return kind(words, where=request.where)


def lost(request: Outgoing, words: Text, retry_after: float | None = None) -> OutcomeUnknown | Troubled:
    """The error for a call whose answer tells nothing: a read has changed nothing, so it can be repeated."""
    kind = OutcomeUnknown if request.changing else Troubled
    return kind(words, where=request.where, retry_after=retry_after)


def open_client(
    base: httpx.URL, deadline: CallDeadline, admits: Callable[[str], bool] | None = None
) -> httpx.Client:
    """A client for the host of `base`: the account's proxy, verified TLS, no cookies, no redirects.

    `admits` is asked of each numeric address before a connection to it, see DeadlineTransport.
    """
    secure, proxy = base.scheme == "https", proxy_for(base)
    return httpx.Client(
        base_url=base,
        transport=DeadlineTransport(deadline, _tls(), secure=secure, proxy=proxy, admits=admits),
        follow_redirects=False,
        # The proxy is chosen above; what else httpx takes from the environment are passwords in .netrc.
        trust_env=False,
        # A kept session cookie would tie calls of several threads to one session of the remote.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={"User-Agent": f"mmdesk/{__version__}", "Accept-Encoding": "gzip"},
    )


def begun(client: httpx.Client, request: httpx.Request, where: str) -> httpx.Response:
    """Send a request and return once the answer's head is there. Raises FOREIGN, and AddressWrong."""
    try:
        return client.send(request, stream=True)
    except (httpx.RemoteProtocolError, httpx.InvalidURL) as error:
        # httpx reads where a redirect leads, although it is to follow none.
        words = Text("сервер отсылает по адресу, который не разобрать", "the server redirects to no address")
        raise AddressWrong(words, where=where) from error


@functools.cache
def _tls() -> ssl.SSLContext:
    """Verification against the bundled authorities and those that the machine's administrator trusts."""
    context = httpx.create_ssl_context()
    context.load_default_certs()
    return context


def raise_translated(request: Outgoing, error: Exception, *, has_sent: bool) -> NoReturn:
    """Raise our error for one of FOREIGN."""
    # httpcore drops the cause on the way and keeps the original error as its argument.
    if not has_sent and any(isinstance(part, ssl.SSLCertVerificationError) for part in error.args):
        words = Text("сертификату сервера нет доверия", "the server's certificate is not trusted")
        raise CertificateRefused(words, where=request.where, hint=_CLOCK_OR_PROXY) from error
    if not has_sent and isinstance(error, httpcore.TimeoutException):
        words = Text("соединение не установлено вовремя", "no connection in time")
        raise TimedOut(words, where=request.where) from error
    if not has_sent:
        words = Text("соединиться не удалось", "no connection")
        raise Unavailable(words, where=request.where) from error
    if isinstance(error, httpcore.TimeoutException):
        words = Text("ответа нет вовремя", "no answer in time")
        raise (OutcomeUnknown if request.changing else TimedOut)(words, where=request.where) from error
    words = Text("связь оборвалась", "the connection broke off")
    raise lost(request, words) from error


_CLOCK_OR_PROXY: Final = Text(
    "Проверьте часы компьютера и не подменяет ли сертификаты прокси или антивирус.",
    "Check the computer's clock, and whether a proxy or an antivirus replaces certificates.",
)


def _raise_redirected(request: Outgoing, answer: httpx.Response) -> NoReturn:
    # A query or a fragment may quote what was sent.
    target = clean(answer.headers.get("location", "").split("?")[0].split("#")[0]) or "—"
    raise AddressWrong(
        Text(f"сервер отсылает на {target}", f"the server redirects to {target}"), where=request.where
    )


def whole_body(answer: httpx.Response, limit: int, where: str) -> bytes:
    """The body of an answer to a read, unpacked. Raises FOREIGN, and Unreadable for one that will not do."""
    try:
        return _read_body(answer, limit)
    except _Unusable as error:
        raise Unreadable(error.words, where=where) from error


def _read_body(answer: httpx.Response, limit: int) -> bytes:
    if answer.request.method == "HEAD":
        # Its headers are those of an answer with a body, packed or not.
        return b""
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        return _joined(answer.iter_raw(), limit)
    if encoding in ("gzip", "x-gzip"):
        return _joined(_unpacked(answer.iter_raw(), limit), limit)
    raise _Unusable(Text(f"непонятное сжатие {clean(encoding)}", f"unknown compression {clean(encoding)}"))


def _joined(pieces: Iterator[bytes], limit: int) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limit:
            raise _Unusable(Text(f"ответ больше {limit} байт", f"the answer is over {limit} bytes"))
    return bytes(body)


def _unpacked(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """Decompress gzip without ever holding more than one byte past the limit."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for piece in pieces:
            yield unpacker.decompress(piece, limit + 1)
            if unpacker.unconsumed_tail:
                raise _Unusable(Text(f"ответ больше {limit} байт", f"the answer is over {limit} bytes"))
    except zlib.error as error:
        raise _Unusable(Text("сжатый ответ испорчен", "the compressed answer is damaged")) from error
    if not unpacker.eof:
        raise _Unusable(Text("сжатый ответ оборван", "the compressed answer is cut short"))


def retry_after_of(headers: httpx.Headers) -> float | None:
    """Seconds to wait, from either form of the header; a date counts from the answer's own Date."""
    wish = headers.get("retry-after", "").strip()
    if wish.isascii() and wish.isdecimal():
        return min(float(wish[:9]), _LONGEST_PAUSE)
    try:
        until, said = parsedate_to_datetime(wish), parsedate_to_datetime(headers.get("date", ""))
        return min(max((until - said).total_seconds(), 0.0), _LONGEST_PAUSE)
    except (TypeError, ValueError):
        return None

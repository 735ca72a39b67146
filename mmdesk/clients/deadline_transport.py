"""An httpx transport whose every socket operation is capped by what is left of the call's total time."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any, Final

import httpcore
import httpx

from mmdesk.clients.giving_up import SLICE, CallStopped, may_end

# Small enough for the kernel to take in one go, so that a slow reader cannot stretch one capped write.
_WRITE_PIECE: Final = 4096
_CONNECTIONS: Final = 8
_KEEP_ALIVE_SECONDS: Final = 5.0


class AddressRefused(Exception):
    """The host's name leads to `address`, which must not be asked; nothing was sent."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(address)


class CallDeadline:
    """The moment by which the call running in the current thread must be over; none outside `started`.

    `stopping` is asked several times a second while an answer is waited for, which then ends in CallStopped.
    """

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        stopping: Callable[[], bool] | None = None,
    ) -> None:
        self._monotonic = monotonic
        self._stopping = stopping
        self._of_thread = threading.local()

    @contextmanager
    def started(self, seconds: float) -> Iterator[None]:
        self._of_thread.due = self._monotonic() + seconds
        self._of_thread.sent = False
        try:
            yield
        finally:
            del self._of_thread.due

    def left(self, wanted: float | None) -> float:
        """Seconds that an operation may take; zero or less when the time is over."""
        due: float | None = getattr(self._of_thread, "due", None)
        if due is None:
            # A pool may close idle connections between calls.
            return wanted if wanted is not None else 1.0
        left = due - self._monotonic()
        return left if wanted is None else min(left, wanted)

    def is_watched(self) -> bool:
        """Whether long waits have to be cut into slices. Raises CallStopped when it is time to end."""
        if self._stopping is not None and self._stopping():
            raise CallStopped
        return may_end() or self._stopping is not None

    def note_sent(self) -> None:
        self._of_thread.sent = True

    @property
    def has_sent(self) -> bool:
        """Whether this thread's last call has put anything of its request on the wire."""
        return bool(getattr(self._of_thread, "sent", False))


class DeadlineTransport(httpx.BaseTransport):
    """HTTP/1.1 over httpcore, directly or through one proxy. Raises httpcore's own errors.

    `admits` is asked of each numeric address that a connection would be made to, the proxy's as well;
    AddressRefused where none is left.
    """

    def __init__(
        self,
        deadline: CallDeadline,
        context: ssl.SSLContext,
        *,
        secure: bool,
        proxy: httpx.Proxy | None = None,
        admits: Callable[[str], bool] | None = None,
    ) -> None:
        backend = _CappedBackend(deadline, admits, secure=secure)
        self._pool: httpcore.ConnectionPool
        if proxy is None:
            self._pool = httpcore.ConnectionPool(
                ssl_context=context,
                max_connections=_CONNECTIONS,
                keepalive_expiry=_KEEP_ALIVE_SECONDS,
                network_backend=backend,
            )
        else:
            self._pool = httpcore.HTTPProxy(
                proxy_url=str(proxy.url),
                proxy_auth=proxy.raw_auth,
                proxy_headers=proxy.headers.raw,
                ssl_context=context,
                max_connections=_CONNECTIONS,
                keepalive_expiry=_KEEP_ALIVE_SECONDS,
                network_backend=backend,
            )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_AnswerStream(answer))

    def close(self) -> None:
        self._pool.close()


class _AnswerStream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _CappedBackend(httpcore.NetworkBackend):
    def __init__(self, deadline: CallDeadline, admits: Callable[[str], bool] | None, *, secure: bool) -> None:
        self._deadline = deadline
        self._admits = admits
        self._secure = secure
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # httpcore's own type is private
    ) -> httpcore.NetworkStream:
        """Try the host's addresses in turn within one allowance; the system's resolver is not bounded."""
        due = time.monotonic() + self._deadline.left(None)

        def connect() -> httpcore.NetworkStream:
            addresses = self._admitted(addresses_of(host, port))
            by = due if timeout is None else min(due, time.monotonic() + timeout)
            failure: httpcore.ConnectError | httpcore.ConnectTimeout = httpcore.ConnectError("no address")
            for address in addresses:
                left = by - time.monotonic()
                if left <= 0:
                    raise httpcore.ConnectTimeout("no time left to connect")
                try:
                    return self._plain.connect_tcp(address, port, left, local_address, socket_options)
                except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                    failure = error
            raise failure

        stream = _waited_for(connect, self._deadline)
        return _CappedStream(stream, self._deadline, carries=not self._secure)

    def _admitted(self, addresses: list[str]) -> list[str]:
        # What is looked at here is what is connected to: a name cannot lead elsewhere in between.
        admits = self._admits
        admitted = addresses if admits is None else [each for each in addresses if admits(each)]
        if addresses and not admitted:
            raise AddressRefused(addresses[0])
        return admitted


class _CappedStream(httpcore.NetworkStream):
    """`carries` tells a stream for requests from one that still leads to TLS, say through a proxy."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: CallDeadline, *, carries: bool) -> None:
        self._stream = stream
        self._deadline = deadline
        self._carries = carries

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._deadline.left(timeout)
        if left <= 0:
            raise httpcore.ReadTimeout("the total time is over")
        while left > SLICE and self._deadline.is_watched():
            # A socket that has waited in vain, with or without TLS, is as good as before.
            with suppress(httpcore.ReadTimeout):
                return self._stream.read(max_bytes, SLICE)
            left -= SLICE
        return self._stream.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _WRITE_PIECE):
            left = self._deadline.left(timeout)
            if left <= 0:
                raise httpcore.WriteTimeout("the total time is over")
            if self._carries:
                self._deadline.note_sent()
            self._stream.write(buffer[start : start + _WRITE_PIECE], left)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        if left <= 0:
            raise httpcore.ConnectTimeout("no time left for TLS")

        def secure() -> httpcore.NetworkStream:
            return self._stream.start_tls(ssl_context, server_hostname, left)

        return _CappedStream(_waited_for(secure, self._deadline), self._deadline, carries=True)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore declares it
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        self._stream.close()


def _waited_for(work: Callable[[], httpcore.NetworkStream], deadline: CallDeadline) -> httpcore.NetworkStream:
    """What `work` opens; nobody can end it in the middle, so a call that may be given up waits beside it.

    Raises what `work` raises, and CallStopped; a stream that is opened afterwards is closed again.
    """
    if not deadline.is_watched():
        return work()
    waiting: Future[httpcore.NetworkStream] = Future()

    def open_it() -> None:
        try:
            waiting.set_result(work())
        except Exception as error:  # noqa: BLE001 - it is raised to whoever waits
            waiting.set_exception(error)

    threading.Thread(target=open_it, name="connect", daemon=True).start()
    while True:
        try:
            return waiting.result(SLICE)
        except TimeoutError:
            if waiting.done():
                raise
        try:
            deadline.is_watched()
        except CallStopped:
            waiting.add_done_callback(_close)
            raise


def _close(late: Future[httpcore.NetworkStream]) -> None:
    if late.exception() is None:
        late.result().close()


def addresses_of(host: str, port: int) -> list[str]:
    """The numeric addresses of a host. Raises httpcore.ConnectError; the system's resolver is not bounded."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    except UnicodeError as error:  # a label of the host name is empty or too long
        raise httpcore.ConnectError("the host name is not valid") from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))

"""A small real HTTP/1.1 server on loopback that hands whole requests to one callable."""

from __future__ import annotations

import logging
import os
import socket
import struct
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Final, Self, cast
from urllib.parse import parse_qsl, unquote

logger = logging.getLogger(__name__)

JSON_TYPE = "application/json; charset=utf-8"
HTML_TYPE = "text/html; charset=utf-8"
_DRIPS = 100
_LINGER = "hh" if os.name == "nt" else "ii"


class Cut(StrEnum):
    """How much of an answer reaches the caller."""

    NOWHERE = "nowhere"
    SILENT = "silent"
    RESET = "reset"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Request:
    """One whole request; header names are lower case, the path is percent-decoded and has no query."""

    method: str
    path: str
    query_string: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")

    def query_pairs(self) -> list[tuple[str, str]]:
        return parse_qsl(self.query_string, keep_blank_values=True)

    def form_pairs(self) -> list[tuple[str, str]]:
        """Read the body as application/x-www-form-urlencoded."""
        return parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler returns; `changed` serves journals, the rest spoils the delivery.

    `delay` (seconds) comes before the whole answer, `drip` before each of a hundred pieces of its body.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    drip: float = 0.0
    cut: Cut = Cut.NOWHERE
    changed: bool = False


Handler = Callable[[Request], Answer]
# As socketserver declares it; the pair belongs to datagram servers.
_Accepted = socket.socket | tuple[bytes, socket.socket]


class SandboxServer:
    """Serves one handler on 127.0.0.1; after stop() it can start() again on the same port."""

    def __init__(self, handler: Handler, *, port: int = 0) -> None:
        self._handler = handler
        self._port = port
        self._listener: _Listener | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The bound port; 0 before the first start when any free one was asked for."""
        return self._port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> Self:
        """Bind and serve in a thread; raises OSError when the port is taken."""
        if self._listener is not None:
            return self
        self._listener = _Listener(self._port, self._handler)
        self._port = self._listener.server_port
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(_LOOKS_UP_SECONDS,), name=f"sandbox-{self._port}"
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close every socket and join every thread; answers under way are dropped."""
        listener, thread = self._listener, self._thread
        if listener is None or thread is None:
            return
        self._listener = self._thread = None
        listener.shutdown()
        thread.join()
        listener.drop_connections()
        listener.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


_LOOKS_UP_SECONDS: Final = 0.01
"""How long an idle server may take to notice that it is to stop: tests stop hundreds of them."""


class _Listener(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 128
    # On Windows the option lets two servers share one port.
    allow_reuse_address = os.name == "posix"

    def __init__(self, port: int, handler: Handler) -> None:
        self.answer_to = handler
        self.stopping = threading.Event()
        self._open: set[_Accepted] = set()
        self._aborted: set[_Accepted] = set()
        self._open_lock = threading.Lock()
        super().__init__(("127.0.0.1", port), _Connection)

    def server_bind(self) -> None:
        # HTTPServer.server_bind asks the resolver for the name of the own address, which may take seconds.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(self.allow_reuse_address))
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def process_request(self, request: _Accepted, client_address: object) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: _Accepted) -> None:
        with self._open_lock:
            self._open.discard(request)
            aborted = request in self._aborted
            self._aborted.discard(request)
        # A polite shutdown would send FIN before the reset.
        (self.close_request if aborted else super().shutdown_request)(request)

    def abort(self, connection: socket.socket) -> None:
        """Have the connection end with RST instead of FIN."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(_LINGER, 1, 0))
        with self._open_lock:
            self._aborted.add(connection)

    def drop_connections(self) -> None:
        """Wake the threads that wait on an idle connection or on a slow answer."""
        self.stopping.set()
        with self._open_lock:
            for connection in self._open:
                _shut(connection)

    def handle_error(self, request: _Accepted, client_address: object) -> None:
        failure = sys.exc_info()
        level = logging.DEBUG if isinstance(failure[1], OSError) else logging.ERROR
        logger.log(level, "%s ended early, caller %s", request, client_address, exc_info=failure)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Head and body leave in one write, so that a reader never sees a head alone.
    wbufsize = -1

    def _serve(self) -> None:
        request = self._read()
        if request is not None:
            self._send(self._answer(request))

    def _answer(self, request: Request) -> Answer:
        listener = cast(_Listener, self.server)
        try:
            answer = listener.answer_to(request)
        except Exception:  # a mistake in a simulator must be seen by its caller, not hang the connection
            logger.exception("%s %s failed in the simulator", request.method, request.path)
            return Answer(500, b'{"sandbox": "the simulator itself failed"}')
        if answer.delay > 0 and listener.stopping.wait(answer.delay):
            return Answer(cut=Cut.RESET)
        return answer

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve

    def _read(self) -> Request | None:
        """Return None when no whole request arrives."""
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        length = headers.get("content-length", "0")
        if "transfer-encoding" in headers or not length.isdecimal():
            self._send(Answer(411, headers=(("Connection", "close"),)))
            self.close_connection = True
            return None
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.close_connection = True
            return None
        return Request(self.command, unquote(path), query, headers, body)

    def _send(self, answer: Answer) -> None:
        match answer.cut:
            case Cut.SILENT:
                self.close_connection = True
            case Cut.RESET:
                self.close_connection = True
                cast(_Listener, self.server).abort(self.connection)
            case _:
                self._write(answer)

    def _write(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        bodiless = answer.status in (204, 304) or answer.status < 200
        if not bodiless:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if not bodiless and self.command != "HEAD":
            whole = answer.cut is not Cut.HALF
            self._write_body(answer.body if whole else answer.body[: len(answer.body) // 2], answer.drip)
        if answer.cut is Cut.HALF:
            self.close_connection = True
        self.wfile.flush()

    def _write_body(self, body: bytes, pause: float) -> None:
        size = max(1, len(body) // _DRIPS) if pause > 0 else max(1, len(body))
        stopping = cast(_Listener, self.server).stopping
        for start in range(0, len(body), size):
            if pause > 0:
                self.wfile.flush()
                if stopping.wait(pause):
                    self.close_connection = True
                    return
            self.wfile.write(body[start : start + size])

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            logger.debug("the caller left before the answer", exc_info=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Stay silent: the simulators keep their own journals."""


def _shut(connection: _Accepted) -> None:
    if not isinstance(connection, socket.socket):
        return
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        logger.debug("already closed by the other side")

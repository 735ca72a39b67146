"""A network label printer without a driver: the page as dots in its own language, by TCP."""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Final, Self

from mmdesk.errors import Text
from mmdesk.printing.print_errors import PrintDoubtful, PrinterUnreachable
from mmdesk.printing.printer_setup import RAW_PORT, Dialect, PrinterSetup, SetupWrong
from mmdesk.printing.printer_status import STATUS_ENQUIRIES, StatusEnquiry
from mmdesk.printing.rendering import rendered
from mmdesk.printing.spooler import (
    JobStage,
    JobState,
    PrintDocument,
    PrinterCondition,
    PrinterState,
    PrintOptions,
    SpoolTicket,
)
from mmdesk.printing.tspl import tspl
from mmdesk.printing.zpl import zpl
from mmdesk.system_words import told_of

logger = logging.getLogger(__name__)

_ADDRESS: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:.%]+\]|[^\s:\[\]/]+)(?::(?P<port>\d{1,5}))?")
_CHUNK: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for each thing a printer may leave undone."""

    connect: float = 5.0
    stall: float = 20.0
    """Without a single byte taken: a printer prints while it reads, so this is longer than a label."""
    answer: float = 2.0
    farewell: float = 1.0
    """For the printer to close the connection; many never do."""


@dataclass(frozen=True, slots=True)
class RawSpooler:
    """A printer that listens on port 9100 or another one. Implements Spooler."""

    host: str
    port: int
    setup: PrinterSetup
    patience: Patience = Patience()

    @classmethod
    def of(cls, setup: PrinterSetup, patience: Patience = Patience()) -> Self:
        """Read `host`, `host:port` and `[::1]:port`; raises SetupWrong."""
        match = _ADDRESS.fullmatch(setup.target.strip())
        port = int(match["port"] or RAW_PORT) if match else 0
        if match is None or not 1 <= port <= 65535:
            raise SetupWrong(
                Text("адрес принтера «{target}»", "printer address “{target}”").format(
                    target=setup.target[:80]
                ),
                hint=Text(
                    "Укажите имя или IP-адрес, например 192.0.2.40 или 192.0.2.40:9100.",
                    "Give a name or an IP address, such as 192.0.2.40 or 192.0.2.40:9100.",
                ),
            )
        return cls(match["host"].strip("[]"), port, setup, patience)

    def state(self) -> PrinterState:
        try:
            with self._connected() as line:
                return self._told(line, STATUS_ENQUIRIES[self.setup.dialect])
        except PrinterUnreachable as error:
            return PrinterState.of(PrinterCondition.OFFLINE, error.detail)

    def send(self, document: PrintDocument, options: PrintOptions) -> SpoolTicket:
        job = self._job(document, options)
        with self._connected() as line:
            self._hand_over(line, job)
        logger.info(
            "printer=%s:%d sent bytes=%d pages=%d", self.host, self.port, len(job), len(document.pages)
        )
        return SpoolTicket()

    def follow(self, _ticket: SpoolTicket) -> JobState:
        return JobState.of(JobStage.SENT)

    def _job(self, document: PrintDocument, options: PrintOptions) -> bytes:
        pages = list(rendered(document, options, self.setup.dpi))
        if self.setup.dialect is Dialect.ZPL:
            return zpl(pages, options.copies, self.setup)
        return tspl(pages, options.paper, options.copies, self.setup)

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        try:
            line = socket.create_connection((self.host, self.port), timeout=self.patience.connect)
        except OSError as error:
            raise PrinterUnreachable(_why(error, self.host, self.port)) from error
        with line:
            yield line

    def _hand_over(self, line: socket.socket, job: bytes) -> None:
        taken = 0
        line.settimeout(self.patience.stall)
        try:
            while taken < len(job):
                taken += line.send(job[taken : taken + _CHUNK])
            line.shutdown(socket.SHUT_WR)
            self._say_farewell(line)
        except OSError as error:
            words = Text("{why}, отправлено {taken} из {all} байт", "{why}, {taken} of {all} bytes sent")
            raise PrintDoubtful(
                words.format(why=_why(error, self.host, self.port), taken=taken, all=len(job))
            ) from error

    def _say_farewell(self, line: socket.socket) -> None:
        """A printer that drops the connection now has dropped the label; silence means nothing."""
        line.settimeout(self.patience.farewell)
        with suppress(TimeoutError):
            while line.recv(_CHUNK):
                pass

    def _told(self, line: socket.socket, enquiry: StatusEnquiry) -> PrinterState:
        """What the printer says of itself; one that says nothing, or nonsense, is at least there."""
        if not self.setup.asks_state:
            return PrinterState.of(PrinterCondition.READY, _SAYS_NOTHING)
        with suppress(OSError):
            line.settimeout(self.patience.answer)
            line.sendall(enquiry.question)
            answer = _read_until(line, enquiry.is_whole, monotonic() + self.patience.answer)
            state = enquiry.read(answer)
            if state is not None:
                return state
        return PrinterState.of(PrinterCondition.READY, _SAYS_NOTHING)


_SAYS_NOTHING: Final = Text("на связи, о бумаге не сообщает", "connected, tells nothing about paper")


def _read_until(line: socket.socket, is_whole: Callable[[bytes], bool], end: float) -> bytes:
    answer = b""
    while not is_whole(answer) and len(answer) < _CHUNK and (left := end - monotonic()) > 0:
        line.settimeout(left)
        try:
            part = line.recv(_CHUNK)
        except TimeoutError:
            break
        if not part:
            break
        answer += part
    return answer


def _why(error: OSError, host: str, port: int) -> Text:
    where = f"{host}:{port}"
    match error:
        case socket.gaierror():
            return Text("имя {where} не найдено", "the name {where} is not found").format(where=host)
        case TimeoutError():
            return Text("{where}: время ожидания вышло", "{where}: no answer in time").format(where=where)
        case ConnectionRefusedError():
            return Text("{where}: соединение отклонено", "{where}: connection refused").format(where=where)
        case ConnectionError():
            return Text("{where}: соединение оборвалось", "{where}: connection lost").format(where=where)
    return told_of(where, error)

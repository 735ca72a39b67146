"""A scanner on a serial port: what comes before CR or LF is a scan. Finds its port again by itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtSerialPort import QSerialPort, QSerialPortInfo

from mmdesk.ui.packing.burst import ENDING_MS

logger = logging.getLogger(__name__)

BAUD: Final = 9600
BAUD_RATES: Final = (9600, 19200, 38400, 57600, 115200)
_AGAIN_MS: Final = 2000
_LONGEST: Final = 4096
"""More without an end is noise of a wrong speed."""


class PortState(StrEnum):
    """How the port does; CLOSED while nobody listens."""

    CLOSED = "closed"
    OPEN = "open"
    MISSING = "missing"
    """It cannot be opened: pulled out, or another program has it. Tried again every two seconds."""


@dataclass(frozen=True, slots=True)
class SerialSettings:
    """`port` as the system names it: COM3, ttyACM0, or the whole path of a device."""

    port: str
    baud: int = BAUD


def ports() -> tuple[str, ...]:
    """The serial ports this computer has at the moment."""
    return tuple(each.portName() for each in QSerialPortInfo.availablePorts())


class SerialScanner(QObject):
    """Lives in the window's thread: Qt reads the port without blocking it."""

    scanned = Signal(str)
    state_changed = Signal(PortState)

    def __init__(self, settings: SerialSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = b""
        self._state = PortState.CLOSED
        self._port = QSerialPort(settings.port, self)
        self._port.setBaudRate(settings.baud)
        self._port.readyRead.connect(self._take)
        self._port.errorOccurred.connect(self._fail)
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self.start)
        self._quiet = QTimer(self, singleShot=True, interval=ENDING_MS)
        self._quiet.timeout.connect(self._end)

    @property
    def state(self) -> PortState:
        return self._state

    @Slot()
    def start(self) -> None:
        """Open the port now, or as soon as it is there."""
        if self._port.isOpen():
            return
        self._read = b""
        if self._port.open(QSerialPort.OpenModeFlag.ReadOnly):
            self._be(PortState.OPEN)
        else:
            self._be(PortState.MISSING)
            self._again.start()

    def stop(self) -> None:
        """Close the port; the rest of a scan that has begun is dropped."""
        self._again.stop()
        self._quiet.stop()
        self._port.close()
        self._be(PortState.CLOSED)

    @Slot()
    def _take(self) -> None:
        self._read += self._port.readAll().data()
        *whole, self._read = self._read.replace(b"\r", b"\n").split(b"\n")
        for line in whole:
            self._tell(line)
        if len(self._read) > _LONGEST:
            self._read = b""
        if self._read:
            self._quiet.start()
        else:
            self._quiet.stop()

    @Slot()
    def _end(self) -> None:
        """A scanner may have been set up without an end."""
        line, self._read = self._read, b""
        self._tell(line)

    def _tell(self, line: bytes) -> None:
        text = line.decode("utf-8", errors="replace").strip(" \0")
        if text:
            self.scanned.emit(text)

    @Slot(QSerialPort.SerialPortError)
    def _fail(self, error: QSerialPort.SerialPortError) -> None:
        if error is QSerialPort.SerialPortError.NoError or self._state is PortState.CLOSED:
            return
        if self._state is PortState.OPEN:
            logger.warning("the scanner's port is lost: %s", error.name)
            self._port.close()
            self._be(PortState.MISSING)
            self._again.start()

    def _be(self, state: PortState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)

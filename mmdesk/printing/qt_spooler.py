"""A printer of Windows, through Qt: the page as dots of the printer's own resolution.

Imported lazily, because loading Qt costs time and the service has no need of it. Everything here needs a
QGuiApplication; painting may be done on any thread.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QPoint, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from mmdesk.errors import Text
from mmdesk.printing.bitmap import Bitmap
from mmdesk.printing.paper import PageSize
from mmdesk.printing.print_errors import PrintDoubtful, PrinterRefused, PrinterUnreachable
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
from mmdesk.printing.spoolers import SystemPrinter

_FINEST_DPI: Final = 600
"""A page of more dots tells the eye nothing and costs megabytes."""

_CONDITIONS: Final = {
    QPrinter.PrinterState.Idle: PrinterCondition.READY,
    QPrinter.PrinterState.Active: PrinterCondition.PRINTING,
    QPrinter.PrinterState.Aborted: PrinterCondition.PAUSED,
    QPrinter.PrinterState.Error: PrinterCondition.OFFLINE,
}


@dataclass(frozen=True, slots=True)
class QtSpooler:
    """One printer by its name in the system, or a PDF file as printer. Implements Spooler."""

    printer: str
    pdf_file: Path | None = None
    """Where the pages go instead of a printer."""
    pdf_dpi: int = 300

    def state(self) -> PrinterState:
        if self.pdf_file is not None:
            return PrinterState.of(PrinterCondition.READY)
        found = QPrinterInfo.printerInfo(self.printer)
        if found.isNull():
            return PrinterState.of(PrinterCondition.OFFLINE, _no_printer(self.printer))
        # Windows calls a good printer deleted now and then, so this is a hint only.
        return PrinterState.of(_CONDITIONS.get(found.state(), PrinterCondition.UNKNOWN))

    def send(self, document: PrintDocument, options: PrintOptions) -> SpoolTicket:
        device = self._device(document.name, options)
        pages = rendered(document, options, device.resolution())
        painter = QPainter()
        if not painter.begin(device):
            raise PrinterUnreachable(self._name)
        try:
            self._paint(painter, device, pages)
        finally:
            ended = painter.end()
        if not ended or device.printerState() is QPrinter.PrinterState.Error:
            raise PrintDoubtful(self._name)
        return SpoolTicket()

    def follow(self, _ticket: SpoolTicket) -> JobState:
        return JobState.of(JobStage.SENT)

    @property
    def _name(self) -> str:
        return self.printer if self.pdf_file is None else str(self.pdf_file)

    def _device(self, name: str, options: PrintOptions) -> QPrinter:
        if self.pdf_file is None:
            found = QPrinterInfo.printerInfo(self.printer)
            if found.isNull():
                raise PrinterRefused(_no_printer(self.printer))
            device = QPrinter(found, QPrinter.PrinterMode.HighResolution)
            device.setResolution(min(device.resolution(), _FINEST_DPI))
        else:
            device = QPrinter(QPrinter.PrinterMode.HighResolution)
            device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            device.setOutputFileName(str(self.pdf_file))
            device.setResolution(self.pdf_dpi)
        device.setDocName(name)
        device.setFullPage(True)
        device.setCopyCount(options.copies)
        if not device.setPageLayout(_layout(options.paper)):
            raise PrinterRefused(
                Text("{printer}: лист {sheet} мм не принят", "{printer}: no sheet of {sheet} mm").format(
                    printer=self._name, sheet=options.paper.name
                )
            )
        return device

    def _paint(self, painter: QPainter, device: QPrinter, pages: Iterable[Bitmap]) -> None:
        """One page in memory at a time: an office sheet of 600 dpi has four megabytes."""
        for number, page in enumerate(pages):
            if number and not device.newPage():
                raise PrintDoubtful(self._name)
            # One dot of the picture is one dot of the printer: nothing is left to be scaled.
            painter.drawImage(QPoint(0, 0), _image(page))


def qt_printers() -> tuple[SystemPrinter, ...]:
    """The printers of the system, the default one first."""
    found = [
        SystemPrinter(info.printerName(), info.isDefault(), info.description())
        for info in QPrinterInfo.availablePrinters()
    ]
    return tuple(sorted(found, key=lambda printer: (not printer.is_default, printer.name.casefold())))


def _layout(paper: PageSize) -> QPageLayout:
    size = QPageSize(
        QSizeF(paper.width_mm, paper.height_mm),
        QPageSize.Unit.Millimeter,
        paper.name,
        QPageSize.SizeMatchPolicy.ExactMatch,
    )
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def _image(page: Bitmap) -> QImage:
    """Black on white; the bytes are copied, because QImage would keep pointing into ours."""
    view = QImage(page.rows, page.width, page.height, page.stride, QImage.Format.Format_Mono)
    view.setColorTable([0xFFFFFFFF, 0xFF000000])
    return view.copy()


def _no_printer(name: str) -> Text:
    return Text("принтера «{name}» в системе нет", "the system has no printer “{name}”").format(name=name)

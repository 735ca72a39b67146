"""From a printer's setup to the way that leads to it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from mmdesk.printing.printer_setup import PrinterKind, PrinterSetup
from mmdesk.printing.spooler import Spooler


@dataclass(frozen=True, slots=True)
class SystemPrinter:
    """A queue of the operating system."""

    name: str
    is_default: bool = False
    description: str = ""


def spooler_for(setup: PrinterSetup) -> Spooler:
    """The way to this printer; connects to nothing yet. Raises SetupWrong for a target that cannot be one."""
    match setup.kind:
        case PrinterKind.SYSTEM:
            return _system_spooler(setup)
        case PrinterKind.NETWORK:
            from mmdesk.printing.raw_spooler import RawSpooler

            return RawSpooler.of(setup)
        case PrinterKind.FOLDER:
            from mmdesk.printing.folder_spooler import FolderSpooler

            return FolderSpooler(Path(setup.target))


def system_printers() -> tuple[SystemPrinter, ...]:
    """The queues of this machine, the default one first; empty where there is no printing system.

    May take seconds. On Windows it needs a QGuiApplication.
    """
    if sys.platform == "win32":
        from mmdesk.printing.qt_spooler import qt_printers

        return qt_printers()
    else:  # noqa: RET505 - the type checker follows platforms by branch
        from mmdesk.printing.cups_spooler import cups_printers

        return cups_printers()


def _system_spooler(setup: PrinterSetup) -> Spooler:
    if sys.platform == "win32":
        from mmdesk.printing.qt_spooler import QtSpooler

        return QtSpooler(setup.target)
    else:  # noqa: RET505 - the type checker follows platforms by branch
        from mmdesk.printing.cups_spooler import CupsSpooler

        return CupsSpooler(setup.target)

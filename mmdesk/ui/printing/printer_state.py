"""What the questions about a printer add up to. Without Qt."""

from __future__ import annotations

from dataclasses import dataclass

from mmdesk.printing.fitting import Placement, Turn
from mmdesk.printing.paper import LABEL_75X120, LABEL_PRINTER_DPI, PageSize
from mmdesk.printing.printer_setup import Dialect, PrinterKind, PrinterSetup
from mmdesk.services.printers import Printer, PrinterWish


@dataclass(frozen=True, slots=True)
class PrinterForm:
    """The fields as they stand; `paper` is what was typed. A number below nought leaves the printer's own."""

    name: str = ""
    kind: PrinterKind = PrinterKind.SYSTEM
    queue: str = ""
    address: str = ""
    folder: str = ""
    dialect: Dialect = Dialect.ZPL
    paper: str = LABEL_75X120.name
    dpi: int = LABEL_PRINTER_DPI
    copies: int = 1
    turn: Turn = Turn.NONE
    placement: Placement = Placement.TOP_LEFT
    darkness: int = -1
    gap_mm: float = 2.0
    plain_hex: bool = False
    asks_state: bool = True

    @classmethod
    def of(cls, printer: Printer) -> PrinterForm:
        """The fields of a printer that is set up."""
        setup = printer.setup
        return cls(
            name=printer.name,
            kind=setup.kind,
            queue=setup.target if setup.kind is PrinterKind.SYSTEM else "",
            address=setup.target if setup.kind is PrinterKind.NETWORK else "",
            folder=setup.target if setup.kind is PrinterKind.FOLDER else "",
            dialect=setup.dialect,
            paper=printer.paper.name,
            dpi=setup.dpi,
            copies=printer.copies,
            turn=setup.turn,
            placement=setup.placement,
            darkness=-1 if setup.darkness is None else setup.darkness,
            gap_mm=setup.gap_mm,
            plain_hex=setup.plain_hex,
            asks_state=setup.asks_state,
        )

    @property
    def target(self) -> str:
        """Where this kind of printer is."""
        targets = {
            PrinterKind.SYSTEM: self.queue,
            PrinterKind.NETWORK: self.address,
            PrinterKind.FOLDER: self.folder,
        }
        return targets[self.kind].strip()

    @property
    def most_darkness(self) -> int:
        """On the scale of the language."""
        return 30 if self.dialect is Dialect.ZPL else 15

    @property
    def usual_name(self) -> str:
        """What the printer is called when nobody says otherwise."""
        return self.name.strip() or self.target

    def setup(self) -> PrinterSetup:
        """Raises SetupWrong."""
        is_network = self.kind is PrinterKind.NETWORK
        return PrinterSetup(
            kind=self.kind,
            target=self.target,
            dialect=self.dialect,
            dpi=self.dpi,
            darkness=self.darkness if is_network and self.darkness >= 0 else None,
            gap_mm=self.gap_mm,
            plain_hex=self.plain_hex,
            placement=self.placement,
            turn=self.turn,
            asks_state=self.asks_state,
        )

    def wish(self) -> PrinterWish:
        """Raises SetupWrong and PaperUnknown."""
        return PrinterWish(self.usual_name, self.setup(), PageSize.parse(self.paper), self.copies)

"""What a person does about printing: asked where needed, done on the task thread, and told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QInputDialog, QWidget

from mmdesk.domain.print_job import DocumentKind, PickBy, PrintState
from mmdesk.errors import MmdeskError
from mmdesk.printing.printer_setup import PrinterKind
from mmdesk.printing.spooler import PrinterCondition, PrinterState
from mmdesk.services.desk import OrderRef
from mmdesk.services.operators import Operator
from mmdesk.services.print_desk import PrintDesk
from mmdesk.services.print_list import JobLine
from mmdesk.services.print_papers import PrintPapers, SomePrinted
from mmdesk.services.print_waiting import waits_for
from mmdesk.services.printers import Printer, PrinterDesk, PrinterKey, PrinterWish
from mmdesk.ui.facts.consequence_dialog import ConsequenceDialog
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.printing import printing_state
from mmdesk.ui.printing.move_dialog import MoveDialog
from mmdesk.ui.printing.pick_dialog import PickDialog
from mmdesk.ui.printing.printer_dialog import PrinterDialog
from mmdesk.ui.printing.reprint_dialog import ReprintDialog
from mmdesk.ui.printing.sheet_dialog import SheetDialog
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.words import language, spoken


@dataclass(frozen=True, slots=True)
class PrintingServices:
    """The use cases of one workstation."""

    desk: PrintDesk
    printers: PrinterDesk
    papers: PrintPapers
    operator: Operator
    folder: Path
    rename: Callable[[str], object]
    """Give the workstation another name; off the window's thread."""


class PrintingDeeds(QObject):
    """One for the page. `done` tells that something has changed."""

    done = Signal()

    def __init__(
        self,
        runner: TaskRunner,
        services: PrintingServices,
        messages: Messages,
        theme: Theme,
        open_document: Callable[[Path], None],
        parent_widget: QWidget,
    ) -> None:
        super().__init__(parent_widget)
        self._runner = runner
        self._services = services
        self._messages = messages
        self._theme = theme
        self._open_document = open_document
        self._window = parent_widget

    # -- jobs

    def retry(self, line: JobLine) -> None:
        """Queue it once more."""
        work = partial(self._services.desk.retry, line.job.key, self._services.operator)
        self._write(work, self.tr("Queued once more: {what}").format(what=_named(line)))

    def retry_unseen(self, line: JobLine) -> None:
        """Somebody has looked: it did not come out."""
        work = partial(self._services.desk.retry, line.job.key, self._services.operator, looked=True)
        self._write(work, self.tr("Queued once more: {what}").format(what=_named(line)))

    def confirm(self, line: JobLine) -> None:
        """Somebody has looked: it came out."""
        work = partial(self._services.desk.confirm_printed, line.job.key, self._services.operator)
        self._write(work, self.tr("Noted as printed: {what}").format(what=_named(line)))

    def cancel(self, line: JobLine) -> None:
        work = partial(self._services.desk.cancel, line.job.key, self._services.operator)
        self._write(work, self.tr("Cancelled: {what}").format(what=_named(line)))

    def reprint(self, line: JobLine) -> None:
        """Ask for the reason first."""
        dialog = ReprintDialog(self._theme, _named(line), self._window)
        dialog.accepted.connect(partial(self._reprint, line, dialog))
        dialog.open()

    def _reprint(self, line: JobLine, dialog: ReprintDialog) -> None:
        work = partial(self._services.desk.reprint, line.job.key, self._services.operator, dialog.reason)
        self._write(work, self.tr("Is printed again: {what}").format(what=_named(line)))

    def move(self, line: JobLine, printers: Sequence[Printer]) -> None:
        """Ask for one of these printers first."""
        doubtful = line.job.state is PrintState.DOUBTFUL
        dialog = MoveDialog(self._theme, _named(line), printers, doubtful=doubtful, parent=self._window)
        dialog.accepted.connect(partial(self._move, line, dialog))
        dialog.open()

    def _move(self, line: JobLine, dialog: MoveDialog) -> None:
        printer = dialog.printer
        work = partial(self._services.desk.print_on, line.job.key, self._services.operator, printer.key)
        words = self.tr("Goes to “{printer}”: {what}").format(printer=printer.name, what=_named(line))
        self._write(work, words)

    def open(self, line: JobLine) -> None:
        """With the system's viewer."""
        self._runner.write(
            partial(self._services.desk.save, line.job.key, self._services.folder),
            owner=self,
            done=self._open_document,
            failed=self._messages.show_error,
        )

    # -- papers

    def test_page(self, printer: Printer) -> None:
        """Queue it, then tell whether the printer takes it now: the one known may be of a while ago."""
        work = partial(self._services.papers.test_page, printer.key, self._services.operator)
        self._runner.write(
            work, owner=self, done=partial(self._look_at, printer), failed=self._messages.show_error
        )

    def _look_at(self, printer: Printer, _key: object) -> None:
        self.done.emit()
        look = partial(self._services.printers.look, printer.setup)
        self._runner.read(
            look, owner=self, done=partial(self._tell_tested, printer), failed=self._messages.show_error
        )

    def _tell_tested(self, printer: Printer, state: PrinterState) -> None:
        if not state.condition.can_print:
            words = self.tr("The test page for “{printer}” is queued. {why}")
            why = spoken(waits_for(state, printer.setup.kind))
            self._messages.say(Kind.NOTICE, words.format(printer=printer.name, why=why))
            return
        words = self.tr(
            "A test page goes to “{printer}”. Measure it with a ruler and read its codes with the scanner."
        )
        self._messages.say(Kind.DONE, words.format(printer=printer.name))

    @Slot()
    def control_sheet(self) -> None:
        work = partial(self._services.papers.control_sheet, self._services.operator)
        self._write(work, self.tr("The control barcodes are queued. Hang them up at the bench."))

    @Slot()
    def pick_list(self) -> None:
        """Of all orders that wait to be packed."""
        self.pick_list_of(())

    def pick_list_of(self, orders: tuple[OrderRef, ...]) -> None:
        """Of these orders; none means all that wait to be packed."""
        dialog = PickDialog(self._theme, len(orders), self._window)
        dialog.accepted.connect(partial(self._pick, orders, dialog))
        dialog.open()

    def _pick(self, orders: tuple[OrderRef, ...], dialog: PickDialog) -> None:
        order: PickBy = dialog.order
        work = partial(self._services.papers.pick_list, self._services.operator, order, orders)
        self._write(work, self.tr("The pick list is queued."))

    @Slot()
    def label_sheet(self) -> None:
        """Ask which orders, and from which place on."""
        self._ask_sheet(SheetDialog(self._theme, (), self._window))

    def _ask_sheet(self, dialog: SheetDialog) -> None:
        dialog.accepted.connect(partial(self._sheet, dialog))
        dialog.open()

    def _sheet(self, dialog: SheetDialog) -> None:
        numbers, first = dialog.numbers, dialog.first
        orders = [OrderRef(number) for number in numbers]
        work = partial(self._services.papers.label_sheet, self._services.operator, orders, first=first)
        words = self.tr("Labels of %n order(s) are queued.", "", len(orders))
        self._runner.write(
            work,
            owner=self,
            done=partial(self._tell, words),
            failed=partial(self._ask_sheet_again, numbers, first),
        )

    def _ask_sheet_again(self, numbers: Sequence[str], first: int, error: MmdeskError) -> None:
        """With the same list and the reason; those that were printed before are taken off it."""
        printed = error.numbers if isinstance(error, SomePrinted) else ()
        left = tuple(number for number in numbers if number not in printed)
        dialog = SheetDialog(self._theme, left, self._window, first=first)
        dialog.say_why(error.sentence(language()))
        self._ask_sheet(dialog)

    # -- printers

    @Slot()
    def add_printer(self) -> None:
        self._ask_printer(None)

    def change_printer(self, printer: Printer) -> None:
        self._ask_printer(printer)

    def _ask_printer(self, printer: Printer | None) -> None:
        dialog = PrinterDialog(self._runner, self._services.printers, self._theme, printer, self._window)
        dialog.accepted.connect(partial(self._save_printer, dialog))
        # In the next turn: making it and showing it each take a while.
        QTimer.singleShot(0, dialog, dialog.open)

    def _save_printer(self, dialog: PrinterDialog) -> None:
        wish, printers = dialog.wish(), self._services.printers
        known = dialog.printer
        work = partial(printers.add, wish) if known is None else partial(printers.change, known.key, wish)
        self._runner.write(
            work, owner=self, done=partial(self._saved, wish), failed=self._messages.show_error
        )

    def _saved(self, wish: PrinterWish, _key: object) -> None:
        words = self.tr("Printer “{name}” is set up. Print a test page.").format(name=wish.name)
        self._tell(words, None)
        if wish.setup.kind is PrinterKind.NETWORK:
            work = partial(self._services.printers.look, wish.setup)
            looked = partial(self._looked, wish.name)
            self._runner.read(work, owner=self, done=looked, failed=self._messages.show_error)

    def _looked(self, name: str, state: PrinterState) -> None:
        """One that is off now may be right all the same: it is set up, and that is told."""
        if state.condition is PrinterCondition.OFFLINE:
            words = self.tr("Printer “{name}” is set up but does not answer now: {why}")
            self._messages.say(Kind.NOTICE, words.format(name=name, why=spoken(state.words)))

    def remove_printer(self, printer: Printer) -> None:
        """Ask first; the safe answer has the focus."""
        question = ConsequenceDialog(
            self.tr("Remove the printer “{name}”?").format(name=printer.name),
            f"{printer.paper.name} · {spoken(printer.state.words)}",
            self.tr("Jobs that wait for it will wait for your decision. Its history stays."),
            self.tr("Remove"),
            self._theme,
            self._window,
        )
        question.accepted.connect(partial(self._remove, printer.key, printer.name))
        question.open()

    def _remove(self, key: PrinterKey, name: str) -> None:
        words = self.tr("Printer “{name}” is removed.").format(name=name)
        self._write(partial(self._services.printers.remove, key), words)

    def route(self, kind: DocumentKind, key: PrinterKey | None) -> None:
        self._write(partial(self._services.printers.route, kind, key), "")

    def rename_workstation(self, name: str) -> None:
        """Ask for the new name."""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Name of this workstation"))
        dialog.setLabelText(self.tr("How this workstation is called in lists and in the history of orders:"))
        dialog.setTextValue(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self._rename)
        dialog.open()

    @Slot(str)
    def _rename(self, name: str) -> None:
        self._write(partial(self._services.rename, name), self.tr("The workstation has its new name."))

    # -- one way for all

    def _write(self, work: Callable[[], object], words: str) -> None:
        self._runner.write(
            work, owner=self, done=partial(self._tell, words), failed=self._messages.show_error
        )

    def _tell(self, words: str, _answer: object) -> None:
        if words:
            self._messages.say(Kind.DONE, words)
        self.done.emit()


def _named(line: JobLine) -> str:
    """«этикетка, место 1 · 700100200»."""
    name, number = spoken(printing_state.document_name(line)), printing_state.subject(line)
    return f"{name} · {number}" if number else name

"""The page «Печать» in every state, and its questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from PySide6.QtWidgets import QDialog, QWidget

from mmdesk.domain.print_job import DocumentKind, PrintState
from mmdesk.errors import Text
from mmdesk.printing.paper import A4, LABEL_58X40, LABEL_75X120, PageSize
from mmdesk.printing.printer_setup import Dialect, PrinterKind, PrinterSetup
from mmdesk.printing.spooler import PrinterCondition, PrinterState
from mmdesk.services.printers import PrinterDesk, PrinterWish
from mmdesk.storage.print_jobs import JobKey, NewJob, Progress
from mmdesk.storage.printers import PrinterKey
from mmdesk.storage.queries import Queries
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import UnitOfWork
from mmdesk.ui import printing_page
from mmdesk.ui.facts.consequence_dialog import ConsequenceDialog
from mmdesk.ui.page_context import at_once
from mmdesk.ui.printing.move_dialog import MoveDialog
from mmdesk.ui.printing.pick_dialog import PickDialog
from mmdesk.ui.printing.printer_dialog import PrinterDialog
from mmdesk.ui.printing.printing_view import PrintingView
from mmdesk.ui.printing.reprint_dialog import ReprintDialog
from mmdesk.ui.printing.sheet_dialog import SheetDialog
from mmdesk.ui.words import spoken
from tests.shots.stage import Scene, Stage

_KEYS: Final[list[JobKey]] = []
"""The jobs of this process's shop, in the order of `_JOBS`; empty before the first scene that shows them."""
_WAITS: Final = Text(
    "Ждёт принтер: кончилась бумага. Вставьте бумагу или выберите другой принтер на странице «Печать». "
    "Напечатается само: принтер проверяется каждые несколько секунд.",
    "Waits for the printer: out of paper. Put paper in, or choose another printer on the page “Printing”. "
    "It is printed by itself: the printer is asked every few seconds.",
)
_JOB: Final = Text("этикетка, место 1 · 700100200", "label, box 1 · 700100200")
_LOST: Final = Text(
    "Связь с принтером прервалась при печати. Посмотрите, вышла ли бумага, и ответьте: вышла или не вышла.",
    "The printer was lost while it was printing. See whether the paper came out, and answer: it did, or it "
    "did not.",
)
_TOO_LARGE: Final = Text(
    "Страница больше листа в принтере: страница 100x150, лист 75x120 мм. Выберите другой лист.",
    "The page is larger than the sheet in the printer: page 100x150, sheet 75x120 mm. Choose another one.",
)


@dataclass(frozen=True, slots=True)
class _Told:
    kind: DocumentKind
    printer: str
    state: PrintState
    words: Text | None = None
    reason: str = ""
    title: str = ""
    by: str = "Анна Лесная"


_JOBS: Final[Sequence[_Told]] = (
    _Told(DocumentKind.CONTROL_SHEET, "Лазерный в офисе", PrintState.PRINTED),
    _Told(DocumentKind.PICK_LIST, "Лазерный в офисе", PrintState.PRINTED, title="700100201, 700100202"),
    _Told(DocumentKind.LABEL, "Zebra у стола 1", PrintState.PRINTED, by="Борис Ключ"),
    _Told(DocumentKind.LABEL, "Zebra у стола 1", PrintState.PRINTED, reason="unreadable"),
    _Told(DocumentKind.LABEL, "Zebra у стола 1", PrintState.CANCELLED, by="Борис Ключ"),
    _Told(DocumentKind.PACKING_LIST, "Лазерный в офисе", PrintState.PRINTED),
    _Told(DocumentKind.PACKING_LIST, "Zebra у стола 1", PrintState.FAILED, _TOO_LARGE),
    _Told(DocumentKind.LABEL, "Zebra у стола 1", PrintState.DOUBTFUL, _LOST),
    _Told(DocumentKind.LABEL, "Лазерный в офисе", PrintState.PRINTING, Text("Печатается", "Being printed")),
    _Told(DocumentKind.LABEL, "Zebra у стола 1", PrintState.WAITING, _WAITS),
    _Told(DocumentKind.LABEL, "Zebra у стола 1", PrintState.WAITING),
)


def empty(stage: Stage) -> QWidget:
    return opened(stage).window()


def history(stage: Stage, state: PrintState) -> QWidget:
    """A busy morning; the keyboard is on a job in this state."""
    keys = fill(stage)
    view = opened(stage)
    stage.until(lambda: view.table.model().rowCount() == len(_JOBS), "the jobs")
    row = next(number for number, job in enumerate(_JOBS) if job.state is state)
    view.table.select_key(keys[row])
    return view.window()


def found_nothing(stage: Stage) -> QWidget:
    fill(stage)
    view = opened(stage)
    view.bar.search.setText("9999")
    stage.until(lambda: view.table.model().rowCount() == 0, "an empty search")
    return view.window()


def nobody_prints(stage: Stage) -> QWidget:
    """Jobs of another workstation, at which no window is open."""
    fill(stage)
    with stage.parts.storage.work() as work:
        work.printers.introduce_workstation("99999999", "Упаковка 2")
        work.print_jobs.add(
            NewJob(DocumentKind.TEST_PAGE, "99999999", "TSC", "Борис Ключ", stage.clock.now(), title="58x40")
        )
        work.commit()
    view = opened(stage)
    stage.until(view.bar.everywhere.isVisible, "the choice of workstations")
    view.bar.everywhere.setChecked(True)
    stage.until(lambda: view.table.model().rowCount() == len(_JOBS) + 1, "the jobs of all")
    view.table.select_key(None)
    return view.window()


def reprint(stage: Stage) -> QWidget:
    view = opened(stage)
    dialog = ReprintDialog(stage.theme, spoken(_JOB), view.window())
    shown = _shown(dialog, stage)
    stage.write(dialog, "2")
    return shown


def printer(stage: Stage, kind: PrinterKind) -> QWidget:
    view = opened(stage)
    desk = PrinterDesk(stage.parts.storage, stage.clock, stage.parts.workstation)
    dialog = PrinterDialog(stage.runner, desk, stage.theme, None, view.window())
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind.value))
    return _shown(dialog, stage)


def move(stage: Stage) -> QWidget:
    fill(stage)
    view = opened(stage)
    desk = PrinterDesk(stage.parts.storage, stage.clock, stage.parts.workstation)
    others = [each for each in desk.seen().printers if not each.name.startswith("Zebra")]
    dialog = MoveDialog(stage.theme, spoken(_JOB), others, doubtful=True, parent=view.window())
    return _shown(dialog, stage)


def pick(stage: Stage) -> QWidget:
    return _shown(PickDialog(stage.theme, 0, opened(stage).window()), stage)


def sheet(stage: Stage) -> QWidget:
    numbers = ("700100201", "700100202")
    return _shown(SheetDialog(stage.theme, numbers, opened(stage).window()), stage)


def remove(stage: Stage) -> QWidget:
    fill(stage)
    view = opened(stage)
    stage.until(lambda: view.panel.chosen is not None, "the printers")
    view.panel.remove.click()
    question = view.window().findChild(ConsequenceDialog)
    assert question is not None
    stage.until(question.isVisible, "a question")
    return question


def opened(stage: Stage) -> PrintingView:
    """The window with the page, read once."""
    shop = stage.bare()
    made = at_once(printing_page.make(stage.context(shop)))
    shop.window.add_page(made.page)
    shop.window.show_state(stage.healthy())
    view = made.page
    assert isinstance(view, PrintingView)
    stage.until(lambda: view.is_read, "the page")
    return view


def fill(stage: Stage) -> list[JobKey]:
    """Three printers, and jobs in every state; a later scene finds them there."""
    here = stage.parts.workstation
    if _KEYS:
        return _KEYS
    desk = PrinterDesk(stage.parts.storage, stage.clock, here)
    printers = [
        desk.add(_wish("Zebra у стола 1", PrinterKind.NETWORK, "192.0.2.40:9100", LABEL_75X120)),
        desk.add(_wish("Лазерный в офисе", PrinterKind.SYSTEM, "laser", A4)),
        desk.add(_wish("TSC для ценников", PrinterKind.NETWORK, "192.0.2.41", LABEL_58X40)),
    ]
    orders = [row.key for row in Queries(stage.parts.storage.engine).list_orders()]
    with stage.parts.storage.work() as work:
        work.printers.rename_workstation(here.code, "Упаковка 1")
        work.printers.note_spool(here.code, stage.clock.now())
        _note(work, printers, stage)
        _KEYS[:] = [_put(work, number, told, orders, stage) for number, told in enumerate(_JOBS)]
        work.commit()
    return _KEYS


def _wish(name: str, kind: PrinterKind, target: str, paper: PageSize) -> PrinterWish:
    return PrinterWish(name, PrinterSetup(kind, target, dialect=Dialect.ZPL), paper)


def _note(work: UnitOfWork, printers: Sequence[PrinterKey], stage: Stage) -> None:
    conditions = (PrinterCondition.NO_PAPER, PrinterCondition.READY, PrinterCondition.OFFLINE)
    for key, condition in zip(printers, conditions, strict=True):
        state = PrinterState.of(condition)
        work.printers.note_condition(key, condition.value, state.words, stage.clock.now())


def _put(work: UnitOfWork, number: int, told: _Told, orders: Sequence[ShipmentKey], stage: Stage) -> JobKey:
    of_an_order = told.kind.is_of_an_order
    at = stage.clock.now() - timedelta(minutes=7 * (len(_JOBS) - number))
    key = work.print_jobs.add(
        NewJob(
            kind=told.kind,
            workstation=stage.parts.workstation.code,
            printer=told.printer,
            operator=told.by,
            created_at=at,
            reason=told.reason,
            title=told.title,
            document=None if of_an_order else b"%PDF",
            shipment=orders[number] if of_an_order else None,
            box_index=1 if told.kind is DocumentKind.LABEL else None,
        )
    )
    if told.state is not PrintState.WAITING:
        work.print_jobs.claim(key, "here")
        over = None if told.state in (PrintState.PRINTING, PrintState.DOUBTFUL) else at
        work.print_jobs.progress(key, PrintState.PRINTING, Progress(told.state, told.words, finished_at=over))
    elif told.words is not None:
        work.print_jobs.progress(key, PrintState.WAITING, Progress(PrintState.WAITING, told.words))
    return key


def _shown(dialog: QDialog, stage: Stage) -> QDialog:
    dialog.open()
    stage.until(dialog.isActiveWindow, "a dialog in front")
    return dialog


SCENES: Final[Mapping[str, Scene]] = {
    "printing-empty": empty,
    "printing-dialog-printer": partial(printer, kind=PrinterKind.NETWORK),
    "printing-dialog-system": partial(printer, kind=PrinterKind.SYSTEM),
    "printing-dialog-folder": partial(printer, kind=PrinterKind.FOLDER),
    "printing-dialog-reprint": reprint,
    "printing-dialog-move": move,
    "printing-dialog-pick": pick,
    "printing-dialog-sheet": sheet,
    "printing-doubtful": partial(history, state=PrintState.DOUBTFUL),
    "printing-failed": partial(history, state=PrintState.FAILED),
    "printing-waiting": partial(history, state=PrintState.WAITING),
    "printing-printed": partial(history, state=PrintState.PRINTED),
    "printing-nothing-found": found_nothing,
    "printing-silent": nobody_prints,
    "printing-dialog-remove": remove,
}

"""Printing from the list of orders: papers of the chosen ones, and a pick list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from mmdesk.domain.print_job import PickBy
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.desk import OrderRef
from mmdesk.services.operators import Operator
from mmdesk.services.order_list import OrderList, ShipmentKey
from mmdesk.services.order_papers import AlreadyPrinted
from mmdesk.services.print_desk import PrintDesk
from mmdesk.services.print_list import JobKey
from mmdesk.services.print_papers import PrintPapers
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.orders.bulk import ref_of
from mmdesk.ui.printing.pick_dialog import PickDialog
from mmdesk.ui.printing.reprint_dialog import ReprintDialog
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.words import spoken

KEY: Final = "Ctrl+P"


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of the orders' papers; `again` are those that were printed before."""

    orders: tuple[OrderRef, ...] = ()
    queued: int = 0
    printer: str = ""
    again: tuple[OrderRef, ...] = ()
    refused: tuple[tuple[str, Text], ...] = ()


class OrderPrinting(QObject):
    """Belongs to the page; `chosen_keys` tells which orders are chosen there."""

    def __init__(
        self,
        page: QWidget,
        chosen_keys: Callable[[], Sequence[ShipmentKey]],
        runner: TaskRunner,
        orders: OrderList,
        desk: PrintDesk,
        papers: PrintPapers,
        operator: Operator,
        messages: Messages,
        theme: Theme,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._chosen_keys = chosen_keys
        self._runner = runner
        self._orders = orders
        self._desk = desk
        self._papers = papers
        self._operator = operator
        self._messages = messages
        self._theme = theme
        for key, act in ((KEY, self.print_chosen), ("F9", self.pick_list)):
            QShortcut(QKeySequence(key), page, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @Slot()
    def print_chosen(self) -> None:
        """The labels, or ДСМ's packing lists, of what is chosen."""
        keys = self._chosen_keys()
        if not keys:
            self._messages.say(Kind.NOTICE, self.tr("No order is chosen: go to one with the arrows first."))
            return
        self._write(partial(print_orders, self._orders, self._desk, self._operator, tuple(keys)))

    @Slot()
    def pick_list(self) -> None:
        """Of the chosen orders when they are several, else of all that wait to be packed."""
        keys = self._chosen_keys()
        several = tuple(keys) if len(keys) > 1 else ()
        dialog = PickDialog(self._theme, len(several), self._page.window())
        dialog.accepted.connect(partial(self._pick, several, dialog))
        dialog.open()

    def _pick(self, keys: tuple[ShipmentKey, ...], dialog: PickDialog) -> None:
        self._runner.write(
            partial(pick, self._orders, self._papers, self._operator, keys, dialog.order),
            owner=self,
            done=self._tell_picked,
            failed=self._messages.show_error,
        )

    def _tell_picked(self, _job: JobKey) -> None:
        self._messages.say(Kind.DONE, self.tr("The pick list is queued for printing."))

    def _write(self, work: Callable[[], Printed]) -> None:
        self._runner.write(work, owner=self, done=self._tell, failed=self._messages.show_error)

    def _tell(self, printed: Printed) -> None:
        lines = [f"{number}: {spoken(why)}" for number, why in printed.refused]
        if len(printed.orders) == 1 and printed.again:
            self._ask_again(printed.again[0])
            return
        before = self.tr("{number}: printed before")
        lines += [before.format(number=each.shipment_id) for each in printed.again]
        if printed.queued:
            words = self.tr("%n paper(s) queued for “{printer}”", "", printed.queued)
            self._messages.say(Kind.DONE, words.format(printer=printed.printer), lines)
        elif len(lines) == 1:
            self._messages.say(Kind.REFUSED, lines[0])
        elif lines:
            self._messages.say(Kind.REFUSED, self.tr("Nothing is printed."), lines)
        else:
            self._messages.say(Kind.DONE, self.tr("Its papers are in the queue already."))

    def _ask_again(self, order: OrderRef) -> None:
        """A second copy needs a reason."""
        dialog = ReprintDialog(self._theme, order.shipment_id, self._page.window())
        dialog.accepted.connect(partial(self._print_again, order, dialog))
        dialog.open()

    def _print_again(self, order: OrderRef, dialog: ReprintDialog) -> None:
        self._write(partial(print_again, self._desk, self._operator, order, dialog.reason))


def print_orders(orders: OrderList, desk: PrintDesk, by: Operator, keys: tuple[ShipmentKey, ...]) -> Printed:
    """Off the window's thread: each order by itself. Raises StorageError."""
    refs = tuple(ref_of(row) for row in orders.rows(keys))
    queued, printer, again, refused = 0, "", list[OrderRef](), list[tuple[str, Text]]()
    for order in refs:
        try:
            papers = desk.print_order(order, by)
        except AlreadyPrinted:
            again.append(order)
        except MmdeskError as error:
            refused.append((order.shipment_id, error.text))
        else:
            queued, printer = queued + len(papers.new), papers.printer or printer
    return Printed(refs, queued, printer, tuple(again), tuple(refused))


def print_again(desk: PrintDesk, by: Operator, order: OrderRef, reason: str) -> Printed:
    """Off the window's thread. Raises what `PrintDesk.print_order` raises."""
    papers = desk.print_order(order, by, reason=reason)
    return Printed((order,), len(papers.new), papers.printer)


def pick(
    orders: OrderList,
    papers: PrintPapers,
    by: Operator,
    keys: tuple[ShipmentKey, ...],
    order: PickBy,
) -> JobKey:
    """Off the window's thread. Raises what `PrintPapers.pick_list` raises."""
    refs = [ref_of(row) for row in orders.rows(keys)]
    return papers.pick_list(by, order, refs)

"""From the keys that are chosen to the rows a verb needs: those not at hand are read first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject

from mmdesk.domain.scheme import Verb
from mmdesk.errors import MmdeskError
from mmdesk.services.order_list import OrderList, OrderRow
from mmdesk.ui import moments
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.orders.list_reading import RowsReading, read_rows
from mmdesk.ui.orders.orders_model import OrdersModel
from mmdesk.ui.orders.orders_state import MOST_AT_ONCE, Selection
from mmdesk.ui.tasks import TaskRunner


class Verbs(Protocol):
    """What is done to orders; it asks, acts and tells by itself."""

    def perform(self, verb: Verb, rows: Sequence[OrderRow]) -> None: ...

    def hand_over(self, rows: Sequence[OrderRow]) -> None: ...

    def exchange_now(self) -> None: ...

    def take_back(self) -> None: ...


class VerbRows(QObject):
    """One key press at a time: what is being read for the last one is finished before the next is taken."""

    def __init__(
        self,
        runner: TaskRunner,
        orders: OrderList,
        model: OrdersModel,
        verbs: Verbs,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._orders = orders
        self._model = model
        self._verbs = verbs
        self._messages = messages
        self._reading = False

    def perform(self, verb: Verb | None, selection: Selection, in_sight: OrderRow | None) -> None:
        """Do it to what is chosen; None hands it over, whatever that means for each order.

        `in_sight` is the order beside the list, whose buttons say what the keys mean. The list may have read
        it sooner or later.
        """
        if selection.is_too_large:
            self._refuse(len(selection.keys))
            return
        if in_sight is not None and selection.keys == (in_sight.key,):
            self._act(verb, (in_sight,))
            return
        rows = self._model.fresh(selection.keys)
        if rows is not None:
            self._act(verb, rows)
        elif not self._reading:
            self._reading = True
            self._runner.read(
                partial(read_rows, self._orders, selection.keys),
                owner=self,
                done=partial(self._take, verb),
                failed=self._fail,
            )

    def _take(self, verb: Verb | None, reading: RowsReading) -> None:
        self._reading = False
        self._act(verb, reading.rows)

    def _fail(self, error: MmdeskError) -> None:
        self._reading = False
        self._messages.show_error(error)

    def _act(self, verb: Verb | None, rows: Sequence[OrderRow]) -> None:
        if verb is None:
            self._verbs.hand_over(rows)
        else:
            self._verbs.perform(verb, rows)

    def _refuse(self, orders: int) -> None:
        words = self.tr("{count} orders are chosen, and at most {most} are taken at once. Choose fewer.")
        words = words.format(count=moments.number(orders), most=moments.number(MOST_AT_ONCE))
        self._messages.say(Kind.REFUSED, words)

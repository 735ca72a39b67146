"""Get an order's paper on the screen: the label as soon as it has arrived, or ДСМ's packing list at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Slot

from mmdesk.clock import Clock
from mmdesk.domain.intent import Command
from mmdesk.domain.standing import RowState
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.labels import NoLabel
from mmdesk.services.order_actions import OrderActions, OrderRef, Outcome
from mmdesk.services.order_card import OrderCard
from mmdesk.services.order_list import OrderRow, ShipmentKey
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.orders.bulk import ref_of
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.words import language, spoken

PATIENCE: Final = timedelta(minutes=2)
"""A label that arrives later is only told of: by then its person does something else."""

ReadCard = Callable[[ShipmentKey], OrderCard | None]


@dataclass(frozen=True, slots=True)
class Paper:
    """The file that was saved, or what became of asking for it."""

    file: Path | None = None
    asked: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a look at an order says of its label: it is here, it is stopped for a reason, or neither."""

    here: bool
    stopped: Text | None = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    order: OrderRef
    since: datetime


@dataclass
class _Lists:
    """Packing lists asked for at once, and those that are saved so far."""

    wanted: int
    files: list[Path] = field(default_factory=list)
    missed: int = 0


class LabelWatch(QObject):
    """Waits for labels that were asked for here, as long as its window lives."""

    def __init__(
        self,
        runner: TaskRunner,
        changes: ChangeNotice,
        actions: OrderActions,
        read_card: ReadCard,
        messages: Messages,
        open_document: Callable[[Path], None],
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._actions = actions
        self._read_card = read_card
        self._messages = messages
        self._open = open_document
        self._clock = clock
        self._waiting: dict[ShipmentKey, _Waiting] = {}
        changes.changed.connect(self._look)

    def bring_label(self, row: OrderRow) -> None:
        """Save and open it; ask for it where it has not been fetched."""
        self._runner.write(
            partial(saved_or_asked, self._actions, ref_of(row)),
            owner=self,
            done=partial(self._show, row.key, ref_of(row)),
            failed=self._messages.show_error,
        )

    def bring_packing_lists(self, rows: Sequence[OrderRow]) -> None:
        """Save them; one is opened, of several their folder."""
        lists = _Lists(len(rows))
        for row in rows:
            self._runner.write(
                partial(self._actions.save_packing_list, ref_of(row), language()),
                owner=self,
                done=partial(self._take_list, lists),
                failed=partial(self._miss_list, lists),
            )

    def _take_list(self, lists: _Lists, file: Path) -> None:
        lists.files.append(file)
        self._show_lists(lists)

    def _miss_list(self, lists: _Lists, error: MmdeskError) -> None:
        lists.missed += 1
        self._messages.show_error(error)
        self._show_lists(lists)

    def _show_lists(self, lists: _Lists) -> None:
        if len(lists.files) + lists.missed < lists.wanted or not lists.files:
            return
        last = lists.files[-1]
        if lists.wanted == 1:
            self._open(last)
            return
        self._open(last.parent)
        if not lists.missed:
            words = self.tr("%n packing list(s) saved in {folder}", "", len(lists.files))
            self._messages.say(Kind.DONE, words.format(folder=last.parent))

    def _show(self, key: ShipmentKey, order: OrderRef, paper: Paper) -> None:
        if paper.file is not None:
            self._open(paper.file)
            return
        for refusal in paper.asked.refused if paper.asked else ():
            self._refuse(order, refusal.words)
            return
        words = self.tr("Order {number}: its label has been asked for and opens as soon as it is here.")
        self._messages.say(Kind.DONE, words.format(number=order.shipment_id))
        self._waiting[key] = _Waiting(order, self._clock.now())
        # It may have come between the question and this line.
        self._look_at(key)

    @Slot()
    def _look(self) -> None:
        for key in tuple(self._waiting):
            self._look_at(key)

    def _look_at(self, key: ShipmentKey) -> None:
        self._runner.read(
            partial(arrival, self._read_card, key),
            owner=self,
            done=partial(self._receive, key),
            failed=self._messages.show_error,
            topic=f"orders.label.{key}",
        )

    def _receive(self, key: ShipmentKey, seen: Arrival) -> None:
        if key not in self._waiting or not (seen.here or seen.stopped):
            return
        waited = self._waiting.pop(key)
        if seen.stopped is not None:
            self._refuse(waited.order, seen.stopped)
        elif self._clock.now() - waited.since > PATIENCE:
            words = self.tr("The label of order {number} is here: F7 on the order opens it.")
            self._messages.say(Kind.DONE, words.format(number=waited.order.shipment_id))
        else:
            self._fetch(waited.order)

    def _fetch(self, order: OrderRef) -> None:
        self._runner.write(
            partial(self._actions.save_label, order),
            owner=self,
            done=self._open,
            failed=self._messages.show_error,
        )

    def _refuse(self, order: OrderRef, why: Text) -> None:
        words = self.tr("Order {number} gets no label. {why}")
        self._messages.say(Kind.REFUSED, words.format(number=order.shipment_id, why=spoken(why)))


def saved_or_asked(actions: OrderActions, order: OrderRef) -> Paper:
    """Off the window's thread. Raises NotAllowed when a packed lot has been cancelled since."""
    try:
        return Paper(file=actions.save_label(order))
    except NoLabel:
        return Paper(asked=actions.request_label((order,)))


def arrival(read_card: ReadCard, key: ShipmentKey) -> Arrival:
    """Off the window's thread."""
    card = read_card(key)
    if card is None:
        return Arrival(here=False, stopped=Text("Заказа больше нет.", "The order is gone."))
    fetches = [command for command in card.order.pending if command.command is Command.LABEL]
    for fetch in fetches:
        if fetch.state is RowState.PARKED:
            return Arrival(here=False, stopped=fetch.error or Text.same(""))
    return Arrival(here=not fetches)

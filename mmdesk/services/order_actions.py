"""What the desk does to orders, one or many at once: the use cases with one answer for all of them.

Call from the task thread: an order, or a few that are confirmed or shipped, is a short transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.domain.role import Right, require
from mmdesk.domain.scheme import Verb
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import Language
from mmdesk.services import (
    connection_settings,
    documents,
    job_runs,
    labels,
    lots,
    outbox,
    packing,
    shipping,
    undo,
)
from mmdesk.services.desk import Answer, Deed, Desk, OrderRef, Queued, connection_of
from mmdesk.services.operators import Operator
from mmdesk.services.prospects import Prospect, prospects
from mmdesk.services.undo import Departing, TakenBack
from mmdesk.storage.uow import Storage, UnitOfWork

__all__ = [
    "Deed", "Departing", "OrderActions", "OrderRef", "Outcome", "Prospect", "Queued", "Refusal", "TakenBack",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """One order for which it was not done, and why, in a sentence."""

    shipment_id: str
    words: Text


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one verb on some orders; `done` also holds those that had it done already."""

    verb: Verb
    done: tuple[Queued, ...]
    refused: tuple[Refusal, ...]


class OrderActions:
    """Every verb of the desk, with the undo window that each connection's settings give.

    What is refused, or fails, for one order is told in the outcome and does not keep the others from being
    done. What the operator's role leaves to others raises NotYours before anything is done. `folder` takes
    the documents made for a viewer.
    """

    def __init__(self, storage: Storage, clock: Clock, operator: Operator, folder: Path) -> None:
        self._storage = storage
        self._clock = clock
        self._operator = operator
        self._folder = folder
        self._desk = Desk(storage, clock)

    def prospects(self, verb: Verb, orders: Sequence[OrderRef]) -> tuple[Prospect, ...]:
        """What the verb will do to each of them where nothing is asked about one. Raises StorageError."""
        require(self._operator.role, Right.ORDERS)
        return prospects(self._storage, self._clock, verb, orders)

    def confirm(self, orders: Sequence[OrderRef], deed: Deed | None = None) -> Outcome:
        """Take orders into work; in ДСМ Megamarket will see them assembled. `deed`: one that goes on."""
        require(self._operator.role, Right.ORDERS)
        answers = lots.confirm_each(self._desk, orders, self._operator, undo_of=_undo_of, deed=deed or Deed())
        return _outcome(Verb.CONFIRM, answers)

    def reject(self, order: OrderRef, reasons: Mapping[int, str], comment: str = "") -> Outcome:
        """Refuse lots, each for its reason."""
        require(self._operator.role, Right.ORDERS)
        return _each(
            Verb.REJECT,
            (order,),
            lambda order: lots.reject(
                self._desk,
                order,
                self._operator,
                reasons=reasons,
                comment=comment,
                undo=self._undo_of(order),
            ),
        )

    def pack(
        self, order: OrderRef, boxes: Sequence[Sequence[int]] = (), marks: Mapping[int, str] | None = None
    ) -> Outcome:
        """Report packing: the lots of box 1, 2, …, none for the scheme's own choice; marking codes by lot."""
        require(self._operator.role, Right.ORDERS)
        return _each(
            Verb.PACK,
            (order,),
            lambda order: packing.pack(self._desk, order, self._operator, boxes=boxes, marks=marks),
        )

    def request_label(self, orders: Sequence[OrderRef], *, force: bool = False) -> Outcome:
        """Have the labels fetched; `force` although a lot was cancelled after packing."""
        require(self._operator.role, Right.PRINT)
        return _each(
            Verb.LABEL, orders, lambda order: labels.request(self._desk, order, self._operator, force=force)
        )

    def ship(self, orders: Sequence[OrderRef], deed: Deed | None = None) -> Outcome:
        """Стандарт: report the hand-over of all boxes. `deed`: one that goes on."""
        require(self._operator.role, Right.ORDERS)
        answers = shipping.ship_each(
            self._desk, self._clock, orders, self._operator, undo_of=_undo_of, deed=deed or Deed()
        )
        return _outcome(Verb.SHIP, answers)

    def send_with_courier(self, orders: Sequence[OrderRef]) -> Outcome:
        """ДСМ: mark orders as handed to the courier; a fact of our own, which cannot be taken back."""
        require(self._operator.role, Right.ORDERS)
        return _each(
            Verb.COURIER,
            orders,
            lambda order: shipping.send_with_courier(self._desk, self._clock, order, self._operator),
        )

    def close(self, order: OrderRef, failed: Mapping[int, str]) -> Outcome:
        """ДСМ: report the result; every lot is handed over but those in `failed`, by reason."""
        require(self._operator.role, Right.ORDERS)
        return _each(
            Verb.CLOSE,
            (order,),
            lambda order: shipping.close(
                self._desk,
                self._clock,
                order,
                self._operator,
                failed=failed,
                undo=self._undo_of(order),
            ),
        )

    def move(self, order: OrderRef, date: datetime) -> Outcome:
        """ДСМ: move the delivery to another moment."""
        require(self._operator.role, Right.ORDERS)
        return _each(
            Verb.MOVE,
            (order,),
            lambda order: shipping.move(self._desk, order, self._operator, date=date),
        )

    def answer_cancel(self, order: OrderRef, answers: Mapping[int, bool]) -> Outcome:
        """ДСМ: answer the buyer's cancellation, lot by lot: True cancels it."""
        require(self._operator.role, Right.ORDERS)
        return _each(
            Verb.ANSWER_CANCEL,
            (order,),
            lambda order: shipping.answer_cancel(self._desk, order, self._operator, answers=answers),
        )

    def save_label(self, order: OrderRef, *, force: bool = False) -> Path:
        """Write the fetched labels of all boxes into the folder; the file.

        Raises NoLabel, DocumentNotSaved, and NotAllowed when a packed lot has been cancelled since.
        """
        found = labels.fetched(self._storage, order, force=force)
        return documents.save(self._folder, "label", order.shipment_id, found.pdf)

    def save_packing_list(self, order: OrderRef, language: Language) -> Path:
        """Write ДСМ's packing list into the folder; the file. Raises NoPackingList and DocumentNotSaved."""
        from mmdesk.services import packing_lists  # draws with reportlab, which nothing else here needs

        made = packing_lists.make(self._storage, self._clock, order, language)
        return documents.save(self._folder, "packing-list", order.shipment_id, made)

    def departing(self) -> Departing:
        """What this operator may still take back. Raises StorageError."""
        return undo.departing(self._storage, self._clock, self._operator)

    def take_back(self, keys: Sequence[str]) -> TakenBack:
        """Cancel what has not left yet. Raises StorageError."""
        return undo.take_back(self._storage, self._clock, self._operator, keys)

    def retry(self, key: str) -> None:
        """Raises NotYours, UnknownCommand or CommandBusy."""
        require(self._operator.role, Right.QUEUE)
        outbox.retry(self._storage, self._clock, key, self._operator)

    def drop(self, key: str) -> bool:
        """True when it may have taken effect all the same. Raises NotYours, UnknownCommand or CommandBusy."""
        require(self._operator.role, Right.QUEUE)
        return outbox.drop(self._storage, self._clock, key, self._operator)

    def exchange_now(self) -> None:
        """Ask the service to poll Megamarket at once; while it does not run, the wish stays."""
        job_runs.request(self._storage, self._clock, job_runs.JobName.MEGAMARKET)

    def _undo_of(self, order: OrderRef) -> timedelta:
        with self._storage.look() as work:
            return _undo_of(work, connection_of(work, order))


def _undo_of(work: UnitOfWork, connection: Connection) -> timedelta:
    return timedelta(seconds=connection_settings.load(work, connection).desk_undo_seconds)


def _outcome(verb: Verb, answers: Sequence[tuple[OrderRef, Answer]]) -> Outcome:
    done = tuple(answer for _, answer in answers if isinstance(answer, Queued))
    refused = (
        Refusal(order.shipment_id, answer.text)
        for order, answer in answers
        if isinstance(answer, MmdeskError)
    )
    return Outcome(verb, done, tuple(refused))


def _each(verb: Verb, orders: Sequence[OrderRef], act: Callable[[OrderRef], Queued]) -> Outcome:
    done, refused = [], []
    for order in dict.fromkeys(orders):
        try:
            done.append(act(order))
        except MmdeskError as error:
            refused.append(Refusal(order.shipment_id, error.text))
    return Outcome(verb, tuple(done), tuple(refused))

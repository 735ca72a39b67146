"""Megamarket as the relay sees it: which call a command becomes, and how its effect shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, cast

from mmdesk.clients.errors import Refused
from mmdesk.clients.megamarket import Megamarket
from mmdesk.clock import Clock
from mmdesk.domain import status as statuses
from mmdesk.domain.box import Box, box_code
from mmdesk.domain.connection import Connection
from mmdesk.domain.due import has_come
from mmdesk.domain.intent import (
    Accept,
    AnswerCancel,
    Close,
    Confirm,
    FetchLabel,
    MegamarketIntent,
    Move,
    Pack,
    Reject,
    Ship,
    Target,
)
from mmdesk.domain.label import Label, digest
from mmdesk.domain.lot import Lot
from mmdesk.domain.outbox import Absent, Accepted, Effective, Outcome, Unobservable, Wait
from mmdesk.domain.readiness import Effect, Readiness, Ready, effect, readiness
from mmdesk.domain.shipment import Shipment, ShipmentId
from mmdesk.domain.standing import provisional_status
from mmdesk.domain.status import Status
from mmdesk.errors import Text
from mmdesk.printing.label_import import import_label
from mmdesk.printing.paper import LABEL_75X120
from mmdesk.services import rereads
from mmdesk.services.labels import refuse_others
from mmdesk.services.mirror import Mirror
from mmdesk.services.operators import MARKETPLACE, SERVICE
from mmdesk.services.reading import read_shipments
from mmdesk.services.relay import Carried
from mmdesk.services.timeline import Happening, tell
from mmdesk.storage.outbox import QueuedCommand
from mmdesk.storage.shipments import ShipmentKey, StoredShipment
from mmdesk.storage.uow import Storage, UnitOfWork

_READ_FIRST: Final = (Pack, Accept, FetchLabel)
"""A cancelled lot must stop these, so the order is read right before them."""
_JUST: Final = 1.0
"""Seconds for which an order that was read on its turn need not be read once more for its label."""
_LONGEST_REREAD: Final = timedelta(seconds=60)
_BATCH: Final = 100

_SEEN: Final[dict[Effect, Outcome]] = {
    Effect.PRESENT: Effective(),
    Effect.ABSENT: Absent(),
    Effect.UNREADABLE: Unobservable(),
    Effect.UNSETTLED: Wait(Text("Мегамаркет ещё обрабатывает заказ", "Megamarket is still at the order")),
}
_NOT_SHOWN: Final = Wait(Text("Мегамаркет ещё не показывает заказ", "Megamarket does not show the order yet"))


class MegamarketPort:
    """One connection's marketplace account. Used by the relay's thread only."""

    target = Target.MEGAMARKET

    def __init__(
        self,
        *,
        connection: Connection,
        storage: Storage,
        clock: Clock,
        client: Megamarket,
        secret_changed: Callable[[], bool],
    ) -> None:
        self._connection = connection
        self._storage = storage
        self._clock = clock
        self._client = client
        self._secret_changed = secret_changed
        self._mirror = Mirror(storage, clock)
        self._just_read: dict[str, float] = {}

    def secret_changed(self) -> bool:
        return self._secret_changed()

    def reread(self, command: QueuedCommand) -> Carried:
        shipment = self._read(command.shipment_id)
        if isinstance(shipment, Wait):
            return Carried(shipment)
        intent = cast("MegamarketIntent", command.intent)
        seen = _SEEN[effect(intent, shipment)]
        apply = self._acceptance(command, intent) if isinstance(seen, Effective) else None
        return Carried(seen, apply)

    def carry_out(self, command: QueuedCommand, may_send: Callable[[], None]) -> Carried:
        intent = cast("MegamarketIntent", command.intent)
        just_read = self._was_just_read(command, intent)
        fresh = isinstance(intent, _READ_FIRST) and not just_read
        shipment = self._read(command.shipment_id) if fresh else self._mirrored(command.shipment_key)
        ready = _readiness(intent, shipment)
        if not fresh and not isinstance(ready, Ready):
            shipment = self._read(command.shipment_id)
            ready = _readiness(intent, shipment)
        if not isinstance(ready, Ready) or isinstance(shipment, Wait):
            return Carried(_NOT_SHOWN if isinstance(ready, Ready) else ready)
        may_send()
        try:
            return self._send(command, ready.intent, shipment)
        except Refused:
            by_now = self._stopped_by_now(command, intent) if just_read else None
            if by_now is None:
                raise
            return by_now

    def _stopped_by_now(self, command: QueuedCommand, intent: MegamarketIntent) -> Carried | None:
        """What stops a call that relied on an earlier reading: the buyer may have cancelled since."""
        ready = _readiness(intent, self._read(command.shipment_id))
        return None if isinstance(ready, Ready) else Carried(ready)

    def _was_just_read(self, command: QueuedCommand, intent: MegamarketIntent) -> bool:
        """Whether this is the label of an order seen as packed in this very turn."""
        read_at = self._just_read.get(command.shipment_id)
        now = self._clock.monotonic()
        return isinstance(intent, FetchLabel) and read_at is not None and now - read_at < _JUST

    def idle(self) -> bool:
        """Re-read the shipments whose time has come: those that Megamarket was still working on."""
        self._just_read = {}
        connection_id = self._connection.connection_id
        with self._storage.look() as work:
            now = self._clock.now()
            due = work.shipments.due_for_reread(connection_id, now + rereads.TOGETHER, _BATCH)
        if not any(each.reread_at is not None and has_come(each.reread_at, now) for each in due):
            return False
        read_at, began = self._clock.now(), self._clock.monotonic()
        try:
            read = read_shipments(self._client, [stored.shipment.shipment_id for stored in due])
        except Refused:
            self._postpone(due)
            raise
        self._mirror.apply_all(self._connection, read.shown, read_at)
        shown = {shipment.shipment_id for shipment in read.shown}
        self._just_read = {str(each): began for each in shown}
        self._postpone([stored for stored in due if stored.shipment.shipment_id not in shown])
        return True

    def _postpone(self, hidden: Sequence[StoredShipment]) -> None:
        """What Megamarket does not show, or shows in a way that makes no sense, is asked for less often."""
        if not hidden:
            return
        with self._storage.work() as work:
            now = self._clock.now()
            for stored in hidden:
                tries = stored.reread_tries + 1
                pause = rereads.without_hurry(tries, _LONGEST_REREAD)
                work.shipments.plan_reread(stored.key, now + pause, tries)
            work.commit()

    def _read(self, shipment_id: str) -> Shipment | Wait:
        """The order as Megamarket shows it now, through the mirror; what to wait for while it shows none.

        An order that makes no sense keeps its own commands waiting, never those of others.
        """
        read_at = self._clock.now()
        reading = self._client.get_each([ShipmentId(shipment_id)])
        if reading.shipments:
            return self._mirror.apply(self._connection, reading.shipments[0], read_at).shipment
        return Wait(reading.odd[0].problem.text) if reading.odd else _NOT_SHOWN

    def _mirrored(self, key: ShipmentKey) -> Shipment:
        with self._storage.look() as work:
            return work.shipments.get(key).shipment

    def _send(self, command: QueuedCommand, intent: MegamarketIntent, shipment: Shipment) -> Carried:
        if isinstance(intent, FetchLabel):
            return self._fetch_label(command, shipment)
        self._call(intent, shipment)
        return Carried(Accepted(), self._acceptance(command, intent))

    def _call(self, intent: MegamarketIntent, shipment: Shipment) -> None:
        client, shipment_id = self._client, shipment.shipment_id
        match intent:
            case Confirm():
                client.confirm(shipment_id, _lots(shipment, intent.lots))
            case Reject():
                client.reject(shipment_id, _lots(shipment, intent.lots), intent.reason, intent.comment)
            case Pack():
                client.pack(shipment_id, intent.boxes, intent.marks)
            case Accept():
                client.pack_without_boxes(shipment_id, _lots(shipment, intent.lots), intent.marks)
            case Ship():
                client.ship(shipment_id, shipment.box_indexes, intent.at)
            case Close():
                client.close(shipment_id, intent.results, intent.at)
            case Move():
                client.move(shipment_id, _lots(shipment, intent.lots), intent.date)
            case AnswerCancel():
                client.answer_cancel(shipment_id, intent.answers)
            case FetchLabel():
                raise AssertionError("a label is fetched, not sent")

    def _acceptance(self, command: QueuedCommand, intent: MegamarketIntent) -> Callable[[UnitOfWork], None]:
        """What an accepted command leaves in the mirror, until the re-read that follows."""
        now = self._clock.now()

        def apply(work: UnitOfWork) -> None:
            key, status = command.shipment_key, provisional_status(intent)
            behind = _behind(work.shipments.get(key).shipment, intent.lots, status)
            pause = rereads.without_hurry(0) if status is None else rereads.while_at_work(0)
            work.shipments.note_accepted(key, behind, status, now, now + pause)
            _note_own_facts(work, key, intent, now)

        return apply

    def _fetch_label(self, command: QueuedCommand, shipment: Shipment) -> Carried:
        """Raises LabelUnreadable and LabelOfAnother."""
        labels, sources, missing = [], set(), 0
        for index in shipment.box_indexes:
            content = self._client.print_label(shipment.shipment_id, [_alive_in(shipment, index)])
            imported = import_label(content, LABEL_75X120)
            code = box_code(self._connection.merchant_id, shipment.shipment_id, index)
            sources.add(imported.source.value)
            missing += imported.missing_pictures
            labels.append(Label(index, code, imported.pdf, digest(imported.pdf), self._clock.now()))
        with self._storage.look() as work:
            refuse_others(work, labels, command.shipment_key, self._connection.connection_id)

        def apply(work: UnitOfWork) -> None:
            now = self._clock.now()
            work.labels.replace(command.shipment_key, tuple(labels), "/".join(sorted(sources)), now)
            stored = work.shipments.get(command.shipment_key)
            boxes = ", ".join(str(label.box_index) for label in labels)
            tell(work, stored, now, MARKETPLACE, Happening.LABEL_STORED, boxes=boxes)
            if missing:
                pictures = str(missing)
                tell(work, stored, now, SERVICE, Happening.LABEL_INCOMPLETE, boxes=boxes, pictures=pictures)

        return Carried(Accepted(), apply)


def _readiness(intent: MegamarketIntent, shipment: Shipment | Wait) -> Readiness:
    return shipment if isinstance(shipment, Wait) else readiness(intent, shipment)


def _behind(shipment: Shipment, lots: tuple[int, ...], status: Status | None) -> tuple[int, ...]:
    """The lots that the mirror shows short of what was accepted; it may know better by now."""
    if status is None:
        return ()
    return tuple(
        lot.index
        for lot in _lots(shipment, lots)
        if lot.is_open and statuses.known(lot.status) and not statuses.has_reached(lot.status, status)
    )


def _alive_in(shipment: Shipment, box_index: int) -> Box:
    """A box without the lots that were cancelled after they had been packed."""
    lots = [lot for lot in shipment.goods if lot.box_index == box_index and not lot.is_canceled]
    return Box(box_index, tuple(lot.index for lot in lots))


def _note_own_facts(work: UnitOfWork, key: ShipmentKey, intent: MegamarketIntent, now: datetime) -> None:
    match intent:
        case Pack(marks=marks):
            work.shipments.set_marks(key, {mark.lot: mark.code for mark in marks})
        case Accept(marks=marks, checked=checked):
            work.shipments.set_marks(key, {mark.lot: mark.code for mark in marks})
            if checked:
                work.shipments.set_checked(key, now)
        case AnswerCancel(answers=answers):
            kept = [answer.lot for answer in answers if not answer.canceled]
            work.shipments.set_cancel_requested(key, kept, None)
        case _:
            pass


def _lots(shipment: Shipment, indexes: tuple[int, ...]) -> tuple[Lot, ...]:
    return tuple(lot for lot in shipment.lots if lot.index in indexes)

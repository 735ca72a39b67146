"""One order as it lies on the bench: the mirror, what is on its way, and the draft, all of one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mmdesk.domain import status as statuses
from mmdesk.domain.connection import Connection
from mmdesk.domain.lot import Lot
from mmdesk.domain.packing_session import Doing, Entry, Session, lots_at_bench
from mmdesk.domain.scheme import Verb
from mmdesk.domain.standing import NotAllowed, Standing
from mmdesk.domain.status import Status
from mmdesk.services.desk import OrderRef, standing_of
from mmdesk.storage.packing_drafts import StoredDraft
from mmdesk.storage.shipments import ShipmentKey, StoredShipment
from mmdesk.storage.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class BenchOrder:
    """`refused` says why the order cannot be packed as it stands, None where it can be."""

    connection: Connection
    stored: StoredShipment
    standing: Standing
    session: Session
    draft: StoredDraft | None
    refused: NotAllowed | None

    @property
    def key(self) -> ShipmentKey:
        return self.stored.key

    @property
    def ref(self) -> OrderRef:
        return OrderRef(self.stored.shipment.shipment_id, self.connection.name)

    @property
    def number(self) -> str:
        return self.stored.shipment.shipment_id

    @property
    def has_label(self) -> bool:
        """Whether Megamarket gives out its paper; else it is our own packing list."""
        return Verb.LABEL in self.connection.scheme.verbs

    @property
    def is_taking_out(self) -> bool:
        """Whether nothing is left to pack, and something cancelled lies in a box."""
        return not self.session.open_lots and not self.session.placed and bool(self.session.packed)

    @property
    def is_packed(self) -> bool:
        """Whether it has been closed, here or elsewhere, and nothing is to be put in or taken out."""
        session = self.session
        is_closed = self.draft is None or self.draft.is_finishing
        in_the_way = (*session.open_lots, *session.to_take_out, *session.undecided)
        return is_closed and bool(self.standing.staying) and not in_the_way

    @property
    def has_scans(self) -> bool:
        """Whether anything would be lost by leaving it."""
        return any(entry.doing is not Doing.SEEN for entry in self.session.entries)

    def with_session(self, session: Session) -> BenchOrder:
        return replace(self, session=session)


def bench_order(work: UnitOfWork, key: ShipmentKey) -> BenchOrder:
    """Read an order, locked where this unit of work writes."""
    stored = work.shipments.get(key)
    connection = work.connections.by_id(stored.connection_id)
    standing, draft = standing_of(work, stored), work.drafts.find(key)
    to_pack, refused = _to_pack(connection, stored, standing)
    entries = draft.entries if draft is not None else ()
    lots = lots_at_bench(standing, {lot.index for lot in to_pack})
    marked = any(lot.needs_mark for lot in stored.shipment.goods)
    session = Session(lots, entries, _packed(work, stored), work.marks.of(key) if marked else {})
    return BenchOrder(connection, stored, standing, session, draft, refused)


def _to_pack(
    connection: Connection, stored: StoredShipment, standing: Standing
) -> tuple[Sequence[Lot], NotAllowed | None]:
    """The lots to pack. Where the rules refuse the whole order, a packing in progress keeps what waits."""
    try:
        return connection.scheme.lots_at_bench(standing, checked=stored.checked_at is not None), None
    except NotAllowed as refused:
        waiting = (
            lot
            for lot in standing.staying
            if not statuses.has_reached(standing.projected(lot), Status.PENDING_PACKING)
        )
        return tuple(waiting), refused


def _packed(work: UnitOfWork, stored: StoredShipment) -> dict[int, int]:
    """In which boxes lots lie since an earlier packing: as Megamarket shows it, and as we know ourselves."""
    shown = {lot.index: lot.box_index for lot in stored.shipment.goods if lot.box_index}
    out = work.packed.taken_out(stored.key)
    known = shown | dict(work.packed.boxes(stored.key))
    return {lot: box for lot, box in known.items() if lot not in out}


def kept(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """What stays of a draft whose boxes were reported: what people were told."""
    return tuple(entry for entry in entries if entry.doing is Doing.SEEN)

"""The view of the order on the bench: its lots by offer, its boxes, and the keys that make sense."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from mmdesk.domain.lot import Lot
from mmdesk.domain.packing_session import BenchLot, LotStand, Session
from mmdesk.domain.status import Status, name_of
from mmdesk.domain.verdict import Control
from mmdesk.errors import Text
from mmdesk.services import bench_words as words
from mmdesk.services.bench_codes import OrderGoods
from mmdesk.services.bench_order import BenchOrder
from mmdesk.services.bench_view import (
    BenchBox,
    BenchRow,
    BoxLine,
    Holder,
    OrderHead,
    ParkedOrder,
    RowState,
)

_STATES: Final[Mapping[LotStand, RowState]] = {
    LotStand.CANCELED: RowState.CANCELLED,
    LotStand.ASKED: RowState.ASKED,
    LotStand.LEAVING: RowState.MISSING,
    LotStand.PACKED: RowState.PACKED,
}
_ASKED: Final = Text("покупатель просит отменить", "the buyer asks to cancel it")
_REJECTED: Final = Text("отказ", "rejected")
_PACKED: Final = Text("упакован раньше", "packed before")
_ORDER: Final = (
    RowState.NOW,
    RowState.TAKE_OUT,
    RowState.OPEN,
    RowState.DONE,
    RowState.ASKED,
    RowState.CANCELLED,
    RowState.MISSING,
    RowState.PACKED,
)


def head(order: BenchOrder) -> OrderHead:
    shipment, connection = order.stored.shipment, order.connection
    return OrderHead(
        key=order.key,
        ref=order.ref,
        connection=connection.name,
        scheme=connection.scheme.code,
        scheme_name=connection.scheme.name,
        region=shipment.buyer.region,
        due=connection.scheme.due(shipment),
        test_mode=connection.test_mode,
    )


def holder(order: BenchOrder) -> Holder | None:
    draft = order.draft
    return None if draft is None else Holder(draft.operator, draft.place, draft.heartbeat_at)


def rows(session: Session, goods: OrderGoods) -> tuple[BenchRow, ...]:
    """The lots by offer and state, what is to be done first."""
    groups: dict[tuple[RowState, str], list[BenchLot]] = {}
    leaving = {each.index for each in session.to_take_out}
    for each in session.all_lots:
        groups.setdefault((_state(session, each, leaving), each.lot.offer_id), []).append(each)
    made = [_row(session, goods, state, lots) for (state, _), lots in groups.items()]
    return tuple(sorted(_joined(made), key=lambda row: (_ORDER.index(row.state), row.lots)))


def boxes(session: Session) -> tuple[BenchBox, ...]:
    """Boxes that Megamarket knows, where nothing new is packed; else those of this packing."""
    names = {each.index: each.lot for each in session.all_lots}
    packing = bool(session.open_lots or session.placed)
    groups: dict[int, list[int]] = {}
    if packing:
        groups = {number: list(box) for number, box in enumerate(session.groups, start=1)}
    else:
        for lot, number in session.packed.items():
            groups.setdefault(number, []).append(lot)
    current = len(session.groups) if packing else 0
    return tuple(
        BenchBox(number, _lines(names[lot] for lot in sorted(lots) if lot in names), number == current)
        for number, lots in sorted(groups.items())
    )


def parked(order: BenchOrder) -> ParkedOrder:
    """The line of a packing that was put aside."""
    draft, session = order.draft, order.session
    assert draft is not None
    return ParkedOrder(
        key=order.key,
        ref=order.ref,
        scheme=order.connection.scheme.code,
        reason=words.reason_words(draft.parked_reason),
        operator=draft.operator,
        workstation=draft.place,
        at=draft.heartbeat_at,
        done=len(session.placed),
        wanted=len(session.placed) + len(session.open_lots),
    )


def keys(order: BenchOrder | None, *, alarm: bool, printable: bool) -> frozenset[Control]:
    """What makes sense to press now."""
    if alarm:
        return frozenset({Control.OK})
    found = {Control.REPRINT} if printable else set()
    if order is None:
        return frozenset(found)
    session = order.session
    found |= {Control.UNDO} if order.has_scans else set()
    if order.is_taking_out:
        return frozenset(found)
    found |= {Control.PARK}
    found |= {Control.MISSING} if session.open_lots else set()
    found |= {Control.NEXTBOX} if session.groups[-1] and session.awaiting is None else set()
    found |= {Control.DONE} if session.is_complete else set()
    return frozenset(found)


def _state(session: Session, each: BenchLot, leaving: Iterable[int]) -> RowState:
    if each.index in leaving:
        return RowState.TAKE_OUT
    if session.awaiting is not None and each.index == session.awaiting.index:
        return RowState.NOW
    if each.stand is LotStand.TO_PACK:
        return RowState.DONE if each.index in session.placed else RowState.OPEN
    return _STATES[each.stand]


def _row(session: Session, goods: OrderGoods, state: RowState, lots: list[BenchLot]) -> BenchRow:
    first = lots[0].lot
    known = goods.offers.get(first.offer_id)
    done = [each.index for each in lots if each.index in session.placed]
    return BenchRow(
        offer_id=first.offer_id,
        name=first.name or (known.name if known else ""),
        article=known.article if known else "",
        picture=known.picture if known else "",
        lots=tuple(each.index for each in lots),
        wanted=len(lots),
        done=len(done),
        state=state,
        needs_mark=any(each.lot.needs_mark for each in lots),
        marks=tuple(session.marks[lot] for lot in done if lot in session.marks),
        boxes=tuple(sorted({session.box_of(each.index) for each in lots} - {0})),
        note=_note(lots[0], state),
        shelf=known.shelf if known else "",
    )


def _joined(made: list[BenchRow]) -> list[BenchRow]:
    """What is in a box and what is not of one offer make one line, «1 из 2»; one that is awaited counts."""
    waiting = (RowState.OPEN, RowState.NOW, RowState.DONE)
    rest = [row for row in made if row.state not in waiting]
    by_offer: dict[str, list[BenchRow]] = {}
    for row in made:
        if row.state in waiting:
            by_offer.setdefault(row.offer_id, []).append(row)
    return rest + [_one(same) for same in by_offer.values()]


def _one(same: list[BenchRow]) -> BenchRow:
    first = min(same, key=lambda row: _ORDER.index(row.state))
    return BenchRow(
        offer_id=first.offer_id,
        name=first.name,
        article=first.article,
        picture=first.picture,
        lots=tuple(sorted(lot for row in same for lot in row.lots)),
        wanted=sum(row.wanted for row in same),
        done=sum(row.done for row in same if row.state is RowState.DONE),
        state=first.state,
        needs_mark=any(row.needs_mark for row in same),
        marks=tuple(mark for row in same for mark in row.marks),
        boxes=tuple(sorted({box for row in same for box in row.boxes})),
        shelf=first.shelf,
    )


def _note(each: BenchLot, state: RowState) -> Text | None:
    match state:
        case RowState.CANCELLED | RowState.TAKE_OUT:
            return name_of(each.lot.status if each.lot.is_canceled else Status.CUSTOMER_CANCELED)
        case RowState.ASKED:
            return _ASKED
        case RowState.MISSING:
            return _REJECTED
        case RowState.PACKED:
            return _PACKED
        case _:
            return None


def _lines(lots: Iterable[Lot]) -> tuple[BoxLine, ...]:
    counted = Counter((lot.offer_id, lot.name) for lot in lots)
    return tuple(BoxLine(offer, name, count) for (offer, name), count in counted.items())

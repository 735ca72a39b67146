"""A scan at the bench: which of its readings holds, and what it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mmdesk.domain.scan import BoxScan, CodeScan, Fault, FaultyScan, MarkScan, Scan
from mmdesk.domain.verdict import Verdict
from mmdesk.services import bench_codes as codes
from mmdesk.services import bench_opening as opening
from mmdesk.services import bench_words as words
from mmdesk.services.bench_actions import Acting, Done
from mmdesk.services.bench_desk import BenchDesk, alarm_first, refused, said, stopped, taken_away
from mmdesk.services.bench_opening import Opened, Opener
from mmdesk.services.bench_order import BenchOrder, bench_order
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Scanning:
    """Turns one state of a bench into the next."""

    opener: Opener
    acting: Acting

    def scanned(
        self, work: UnitOfWork, desk: BenchDesk, scans: Sequence[Scan], now: datetime, *, by_hand: bool
    ) -> BenchDesk:
        """`by_hand`: typed by a person, who errs where a scanner does not; what nobody knows is not kept."""
        desk = self._swept(work, desk)
        known = self._known(work, desk, scans, now)
        if known is not None:
            return known
        if by_hand:
            text = scans[0].text
            return said(desk, Verdict.NO_ORDER, words.NO_SUCH_NUMBER.format(code=text), text)
        return self._unknown(work, desk, desk.order, scans, now)

    def known(
        self, work: UnitOfWork, desk: BenchDesk, scans: Sequence[Scan], now: datetime
    ) -> BenchDesk | None:
        """The answer where a scan is known as something, or nothing can be scanned now; None for the rest."""
        return self._known(work, self._swept(work, desk), scans, now)

    def _swept(self, work: UnitOfWork, desk: BenchDesk) -> BenchDesk:
        """With its order, unless somebody has packed it, or rejected the rest of it, without this bench."""
        order = desk.lying(work)
        is_calm = order is not None and desk.alarm is None and self.is_mine(order) and not order.session.news
        if order is not None and is_calm and order.session.is_empty:
            work.drafts.remove(order.key)
            return replace(desk, current=None, last=order.key, order=None)
        return replace(desk, order=order)

    def _known(
        self, work: UnitOfWork, desk: BenchDesk, scans: Sequence[Scan], now: datetime
    ) -> BenchDesk | None:
        order = desk.order
        if desk.alarm is not None:
            return alarm_first(desk, scans[0].text)
        if order is not None and not self.is_mine(order):
            return taken_away(desk, order)
        if order is not None and order.session.news:
            return stopped(desk, order)
        for scan in scans:
            told = self._scanned_box(work, desk, scan, now) or self._scanned_goods(
                work, desk, order, scan, now
            )
            if told is not None:
                return told
        return self._scanned_number(work, desk, scans, now)

    def _scanned_box(self, work: UnitOfWork, desk: BenchDesk, scan: Scan, now: datetime) -> BenchDesk | None:
        if not isinstance(scan, BoxScan):
            return None
        found = opening.one_order(
            scan.shipment_id, work.bench_orders.of_merchant(scan.merchant_id, scan.shipment_id)
        )
        if isinstance(found, Opened):
            return self.opened(work, desk, found, scan.text)
        return self.guarded(work, desk, found, now, scan.text)

    def _scanned_number(
        self, work: UnitOfWork, desk: BenchDesk, scans: Sequence[Scan], now: datetime
    ) -> BenchDesk | None:
        for scan in scans:
            found = work.bench_orders.with_number(scan.text) if isinstance(scan, CodeScan) else ()
            if found:
                one = opening.one_order(scan.text, found)
                if isinstance(one, Opened):
                    return self.opened(work, desk, one, scan.text)
                return self.guarded(work, desk, one, now, scan.text)
        return None

    def _scanned_goods(
        self, work: UnitOfWork, desk: BenchDesk, order: BenchOrder | None, scan: Scan, now: datetime
    ) -> BenchDesk | None:
        """The answer where the code is known as one of goods, or as a marking code."""
        if not isinstance(scan, CodeScan | MarkScan):
            return None
        if order is not None:
            done = self.acting.scan(work, order, scan, now)
            return None if done is None else self.done(desk, order, done, scan.text)
        numbered = isinstance(scan, CodeScan) and bool(work.bench_orders.with_id(scan.text))
        owners = codes.anywhere(work, scan, thoroughly=not numbered)
        if not owners:
            return None
        if numbered or codes.is_ambiguous(owners):
            names = ", ".join(sorted({owner.name or owner.offer_id for owner in owners}))
            return said(desk, Verdict.AMBIGUOUS, words.AMBIGUOUS.format(names=names), scan.text)
        opened = self.opened(work, desk, self.opener.open_for(work, owners, now), scan.text)
        if opened.current is None:
            return opened
        # Whoever opens an order by its goods has one unit of them in the hand.
        found = opened.lying(work)
        assert found is not None
        done = self.acting.scan(work, found, scan, now)
        return opened if done is None else self.done(opened, found, done, scan.text)

    def _unknown(
        self,
        work: UnitOfWork,
        desk: BenchDesk,
        order: BenchOrder | None,
        scans: Sequence[Scan],
        now: datetime,
    ) -> BenchDesk:
        text = scans[0].text
        goods = self.acting.shelf.of(work, order) if order is not None else None
        for scan in scans:
            fault = codes.fault(scan, goods) if isinstance(scan, CodeScan | FaultyScan) else None
            if fault is not None:
                verdict, told = words.FAULTS[fault]
                return said(desk, verdict, told, text)
        if order is not None and order.session.awaiting is not None:
            return said(desk, Verdict.MARK_FIRST, words.MARK_NOT_WANTED, text)
        if not _is_again(desk, text) and _is_piece(work, scans):
            verdict, told = words.FAULTS[Fault.HALF]
            return said(desk, verdict, told, text)
        key = None if order is None else order.key
        operator = self.acting.finisher.operator.name
        work.codes.note_unknown(text, key, operator, self.acting.finisher.workstation, now)
        return said(desk, Verdict.UNKNOWN, words.UNKNOWN.format(code=text), text)

    def guarded(
        self, work: UnitOfWork, desk: BenchDesk, key: ShipmentKey, now: datetime, code: str
    ) -> BenchDesk:
        """Open an order unless another one, in which something has been scanned, lies on the bench."""
        if desk.alarm is not None:
            return alarm_first(desk, code)
        order = desk.lying(work)
        if order is not None and order.key == key and self.is_mine(order) and not order.session.news:
            return said(replace(desk, order=order), Verdict.OPENED, words.OPENED.format(n=order.number), code)
        if order is not None and order.key != key:
            if self.is_mine(order) and order.has_scans:
                return _finish_first(desk, order, bench_order(work, key), code)
            if self.is_mine(order):
                work.drafts.remove(order.key)
            desk = replace(desk, current=None)
        return self.opened(work, desk, self.opener.open(work, key, now), code)

    def opened(self, work: UnitOfWork, desk: BenchDesk, opened: Opened, code: str) -> BenchDesk:
        after = said(desk, opened.verdict, opened.words, code)
        if opened.asks is not None:
            last = opened.looked_at or desk.last
            return replace(after, asked=opened.question, asked_about=opened.asks, last=last)
        if opened.key is None:
            return replace(after, last=opened.looked_at or desk.last)
        order = opened.order or bench_order(work, opened.key)
        after = replace(after, current=opened.key, order=order)
        return stopped(after, order) if order.session.news else after

    def done(self, desk: BenchDesk, order: BenchOrder, done: Done, code: str) -> BenchDesk:
        after = replace(said(desk, done.verdict, done.words, code), order=done.order)
        if done.is_over:
            after = replace(after, current=None)
        if done.closed:
            after = replace(after, last=order.key)
        return after

    def is_mine(self, order: BenchOrder) -> bool:
        """Whether the order still lies here: it may have been taken over, packed or put aside elsewhere."""
        draft = order.draft
        here = draft is not None and draft.workstation == self.acting.finisher.workstation
        return here and draft is not None and not draft.is_parked and not draft.is_finishing


def _is_piece(work: UnitOfWork, scans: Sequence[Scan]) -> bool:
    return any(codes.is_part(work, scan) for scan in scans if isinstance(scan, CodeScan))


def _is_again(desk: BenchDesk, text: str) -> bool:
    """A label of the shop's own may have a piece of a code: no scanner stumbles twice at the same place."""
    return desk.said.verdict is Verdict.HALF and desk.said.code == text


def _finish_first(desk: BenchDesk, lying: BenchOrder, other: BenchOrder, code: str) -> BenchDesk:
    """Of a packed order nothing is to be finished: its label lies about, or is stuck onto a wrong box."""
    if not other.is_packed:
        return refused(desk, words.FINISH_FIRST.format(n=lying.number))
    told = words.OTHERS_NUMBER if code in ("", other.number) else words.OTHERS_LABEL
    return said(desk, Verdict.ALREADY_PACKED, told.format(other=other.number, n=lying.number), code)

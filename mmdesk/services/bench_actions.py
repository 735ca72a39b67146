"""What scans and keys do to the order on the bench, each inside a transaction that has locked the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mmdesk.domain import packing_decisions as decisions
from mmdesk.domain.marking import MarkingCode, key_of
from mmdesk.domain.packing_decisions import Decision
from mmdesk.domain.packing_session import Doing, Entry
from mmdesk.domain.reason import reason_name
from mmdesk.domain.scan import CodeScan, MarkScan
from mmdesk.domain.verdict import Verdict
from mmdesk.errors import MmdeskError, Text
from mmdesk.services import bench_codes as codes
from mmdesk.services import bench_rows
from mmdesk.services import bench_words as words
from mmdesk.services.bench_codes import OrderGoods, Shelf
from mmdesk.services.bench_finishing import Finisher, why_not_printed
from mmdesk.services.bench_order import BenchOrder, bench_order
from mmdesk.services.bench_papers import PaperState
from mmdesk.services.bench_recall import nothing_left
from mmdesk.services.bench_view import Choice, Question, QuestionKind, RowState
from mmdesk.services.timeline import Happening, in_words, tell
from mmdesk.storage.uow import UnitOfWork


class NotPrintable(MmdeskError):
    """Raised for an order whose paper must not be printed as it stands."""

    title = Text("Сейчас печатать нельзя", "It cannot be printed now")


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an action. `is_over`: the order has left the bench; `closed`: it goes to its paper.

    `order` is the order after it, where that is known without reading it again.
    """

    verdict: Verdict
    words: Text
    is_over: bool = False
    closed: bool = False
    order: BenchOrder | None = None


@dataclass(frozen=True, slots=True)
class Acting:
    """The actions of one bench."""

    finisher: Finisher
    shelf: Shelf

    def scan(
        self, work: UnitOfWork, order: BenchOrder, scan: CodeScan | MarkScan, now: datetime
    ) -> Done | None:
        """Take a code of goods or a marking code; None where nobody knows it."""
        goods = self.shelf.of(work, order)
        if isinstance(scan, MarkScan) and order.session.awaiting is not None:
            return self._mark(work, order, goods, scan.mark, now)
        found = codes.in_order(work, order, goods, scan)
        if not found.is_known:
            found = codes.in_order(work, order, self.shelf.fresh(work, order), scan)
        if found.is_ambiguous:
            names = [self._name(order, offer) for offer in found.offers] + list(found.foreign)
            return Done(Verdict.AMBIGUOUS, words.AMBIGUOUS.format(names=", ".join(names)))
        if not found.offers:
            if not found.foreign:
                return None
            told = words.WRONG.format(name=found.foreign[0], n=order.number)
            return Done(Verdict.WRONG, told)
        mark = scan.mark if isinstance(scan, MarkScan) else None
        decision = decisions.scan_goods(order.session, found.offers[0], mark)
        return self._apply(work, order, decision, now)

    def next_box(self, work: UnitOfWork, order: BenchOrder, now: datetime) -> Done:
        """Close the box being filled."""
        if order.is_taking_out:
            return Done(Verdict.REFUSED, words.NOT_PARKED_HERE)
        return self._apply(work, order, decisions.next_box(order.session), now)

    def undo(self, work: UnitOfWork, order: BenchOrder, now: datetime) -> Done:
        """Take back the last scan."""
        decision = decisions.undo(order.session)
        entry = decision.entry
        if entry is not None and entry.doing is Doing.OUT:
            used = self._take_mark(work, order, entry, now)
            if used is not None:
                return used
            self._put_back(work, order, entry)
        elif entry is not None and entry.lots:
            work.marks.free(order.key, entry.lots)
        return self._apply(work, order, decision, now)

    def finish(self, work: UnitOfWork, order: BenchOrder, now: datetime) -> Done:
        """Close a complete order: what the last scan does by itself."""
        session = order.session
        if session.is_complete:
            return self._close(work, order, now)
        if session.undecided and not session.open_lots:
            name = session.undecided[0].lot.name
            return Done(Verdict.REFUSED, words.UNDECIDED.format(name=name))
        return Done(Verdict.REFUSED, words.NOT_COMPLETE.format(n=len(session.open_lots)))

    def acknowledge(self, work: UnitOfWork, order: BenchOrder, now: datetime) -> Done:
        """Somebody has read the alarm."""
        decision = decisions.acknowledge(order.session)
        return self._apply(work, order, decision, now)

    def missing(
        self,
        work: UnitOfWork,
        order: BenchOrder,
        lots: Sequence[int],
        reason: str,
        comment: str,
        now: datetime,
    ) -> Done:
        """Refuse open lots for a reason; the rest goes on."""
        waiting = {each.index for each in order.session.open_lots}
        if not lots or not set(lots) <= waiting:
            return Done(Verdict.REFUSED, words.NOT_MISSING)
        reasons = dict.fromkeys(lots, reason)
        try:
            self.finisher.desk.decide_within(
                work,
                order.connection,
                order.stored,
                self.finisher.operator,
                lambda scheme, standing: scheme.reject(standing, reasons, comment),
            )
        except MmdeskError as error:
            return Done(Verdict.REFUSED, error.text)
        why = reason_name(reason)
        self._tell(work, order, now, Happening.LOT_MISSING, lots=_listed(lots), **in_words(why))
        entries = (*order.session.entries, Entry(Doing.SEEN, tuple(lots)))
        work.drafts.keep(order.key, entries, now)
        after = bench_order(work, order.key)
        if after.session.is_empty:
            work.drafts.remove(order.key)
            return Done(Verdict.MISSING, words.REJECTED.format(n=order.number), is_over=True)
        if after.session.is_complete:
            return self._close(work, after, now)
        return Done(Verdict.MISSING, words.MISSING.format(why=why))

    def park(self, work: UnitOfWork, order: BenchOrder, reason: str, now: datetime) -> Done:
        """Put the order aside."""
        if order.is_taking_out:
            return Done(Verdict.REFUSED, words.NOT_PARKED_HERE)
        given = reason.strip() or words.PARK_REASONS[0].code
        work.drafts.park(order.key, given, now)
        why = words.reason_words(given)
        self._tell(work, order, now, Happening.BENCH_PARKED, **in_words(why))
        return Done(Verdict.PARKED, words.PARKED.format(n=order.number, why=why), is_over=True)

    def leave(self, work: UnitOfWork, order: BenchOrder, now: datetime) -> Done:
        """Take an order from the bench in which nothing has been scanned, or nothing is left to be done."""
        if order.has_scans and not order.session.is_empty:
            return Done(Verdict.REFUSED, words.PARK_FIRST.format(n=order.number))
        work.drafts.remove(order.key)
        if order.is_taking_out:
            self._finish_later(work, order, now)
        self._tell(work, order, now, Happening.BENCH_LEFT)
        return Done(Verdict.LEFT, words.LEFT.format(n=order.number), is_over=True)

    def print_first(self, work: UnitOfWork, order: BenchOrder) -> None:
        """Print what has never come out, for which nobody needs a reason.

        Raises NotPrintable where it comes by itself, or cannot, and MmdeskError of the printing.
        """
        stop = why_not_printed(work, order)
        if stop is not None:
            raise NotPrintable(stop)
        finisher = self.finisher
        standing = finisher.papers.standing(work, order.stored)
        if standing.state is PaperState.FAILED:
            finisher.again(work, order)
            return
        finishing = order.draft is not None and order.draft.is_finishing
        on_purpose = finishing and finisher.waits_for_a_look(work, order)
        if (finishing and not on_purpose) or standing.state is PaperState.QUEUED:
            progress = finisher.progress(work, order)
            by_itself = words.PRINTS_BY_ITSELF.format(n=order.number)
            raise NotPrintable(progress.stopped or progress.waits or standing.waits or by_itself)
        finisher.papers.print_order(work, order.stored, finisher.operator, finisher.workstation)

    def reprint(self, work: UnitOfWork, order: BenchOrder, reason: str) -> None:
        """Print an order's paper once more. Raises NotPrintable, and MmdeskError of the printing."""
        stop = why_not_printed(work, order)
        if stop is not None:
            raise NotPrintable(stop)
        known = next((each.words for each in words.REPRINT_REASONS if each.code == reason), None)
        finisher = self.finisher
        told = known.ru if known is not None else reason
        finisher.papers.print_order(work, order.stored, finisher.operator, finisher.workstation, reason=told)

    def question(self, work: UnitOfWork, order: BenchOrder, kind: QuestionKind, told: Text) -> Question:
        """A question with everything that can be chosen."""
        match kind:
            case QuestionKind.MISSING:
                reasons = order.connection.scheme.reject_reasons
                choices = tuple(Choice(reason, reason_name(reason)) for reason in reasons)
                rows = bench_rows.rows(order.session, self.shelf.of(work, order))
                open_rows = tuple(row for row in rows if row.state is RowState.OPEN)
                return Question(kind, order.ref, told, choices, open_rows)
            case QuestionKind.PARK:
                return Question(kind, order.ref, told, words.PARK_REASONS)
            case QuestionKind.REPRINT:
                return Question(kind, order.ref, told, words.REPRINT_REASONS)
            case QuestionKind.DOUBT:
                return Question(kind, order.ref, told, words.DOUBT_ANSWERS)
            case QuestionKind.TAKE_OVER:
                return Question(kind, order.ref, told)

    def _mark(
        self, work: UnitOfWork, order: BenchOrder, goods: OrderGoods, mark: MarkingCode, now: datetime
    ) -> Done:
        awaiting = order.session.awaiting
        assert awaiting is not None
        decision = decisions.scan_mark(order.session, mark, goods.gtins(awaiting.lot.offer_id))
        return self._apply(work, order, decision, now)

    def _apply(self, work: UnitOfWork, order: BenchOrder, decision: Decision, now: datetime) -> Done:
        """Write a decision down, and do what follows when the order is complete, or nothing is left of it."""
        entry = decision.entry
        if entry is None:
            return Done(decision.verdict, decision.words, order=order)
        if decision.verdict is not Verdict.UNDONE and entry.doing in (Doing.PUT, Doing.MARK):
            used = self._take_mark(work, order, entry, now)
            if used is not None:
                return used
        work.drafts.keep(order.key, decision.session.entries, now)
        self._tell_entry(work, order, decision, now)
        if decision.verdict is Verdict.TAKEN_OUT:
            self._note_out(work, order, entry, now)
        # Only the draft has changed; what was packed before and comes out, or goes back, changes more.
        inside = entry.doing is not Doing.OUT
        after = order.with_session(decision.session) if inside else bench_order(work, order.key)
        return self._after(work, after, decision, now)

    def _after(self, work: UnitOfWork, order: BenchOrder, decision: Decision, now: datetime) -> Done:
        if decision.verdict is Verdict.UNDONE:
            return Done(decision.verdict, decision.words, order=order)
        if order.session.is_complete:
            return self._close(work, order, now)
        if order.session.is_empty:
            return self._empty(work, order, decision, now)
        return Done(decision.verdict, decision.words, order=order)

    def _empty(self, work: UnitOfWork, order: BenchOrder, decision: Decision, now: datetime) -> Done:
        """Nothing is left to be put in or taken out; of a packed order the rest goes on."""
        if order.standing.staying and decision.verdict is Verdict.TAKEN_OUT:
            taken = self.finisher.close_again(work, order, now)
            told = words.REPACKED if taken else words.BOXES_STAY
            return Done(Verdict.FINISHED, told.format(n=order.number), is_over=True, closed=True)
        work.drafts.remove(order.key)
        if order.standing.staying:
            told = words.ALREADY_PACKED.format(n=order.number)
            return Done(Verdict.ALREADY_PACKED, told, is_over=True)
        work.labels.void(order.key, now)
        return Done(Verdict.TAKEN_OUT, nothing_left(work, order), is_over=True)

    def _close(self, work: UnitOfWork, order: BenchOrder, now: datetime) -> Done:
        try:
            boxes = self.finisher.close(work, order, now)
        except MmdeskError as error:
            # The last scan counts all the same; "done" tries again.
            return Done(Verdict.REFUSED, error.text, order=order)
        told = words.FINISHED.format(n=order.number, boxes=boxes)
        return Done(Verdict.FINISHED, told, is_over=True, closed=True)

    def _take_mark(self, work: UnitOfWork, order: BenchOrder, entry: Entry, now: datetime) -> Done | None:
        """Reserve the marking code of an entry; the refusal where another lot has it."""
        if not entry.code:
            return None
        finisher, key = self.finisher, key_of(entry.code)
        lot = entry.lots[0]
        if work.marks.take(
            order.key, lot, key, entry.code, finisher.operator.name, finisher.workstation, now
        ):
            return None
        use = work.marks.use_of(key)
        number, other = (use.shipment_id, use.lot) if use is not None else (order.number, lot)
        return Done(Verdict.MARK_USED, words.MARK_USED.format(n=number, lot=other))

    def _note_out(self, work: UnitOfWork, order: BenchOrder, entry: Entry, now: datetime) -> None:
        work.marks.free(order.key, entry.lots)
        for lot in entry.lots:
            if lot in order.session.packed:
                work.packed.take_out(order.key, lot, order.session.packed[lot], now)
                work.shipments.take_out(order.key, lot)

    def _put_back(self, work: UnitOfWork, order: BenchOrder, entry: Entry) -> None:
        """Only what was packed before lies in a box that others know of."""
        for lot in entry.lots:
            box = work.packed.put_back(order.key, lot)
            if box is not None and order.has_label:
                work.shipments.put_back(order.connection, order.key, lot, box)

    def _finish_later(self, work: UnitOfWork, order: BenchOrder, now: datetime) -> None:
        """What is to be taken out of a packed order stays in the list of those that wait for their paper."""
        finisher = self.finisher
        work.drafts.begin(order.key, finisher.operator.name, finisher.workstation, now)
        work.drafts.finish(order.key, now)

    def _tell_entry(self, work: UnitOfWork, order: BenchOrder, decision: Decision, now: datetime) -> None:
        entry = decision.entry
        assert entry is not None
        lots = _listed(entry.lots)
        if decision.verdict is Verdict.UNDONE:
            self._tell(work, order, now, Happening.SCAN_UNDONE, lot=lots)
            return
        box = order.session.box_of(entry.lots[0]) if entry.lots else 0
        current = str(len(order.session.groups))
        match entry.doing:
            case Doing.PUT:
                self._tell(work, order, now, Happening.LOT_SCANNED, lot=lots, box=current)
            case Doing.MARK:
                self._tell(work, order, now, Happening.MARK_SCANNED, lot=lots)
            case Doing.BOX:
                self._tell(work, order, now, Happening.BOX_CLOSED, box=current)
            case Doing.OUT:
                self._tell(work, order, now, Happening.LOT_TAKEN_OUT, lot=lots, box=str(box))
            case Doing.SEEN:
                self._tell(work, order, now, Happening.CANCEL_SEEN, lots=lots)
        if entry.doing is Doing.PUT and entry.code:
            self._tell(work, order, now, Happening.MARK_SCANNED, lot=lots)

    def _tell(
        self, work: UnitOfWork, order: BenchOrder, now: datetime, what: Happening, **details: str
    ) -> None:
        finisher = self.finisher
        tell(work, order.stored, now, finisher.operator, what, workstation=finisher.place, **details)

    def _name(self, order: BenchOrder, offer_id: str) -> str:
        return next((each.lot.name for each in order.session.of_offer(offer_id)), offer_id)


def _listed(lots: Sequence[int]) -> str:
    return ", ".join(map(str, lots))

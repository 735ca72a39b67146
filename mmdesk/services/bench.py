"""The packing bench: scans and keys in, what to show out. Made for one window; call it from the task thread.

Every action is one short transaction and returns the whole view. What was scanned is in the database before
the view is: after a crash this bench, or another one, goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from mmdesk.clock import Clock
from mmdesk.domain import packing_decisions as decisions
from mmdesk.domain.scan import (
    ControlScan,
    Fault,
    Scan,
    ScannerHabits,
    read,
)
from mmdesk.domain.verdict import Control, Verdict
from mmdesk.errors import MmdeskError, Text
from mmdesk.services import bench_rows
from mmdesk.services import bench_words as words
from mmdesk.services.bench_actions import Acting, Done
from mmdesk.services.bench_codes import Shelf
from mmdesk.services.bench_desk import BenchDesk, alarm_first, refused, said, stopped, taken_away, unmeant
from mmdesk.services.bench_finishing import Finisher
from mmdesk.services.bench_misses import Misses
from mmdesk.services.bench_opening import Opener
from mmdesk.services.bench_order import BenchOrder, bench_order
from mmdesk.services.bench_paper_news import paper_news
from mmdesk.services.bench_papers import Papers, PaperState
from mmdesk.services.bench_paperwork import Paperwork
from mmdesk.services.bench_recall import note_told, recall
from mmdesk.services.bench_scanning import Scanning
from mmdesk.services.bench_view import (
    BenchView,
    Finishing,
    ParkedOrder,
    Question,
    QuestionKind,
    Said,
    Stage,
)
from mmdesk.services.desk import Desk, OrderRef, find_order
from mmdesk.services.operators import Operator
from mmdesk.storage.engine import StorageError
from mmdesk.storage.uow import Storage, UnitOfWork

__all__ = ["Bench", "Control", "PaperState", "Papers"]

_BEAT: Final = timedelta(seconds=15)
"""A commit wakes every process: the bench tells that it is alive no more often than this."""
_LEAVE_ALL_AS_IT_IS: Final = frozenset(
    {
        Verdict.WRONG,
        Verdict.EXTRA,
        Verdict.AMBIGUOUS,
        Verdict.ALARM_FIRST,
        Verdict.HALF,
        Verdict.JOINED,
        Verdict.MARK_FOREIGN,
        Verdict.MARK_USED,
        Verdict.MARK_FIRST,
        Verdict.NOT_READY,
        Verdict.NO_ORDER,
        Verdict.OTHERS,
        Verdict.ASKING,
        Verdict.STOPPED,
    }
)
"""Verdicts after which the database is as it was, unless an order came onto the bench before them."""


class Bench:
    """One workstation's bench; one thread at a time. `workstation` is its code, `place` its name for people.

    Raises StorageError when the database fails; nothing was counted then, and the same scan may be repeated.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        operator: Operator,
        workstation: str,
        papers: Papers,
        habits: ScannerHabits | None = None,
        place: str = "",
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._workstation = workstation
        self._papers = papers
        self._habits = habits or ScannerHabits()
        self._finisher = Finisher(Desk(storage, clock), papers, operator, workstation, place or workstation)
        self._opener = Opener(self._finisher)
        self._acting = Acting(self._finisher, Shelf())
        self._scanning = Scanning(self._opener, self._acting)
        self._state: BenchDesk | None = None
        self._paperwork = Paperwork(storage, clock, self._finisher)
        self._misses = Misses()
        self._counts = (0, 0)
        self._packed_at: datetime | None = None
        self._beaten: datetime | None = None

    def scan(self, text: str) -> BenchView:
        """Take what a scanner typed, without its Enter: goods, a marking code, an order, a command."""
        return self._read(read(text, self._habits), by_hand=False)

    def typed(self, text: str) -> BenchView:
        """Take what a person typed; a number that nobody knows is a slip, and no code for the manager."""
        return self._read(read(text), by_hand=True)

    def half(self, text: str, whole: str = "") -> BenchView:
        """What is left of a scan that was torn: told as such, neither looked up nor kept.

        `whole` is it with what was written just before: where that is known exactly, it was scanned.
        """
        scans = read(whole, self._habits)
        control = next((each.control for each in scans if isinstance(each, ControlScan)), None)
        if control is not None:
            return self._press(control)
        verdict, told = words.FAULTS[Fault.HALF]

        def act(work: UnitOfWork, desk: BenchDesk, now: datetime) -> BenchDesk:
            known = self._scanning.known(work, desk, scans, now) if scans else None
            if known is not None:
                return known
            return alarm_first(desk, text) if desk.alarm is not None else said(desk, verdict, told, text)

        return self._act(act)

    def press(self, control: Control) -> BenchView:
        """A key; the same as the control barcode of this name."""
        return self._press(control)

    def open(self, order: OrderRef) -> BenchView:
        """Put an order on the bench that somebody has chosen; resumes it when it was parked.

        Raises UnknownShipment, UnknownConnection or AmbiguousShipment.
        """

        def act(work: UnitOfWork, desk: BenchDesk, now: datetime) -> BenchDesk:
            _, stored = find_order(work, order)
            return self._scanning.guarded(work, desk, stored.key, now, "")

        return self._act(act)

    def take_over(self) -> BenchView:
        """Yes to the question: go on with the order of a bench that is not heard of any more."""

        def act(work: UnitOfWork, desk: BenchDesk, now: datetime) -> BenchDesk:
            if desk.asked is not QuestionKind.TAKE_OVER or desk.asked_about is None:
                return refused(desk, words.NOTHING_ASKED)
            return self._scanning.opened(work, desk, self._opener.take_over(work, desk.asked_about, now), "")

        return self._act(act)

    def missing(self, lots: Sequence[int], reason: str, comment: str = "") -> BenchView:
        """Refuse lots that are not there, for a reason of the scheme; the rest of the order goes on."""
        return self._with_order(
            lambda work, order, now: self._acting.missing(work, order, lots, reason, comment, now)
        )

    def park(self, reason: str) -> BenchView:
        """Put the order aside: one of the question's reasons, or words of the packer's own."""
        return self._with_order(lambda work, order, now: self._acting.park(work, order, reason, now))

    def reprint(self, reason: str) -> BenchView:
        """Print the paper of the order that was closed, or looked at, last once more."""

        def act(work: UnitOfWork, desk: BenchDesk, _now: datetime) -> BenchDesk:
            if desk.last is None:
                return refused(desk, words.NOTHING_TO_PRINT)
            order = bench_order(work, desk.last)
            try:
                self._acting.reprint(work, order, reason)
            except MmdeskError as error:
                return refused(desk, error.text)
            return said(desk, Verdict.REPRINTED, words.REPRINTED.format(n=order.number))

        return self._act(act)

    def settle_doubt(self, *, came_out: bool) -> BenchView:
        """Somebody has looked at the printer: the paper is there, or it is to be printed again."""

        def act(work: UnitOfWork, desk: BenchDesk, now: datetime) -> BenchDesk:
            if desk.asked is not QuestionKind.DOUBT or desk.asked_about is None:
                return refused(desk, words.NOTHING_ASKED)
            settled = self._opener.settle_doubt(work, desk.asked_about, now, came_out=came_out)
            return self._scanning.opened(work, desk, settled, "")

        return self._act(act)

    def dismiss(self) -> BenchView:
        """Esc: acknowledge an alarm, drop a question, or leave an order in which nothing has been scanned."""
        return self._act(self._dismiss)

    def refresh(self) -> BenchView:
        """Look again after any change of the database: a cancellation stops the packing here."""
        desk = self._desk()
        self._acting.shelf.forget()
        if desk.current is not None and desk.alarm is None:
            with self._storage.look() as work:
                order = bench_order(work, desk.current)
            if self._scanning.is_mine(order) and order.session.news:
                self._state = stopped(desk, order)
            elif not self._scanning.is_mine(order):
                self._state = taken_away(desk, order)
        self._look_around()
        self._stop_for_closed()
        self._state = paper_news(self._desk(), self._paperwork.lines)
        return self.view()

    def view(self) -> BenchView:
        """What is shown now; reads only."""
        desk = self._desk()
        with self._storage.look() as work:
            return self._view(work, desk)

    def heartbeat(self) -> None:
        """Tell the others that this bench is alive; call it every few seconds."""
        now = self._clock.now()
        if self._beaten is not None and timedelta() <= now - self._beaten < _BEAT:
            return
        with self._storage.look() as work:
            has_any = work.drafts.on_bench(self._workstation) or work.drafts.finishing_keys(self._workstation)
        if has_any:
            with self._storage.work() as work:
                work.drafts.beat(self._workstation, now)
                work.commit()
        self._beaten = now

    def advance(self) -> tuple[Finishing, ...]:
        """Do the next step of every closed order of this bench whose time has come; call after any change.

        One that has just been printed is told once more, and is gone then.
        """
        lines = self._paperwork.advance()
        self._state = paper_news(self._desk(), lines)
        return lines

    def parked(self) -> tuple[ParkedOrder, ...]:
        """The packings that were put aside, the longest waiting first; `open` resumes one."""
        with self._storage.look() as work:
            return tuple(bench_rows.parked(bench_order(work, draft.key)) for draft in work.drafts.parked())

    # What follows turns one state of the bench into the next, inside a transaction.

    def _read(self, scans: Sequence[Scan], *, by_hand: bool) -> BenchView:
        if not scans:
            return self.view()
        control = next((each for each in scans if isinstance(each, ControlScan)), None)
        if control is not None:
            if control.control is not None:
                return self._press(control.control)
            return self._act(lambda _work, desk, _now: unmeant(desk, control))
        return self._act(
            lambda work, desk, now: self._scanning.scanned(work, desk, scans, now, by_hand=by_hand)
        )

    def _act(self, act: Callable[[UnitOfWork, BenchDesk, datetime], BenchDesk]) -> BenchView:
        desk, lines, now = self._desk(), self._paperwork.lines, self._clock.now()
        written = False
        try:
            with self._storage.work() as work:
                after = act(work, desk, now)
                if after.last is not None and after.said.verdict is Verdict.FINISHED:
                    self._paperwork.add(work, after.last)
                view = self._view(work, after)
                if after.said.verdict not in _LEAVE_ALL_AS_IT_IS or after.current != desk.current:
                    # A commit wakes every process: one that changed nothing must not be made.
                    written = self._misses.write(work, self._finisher, after.said.verdict, now)
                    work.commit()
        except StorageError:
            self._paperwork.lines = lines
            raise
        if written:
            self._misses.forget()
        self._misses.note(desk.current, after.said.verdict, after.said.code)
        self._state = replace(after, order=None)
        return view

    def _with_order(self, act: Callable[[UnitOfWork, BenchOrder, datetime], Done]) -> BenchView:
        def on_bench(work: UnitOfWork, desk: BenchDesk, now: datetime) -> BenchDesk:
            if desk.alarm is not None:
                return alarm_first(desk, "")
            order = desk.lying(work)
            if order is None:
                return refused(desk, words.NO_ORDER_HERE)
            if not self._scanning.is_mine(order):
                return taken_away(desk, order)
            return self._scanning.done(desk, order, act(work, order, now), "")

        return self._act(on_bench)

    def _press(self, control: Control) -> BenchView:
        match control:
            case Control.OK:
                return self._act(self._acknowledge)
            case Control.NEXTBOX:
                return self._with_order(self._acting.next_box)
            case Control.UNDO:
                return self._with_order(self._acting.undo)
            case Control.DONE:
                return self._with_order(self._acting.finish)
            case Control.MISSING:
                return self._ask(QuestionKind.MISSING, words.ASK_MISSING)
            case Control.PARK:
                return self._ask(QuestionKind.PARK, words.ASK_PARK)
            case Control.REPRINT:
                return self._act(self._print_again)

    def _ask(self, kind: QuestionKind, told: Text) -> BenchView:
        def act(work: UnitOfWork, desk: BenchDesk, _now: datetime) -> BenchDesk:
            if desk.alarm is not None:
                return alarm_first(desk, "")
            if desk.current is None:
                return refused(desk, words.NO_ORDER_HERE)
            order = bench_order(work, desk.current)
            if kind is QuestionKind.MISSING and not order.session.open_lots:
                return refused(desk, words.NOT_MISSING)
            return _asking(desk, order, kind, told)

        return self._act(act)

    def _print_again(self, work: UnitOfWork, desk: BenchDesk, _now: datetime) -> BenchDesk:
        """Ask for the reason where a paper is, or may be, in the world; print the first one without."""
        if desk.alarm is not None:
            return alarm_first(desk, "")
        if desk.last is None:
            return refused(desk, words.NOTHING_TO_PRINT)
        order = bench_order(work, desk.last)
        if self._papers.has_come_out(work, order.stored):
            return _asking(desk, order, QuestionKind.REPRINT, words.ASK_REPRINT)
        try:
            self._acting.print_first(work, order)
        except MmdeskError as error:
            return refused(desk, error.text)
        return said(desk, Verdict.REPRINTED, words.PRINTING.format(n=order.number))

    def _acknowledge(self, work: UnitOfWork, desk: BenchDesk, now: datetime) -> BenchDesk:
        if desk.alarm is None:
            return self._go_on(work, desk)
        calm = replace(desk, alarm=None, recalls=None, gone=())
        if desk.recalls is not None:
            note_told(work, bench_order(work, desk.recalls), desk.gone, now)
        if desk.current is None or desk.recalls is not None:
            return self._go_on(work, calm)
        order = bench_order(work, desk.current)
        if not self._scanning.is_mine(order):
            return taken_away(calm, order)
        return self._scanning.done(calm, order, self._acting.acknowledge(work, order, now), "")

    def _go_on(self, work: UnitOfWork, desk: BenchDesk) -> BenchDesk:
        """Nothing is asked any more: what is wanted next is told again."""
        if desk.current is None:
            return said(desk, Verdict.ACKNOWLEDGED, words.SCAN_SOMETHING)
        order = bench_order(work, desk.current)
        if not self._scanning.is_mine(order):
            return taken_away(desk, order)
        rest = words.ALL_THERE if order.session.is_complete else words.GO_ON
        told = decisions.still_wanted(order.session) or rest.format(n=order.number)
        return said(desk, Verdict.ACKNOWLEDGED, told)

    def _dismiss(self, work: UnitOfWork, desk: BenchDesk, now: datetime) -> BenchDesk:
        if desk.alarm is not None:
            return self._acknowledge(work, desk, now)
        if desk.asked is not None:
            return self._go_on(work, desk)
        if desk.current is None:
            return desk
        order = bench_order(work, desk.current)
        if not self._scanning.is_mine(order):
            return taken_away(desk, order)
        return self._scanning.done(desk, order, self._acting.leave(work, order, now), "")

    def _stop_for_closed(self) -> None:
        """A parcel that was closed here is still at hand: it must not leave after a cancellation."""
        desk = self._desk()
        line = next((line for line in self._paperwork.lines if line.gone), None)
        if line is None or desk.alarm is not None:
            return
        with self._storage.look() as work:
            told = recall(work, bench_order(work, line.key))
        self._state = replace(said(desk, Verdict.STOPPED, told), recalls=line.key, gone=line.gone)

    def _look_around(self) -> None:
        self._paperwork.look()
        with self._storage.look() as work:
            self._counts = len(work.drafts.parked()), work.bench_orders.waiting()
            self._packed_at = work.packed.last_at()

    def _desk(self) -> BenchDesk:
        """What lies on the bench; at first, what lay on it when the window was closed or killed."""
        if self._state is None:
            with self._storage.look() as work:
                draft = work.drafts.on_bench(self._workstation)
                order = None if draft is None else bench_order(work, draft.key)
            self._state = BenchDesk(Said(0, Verdict.IDLE, words.SCAN_SOMETHING))
            if order is not None:
                told = words.RESUMED.format(n=order.number)
                self._state = replace(said(self._state, Verdict.RESUMED, told), current=order.key)
                if order.session.news:
                    self._state = stopped(self._state, order)
            self._look_around()
        return self._state

    def _view(self, work: UnitOfWork, desk: BenchDesk) -> BenchView:
        order = desk.lying(work)
        alarm = desk.alarm is not None
        keys = bench_rows.keys(order, alarm=alarm, printable=desk.last is not None)
        parked, waiting = self._counts
        common = BenchView(
            stage=Stage.IDLE,
            said=desk.said,
            alarm=alarm,
            keys=keys,
            question=self._question(work, desk),
            finishing=self._paperwork.lines,
            parked=parked,
            waiting=waiting,
            packed_at=self._packed_at,
        )
        if order is None:
            return common
        goods = self._acting.shelf.of(work, order)
        return replace(
            common,
            stage=Stage.TAKING_OUT if order.is_taking_out else Stage.PACKING,
            order=bench_rows.head(order),
            holder=bench_rows.holder(order),
            rows=bench_rows.rows(order.session, goods),
            boxes=bench_rows.boxes(order.session),
        )

    def _question(self, work: UnitOfWork, desk: BenchDesk) -> Question | None:
        if desk.asked is None or desk.asked_about is None:
            return None
        order = bench_order(work, desk.asked_about)
        return self._acting.question(work, order, desk.asked, desk.said.words)


def _asking(desk: BenchDesk, order: BenchOrder, kind: QuestionKind, told: Text) -> BenchDesk:
    asking = said(desk, Verdict.ASKING, told.format(n=order.number))
    return replace(asking, asked=kind, asked_about=order.key)

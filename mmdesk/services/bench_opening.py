"""How an order comes onto a bench: named, or found by goods; one bench an order, whoever is first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from mmdesk.domain.packing_session import Doing, Entry, LotStand
from mmdesk.domain.verdict import Verdict
from mmdesk.errors import MmdeskError, Text
from mmdesk.services import bench_words as words
from mmdesk.services.bench_finishing import Finisher
from mmdesk.services.bench_order import BenchOrder, bench_order, kept
from mmdesk.services.bench_recall import nothing_left
from mmdesk.services.bench_view import FinishStep, QuestionKind
from mmdesk.services.timeline import Happening, tell
from mmdesk.storage.packing_drafts import StoredDraft
from mmdesk.storage.scan_codes import CodeOwner
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import UnitOfWork

SILENT: Final = timedelta(seconds=60)
"""A bench that has not been heard of for so long may be gone: its order may be taken over."""
_FEW: Final = 5
"""Orders that are looked at to say why none can be packed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of it. `key` is the order that lies on the bench now; None leaves the bench as it was.

    `asks` is the order that `question` is about; `looked_at` one whose paper can be printed again.
    `order` is that of `key`, where it is known without reading it again.
    """

    verdict: Verdict
    words: Text
    key: ShipmentKey | None = None
    order: BenchOrder | None = None
    asks: ShipmentKey | None = None
    question: QuestionKind = QuestionKind.TAKE_OVER
    looked_at: ShipmentKey | None = None


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens orders for one bench. Each call is inside a writing transaction, which locks the order first."""

    finisher: Finisher

    def open(self, work: UnitOfWork, key: ShipmentKey, now: datetime) -> Opened:
        """Put one order onto the bench, or say why not."""
        order = bench_order(work, key)
        draft = order.draft
        if draft is None:
            return self._begin(work, order, now)
        if draft.is_finishing:
            return self._reopen(work, order, draft, now)
        if draft.is_parked or draft.workstation == self.finisher.workstation:
            return self._resume(work, order, now, Happening.BENCH_RESUMED)
        if is_silent(draft, now):
            who = words.TAKE_OVER.format(n=order.number, who=draft.operator, where=draft.place)
            return Opened(Verdict.ASKING, who, asks=key)
        return Opened(Verdict.OTHERS, _others(order, draft))

    def take_over(self, work: UnitOfWork, key: ShipmentKey, now: datetime) -> Opened:
        """Take the order of a silent bench, which may have spoken, or passed it on, since the question."""
        order = bench_order(work, key)
        draft = order.draft
        mine = draft is None or draft.is_parked or draft.workstation == self.finisher.workstation
        if mine or draft is None or draft.is_finishing:
            return self.open(work, key, now)
        if not is_silent(draft, now):
            return Opened(Verdict.OTHERS, _others(order, draft))
        return self._resume(work, order, now, Happening.BENCH_TAKEN_OVER)

    def settle_doubt(self, work: UnitOfWork, key: ShipmentKey, now: datetime, *, came_out: bool) -> Opened:
        """Somebody has looked at the printer; somebody else may have answered since the question."""
        finisher, order = self.finisher, bench_order(work, key)
        draft = order.draft
        if draft is not None and draft.workstation != finisher.workstation and not is_silent(draft, now):
            return Opened(Verdict.OTHERS, _others(order, draft))
        if draft is None or not draft.is_finishing or finisher.doubt(work, order) is None:
            return Opened(Verdict.REFUSED, words.NOTHING_ASKED, looked_at=key)
        work.drafts.take(key, finisher.operator.name, finisher.workstation, now)
        try:
            finisher.settle(work, order, came_out=came_out)
        except MmdeskError as error:
            return Opened(Verdict.REFUSED, error.text, looked_at=key)
        verdict = Verdict.ACKNOWLEDGED if came_out else Verdict.REPRINTED
        told = words.CAME_OUT if came_out else words.REPRINTED
        return Opened(verdict, told.format(n=order.number), looked_at=key)

    def open_for(self, work: UnitOfWork, owners: Collection[CodeOwner], now: datetime) -> Opened:
        """Put the most urgent order onto the bench that needs one of these offers and that nobody has."""
        offers = {owner.offer_id for owner in owners}
        for key in work.bench_orders.that_need(owners):
            order = bench_order(work, key)
            free = order.draft is None and order.refused is None
            if free and any(each.lot.offer_id in offers for each in order.session.open_lots):
                return self._begin(work, order, now)
        return self._nobody(work, owners, now)

    def _begin(self, work: UnitOfWork, order: BenchOrder, now: datetime) -> Opened:
        if order.refused is not None and not order.session.to_take_out:
            why = order.refused.text
            return Opened(Verdict.NOT_READY, words.NOT_READY.format(n=order.number, why=why))
        if not order.session.open_lots and not order.session.to_take_out:
            if order.session.undecided:
                name = order.session.undecided[0].lot.name
                return Opened(Verdict.NOT_READY, words.UNDECIDED.format(name=name))
            told = words.ALREADY_PACKED.format(n=order.number)
            return Opened(Verdict.ALREADY_PACKED, told, looked_at=order.key)
        finisher = self.finisher
        work.printers.introduce_workstation(finisher.workstation, finisher.place)
        draft = work.drafts.begin(order.key, finisher.operator.name, finisher.workstation, now)
        after = replace(order, session=order.session.with_entries(*_seen(order)), draft=draft)
        if after.session.entries:
            work.drafts.keep(order.key, after.session.entries, now)
        self._tell(work, order, now, Happening.BENCH_OPENED)
        return _told(after, Verdict.OPENED, words.OPENED)

    def _resume(self, work: UnitOfWork, order: BenchOrder, now: datetime, what: Happening) -> Opened:
        if order.session.is_empty:
            # It was packed, or ended, without this draft.
            work.drafts.remove(order.key)
            return self._begin(work, bench_order(work, order.key), now)
        work.drafts.take(order.key, self.finisher.operator.name, self.finisher.workstation, now)
        self._tell(work, order, now, what)
        return Opened(Verdict.RESUMED, words.RESUMED.format(n=order.number), order.key)

    def _reopen(self, work: UnitOfWork, order: BenchOrder, draft: StoredDraft, now: datetime) -> Opened:
        """An order on its way to its paper comes back only when it was stopped."""
        finisher = self.finisher
        if draft.workstation != finisher.workstation and not is_silent(draft, now):
            return Opened(Verdict.OTHERS, _others(order, draft))
        work.drafts.take(order.key, finisher.operator.name, finisher.workstation, now)
        if finisher.progress(work, order).step is not FinishStep.STOPPED:
            told = words.FINISHING.format(n=order.number)
            return Opened(Verdict.ALREADY_PACKED, told, looked_at=order.key)
        if not order.standing.staying and not order.session.to_take_out:
            work.drafts.remove(order.key)
            return Opened(Verdict.CANCELLED, nothing_left(work, order))
        if _is_untaken(order):
            return self._open_again(work, order, now)
        if order.session.to_take_out:
            work.drafts.finish(order.key, None)
            entries = kept(order.session.entries)
            work.drafts.keep(order.key, entries, now)
            return self._opened_again(work, bench_order(work, order.key), now)
        return self._try_again(work, order)

    def _open_again(self, work: UnitOfWork, order: BenchOrder, now: datetime) -> Opened:
        """Megamarket has not taken the packing: it is in progress as if it had never been closed."""
        work.drafts.finish(order.key, None)
        work.packed.forget(order.key, tuple(order.session.placed))
        return self._opened_again(work, bench_order(work, order.key), now)

    def _try_again(self, work: UnitOfWork, order: BenchOrder) -> Opened:
        """What may have come out is printed again only when somebody has looked."""
        doubt = self.finisher.doubt(work, order)
        if doubt is not None:
            ask = words.ASK_DOUBT_BOXES if doubt.boxes else words.ASK_DOUBT
            told = ask.format(n=order.number, boxes=", ".join(map(str, doubt.boxes)))
            kind = QuestionKind.DOUBT
            return Opened(Verdict.ASKING, told, asks=order.key, question=kind, looked_at=order.key)
        look = self.finisher.waits_for_a_look(work, order)
        if look is not None:
            return Opened(Verdict.REFUSED, look, looked_at=order.key)
        try:
            self.finisher.again(work, order)
        except MmdeskError as error:
            return Opened(Verdict.REFUSED, error.text, looked_at=order.key)
        return Opened(Verdict.REPRINTED, words.REPRINTED.format(n=order.number), looked_at=order.key)

    def _opened_again(self, work: UnitOfWork, order: BenchOrder, now: datetime) -> Opened:
        """Whoever opens a stopped order is told at once what has left it."""
        self._tell(work, order, now, Happening.BENCH_RESUMED)
        after = order.with_session(order.session.with_entries(*_seen(order)))
        work.drafts.keep(order.key, after.session.entries, now)
        told = words.ALL_THERE if after.session.is_complete else words.RESUMED
        return _told(after, Verdict.RESUMED, told)

    def _nobody(self, work: UnitOfWork, owners: Collection[CodeOwner], now: datetime) -> Opened:
        for key in work.bench_orders.taken_that_need(owners):
            told = self._who_has(bench_order(work, key), now)
            if told is not None:
                return told
        others = [bench_order(work, key) for key in work.bench_orders.not_ready_that_need(owners)[:_FEW]]
        for order in others:
            if order.refused is not None:
                told_why = words.NEEDED_LATER.format(n=order.number, why=order.refused.text)
                return Opened(Verdict.NOT_READY, told_why)
        if others:
            told_where = words.PACKED_ELSEWHERE.format(n=others[0].number)
            return Opened(Verdict.ALREADY_PACKED, told_where, looked_at=others[0].key)
        name = next((owner.name for owner in owners if owner.name), next(iter(owners)).offer_id)
        return Opened(Verdict.NO_ORDER, words.NOBODY_NEEDS.format(name=name))

    def _who_has(self, order: BenchOrder, now: datetime) -> Opened | None:
        draft = order.draft
        if draft is None or draft.is_finishing:
            return None
        if draft.is_parked:
            why = words.reason_words(draft.parked_reason)
            return Opened(Verdict.NO_ORDER, words.NEEDED_PARKED.format(n=order.number, why=why))
        if is_silent(draft, now):
            who = words.TAKE_OVER.format(n=order.number, who=draft.operator, where=draft.place)
            return Opened(Verdict.ASKING, who, asks=order.key)
        return Opened(Verdict.OTHERS, _others(order, draft))

    def _tell(self, work: UnitOfWork, order: BenchOrder, now: datetime, what: Happening) -> None:
        finisher = self.finisher
        tell(work, order.stored, now, finisher.operator, what, workstation=finisher.place)


def _told(order: BenchOrder, verdict: Verdict, told: Text) -> Opened:
    """What is to be taken out comes before anything else."""
    leaving = order.session.to_take_out
    if not leaving:
        return Opened(verdict, told.format(n=order.number), order.key, order)
    box = order.session.box_of(leaving[0].index)
    where = _TAKE_OUT.format(n=order.number, name=leaving[0].lot.name, box=box)
    return Opened(Verdict.TAKE_OUT, where, order.key, order)


def is_silent(draft: StoredDraft, now: datetime) -> bool:
    """Whether the bench of a draft has not been heard of for long; a clock set back tells nothing."""
    return now - draft.heartbeat_at > SILENT


def one_order(number: str, found: Sequence[ShipmentKey]) -> Opened | ShipmentKey:
    """The order with a number, or why there is not exactly one."""
    if len(found) == 1:
        return found[0]
    told = words.SEVERAL_ORDERS if found else words.NO_SUCH_ORDER
    return Opened(Verdict.AMBIGUOUS if found else Verdict.NO_ORDER, told.format(n=number))


def _is_untaken(order: BenchOrder) -> bool:
    """Whether Megamarket has taken nothing of the packing, so that it can be done anew."""
    return any(each.stand is LotStand.TO_PACK for each in order.session.lots)


def _seen(order: BenchOrder) -> tuple[Entry, ...]:
    """What has left the order by now is seen in its list: nobody needs to be stopped for it."""
    news = order.session.news
    return (Entry(Doing.SEEN, tuple(each.index for each in news)),) if news else ()


def _others(order: BenchOrder, draft: StoredDraft) -> Text:
    return words.OTHERS.format(n=order.number, who=draft.operator, where=draft.place)


_TAKE_OUT: Final = Text(
    "Заказ {n}: {name} отменён. Достаньте его из места {box} и отсканируйте.",
    "Order {n}: {name} is cancelled. Take it out of box {box} and scan it.",
)

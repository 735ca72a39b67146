"""No order of scans, keys and cancellations packs what must not be packed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mmdesk.domain.box import Mark
from mmdesk.domain.marking import marking_code
from mmdesk.domain.packing_decisions import acknowledge, next_box, scan_goods, scan_mark, undo
from mmdesk.domain.packing_session import LotStand, Session, lots_at_bench
from mmdesk.domain.standard import Standard
from mmdesk.domain.standing import NotAllowed, Standing
from mmdesk.domain.verdict import Verdict
from tests import factory

OFFERS = ("MUG", "RUG", "SCENT")
SCHEME = Standard()


class Packing(RuleBasedStateMachine):
    """A bench with an order of five lots that somebody cancels from meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.serial = 0
        self.reported: tuple[tuple[int, ...], ...] | None = None
        self._begin()

    @precondition(lambda self: self.reported is not None)
    @rule()
    def take_another_order(self) -> None:
        self._begin()

    def _begin(self) -> None:
        lots = (
            factory.lot(index, "CONFIRMED", offer_id=OFFERS[index % 3], needs_mark=index % 3 == 2)
            for index in range(1, 6)
        )
        self.shipment = factory.shipment(*lots)
        self.session, self.reported, self.cancels = Session(()), None, 0
        self._look()

    @precondition(lambda self: self.reported is None and not self.session.news)
    @rule(offer=st.sampled_from((*OFFERS, "FOREIGN")))
    def scan(self, offer: str) -> None:
        before = self.session
        decision = scan_goods(before, offer)
        self._take(decision.session)
        if offer == "FOREIGN":
            assert decision.verdict in (
                Verdict.WRONG,
                Verdict.MARK_WANTED,
                Verdict.MARK_FIRST,
                Verdict.TAKE_OUT,
            )
            assert self.session.entries == before.entries
        self._report()

    @precondition(lambda self: self.reported is None)
    @rule()
    def scan_what_comes_next(self) -> None:
        self.read_the_alarm()
        if self.reported is not None:
            return
        wanted = (*self.session.to_take_out, *self.session.open_lots)
        if self.session.awaiting is not None:
            self.scan_its_mark()
        elif wanted:
            mark = self.session.marks.get(wanted[0].index)
            code = marking_code(mark) if mark and self.session.to_take_out else None
            self._take(scan_goods(self.session, wanted[0].lot.offer_id, code).session)
            self._report()

    @precondition(lambda self: self.reported is None and self.session.awaiting is not None)
    @rule()
    def scan_its_mark(self) -> None:
        if self.session.news:
            return
        self.serial += 1
        mark = marking_code(f"010460123456789321{self.serial:013}\x1d93abcd")
        assert mark is not None
        self._take(scan_mark(self.session, mark, ()).session)
        self._report()

    @precondition(lambda self: self.reported is None and bool(self.session.marks))
    @rule(data=st.data())
    def scan_a_mark_again(self, data: st.DataObject) -> None:
        if self.session.news or self.session.awaiting is not None:
            return
        lot = data.draw(st.sampled_from(sorted(self.session.marks)))
        mark = marking_code(self.session.marks[lot])
        decision = scan_goods(self.session, "SCENT", mark)
        if decision.entry is not None and decision.verdict is not Verdict.TAKEN_OUT:
            # The database refuses a code that another lot has.
            return
        self._take(decision.session)
        self._report()

    @precondition(lambda self: self.reported is None and not self.session.news)
    @rule()
    def close_box(self) -> None:
        self._take(next_box(self.session).session)

    @precondition(lambda self: self.reported is None and not self.session.news)
    @rule()
    def take_back(self) -> None:
        self._take(undo(self.session).session)

    @precondition(lambda self: self.reported is None and self.cancels < 2)
    @rule(index=st.integers(1, 5))
    def cancel(self, index: int) -> None:
        lots = tuple(
            replace(lot, status="CUSTOMER_CANCELED") if lot.index == index else lot
            for lot in self.shipment.lots
        )
        self.shipment = replace(self.shipment, lots=lots)
        self.cancels += 1
        self._look()
        assert not self.session.is_complete or not self.session.news

    @precondition(lambda self: self.reported is None)
    @rule()
    def read_the_alarm(self) -> None:
        self._take(acknowledge(self.session).session)
        assert not self.session.news
        self._report()

    @invariant()
    def every_lot_lies_in_at_most_one_box(self) -> None:
        placed = [lot for box in self.session.groups for lot in box]
        assert len(placed) == len(set(placed))

    @invariant()
    def what_is_reported_is_just_what_goes_along(self) -> None:
        if self.reported is None:
            return
        alive = {lot.index for lot in self.shipment.lots if not lot.is_canceled}
        placed = [lot for box in self.reported for lot in box]
        assert sorted(placed) == sorted(alive)
        assert all(self.reported)
        marked = {lot.index for lot in self.shipment.lots if lot.needs_mark} & alive
        assert marked <= set(self.session.marks)
        marks = tuple(Mark(lot, self.session.marks[lot]) for lot in marked)
        (pack,) = SCHEME.pack(Standing(self.shipment), self.reported, marks)
        assert set(pack.lots) == alive

    def _take(self, session: Session) -> None:
        self.session = session

    def _look(self) -> None:
        standing = Standing(self.shipment)
        try:
            to_pack = {lot.index for lot in SCHEME.lots_at_bench(standing, checked=False)}
        except NotAllowed:
            to_pack = set()
        self.session = Session(lots_at_bench(standing, to_pack), self.session.entries)

    def _report(self) -> None:
        if self.session.is_complete:
            self.reported = self.session.boxes


Packing.TestCase.settings = settings(max_examples=150, stateful_step_count=30)
TestNothingWrongIsPacked = Packing.TestCase


def test_lots_that_the_order_shows_no_more_have_to_come_out() -> None:
    standing = factory.standing("CONFIRMED", "CONFIRMED")
    session = Session(lots_at_bench(standing, {1, 2}))
    session = scan_goods(session, "SKU-1").session
    later = Session(lots_at_bench(factory.standing(factory.lot(2, "CONFIRMED")), {2}), session.entries)
    assert [(each.index, each.stand) for each in later.to_take_out] == [(1, LotStand.CANCELED)]
    assert scan_goods(acknowledge(later).session, "SKU-1").verdict is Verdict.TAKEN_OUT

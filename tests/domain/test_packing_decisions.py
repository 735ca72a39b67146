"""What a scan at the bench means, and what is said of it."""

from __future__ import annotations

from mmdesk.domain.intent import AnswerCancel, CancelAnswer, Reject
from mmdesk.domain.lot import Lot
from mmdesk.domain.marking import MarkingCode, marking_code
from mmdesk.domain.packing_decisions import acknowledge, scan_goods, scan_mark, stopped
from mmdesk.domain.packing_session import LotStand, Session, lots_at_bench
from mmdesk.domain.standing import Standing
from mmdesk.domain.verdict import Verdict
from tests.factory import lot, standing

GTIN = "04601234567893"
CANCELED = "CUSTOMER_CANCELED"


def mark(serial: int) -> MarkingCode:
    code = marking_code(f"01{GTIN}21{serial:013}\x1d93abcd")
    assert code is not None
    return code


def scent(index: int, status: str = "CONFIRMED") -> Lot:
    return lot(index, status, offer_id="SCENT", needs_mark=True)


def marked_and_cancelled(*serials: int) -> Session:
    """A unit with its marking code for each serial number, all in the box when the first is cancelled."""
    count = len(serials)
    session = at_bench(standing(*(scent(index + 1) for index in range(count))))
    for serial in serials:
        session = scan_mark(scan_goods(session, "SCENT").session, mark(serial), [GTIN]).session
    left = [scent(index + 1, CANCELED if index == 0 else "CONFIRMED") for index in range(count)]
    return acknowledge(Session(at_bench(standing(*left)).lots, session.entries)).session


def at_bench(at: Standing) -> Session:
    return Session(
        lots_at_bench(at, {each.index for each in at.shipment.goods if each.status == "CONFIRMED"})
    )


def test_a_marking_code_of_other_goods_is_refused_and_the_unit_waits_on() -> None:
    session = scan_goods(at_bench(standing(scent(1))), "SCENT").session
    decision = scan_mark(session, mark(1), ["04600000000015"])
    assert decision.verdict is Verdict.MARK_FOREIGN
    assert decision.session.awaiting is not None


def test_a_cancelled_unit_with_a_marking_code_is_told_apart_from_its_like() -> None:
    session = marked_and_cancelled(1, 2)
    assert scan_goods(session, "SCENT").verdict is Verdict.MARK_WANTED
    assert scan_goods(session, "SCENT", mark(2)).verdict is Verdict.MARK_FOREIGN
    taken = scan_goods(session, "SCENT", mark(1))
    assert taken.verdict is Verdict.TAKEN_OUT
    assert taken.session.boxes == ((2,),)


def test_other_goods_are_not_taken_out_for_a_cancelled_unit() -> None:
    assert scan_goods(marked_and_cancelled(1, 2), "MUG").verdict is Verdict.TAKE_OUT


def test_what_was_cancelled_is_told_with_where_it_lies() -> None:
    before = scan_goods(at_bench(standing("CONFIRMED", "CONFIRMED")), "SKU-1").session
    after = Session(at_bench(standing(CANCELED, CANCELED)).lots, before.entries)
    told = stopped(after).en
    assert "Take it out of box 1." in told
    assert "Leave it out." in told


def test_a_lot_that_we_refuse_or_give_back_leaves_the_bench_before_megamarket_shows_it() -> None:
    asked = lot(2, "CONFIRMED", cancel_requested=True)
    granted = AnswerCancel((CancelAnswer(2, canceled=True),))
    at = standing("CONFIRMED", asked, pending=[Reject((1,), "OUT_OF_STOCK"), granted])
    assert [each.stand for each in lots_at_bench(at, {1, 2})] == [LotStand.LEAVING, LotStand.CANCELED]


def test_an_order_packed_before_is_not_packed_again_and_nothing_of_it_is_left() -> None:
    session = at_bench(standing("PACKED", CANCELED))
    assert [each.stand for each in session.lots] == [LotStand.PACKED, LotStand.CANCELED]
    assert session.is_empty
    assert not at_bench(standing("CONFIRMED")).is_empty


def test_what_is_wanted_is_told_again_to_whoever_says_understood() -> None:
    fresh = at_bench(standing(scent(1)))
    assert acknowledge(fresh).words.ru == "Продолжайте."
    assert "код маркировки" in acknowledge(scan_goods(fresh, "SCENT").session).words.ru
    leaving = acknowledge(marked_and_cancelled(1, 2))
    assert leaving.verdict is Verdict.ACKNOWLEDGED
    assert "Достаньте из места 1" in leaving.words.ru

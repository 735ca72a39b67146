"""Codes that the bench takes for goods, and what it says of all others."""

from __future__ import annotations

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.scan import ScannerHabits
from mmdesk.domain.verdict import Verdict
from mmdesk.services import scan_codes
from mmdesk.storage.uow import Storage
from tests import factory
from tests.services.bench_goods import CUP, MUG, RUG, goods_bench, lot
from tests.services.bench_stand import BenchStand, ean, offer


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> BenchStand:
    return goods_bench(sqlite_storage, clock)


def test_wrong_goods_stop_everything_until_they_are_acknowledged(shop: BenchStand) -> None:
    order = shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    assert bench.scan(RUG).said.verdict is Verdict.WRONG
    refused = bench.scan(MUG)
    assert (refused.said.verdict, refused.alarm, refused.done) == (Verdict.ALARM_FIRST, True, 1)
    assert not bench.scan("MMD:OK").alarm
    assert bench.scan(MUG).said.verdict is Verdict.FINISHED
    assert shop.sent(order) == ["pack"]


def test_one_unit_too_many_is_told_and_not_counted(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2, "RUG-1")))
    bench = shop.bench()
    bench.scan(MUG)
    view = bench.scan(MUG)
    assert (view.said.verdict, view.alarm, view.done) == (Verdict.EXTRA, False, 1)


def test_a_lot_that_was_cancelled_before_is_an_alarm_of_its_own(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2, "RUG-1", "CUSTOMER_CANCELED")))
    bench = shop.bench()
    bench.scan("700100200")
    view = bench.scan(RUG)
    assert (view.said.verdict, view.alarm) == (Verdict.CANCELLED, True)


def test_a_code_nobody_knows_is_kept_with_the_order(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    assert bench.scan("Q-77").said.verdict is Verdict.UNKNOWN
    bench.scan("Q-77")
    with shop.storage.look() as work:
        (kept,) = work.codes.unknown(10)
    assert (kept.code, kept.times, kept.shipment_id, kept.operator) == ("Q-77", 2, "700100200", "Пётр")


@pytest.mark.parametrize("on_the_bench", [False, True])
def test_a_typed_number_of_nothing_is_answered_and_not_kept(shop: BenchStand, *, on_the_bench: bool) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    if on_the_bench:
        bench.scan("700100200")
    for slip in ("700100201", MUG[:-1], MUG[:-1] + str((int(MUG[-1]) + 1) % 10)):
        view = bench.typed(slip)
        assert (view.said.verdict, slip in view.said.words.ru) == (Verdict.NO_ORDER, True)
    assert scan_codes.unknown(shop.storage) == ()
    assert bench.typed("700100200").said.verdict is Verdict.OPENED
    assert bench.typed(MUG).said.verdict is Verdict.RIGHT


def test_what_the_scanner_puts_first_is_not_taken_from_a_typed_number(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench(habits=ScannerHabits(prefix="7"))
    assert bench.scan("7700100200").said.verdict is Verdict.OPENED
    bench.dismiss()
    assert bench.typed("700100200").said.verdict is Verdict.OPENED


def test_an_attached_code_counts_as_a_barcode_of_its_offer(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    with shop.storage.work() as work:
        work.codes.attach(
            shop.mirror.connection.connection_id, "Q-77", "MUG-1", "Анна", shop.mirror.clock.now()
        )
        work.commit()
    assert shop.bench().scan("Q-77").said.verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    "code", ["MUG-1", "КР-1", MUG.zfill(14), f"]E0{MUG}", f"01{MUG.zfill(14)}", f"]C101{MUG.zfill(14)}"]
)
def test_goods_are_known_by_any_of_their_codes(shop: BenchStand, code: str) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    assert shop.bench().scan(code).said.verdict is Verdict.RIGHT


def test_two_offers_of_the_order_with_one_barcode_are_for_a_person(shop: BenchStand) -> None:
    shop.sell(offer("MUG-2", "Кружка белая", MUG))
    shop.show(factory.shipment(lot(1), lot(2, "MUG-2")))
    bench = shop.bench()
    bench.scan("700100200")
    view = bench.scan(MUG)
    assert (view.said.verdict, view.done) == (Verdict.AMBIGUOUS, 0)


def test_a_barcode_that_goods_outside_the_order_have_too_is_never_guessed_at(shop: BenchStand) -> None:
    shop.sell(offer("MUG-2", "Кружка белая", MUG))
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    assert bench.scan(MUG).said.verdict is Verdict.AMBIGUOUS
    bench.scan("700100200")
    assert bench.scan(MUG).said.verdict is Verdict.AMBIGUOUS


def test_half_codes_and_joined_codes_are_told_as_such(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan("700100200")
    assert bench.scan(MUG + RUG).said.verdict is Verdict.JOINED
    assert bench.scan(MUG[:9]).said.verdict is Verdict.HALF
    with shop.storage.look() as work:
        assert work.codes.unknown(10) == ()


@pytest.mark.parametrize("piece", ["D-10022", "TD-100", "10022"])
def test_a_piece_of_a_known_code_is_half_a_code_unless_it_comes_again(shop: BenchStand, piece: str) -> None:
    """A label of the shop's own may have a piece of the offer's code: the manager can attach it then."""
    shop.sell(offer("TD-10022", "Торшер", CUP))
    bench = shop.bench()
    assert bench.scan(piece).said.verdict is Verdict.HALF
    assert scan_codes.unknown(shop.storage) == ()
    assert bench.scan(piece).said.verdict is Verdict.UNKNOWN
    assert [kept.code for kept in scan_codes.unknown(shop.storage)] == [piece]


@pytest.mark.parametrize("code", ["022", "D-1002", "D%10022", "TD-100221"])
def test_what_is_no_piece_of_a_known_code_is_unknown_at_once(shop: BenchStand, code: str) -> None:
    shop.sell(offer("TD-10022", "Торшер", CUP))
    assert shop.bench().scan(code).said.verdict is Verdict.UNKNOWN


def test_a_whole_barcode_is_no_piece_of_a_longer_code(shop: BenchStand) -> None:
    foreign = ean(469999999999)
    shop.sell(offer(f"{foreign}-A", "Торшер", CUP))
    assert shop.bench().scan(foreign).said.verdict is Verdict.UNKNOWN


def test_what_is_left_of_a_torn_scan_is_told_and_neither_looked_up_nor_kept(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    for part in (MUG, "000000118"):
        view = bench.half(part)
        assert (view.said.verdict, view.order) == (Verdict.HALF, None)
    assert scan_codes.unknown(shop.storage) == ()
    bench.scan(MUG)
    assert bench.scan(CUP).said.verdict is Verdict.WRONG
    assert bench.half(MUG).said.verdict is Verdict.ALARM_FIRST


@pytest.mark.parametrize("whole", [MUG, "700100200"])
def test_a_torn_scan_counts_when_both_parts_make_a_code_that_is_known(shop: BenchStand, whole: str) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    view = shop.bench().half(whole[1:], whole)
    assert (view.order is not None, view.done) == (True, int(whole == MUG))


def test_a_control_barcode_that_was_torn_is_done(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    assert bench.half("D:UNDO", "MMD:UNDO").said.verdict is Verdict.UNDONE


def test_a_torn_scan_whose_parts_make_nothing_known_is_half_a_code(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    view = shop.bench().half(MUG, f"1{MUG}")
    assert (view.said.verdict, view.said.code, view.order) == (Verdict.HALF, MUG, None)
    assert scan_codes.unknown(shop.storage) == ()


@pytest.mark.parametrize("typed", ["MMD:2", "mmd:2", "ЬЬВЖ2"])
def test_an_answer_to_no_question_says_that_none_is_open(shop: BenchStand, typed: str) -> None:
    told = shop.bench().scan(typed).said
    assert told.verdict is Verdict.REFUSED
    assert "вопроса сейчас нет" in told.words.ru


def test_an_answer_that_the_question_does_not_have_is_told_as_such(shop: BenchStand) -> None:
    shop.show(factory.shipment(lot(1), lot(2)))
    bench = shop.bench()
    bench.scan(MUG)
    assert bench.scan("MMD:PARK").question is not None
    assert "нет ответа MMD:9" in bench.scan("MMD:9").said.words.ru


def test_a_control_barcode_of_another_version_is_told_with_its_name(shop: BenchStand) -> None:
    assert "MMD:DANCE" in shop.bench().scan("MMD:DANCE").said.words.ru

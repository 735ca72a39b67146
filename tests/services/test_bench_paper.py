"""The bench with real print jobs: what is in doubt is asked, and only what needs it is printed again."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mmdesk.clock import ManualClock
from mmdesk.domain.print_job import DocumentKind, PrintState
from mmdesk.domain.shipment import Shipment
from mmdesk.domain.verdict import Control, Sound, Verdict
from mmdesk.printing.print_errors import PaperDoesNotFit, PrintDoubtful, PrinterRefused, SpoolFull
from mmdesk.printing.spooler import PrinterCondition
from mmdesk.services.bench import Bench
from mmdesk.services.bench_view import Finishing, FinishStep, QuestionKind
from mmdesk.services.desk import OrderRef
from mmdesk.services.operators import SERVICE
from mmdesk.services.timeline import Happening, tell
from mmdesk.storage.print_jobs import StoredJob
from mmdesk.storage.uow import Storage
from tests import factory
from tests.services import printing_stand
from tests.services.bench_stand import PACKER, BenchStand, bench_stand, ean, offer
from tests.services.printing_stand import HERE, LABEL, PlayedPrinter

MUG = ean(460123456789)
NUMBER = "700100200"


@dataclass
class Room:
    """A bench whose labels go to a printer that a test plays."""

    shop: BenchStand
    printing: printing_stand.Bench
    bench: Bench

    @property
    def printer(self) -> PlayedPrinter:
        return self.printing.played

    def pack(self, *boxes: int) -> OrderRef:
        """One mug in each box; the labels are here."""
        confirmed = [factory.lot(box, "CONFIRMED", offer_id="MUG-1") for box in boxes]
        order = self.shop.show(factory.shipment(*confirmed, shipment_id=NUMBER))
        for _ in boxes:
            self.bench.scan(MUG)
        self.shop.settle(order)
        self.shop.show(self.packed(*boxes))
        self.bench.advance()
        self.shop.settle(order)
        self.printing.keep(order, *boxes)
        return order

    def packed(self, *boxes: int, gone: int = 0) -> Shipment:
        lots = [
            factory.lot(box, "CUSTOMER_CANCELED" if box == gone else "PACKED", offer_id="MUG-1", box=box)
            for box in boxes
        ]
        return factory.shipment(*lots, shipment_id=NUMBER, changeable=True)

    def line(self) -> Finishing:
        (line,) = self.bench.advance()
        return line

    def jobs(self, order: OrderRef) -> tuple[StoredJob, ...]:
        with self.shop.storage.look() as work:
            return work.print_jobs.of_shipment(self.shop.key(order), DocumentKind.LABEL)

    def boxes(self, order: OrderRef) -> list[int | None]:
        """Of which boxes labels were queued, in their order."""
        return [job.box_index for job in self.jobs(order)]


@pytest.fixture
def room(sqlite_storage: Storage, clock: ManualClock) -> Room:
    shop = bench_stand(sqlite_storage, clock)
    shop.sell(offer("MUG-1", "Кружка синяя", MUG))
    printing = printing_stand.print_bench(shop.mirror)
    bench = Bench(shop.storage, clock, PACKER, HERE.code, printing.desk.papers, place=HERE.name)
    return Room(shop, printing, bench)


def two_boxes_one_in_doubt(room: Room) -> OrderRef:
    """The printer goes away in the middle of the second label."""
    order = room.pack(1, 2)
    room.bench.advance()
    room.printing.queue.step()
    room.printing.queue.step()
    room.printer.refusal = PrintDoubtful()
    room.printing.work_off()
    room.printer.refusal = None
    assert [job.state for job in room.jobs(order)] == [PrintState.PRINTED, PrintState.DOUBTFUL]
    return order


def test_the_number_of_an_order_in_doubt_asks_and_prints_nothing(room: Room) -> None:
    order = two_boxes_one_in_doubt(room)
    assert room.line().step is FinishStep.STOPPED
    for _ in range(3):
        view = room.bench.scan(NUMBER)
        assert view.said.verdict is Verdict.ASKING
        assert view.question is not None
        assert view.question.kind is QuestionKind.DOUBT
        assert "место 2" in view.question.words.ru
    assert room.boxes(order) == [1, 2]


def test_a_paper_that_did_not_come_out_is_printed_again_and_the_good_ones_are_not(room: Room) -> None:
    order = two_boxes_one_in_doubt(room)
    room.bench.scan(NUMBER)
    assert room.bench.settle_doubt(came_out=False).said.verdict is Verdict.REPRINTED
    assert room.boxes(order) == [1, 2, 2]
    assert room.jobs(order)[-1].reason == "not_out"
    room.printing.work_off()
    # The newer label settles the doubt about the older one.
    assert room.line().step is FinishStep.PRINTED
    assert room.bench.advance() == ()


def test_a_paper_that_somebody_has_seen_lets_the_order_go(room: Room) -> None:
    order = two_boxes_one_in_doubt(room)
    room.bench.scan(NUMBER)
    told = room.bench.settle_doubt(came_out=True)
    assert (told.said.verdict, told.question) == (Verdict.ACKNOWLEDGED, None)
    assert room.line().step is FinishStep.PRINTED
    assert room.boxes(order) == [1, 2]
    assert [event.what for event in room.shop.mirror.history(order)][-1] == "print_seen"


def test_a_doubt_settled_among_the_print_jobs_lets_the_order_go(room: Room) -> None:
    order = two_boxes_one_in_doubt(room)
    room.printing.desk.confirm_printed(room.jobs(order)[1].key, PACKER)
    assert room.line().step is FinishStep.PRINTED


def test_an_answer_that_comes_after_anothers_prints_nothing(room: Room) -> None:
    order = two_boxes_one_in_doubt(room)
    room.bench.scan(NUMBER)
    room.printing.desk.confirm_printed(room.jobs(order)[1].key, PACKER)
    assert room.bench.settle_doubt(came_out=False).said.verdict is Verdict.REFUSED
    assert room.boxes(order) == [1, 2]


def test_without_a_question_there_is_no_doubt_to_settle(room: Room) -> None:
    order = two_boxes_one_in_doubt(room)
    assert room.bench.settle_doubt(came_out=False).said.verdict is Verdict.REFUSED
    assert room.boxes(order) == [1, 2]


def test_of_a_failed_and_a_printed_label_the_failed_one_is_printed_again(room: Room) -> None:
    order = room.pack(1, 2)
    room.bench.advance()
    room.printing.queue.step()
    room.printing.queue.step()
    room.printer.refusal = PrinterRefused()
    room.printing.work_off()
    room.printer.refusal = None
    assert room.bench.scan(NUMBER).said.verdict is Verdict.REPRINTED
    assert room.boxes(order) == [1, 2, 2]


def test_the_number_of_a_printed_order_prints_nothing(room: Room) -> None:
    order = room.pack(1)
    room.bench.advance()
    room.printing.work_off()
    assert room.bench.scan(NUMBER).said.verdict is Verdict.ALREADY_PACKED
    room.bench.advance()
    assert room.bench.scan(NUMBER).said.verdict is Verdict.ALREADY_PACKED
    assert room.boxes(order) == [1]


def test_a_label_that_was_never_printed_is_printed_without_a_reason(room: Room) -> None:
    order = room.shop.show(room.packed(1))
    room.printing.keep(order, 1)
    room.bench.scan(NUMBER)
    first = room.bench.press(Control.REPRINT)
    assert (first.said.verdict, first.question) == (Verdict.REPRINTED, None)
    assert [job.reason for job in room.jobs(order)] == [""]
    assert room.bench.press(Control.REPRINT).said.verdict is Verdict.REFUSED
    room.printing.work_off()
    again = room.bench.press(Control.REPRINT)
    assert again.question is not None
    assert again.question.kind is QuestionKind.REPRINT


def test_a_label_that_did_not_come_out_is_printed_without_a_reason(room: Room) -> None:
    order = room.pack(1)
    room.bench.advance()
    room.printer.refusal = PrinterRefused()
    room.printing.work_off()
    room.printer.refusal = None
    assert room.bench.press(Control.REPRINT).said.verdict is Verdict.REPRINTED
    assert room.boxes(order) == [1, 1]


def test_an_order_without_its_label_is_told_as_such(room: Room) -> None:
    room.shop.show(room.packed(1))
    room.bench.scan(NUMBER)
    told = room.bench.press(Control.REPRINT)
    assert (told.said.verdict, told.question) == (Verdict.REFUSED, None)


def test_a_label_fetched_again_with_the_same_bytes_comes_out_after_a_lot_was_taken_out(room: Room) -> None:
    order = room.pack(1, 2)
    room.bench.advance()
    room.printing.work_off()
    room.bench.advance()
    room.shop.show(room.packed(1, 2, gone=2))
    room.bench.scan(NUMBER)
    assert room.bench.scan(MUG).said.verdict is Verdict.FINISHED
    room.shop.settle(order)
    room.shop.show(room.packed(1, 2, gone=2))
    room.bench.advance()
    room.shop.settle(order)
    room.printing.keep(order, 1)
    assert room.line().step is FinishStep.PRINTING
    room.printing.work_off()
    assert len(room.printer.sent) == 3


def test_a_line_says_what_its_paper_waits_for_until_it_is_printed(room: Room) -> None:
    room.pack(1)
    room.bench.advance()
    room.printer.condition = PrinterCondition.OFFLINE
    room.printing.queue.step()
    waiting = room.line()
    assert (waiting.step, waiting.stopped) == (FinishStep.PRINTING, None)
    assert waiting.waits is not None
    assert waiting.waits.ru.startswith("Ждёт принтер: ")
    assert "Напечатается само" in waiting.waits.ru
    (seen,) = room.bench.refresh().finishing
    assert seen.waits == waiting.waits
    room.printer.condition = PrinterCondition.READY
    room.shop.mirror.clock.advance(60)
    room.printing.work_off()
    printed = room.line()
    assert (printed.step, printed.waits) == (FinishStep.PRINTED, None)


def test_a_line_says_that_there_is_no_room_for_its_paper(room: Room) -> None:
    room.pack(1, 2)
    room.bench.advance()
    room.printer.refusal = SpoolFull()
    room.printing.queue.step()
    waits = room.line().waits
    assert waits is not None
    assert "Освободите место" in waits.ru


def test_the_bench_says_once_that_the_paper_of_the_order_just_closed_waits(room: Room) -> None:
    room.pack(1)
    assert room.bench.view().said.verdict is Verdict.FINISHED
    room.bench.advance()
    room.printer.condition = PrinterCondition.NO_PAPER
    room.printing.queue.step()
    told = room.bench.refresh().said
    assert (told.verdict, told.verdict.sound) == (Verdict.PAPER_WAITS, Sound.WRONG)
    assert told.words.ru == (
        f"Заказ {NUMBER}. Ждёт принтер: кончилась бумага. "
        "Вставьте бумагу или выберите другой принтер на странице «Печать»."
    )
    assert room.bench.refresh().said == told
    room.printer.condition = PrinterCondition.READY
    room.shop.mirror.clock.advance(60)
    room.printing.work_off()
    room.bench.advance()
    over = room.bench.refresh().said
    assert (over.verdict, over.verdict.sound) == (Verdict.PAPER_OUT, Sound.NONE)


def test_a_paper_behind_another_one_waits_for_what_that_one_waits_for(room: Room) -> None:
    room.printing.desk.print_document(DocumentKind.CONTROL_SHEET, "", LABEL, PACKER)
    room.pack(1)
    assert room.line().waits is None
    room.printer.refusal = SpoolFull()
    room.printing.queue.step()
    told = room.bench.refresh().said
    assert told.verdict is Verdict.PAPER_WAITS
    assert "Освободите место" in told.words.ru


def test_a_failed_paper_tells_its_reason_and_its_cure_at_the_bench(room: Room) -> None:
    room.pack(1)
    room.bench.advance()
    room.printer.refusal = PaperDoesNotFit()
    room.printing.work_off()
    for tries in range(2):
        told = room.bench.refresh().said
        assert told.verdict is Verdict.PAPER_STOPPED, tries
        assert "Страница больше листа в принтере. Выберите другой лист" in told.words.ru
        assert "отсканируйте номер заказа" in told.words.ru
        assert room.bench.scan(NUMBER).said.verdict is Verdict.REPRINTED
        room.printing.work_off()


def test_nothing_is_said_of_a_paper_into_the_packing_of_the_next_order(room: Room) -> None:
    room.pack(1)
    room.bench.advance()
    room.shop.show(factory.shipment(factory.lot(1, "CONFIRMED", offer_id="MUG-1"), shipment_id="700100201"))
    opened = room.bench.scan("700100201").said
    room.printer.refusal = PrinterRefused()
    room.printing.work_off()
    assert room.bench.refresh().said == opened


def test_the_order_closed_last_stands_before_the_stopped_ones(room: Room) -> None:
    room.pack(1)
    room.bench.advance()
    room.printer.refusal = PrinterRefused()
    room.printing.work_off()
    room.shop.mirror.clock.advance(5)
    room.shop.show(factory.shipment(factory.lot(1, "CONFIRMED", offer_id="MUG-1"), shipment_id="700100201"))
    closed = room.bench.scan(MUG)
    assert closed.said.verdict is Verdict.FINISHED
    for view in (closed, room.bench.refresh()):
        assert [line.ref.shipment_id for line in view.finishing] == ["700100201", NUMBER]


def test_a_label_that_lacks_pictures_is_printed_only_by_a_person(room: Room) -> None:
    order = room.pack(1)
    with room.shop.storage.work() as work:
        told = (work, work.shipments.get(room.shop.key(order)), room.shop.mirror.clock.now(), SERVICE)
        tell(*told, Happening.LABEL_STORED, boxes="1")
        tell(*told, Happening.LABEL_INCOMPLETE, boxes="1", pictures="6")
        work.commit()
    for _ in range(2):
        line = room.line()
        assert line.step is FinishStep.STOPPED
        assert line.stopped is not None
        assert "не хватает картинок (6)" in line.stopped.ru
    refused = room.bench.scan(NUMBER)
    assert refused.said.verdict is Verdict.REFUSED
    assert "не хватает картинок (6)" in refused.said.words.ru
    assert room.jobs(order) == ()
    assert room.bench.press(Control.REPRINT).said.verdict is Verdict.REPRINTED
    assert room.boxes(order) == [1]
    room.printing.work_off()
    assert room.line().step is FinishStep.PRINTED


def test_a_whole_label_that_was_fetched_anew_comes_out_by_itself(room: Room) -> None:
    order = room.pack(1)
    with room.shop.storage.work() as work:
        told = (work, work.shipments.get(room.shop.key(order)), room.shop.mirror.clock.now(), SERVICE)
        tell(*told, Happening.LABEL_INCOMPLETE, boxes="1", pictures="6")
        tell(*told, Happening.LABEL_STORED, boxes="1")
        work.commit()
    assert room.line().step is FinishStep.PRINTING
    assert room.boxes(order) == [1]

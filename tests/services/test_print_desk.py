"""What is queued for printing: once, and again only with a reason; never for lots that are gone."""

from __future__ import annotations

import pytest

from mmdesk.domain.label import Label, digest
from mmdesk.domain.print_job import DocumentKind, PrintState
from mmdesk.domain.standing import NotAllowed
from mmdesk.printing.print_errors import PaperDoesNotFit, PrintDoubtful
from mmdesk.printing.spooler import JobStage, PrinterCondition
from mmdesk.services.bench_papers import PaperState
from mmdesk.services.desk import OrderRef
from mmdesk.services.labels import LabelIncomplete, NoLabel
from mmdesk.services.operators import Operator
from mmdesk.services.order_papers import AlreadyPrinted
from mmdesk.services.print_desk import JobBusy, ReasonNeeded
from mmdesk.services.print_papers import PrintPapers
from mmdesk.services.printer_queue import recover
from mmdesk.services.printers import NoPrinterForThis
from mmdesk.services.timeline import Happening, sentence, tell
from mmdesk.storage.print_jobs import JobFilter, JobKey
from tests.factory import lot, shipment
from tests.services.printing_stand import HERE, LABEL, THERE, Bench, print_bench, wish
from tests.services.stand import ANNA, MirrorStand

BORIS = Operator("Борис")


@pytest.fixture
def printing(bench: MirrorStand) -> Bench:
    return print_bench(bench)


def test_an_order_of_two_boxes_gives_a_job_for_each_label(printing: Bench) -> None:
    order = printing.pack(1, 2)
    queued = printing.desk.print_order(order, ANNA)
    jobs = [printing.job(key) for key in queued.new]
    assert [(job.kind, job.box_index, job.state) for job in jobs] == [
        (DocumentKind.LABEL, 1, PrintState.WAITING),
        (DocumentKind.LABEL, 2, PrintState.WAITING),
    ]
    assert (jobs[0].workstation, jobs[0].printer, jobs[0].operator) == (HERE.code, "Zebra у стола", "Анна")


def test_a_label_that_lacks_pictures_is_not_printed_unseen(printing: Bench) -> None:
    order = printing.pack(1)
    with printing.storage.work() as work:
        stored = work.shipments.get(printing.house.stored(order).key)
        tell(work, stored, printing.clock.now(), ANNA, Happening.LABEL_INCOMPLETE, boxes="1", pictures="6")
        work.commit()
    with pytest.raises(LabelIncomplete) as refused:
        printing.desk.print_order(order, ANNA)
    assert "картинок: 6" in refused.value.text.ru
    assert "нажмите F7" in refused.value.text.ru
    papers = PrintPapers(printing.storage, printing.clock, printing.desk, "ru")
    with pytest.raises(LabelIncomplete):
        papers.label_sheet(ANNA, [order])
    assert len(printing.desk.print_order(order, ANNA, reason="посмотрели").new) == 1


def test_what_waits_already_is_not_queued_again(printing: Bench) -> None:
    order = printing.pack(1)
    first = printing.desk.print_order(order, ANNA)
    again = printing.desk.print_order(order, BORIS)
    assert (again.new, again.under_way) == ((), first.new)


def test_a_printed_label_is_refused_unless_there_is_a_reason(printing: Bench) -> None:
    order = printing.pack(1)
    (first,) = printing.desk.print_order(order, ANNA).new
    printing.work_off()
    with pytest.raises(AlreadyPrinted) as refused:
        printing.desk.print_order(order, ANNA)
    assert "места 1" in refused.value.text.ru
    (second,) = printing.desk.print_order(order, BORIS, reason="damaged").new
    job = printing.job(second)
    assert (job.reason, job.reprint_of) == ("damaged", first)


def test_of_two_boxes_only_the_one_that_was_not_printed_is_queued(printing: Bench) -> None:
    order = printing.pack(1, 2)
    printing.desk.print_order(order, ANNA, boxes=(1,))
    printing.work_off()
    queued = printing.desk.print_order(order, ANNA)
    assert [printing.job(key).box_index for key in queued.new] == [2]


def test_a_doubtful_label_counts_as_printed(printing: Bench) -> None:
    order = printing.pack(1)
    (key,) = printing.desk.print_order(order, ANNA).new
    with printing.storage.work() as work:
        work.print_jobs.claim(key, "gone")
        work.commit()
    printing.clock.advance(1)
    recover(printing.storage, printing.clock, HERE.code)
    with pytest.raises(AlreadyPrinted):
        printing.desk.print_order(order, ANNA)


def test_new_labels_of_a_repacked_order_are_printed_without_a_reason(printing: Bench) -> None:
    order = printing.pack(1)
    printing.desk.print_order(order, ANNA)
    printing.work_off()
    printing.keep(order, 1, pdf=LABEL.replace(b"%%EOF", b"%%EOF\n%%EOF"))
    assert len(printing.desk.print_order(order, ANNA).new) == 1


def test_a_label_fetched_again_after_it_became_void_is_printed_though_its_bytes_are_the_same(
    printing: Bench,
) -> None:
    order = printing.pack(1)
    printing.desk.print_order(order, ANNA)
    printing.work_off()
    with printing.storage.work() as work:
        work.labels.void(printing.house.stored(order).key, printing.clock.now())
        work.commit()
    printing.keep(order, 1)
    assert printing.desk.state_of(order) is PaperState.NONE
    assert len(printing.desk.print_order(order, ANNA).new) == 1


def test_a_label_fetched_twice_with_the_same_bytes_is_not_printed_twice(printing: Bench) -> None:
    order = printing.pack(1, 2)
    printing.desk.print_order(order, ANNA)
    printing.work_off()
    printing.keep(order, 1, 2)
    with pytest.raises(AlreadyPrinted):
        printing.desk.print_order(order, ANNA)


def test_of_two_labels_only_the_one_that_changed_is_printed_again(printing: Bench) -> None:
    order = printing.pack(1, 2)
    printing.desk.print_order(order, ANNA)
    printing.work_off()
    changed = LABEL.replace(b"%%EOF", b"%%EOF\n%%EOF")
    with printing.storage.work() as work:
        key, now = printing.house.stored(order).key, printing.clock.now()
        labels = [Label(box, "", pdf, digest(pdf), now) for box, pdf in ((1, LABEL), (2, changed))]
        work.labels.replace(key, tuple(labels), "pdf", now)
        work.commit()
    assert [printing.job(key).box_index for key in printing.desk.print_order(order, ANNA).new] == [2]


def test_a_lot_cancelled_in_its_box_stops_the_label(printing: Bench) -> None:
    order = printing.pack(1, 2)
    lots = (lot(1, "PACKED", box=1), lot(2, "CUSTOMER_CANCELED", box=2))
    printing.house.show(shipment(*lots))
    with pytest.raises(NotAllowed) as refused:
        printing.desk.print_order(order, ANNA)
    assert "лот 2" in refused.value.text.ru


def test_a_void_label_is_not_printed(printing: Bench) -> None:
    order = printing.pack(1)
    with printing.storage.work() as work:
        work.labels.void(printing.house.stored(order).key, printing.clock.now())
        work.commit()
    with pytest.raises(NoLabel):
        printing.desk.print_order(order, ANNA)


def test_without_a_printer_somebody_is_told_where_to_choose_one(printing: Bench) -> None:
    printing.printers.remove(printing.printer)
    with pytest.raises(NoPrinterForThis) as refused:
        printing.desk.print_order(printing.pack(1), ANNA)
    assert "«Печать»" in refused.value.text.ru


def test_the_timeline_tells_who_printed_where_and_why(printing: Bench) -> None:
    order = printing.pack(1)
    printing.desk.print_order(order, ANNA)
    printing.work_off()
    printing.desk.print_order(order, BORIS, reason="unreadable")
    told = [(event.who, sentence(event).ru) for event in printing.house.history(order)][-3:]
    assert told == [
        ("Анна", "на печать: этикетка места 1, принтер «Zebra у стола» (Упаковка 1), копий 1"),
        ("Анна", "напечатано: этикетка места 1, принтер «Zebra у стола» (Упаковка 1), копий 1"),
        (
            "Борис",
            (
                "на повторную печать: этикетка места 1, принтер «Zebra у стола» (Упаковка 1), копий 1; "
                "причина: штрихкод не читается"
            ),
        ),
    ]


def test_the_state_of_an_orders_paper_follows_its_jobs(printing: Bench) -> None:
    order = printing.pack(1, 2)
    seen = [printing.desk.state_of(order)]
    printing.desk.print_order(order, ANNA, boxes=(1,))
    seen.append(printing.desk.state_of(order))
    printing.desk.print_order(order, ANNA)
    seen.append(printing.desk.state_of(order))
    printing.work_off()
    seen.append(printing.desk.state_of(order))
    assert seen == [PaperState.NONE, PaperState.NONE, PaperState.QUEUED, PaperState.PRINTED]


def test_who_says_that_it_did_not_come_out_ends_the_doubt(printing: Bench) -> None:
    order = printing.pack(1)
    printing.desk.print_order(order, ANNA)
    printing.played.refusal = PrintDoubtful()
    printing.work_off()
    seen = [printing.desk.state_of(order)]
    printing.played.refusal = None
    (second,) = printing.desk.print_order(order, BORIS, reason="not_out").new
    printing.desk.cancel(second, BORIS)
    seen.append(printing.desk.state_of(order))
    printing.desk.print_order(order, BORIS, reason="not_out")
    printing.work_off()
    seen.append(printing.desk.state_of(order))
    assert seen == [PaperState.DOUBTFUL, PaperState.NONE, PaperState.PRINTED]


def test_a_reprint_wants_a_reason_and_the_newest_label(printing: Bench) -> None:
    order = printing.pack(1)
    (first,) = printing.desk.print_order(order, ANNA).new
    printing.work_off()
    with pytest.raises(ReasonNeeded):
        printing.desk.reprint(first, ANNA, "  ")
    (second,) = printing.desk.reprint(first, BORIS, "мыши съели")
    assert (printing.job(second).reason, printing.job(second).reprint_of) == ("мыши съели", first)


def test_a_job_that_waits_is_cancelled_and_one_that_prints_is_not(printing: Bench) -> None:
    order = printing.pack(1, 2)
    first, second = printing.desk.print_order(order, ANNA).new
    printing.desk.cancel(second, BORIS)
    with printing.storage.work() as work:
        work.print_jobs.claim(first, "somebody")
        work.commit()
    with pytest.raises(JobBusy) as refused:
        printing.desk.cancel(first, BORIS)
    assert "остановите" in refused.value.text.ru
    assert printing.states(first, second) == ["printing", "cancelled"]


def test_a_cancelled_job_is_retried_at_its_own_workstation_only(printing: Bench) -> None:
    order = printing.pack(1)
    (key,) = printing.desk.print_order(order, ANNA).new
    printing.desk.cancel(key, ANNA)
    elsewhere = print_bench(printing.house, THERE)
    with pytest.raises(JobBusy):
        elsewhere.desk.retry(key, ANNA)
    printing.desk.retry(key, ANNA)
    assert printing.states(key) == ["waiting"]


def test_a_document_of_no_order_keeps_its_bytes_and_is_printed_again_from_them(printing: Bench) -> None:
    key = printing.desk.print_document(DocumentKind.PICK_LIST, "утро", LABEL, ANNA)
    printing.work_off()
    (again,) = printing.desk.reprint(key, ANNA, "lost")
    printing.work_off()
    assert [sent.pdf for sent in printing.played.sent] == [LABEL, LABEL]
    assert printing.states(key, again) == ["printed", "printed"]


def test_a_removed_printer_leaves_its_jobs_to_a_person_who_sends_them_elsewhere(printing: Bench) -> None:
    (key,) = printing.desk.print_order(printing.pack(1), ANNA).new
    assert printing.printers.remove(printing.printer) == 1
    assert printing.states(key) == ["failed"]
    printing.printers.add(wish("Новый"))
    printing.desk.retry(key, ANNA)
    assert (printing.states(key), printing.job(key).printer) == (["waiting"], "Новый")


def test_a_courier_order_gets_its_packing_list_once(courier: MirrorStand) -> None:
    printing = print_bench(courier)
    order = courier.show(shipment("PACKED", service_scheme="DELIVERY_BY_MERCHANT"))
    (key,) = printing.desk.print_order(order, ANNA).new
    printing.work_off()
    assert printing.states(key) == ["printed"]
    with pytest.raises(AlreadyPrinted):
        printing.desk.print_order(order, ANNA)
    assert printing.played.sent[0].name == f"packing-list-{order.shipment_id}"


def doubtful(printing: Bench, order: OrderRef) -> JobKey:
    (key,) = printing.desk.print_order(order, ANNA).new
    printing.played.refusal = PrintDoubtful()
    printing.work_off()
    printing.played.refusal = None
    assert printing.states(key) == ["doubtful"]
    return key


@pytest.mark.parametrize(("reason", "end"), [("not_out", "cancelled"), ("damaged", "printed")])
def test_a_reprint_settles_the_doubt_by_its_reason(printing: Bench, reason: str, end: str) -> None:
    order = printing.pack(1)
    first = doubtful(printing, order)
    (second,) = printing.desk.print_order(order, BORIS, reason=reason).new
    printing.work_off()
    assert printing.states(first, second) == [end, "printed"]
    with printing.storage.look() as work:
        assert work.print_jobs.counts(HERE.code)[JobFilter.ATTENTION] == 0


def test_a_paper_in_whose_place_another_one_was_sent_is_not_retried(printing: Bench) -> None:
    order = printing.pack(1)
    first = doubtful(printing, order)
    printing.desk.print_order(order, BORIS, reason="not_out")
    printing.work_off()
    with pytest.raises(JobBusy, match="in its place"):
        printing.desk.retry(first, ANNA)
    assert len(printing.played.sent) == 1


def test_a_failed_label_needs_nobody_once_the_order_is_printed_anew(printing: Bench) -> None:
    order = printing.pack(1)
    (first,) = printing.desk.print_order(order, ANNA).new
    printing.played.refusal = PaperDoesNotFit()
    printing.work_off()
    printing.played.refusal = None
    (second,) = printing.desk.print_order(order, ANNA).new
    printing.work_off()
    assert printing.states(first, second) == ["cancelled", "printed"]


def test_a_doubtful_document_of_no_order_is_settled_by_its_reprint(printing: Bench) -> None:
    key = printing.desk.print_document(DocumentKind.PICK_LIST, "утро", LABEL, ANNA)
    printing.played.refusal = PrintDoubtful()
    printing.work_off()
    printing.desk.reprint(key, ANNA, "not_out")
    assert printing.states(key) == ["cancelled"]


def test_a_job_that_waits_goes_to_another_printer_and_the_order_tells_it(printing: Bench) -> None:
    order = printing.pack(1)
    (key,) = printing.desk.print_order(order, ANNA).new
    printing.played.condition = PrinterCondition.NO_PAPER
    printing.work_off()
    other = printing.printers.add(wish("Запасной"))
    printing.desk.print_on(key, BORIS, other)
    job = printing.job(key)
    assert (job.state, job.printer, job.words) == (PrintState.WAITING, "Запасной", None)
    told = printing.house.history(order)[-1]
    assert sentence(told).ru == "на другой принтер: этикетка места 1, принтер «Запасной» (Упаковка 1)"
    printing.clock.advance(5)
    printing.work_off()
    assert printing.played.sent == []


def test_a_doubtful_job_goes_to_another_printer_once_somebody_has_looked(printing: Bench) -> None:
    key = doubtful(printing, printing.pack(1))
    other = printing.printers.add(wish("Запасной"))
    printing.desk.print_on(key, BORIS, other)
    assert (printing.states(key), printing.job(key).printer) == (["waiting"], "Запасной")


def test_what_the_printer_has_is_not_moved_and_neither_is_a_job_of_another_place(printing: Bench) -> None:
    first, second = printing.desk.print_order(printing.pack(1, 2), ANNA).new
    other = printing.printers.add(wish("Запасной"))
    elsewhere = print_bench(printing.house, THERE)
    with pytest.raises(JobBusy):
        elsewhere.desk.print_on(second, ANNA, elsewhere.printer)
    printing.played.stage = JobStage.PRINTING
    printing.work_off()
    with pytest.raises(JobBusy):
        printing.desk.print_on(first, ANNA, other)


def test_what_the_only_printer_took_stays_with_it_when_a_second_label_printer_comes(printing: Bench) -> None:
    printing.printers.add(wish("Запасной"))
    seen = printing.printers.seen()
    for kind in (DocumentKind.LABEL, DocumentKind.PACKING_LIST, DocumentKind.PICK_LIST,
                 DocumentKind.LABEL_SHEET, DocumentKind.CONTROL_SHEET):  # fmt: skip
        found = seen.of(kind)
        assert found is not None
        assert found.key == printing.printer

"""Papers made at the workstation: their content goes to the printer of their kind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from mmdesk.domain.print_job import DocumentKind, PickBy
from mmdesk.domain.scheme import SchemeCode
from mmdesk.printing.paper import A4, LABEL_75X120
from mmdesk.printing.pdfium import page_sizes
from mmdesk.printing.print_errors import PaperDoesNotFit, PrintDoubtful
from mmdesk.services.bench_papers import PaperState
from mmdesk.services.desk import OrderRef
from mmdesk.services.order_papers import AlreadyPrinted
from mmdesk.services.print_desk import JobBusy
from mmdesk.services.print_list import JobWish, PrintList
from mmdesk.services.print_papers import NothingToPick, PrintPapers, SomePrinted
from mmdesk.services.printer_queue import PrinterQueue
from tests.factory import lot, shipment
from tests.printing.label_samples import printed
from tests.services.known_offers import known
from tests.services.printing_stand import HERE, Bench, print_bench, wish
from tests.services.stand import ANNA, MirrorStand


@pytest.fixture
def printing(bench: MirrorStand) -> Bench:
    made = print_bench(bench)
    made.printers.add(wish("Лазерный", A4))
    return made


@pytest.fixture
def papers(printing: Bench) -> PrintPapers:
    return PrintPapers(printing.storage, printing.clock, printing.desk, "ru")


def sheets(printing: Bench) -> list[OrderRef]:
    return [printing.pack(1, shipment_id="700100201"), printing.pack(1, 2, shipment_id="700100202")]


def send(printing: Bench) -> None:
    """Everything, whichever printer it waits for."""
    with printing.storage.look() as work:
        laser = work.printers.named(HERE.code, "Лазерный")
    assert laser is not None
    printing.work_off()
    printing.work_off(
        PrinterQueue(printing.storage, printing.clock, laser.key, "first", lambda _setup: printing.played)
    )


def test_the_test_page_has_the_size_of_the_printers_sheet(printing: Bench, papers: PrintPapers) -> None:
    papers.test_page(printing.printer, ANNA)
    send(printing)
    assert printing.played.sent[0].pages == (LABEL_75X120,)


def test_the_control_barcodes_go_to_the_printer_of_office_sheets(
    printing: Bench, papers: PrintPapers
) -> None:
    job = printing.job(papers.control_sheet(ANNA))
    assert (job.kind, job.printer) == (DocumentKind.CONTROL_SHEET, "Лазерный")


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer whose clock is not that of the shop."""
    monkeypatch.setenv("TZ", "Asia/Vladivostok")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_east")
@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system sets the zone of no single process")
def test_a_pick_list_tells_the_time_of_the_computer_at_whose_window_it_is_made(
    printing: Bench, papers: PrintPapers
) -> None:
    printing.house.show(shipment("CONFIRMED"))
    papers.pick_list(ANNA, PickBy.OFFER)
    send(printing)
    there = printing.clock.now().astimezone(ZoneInfo("Asia/Vladivostok"))
    assert f"{there:%H:%M}" in printed(printing.played.sent[0].pdf, dpi=72)[0].text


def test_a_pick_list_holds_the_orders_that_the_bench_counts(printing: Bench, papers: PrintPapers) -> None:
    house = printing.house
    with printing.storage.work() as work:
        work.connections.change(house.connection.name, scheme=SchemeCode.DSM)
        work.commit()
    house.show(shipment("NEW", shipment_id="700100301"))
    on_bench = house.stored(house.show(shipment("CONFIRMED", shipment_id="700100302")))
    with printing.storage.work() as work:
        work.drafts.begin(on_bench.key, "Мария", HERE.code, printing.clock.now())
        work.commit()
        assert work.bench_orders.waiting() == 1
    assert printing.job(papers.pick_list(ANNA, PickBy.OFFER)).title == "700100301"


def test_a_pick_list_names_the_orders_that_wait_to_be_packed(printing: Bench, papers: PrintPapers) -> None:
    printing.house.show(shipment("CONFIRMED", shipment_id="700100301"))
    printing.house.show(shipment("NEW", shipment_id="700100302"))
    job = printing.job(papers.pick_list(ANNA, PickBy.OFFER))
    assert (job.title, job.printer) == ("700100301", "Лазерный")


def test_a_pick_list_of_chosen_orders_holds_just_these(printing: Bench, papers: PrintPapers) -> None:
    for number in ("700100301", "700100302"):
        printing.house.show(shipment("CONFIRMED", shipment_id=number))
    key = papers.pick_list(ANNA, PickBy.SHELF, [OrderRef("700100302")])
    assert printing.job(key).title == "700100302"


def test_goods_are_fetched_by_the_shelf_or_else_the_section_that_the_catalogue_tells(
    printing: Bench, papers: PrintPapers
) -> None:
    goods = [known("SKU-1"), known("SKU-2")]
    goods[0].shelf, goods[1].category = "A-2", "Посуда"
    with printing.storage.work() as work:
        work.offers.add(printing.house.connection.connection_id, goods, printing.clock.now())
        work.commit()
    lots = [lot(number, "CONFIRMED", offer_id=f"SKU-{number}") for number in (1, 2)]
    printing.house.show(shipment(*lots, shipment_id="700100301"))
    papers.pick_list(ANNA, PickBy.SHELF)
    send(printing)
    (sheet,) = printed(printing.played.sent[0].pdf, dpi=72)
    assert "A-2" in sheet.text
    assert "Раздел «Посуда»" in sheet.text


def test_with_nothing_to_pack_there_is_no_pick_list(papers: PrintPapers) -> None:
    with pytest.raises(NothingToPick):
        papers.pick_list(ANNA, PickBy.OFFER)


def test_labels_on_a_sheet_count_as_printed_each(printing: Bench, papers: PrintPapers) -> None:
    orders = sheets(printing)
    key = papers.label_sheet(ANNA, orders)
    assert printing.desk.state_of(orders[1]) is PaperState.QUEUED
    send(printing)
    (sent,) = printing.played.sent
    assert sent.pages == (A4,)
    assert printing.states(key) == ["printed"]
    assert [printing.desk.state_of(order) for order in orders] == [PaperState.PRINTED] * 2
    for order in orders:
        with pytest.raises(AlreadyPrinted):
            printing.desk.print_order(order, ANNA)


def test_a_label_that_was_printed_is_not_put_on_a_sheet(printing: Bench, papers: PrintPapers) -> None:
    first, second = sheets(printing)
    printing.desk.print_order(second, ANNA, boxes=(1,))
    third = printing.pack(1, shipment_id="700100203")
    printing.desk.print_order(third, ANNA)
    printing.work_off()
    with pytest.raises(SomePrinted) as refused:
        papers.label_sheet(ANNA, [first, second, third])
    assert refused.value.numbers == ("700100202", "700100203")
    assert printing.desk.state_of(first) is PaperState.NONE


def test_one_label_that_must_not_come_out_stops_its_sheet(printing: Bench, papers: PrintPapers) -> None:
    orders = sheets(printing)
    key = papers.label_sheet(ANNA, orders)
    with printing.storage.work() as work:
        work.labels.void(printing.house.stored(orders[1]).key, printing.clock.now())
        work.commit()
    send(printing)
    job = printing.job(key)
    assert (job.state.value, printing.played.sent) == ("failed", [])
    assert job.words is not None
    assert job.words.ru.startswith("Заказ 700100202: ")


def test_a_sheet_begins_at_the_place_that_is_free(printing: Bench, papers: PrintPapers) -> None:
    orders = sheets(printing)
    with pytest.raises(PaperDoesNotFit):
        papers.label_sheet(ANNA, orders, first=9)
    papers.label_sheet(ANNA, orders, first=3)
    send(printing)
    assert len(page_sizes(printing.played.sent[0].pdf)) == 2


def test_a_sheet_is_found_by_any_order_on_it_and_is_not_printed_again(
    printing: Bench, papers: PrintPapers
) -> None:
    key = papers.label_sheet(ANNA, sheets(printing))
    send(printing)
    seen = PrintList(printing.storage, printing.clock, HERE).read(JobWish(search="700100202"))
    assert [line.job.key for line in seen.lines] == [key]
    with pytest.raises(JobBusy):
        printing.desk.reprint(key, ANNA, "lost")


def test_a_doubtful_sheet_is_settled_once_each_of_its_labels_is_printed_by_itself(
    printing: Bench, papers: PrintPapers
) -> None:
    first, second = sheets(printing)
    key = papers.label_sheet(ANNA, [first, second])
    printing.played.refusal = PrintDoubtful()
    send(printing)
    printing.played.refusal = None
    printing.desk.print_order(first, ANNA, reason="not_out")
    assert printing.states(key) == ["doubtful"]
    with pytest.raises(JobBusy, match="in its place"):
        printing.desk.retry(key, ANNA, looked=True)
    printing.desk.print_order(second, ANNA, reason="not_out")
    assert printing.states(key) == ["cancelled"]

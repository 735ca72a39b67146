"""The figures of «Сводка»: a day, a period, and both as files for a spreadsheet."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from mmdesk.clock import ManualClock
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.intent import Reject
from mmdesk.domain.outbox import Progress
from mmdesk.domain.shipment import Buyer, Shipment
from mmdesk.domain.standing import RowState
from mmdesk.services import figures_export, lots, packing
from mmdesk.services.documents import DocumentNotSaved
from mmdesk.services.figures import Canceled, Figures, Outcome, StatusCount, Who, outcome_of, reason_words
from mmdesk.services.figures_export import Reader, Wanted
from mmdesk.services.operators import Operator
from mmdesk.services.order_list import OrderFilter
from mmdesk.services.spreadsheet import Table, TooManyRows, as_csv, as_xlsx
from mmdesk.storage.uow import Storage
from tests.factory import lot, shipment
from tests.services.stand import ANNA, MirrorStand, mirror_stand

DAY = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
NEXT = DAY + timedelta(days=1)
BORIS = Operator("Борис")
_SHEET = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture
def bench(storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(storage, clock)


def figures(bench: MirrorStand) -> Figures:
    return Figures(bench.storage, bench.clock)


def placed(shown: Shipment, at: datetime) -> Shipment:
    return replace(shown, created_at=at)


def test_the_orders_of_today_are_counted_by_status(bench: MirrorStand) -> None:
    for number, status in enumerate(("NEW", "NEW", "CONFIRMED")):
        bench.show(placed(shipment(status, shipment_id=f"70010020{number}"), DAY))
    bench.show(placed(shipment("NEW", shipment_id="700100209"), DAY - timedelta(seconds=1)))
    told = figures(bench).today(DAY, NEXT)
    assert told.placed == (StatusCount("NEW", 2), StatusCount("CONFIRMED", 1))
    assert told.waiting[OrderFilter.CONFIRM] == 3


def test_money_at_risk_leaves_out_what_is_cancelled(bench: MirrorStand) -> None:
    now = bench.clock.now()
    near, late = Deadlines(confirm_by=now + timedelta(minutes=1)), Deadlines(confirm_by=now - timedelta(1))
    early = now - timedelta(days=2)
    goods = (lot(1, "NEW", price="1000"), lot(2, "CUSTOMER_CANCELED", price="70"))
    bench.show(placed(shipment(*goods, shipment_id="700100201", deadlines=near), early))
    bench.show(placed(shipment("NEW", shipment_id="700100202", deadlines=late), early))
    risk = figures(bench).today(DAY, NEXT).risk
    assert (risk.near.orders, risk.near.money) == (1, Decimal(1000))
    assert (risk.overdue.orders, risk.overdue.money) == (1, Decimal(1000))


def test_cancellations_are_told_by_whom_and_why(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW", "NEW", "NEW", "NEW"))
    lots.reject(bench.desk, order, ANNA, reasons={2: "OUT_OF_STOCK"})
    (command,) = bench.queued()
    with bench.storage.work() as work:
        done = Progress(RowState.DONE)
        work.outbox.replace_progress(command.key, done, None, bench.clock.now())
        work.commit()
    bench.show(
        shipment(
            lot(1, "CUSTOMER_CANCELED", price="500"),
            lot(2, "MERCHANT_CANCELED", sub_status="CONFIRMATION_REJECT", price="300"),
            lot(3, "MERCHANT_CANCELED", sub_status="CONFIRMATION_EXPIRED", price="200"),
            lot(4, "NEW"),
        )
    )
    told = figures(bench).today(DAY, NEXT).canceled
    assert set(told) == {
        Canceled(Who.CUSTOMER, "", 1, 1, Decimal(500)),
        Canceled(Who.MERCHANT, "OUT_OF_STOCK", 1, 1, Decimal(300)),
        Canceled(Who.MERCHANT, "CONFIRMATION_EXPIRED", 1, 1, Decimal(200)),
    }
    assert {reason_words(each).en for each in told} == {
        "cancelled by the buyer",
        "out of stock",
        "not confirmed in time",
    }


def test_who_packed_what_when_is_told_once_an_order(bench: MirrorStand) -> None:
    first = bench.show(shipment("CONFIRMED", "CONFIRMED", shipment_id="700100201"))
    second = bench.show(shipment("CONFIRMED", shipment_id="700100202"))
    packing.pack(bench.desk, first, ANNA)
    bench.clock.advance(3600)
    packing.pack(bench.desk, second, BORIS)
    told = figures(bench).today(DAY, NEXT).packed
    assert [(each.who, each.lots) for each in told] == [("Анна", 2), ("Борис", 1)]
    assert told[1].at - told[0].at == timedelta(hours=1)


def test_what_was_packed_another_day_is_not_of_this_one(bench: MirrorStand) -> None:
    order = bench.show(shipment("CONFIRMED"))
    packing.pack(bench.desk, order, ANNA)
    assert figures(bench).today(NEXT, NEXT + timedelta(days=1)).packed == ()
    assert len(figures(bench).today(DAY, NEXT).packed) == 1


def test_a_period_has_its_orders_by_span_and_outcome(bench: MirrorStand) -> None:
    bench.show(placed(shipment("DELIVERED", shipment_id="700100201"), DAY))
    bench.show(placed(shipment("NEW", shipment_id="700100202"), DAY))
    bench.show(placed(shipment("CUSTOMER_CANCELED", shipment_id="700100203"), NEXT))
    told = figures(bench).period((DAY, NEXT, NEXT + timedelta(days=1)))
    assert [dict(span.orders) for span in told.spans] == [
        {Outcome.DELIVERED: 1, Outcome.OPEN: 1},
        {Outcome.CUSTOMER: 1},
    ]


def test_orders_of_a_removed_connection_count_no_more(bench: MirrorStand) -> None:
    bench.show(placed(shipment("NEW"), DAY))
    with bench.storage.work() as work:
        work.connections.remove(bench.connection.name, bench.clock.now())
        work.commit()
    assert figures(bench).today(DAY, NEXT).placed == ()
    assert list(figures(bench).orders(DAY, NEXT)) == []


@pytest.mark.parametrize("status", ["NEW", "SHIPPED", "SOMETHING_NEW"])
def test_whatever_is_not_over_is_open(status: str) -> None:
    assert outcome_of(status) is Outcome.OPEN


# -- files


def saved(bench: MirrorStand, wanted: Wanted, file: Path) -> bytes:
    reader = Reader("ru", UTC)
    return figures_export.save(figures(bench), (DAY, NEXT), wanted, file, reader).read_bytes()


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_orders_as_csv_open_in_a_russian_excel(bench: MirrorStand, tmp_path: Path) -> None:
    bench.show(placed(shipment(lot(1, "NEW", price="1430.50"), lot(2, "CUSTOMER_CANCELED")), DAY))
    content = saved(bench, Wanted.ORDERS_CSV, tmp_path / "orders.csv")
    assert content.startswith(b"\xef\xbb\xbf")
    head, row = rows_of(content)
    told = dict(zip(head, row, strict=True))
    assert told["Номер"] == "700100200"
    assert told["Создан"] == "02.11.2026 00:00"
    assert (told["Лотов"], told["Отменено лотов"], told["Сумма, ₽"]) == ("2", "1", "1430,50")


def test_nothing_in_a_file_tells_of_the_buyer(bench: MirrorStand, tmp_path: Path) -> None:
    buyer = Buyer("Примеров Пётр", "+79000000001", "petr@example.org", "Тверь, ул. Примерная, 5", "у двери")
    bench.show(placed(shipment("NEW", buyer=buyer), DAY))
    saved(bench, Wanted.XLSX, tmp_path / "all.xlsx")
    with zipfile.ZipFile(tmp_path / "all.xlsx") as book:
        content = "".join(book.read(name).decode() for name in book.namelist())
    content += saved(bench, Wanted.ORDERS_CSV, tmp_path / "orders.csv").decode()
    content += saved(bench, Wanted.FIGURES_CSV, tmp_path / "figures.csv").decode()
    for personal in ("Примеров", "79000000001", "petr@", "Примерная", "у двери"):
        assert personal not in content


def test_the_figures_stand_under_each_other_in_one_csv(bench: MirrorStand, tmp_path: Path) -> None:
    order = bench.show(placed(shipment("CONFIRMED"), DAY))
    packing.pack(bench.desk, order, ANNA)
    rows = rows_of(saved(bench, Wanted.FIGURES_CSV, tmp_path / "figures.csv"))
    assert ["02.11.2026 00:00", "1", "1", "0", "0", "0"] in rows
    assert ["02.11.2026 09:00", "Анна", "1", "1"] in rows


def test_a_text_is_never_a_formula() -> None:
    nasty = ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1"]
    table = Table("Тест", ["a"], [[each] for each in nasty])
    shown = [row[0] for row in rows_of(as_csv([table]))][1:]
    assert [each[0] for each in shown] == ["'"] * len(nasty)
    with zipfile.ZipFile(io.BytesIO(as_xlsx([table]))) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        texts = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.findall(".//m:f", _SHEET) == []
    assert "cmd|" in texts


def test_numbers_and_moments_stay_numbers_in_xlsx() -> None:
    table = Table("Тест", ["когда", "сколько", "номер"], [[DAY, Decimal("1.5"), "00700100200"]])
    with zipfile.ZipFile(io.BytesIO(as_xlsx([table], UTC))) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    when, much, number = sheet.findall(".//m:row[@r='2']/m:c", _SHEET)
    assert (when.get("t"), much.get("t"), number.get("t")) == (None, None, "inlineStr")
    assert much.findtext("m:v", namespaces=_SHEET) == "1.5"


def test_a_table_longer_than_a_sheet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mmdesk.services.spreadsheet.MOST_ROWS", 2)
    as_csv([Table("t", ["a"], [[1], [2]])])
    with pytest.raises(TooManyRows):
        as_csv([Table("t", ["a"], [[1], [2], [3]])])


def test_a_place_that_cannot_be_written_is_named(bench: MirrorStand, tmp_path: Path) -> None:
    with pytest.raises(DocumentNotSaved, match="nowhere"):
        saved(bench, Wanted.ORDERS_CSV, tmp_path / "nowhere" / "orders.csv")


def test_a_command_still_in_the_queue_gives_no_reason_yet(bench: MirrorStand) -> None:
    order = bench.show(shipment("NEW"))
    lots.reject(bench.desk, order, ANNA, reasons={1: "OUT_OF_STOCK"})
    assert isinstance(bench.queued()[0].intent, Reject)
    bench.show(shipment(lot(1, "MERCHANT_CANCELED", sub_status="CONFIRMATION_EXPIRED")))
    (told,) = figures(bench).today(DAY, NEXT).canceled
    assert told.reason == "CONFIRMATION_EXPIRED"

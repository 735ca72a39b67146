from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from mmdesk.language import Language
from mmdesk.printing.packing_list import (
    DeliveryWindow,
    PackedLot,
    PackingList,
    PaperTooSmall,
    packing_list_pdf,
)
from mmdesk.printing.paper import A4, LABEL_58X40, LABEL_75X120, LABEL_100X150, PageSize
from mmdesk.printing.roubles import roubles
from tests.printing.label_samples import printed

SHEETS = [LABEL_75X120, LABEL_100X150, A4]
KETTLE = PackedLot(1, "Чайник электрический «Заря» 1,7 л", "KET-17", Decimal("1430.00"), box_index=1)
CUP = PackedLot(2, "Кружка", "CUP-3", Decimal("290.50"), box_index=2)
ORDER = PackingList(
    shipment_id="7001002003004",
    shop="ООО «Ромашка»",
    lots=(KETTLE, CUP),
    boxes=(1, 2),
    prepaid=Decimal(500),
    to_collect=Decimal("1519.50"),
    printed_at=datetime(2025, 3, 5, 21, 40, tzinfo=UTC),
    zone=ZoneInfo("Europe/Moscow"),
    delivery_cost=Decimal(299),
    buyer_name="Кузнецова Мария Петровна",
    phone="+79000000017",
    address="Москва, ул. Лесная, д. 5, стр. 2, кв. 17",
    comment="Позвоните за час",
    window=DeliveryWindow(
        datetime(2025, 3, 6, 7, tzinfo=UTC),
        datetime(2025, 3, 6, 11, tzinfo=UTC),
    ),
)


def words(packing: PackingList, page: PageSize = A4, language: Language = "ru") -> str:
    pdf = packing_list_pdf(packing, page, language)
    text = "\n".join(sheet.text for sheet in printed(pdf, dpi=72))
    return text.replace("\r\n", " ").replace("\u00a0", " ").replace("\n", " ")


def many(count: int) -> PackingList:
    lots = tuple(replace(KETTLE, index=index, offer_id=f"OFFER-{index:03}") for index in range(1, count + 1))
    return replace(ORDER, lots=lots, boxes=(1,))


@pytest.mark.parametrize("page", SHEETS, ids=lambda page: page.name)
def test_the_list_says_what_goes_where_and_what_is_due(page: PageSize) -> None:
    text = words(ORDER, page)
    for expected in (
        "Лист комплектации",
        "7001002003004",
        "ООО «Ромашка»",
        "Кузнецова Мария Петровна",
        "+79000000017",
        "Москва, ул. Лесная, д. 5, стр. 2, кв. 17",
        "Позвоните за час",
        "06.03.2025 10:00–14:00",
        "Место 1 из 2",
        "KET-17 · № 1",
        "Кружка",
        "1 430,00 ₽",
        "Товары, 2 шт. 1 720,50 ₽",
        "Доставка 299,00 ₽",
        "Оплачено заранее 500,00 ₽",
        "К получению с покупателя 1 519,50 ₽",
        "Собрал",
        "напечатано 06.03.2025 00:40",
    ):
        assert expected in text


@pytest.mark.parametrize("page", SHEETS, ids=lambda page: page.name)
def test_the_shipment_is_scanned_off_the_printed_list(page: PageSize) -> None:
    first = printed(packing_list_pdf(ORDER, page, "ru"))[0]
    assert first.codes == [ORDER.shipment_id]
    assert first.size_pt == pytest.approx((page.width_pt, page.height_pt), abs=0.01)


def test_the_bars_of_the_code_are_whole_printer_dots() -> None:
    first = printed(packing_list_pdf(ORDER, LABEL_75X120, "ru"))[0].image
    rows = [first.crop((0, y, first.width, y + 1)).tobytes() for y in range(first.height)]
    bars = next(row for row, below in zip(rows, rows[40:], strict=False) if row == below and 0 in row)
    assert {length % 3 for length in run_lengths(bars)} == {0}


def run_lengths(line: bytes) -> list[int]:
    edges = [x for x, (before, after) in enumerate(pairwise(line)) if before != after]
    return [right - left for left, right in pairwise(edges)]


def test_the_list_is_complete_in_english() -> None:
    text = words(ORDER, language="en")
    for expected in (
        "Packing list",
        "Box 2 of 2",
        "1,430.00 ₽",
        "To collect from the buyer 1,519.50 ₽",
        "2025-03-06 10:00–14:00",
        "Handed to the courier by",
        "page 1 of 1",
    ):
        assert expected in text


@pytest.mark.parametrize("page", SHEETS, ids=lambda page: page.name)
def test_a_sum_of_a_paid_order_stands_on_one_line(page: PageSize) -> None:
    paid = replace(ORDER, prepaid=Decimal(1190), to_collect=Decimal(0), delivery_cost=Decimal(101190))
    pdf = packing_list_pdf(paid, page, "ru")
    text = "".join(sheet.text for sheet in printed(pdf, dpi=72)).replace("\u00a0", " ")
    assert "101 190,00 ₽" in text
    assert "\n₽" not in text.replace("\r", "")


@pytest.mark.parametrize("page", SHEETS, ids=lambda page: page.name)
def test_forty_lots_go_over_numbered_pages_and_none_is_lost(page: PageSize) -> None:
    pages = printed(packing_list_pdf(many(40), page, "ru"), dpi=72)
    assert len(pages) > 1
    for number, sheet in enumerate(pages, start=1):
        assert f"стр. {number} из {len(pages)}" in sheet.text
        assert ORDER.shipment_id in sheet.text
    text = "".join(sheet.text for sheet in pages)
    assert all(text.count(f"OFFER-{index:03}") == 1 for index in range(1, 41))


def test_the_heading_of_a_box_is_repeated_where_the_box_goes_on() -> None:
    pages = printed(packing_list_pdf(many(40), LABEL_75X120, "ru"), dpi=72)
    assert all("Место 1 из 1" in page.text for page in pages if "OFFER" in page.text)


@pytest.mark.parametrize("page", SHEETS, ids=lambda page: page.name)
def test_long_words_stay_on_the_sheet(page: PageSize) -> None:
    endless = replace(KETTLE, name="Неразрывное-название_" * 40, offer_id="X" * 20)
    order = replace(ORDER, lots=(endless,), buyer_name="Ы" * 200, address="д" * 400, comment="слово " * 300)
    for sheet in printed(packing_list_pdf(order, page, "ru")):
        left, _, right, bottom = sheet.ink
        assert left > 10
        assert right < sheet.image.width - 10
        assert bottom < sheet.image.height - 10


def test_foreign_words_are_not_markup() -> None:
    hostile = "<b>Не</b> & <img src='file:///etc/hostname'/> \x07<para>"
    text = words(replace(ORDER, comment=hostile, lots=(replace(KETTLE, name=hostile),), boxes=(1,)))
    assert text.count("<b>Не</b> & <img src='file:///etc/hostname'/>") == 2


def test_a_comment_keeps_its_lines() -> None:
    (page,) = printed(packing_list_pdf(replace(ORDER, comment="Первая\nВторая"), A4, "ru"), dpi=72)
    assert "Комментарий: Первая\r\nВторая" in page.text


@pytest.mark.parametrize("lost", [None, 9])
def test_a_lot_outside_every_box_is_shown_as_such(lost: int | None) -> None:
    assert "Ещё ни в одном месте 1 шт." in words(replace(ORDER, lots=(KETTLE, replace(CUP, box_index=lost))))


def test_what_is_unknown_takes_no_line() -> None:
    text = words(replace(ORDER, phone="", comment=" ", window=None, delivery_cost=None))
    assert not any(name in text for name in ("Телефон", "Комментарий", "Доставить", "Доставка"))


def test_a_window_over_midnight_names_both_days() -> None:
    window = DeliveryWindow(datetime(2025, 3, 6, 19, tzinfo=UTC), datetime(2025, 3, 6, 23, tzinfo=UTC))
    assert "06.03.2025 22:00 – 07.03.2025 02:00" in words(replace(ORDER, window=window))


def test_the_same_list_gives_the_same_bytes() -> None:
    assert packing_list_pdf(ORDER, A4, "ru") == packing_list_pdf(ORDER, A4, "ru")


def test_a_sheet_too_small_for_a_list_is_refused() -> None:
    with pytest.raises(PaperTooSmall):
        packing_list_pdf(ORDER, LABEL_58X40, "ru")


@pytest.mark.parametrize(
    ("amount", "russian", "english"),
    [
        ("1430", "1 430,00 ₽", "1,430.00 ₽"),
        ("0", "0,00 ₽", "0.00 ₽"),
        ("1234567.895", "1 234 567,90 ₽", "1,234,567.90 ₽"),
        ("-99.5", "−99,50 ₽", "−99.50 ₽"),
    ],
)
def test_sums_are_written_as_their_readers_write_them(amount: str, russian: str, english: str) -> None:
    assert roubles(Decimal(amount), "ru") == russian.replace(" ", "\u00a0")
    assert roubles(Decimal(amount), "en") == english.replace(" ", "\u00a0")

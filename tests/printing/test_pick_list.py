from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from mmdesk.language import Language
from mmdesk.printing.packing_list import PaperTooSmall
from mmdesk.printing.paper import A4, LABEL_58X40, LABEL_75X120, LABEL_100X150, PageSize
from mmdesk.printing.pick_list import PickList, PickLot, PickOrder, pick_list_pdf
from tests.printing.golden_papers import check_words
from tests.printing.label_samples import printed

SHEETS = [LABEL_75X120, LABEL_100X150, A4]
KETTLE = PickLot("7001002003004", "KET-17", "Чайник электрический «Заря» 1,7 л", "З-17", "A-10")
CUP = PickLot("7001002003004", "CUP-3", "Кружка", place="A-2")
KNIFE = PickLot("7001002003005", "KNF-1", "Нож кухонный")
WAVE = PickList(
    lots=(
        KETTLE,
        CUP,
        CUP,
        KNIFE,
        replace(KETTLE, shipment_id="7001002003005"),
        replace(CUP, shipment_id="7001002003006"),
    ),
    made_at=datetime(2026, 11, 2, 6, 5, tzinfo=UTC),
    zone=ZoneInfo("Europe/Moscow"),
    made_by="Анна Ковалёва",
    title="Утренняя волна",
)
BY_SHELF = replace(WAVE, order=PickOrder.SHELF)


def words(pick: PickList, page: PageSize = A4, language: Language = "ru") -> str:
    pdf = pick_list_pdf(pick, language, page)
    return " ".join("\n".join(sheet.text for sheet in printed(pdf, dpi=72)).split())


@pytest.mark.parametrize("order", PickOrder)
@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("page", SHEETS, ids=lambda page: page.name)
def test_the_list_reads_as_it_was_agreed(order: PickOrder, language: Language, page: PageSize) -> None:
    pdf = pick_list_pdf(replace(WAVE, order=order), language, page)
    check_words(f"pick-{order}-{page.name}-{language}", pdf)


def test_the_same_goods_of_all_orders_are_one_line_with_their_sum() -> None:
    text = words(WAVE)
    assert text.count("Кружка") == 1
    assert "3 шт. место A-2 · код CUP-3 7001002003004 × 2, 7001002003006" in text or (
        "код CUP-3 7001002003004 × 2, 7001002003006 3 шт." in text
    )


def test_one_walks_along_the_shelves_as_people_number_them() -> None:
    text = words(BY_SHELF)
    places = [text.index(words) for words in ("A-2", "A-10", "Место хранения не указано", "Нож")]
    assert places == sorted(places)


def test_goods_without_a_shelf_stand_by_their_section_after_all_shelves() -> None:
    unplaced = replace(KETTLE, place="", section="Посуда", offer_id="PAN-1", name="Сковорода")
    text = words(replace(BY_SHELF, lots=(unplaced, replace(KETTLE, section="Чайники"), KNIFE, CUP)))
    headings = ("A-2", "A-10", "Раздел «Посуда»", "Место хранения не указано")
    assert [text.index(each) for each in headings] == sorted(text.index(each) for each in headings)
    assert "Чайники" not in text
    assert "раздел «Посуда» · код PAN-1" in words(replace(WAVE, lots=(unplaced,)))


def test_goods_on_two_shelves_stand_at_both() -> None:
    text = words(replace(BY_SHELF, lots=(CUP, replace(CUP, place="B-1"))))
    assert text.count("Кружка") == 2
    both = words(replace(WAVE, lots=(CUP, replace(CUP, place="B-1"))))
    assert both.count("Кружка") == 1
    assert "место A-2, B-1" in both


def test_the_head_says_when_who_and_how_many() -> None:
    text = words(WAVE)
    assert "Составлен: 02.11.2026 09:05" in text
    assert "Составил: Анна Ковалёва" in text
    assert "Заказов: 3. Товаров: 3, штук: 6" in text
    assert "Утренняя волна" in text


def test_what_is_unknown_takes_no_line() -> None:
    assert "Составил" not in words(replace(WAVE, made_by=" ", title=""))


@pytest.mark.parametrize("order", PickOrder)
@pytest.mark.parametrize("page", SHEETS, ids=lambda page: page.name)
def test_hundreds_of_lots_go_over_numbered_pages_and_none_is_lost(order: PickOrder, page: PageSize) -> None:
    lots = tuple(
        PickLot(f"70010020{n % 40:05}", f"OFFER-{n % 150:03}", f"Товар {n % 150}", place=f"A-{n % 12}")
        for n in range(300)
    )
    pages = printed(pick_list_pdf(replace(WAVE, lots=lots, order=order), "ru", page), dpi=72)
    assert len(pages) > 1
    for number, sheet in enumerate(pages, start=1):
        assert f"стр. {number} из {len(pages)}" in sheet.text
    text = "".join(sheet.text for sheet in pages)
    offers = {f"OFFER-{n:03}" for n in range(150)}
    assert all(offer in text for offer in offers)


@pytest.mark.parametrize("page", SHEETS, ids=lambda page: page.name)
def test_long_words_and_many_orders_stay_on_the_sheet(page: PageSize) -> None:
    lots = tuple(
        PickLot(f"700100200{n:04}", "X" * 20, "Неразрывное-название_" * 40, place="П" * 60)
        for n in range(120)
    )
    for order in PickOrder:
        for sheet in printed(pick_list_pdf(replace(WAVE, lots=lots, order=order), "ru", page)):
            left, _, right, bottom = sheet.ink
            assert left > 10
            assert right < sheet.image.width - 10
            assert bottom < sheet.image.height - 10


def test_foreign_words_are_not_markup() -> None:
    hostile = "<b>Не</b> & <img src='file:///etc/hostname'/>"
    lots = (replace(CUP, name=hostile, place=hostile, article=hostile),)
    assert words(replace(BY_SHELF, lots=lots, title=hostile, made_by=hostile)).count(hostile) == 5


def test_an_empty_list_is_an_empty_sheet() -> None:
    assert "Заказов: 0" in words(replace(WAVE, lots=()))


def test_the_same_list_gives_the_same_bytes() -> None:
    assert pick_list_pdf(WAVE, "ru") == pick_list_pdf(WAVE, "ru")


def test_a_sheet_too_small_for_a_list_is_refused() -> None:
    with pytest.raises(PaperTooSmall):
        pick_list_pdf(WAVE, "ru", LABEL_58X40)

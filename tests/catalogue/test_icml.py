"""The ICML reader: what it takes over, what it refuses, and that nothing of a hostile file gets through."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest

from mmdesk.catalogue.icml import read_icml
from mmdesk.catalogue.source import Catalogue
from mmdesk.catalogue.source_file import SourceBroken, opened
from mmdesk.domain.offer import Category, Param, Shop, SourceOffer
from tests.catalogue.hostile_icml import OFFERS, SAMPLES

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><yml_catalog date="2026-03-14 09:00:00">'
    "<shop><name>Тёплый Дом</name>"
    "<company>ООО «Пример»</company><url>https://shop.example.ru/</url><categories>"
    '<category id="10">Дом</category><category id="11" parentId="10"><name>Посуда</name>'
    "<picture>https://shop.example.ru/11.jpg</picture></category></categories><offers>"
)
FOOT = "</offers></shop></yml_catalog>"
WHOLE = """<offer id="5001" productId="500" quantity="24" type="product">
  <url>https://shop.example.ru/kr</url><price>890.00</price><purchasePrice>410.00</purchasePrice>
  <categoryId>11</categoryId><categoryId>10</categoryId>
  <picture>https://shop.example.ru/1.jpg</picture><picture>https://shop.example.ru/2.jpg</picture>
  <name>Кружка, синяя</name><productName>Кружка</productName><xmlId>erp-1</xmlId>
  <param name="Артикул" code="article">KR-350</param>
  <param name="Описание" code="description">Из глины</param>
  <param name="Цвет" code="color">синий</param><param name="Объём" unit="мл">350</param>
  <vendor>Nordhem</vendor><barcode>4607123450017</barcode><vatRate>none</vatRate>
  <unit code="pc" name="Штука" sym="шт."/><weight>0.42</weight><dimensions>12/9/10</dimensions>
  <productActivity>Y</productActivity><activity>Y</activity><markable>N</markable></offer>"""


def read(*offers: str) -> Catalogue:
    return read_icml(io.BytesIO((HEAD + "".join(offers) + FOOT).encode()))


def one(offer: str) -> SourceOffer:
    [found] = read(offer).offers
    return found


def test_everything_that_the_feed_needs_is_taken_over() -> None:
    catalogue = read(WHOLE)
    assert catalogue.shop == Shop("Тёплый Дом", "ООО «Пример»", "https://shop.example.ru/")
    assert catalogue.categories == (Category("10", "", "Дом"), Category("11", "10", "Посуда"))
    assert list(catalogue.offers) == [
        SourceOffer(
            offer_id="5001",
            name="Кружка, синяя",
            price="890.00",
            quantity="24",
            categories=["11", "10"],
            vendor="Nordhem",
            article="KR-350",
            description="Из глины",
            url="https://shop.example.ru/kr",
            pictures=["https://shop.example.ru/1.jpg", "https://shop.example.ru/2.jpg"],
            barcodes=["4607123450017"],
            vat="none",
            params=[Param("color", "Цвет", "синий"), Param("", "Объём", "350", "мл")],
        )
    ]


def test_a_purchase_price_is_not_in_what_was_read() -> None:
    assert "410" not in repr(one(WHOLE))


@pytest.mark.parametrize("flag", ["activity", "productActivity"])
def test_an_offer_that_is_switched_off_is_inactive(flag: str) -> None:
    assert not one(WHOLE.replace(f"<{flag}>Y<", f"<{flag}>N<")).is_active
    assert one(f'<offer id="1"><name>Плед</name><{flag}>Y</{flag}></offer>').is_active


def test_a_service_is_told_from_goods() -> None:
    assert one('<offer id="1" type="service"><name>Доставка</name></offer>').is_service
    assert not one(WHOLE).is_service


def test_a_plain_yml_offer_is_read_as_far_as_it_goes() -> None:
    offer = one(
        '<offer id="A-1" available="true"><name>Плед</name><price>10</price><count>3</count>'
        "<vendorCode>PL</vendorCode><description><![CDATA[<b>Мягкий</b> & тёплый]]></description></offer>"
    )
    assert (offer.quantity, offer.article, offer.description) == ("3", "PL", "<b>Мягкий</b> & тёплый")


def test_the_product_s_name_stands_in_for_a_missing_one() -> None:
    assert one('<offer id="1"><productName>Кружка</productName></offer>').name == "Кружка"


def test_a_catalogue_without_offers_is_read_and_empty() -> None:
    assert list(read().offers) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_a_hostile_file_is_refused_whole_or_read_whole(name: str, tmp_path: Path) -> None:
    sample = SAMPLES[name]
    file = tmp_path / "catalogue.xml"
    file.write_bytes(sample.make())
    if sample.is_read:
        assert tuple((offer.offer_id, offer.name) for offer in offers_of(file)) == OFFERS
    else:
        with pytest.raises(SourceBroken) as refused:
            offers_of(file)
        assert refused.value.text.ru != refused.value.text.en
        assert len(refused.value.text.ru) < 1000


def offers_of(file: Path) -> list[SourceOffer]:
    with opened(file) as stream:
        return list(read_icml(stream).offers)


def test_an_undeclared_entity_is_named_with_its_place() -> None:
    with pytest.raises(SourceBroken, match="nbsp"):
        list(read("<offer id='1'><name>a&nbsp;b</name></offer>").offers)


def test_the_memory_does_not_grow_with_the_file() -> None:
    peaks = [peak_of(count) for count in (2_000, 20_000)]
    assert peaks[1] < peaks[0] + 500_000


def peak_of(count: int) -> int:
    data = (HEAD + "\n".join(WHOLE for _ in range(count)) + FOOT).encode()
    stream = io.BytesIO(data)
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_icml(stream).offers) == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

"""Large catalogues as RetailCRM's modules for shops write them; a million offers fit into one feed."""

from __future__ import annotations

from pathlib import Path

from bench._feeds import ean13

CATEGORIES = 200
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<yml_catalog date="2026-04-02 07:30:00">
<shop>
<name>Уютная кухня</name>
<company>ООО «Образец»</company>
<categories>
"""
_OFFER = """<offer id="SKU-{number:07}" productId="{product}" quantity="{stock}" type="product">
<price>{price}.50</price>
<purchasePrice>410.00</purchasePrice>
<categoryId>{category}</categoryId>
<picture>https://k.example.ru/{number}.jpg</picture>
<name>Чашка {number}, 300 мл</name>
<productName>Чашка из каменной керамики, 300 мл</productName>
<xmlId>erp-{number:07}</xmlId>
<param name="Артикул" code="article">CH-{number}</param>
<param name="Цвет" code="color">синий</param>
<vendor>Bergan</vendor>
<barcode>{barcode}</barcode>
<vatRate>none</vatRate>
<unit code="pc" name="Штука" sym="шт."/>
<weight>0.42</weight>
<dimensions>12/9/10</dimensions>
<productActivity>Y</productActivity>
<activity>Y</activity>
<markable>N</markable>
</offer>
"""


def write(file: Path, count: int) -> None:
    """A catalogue of so many offers, in which nothing is amiss."""
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(_HEAD)
        for number in range(1, CATEGORIES + 1):
            parent = f' parentId="{number // 10}"' if number >= 10 else ""
            out.write(f'<category id="{number}"{parent}>Раздел {number}</category>\n')
        out.write("</categories>\n<offers>\n")
        out.writelines(_offer(number) for number in range(count))
        out.write("</offers>\n</shop>\n</yml_catalog>\n")


def _offer(number: int) -> str:
    return _OFFER.format(
        number=number,
        product=number // 2,
        stock=number % 7,
        price=500 + number % 9000,
        category=1 + number % CATEGORIES,
        barcode=ean13(number),
    )

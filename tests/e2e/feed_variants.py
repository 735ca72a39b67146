"""A catalogue in numbered variants: no offer of one could be taken for an offer of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

MOST: Final = 10_000
"""There are fewer variants than this."""
_STEP: Final = 40
_SPARE: Final = 10
_FAULTY: Final = 97
"""Every so many offers one has no price, and is left out."""
_DOUBLED: Final = 3
"""Every so many variants one has two offers with the same id, and its feed is written twice."""
_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<yml_catalog date="2026-04-02 07:30:00">
<shop><name>Уютная кухня</name><company>ООО «Образец»</company><url>https://kitchen.example.ru/</url>
<categories><category id="1">Дом</category><category id="2" parentId="1">Чашки</category></categories>
<offers>
"""
_OFFER: Final = """<offer id="{offer_id}" productId="{number}" quantity="{stock}">
<url>https://kitchen.example.ru/{number}</url>
<price>{price}</price>
<categoryId>{category}</categoryId>
<picture>https://kitchen.example.ru/{number}.jpg</picture>
<name>Чашка {number}, 300 мл</name>
<param name="Артикул" code="article">A-{number}</param>
<param name="Цвет" code="colour">синий</param>
<vendor>Bergan</vendor>
<description>Чашка &amp; блюдце, вариант {variant}</description>
<barcode>4607123450017</barcode>
<vatRate>20</vatRate>
</offer>
"""


class WrongFeed(Exception):
    """What was served is no whole feed of one variant."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The catalogue in one of its states: prices, stocks, and which `offers` of some more are there."""

    number: int
    offers: int

    def write(self, file: Path) -> None:
        """Put it in the place of another in one step."""
        beside = file.with_suffix(".new")
        with beside.open("w", encoding="utf-8", newline="\n") as out:
            out.write(_HEAD)
            out.writelines(self._lines())
            out.write("</offers></shop></yml_catalog>\n")
        beside.replace(file)

    @property
    def published(self) -> frozenset[str]:
        """The ids that its feed has."""
        good = {_id(each) for each in self._numbers() if not self._is_faulty(each)}
        return frozenset(good - {_id(each) for each in self._doubled()})

    def _lines(self) -> Iterator[str]:
        for number in (*self._numbers(), *self._doubled()):
            price = 0 if self._is_faulty(number) else MOST * (1 + number % 90) + self.number
            yield _OFFER.format(
                offer_id=_id(number),
                number=number,
                stock=1 + (number + self.number) % 30,
                price=price,
                category=1 + number % 2,
                variant=self.number,
            )

    def _numbers(self) -> Iterator[int]:
        """From one variant to the next a few offers vanish, and as many come, or come back."""
        pool = self.offers + self.offers // _SPARE
        first = self.number * (self.offers // _STEP)
        return ((first + each) % pool for each in range(self.offers))

    def _doubled(self) -> tuple[int, ...]:
        return () if self.number % _DOUBLED else (next(self._numbers()),)

    def _is_faulty(self, number: int) -> bool:
        return (number + self.number) % _FAULTY == 0


def variant_of(feed: bytes, offers: int) -> Variant:
    """The variant that a feed is of. Raises WrongFeed where it is not whole, or not of one alone."""
    try:
        found = list(ET.fromstring(feed).iterfind("shop/offers/offer"))
    except ET.ParseError as error:
        raise WrongFeed(f"not well-formed: {error}") from error
    numbers = {_number(each) for each in found}
    if len(numbers) != 1:
        raise WrongFeed(f"offers of the variants {sorted(numbers)}")
    variant = Variant(numbers.pop(), offers)
    ids = [each.get("id", "") for each in found]
    if len(ids) != len(set(ids)) or set(ids) != variant.published:
        raise WrongFeed(f"{len(ids)} offers of variant {variant.number}, not its {len(variant.published)}")
    return variant


def _number(offer: ET.Element) -> int:
    told = (offer.findtext("description") or "").rpartition(" ")[2]
    priced = int(offer.findtext("price") or -1) % MOST
    if told != str(priced):
        raise WrongFeed(f"the offer {offer.get('id')} is of variant {told} and has the price of {priced}")
    return priced


def _id(number: int) -> str:
    return f"SKU-{number}"

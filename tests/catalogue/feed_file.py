"""A small feed that keeps every rule, and the ways to break one of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from mmdesk.catalogue.packed_ids import PackedIds
from mmdesk.catalogue.validator import Verdict, validate

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

VAT_CODES = ("NO_VAT", "VAT_0", "VAT_10", "VAT_20")
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
OFFER: Final[dict[str, str]] = {
    "url": "<url>https://shop.example.ru/a</url>",
    "name": "<name>Кружка синяя</name>",
    "price": "<price>100</price>",
    "oldprice": "<oldprice>106</oldprice>",
    "currencyId": "<currencyId>RUB</currencyId>",
    "categoryId": "<categoryId>2</categoryId>",
    "picture": "<picture>https://shop.example.ru/a.jpg</picture>",
    "vat": "<vat>NO_VAT</vat>",
    "shipment-options": '<shipment-options><option days="1" order-before="24"/></shipment-options>',
    "vendor": "<vendor>Bergan</vendor>",
    "vendorCode": "<vendorCode>A-1</vendorCode>",
    "model": "<model>300</model>",
    "description": "<description>Фарфор</description>",
    "barcode": "<barcode>4607123450017</barcode>",
    "outlets": '<outlets><outlet id="1" instock="2"/></outlets>',
    "param": '<param name="Цвет">синий</param>',
}
SHOP: Final[dict[str, str]] = {
    "name": "<name>Лавка</name>",
    "company": "<company>ООО «Образец»</company>",
    "url": "<url>https://shop.example.ru/</url>",
    "currencies": '<currencies><currency id="RUB" rate="1"/></currencies>',
    "categories": '<categories><category id="1">Дом</category><category id="2" parentId="1">Чашки</category>'
    "</categories>",
    "shipment-options": '<shipment-options><option days="1" order-before="15"/></shipment-options>',
}
DATE = "2026-04-02T07:30:00+05:00"


def offer(offer_id: str = "A-1", available: str = "true", more: str = "", **parts: str) -> str:
    """An offer with some of its elements replaced, or left out where empty; `_` stands for `-`."""
    given = {name.replace("_", "-"): text for name, text in parts.items()}
    inside = "".join((OFFER | given).values()) + more
    return f'<offer id="{offer_id}" available="{available}">{inside}</offer>'


def feed(*offers: str, date: str = DATE, more: str = "", **parts: str) -> bytes:
    """A feed of these offers, else of a good one, with some parts of the shop replaced."""
    given = {name.replace("_", "-"): text for name, text in parts.items()}
    inside = "".join((SHOP | given).values())
    text = f"<offers>{''.join(offers or (offer(),))}</offers>"
    document = f'<yml_catalog date="{date}"><shop>{inside}{text}{more}</shop></yml_catalog>'
    return (DECLARATION + document).encode()


def judge(content: bytes, most: int = 1000, ids: PackedIds | None = None) -> Verdict:
    return validate(io.BytesIO(content), vat_codes=VAT_CODES, most=most, ids=ids)


def codes(content: bytes) -> list[str]:
    """What is complained of, sorted."""
    return sorted(judge(content).counts)


def flood(*parts: bytes | tuple[int, bytes]) -> BinaryIO:
    """A file that is made while it is read: texts, and texts with how many times they stand there."""
    return io.BufferedReader(_Flood(_pieces(parts)))


class _Flood(io.RawIOBase):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        room = memoryview(buffer)
        self._rest = self._rest or next(self._pieces, b"")
        told, self._rest = self._rest[: len(room)], self._rest[len(room) :]
        room[: len(told)] = told
        return len(told)


def _pieces(parts: tuple[bytes | tuple[int, bytes], ...]) -> Iterator[bytes]:
    for part in parts:
        times, text = (1, part) if isinstance(part, bytes) else part
        at_once = max(1, 65_536 // len(text))
        while times > 0:
            yield text * min(times, at_once)
            times -= at_once

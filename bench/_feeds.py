"""Large feeds that keep every rule, and what a process that reads one has taken."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CATEGORIES = 200
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<yml_catalog date="2026-04-02T07:30:00+03:00">
<shop>
<name>Уютная кухня</name>
<company>ООО «Образец»</company>
<url>https://kitchen.example.ru/</url>
<currencies><currency id="RUB" rate="1"/></currencies>
<categories>
"""
_SHIPMENT = '<shipment-options><option days="1" order-before="15"/></shipment-options>\n'
_OFFER = """<offer id="SKU-{number:07}" available="{available}">
<name>Чашка {number}, 300 мл</name>
<price>{price}</price>
<categoryId>{category}</categoryId>
<picture>https://k.example.ru/{number}.jpg</picture>
<vat>NO_VAT</vat>
<vendor>Bergan</vendor>
<description>Чашка &amp; блюдце</description>
<barcode>{barcode}</barcode>
<outlets><outlet id="1" instock="{stock}"/></outlets>
<param name="Цвет">синий</param>
</offer>
"""


class Taken(NamedTuple):
    """What a process has taken: seconds on the clock and of a processor, and megabytes at its largest."""

    seconds: float
    work: float
    megabytes: float


def write(file: Path, count: int) -> None:
    """A feed of so many offers, ten children each; a million fit into the size that a feed may have."""
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(_HEAD)
        out.writelines(_categories())
        out.write(f"</categories>\n{_SHIPMENT}<offers>\n")
        out.writelines(_offers(count))
        out.write("</offers>\n</shop>\n</yml_catalog>\n")


def _categories() -> Iterator[str]:
    for number in range(1, CATEGORIES + 1):
        parent = f' parentId="{number // 10}"' if number >= 10 else ""
        yield f'<category id="{number}"{parent}>Раздел {number}</category>\n'


def _offers(count: int) -> Iterator[str]:
    for number in range(count):
        stock = number % 7
        yield _OFFER.format(
            number=number,
            available="true" if stock else "false",
            price=500 + number % 9000,
            category=1 + number % CATEGORIES,
            barcode=ean13(number),
            stock=stock,
        )


def ean13(number: int) -> str:
    digits = f"460{number:09}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def taken(*command: str) -> Taken:
    """Run a script that ends with `tell`, and hear from it."""
    ran = subprocess.run([sys.executable, *command], stdout=subprocess.PIPE, text=True, check=True)
    return Taken(*json.loads(ran.stdout))


def tell(seconds: float, work: float, megabytes: float | None = None) -> None:
    """The last words of a process that is measured, or that has measured another."""
    print(json.dumps([seconds, work, _most_megabytes() if megabytes is None else megabytes]))


def _most_megabytes() -> float:
    """Linux's own word on this process: what getrusage has there includes the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2

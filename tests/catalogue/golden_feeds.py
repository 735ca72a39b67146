"""The golden feeds: what each small catalogue of the folder `golden` is built with.

`python -m tests.catalogue.golden_feeds` writes the feeds anew; whoever runs it reads what has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from mmdesk.catalogue.values import FeedRules
from tests.catalogue.building import RULES, made_of_icml, rules

FOLDER: Final = Path(__file__).with_name("golden")
CASES: Final[Mapping[str, FeedRules]] = {
    "whole": RULES,
    "min_quantity": rules(min_quantity=3),
    "keep_small": rules(min_quantity=3, keep_small=True),
    "reserve": rules(reserve=2),
    "stop_sales": rules(stop_sales=True),
    "discount": rules(discount_percent=Decimal("33.3"), old_price=True),
    "small_discount": rules(discount_percent=Decimal("4.7619"), old_price=True),
    "vat": RULES,
    "params": RULES,
    "chosen_params": rules(params=frozenset({"color", "Объём", "cost"})),
    "vendors": rules(excluded_vendors=frozenset({"nordhem"})),
    "barcodes": RULES,
    "addresses": RULES,
    "categories": RULES,
    "ids": RULES,
    "duplicates": RULES,
    "texts": RULES,
    "empty": RULES,
}


def catalogue(name: str) -> bytes:
    return (FOLDER / f"{name}.icml.xml").read_bytes()


def feed_file(name: str) -> Path:
    return FOLDER / f"{name}.feed.xml"


def main() -> None:
    for name, chosen in CASES.items():
        feed_file(name).write_bytes(made_of_icml(catalogue(name), chosen).feed)


if __name__ == "__main__":
    main()

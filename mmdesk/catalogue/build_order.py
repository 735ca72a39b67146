"""What the process that builds a feed is told, and what it tells: JSON on both sides."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import msgspec

from mmdesk.catalogue.problems import Problem
from mmdesk.catalogue.values import FeedRules
from mmdesk.catalogue.writer import Delivery
from mmdesk.domain.offer import Shop

MOST_PROBLEMS: Final = 1000
"""How many problems a build keeps one by one; all of them are counted."""


class BuildOrder(msgspec.Struct, kw_only=True):
    """One build. `icml` is the path of a file, or `copy` that of the local copy of RetailCRM's catalogue.

    `feed` and `trail` are the files to write; so is `gzip` where it is not empty, and then the feed is
    validated.
    `date` is RFC 3339 with a zone. `shop` fills in what the source does not say of itself.
    """

    icml: str = ""
    copy: str = ""
    price_type: str = ""
    feed: str
    trail: str
    gzip: str = ""
    date: str
    shop: Shop
    min_quantity: int = 0
    keep_small: bool = False
    discount_percent: Decimal = Decimal(0)
    params: list[str] | None = None
    shelf: str = ""
    excluded_vendors: list[str] = []
    vat_codes: dict[str, str] = {}
    reserve: int = 0
    stop_sales: bool = False
    old_price: bool = False
    outlet_id: str = "1"
    days: int = 1
    order_before: int = 12

    def rules(self) -> FeedRules:
        return FeedRules(
            min_quantity=self.min_quantity,
            keep_small=self.keep_small,
            discount_percent=self.discount_percent,
            params=None if self.params is None else frozenset(self.params),
            shelf=self.shelf.strip(),
            excluded_vendors=frozenset(self.excluded_vendors),
            vat_codes=self.vat_codes,
            reserve=self.reserve,
            stop_sales=self.stop_sales,
            old_price=self.old_price,
        )

    def delivery(self) -> Delivery:
        return Delivery(self.outlet_id, self.days, self.order_before)


class Progress(msgspec.Struct, tag="progress"):
    """How far the source has been read: offers, and a share of the whole from 0 to 1."""

    read: int
    share: float


class BuildReport(msgspec.Struct, tag="report", kw_only=True):
    """A feed that is whole; sizes are bytes."""

    read: int
    published: int
    unavailable: int
    excluded: dict[str, int]
    problem_counts: dict[str, int]
    problems: list[Problem]
    vendors: dict[str, int]
    params: list[tuple[str, str, int]]
    sha256: str
    size: int
    gzip_size: int = 0
    seconds: float = 0.0


class BuildFailure(msgspec.Struct, tag="failure"):
    """Why there is no feed, in both languages; nothing was published."""

    is_source: bool
    """Whether the source is at fault, and not the feed."""
    detail_ru: str
    detail_en: str
    hint_ru: str
    hint_en: str


Told = Progress | BuildReport | BuildFailure
order_encoder: Final = msgspec.json.Encoder()
order_decoder: Final = msgspec.json.Decoder(BuildOrder)
told_encoder: Final = msgspec.json.Encoder()
told_decoder: Final = msgspec.json.Decoder(Told)

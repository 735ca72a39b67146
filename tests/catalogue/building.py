"""A small catalogue and the feed that the real build makes of it, in this process and without files."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from mmdesk.catalogue import duplicates
from mmdesk.catalogue.build import Build, Tally
from mmdesk.catalogue.categories import CategoryTree
from mmdesk.catalogue.icml import read_icml
from mmdesk.catalogue.source import Catalogue
from mmdesk.catalogue.trail import TrailLine, decoded
from mmdesk.catalogue.validator import Verdict, validate
from mmdesk.catalogue.values import FeedRules
from mmdesk.catalogue.writer import FOOT, Delivery
from mmdesk.domain.offer import Category, Param, Shop, SourceOffer

DATE: Final = "2026-03-14T09:05:00+03:00"
SHOP: Final = Shop("Лавка", "ООО «Образец»", "https://shop.example.ru/")
DELIVERY: Final = Delivery("1", 1, 15)
VAT: Final = {"none": "NO_VAT", "0": "VAT_0", "10": "VAT_10", "20": "VAT_20"}
RULES: Final = FeedRules(vat_codes=VAT)
CATEGORIES: Final = (Category("10", "", "Дом"), Category("11", "10", "Посуда"))
TREE: Final = CategoryTree(CATEGORIES)
MUG: Final = SourceOffer(
    offer_id="KR-350",
    name="Кружка, синяя",
    price="890.00",
    quantity="24",
    categories=("11",),
    vendor="Nordhem",
    article="35001",
    description="Из глины",
    url="https://shop.example.ru/kr",
    pictures=("https://shop.example.ru/1.jpg",),
    barcodes=("4607123450017",),
    vat="none",
    params=(Param("color", "Цвет", "синий"),),
)
"""An offer of which every rule is fond."""


def mug(**parts: object) -> SourceOffer:
    """The same offer with some fields replaced."""
    changed: Callable[..., SourceOffer] = MUG._replace
    return changed(**parts)


def rules(**parts: object) -> FeedRules:
    changed: Callable[..., FeedRules] = replace
    return changed(RULES, **parts)


@dataclass(frozen=True)
class Made:
    """What came of a build."""

    feed: bytes
    trail: list[TrailLine]
    tally: Tally

    @property
    def offers(self) -> list[etree._Element]:
        return etree.fromstring(self.feed).findall("shop/offers/offer")

    @property
    def ids(self) -> list[str]:
        return [offer.get("id", "") for offer in self.offers]

    @property
    def states(self) -> list[str]:
        return [line.state for line in self.trail]

    @property
    def verdict(self) -> Verdict:
        return validate(io.BytesIO(self.feed), vat_codes=VAT.values())


def made(catalogue: Catalogue, chosen: FeedRules = RULES) -> Made:
    """Feed and trail as the building process makes them, offers that share an id taken out at last."""
    feed, trail = io.BytesIO(), io.BytesIO()
    work = Build(catalogue, chosen, DELIVERY, feed.write, trail.write, lambda _read: None)
    tally = work.run(DATE, SHOP)
    trail.seek(0)
    ids = duplicates.repeated_ids(trail, tally.digests.repeated())
    if ids:
        feed, trail = _without(ids, feed, trail, tally)
    return Made(feed.getvalue(), [decoded(line) for line in trail.getvalue().splitlines()], tally)


def _without(
    ids: frozenset[str], feed: io.BytesIO, trail: io.BytesIO, tally: Tally
) -> tuple[io.BytesIO, io.BytesIO]:
    feed.seek(0)
    trail.seek(0)
    fresh_feed, fresh_trail = io.BytesIO(), io.BytesIO()
    fresh_feed.write(feed.read(len(feed.getvalue()) - len(FOOT) - sum(tally.lengths)))
    offers = duplicates.without(feed, trail, tally.lengths, ids)
    for former in duplicates.write_without(offers, fresh_feed.write, fresh_trail.write):
        tally.turn_into_duplicate(former)
    fresh_feed.write(FOOT.encode())
    return fresh_feed, fresh_trail


def made_of(offers: Iterable[SourceOffer], chosen: FeedRules = RULES) -> Made:
    return made(Catalogue(SHOP, CATEGORIES, iter(offers)), chosen)


def made_of_icml(icml: bytes, chosen: FeedRules = RULES) -> Made:
    return made(read_icml(io.BytesIO(icml)), chosen)

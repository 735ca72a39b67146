"""What is worth telling of an offer that goes out: it is published all the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mmdesk.catalogue.addresses import web_address
from mmdesk.catalogue.problems import Problem
from mmdesk.catalogue.values import FeedOffer, FeedRules, number
from mmdesk.domain.offer import SourceOffer

LONGEST_NAME: Final = 150
LONGEST_DESCRIPTION: Final = 3000
"""Yandex's limits; Megamarket's own are not known, so they are only warned of."""


def remarks(offer: SourceOffer, made: FeedOffer, rules: FeedRules) -> list[Problem]:
    """What only a weak source demands, and what had to be left out of the offer."""
    found: list[Problem] = []
    pictures = made.pictures
    if not (pictures and made.vendor):
        found += _missing(made)
    if len(made.name) > LONGEST_NAME or len(made.description) > LONGEST_DESCRIPTION:
        found += _long(made)
    if len(made.barcodes) != len(offer.barcodes) or len(pictures) != len(offer.pictures):
        found += _dropped(offer, made)
    if (offer.url and not made.url) or (offer.vat and not made.vat):
        found += _not_understood(offer, made)
    if made.stock == 0 and number(offer.quantity) is None:
        found.append(Problem(made.offer_id, "bad_quantity", "quantity", offer.quantity))
    if rules.old_price and rules.discount_percent and made.old_price is None:
        found.append(Problem(made.offer_id, "old_price", "oldprice", offer.price))
    return found


def _missing(made: FeedOffer) -> Iterator[Problem]:
    if not made.pictures:
        yield Problem(made.offer_id, "no_picture", "picture")
    if not made.vendor:
        yield Problem(made.offer_id, "no_vendor", "vendor")


def _long(made: FeedOffer) -> Iterator[Problem]:
    if len(made.name) > LONGEST_NAME:
        yield Problem(made.offer_id, "long_name", "name", str(len(made.name)))
    if len(made.description) > LONGEST_DESCRIPTION:
        yield Problem(made.offer_id, "long_description", "description", str(len(made.description)))


def _dropped(offer: SourceOffer, made: FeedOffer) -> Iterator[Problem]:
    for code in offer.barcodes:
        if code.strip() not in made.barcodes:
            yield Problem(made.offer_id, "bad_barcode", "barcode", code)
    for address in offer.pictures:
        if not web_address(address):
            yield Problem(made.offer_id, "bad_picture", "picture", address)


def _not_understood(offer: SourceOffer, made: FeedOffer) -> Iterator[Problem]:
    if offer.url and not made.url:
        yield Problem(made.offer_id, "bad_url", "url", offer.url)
    if offer.vat and not made.vat:
        yield Problem(made.offer_id, "unknown_vat", "vat", offer.vat)

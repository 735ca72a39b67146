from __future__ import annotations

from collections import Counter
from io import BytesIO

import pytest
from PIL import Image

from mmdesk.sandbox.pictures import draw_goods
from mmdesk.sandbox.shop import demo_offers, ean13, is_marketplace_id, sellable
from mmdesk.sandbox.shop_goods import CATEGORIES, COLOURS, GoodsKind


def test_the_shop_has_three_hundred_offers_and_they_never_differ() -> None:
    assert len(demo_offers()) == 300
    assert demo_offers() == demo_offers.__wrapped__()


def test_only_the_planted_ids_are_bad() -> None:
    bad = [offer.external_id for offer in demo_offers() if not is_marketplace_id(offer.external_id)]
    assert len([one for one in bad if "#" in one]) == 2
    assert len([one for one in bad if len(one) > 20]) == 2
    assert len(bad) == 4


def test_one_id_is_used_twice() -> None:
    uses = Counter(offer.external_id for offer in demo_offers())
    assert [uses[one] for one in uses if uses[one] > 1] == [2]


def test_inner_numbers_articles_and_barcodes_are_unique() -> None:
    offers = demo_offers()
    for values in (
        {offer.id for offer in offers},
        {offer.article for offer in offers},
        {offer.xml_id for offer in offers},
        {offer.barcode for offer in offers},
    ):
        assert len(values) == 300


def test_check_digits_are_right() -> None:
    assert ean13("400638133393") == "4006381333931"
    for offer in demo_offers():
        weights = [1, 3] * 6 + [1]
        assert (
            sum(int(digit) * weight for digit, weight in zip(offer.barcode, weights, strict=True)) % 10 == 0
        )


def test_stock_is_scarce_here_and_plenty_there() -> None:
    quantities = [offer.quantity for offer in demo_offers()]
    assert {0, 1, 2} <= set(quantities)
    assert max(quantities) > 50
    assert sum(one > 2 for one in quantities) > 200


def test_some_goods_are_inactive_and_some_need_marking() -> None:
    offers = demo_offers()
    assert sum(not offer.active for offer in offers) == 3
    assert sum(not offer.product_active for offer in offers) == 5
    assert sum(offer.markable for offer in offers) == 15


def test_rates_and_categories_are_known() -> None:
    categories = {category.id for category in CATEGORIES}
    assert {offer.vat_rate for offer in demo_offers()} == {"20", "10", "none"}
    assert {offer.category for offer in demo_offers()} <= categories
    assert {category.parent for category in CATEGORIES} - {0} <= categories


def test_what_can_be_sold_is_on_sale_in_stock_and_named_well() -> None:
    offers = sellable(demo_offers())
    assert len(offers) > 240
    assert all(
        offer.on_sale and offer.quantity > 0 and is_marketplace_id(offer.external_id) for offer in offers
    )
    assert len({offer.external_id for offer in offers}) == len(offers)


@pytest.mark.parametrize("kind", GoodsKind)
def test_every_kind_has_a_picture_that_shows_its_colour(kind: GoodsKind) -> None:
    pictures = []
    for colour in ("burgundy", "blue"):
        with Image.open(BytesIO(draw_goods(kind, colour))) as picture:
            assert (picture.format, picture.size) == ("PNG", (600, 600))
            pictures.append({paint for _, paint in picture.getcolors(maxcolors=360_000) or []})
    assert COLOURS["burgundy"].rgb in pictures[0] - pictures[1]
    assert (255, 255, 255) in pictures[0]

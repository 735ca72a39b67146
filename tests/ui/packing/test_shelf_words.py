"""Where the goods lie is told on the product's stage, beside the article."""

from __future__ import annotations

from dataclasses import replace

from mmdesk.ui.packing.packing_words import product
from tests.ui.packing.bench_views import BLANKET, packing


def test_the_shelf_of_what_is_next_is_told() -> None:
    told = product(packing(rows=[replace(BLANKET, shelf="A-2")]))
    assert told.article == "A-003 · shelf A-2"
    assert "shelf A-2" in told.spoken


def test_goods_without_a_shelf_are_shown_by_their_article_alone() -> None:
    assert product(packing(rows=[BLANKET])).article == "A-003"

"""The trail of a build: what is written of an offer is what is read, and its digest stands for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from mmdesk.catalogue.trail import TrailLine, decoded, encoded, pages
from mmdesk.domain.offer import SourceOffer
from tests.catalogue.building import made_of, mug

FIELDS: tuple[object, ...] = (
    *("MUG-1", "", 'Кружка "синяя"', "Bergan", "KR-1", "Посуда"),
    *(50_050, 7, 500, 600, 5, "https://shop.example.ru/1.jpg", ["46000017", "46000024"]),
)


def other_than(place: int) -> Sequence[object]:
    value = FIELDS[place]
    other: object = ["1"] if isinstance(value, list) else 8 if isinstance(value, int) else f"{value}!"
    return [*FIELDS[:place], other, *FIELDS[place + 1 :]]


def test_a_line_is_read_as_it_was_written() -> None:
    line = decoded(encoded(FIELDS, "A-2"))
    assert tuple(getattr(line, name) for name in TrailLine.__struct_fields__[1:]) == (*FIELDS, "A-2")


def test_a_line_without_a_shelf_is_the_same_as_before_there_were_shelves() -> None:
    assert decoded(encoded(FIELDS)).shelf == ""
    assert len(msgspec.json.decode(encoded(FIELDS))) == 1 + len(FIELDS)
    assert decoded(encoded(FIELDS, "A-2")).digest != decoded(encoded(FIELDS)).digest


def test_the_same_offer_has_the_same_digest() -> None:
    assert decoded(encoded(FIELDS)).digest == decoded(encoded(FIELDS)).digest != ""


@pytest.mark.parametrize("place", range(len(FIELDS)))
def test_whatever_changes_of_an_offer_changes_its_digest(place: int) -> None:
    assert decoded(encoded(tuple(other_than(place)))).digest != decoded(encoded(FIELDS)).digest


def test_lines_come_in_pages_and_the_last_may_be_short(tmp_path: Path) -> None:
    file = tmp_path / "offers.jsonl"
    file.write_bytes(encoded(FIELDS) * 5)
    assert [[decoded(line).offer_id for line in page] for page in pages(file, 2)] == [
        ["MUG-1"] * 2,
        ["MUG-1"] * 2,
        ["MUG-1"],
    ]


def only_line(offer: SourceOffer) -> TrailLine:
    [line] = made_of([offer]).trail
    return line


@pytest.mark.parametrize(
    ("written", "kopecks"),
    [
        ("500", 50_000),
        ("500.55", 50_055),
        (" 0,01 ", 1),
        ("0", None),
        ("", None),
        ("dear", None),
        ("-5", None),
    ],
)
def test_the_price_of_the_crm_is_kept_in_kopecks(written: str, kopecks: int | None) -> None:
    assert only_line(mug(price=written)).price == kopecks


@pytest.mark.parametrize(("written", "pieces"), [("7", 7), ("7.9", 7), ("-1", 0), ("", 0), ("many", 0)])
def test_the_stock_of_the_crm_is_kept_in_whole_pieces(written: str, pieces: int) -> None:
    assert only_line(mug(quantity=written)).stock == pieces


def test_an_offer_that_is_left_out_has_nothing_of_the_feed() -> None:
    line = only_line(mug(is_active=False))
    assert (line.state, line.feed_price, line.feed_old_price, line.feed_stock) == ("inactive", None, None, 0)
    assert line.price is not None
    assert line.stock > 0


def test_barcodes_come_without_blanks_and_empty_ones() -> None:
    assert only_line(mug(barcodes=[" 46000017 ", "", " ", "x"])).barcodes == ["46000017", "x"]

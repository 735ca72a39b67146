"""The offers of the catalogue: written by the page, found by id and by barcode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from mmdesk.storage.catalogue_tables import OfferRow
from mmdesk.storage.offers import NewOffer, StoredOffer
from mmdesk.storage.uow import UnitOfWork
from tests.storage.build import MINUTE, NOON, Shop, add_connection

LATER = NOON + MINUTE


def offer(
    offer_id: str,
    name: str = "Кружка",
    *,
    state: str = "",
    price: int | None = 50_050,
    barcodes: tuple[str, ...] = (),
    digest: str = "1",
) -> NewOffer:
    """In the feed for 500 roubles, unless it is left out."""
    return NewOffer(
        digest=digest,
        offer_id=offer_id,
        state=state,
        name=name,
        vendor="Bergan",
        article="KR-1",
        category="Посуда",
        price=price,
        stock=7,
        feed_price=None if state else 500,
        feed_old_price=None if state else 600,
        feed_stock=0 if state else 5,
        picture="https://shop.example.ru/1.jpg",
        barcodes=barcodes,
    )


def write(shop: Shop, change: Callable[[UnitOfWork], None]) -> None:
    with shop.storage.work() as work:
        change(work)
        work.commit()


def add(shop: Shop, *offers: NewOffer) -> None:
    write(shop, lambda work: work.offers.add(shop.connection_id, offers, NOON))


def rows(shop: Shop) -> Mapping[str, int]:
    with Session(shop.storage.engine) as session:
        return {row.offer_id: row.id for row in session.query(OfferRow)}


def test_an_offer_is_found_by_its_id_with_everything(shop: Shop) -> None:
    add(shop, offer("MUG-1", barcodes=("4600000000017", "4600000000024")), offer("RUG-1"))
    with shop.storage.look() as work:
        found = work.offers.by_ids(shop.connection_id, ["MUG-1", "NONE"])
    assert list(found) == ["MUG-1"]
    mug = found["MUG-1"]
    assert (mug.name, mug.vendor, mug.article, mug.category) == ("Кружка", "Bergan", "KR-1", "Посуда")
    assert (mug.price, mug.stock, mug.state) == (Decimal("500.5"), 7, "")
    assert (mug.feed_price, mug.feed_old_price, mug.feed_stock) == (500, 600, 5)
    assert (mug.picture, mug.barcodes) == (
        "https://shop.example.ru/1.jpg",
        ("4600000000017", "4600000000024"),
    )


def test_an_offer_without_price_and_barcodes_has_none(shop: Shop) -> None:
    add(shop, offer("MUG-1", state="no_price", price=None))
    with shop.storage.look() as work:
        mug = work.offers.by_ids(shop.connection_id, ["MUG-1"])["MUG-1"]
    assert (mug.price, mug.feed_price, mug.feed_old_price, mug.feed_stock) == (None, None, None, 0)
    assert mug.barcodes == ()


def test_a_barcode_finds_exactly_its_offers(shop: Shop) -> None:
    add(
        shop,
        offer("RUG-1", barcodes=("46000017",)),
        offer("MUG-1", barcodes=("46000017", "46000024")),
        offer("CUP-1", barcodes=("460000170",)),
    )

    def found(code: str) -> list[str]:
        with shop.storage.look() as work:
            return [each.offer_id for each in work.offers.with_barcode(shop.connection_id, code)]

    assert found("46000024") == ["MUG-1"]
    assert found("46000017") == ["MUG-1", "RUG-1"]
    assert found("4600001") == []


def test_the_barcodes_of_another_connection_are_not_found(shop: Shop) -> None:
    with shop.storage.work() as work:
        other = add_connection(work, "другой", merchant_id=5047)
        work.offers.add(other.connection_id, [offer("MUG-1", barcodes=("46000017",))], NOON)
        work.commit()
    with shop.storage.look() as work:
        assert work.offers.with_barcode(shop.connection_id, "46000017") == ()
        assert work.offers.by_ids(shop.connection_id, ["MUG-1"]) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [((), ("46000017",)), (("46000017",), ()), (("1", "46000017"), ("2", "46000017")), (("1",), ("1",))],
)
def test_a_changed_offer_has_its_new_values_and_barcodes(
    shop: Shop, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    add(shop, offer("MUG-1", barcodes=before), offer("RUG-1", barcodes=("9",)))
    changed = offer("MUG-1", "Кружка новая", price=100, barcodes=after, digest="2")
    key = rows(shop)["MUG-1"]
    write(shop, lambda work: work.offers.change(shop.connection_id, {key: changed}, LATER))
    with shop.storage.look() as work:
        found = work.offers.by_ids(shop.connection_id, ["MUG-1", "RUG-1"])
    assert (found["MUG-1"].name, found["MUG-1"].price) == ("Кружка новая", Decimal(1))
    assert found["MUG-1"].barcodes == after
    assert (found["RUG-1"].name, found["RUG-1"].barcodes) == ("Кружка", ("9",))
    assert rows(shop)["MUG-1"] == key


def test_what_megamarket_was_told_outlives_a_change_and_the_end_of_an_offer(shop: Shop) -> None:
    add(shop, offer("MUG-1"))
    key = rows(shop)["MUG-1"]
    with Session(shop.storage.engine) as session:
        session.query(OfferRow).update({"pushed_stock": 5, "pushed_price": 480, "pushed_at": NOON})
        session.commit()
    changed = offer("MUG-1", digest="2")
    write(shop, lambda work: work.offers.change(shop.connection_id, {key: changed}, LATER))
    write(shop, lambda work: work.offers.mark_gone([key], LATER))
    with Session(shop.storage.engine) as session:
        row = session.get_one(OfferRow, key)
        assert (row.pushed_stock, row.pushed_price, row.pushed_at) == (5, 480, NOON)


def test_a_gone_offer_keeps_its_name_and_barcodes_and_offers_nothing(shop: Shop) -> None:
    add(shop, offer("MUG-1", barcodes=("46000017",)), offer("RUG-1"))
    write(shop, lambda work: work.offers.mark_gone([rows(shop)["MUG-1"]], LATER))
    with shop.storage.look() as work:
        found = work.offers.by_ids(shop.connection_id, ["MUG-1", "RUG-1"])
    mug = found["MUG-1"]
    assert (mug.state, mug.stock, mug.feed_price, mug.feed_old_price, mug.feed_stock) == (
        "gone",
        0,
        None,
        None,
        0,
    )
    assert (mug.name, mug.barcodes) == ("Кружка", ("46000017",))
    assert found["RUG-1"].state == ""


def test_a_comparison_parts_what_is_the_same_from_the_changed_and_the_new(shop: Shop) -> None:
    add(shop, offer("MUG-1"), offer("RUG-1", "Плед", state="vendor"))
    with shop.storage.look() as work:
        found = work.offers.compare(shop.connection_id, {"MUG-1": "1", "RUG-1": "2", "CUP-1": "1"})
    keys = rows(shop)
    assert found.same == [keys["MUG-1"]]
    assert found.changed == [StoredOffer(keys["RUG-1"], "RUG-1", "vendor", "Плед", None, 0)]
    assert found.new == ["CUP-1"]


@pytest.mark.parametrize(
    "odd", ['a"b', "a\\b", "a\nb\tc", "ё", "😀", "12345", "null", "$[0]", ":id", "a' OR 1=1", "x" * 255]
)
def test_an_id_of_any_letters_is_stored_and_met_as_it_is(shop: Shop, odd: str) -> None:
    add(shop, offer(odd, odd, barcodes=(odd,)))
    with shop.storage.look() as work:
        assert work.offers.compare(shop.connection_id, {odd: "1"}).same == [rows(shop)[odd]]
        known = work.offers.by_ids(shop.connection_id, [odd])[odd]
    assert (known.name, known.barcodes) == (odd, (odd,))


@pytest.mark.parametrize(
    ("name", "kept"),
    [("a\0b", "ab"), ("\0\0", ""), ("\\u0000", "\\u0000"), ("\\\0", "\\"), ("\\\\\0", "\\\\")],
)
def test_no_text_has_a_nul_which_one_database_cannot_hold(shop: Shop, name: str, kept: str) -> None:
    add(shop, offer("MUG-1", name))
    with shop.storage.look() as work:
        assert work.offers.by_ids(shop.connection_id, ["MUG-1"])["MUG-1"].name == kept


def test_the_rows_that_are_not_gone_come_in_their_order_up_to_the_last(shop: Shop) -> None:
    add(shop, offer("C"), offer("A"), offer("B"), offer("D"))
    keys = rows(shop)
    write(shop, lambda work: work.offers.mark_gone([keys["A"]], LATER))
    with shop.storage.work() as work:
        other = add_connection(work, "другой", merchant_id=5047)
        work.offers.add(other.connection_id, [offer("Z")], NOON)
        work.commit()
    with shop.storage.look() as work:
        assert work.offers.last_row(shop.connection_id) == keys["D"]
        assert work.offers.rows(shop.connection_id, 0, keys["D"]) == [keys["C"], keys["B"], keys["D"]]
        assert work.offers.rows(shop.connection_id, keys["C"], keys["B"]) == [keys["B"]]
        assert work.offers.rows(shop.connection_id, keys["D"], keys["D"]) == []


def test_offers_of_the_feed_are_counted_and_those_with_a_price(shop: Shop) -> None:
    add(shop, offer("A"), offer("B"), offer("C", state="vendor"))
    with Session(shop.storage.engine) as session:
        session.query(OfferRow).filter_by(offer_id="B").update({"feed_price": None})
        session.commit()
    with shop.storage.look() as work:
        assert work.offers.published(shop.connection_id) == (2, 1)


def test_a_connection_without_offers_has_no_last_row(shop: Shop) -> None:
    with shop.storage.look() as work:
        assert work.offers.last_row(shop.connection_id) == 0

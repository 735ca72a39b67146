"""The values that the feed has of an offer: each rule by itself."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.catalogue import values
from mmdesk.catalogue.categories import CategoryTree
from mmdesk.catalogue.values import feed_offer
from mmdesk.domain.offer import Category, Param
from tests.catalogue.building import MUG, RULES, TREE, VAT, made_of, mug, rules


@pytest.mark.parametrize(
    ("written", "roubles"),
    [
        ("890", 890),
        ("890.00", 890),
        (" 890.99 ", 890),
        ("890,50", 890),
        ("0.99", 0),
        ("1e3", 1000),
        ("999999999.99", 999_999_999),
        ("1000000000", 0),
        ("0", 0),
        ("-5", 0),
        ("", 0),
        ("по запросу", 0),
        ("12 900", 0),
        ("1_000", 0),
        ("1,290.00", 0),
        ("NaN", 0),
        ("sNaN", 0),
        ("Infinity", 0),
        ("1e999999999", 0),
        ("1e-999999999", 0),
    ],
)
def test_a_price_is_whole_roubles_rounded_down_and_0_where_there_is_none(written: str, roubles: int) -> None:
    assert values.price(mug(price=written), RULES) == roubles


@pytest.mark.parametrize(
    ("written", "percent", "roubles"),
    [
        ("100", "10", 90),
        ("99.99", "10", 89),
        ("99.99", "33.3", 66),
        ("1000", "0.0001", 999),
        ("1000", "33.3333", 666),
        ("0.5", "0", 0),
        ("1.1", "50", 0),
        ("100", "99.9999", 0),
        ("1000000", "99.9999", 1),
        ("999.9999999999999999999999999999999999", "10", 899),
        ("1111.1111111111111111111111111111111111", "10", 999),
    ],
)
def test_a_discount_is_exact_and_rounded_down(written: str, percent: str, roubles: int) -> None:
    assert values.price(mug(price=written), rules(discount_percent=Decimal(percent))) == roubles


@given(
    price=st.decimals("0.01", "99999999.99", places=2),
    percent=st.decimals("0", "99.9999", places=4),
)
def test_a_discounted_price_is_what_exact_fractions_give(price: Decimal, percent: Decimal) -> None:
    exact = floor(Fraction(price) * (100 - Fraction(percent)) / 100)
    assert values.price(mug(price=str(price)), rules(discount_percent=percent)) == exact


@pytest.mark.parametrize(
    ("written", "percent", "before"),
    [
        ("100", "10", 100),
        ("105", "4.7619", None),  # 105 and 100: five percent are not more than five percent
        ("106", "5.6603", 106),  # 106 and 100
        ("1000", "4", None),
        ("1000", "0", None),
        ("1.2", "50", 1),
    ],
)
def test_an_old_price_is_more_than_five_percent_above(written: str, percent: str, before: int | None) -> None:
    chosen = rules(discount_percent=Decimal(percent), old_price=True)
    assert feed_offer(mug(price=written), chosen, TREE).old_price == before


def test_five_percent_exactly_are_not_enough_for_an_old_price() -> None:
    chosen = rules(discount_percent=Decimal("4.7619"), old_price=True)
    offer = feed_offer(mug(price="105"), chosen, TREE)
    assert (offer.price, offer.old_price) == (100, None)


def test_no_old_price_is_told_unless_it_is_asked_for() -> None:
    assert feed_offer(MUG, rules(discount_percent=Decimal(50)), TREE).old_price is None


@pytest.mark.parametrize(
    ("written", "pieces"),
    [
        ("0", 0),
        ("7", 7),
        (" 7 ", 7),
        ("7.9", 7),
        ("7,9", 7),
        ("0.5", 0),
        ("-3", 0),
        ("", 0),
        ("много", 0),
        ("999999999", 999_999_999),
        ("1000000000", 0),
        ("1e999999999", 0),
        ("7_0", 0),
    ],
)
def test_a_stock_is_whole_pieces_from_0_on(written: str, pieces: int) -> None:
    assert values.stock(mug(quantity=written), RULES) == pieces


@pytest.mark.parametrize(
    ("quantity", "least", "reserve", "pieces"),
    [
        ("2", 3, 0, 0),
        ("3", 3, 0, 3),
        ("2.9", 3, 0, 0),
        ("5", 0, 2, 3),
        ("2", 0, 2, 0),
        ("1", 0, 2, 0),
        ("4", 3, 2, 2),
        ("3", 3, 3, 0),
    ],
)
def test_too_few_pieces_are_none_and_a_reserve_is_held_back(
    quantity: str, least: int, reserve: int, pieces: int
) -> None:
    offer = feed_offer(
        mug(quantity=quantity), rules(min_quantity=least, keep_small=True, reserve=reserve), TREE
    )
    assert (offer.stock, offer.available) == (pieces, pieces > 0)


def test_nothing_is_offered_while_sales_are_stopped() -> None:
    offer = feed_offer(MUG, rules(stop_sales=True), TREE)
    assert (offer.stock, offer.available, offer.price) == (0, False, 890)


@pytest.mark.parametrize(
    ("rate", "code"),
    [
        ("20", "VAT_20"),
        ("20.00", "VAT_20"),
        ("20,0", "VAT_20"),
        ("20%", "VAT_20"),
        (" 20 % ", "VAT_20"),
        ("020", "VAT_20"),
        ("10", "VAT_10"),
        ("0", "VAT_0"),
        ("0.00", "VAT_0"),
        ("none", "NO_VAT"),
        ("NONE", "NO_VAT"),
        ("22", ""),
        ("-20", ""),
        ("2e1", ""),
        ("1e999999", ""),
        ("1e99999999999", ""),
        ("НДС", ""),
        ("", ""),
    ],
)
def test_a_rate_of_vat_has_one_code_however_it_is_spelled(rate: str, code: str) -> None:
    assert values.vat(mug(vat=rate), RULES) == code


def test_a_table_of_vat_can_name_what_to_do_without_a_rate() -> None:
    assert values.vat(mug(vat=""), rules(vat_codes=VAT | {"": "VAT_10"})) == "VAT_10"


WIDE = (
    Param("color", "Цвет", "синий"),
    Param("", "Объём", "350", "мл"),
    Param("weight", "Вес", "0.4"),
    Param("empty", "Пусто", ""),
    Param("blank", "Пробел", "  "),
    Param("nameless", "", "1"),
    Param("stars", "***", "1"),
)


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        (None, ["Цвет", "Объём", "Вес"]),
        (frozenset(), []),
        (frozenset({"color"}), ["Цвет"]),
        (frozenset({"Объём"}), ["Объём"]),
        (frozenset({"Вес", "color"}), ["Цвет", "Вес"]),
        (frozenset({"empty", "blank", "nameless", "stars"}), []),
        (frozenset({"Color", "цвет"}), []),
    ],
)
def test_the_chosen_properties_go_out_by_code_or_by_name(
    chosen: frozenset[str] | None, names: list[str]
) -> None:
    assert [param.name for param in values.params(mug(params=WIDE), rules(params=chosen))] == names


def test_a_property_with_blanks_around_its_name_can_be_chosen() -> None:
    param = Param("", " Цвет ", "синий")
    assert list(values.params(mug(params=(param,)), rules(params=frozenset({"Цвет"})))) == [param]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("", "Закупочная цена"),
        ("", "ЗАКУПОЧНАЯ  СТОИМОСТЬ"),
        ("", "Цена закупки"),
        ("", "Себестоимость"),
        ("", "Purchase price"),
        ("purchasePrice", "Цена"),
        ("purchase_price", "П"),
        ("cost-price", "П"),
    ],
)
@pytest.mark.parametrize("wants_all", [True, False])
def test_a_purchase_price_never_goes_out_as_a_property(code: str, name: str, wants_all: bool) -> None:
    chosen = None if wants_all else frozenset({code or name, name})
    assert list(values.params(mug(params=(Param(code, name, "410"),)), rules(params=chosen))) == []


def test_pictures_keep_their_order_and_each_comes_once() -> None:
    first, second = "https://shop.example.ru/1.jpg", "https://shop.example.ru/2.jpg"
    offer = mug(pictures=(second, "ftp://shop.example.ru/3.jpg", first, second, "", "картинка.jpg"))
    assert values.pictures(offer) == [second, first]


def test_barcodes_that_megamarket_does_not_take_are_left_out() -> None:
    offer = mug(barcodes=(" 4607123450017 ", "2000000000015", "4607123450018", "96385074", "4607123450017"))
    assert values.barcodes(offer) == ["4607123450017", "96385074"]


@pytest.mark.parametrize(
    ("categories", "number"),
    [(("11",), 11), (("99", "10"), 10), ((" 10 ",), 10), (("99",), 0), ((), 0), (("",), 0)],
)
def test_the_first_known_category_is_taken(categories: tuple[str, ...], number: int) -> None:
    assert values.category(mug(categories=categories), TREE) == number


def test_a_category_goes_out_by_its_number_in_the_feed() -> None:
    tree = CategoryTree([Category("посуда", "", "Посуда")])
    assert values.category(mug(categories=("посуда",)), tree) == tree.number("посуда")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("  Кружка ", "Кружка"),
        ("№ 5", "№ 5"),
        ("—", ""),
        (" \n\t\xa0", ""),
        ("***___***", ""),
        ("К" * 10_000, "К" * 10_000),
        ("К" * 10_001, ""),
    ],
)
def test_a_name_without_a_letter_or_digit_is_none(written: str, name: str) -> None:
    assert values.name(mug(name=written)) == name


def test_texts_lose_their_outer_blanks() -> None:
    offer = feed_offer(mug(vendor=" Nordhem\n", article=" A 1 ", description="\n Из\nглины "), RULES, TREE)
    assert (offer.vendor, offer.vendor_code, offer.description) == ("Nordhem", "A 1", "Из\nглины")


@pytest.mark.parametrize("named", ["cell", " cell ", "Ячейка", "ячейка"])
def test_the_shelf_is_the_property_that_the_settings_name_and_no_buyer_sees_it(named: str) -> None:
    placed = mug(params=(Param("color", "Цвет", "синий"), Param("cell", "Ячейка", " A-2 ")))
    made = made_of([placed], rules(shelf=named.strip()))
    assert [line.shelf for line in made.trail] == ["A-2"]
    assert [param.get("name") for param in made.offers[0].findall("param")] == ["Цвет"]


def test_an_offer_without_the_property_has_no_shelf() -> None:
    empty = mug(params=(Param("cell", "Ячейка", " "),))
    made = made_of([MUG, empty._replace(offer_id="KR-351")], rules(shelf="cell"))
    assert [line.shelf for line in made.trail] == ["", ""]
    assert [line.shelf for line in made_of([mug(params=(Param("cell", "Ячейка", "A-2"),))]).trail] == [""]

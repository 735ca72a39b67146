from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from mmdesk.catalogue.api_copy import ApiCopy, CopyChange
from mmdesk.catalogue.api_copy_file import CopyUnreadable
from mmdesk.domain.crm_goods import CrmOffer, CrmProduct, CrmStock
from mmdesk.domain.offer import Category, Param, Shop, SourceOffer

SHOP = Shop("Тёплый Дом", "ООО «Пример»", "https://shop.example.ru")
GROUPS = (Category("10", "", "Дом"), Category("11", "10", "Посуда"))


@pytest.fixture
def copy(tmp_path: Path) -> ApiCopy:
    return ApiCopy(tmp_path / "copies" / "shop.db")


def variant(
    number: int,
    *,
    name: str = "Чайник",
    prices: tuple[tuple[str, str], ...] = (("base", "1990"),),
    is_active: bool = True,
    quantity: str = "7",
) -> CrmOffer:
    return CrmOffer(number, f"SKU-{number}", name, "T-1", prices, is_active=is_active, quantity=quantity)


def product(
    number: int, *offers: CrmOffer, name: str = "Чайник", description: str = "", is_active: bool = True
) -> CrmProduct:
    variants = offers or (variant(number * 10), variant(number * 10 + 1))
    return CrmProduct(
        number, name, description=description, groups=("11",), is_active=is_active, offers=variants
    )


def read_whole(copy: ApiCopy, *products: CrmProduct, **notes: str) -> CopyChange:
    with copy.replacing() as new:
        new.put_products(products)
        new.put_groups(GROUPS)
        new.put_property_names([("color", "Цвет")])
        new.put_shop(SHOP)
        return new.commit(notes)


def quantities(copy: ApiCopy) -> dict[str, str]:
    return {offer.offer_id: offer.quantity for offer in copy.offers("base")}


def test_a_copy_that_nobody_has_filled_is_empty(copy: ApiCopy) -> None:
    assert (copy.is_empty, copy.offer_count, copy.shop, copy.notes) == (True, 0, Shop("", "", ""), {})
    assert (list(copy.categories()), list(copy.offers("base"))) == ([], [])


def test_a_copy_of_a_few_products_alone_passes_for_empty(copy: ApiCopy) -> None:
    copy.put_products([product(1)])
    assert copy.is_empty
    read_whole(copy, product(1))
    assert not copy.is_empty


def test_what_was_read_comes_back_as_offers_of_the_feed(copy: ApiCopy) -> None:
    full = CrmOffer(
        311,
        "SKU-1",
        "Чайник белый",
        "T-1",
        prices=(("base", "1990"), ("mm", "2100.50")),
        vat="20",
        barcode="4600000000017",
        pictures=("https://shop.example.ru/1.jpg",),
        properties=(("color", "белый"), ("power", "2.5")),
        quantity="7",
    )
    bare = CrmOffer(312)
    shown = CrmProduct(
        210,
        name="Чайник",
        article="T-0",
        url="https://shop.example.ru/p/1",
        description="Две\nстроки",
        vendor="Acme",
        picture="https://shop.example.ru/0.jpg",
        groups=("11",),
        is_active=False,
        is_service=True,
        offers=(full, bare),
    )
    read_whole(copy, shown)
    first, second = copy.offers("mm")
    assert first == SourceOffer(
        "SKU-1",
        "Чайник белый",
        "2100.50",
        "7",
        ("11",),
        "Acme",
        "T-1",
        "Две\nстроки",
        "https://shop.example.ru/p/1",
        ("https://shop.example.ru/1.jpg",),
        ("4600000000017",),
        "20",
        (Param("color", "Цвет", "белый"), Param("power", "power", "2.5")),
        is_active=False,
        is_service=True,
    )
    assert (second.offer_id, second.name, second.price, second.quantity) == ("", "Чайник", "", "")
    assert (second.article, second.pictures) == ("T-0", ("https://shop.example.ru/0.jpg",))
    assert (copy.shop, tuple(copy.categories()), copy.is_empty) == (SHOP, GROUPS, False)


def test_an_offer_without_a_price_of_the_chosen_type_has_none(copy: ApiCopy) -> None:
    read_whole(copy, product(1, variant(10, prices=(("mm", "5"),)), variant(11)))
    assert [offer.price for offer in copy.offers("base")] == ["", "1990"]
    assert [offer.price for offer in copy.offers("wholesale")] == ["", ""]


def test_an_offer_is_active_only_with_its_product(copy: ApiCopy) -> None:
    read_whole(
        copy, product(1, variant(10, is_active=False), variant(11)), product(2, variant(20), is_active=False)
    )
    assert [offer.is_active for offer in copy.offers("base")] == [False, True, False]


def test_offers_come_in_one_order_whatever_came_first(copy: ApiCopy) -> None:
    read_whole(copy, product(3), product(1, variant(12), variant(11)), product(2))
    wanted = ["SKU-12", "SKU-11", "SKU-20", "SKU-21", "SKU-30", "SKU-31"]
    assert [offer.offer_id for offer in copy.offers("base")] == wanted
    copy.put_products([product(2, name="Иной")])
    assert [offer.offer_id for offer in copy.offers("base")] == wanted


def test_reading_the_same_again_changes_nothing(copy: ApiCopy) -> None:
    assert read_whole(copy, product(1), product(2)) == CopyChange(products=2, stocks=4)
    version = copy.version
    assert read_whole(copy, product(1), product(2), read_at="later") == CopyChange()
    assert copy.put_products([product(1)]) == CopyChange()
    assert copy.put_stocks([CrmStock(10, "7")]) == 0
    copy.note({"looked_at": "now"})
    assert (copy.version, copy.notes) == (version, {"read_at": "later", "looked_at": "now"})


@pytest.mark.parametrize(
    ("changed", "change"),
    [
        ((product(1), product(2, name="Иной")), CopyChange(1, 0)),
        ((product(1), product(2, variant(20, quantity="8"), variant(21))), CopyChange(0, 1)),
        ((product(1),), CopyChange(1, 0)),
        ((product(1), product(2), product(3)), CopyChange(1, 2)),
        ((product(1), product(2, variant(20))), CopyChange(1, 0)),
    ],
    ids=["another name", "another stock", "one gone", "one more", "an offer gone"],
)
def test_a_whole_reading_tells_what_has_changed(
    copy: ApiCopy, changed: tuple[CrmProduct, ...], change: CopyChange
) -> None:
    read_whole(copy, product(1), product(2))
    version = copy.version
    assert read_whole(copy, *changed) == change
    assert copy.version != version
    expected = {offer.external_id for one in changed for offer in one.offers}
    assert (set(quantities(copy)), copy.offer_count) == (expected, len(expected))


@pytest.mark.parametrize("what", ["group", "name", "shop"])
def test_what_stands_beside_the_offers_counts_as_a_change(copy: ApiCopy, what: str) -> None:
    read_whole(copy, product(1))
    version = copy.version
    with copy.replacing() as new:
        new.put_products([product(1)])
        new.put_groups(GROUPS[:1] if what == "group" else GROUPS)
        new.put_property_names([("color", "Тон" if what == "name" else "Цвет")])
        new.put_shop(SHOP._replace(name="Иной") if what == "shop" else SHOP)
        assert new.commit({}) == CopyChange()
    assert copy.version != version


def test_a_reading_without_an_end_leaves_the_copy_as_it_was(copy: ApiCopy) -> None:
    read_whole(copy, product(1), product(2))
    version, offers = copy.version, list(copy.offers("base"))
    with copy.replacing() as new:
        new.put_products([product(7), product(1, name="Иной")])
        new.put_groups(())
    assert (copy.version, list(copy.offers("base")), copy.shop) == (version, offers, SHOP)


def test_the_copy_is_read_and_written_while_a_whole_reading_is_under_way(copy: ApiCopy) -> None:
    read_whole(copy, product(1))
    with copy.replacing() as new:
        new.put_products([product(1), product(2)])
        assert copy.put_stocks([CrmStock(10, "1")]) == 1
        assert quantities(copy) == {"SKU-10": "1", "SKU-11": "7"}
        new.commit({})
    assert set(quantities(copy)) == {"SKU-10", "SKU-11", "SKU-20", "SKU-21"}


def test_a_snapshot_does_not_see_what_comes_later(copy: ApiCopy) -> None:
    read_whole(copy, product(1))
    with copy.snapshot() as before:
        read_whole(copy, product(2))
        assert [offer.offer_id for offer in before.offers("base")] == ["SKU-10", "SKU-11"]
        assert before.version != copy.version
    assert set(quantities(copy)) == {"SKU-20", "SKU-21"}


def test_changed_products_take_the_place_of_what_they_were(copy: ApiCopy) -> None:
    read_whole(copy, product(1), product(2))
    change = copy.put_products([product(1, variant(10, name="Иной"), variant(15)), product(3)])
    assert change == CopyChange(products=2, stocks=3)
    names = {offer.offer_id: offer.name for offer in copy.offers("base")}
    assert (names["SKU-10"], "SKU-11" in names, "SKU-15" in names) == ("Иной", False, True)
    assert set(names) == {"SKU-10", "SKU-15", "SKU-20", "SKU-21", "SKU-30", "SKU-31"}


def test_an_offer_belongs_to_the_product_that_named_it_last(copy: ApiCopy) -> None:
    read_whole(copy, product(1), product(2))
    copy.put_products([product(2, variant(20), variant(21), variant(10, name="Переехал"))])
    moved = [offer.name for offer in copy.offers("base") if offer.offer_id == "SKU-10"]
    assert moved == ["Переехал"]


def test_only_stock_that_differs_is_counted_and_unknown_offers_are_passed_over(copy: ApiCopy) -> None:
    read_whole(copy, product(1))
    version = copy.version
    told = [CrmStock(10, "7"), CrmStock(11, "0"), CrmStock(99, "5"), CrmStock(11, "")]
    assert copy.put_stocks(told) == 1
    assert (quantities(copy), copy.version) == ({"SKU-10": "7", "SKU-11": "0"}, version + 1)


def test_a_product_that_does_not_tell_its_stock_keeps_it(copy: ApiCopy) -> None:
    read_whole(copy, product(1))
    silent = product(1, variant(10, quantity="", name="Иной"), variant(11, quantity="3"))
    assert copy.put_products([silent]) == CopyChange(1, 1)
    assert read_whole(copy, silent) == CopyChange()
    assert quantities(copy) == {"SKU-10": "7", "SKU-11": "3"}


def test_stock_may_come_after_the_products_of_a_whole_reading(copy: ApiCopy) -> None:
    with copy.replacing() as new:
        new.put_products([product(1, variant(10, quantity=""), variant(11))])
        before = new.tells_all_stock
        new.put_stocks([CrmStock(10, "4")])
        assert (before, new.tells_all_stock) == (False, True)
        new.commit({})
    assert quantities(copy) == {"SKU-10": "4", "SKU-11": "7"}


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to be read as one" * 100])
def test_a_file_that_is_no_database_is_begun_anew(copy: ApiCopy, content: bytes) -> None:
    copy.path.parent.mkdir()
    copy.path.write_bytes(content)
    assert copy.is_empty
    read_whole(copy, product(1))
    assert len(quantities(copy)) == 2


def test_a_database_of_somebody_else_is_begun_anew(copy: ApiCopy) -> None:
    copy.path.parent.mkdir()
    with sqlite3.connect(copy.path) as foreign:
        foreign.execute("CREATE TABLE products (anything TEXT)")
    foreign.close()
    assert copy.is_empty
    assert read_whole(copy, product(1)) == CopyChange(1, 2)


@pytest.mark.parametrize("pragma", ["user_version = 99", "application_id = 5"])
def test_a_copy_of_another_format_is_begun_anew(copy: ApiCopy, pragma: str) -> None:
    read_whole(copy, product(1))
    with sqlite3.connect(copy.path) as other:
        other.execute(f"PRAGMA {pragma}")
    other.close()
    assert copy.is_empty


def test_a_copy_damaged_in_its_middle_is_told_and_then_begun_anew(copy: ApiCopy) -> None:
    read_whole(copy, *(product(number, description="д" * 3000) for number in range(1, 60)))
    with sqlite3.connect(copy.path) as settled:
        settled.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    settled.close()
    size = copy.path.stat().st_size
    with copy.path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    with pytest.raises(CopyUnreadable) as caught:
        list(copy.offers("base"))
    assert "прочтёт каталог заново" in caught.value.sentence("ru")
    assert copy.is_empty


def test_a_row_that_is_not_what_was_written_is_told_and_the_copy_begun_anew(copy: ApiCopy) -> None:
    read_whole(copy, product(1))
    with sqlite3.connect(copy.path) as other:
        other.execute("UPDATE products SET body = '[1, 2'")
    other.close()
    with pytest.raises(CopyUnreadable):
        list(copy.offers("base"))
    assert copy.is_empty


def test_no_copy_begun_anew_has_a_version_of_the_former_one(copy: ApiCopy) -> None:
    read_whole(copy, product(1))
    former = copy.version
    copy.throw_away()
    read_whole(copy, product(1))
    assert copy.version != former


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(CopyUnreadable):
        _ = ApiCopy(tmp_path / "file" / "shop.db").is_empty


def test_the_process_that_builds_the_feed_loads_neither_http_nor_the_database() -> None:
    script = (
        "import sys, mmdesk.catalogue.api_copy;"
        "print([name for name in ('httpx', 'sqlalchemy', 'lxml') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"

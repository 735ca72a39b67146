"""Orders are found by the beginnings of their words, on both databases alike."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from mmdesk.domain.lot import Lot
from mmdesk.domain.shipment import Buyer, Shipment
from mmdesk.storage import search
from mmdesk.storage.order_index import OrderWish
from mmdesk.storage.shipments import ShipmentKey
from tests.storage.build import NOON, Shop, lot, shipment


def named(name: str, *, offer_id: str = "MUG-350/B", goods_id: str = "100000000013") -> Lot:
    return replace(lot(), name=name, offer_id=offer_id, goods_id=goods_id)


ORDER = replace(
    shipment("7001002003", named("Кружка Тёплая, 350 мл")),
    order_code="955-700",
    delivery_id="31000777",
    buyer=Buyer("Ёжикова Анна-Мария", "+79000000001", "buyer@example.org", "Тула"),
)


FINDING = (
    "7001002003", "70010", "№700100", "2003", "02003", "1002003",  # the shipment from both its ends
    "955", "955700", "955-700", "700", "31000777", "310",  # the order and its delivery
    "ежикова", "Ёжикова", "ЁЖИК", "ежик анна", "мария", "Анна-Мария",  # the buyer
    "mug", "MUG-350", "mug350b", "350", "b", "100000000013",  # what the seller and Megamarket call it
    "кружка", "к", "КРУЖ", "тепл", "теплая круж", "350 мл", "кружка,тёплая", "«Кружка»", "  кружка\t",
)  # fmt: skip
MISSING = (
    "ружка", "003", "0010", "кружка плед", "кружкаа", "79000000001", "buyer@example.org", "Тула",
    "…", "🙂", "⌂", "←3002",
)  # fmt: skip
HOSTILE = (
    '"', "'", "''", "\\", "*", "к*", "круж* OR плед", 'words:"к"', "NEAR(к п)", "к AND", "-к", "^к", "(",
    "{к}:", "%", "_", ";DROP TABLE shipments", "\0", "к\0р", "к:*", "!к", "к & | (", "<->", "🙂🙂",
    "\ud83d", "х" * 10_000, "к " * 5_000, "'" * 10_000, " ".join(map(str, range(2_000))),
    "ﷺ" * 1_000, "\u0301" * 500, "İ" * 200,
)  # fmt: skip


def found(shop: Shop, typed: str) -> tuple[ShipmentKey, ...]:
    return shop.storage.queries.order_index(OrderWish(search=typed), NOON).keys


def test_an_order_is_found_by_the_beginnings_of_its_words(shop: Shop) -> None:
    key = shop.put(ORDER)
    shop.put(shipment("888", named("Плед", offer_id="RUG", goods_id="9")))
    assert {typed: found(shop, typed) for typed in FINDING} == dict.fromkeys(FINDING, (key,))


def test_nothing_else_finds_it(shop: Shop) -> None:
    shop.put(ORDER)
    assert {typed: found(shop, typed) for typed in MISSING} == dict.fromkeys(MISSING, ())


def test_the_ways_to_write_one_letter_are_one(shop: Shop) -> None:
    key = shop.put(replace(shipment(), buyer=Buyer("Андре\u0438\u0306 Stra\u00dfe")))
    assert found(shop, "Андрей") == found(shop, "STRASSE") == (key,)


def test_the_crm_order_finds_it_from_the_moment_it_is_known(shop: Shop) -> None:
    key = shop.put(shipment())
    assert found(shop, "4711") == ()
    with shop.storage.work() as work:
        work.shipments.set_crm_order(key, "4711")
        work.commit()
    assert found(shop, "4711") == (key,)
    shop.put(ORDER)
    assert found(shop, "4711") == (key,)


def test_what_is_no_longer_so_finds_nothing(shop: Shop) -> None:
    key = shop.put(replace(ORDER, buyer=Buyer("Прежний Покупатель")))
    shop.put(ORDER)
    assert found(shop, "прежний") == ()
    assert found(shop, "ежикова") == (key,)


def test_every_lot_is_looked_at_but_not_the_delivery(shop: Shop) -> None:
    delivery = replace(lot(3, is_delivery=True), name="Доставка")
    key = shop.put(shipment("945", named("Кружка"), replace(named("Плед"), index=2), delivery))
    assert found(shop, "плед") == (key,)
    assert found(shop, "доставка") == found(shop, "delivery") == ()


def test_the_latest_are_found_first_and_no_more_than_asked_for(shop: Shop) -> None:
    keys = [
        shop.put(replace(ORDER, shipment_id=shipment(f"94500{number}").shipment_id)) for number in range(5)
    ]
    with Session(shop.storage.engine) as session:
        assert search.find(session, "кружка", None, 3) == tuple(reversed(keys[2:]))


def test_only_the_connections_named_are_looked_at(shop: Shop) -> None:
    key = shop.put(ORDER)

    def among(owners: Collection[int]) -> tuple[int, ...]:
        with Session(shop.storage.engine) as session:
            return search.find(session, "кружка", owners, 10)

    assert among([shop.connection_id]) == among([shop.connection_id, 77]) == (key,)
    assert among([77]) == among([shop.connection_id * 10]) == ()


def test_no_input_breaks_a_search(shop: Shop) -> None:
    shop.put(ORDER)
    assert all(len(found(shop, typed)) <= 1 for typed in HOSTILE)


def test_a_word_of_any_length_is_kept_and_found(shop: Shop) -> None:
    key = shop.put(shipment("945", named("Ж" * 10_000 + " последнее")))
    assert found(shop, "ж" * 100) == found(shop, "ж" * 10_000) == found(shop, "последнее") == (key,)


words = st.text(st.sampled_from("аеёбЯz19-_ \t'\"*&"), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(name=words, buyer=words, typed=words | st.text(max_size=12))
def test_what_was_typed_finds_what_begins_so(sqlite_shop: Shop, name: str, buyer: str, typed: str) -> None:
    shown = replace(shipment("945000001", named(name, offer_id="x", goods_id="y")), buyer=Buyer(buyer))
    key = sqlite_shop.put(shown)
    kept = [*search.folded(f"{name} {buyer} x y 945000001")]
    wanted = [*search.folded(typed)]
    # Nothing typed is no search.
    fits = not typed.strip() or (
        wanted
        and all(
            any(word.startswith(part) for word in kept) or (len(part) > 3 and "945000001".endswith(part))
            for part in wanted
        )
    )
    assert found(sqlite_shop, typed) == ((key,) if fits else ())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(typed=st.text(max_size=30), shown=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_both_databases_take_any_text(shop: Shop, typed: str, shown: str) -> None:
    # PostgreSQL keeps no NUL in any text, wherever it comes from.
    shop.put(replace(ORDER, buyer=Buyer(shown.replace("\0", ""))))
    found(shop, typed)


def test_a_word_that_does_not_change_is_not_written_again(sqlite_shop: Shop) -> None:
    def pages() -> int:
        with sqlite_shop.storage.engine.connect() as connection:
            return int(connection.scalar(text("SELECT max(id) FROM shipment_words_data")) or 0)

    sqlite_shop.put(ORDER)
    before = pages()
    sqlite_shop.put(advanced(ORDER))
    assert pages() == before


def advanced(shown: Shipment) -> Shipment:
    return replace(shown, lots=tuple(each.with_status("CONFIRMED") for each in shown.lots))

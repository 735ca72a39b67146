"""Which levels Megamarket has to be told: what differs, low stock after a while, prices to give back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from mmdesk.storage.catalogue_tables import OfferRow
from mmdesk.storage.offer_levels import PAGE, OfferLevels, PriceToTell, StockToTell
from mmdesk.storage.uow import Storage
from tests.storage.build import MINUTE, NOON, Shop, add_connection

TERM = timedelta(minutes=30)
Found = TypeVar("Found")


def add(
    shop: Shop,
    offer_id: str,
    *,
    stock: int = 10,
    price: int | None = 500,
    state: str = "",
    told: int | None = None,
    told_at: datetime | None = None,
    told_price: int | None = None,
) -> None:
    with Session(shop.storage.engine) as session:
        session.add(
            OfferRow(
                connection_id=shop.connection_id,
                offer_id=offer_id,
                name=offer_id,
                seen_at=NOON,
                state=state,
                feed_stock=stock,
                feed_price=price,
                pushed_stock=told,
                pushed_at=told_at,
                pushed_price=told_price,
            )
        )
        session.commit()


def look(shop: Shop, read: Callable[[OfferLevels], Found]) -> Found:
    with shop.storage.look() as work:
        return read(work.offer_levels)


def write(shop: Shop, change: Callable[[OfferLevels], None]) -> None:
    with shop.storage.work() as work:
        change(work.offer_levels)
        work.commit()


def stocks(shop: Shop, now: datetime = NOON, after: int = 0) -> tuple[StockToTell, ...]:
    return look(shop, lambda levels: levels.stocks_to_tell(shop.connection_id, now, now - TERM, after))


def prices(shop: Shop) -> tuple[PriceToTell, ...]:
    return look(shop, lambda levels: levels.prices_to_set(shop.connection_id))


def drops(shop: Shop, *, of_all: bool = True) -> tuple[PriceToTell, ...]:
    return look(shop, lambda levels: levels.prices_to_drop(shop.connection_id, of_all=of_all))


def told(rows: Sequence[StockToTell | PriceToTell]) -> dict[str, int]:
    return {row.offer_id: row.level for row in rows}


def test_stock_that_was_never_told_or_differs_is_to_be_told(shop: Shop) -> None:
    add(shop, "NEW", stock=7)
    add(shop, "LESS", stock=4, told=9, told_at=NOON)
    add(shop, "SAME", stock=9, told=9, told_at=NOON - timedelta(days=9))
    assert told(stocks(shop)) == {"NEW": 7, "LESS": 4}


@pytest.mark.parametrize("state", ["gone", "min_quantity"])
def test_what_left_the_feed_is_told_as_zero(shop: Shop, state: str) -> None:
    add(shop, "LEFT", stock=5, state=state, told=5, told_at=NOON)
    add(shop, "NEVER", stock=5, state=state)
    add(shop, "ZERO", stock=5, state=state, told=0, told_at=NOON)
    assert told(stocks(shop)) == {"LEFT": 0}


def test_what_left_the_feed_while_its_first_answer_was_lost_is_told_as_zero(shop: Shop) -> None:
    add(shop, "LOST", stock=5)
    write(shop, lambda levels: levels.sending_stocks([stocks(shop)[0].row_id], NOON))
    assert told(stocks(shop)) == {"LOST": 5}
    with Session(shop.storage.engine) as session:
        session.query(OfferRow).update({"state": "gone"})
        session.commit()
    assert told(stocks(shop)) == {"LOST": 0}


def test_low_stock_is_told_again_after_a_while(shop: Shop) -> None:
    for units in range(5):
        add(shop, f"OFFER-{units}", stock=units, told=units, told_at=NOON)
    add(shop, "LEFT", stock=9, state="gone", told=0, told_at=NOON)
    assert stocks(shop, NOON + TERM - MINUTE) == ()
    again = stocks(shop, NOON + TERM)
    assert told(again) == {"OFFER-0": 0, "OFFER-1": 1, "OFFER-2": 2, "OFFER-3": 3, "LEFT": 0}
    assert all(row.is_again for row in again)


def test_a_zero_told_by_a_clock_that_was_ahead_is_told_again(shop: Shop) -> None:
    add(shop, "ZERO", stock=0, told=0, told_at=NOON + timedelta(days=1))
    assert told(stocks(shop)) == {"ZERO": 0}


def test_what_was_told_is_not_to_be_told_any_more(shop: Shop) -> None:
    add(shop, "A", stock=7, told=1, told_at=NOON - TERM)
    add(shop, "B", stock=0)
    write(shop, lambda levels: levels.stocks_told({row.row_id: row.level for row in stocks(shop)}, NOON))
    assert stocks(shop) == ()
    assert told(stocks(shop, NOON + TERM)) == {"B": 0}


def test_a_feed_that_changed_after_it_was_read_is_told_later(shop: Shop) -> None:
    add(shop, "A", stock=7)
    (read,) = stocks(shop)
    with Session(shop.storage.engine) as session:
        session.query(OfferRow).update({"feed_stock": 2})
        session.commit()
    write(shop, lambda levels: levels.stocks_told({read.row_id: read.level}, NOON))
    assert told(stocks(shop)) == {"A": 2}


def test_prices_that_differ_are_to_be_set(shop: Shop) -> None:
    add(shop, "NEW", price=890)
    add(shop, "LESS", price=490, told_price=500)
    add(shop, "SAME", price=500, told_price=500)
    add(shop, "LEFT", price=500, state="gone")
    add(shop, "FREE", price=None)
    assert told(prices(shop)) == {"NEW": 890, "LESS": 490}
    write(shop, lambda levels: levels.prices_told({row.row_id: row.level for row in prices(shop)}))
    assert prices(shop) == ()


def test_prices_of_offers_that_left_the_feed_are_to_be_dropped_or_those_of_all(shop: Shop) -> None:
    add(shop, "HERE", price=510, told_price=500)
    add(shop, "LEFT", price=510, state="vendor", told_price=490)
    add(shop, "NEVER", state="gone")
    assert told(drops(shop, of_all=False)) == {"LEFT": 490}
    assert told(drops(shop)) == {"HERE": 500, "LEFT": 490}
    write(shop, lambda levels: levels.forget_prices([row.row_id for row in drops(shop)]))
    assert drops(shop) == ()


def test_a_price_whose_answer_was_lost_is_set_again_and_can_be_dropped(shop: Shop) -> None:
    add(shop, "LOST", price=500)
    add(shop, "KNOWN", price=500, told_price=400)
    rows = [row.row_id for row in prices(shop)]
    write(shop, lambda levels: levels.sending_prices(rows))
    assert told(prices(shop)) == {"LOST": 500, "KNOWN": 500}
    assert told(drops(shop)) == {"LOST": 500, "KNOWN": 400}


def test_pushing_a_price_does_not_put_a_zero_off(shop: Shop) -> None:
    add(shop, "ZERO", stock=0, told=0, told_at=NOON)
    (row,) = prices(shop)
    write(shop, lambda levels: levels.sending_prices([row.row_id]))
    write(shop, lambda levels: levels.prices_told({row.row_id: 500}))
    assert told(stocks(shop, NOON + TERM)) == {"ZERO": 0}


def test_what_is_forgotten_was_never_told(shop: Shop) -> None:
    add(shop, "A", stock=9, told=9, told_at=NOON)
    add(shop, "B", stock=9, told_at=NOON)
    add(shop, "C", stock=9)
    rows = look(shop, lambda levels: levels.stocks_ever_told(shop.connection_id))
    assert len(rows) == 2
    write(shop, lambda levels: levels.forget_stocks(rows))
    assert look(shop, lambda levels: levels.stocks_ever_told(shop.connection_id)) == ()
    assert told(stocks(shop)) == {"A": 9, "B": 9, "C": 9}


def test_pages_follow_each_other_without_a_gap(shop: Shop) -> None:
    with Session(shop.storage.engine) as session:
        session.add_all(
            OfferRow(
                connection_id=shop.connection_id, offer_id=f"SKU-{n}", name="", seen_at=NOON, feed_stock=n
            )
            for n in range(2 * PAGE + 1)
        )
        session.commit()
    found: list[StockToTell] = []
    sizes = []
    while page := stocks(shop, after=found[-1].row_id if found else 0):
        sizes.append(len(page))
        found += page
    assert (sizes, len({row.offer_id for row in found})) == ([PAGE, PAGE, 1], 2 * PAGE + 1)


def test_another_connection_has_levels_of_its_own(shop: Shop) -> None:
    add(shop, "A", stock=9)
    with shop.storage.work() as work:
        other = add_connection(work, "другая", merchant_id=5047)
        work.commit()
    with shop.storage.look() as work:
        assert work.offer_levels.stocks_to_tell(other.connection_id, NOON, NOON) == ()
        assert work.offer_levels.prices_to_set(other.connection_id) == ()


def test_reading_holds_no_writer_up(shop: Shop, hasty: Storage) -> None:
    add(shop, "A", stock=9)
    with shop.storage.look() as reading:
        (row,) = reading.offer_levels.stocks_to_tell(shop.connection_id, NOON, NOON)
        with hasty.work() as work:
            work.offer_levels.stocks_told({row.row_id: 9}, NOON)
            work.commit()
    assert stocks(shop) == ()


def test_a_page_is_not_sorted_out_of_all_offers(sqlite_shop: Shop) -> None:
    asked: list[str] = []
    engine = sqlite_shop.storage.engine
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(str(call[2])))
    stocks(sqlite_shop)
    prices(sqlite_shop)
    drops(sqlite_shop)
    plans = []
    with engine.connect() as raw:
        for statement in [each for each in asked if "FROM offers" in each]:
            places = (0,) * statement.count("?")
            plans.append(raw.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", places).fetchall())
    assert len(plans) == 3
    assert all("TEMP B-TREE" not in str(plan) for plan in plans)

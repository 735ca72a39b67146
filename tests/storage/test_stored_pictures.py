"""Which pictures open orders want, and what is kept of them, on both databases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from mmdesk.domain.connection import ConnectionId
from mmdesk.errors import Text
from mmdesk.storage.catalogue_tables import OfferRow
from mmdesk.storage.pictures import Failure, Wanted
from mmdesk.storage.uow import Storage
from tests.storage.build import NOON, Shop, add_connection, lot, open_shop, shipment

HOUR = timedelta(hours=1)
WHY = Text("файла нет", "no file")
MUG, RUG, CUP = (f"https://shop.example/{name}.jpg" for name in ("mug", "rug", "cup"))


@dataclass
class House:
    """A shop whose first offers have pictures; more connections can be added."""

    shop: Shop

    def sell(self, offer_id: str, picture: str, connection: ConnectionId | None = None) -> None:
        with Session(self.shop.storage.engine) as session:
            owner = connection or self.shop.connection_id
            row = OfferRow(connection_id=owner, offer_id=offer_id, name="", seen_at=NOON, picture=picture)
            session.add(row)
            session.commit()

    def order(
        self, number: int, *offers: str, status: str = "CONFIRMED", due: datetime | None = None
    ) -> None:
        lots = [replace(lot(index, status), offer_id=offer) for index, offer in enumerate(offers, start=1)]
        self.shop.put(shipment(f"94500000{number}", *lots), NOON, due)

    def due(self, now: datetime = NOON, limit: int = 9, *, inside: bool = False) -> list[str]:
        return [each.address for each in self.wanted(now, limit, inside=inside)]

    def wanted(self, now: datetime = NOON, limit: int = 9, *, inside: bool = False) -> tuple[Wanted, ...]:
        with self.shop.storage.look() as work:
            return work.pictures.due({self.shop.connection_id: inside}, now, limit)

    def put(self, address: str, at: datetime = NOON) -> None:
        with self.shop.storage.work() as work:
            work.pictures.put(address, b"small", at, at + 24 * HOUR)
            work.commit()

    def fail(self, address: str, attempts: int = 1, *, at: datetime = NOON, inside: bool = False) -> None:
        with self.shop.storage.work() as work:
            work.pictures.put_failure(address, Failure(WHY, attempts, at + HOUR, inside=inside), at)
            work.commit()


@pytest.fixture
def house(storage: Storage) -> House:
    made = House(open_shop(storage))
    for offer, picture in (("M", MUG), ("R", RUG), ("C", CUP), ("NONE", ""), ("M-2", MUG)):
        made.sell(offer, picture)
    return made


def test_open_orders_want_each_picture_once_the_nearest_deadline_first(house: House) -> None:
    house.order(1, "R", due=NOON + 3 * HOUR)
    house.order(2, "M", "M-2", "NONE", "UNKNOWN", due=NOON + HOUR)
    house.order(3, "R", due=NOON + 9 * HOUR)
    house.order(4, "C")
    assert house.due() == [MUG, RUG, CUP]
    assert house.due(limit=1) == [MUG]


def test_finished_orders_and_other_connections_want_nothing(house: House) -> None:
    house.order(1, "M", status="DELIVERED")
    with house.shop.storage.work() as work:
        other = add_connection(work, "Второй", 77)
        work.commit()
    house.sell("M", CUP, other.connection_id)
    assert house.due() == []
    house.order(2, "M")
    assert house.due() == [MUG]


def test_what_is_there_is_wanted_again_only_when_it_has_become_old(house: House) -> None:
    house.order(1, "M")
    house.put(MUG)
    assert house.due(NOON + 23 * HOUR) == []
    assert house.due(NOON + 24 * HOUR) == [MUG]


def test_a_failure_waits_for_its_time_and_is_counted(house: House) -> None:
    house.order(1, "M")
    house.fail(MUG, 3)
    assert house.due() == []
    assert house.wanted(NOON + HOUR) == (Wanted(MUG, 3, inside=False),)
    house.put(MUG)
    assert [each.attempts for each in house.wanted(NOON + 24 * HOUR)] == [0]


def test_a_clock_that_was_set_back_holds_no_picture_up(house: House) -> None:
    house.order(1, "M")
    house.fail(MUG, at=NOON + 1000 * HOUR)
    assert house.due() == [MUG]


def test_what_lies_inside_waits_until_that_is_allowed(house: House) -> None:
    house.order(1, "M")
    house.fail(MUG, inside=True)
    assert house.due() == []
    assert house.wanted(inside=True) == (Wanted(MUG, 1, inside=True),)


def test_a_failure_keeps_the_picture_from_before(house: House) -> None:
    house.put(MUG)
    house.fail(MUG, at=NOON + HOUR)
    with house.shop.storage.look() as work:
        assert work.pictures.of([MUG, RUG]) == {MUG: b"small"}
        standing = work.pictures.standing(MUG)
        assert standing is not None
        assert (standing.why, standing.fetched_at, standing.tried_at) == (WHY, NOON, NOON + HOUR)
        assert work.pictures.standing(RUG) is None


def test_an_address_too_long_for_an_index_is_left_alone(house: House) -> None:
    house.sell("LONG", f"https://shop.example/{'x' * 3000}.jpg")
    house.order(1, "LONG", "M")
    assert house.due() == [MUG]


def test_pictures_of_open_orders_are_marked_as_wanted(house: House) -> None:
    house.order(1, "M")
    house.order(2, "R", status="DELIVERED")
    house.put(MUG)
    house.put(RUG)

    def unmarked(before: datetime) -> tuple[int, ...]:
        with house.shop.storage.look() as work:
            return work.pictures.unmarked({house.shop.connection_id: False}, before, 9)

    assert unmarked(NOON) == ()
    rows = unmarked(NOON + HOUR)
    assert len(rows) == 1
    with house.shop.storage.work() as work:
        work.pictures.mark_wanted(rows, NOON + 2 * HOUR)
        work.commit()
    assert unmarked(NOON + HOUR) == ()

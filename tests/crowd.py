"""A hundred thousand believable shipments, all invented: for measurements, and for tests of long lists.

The rows are made by the functions that the program itself uses; only the writing is done in bulk.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from mmdesk.domain.connection import Connection
from mmdesk.domain.deadline import DeadlineKind, Deadlines
from mmdesk.domain.lot import DELIVERY_OFFER, Lot
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.shipment import Buyer, Shipment, ShipmentId
from mmdesk.domain.status import is_final
from mmdesk.storage import search
from mmdesk.storage.engine import IMMEDIATE
from mmdesk.storage.shipment_rows import fill, new_row
from mmdesk.storage.table_base import Base
from mmdesk.storage.tables import SCHEMA, BoxRow, LotRow, ShipmentRow
from mmdesk.storage.uow import Storage

_BATCH = 1000
_OLDEST = timedelta(days=180)
_OLDEST_OPEN = timedelta(days=3)
_PRODUCTS = 6_000
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Invented:
    """A shipment as the database is to hold it, with the facts that are ours."""

    connection: Connection
    shipment: Shipment
    first_seen_at: datetime
    changed_at: datetime
    crm_order_id: str
    checked_at: datetime | None
    couriered_at: datetime | None

    @property
    def due_at(self) -> datetime | None:
        due = self.connection.scheme.due(self.shipment)
        return due[1] if due else None


def seed(
    storage: Storage,
    count: int,
    *,
    now: datetime,
    open_share: float = 0.01,
    connections: Sequence[Connection] = (),
    start: int = 0,
) -> tuple[Connection, ...]:
    """Fill the database with `count` shipments around `now`, and tell the connections they belong to.

    The same arguments make the same shipments. Without `connections` two are added, one a scheme. A second
    call for the same connections needs a `start` past the shipments of the first.
    """
    owners = tuple(connections) or add_connections(storage, now)
    invented = crowd(owners, count, now=now, open_share=open_share, start=start)
    while rows := [_row(one) for one in islice(invented, _BATCH)]:
        with Session(storage.engine.execution_options(**{IMMEDIATE: True})) as session:
            _insert(session, rows)
            search.write(session, rows)
            session.commit()
    return owners


def add_connections(storage: Storage, now: datetime) -> tuple[Connection, ...]:
    """«Склад» in «Стандарт» and «Курьеры» in «ДСМ»."""
    with storage.work() as work:
        added = tuple(
            work.connections.add(
                name=name,
                scheme=scheme.value,
                merchant_id=5046,
                mm_url="https://mm.example.org",
                crm_url="https://crm.example.org",
                test_mode=False,
                at=now - _OLDEST,
            )
            for name, scheme in (("Склад", SchemeCode.STANDARD), ("Курьеры", SchemeCode.DSM))
        )
        work.commit()
    return added


def crowd(
    connections: Sequence[Connection], count: int, *, now: datetime, open_share: float = 0.01, start: int = 0
) -> Iterator[Invented]:
    """The shipments that `seed` stores, the oldest first; `open_share` of them are not finished."""
    dice = random.Random(start)
    still_open = round(count * open_share)
    moments = [(now - _OLDEST_OPEN * dice.random(), True) for _ in range(still_open)]
    moments += [(now - _OLDEST * dice.random(), False) for _ in range(count - still_open)]
    for number, (placed_at, is_open) in enumerate(sorted(moments), start=start):
        yield _invented(dice, dice.choice(connections), number, placed_at, now, is_open=is_open)


def _row(one: Invented) -> ShipmentRow:
    row = new_row(one.connection.connection_id, one.shipment.shipment_id, one.first_seen_at)
    row.crm_order_id = one.crm_order_id
    row.checked_at, row.couriered_at = one.checked_at, one.couriered_at
    fill(row, one.connection, one.shipment, one.due_at, one.changed_at)
    return row


def _insert(session: Session, rows: Sequence[ShipmentRow]) -> None:
    """What adding the rows to the session would do, several times as fast."""
    lots = [lot for row in rows for lot in row.lots]
    boxes = [box for row in rows for box in row.boxes]
    contents = [content for box in boxes for content in box.contents]
    for several in (rows, lots, boxes):
        _number(session, several)
    for row in rows:
        for lot in row.lots:
            lot.shipment_pk = row.id
        for box in row.boxes:
            box.shipment_pk = row.id
            for content in box.contents:
                content.box_id = box.id
    for one_kind in (rows, lots, boxes, contents):
        _insert_into_one_table(session, one_kind)


def _number(session: Session, rows: Sequence[ShipmentRow | LotRow | BoxRow]) -> None:
    if not rows:
        return
    model = type(rows[0])
    last = session.scalar(select(func.max(model.id))) or 0
    for key, row in enumerate(rows, start=last + 1):
        row.id = key
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
        session.execute(select(func.setval(sequence, last + len(rows))))


def _insert_into_one_table(session: Session, rows: Sequence[Base]) -> None:
    if rows:
        table = SCHEMA.tables[type(rows[0]).__tablename__]
        values = [{name: row.__dict__[name] for name in table.c.keys() & row.__dict__.keys()} for row in rows]
        session.execute(insert(table), values)


def _invented(
    dice: random.Random,
    connection: Connection,
    number: int,
    placed_at: datetime,
    now: datetime,
    *,
    is_open: bool,
) -> Invented:
    shipment = _shipment(dice, connection, number, placed_at, now, is_open=is_open)
    first_seen_at = min(placed_at + dice.random() * timedelta(minutes=5), now)
    changed_at = min(first_seen_at + dice.random() * timedelta(days=2), now)
    packed = connection.scheme.accepts_unseen and shipment.effective_status in (
        "PACKED",
        "SHIPPED",
        "DELIVERED",
    )
    checked_at = changed_at if packed and dice.random() < 0.6 else None
    couriered_at = changed_at if checked_at and dice.random() < 0.5 else None
    crm_order_id = str(20_000 + number) if dice.random() < 0.97 else ""
    return Invented(connection, shipment, first_seen_at, changed_at, crm_order_id, checked_at, couriered_at)


def _shipment(
    dice: random.Random,
    connection: Connection,
    number: int,
    placed_at: datetime,
    now: datetime,
    *,
    is_open: bool,
) -> Shipment:
    by_courier = connection.scheme.code is SchemeCode.DSM
    weights = (_OPEN_DSM if by_courier else _OPEN_STANDARD) if is_open else _FINISHED
    (status,) = dice.choices(tuple(weights), tuple(weights.values()))
    shipment_id = str((7_001_000_000 if by_courier else 700_100_000) + number * 7)
    lots = _lots(dice, status, by_courier=by_courier)
    shipment = Shipment(
        shipment_id=ShipmentId(shipment_id),
        status="" if dice.random() < 0.2 else status,
        lots=lots,
        created_at=placed_at,
        order_code=f"9{shipment_id}",
        delivery_id=str(31_000_000 + number),
        service_scheme="DELIVERY_BY_MERCHANT" if by_courier else "FBS",
        buyer=_buyer(dice, number, by_courier=by_courier),
        raw=_document(shipment_id, lots),
    )
    return replace(shipment, deadlines=_deadlines(dice, connection, shipment, placed_at, now))


def _lots(dice: random.Random, status: str, *, by_courier: bool) -> tuple[Lot, ...]:
    count = dice.choices((1, 2, 3, 4), (60, 25, 10, 5))[0]
    statuses = [status] * count
    if count > 1 and not is_final(status) and dice.random() < 0.1:
        statuses[-1] = "CUSTOMER_CANCELED"
    asked = by_courier and not is_final(status) and dice.random() < 0.02
    boxed = not by_courier and status in _BOXED
    lots = [
        _lot(dice, index, status, box_index=1 if boxed else None, cancel_requested=asked and index == 1)
        for index, status in enumerate(statuses, start=1)
    ]
    if by_courier and dice.random() < 0.3:
        price = Decimal(300)
        lots.append(Lot(count + 1, DELIVERY_OFFER, "Доставка", price, price, status, is_delivery=True))
    return tuple(lots)


def _lot(
    dice: random.Random, index: int, status: str, *, box_index: int | None, cancel_requested: bool
) -> Lot:
    product = dice.randrange(_PRODUCTS)
    kind, article = _KINDS[product % len(_KINDS)]
    colour, size = _COLOURS[product % len(_COLOURS)], _SIZES[product // 20 % len(_SIZES)]
    price = Decimal(dice.randrange(190, 9_000, 10))
    return Lot(
        index=index,
        offer_id=f"{article}-{colour.code}-{product}",
        name=f"{kind} {colour.name}, {size}",
        price=price,
        final_price=price - Decimal(dice.randrange(0, 100, 10)),
        status=status,
        goods_id=str(100_000_000_000 + product * 13),
        box_index=box_index,
        cancel_requested=cancel_requested,
    )


def _deadlines(
    dice: random.Random, connection: Connection, shipment: Shipment, placed_at: datetime, now: datetime
) -> Deadlines:
    """In their order a few hours apart; the one that counts lies around now where the order is open."""
    first = placed_at + dice.uniform(1, 12) * _HOUR
    moments = [first + step * 8 * _HOUR for step in range(5)]
    confirm_by, pack_by, ship_by, deliver_from, deliver_to = moments
    named = Deadlines(confirm_by, pack_by, ship_by, deliver_from, deliver_to)
    due = connection.scheme.due(replace(shipment, deadlines=named))
    if due is None or dice.random() < 0.02:
        return Deadlines()
    kind, moment = due
    shift = now + dice.uniform(-2, 30) * _HOUR - moment
    moved = {name.value: given + shift for name, given in named.given().items()}
    if kind is DeadlineKind.CONFIRM_BY:
        # Not every order says when it is to be handed over.
        moved.pop("deliver_from")
    return Deadlines(**moved)


def _buyer(dice: random.Random, number: int, *, by_courier: bool) -> Buyer:
    surname, first, father = dice.choice(_SURNAMES), dice.choice(_FIRST_NAMES), dice.choice(_FATHERS)
    name = f"{surname} {first} {father}"
    town = dice.choice(_TOWNS)
    if not by_courier:
        return Buyer(name, address=town)
    address = f"{town}, ул. Примерная, д. {number % 90 + 1}"
    return Buyer(name, f"+7900000{number % 10_000:04}", f"buyer{number}@example.org", address)


def _document(shipment_id: str, lots: Sequence[Lot]) -> str:
    """About as long as a real one."""
    items = [
        {
            "itemIndex": lot.index,
            "offerId": lot.offer_id,
            "goodsId": lot.goods_id,
            "itemName": lot.name,
            "status": lot.status,
            "price": str(lot.price),
            "finalPrice": str(lot.final_price),
            "goodsData": {"name": lot.name, "categoryName": "Товары для дома", "attributes": ["—"] * 20},
        }
        for lot in lots
    ]
    return json.dumps({"shipmentId": shipment_id, "items": items}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _Colour:
    name: str
    code: str


_OPEN_STANDARD = {
    "NEW": 30,
    "PENDING": 1,
    "PENDING_CONFIRMATION": 2,
    "CONFIRMED": 25,
    "PACKING_EXPIRED": 4,
    "PENDING_PACKING": 2,
    "PACKED": 20,
    "SHIPPING_EXPIRED": 3,
    "PENDING_SHIPPING": 2,
    "SHIPPED": 10,
    "IN_STOCK_TRANSFER": 1,
}
_OPEN_DSM = {
    "NEW": 30,
    "CONFIRMED": 10,
    "PACKING_EXPIRED": 4,
    "PENDING_PACKING": 3,
    "PACKED": 35,
    "SHIPPING_EXPIRED": 3,
    "SHIPPED": 15,
}
_FINISHED = {"DELIVERED": 88, "CUSTOMER_CANCELED": 8, "MERCHANT_CANCELED": 4}
_BOXED = ("PACKED", "SHIPPING_EXPIRED", "PENDING_SHIPPING", "SHIPPED", "DELIVERED")
_KINDS = (
    ("Кружка", "MUG"), ("Плед", "RUG"), ("Чайник", "TEA"), ("Настольная лампа", "LMP"), ("Полотенце", "TWL"),
    ("Сковорода", "PAN"), ("Набор ножей", "KNF"), ("Подушка", "PLW"), ("Ваза", "VAS"), ("Щётка", "BRS"),
    ("Корзина плетёная", "BSK"), ("Термос", "THR"), ("Часы настенные", "CLK"), ("Ёлка", "FIR"),
    ("Кофемолка", "GRD"), ("Скатерть", "CLT"), ("Ковёр", "CRP"), ("Зонт", "UMB"), ("Фонарь", "LGT"),
    ("Рюкзак Skar", "BAG"),
)  # fmt: skip
_COLOURS = tuple(
    _Colour(name, code)
    for name, code in (
        ("синяя", "BLU"), ("серая", "GRY"), ("зелёная", "GRN"), ("белая", "WHT"), ("чёрная", "BLK"),
        ("жёлтая", "YLW"), ("тёмно-красная", "RED"), ("бежевая", "BGE"),
    )
)  # fmt: skip
_SIZES = ("350 мл", "1,5 л", "150×200", "40x60 см", "набор 6 шт.", "большая", "малая", "арт. 2024/7")
_SURNAMES = (
    "Примеров", "Образцова", "Тестов", "Выдумкина", "Условный", "Небылицын", "Макетова", "Шаблонов", "Ёжиков",
    "Кукушкина", "Снегирёв", "Журавлёва", "Крузенштерн-Вымышленный", "Соловьёв", "Щеглова", "Дроздов",
)  # fmt: skip
_FIRST_NAMES = (
    "Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор", "Жанна", "Захар", "Инна", "Кирилл", "Лада", "Марк",
    "Нина", "Олег", "Полина", "Роман", "Семён", "Таисия", "Ульяна", "Фёдор", "Юлия", "Яков",
)  # fmt: skip
_FATHERS = ("Петровна", "Ильич", "Олеговна", "Андреевич", "Артёмовна", "Львович", "Сергеевна", "Игоревич")
_TOWNS = ("Москва", "Тула", "Казань", "Пермь", "Омск", "Псков", "Орёл", "Тверь")

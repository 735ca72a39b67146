"""A local copy of RetailCRM's catalogue: written by the service as it reads, read by the build of the feed.

A cache in a file of its own, which may be deleted at any time. Needs no more than the standard library and
msgspec, because the process that builds the feed imports it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from mmdesk.catalogue.api_copy_file import Garbled, opened, throw_away
from mmdesk.catalogue.api_offers import source_offers
from mmdesk.domain.crm_goods import CrmProduct, CrmStock
from mmdesk.domain.offer import Category, Shop, SourceOffer

_SHOP: Final = "shop"
_NOTE: Final = "note."

_encoder: Final = msgspec.json.Encoder()
_product_decoder: Final = msgspec.json.Decoder(CrmProduct)
_shop_decoder: Final = msgspec.json.Decoder(Shop)


class CopyChange(NamedTuple):
    """What a write has changed: products new, different or gone, and offers with another stock."""

    products: int = 0
    stocks: int = 0


class CopySnapshot:
    """The copy as it was at one moment, whatever is written meanwhile. For one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def version(self) -> int:
        """Another number after any change; never one that an earlier copy at this place has had."""
        (number,) = self._connection.execute("SELECT number FROM version").fetchone()
        return int(number)

    @property
    def shop(self) -> Shop:
        """Empty texts before the first reading."""
        row = self._connection.execute("SELECT value FROM notes WHERE name = ?", (_SHOP,)).fetchone()
        return _shop_decoder.decode(row[0]) if row else Shop("", "", "")

    @property
    def notes(self) -> Mapping[str, str]:
        """What the reader of the catalogue keeps here for its next reading."""
        rows = self._connection.execute("SELECT name, value FROM notes WHERE name <> ?", (_SHOP,))
        return {name.removeprefix(_NOTE): value for name, value in rows}

    @property
    def offer_count(self) -> int:
        (count,) = self._connection.execute("SELECT count(*) FROM stock").fetchone()
        return int(count)

    @property
    def is_empty(self) -> bool:
        """Also where some products are there but everything has never been read."""
        (has_all,) = self._connection.execute(
            "SELECT EXISTS (SELECT 1 FROM notes WHERE name = ?) AND EXISTS (SELECT 1 FROM products)", (_SHOP,)
        ).fetchone()
        return not has_all

    def categories(self) -> Iterator[Category]:
        """In RetailCRM's order."""
        rows = self._connection.execute("SELECT id, parent, name FROM groups ORDER BY place")
        return (Category(*row) for row in rows)

    def property_names(self) -> dict[str, str]:
        """Names for people by code."""
        return dict(self._connection.execute("SELECT code, name FROM property_names").fetchall())

    def offers(self, price_type: str) -> Iterator[SourceOffer]:
        """All offers, by product number and then in RetailCRM's order; only one product is held at a time."""
        names = self.property_names()
        rows = self._connection.execute(
            "SELECT products.product, body, offer, quantity FROM products"
            " JOIN stock ON stock.product = products.product ORDER BY products.product"
        )
        for _, variants in groupby(rows, key=itemgetter(0)):
            first, *others = variants
            stock = {offer: quantity for _, _, offer, quantity in (first, *others)}
            yield from source_offers(_product(first[1]), stock, names, price_type)


def _product(body: bytes) -> CrmProduct:
    try:
        return _product_decoder.decode(body)
    except msgspec.DecodeError as error:
        raise Garbled(str(error)) from error


class ApiCopy:
    """The copy at `path`. Every method may be called from any thread and process, and raises CopyUnreadable.

    A file that is damaged or something else is thrown away and begun anew, empty.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def snapshot(self) -> Iterator[CopySnapshot]:
        """The copy as it is now, to be read at leisure."""
        with opened(self.path) as connection:
            connection.execute("BEGIN")
            snapshot = CopySnapshot(connection)
            # The transaction sees what was there at its first read.
            _ = snapshot.version
            yield snapshot

    @property
    def version(self) -> int:
        with self.snapshot() as now:
            return now.version

    @property
    def shop(self) -> Shop:
        with self.snapshot() as now:
            return now.shop

    @property
    def notes(self) -> Mapping[str, str]:
        with self.snapshot() as now:
            return now.notes

    @property
    def offer_count(self) -> int:
        with self.snapshot() as now:
            return now.offer_count

    @property
    def is_empty(self) -> bool:
        with self.snapshot() as now:
            return now.is_empty

    def categories(self) -> Iterator[Category]:
        with self.snapshot() as now:
            yield from now.categories()

    def offers(self, price_type: str) -> Iterator[SourceOffer]:
        """See CopySnapshot.offers; the file stays open until the iterator ends or is closed."""
        with self.snapshot() as now:
            yield from now.offers(price_type)

    @contextmanager
    def replacing(self) -> Iterator[Replacement]:
        """Gather a whole catalogue beside the copy; without `commit` the copy stays as it is."""
        with opened(self.path) as connection:
            _make_room(connection)
            yield Replacement(connection)

    def put_products(self, products: Iterable[CrmProduct]) -> CopyChange:
        """Take over these products as they are now, all of them or none; the same as before is no change."""
        with opened(self.path) as connection:
            _make_room(connection)
            _gather(connection, products)
            with _counted(connection):
                # What an offer's product no longer names is gone with it.
                connection.execute(
                    "DELETE FROM stock WHERE product IN (SELECT product FROM new_products)"
                    " AND offer NOT IN (SELECT offer FROM new_stock)"
                )
                return _take_over(connection)

    def put_stocks(self, stocks: Iterable[CrmStock]) -> int:
        """Set the stock of offers that are here already, all or none; how many had another one."""
        with _changing(self.path) as connection:
            changed = connection.executemany(
                "UPDATE stock SET quantity = :quantity WHERE offer = :offer AND quantity <> :quantity",
                ({"offer": one.number, "quantity": one.quantity} for one in stocks if one.quantity),
            ).rowcount
            return max(changed, 0)

    def put_groups(self, groups: Sequence[Category]) -> None:
        with _changing(self.path) as connection:
            _put_groups(connection, groups)

    def put_property_names(self, names: Mapping[str, str]) -> None:
        with _changing(self.path) as connection:
            _put_property_names(connection, names)

    def note(self, notes: Mapping[str, str]) -> None:
        """Keep what the next reading wants to know; the version stays."""
        with opened(self.path) as connection:
            _put_notes(connection, notes)

    def throw_away(self) -> None:
        """Raises OSError where another process has it open, as Windows demands."""
        throw_away(self.path)


class Replacement:
    """A catalogue that is being gathered; the copy is not locked meanwhile. For one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._groups: list[Category] = []
        self._names: dict[str, str] = {}
        self._shop = Shop("", "", "")

    def put_products(self, products: Iterable[CrmProduct]) -> None:
        """The last one of a number wins, and so does the last product that names an offer."""
        _gather(self._connection, products)

    def put_stocks(self, stocks: Iterable[CrmStock]) -> None:
        """For offers that were put in before."""
        with _transaction(self._connection, "BEGIN"):
            self._connection.executemany(
                "UPDATE new_stock SET quantity = ? WHERE offer = ?",
                ((one.quantity, one.number) for one in stocks if one.quantity),
            )

    def put_groups(self, groups: Iterable[Category]) -> None:
        self._groups += groups

    def put_property_names(self, names: Iterable[tuple[str, str]]) -> None:
        self._names.update(names)

    def put_shop(self, shop: Shop) -> None:
        self._shop = shop

    @property
    def tells_all_stock(self) -> bool:
        """Whether every offer came with its quantity."""
        row = self._connection.execute("SELECT 1 FROM new_stock WHERE quantity = '' LIMIT 1").fetchone()
        return row is None

    def commit(self, notes: Mapping[str, str]) -> CopyChange:
        """Put everything in the place of what the copy holds, in one transaction that writes what differs."""
        with _counted(self._connection):
            gone = self._connection.execute(
                "DELETE FROM products WHERE product NOT IN (SELECT product FROM new_products)"
            ).rowcount
            self._connection.execute("DELETE FROM stock WHERE offer NOT IN (SELECT offer FROM new_stock)")
            change = _take_over(self._connection)
            _put_groups(self._connection, self._groups)
            _put_property_names(self._connection, self._names)
            _put_shop(self._connection, self._shop)
        _put_notes(self._connection, notes)
        return change._replace(products=change.products + gone)


def _make_room(connection: sqlite3.Connection) -> None:
    """Tables of this connection alone, beside the copy."""
    connection.execute("CREATE TEMP TABLE new_products (product INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    connection.execute(
        "CREATE TEMP TABLE new_stock"
        " (offer INTEGER PRIMARY KEY, product INTEGER NOT NULL, quantity TEXT NOT NULL)"
    )


def _gather(connection: sqlite3.Connection, products: Iterable[CrmProduct]) -> None:
    with _transaction(connection, "BEGIN"):
        for product in products:
            connection.execute(
                "INSERT OR REPLACE INTO new_products VALUES (?, ?)", (product.number, _body(product))
            )
            connection.executemany(
                "INSERT OR REPLACE INTO new_stock VALUES (?, ?, ?)",
                ((offer.number, product.number, offer.quantity) for offer in product.offers),
            )


def _body(product: CrmProduct) -> bytes:
    """What of a product makes a difference to a feed: stock has a table of its own."""
    offers = tuple(offer._replace(quantity="") for offer in product.offers)
    return _encoder.encode(product._replace(offers=offers, updated_at=None))


def _take_over(connection: sqlite3.Connection) -> CopyChange:
    """Bring what was gathered into the copy; WHERE keeps off every row that is the same."""
    products = connection.execute(
        "INSERT INTO products SELECT product, body FROM new_products WHERE true"
        " ON CONFLICT (product) DO UPDATE SET body = excluded.body WHERE body IS NOT excluded.body"
    ).rowcount
    (stocks,) = connection.execute(
        "SELECT count(*) FROM new_stock LEFT JOIN stock USING (offer)"
        " WHERE new_stock.quantity NOT IN ('', coalesce(stock.quantity, ''))"
    ).fetchone()
    connection.execute(
        "INSERT INTO stock SELECT offer, product, quantity FROM new_stock WHERE true"
        " ON CONFLICT (offer) DO UPDATE SET product = excluded.product,"
        " quantity = iif(excluded.quantity = '', quantity, excluded.quantity)"
        " WHERE product <> excluded.product OR excluded.quantity NOT IN ('', quantity)"
    )
    return CopyChange(products, stocks)


def _put_groups(connection: sqlite3.Connection, groups: Sequence[Category]) -> None:
    kept = {group.category_id: group for group in groups}
    rows = [(place, *group) for place, group in enumerate(kept.values())]
    if rows != connection.execute("SELECT place, id, parent, name FROM groups ORDER BY place").fetchall():
        connection.execute("DELETE FROM groups")
        connection.executemany("INSERT INTO groups VALUES (?, ?, ?, ?)", rows)


def _put_property_names(connection: sqlite3.Connection, names: Mapping[str, str]) -> None:
    if dict(connection.execute("SELECT code, name FROM property_names").fetchall()) != dict(names):
        connection.execute("DELETE FROM property_names")
        connection.executemany("INSERT INTO property_names VALUES (?, ?)", names.items())


def _put_shop(connection: sqlite3.Connection, shop: Shop) -> None:
    connection.execute(
        "INSERT INTO notes VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        " WHERE value <> excluded.value",
        (_SHOP, _encoder.encode(shop).decode()),
    )


def _put_notes(connection: sqlite3.Connection, notes: Mapping[str, str]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO notes VALUES (?, ?)",
        [(_NOTE + name, value) for name, value in notes.items()],
    )


@contextmanager
def _changing(path: Path) -> Iterator[sqlite3.Connection]:
    with opened(path) as connection, _counted(connection):
        yield connection


@contextmanager
def _counted(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction that gives the copy another version if it has changed anything in it."""
    with _transaction(connection, "BEGIN IMMEDIATE"):
        before = connection.total_changes
        yield
        if connection.total_changes != before:
            connection.execute("UPDATE version SET number = number + 1")


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")

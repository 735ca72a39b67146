"""The statements by which a build's offers are compared and written, a page of them as one JSON document.

The database takes the document apart by itself: row by row from Python the same takes four times as long.
Both databases are asked the same; only what they call the parts of JSON differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import TextClause, bindparam, text

from mmdesk.storage.types import Moment

_OFFER: Final = "offers.connection_id = :connection_id AND offers.offer_id = given.key"
_WHOLE: Final = frozenset({"price", "stock", "feed_price", "feed_old_price", "feed_stock"})


@dataclass(frozen=True, slots=True)
class _Json:
    """How a database takes JSON apart; `rows` are arrays, `met` an object's members and their offers."""

    rows: str
    cell: str
    met: str
    array: str
    collected: str


# Without the limit SQLite would write each row's JSON out anew for every cell that is read of it.
_SQLITE: Final = _Json(
    rows="(SELECT value AS cells FROM json_each(:rows) LIMIT -1) AS given",
    cell="json_extract(cells, '$[{place}]')",
    met=f"json_each(:digests) AS given LEFT JOIN offers ON {_OFFER}",
    array="json_array",
    collected="json_group_array({each}) FILTER (WHERE {condition})",
)
_POSTGRESQL: Final = _Json(
    rows=(
        "(SELECT value AS cells FROM jsonb_array_elements(CAST(:rows AS jsonb))"
        " WITH ORDINALITY AS element (value, place) ORDER BY place) AS given"
    ),
    cell="(cells ->> {place})",
    # One by one: as long as it has not counted them, PostgreSQL would read all offers for each page.
    met=(
        "jsonb_each_text(CAST(:digests AS jsonb)) AS given"  # noqa: S608 - made of our own names
        f" LEFT JOIN LATERAL (SELECT * FROM offers WHERE {_OFFER} LIMIT 1) AS offers ON true"
    ),
    array="json_build_array",
    collected="CAST(COALESCE(json_agg({each}) FILTER (WHERE {condition}), '[]') AS text)",
)


@dataclass(frozen=True, slots=True)
class OfferStatements:
    """`compare` takes `digests`, an object by offer id; what writes takes `rows`, an array of arrays.

    A row of `add` and `change` has the columns at their places, one of `add_barcodes` an offer id and a code.
    """

    compare: TextClause
    rows: TextClause
    add: TextClause
    change: TextClause
    add_barcodes: TextClause


def statements(dialect: str, columns: Mapping[str, int], compared: Sequence[str]) -> OfferStatements:
    """For one of the two databases; `columns` by their place in a row, `compared` is what `compare` tells."""
    json = _POSTGRESQL if dialect == "postgresql" else _SQLITE
    add = _insert(json, columns)
    changes = ", ".join(f"{column} = excluded.{column}" for column in (*columns, "seen_at"))
    return OfferStatements(
        compare=text(_compare(json, compared)),
        rows=text(_rows(json)),
        add=_dated(f"{add} ON CONFLICT (connection_id, offer_id) DO NOTHING"),
        change=_dated(
            f"{add} ON CONFLICT (connection_id, offer_id) DO UPDATE SET {changes}"
            " WHERE offers.digest <> excluded.digest"
        ),
        add_barcodes=text(_insert_barcodes(json)),
    )


def _dated(statement: str) -> TextClause:
    return text(statement).bindparams(bindparam("at", type_=Moment()))


def _compare(json: _Json, columns: Sequence[str]) -> str:
    """Rows of the offers with the same digest, what is stored of those with another, and unknown ids."""
    stored = f"{json.array}({', '.join(f'offers.{column}' for column in columns)})"
    same = json.collected.format(each="offers.id", condition="offers.digest = given.value")
    changed = json.collected.format(each=stored, condition="offers.digest <> given.value")
    new = json.collected.format(each="given.key", condition="offers.id IS NULL")
    return f"SELECT {same}, {changed}, {new} FROM {json.met}"  # noqa: S608 - see above


def _rows(json: _Json) -> str:
    # Reckoned with, the connection is no way to look rows up: by it, the database would sort all of them.
    page = (
        "SELECT id FROM offers WHERE connection_id + 0 = :connection_id"
        " AND id > :after AND id <= :last AND state <> :gone ORDER BY id LIMIT :limit"
    )
    collected = json.collected.format(each="id", condition="true")
    return f"SELECT {collected} FROM ({page}) AS page"  # noqa: S608 - see above


def _insert(json: _Json, columns: Mapping[str, int]) -> str:
    cells = ", ".join(_cell(json, place, column) for column, place in columns.items())
    # Without a condition SQLite would take the ON that follows for one of a join.
    return (
        f"INSERT INTO offers (connection_id, seen_at, {', '.join(columns)})"  # noqa: S608 - see above
        f" SELECT :connection_id, :at, {cells} FROM {json.rows} WHERE true"
    )


def _cell(json: _Json, place: int, column: str) -> str:
    cell = json.cell.format(place=place)
    return f"CAST({cell} AS bigint)" if column in _WHOLE else cell


def _insert_barcodes(json: _Json) -> str:
    offer_id, code = (json.cell.format(place=place) for place in (0, 1))
    # Looked up one by one: as a join, SQLite might begin with all offers there are.
    own = f"WHERE connection_id = :connection_id AND offer_id = {offer_id}"
    return (
        "INSERT INTO offer_barcodes (offer_pk, barcode)"  # noqa: S608 - see above
        f" SELECT (SELECT id FROM offers {own}), {code} FROM {json.rows} WHERE true"
        " ON CONFLICT (offer_pk, barcode) DO NOTHING"
    )

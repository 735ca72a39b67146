"""A database's schema as one comparable value, and a row for each of its tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import ReflectedIndex

from tests.storage.build import NOON

Value = int | str | bytes | bool | datetime


@dataclass(frozen=True)
class TableDescription:
    columns: tuple[tuple[str, str, bool], ...]
    primary_key: str | None
    foreign_keys: frozenset[tuple[str | None, str, str]]
    unique: frozenset[tuple[str | None, str]]
    indexes: frozenset[tuple[str | None, str, bool, str]]


def described(connection: sa.Connection) -> dict[str, TableDescription]:
    """Every table with its columns, and its constraints and indexes by name."""
    inspector = sa.inspect(connection)
    return {table: _described(inspector, table) for table in inspector.get_table_names() if _is_ours(table)}


def is_modelled(table: str | None) -> bool:
    """Whether the program describes the table; each database has its own kind of one for the words."""
    return not (table or "").startswith("shipment_words")


def _is_ours(table: str) -> bool:
    """SQLite keeps a full-text index in tables named after it, which nobody else may touch."""
    return table != "alembic_version" and not table.startswith("shipment_words_")


def _described(inspector: sa.Inspector, table: str) -> TableDescription:
    columns = inspector.get_columns(table)
    return TableDescription(
        columns=tuple((column["name"], repr(column["type"]), column["nullable"]) for column in columns),
        primary_key=inspector.get_pk_constraint(table)["name"],
        foreign_keys=frozenset(
            (key["name"], str(key["constrained_columns"]), key["referred_table"])
            for key in inspector.get_foreign_keys(table)
        ),
        unique=frozenset(
            (rule["name"], str(rule["column_names"])) for rule in inspector.get_unique_constraints(table)
        ),
        indexes=frozenset(
            (index["name"], str(index["column_names"]), index["unique"], _condition(index))
            for index in inspector.get_indexes(table)
        ),
    )


def _condition(index: ReflectedIndex) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))


def fill_every_table(connection: sa.Connection) -> None:
    """One row in each table, as the database itself describes it; all of them belong together."""
    for table in _tables(connection):
        connection.execute(table.insert().values({column.name: _value(column) for column in table.columns}))


def rows_of_every_table(connection: sa.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: [tuple(row) for row in connection.execute(sa.select(table))]
        for table in _tables(connection)
    }


def _tables(connection: sa.Connection) -> list[sa.Table]:
    metadata = sa.MetaData()
    metadata.reflect(connection, only=lambda name, _: _is_ours(name))
    return metadata.sorted_tables


def _value(column: sa.Column[object]) -> Value:
    match column.type:
        case sa.Boolean():
            return True
        case sa.Integer():
            return 1
        case sa.LargeBinary():
            return b"1"
        case sa.DateTime():
            return NOON
        case _:
            return "1"

"""The packing bench: codes nobody knew, codes attached by people, marking codes, what was packed by whom."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("packing_drafts", sa.Column("finishing_at", sa.DateTime(timezone=True)))
    _codes()
    _marks()
    _packed()
    _take_over_marks()


def downgrade() -> None:
    for table in ("packed_orders", "packed_lots", "lot_marks", "offer_codes", "unknown_codes"):
        op.drop_table(table)
    op.drop_column("packing_drafts", "finishing_at")


def _codes() -> None:
    op.create_table(
        "unknown_codes",
        _number("id"),
        _text("code"),
        _number("times"),
        _moment("first_at"),
        _moment("last_at"),
        _text("operator"),
        _text("workstation"),
        sa.Column("shipment_pk", _KEY),
        _to_shipment("unknown_codes"),
        sa.PrimaryKeyConstraint("id", name="pk_unknown_codes"),
        sa.UniqueConstraint("code", name="uq_unknown_codes_code"),
    )
    op.create_index("ix_unknown_codes_last_at", "unknown_codes", ["last_at"])
    op.create_table(
        "offer_codes",
        _number("id"),
        _number("connection_id"),
        _text("code"),
        _text("offer_id"),
        _text("operator"),
        _moment("at"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_offer_codes_connection_id_connections"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_offer_codes"),
        sa.UniqueConstraint("connection_id", "code", name="uq_offer_codes_connection_id_code"),
    )
    op.create_index("ix_offer_codes_code", "offer_codes", ["code"])


def _marks() -> None:
    op.create_table(
        "lot_marks",
        _number("id"),
        _text("key"),
        _number("shipment_pk"),
        _number("lot_index"),
        _text("code"),
        _text("operator"),
        _text("workstation"),
        _moment("at"),
        _to_shipment("lot_marks"),
        sa.PrimaryKeyConstraint("id", name="pk_lot_marks"),
        sa.UniqueConstraint("key", name="uq_lot_marks_key"),
        sa.UniqueConstraint("shipment_pk", "lot_index", name="uq_lot_marks_shipment_pk_lot_index"),
    )


def _packed() -> None:
    op.create_table(
        "packed_lots",
        sa.Column("shipment_pk", _KEY, nullable=False, autoincrement=False),
        sa.Column("lot_index", _KEY, nullable=False, autoincrement=False),
        _number("box"),
        sa.Column("out_at", sa.DateTime(timezone=True)),
        _to_shipment("packed_lots"),
        sa.PrimaryKeyConstraint("shipment_pk", "lot_index", name="pk_packed_lots"),
    )
    op.create_table(
        "packed_orders",
        _number("id"),
        _number("shipment_pk"),
        _text("operator"),
        _text("workstation"),
        _moment("started_at"),
        _moment("packed_at"),
        _number("lots"),
        _number("boxes"),
        _to_shipment("packed_orders"),
        sa.PrimaryKeyConstraint("id", name="pk_packed_orders"),
    )
    op.create_index("ix_packed_orders_shipment_pk", "packed_orders", ["shipment_pk"])
    op.create_index("ix_packed_orders_packed_at", "packed_orders", ["packed_at"])


def _take_over_marks() -> None:
    """Codes sent with packing so far are not used again; of two that are the same the older one counts."""
    connection = op.get_bind()
    lots = sa.text(
        'SELECT lots.shipment_pk, lots."index", lots.mark, shipments.seen_at FROM lots'
        " JOIN shipments ON shipments.id = lots.shipment_pk WHERE lots.mark != '' ORDER BY lots.id"
    ).columns(seen_at=sa.DateTime(timezone=True))
    used: set[str] = set()
    for shipment_pk, index, mark, seen_at in connection.execute(lots).all():
        found = _MARK.match(mark)
        key = found.group(1) if found else mark.strip()
        if key not in used:
            used.add(key)
            row = {"key": key, "shipment_pk": shipment_pk, "lot_index": index, "code": mark}
            connection.execute(_LOT_MARKS.insert().values(**row, operator="", workstation="", at=seen_at))


def _number(name: str) -> sa.Column[object]:
    return sa.Column(name, _KEY, nullable=False)


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.String(), nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _to_shipment(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_shipment_pk_shipments"
    return sa.ForeignKeyConstraint(["shipment_pk"], ["shipments.id"], name=name)


_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MARK = re.compile(r"\x1d?(01[0-9]{14}21[^\x1d]{1,20})(?:\x1d|$)")
"""A marking code that kept its separators; of another one the whole text is what tells it apart."""
_LOT_MARKS = sa.table(
    "lot_marks",
    *(sa.column(name) for name in ("key", "shipment_pk", "lot_index", "code", "operator", "workstation")),
    sa.column("at", sa.DateTime(timezone=True)),
)

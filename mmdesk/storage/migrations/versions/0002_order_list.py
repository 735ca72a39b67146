"""What the list of orders asks for: next step, moments of risk and cancellation, words for a search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from alembic import op

from mmdesk.domain.deadline import soon_at
from mmdesk.storage.search import words
from mmdesk.storage.types import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BATCH: Final = 1000


def upgrade() -> None:
    op.add_column("shipments", sa.Column("step", sa.String(), nullable=False, server_default="wait"))
    op.add_column("shipments", sa.Column("risk_at", sa.DateTime(timezone=True)))
    op.add_column("shipments", sa.Column("canceled_at", sa.DateTime(timezone=True)))
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(_WORDS_OF_SQLITE if on_sqlite else _WORDS_OF_POSTGRESQL)
    _fill()
    if not on_sqlite:
        op.create_index("ix_shipment_words", "shipment_words", ["words"], postgresql_using="gin")
    op.drop_index("ix_shipments_due_at", "shipments")
    op.create_index(
        "ix_shipments_due",
        "shipments",
        [
            "due_at",
            sa.text("placed_at DESC"),
            sa.text("id DESC"),
            "connection_id",
            "step",
            "risk_at",
            "finished",
        ],
        sqlite_where=sa.text("finished IS 0"),
        postgresql_where=sa.text("finished IS false"),
    )
    op.create_index(
        "ix_shipments_canceled",
        "shipments",
        ["canceled_at", "connection_id", "finished", "due_at", "placed_at", "id"],
        sqlite_where=sa.text("canceled_at IS NOT NULL"),
        postgresql_where=sa.text("canceled_at IS NOT NULL"),
    )
    op.create_index(
        "ix_lots_cancel_requested",
        "lots",
        ["shipment_pk"],
        sqlite_where=sa.text("cancel_requested_at IS NOT NULL"),
        postgresql_where=sa.text("cancel_requested_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_lots_cancel_requested", "lots")
    op.drop_index("ix_shipments_canceled", "shipments")
    op.drop_index("ix_shipments_due", "shipments")
    op.create_index("ix_shipments_due_at", "shipments", ["due_at"])
    op.drop_table("shipment_words")
    for column in ("step", "risk_at", "canceled_at"):
        op.drop_column("shipments", column)


def _fill() -> None:
    """Every shipment there is, in batches, so that a large database needs no large memory."""
    bind = op.get_bind()
    bind.execute(_FILL_STEP)
    bind.execute(_FILL_CANCELED)
    last = 0
    while keys := bind.scalars(_KEYS, {"last": last, "batch": _BATCH}).all():
        _fill_risk(bind, keys)
        _fill_words(bind, keys)
        last = keys[-1]


def _fill_risk(bind: sa.Connection, keys: Sequence[int]) -> None:
    due = bind.execute(
        sa.select(_SHIPMENTS.c.id, _SHIPMENTS.c.placed_at, _SHIPMENTS.c.due_at).where(
            _SHIPMENTS.c.id.in_(keys), _SHIPMENTS.c.due_at.is_not(None)
        )
    )
    risks = [{"key": key, "risk": soon_at(placed_at, due_at)} for key, placed_at, due_at in due]
    if risks:
        query = sa.update(_SHIPMENTS).where(_SHIPMENTS.c.id == sa.bindparam("key"))
        bind.execute(query.values(risk_at=sa.bindparam("risk")), risks)


def _fill_words(bind: sa.Connection, keys: Sequence[int]) -> None:
    numbers: dict[int, list[str]] = defaultdict(list)
    names: dict[int, list[str]] = defaultdict(list)
    goods = sa.select(_LOTS).where(_LOTS.c.shipment_pk.in_(keys), _LOTS.c.is_delivery.is_(False))
    for lot in bind.execute(goods):
        numbers[lot.shipment_pk] += [lot.offer_id, lot.goods_id]
        names[lot.shipment_pk].append(lot.name)
    rows = []
    for row in bind.execute(sa.select(_SHIPMENTS).where(_SHIPMENTS.c.id.in_(keys))):
        numbers[row.id] += [row.order_code, row.delivery_id, row.crm_order_id]
        names[row.id].append(row.buyer_name)
        found_by = words(row.connection_id, row.shipment_id, numbers[row.id], names[row.id])
        rows.append({"key": row.id, "words": found_by})
    on_sqlite = bind.dialect.name == "sqlite"
    bind.execute(_KEEP_IN_SQLITE if on_sqlite else _KEEP_IN_POSTGRESQL, rows)


# Nothing but words is asked of it, so neither positions nor lengths are kept; one letter is a search, too.
_WORDS_OF_SQLITE: Final = """
CREATE VIRTUAL TABLE shipment_words
USING fts5 (words, detail = none, columnsize = 0, prefix = '1 2', tokenize = 'ascii')
"""
_WORDS_OF_POSTGRESQL: Final = """
CREATE TABLE shipment_words (
    shipment_pk BIGINT NOT NULL,
    words TSVECTOR NOT NULL,
    CONSTRAINT pk_shipment_words PRIMARY KEY (shipment_pk),
    CONSTRAINT fk_shipment_words_shipment_pk_shipments FOREIGN KEY (shipment_pk) REFERENCES shipments (id)
)
"""
_KEEP_IN_SQLITE: Final = sa.text("INSERT INTO shipment_words (rowid, words) VALUES (:key, :words)")
_KEEP_IN_POSTGRESQL: Final = sa.text(
    "INSERT INTO shipment_words VALUES (:key, array_to_tsvector(string_to_array(:words, ' ')))"
)
_SHIPMENTS: Final = sa.table(
    "shipments",
    sa.column("id", sa.BigInteger),
    sa.column("connection_id", sa.BigInteger),
    sa.column("shipment_id", sa.String),
    sa.column("order_code", sa.String),
    sa.column("delivery_id", sa.String),
    sa.column("crm_order_id", sa.String),
    sa.column("buyer_name", sa.String),
    sa.column("placed_at", Moment),
    sa.column("due_at", Moment),
    sa.column("risk_at", Moment),
)
_LOTS: Final = sa.table(
    "lots",
    sa.column("shipment_pk", sa.BigInteger),
    sa.column("offer_id", sa.String),
    sa.column("goods_id", sa.String),
    sa.column("name", sa.String),
    sa.column("is_delivery", sa.Boolean),
)
_KEYS: Final = sa.text("SELECT id FROM shipments WHERE id > :last ORDER BY id LIMIT :batch")
# The rules as they were when this revision was made.
_FILL_STEP: Final = sa.text("""
UPDATE shipments SET step = CASE
    WHEN finished THEN 'done'
    WHEN (SELECT scheme FROM connections WHERE connections.id = connection_id) = 'dsm' THEN CASE
        WHEN effective_status IN ('NEW', 'CONFIRMED', 'PACKING_EXPIRED') THEN 'confirm'
        WHEN effective_status IN ('PACKED', 'SHIPPING_EXPIRED') THEN CASE
            WHEN couriered_at IS NOT NULL THEN 'close'
            WHEN checked_at IS NOT NULL THEN 'hand-over'
            ELSE 'pack'
        END
        WHEN effective_status = 'SHIPPED' THEN 'close'
        ELSE 'wait'
    END
    WHEN effective_status = 'NEW' THEN 'confirm'
    WHEN effective_status IN ('CONFIRMED', 'PACKING_EXPIRED') THEN 'pack'
    WHEN effective_status IN ('PACKED', 'SHIPPING_EXPIRED') THEN 'hand-over'
    ELSE 'wait'
END
""")
# The timeline tells when; an order that came with a cancelled lot has been in that state since it came.
_FILL_CANCELED: Final = sa.text("""
UPDATE shipments SET canceled_at = coalesce(
    (
        SELECT max(history.at) FROM history
        WHERE history.shipment_pk = shipments.id AND history.what IN ('lot_canceled', 'cancel_requested')
    ),
    (SELECT max(lots.cancel_requested_at) FROM lots WHERE lots.shipment_pk = shipments.id),
    first_seen_at
)
WHERE id IN (
    SELECT shipment_pk FROM lots
    WHERE cancel_requested_at IS NOT NULL
    OR (status IN ('MERCHANT_CANCELED', 'CUSTOMER_CANCELED') AND NOT is_delivery)
)
""")

"""What the exchange with RetailCRM remembers, notices on orders, and which deadlines were warned of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "connections", sa.Column("crm_off", sa.String(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column(
        "connections", sa.Column("module_digest", sa.String(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("shipments", sa.Column("warned", _KEY, nullable=False, server_default="0"))
    op.add_column("shipments", sa.Column("warned_due_at", sa.DateTime(timezone=True)))
    op.create_index("ix_shipments_crm_order_id", "shipments", ["crm_order_id"])
    op.create_table(
        "crm_orders",
        sa.Column("shipment_pk", _KEY, nullable=False, autoincrement=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("items", sa.String(), nullable=False),
        sa.Column("composition", sa.String(), nullable=False),
        sa.Column("delivery_code", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shipment_pk"], ["shipments.id"], name="fk_crm_orders_shipment_pk_shipments"
        ),
        sa.PrimaryKeyConstraint("shipment_pk", name="pk_crm_orders"),
    )
    op.create_table(
        "notices",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("shipment_pk", _KEY, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shipment_pk"], ["shipments.id"], name="fk_notices_shipment_pk_shipments"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("shipment_pk", "code", name="uq_notices_shipment_pk_code"),
    )


def downgrade() -> None:
    op.drop_table("notices")
    op.drop_table("crm_orders")
    op.drop_index("ix_shipments_crm_order_id", "shipments")
    op.drop_column("shipments", "warned_due_at")
    op.drop_column("shipments", "warned")
    op.drop_column("connections", "module_digest")
    op.drop_column("connections", "crm_off")


_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

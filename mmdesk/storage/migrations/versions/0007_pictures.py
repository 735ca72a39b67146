"""Small copies of the pictures of goods, for the packing bench."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True)),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String()),
        sa.Column("inside", sa.Boolean(), nullable=False),
        sa.Column("attempts", _KEY, nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("picture", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_pictures"),
        sa.UniqueConstraint("address", name="uq_pictures_address"),
    )


def downgrade() -> None:
    op.drop_table("pictures")


_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

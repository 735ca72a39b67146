"""What a build of the feed tells, its difference to the one before, and every offer as the feed has it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in _build_columns():
        op.add_column("feed_builds", column)
    op.create_table(
        "feed_changes",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("build_id", _KEY, nullable=False),
        sa.Column("offer_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("old", sa.String(), nullable=False),
        sa.Column("new", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["build_id"], ["feed_builds.id"], name="fk_feed_changes_build_id_feed_builds"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_feed_changes"),
    )
    op.create_index("ix_feed_changes_build_id", "feed_changes", ["build_id"])
    for column in _offer_columns():
        op.add_column("offers", column)


def downgrade() -> None:
    for column in reversed(_offer_columns()):
        op.drop_column("offers", column.name)
    op.drop_table("feed_changes")
    for column in reversed(_build_columns()):
        op.drop_column("feed_builds", column.name)


def _build_columns() -> list[sa.Column[object]]:
    return [
        _text("state"),
        _text("phase"),
        _number("done_percent"),
        _text("source"),
        _text("inputs"),
        _text("settings", "{}"),
        _text("folder"),
        _number("size"),
        _number("gzip_size"),
        _number("milliseconds"),
        _number("unavailable"),
        _text("problems", "{}"),
        _text("changes", "{}"),
        _text("vendors", "{}"),
        _text("params", "[]"),
        sa.Column("error", sa.String()),
        _text("asked_by"),
        sa.Column("applied_at", sa.DateTime(timezone=True)),
    ]


def _offer_columns() -> list[sa.Column[object]]:
    return [
        _text("article"),
        _text("category"),
        _text("state"),
        sa.Column("feed_price", _KEY),
        sa.Column("feed_old_price", _KEY),
        _number("feed_stock"),
        _text("digest"),
        sa.Column("pushed_stock", _KEY),
        sa.Column("pushed_price", _KEY),
        sa.Column("pushed_at", sa.DateTime(timezone=True)),
    ]


def _text(name: str, default: str = "") -> sa.Column[object]:
    return sa.Column(name, sa.String(), nullable=False, server_default=sa.text(f"'{default}'"))


def _number(name: str) -> sa.Column[object]:
    return sa.Column(name, _KEY, nullable=False, server_default="0")


_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

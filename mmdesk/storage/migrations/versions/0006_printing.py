"""Workstations with their printers, and print jobs that wait, are tried again and are printed once more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workstations",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("spool_seen_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("code", name="pk_workstations"),
    )
    _create_printers()
    op.create_table(
        "print_routes",
        sa.Column("workstation", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("printer_id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("workstation", "document", name="pk_print_routes"),
        sa.ForeignKeyConstraint(["printer_id"], ["printers.id"], name="fk_print_routes_printer_id_printers"),
    )
    op.create_index("ix_print_routes_printer_id", "print_routes", ["printer_id"])
    with op.batch_alter_table("print_jobs") as batch:
        for column in _job_columns():
            batch.add_column(column)
        batch.create_foreign_key("fk_print_jobs_shipment_pk_shipments", "shipments", ["shipment_pk"], ["id"])
    op.create_index("ix_print_jobs_shipment_pk", "print_jobs", ["shipment_pk"])
    op.create_index("ix_print_jobs_sheet_id", "print_jobs", ["sheet_id"])
    op.create_index("ix_print_jobs_state", "print_jobs", ["state", "workstation", "sheet_id"])
    op.create_index("ix_print_jobs_queue", "print_jobs", ["workstation", "printer", "state", "id"])


def downgrade() -> None:
    op.drop_index("ix_print_jobs_state", "print_jobs")
    op.drop_index("ix_print_jobs_queue", "print_jobs")
    op.drop_index("ix_print_jobs_sheet_id", "print_jobs")
    op.drop_index("ix_print_jobs_shipment_pk", "print_jobs")
    with op.batch_alter_table("print_jobs") as batch:
        batch.drop_constraint("fk_print_jobs_shipment_pk_shipments", type_="foreignkey")
        for column in reversed(_job_columns()):
            batch.drop_column(column.name)
    op.drop_table("print_routes")
    op.drop_table("printers")
    op.drop_table("workstations")


def _create_printers() -> None:
    op.create_table(
        "printers",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("workstation", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("dialect", sa.String(), nullable=False),
        sa.Column("dpi", _KEY, nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("copies", _KEY, nullable=False),
        sa.Column("placement", sa.String(), nullable=False),
        sa.Column("turn", _KEY, nullable=False),
        sa.Column("darkness", _KEY),
        sa.Column("speed", _KEY),
        sa.Column("gap_tenths", _KEY, nullable=False),
        sa.Column("plain_hex", sa.Boolean(), nullable=False),
        sa.Column("asks_state", sa.Boolean(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("words", sa.String()),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_printers"),
        sa.UniqueConstraint("workstation", "name", name="uq_printers_workstation_name"),
    )


def _job_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("shipment_pk", _KEY),
        sa.Column("box_index", _KEY),
        _text("subject"),
        _text("title"),
        _text("language", "ru"),
        sa.Column("document", sa.LargeBinary()),
        sa.Column("attempts", _KEY, nullable=False, server_default="0"),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.Column("ticket", sa.String()),
        _text("holder"),
        sa.Column("reprint_of", _KEY),
        sa.Column("sheet_id", _KEY),
    ]


def _text(name: str, default: str = "") -> sa.Column[object]:
    return sa.Column(name, sa.String(), nullable=False, server_default=sa.text(f"'{default}'"))


_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

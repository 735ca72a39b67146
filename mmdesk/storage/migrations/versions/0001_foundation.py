"""The first schema."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a plain INTEGER primary key.
_INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_connections()
    _create_shipments()
    _create_exchange()
    _create_printing()
    _create_catalogue()
    _create_running()


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)


def _create_connections() -> None:
    """Marketplace accounts: their addresses, settings, mappings and the health of both remotes."""
    op.create_table(
        "connections",
        _number("id"),
        _text("name"),
        _text("scheme"),
        _number("merchant_id"),
        _text("mm_url"),
        _text("crm_url"),
        _flag("test_mode"),
        _flag("paused"),
        _text("crm_site"),
        _text("crm_zone"),
        _text("module_code"),
        _text("delivery_code"),
        _text("client_id"),
        _moment("created_at"),
        _moment("removed_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_connections"),
        sa.UniqueConstraint("name", name="uq_connections_name"),
    )
    op.create_index(
        "uq_connections_account",
        "connections",
        ["merchant_id", "scheme", "test_mode"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "path_keys",
        _number("id"),
        _number("connection_id"),
        _text("purpose"),
        _text("key"),
        _moment("valid_until", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_path_keys"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_path_keys_connection_id_connections"
        ),
        sa.UniqueConstraint("key", name="uq_path_keys_key"),
    )
    op.create_index("ix_path_keys_connection_id", "path_keys", ["connection_id"])
    op.create_table(
        "settings",
        _number("connection_id"),
        _text("key"),
        _text("value"),
        sa.PrimaryKeyConstraint("connection_id", "key", name="pk_settings"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_settings_connection_id_connections"
        ),
    )
    op.create_table(
        "status_maps",
        _number("connection_id"),
        _text("family"),
        _text("source"),
        _text("result"),
        sa.PrimaryKeyConstraint("connection_id", "family", "source", name="pk_status_maps"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_status_maps_connection_id_connections"
        ),
    )
    op.create_table(
        "targets",
        _number("connection_id"),
        _text("target"),
        _number("failures"),
        _moment("paused_at", nullable=True),
        _moment("paused_until", nullable=True),
        _moment("stopped_at", nullable=True),
        _text("words", nullable=True),
        _moment("answered_at", nullable=True),
        sa.PrimaryKeyConstraint("connection_id", "target", name="pk_targets"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_targets_connection_id_connections"
        ),
    )
    op.create_table(
        "cursors",
        _number("connection_id"),
        _text("name"),
        _text("value"),
        _moment("at"),
        sa.PrimaryKeyConstraint("connection_id", "name", name="pk_cursors"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_cursors_connection_id_connections"
        ),
    )


def _create_shipments() -> None:
    """The mirror of what Megamarket shows."""
    op.create_table(
        "shipments",
        _number("id"),
        _number("connection_id"),
        _text("shipment_id"),
        _text("status"),
        _text("effective_status"),
        _text("service_scheme"),
        _text("order_code"),
        _text("delivery_id"),
        _moment("created_at", nullable=True),
        _moment("placed_at"),
        _moment("confirm_by", nullable=True),
        _moment("pack_by", nullable=True),
        _moment("ship_by", nullable=True),
        _moment("deliver_from", nullable=True),
        _moment("deliver_to", nullable=True),
        _moment("reserve_until", nullable=True),
        _moment("due_at", nullable=True),
        _text("buyer_name"),
        _text("buyer_phone"),
        _text("buyer_email"),
        _text("buyer_address"),
        _text("buyer_comment"),
        _kopecks("deposited", nullable=True),
        _flag("changeable", nullable=True),
        _flag("date_shift", nullable=True),
        _text("raw"),
        _flag("finished"),
        _moment("couriered_at", nullable=True),
        _moment("checked_at", nullable=True),
        _text("crm_order_id"),
        _number("version"),
        _moment("first_seen_at"),
        _moment("seen_at"),
        _moment("reread_at", nullable=True),
        _number("reread_tries"),
        _moment("accepted_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_shipments"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_shipments_connection_id_connections"
        ),
        sa.UniqueConstraint("connection_id", "shipment_id", name="uq_shipments_connection_id_shipment_id"),
    )
    op.create_index("ix_shipments_due_at", "shipments", ["due_at"])
    op.create_index(
        "ix_shipments_newest",
        "shipments",
        ["placed_at", "id", "connection_id", "finished", "effective_status"],
    )
    op.create_index("ix_shipments_open", "shipments", ["connection_id", "finished", "seen_at"])
    op.create_index("ix_shipments_reread_at", "shipments", ["reread_at"])
    op.create_index("ix_shipments_shipment_id", "shipments", ["shipment_id"])
    op.create_table(
        "lots",
        _number("id"),
        _number("shipment_pk"),
        _number("index"),
        _text("offer_id"),
        _text("goods_id"),
        _text("name"),
        _kopecks("price"),
        _kopecks("final_price"),
        _text("status"),
        _text("sub_status"),
        _flag("needs_mark"),
        _flag("is_delivery"),
        _text("mark"),
        _moment("cancel_requested_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_lots"),
        sa.ForeignKeyConstraint(["shipment_pk"], ["shipments.id"], name="fk_lots_shipment_pk_shipments"),
        sa.UniqueConstraint("shipment_pk", "index", name="uq_lots_shipment_pk_index"),
    )
    op.create_index("ix_lots_offer_id", "lots", ["offer_id"])
    op.create_table(
        "boxes",
        _number("id"),
        _number("shipment_pk"),
        _number("index"),
        _text("code"),
        sa.PrimaryKeyConstraint("id", name="pk_boxes"),
        sa.ForeignKeyConstraint(["shipment_pk"], ["shipments.id"], name="fk_boxes_shipment_pk_shipments"),
        sa.UniqueConstraint("shipment_pk", "index", name="uq_boxes_shipment_pk_index"),
    )
    op.create_table(
        "box_lots",
        _number("box_id"),
        _number("lot_index"),
        sa.PrimaryKeyConstraint("box_id", "lot_index", name="pk_box_lots"),
        sa.ForeignKeyConstraint(["box_id"], ["boxes.id"], name="fk_box_lots_box_id_boxes"),
    )
    op.create_table(
        "packing_drafts",
        _number("shipment_pk"),
        _text("operator"),
        _text("workstation"),
        _text("scans"),
        _text("parked_reason"),
        _moment("started_at"),
        _moment("heartbeat_at"),
        sa.PrimaryKeyConstraint("shipment_pk", name="pk_packing_drafts"),
        sa.ForeignKeyConstraint(
            ["shipment_pk"], ["shipments.id"], name="fk_packing_drafts_shipment_pk_shipments"
        ),
    )


def _create_exchange() -> None:
    """What goes out, what came in, and the timeline."""
    op.create_table(
        "outbox",
        _number("id"),
        _text("key"),
        _number("connection_id"),
        _number("shipment_pk"),
        _text("target"),
        _text("command"),
        _text("payload"),
        _text("created_by"),
        _moment("created_at"),
        _text("state"),
        _moment("not_before"),
        _number("attempts"),
        _flag("in_doubt"),
        _moment("absent_at", nullable=True),
        _flag("resent_blind"),
        _moment("waiting_since", nullable=True),
        _text("claimed_by"),
        _moment("claimed_until", nullable=True),
        _text("error", nullable=True),
        _moment("finished_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_outbox_connection_id_connections"
        ),
        sa.ForeignKeyConstraint(["shipment_pk"], ["shipments.id"], name="fk_outbox_shipment_pk_shipments"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_queue", "outbox", ["connection_id", "target", "state", "id"])
    op.create_index("ix_outbox_shipment_pk_state", "outbox", ["shipment_pk", "state"])
    op.create_table(
        "outbox_lots",
        _number("outbox_id"),
        _number("lot_index"),
        sa.PrimaryKeyConstraint("outbox_id", "lot_index", name="pk_outbox_lots"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_outbox_lots_outbox_id_outbox"),
    )
    op.create_table(
        "inbox",
        _number("id"),
        _number("connection_id"),
        _text("source"),
        _text("digest"),
        _moment("received_at"),
        _number("repeats"),
        _bytes("body"),
        _moment("processed_at", nullable=True),
        _flag("parked"),
        _text("error", nullable=True),
        _moment("not_before", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_inbox_connection_id_connections"
        ),
        sa.UniqueConstraint("connection_id", "source", "digest", name="uq_inbox_connection_id_source_digest"),
    )
    op.create_index("ix_inbox_waiting", "inbox", ["processed_at", "id"])
    op.create_table(
        "history",
        _number("id"),
        _number("connection_id", nullable=True),
        _number("shipment_pk", nullable=True),
        _moment("at"),
        _text("actor"),
        _text("who"),
        _text("what"),
        _text("details"),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_history_connection_id_connections"
        ),
        sa.ForeignKeyConstraint(["shipment_pk"], ["shipments.id"], name="fk_history_shipment_pk_shipments"),
    )
    op.create_index("ix_history_shipment_pk", "history", ["shipment_pk"])


def _create_printing() -> None:
    """Labels and every print of them."""
    op.create_table(
        "labels",
        _number("id"),
        _number("shipment_pk"),
        _number("box_index"),
        _text("box_code"),
        _bytes("pdf"),
        _text("sha256"),
        _text("source"),
        _moment("fetched_at"),
        _moment("void_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_labels"),
        sa.ForeignKeyConstraint(["shipment_pk"], ["shipments.id"], name="fk_labels_shipment_pk_shipments"),
    )
    op.create_index("ix_labels_shipment_pk", "labels", ["shipment_pk"])
    op.create_table(
        "print_jobs",
        _number("id"),
        _number("label_id", nullable=True),
        _text("kind"),
        _text("printer"),
        _text("workstation"),
        _text("operator"),
        _number("copies"),
        _text("reason"),
        _text("state"),
        _text("outcome", nullable=True),
        _moment("created_at"),
        _moment("finished_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_print_jobs"),
        sa.ForeignKeyConstraint(["label_id"], ["labels.id"], name="fk_print_jobs_label_id_labels"),
    )
    op.create_index("ix_print_jobs_label_id", "print_jobs", ["label_id"])


def _create_catalogue() -> None:
    """Offers, and the builds of the feed."""
    op.create_table(
        "offers",
        _number("id"),
        _number("connection_id"),
        _text("offer_id"),
        _text("name"),
        _text("vendor"),
        _kopecks("price", nullable=True),
        _number("stock"),
        _text("picture"),
        _moment("seen_at"),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_offers_connection_id_connections"
        ),
        sa.UniqueConstraint("connection_id", "offer_id", name="uq_offers_connection_id_offer_id"),
    )
    op.create_table(
        "offer_barcodes",
        _number("offer_pk"),
        _text("barcode"),
        sa.PrimaryKeyConstraint("offer_pk", "barcode", name="pk_offer_barcodes"),
        sa.ForeignKeyConstraint(["offer_pk"], ["offers.id"], name="fk_offer_barcodes_offer_pk_offers"),
    )
    op.create_index("ix_offer_barcodes_barcode", "offer_barcodes", ["barcode"])
    op.create_table(
        "feed_builds",
        _number("id"),
        _number("connection_id"),
        _moment("started_at"),
        _moment("finished_at", nullable=True),
        _number("read"),
        _number("published_offers"),
        _text("excluded"),
        _text("sha256"),
        _moment("published_at", nullable=True),
        _text("held"),
        _text("accepted_by"),
        sa.PrimaryKeyConstraint("id", name="pk_feed_builds"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_feed_builds_connection_id_connections"
        ),
    )
    op.create_index("ix_feed_builds_connection_id", "feed_builds", ["connection_id"])
    op.create_table(
        "feed_issues",
        _number("id"),
        _number("build_id"),
        _text("offer_id"),
        _text("code"),
        _text("message"),
        sa.PrimaryKeyConstraint("id", name="pk_feed_issues"),
        sa.ForeignKeyConstraint(["build_id"], ["feed_builds.id"], name="fk_feed_issues_build_id_feed_builds"),
    )
    op.create_index("ix_feed_issues_build_id", "feed_issues", ["build_id"])
    op.create_index("ix_feed_issues_offer_id", "feed_issues", ["offer_id"])
    op.create_table(
        "feed_fetches",
        _number("id"),
        _number("connection_id"),
        _moment("at"),
        _text("agent"),
        _number("status"),
        _number("bytes_sent"),
        sa.PrimaryKeyConstraint("id", name="pk_feed_fetches"),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name="fk_feed_fetches_connection_id_connections"
        ),
    )
    op.create_index("ix_feed_fetches_connection_id", "feed_fetches", ["connection_id"])


def _create_running() -> None:
    """The service's own bookkeeping, and who works here."""
    op.create_table(
        "job_runs",
        _number("id"),
        _text("job"),
        _moment("requested_at"),
        _moment("started_at", nullable=True),
        _moment("finished_at", nullable=True),
        _text("outcome"),
        _text("reason", nullable=True),
        _text("counts"),
        sa.PrimaryKeyConstraint("id", name="pk_job_runs"),
    )
    op.create_index("ix_job_runs_job", "job_runs", ["job", "id"])
    op.create_table(
        "leases",
        _text("name"),
        _text("holder"),
        _text("host"),
        _number("pid"),
        _moment("acquired_at"),
        _moment("expires_at"),
        _text("http_host"),
        _number("http_port"),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "operators",
        _number("id"),
        _text("name"),
        _text("role"),
        _text("pin_hash"),
        _moment("created_at"),
        _moment("removed_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_operators"),
        sa.UniqueConstraint("name", name="uq_operators_name"),
    )


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _INTEGER, nullable=nullable)


def _kopecks(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _flag(name: str, *, nullable: bool = False) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


_TABLES = (
    "connections",
    "path_keys",
    "settings",
    "status_maps",
    "targets",
    "cursors",
    "shipments",
    "lots",
    "boxes",
    "box_lots",
    "packing_drafts",
    "outbox",
    "outbox_lots",
    "inbox",
    "history",
    "labels",
    "print_jobs",
    "offers",
    "offer_barcodes",
    "feed_builds",
    "feed_issues",
    "feed_fetches",
    "job_runs",
    "leases",
    "operators",
)

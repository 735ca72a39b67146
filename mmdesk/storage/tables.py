"""The tables: the only channel between the windows and the service. No secret is ever stored here."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mmdesk.errors import Text
from mmdesk.storage import (
    bench_tables,  # noqa: F401 - its tables belong to the schema as those below do
    catalogue_tables,  # noqa: F401 - the same
    printing_tables,  # noqa: F401 - the same
)
from mmdesk.storage.table_base import Base


class ConnectionRow(Base):
    """A marketplace account in one scheme; several run side by side."""

    __tablename__ = "connections"
    __table_args__ = (
        Index(
            "uq_connections_account",
            "merchant_id",
            "scheme",
            "test_mode",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    scheme: Mapped[str]
    merchant_id: Mapped[int]
    mm_url: Mapped[str]
    crm_url: Mapped[str]
    test_mode: Mapped[bool] = mapped_column(default=False)
    paused: Mapped[bool] = mapped_column(default=False)
    crm_site: Mapped[str] = mapped_column(default="")
    crm_zone: Mapped[str] = mapped_column(default="")
    module_code: Mapped[str] = mapped_column(default="")
    delivery_code: Mapped[str] = mapped_column(default="")
    client_id: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    crm_off: Mapped[str] = mapped_column(server_default=text("''"))
    module_digest: Mapped[str] = mapped_column(server_default=text("''"))


class PathKeyRow(Base):
    """A random path segment of one public address; an old one may stay valid for a while."""

    __tablename__ = "path_keys"
    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"), index=True)
    purpose: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    valid_until: Mapped[datetime | None]


class ShipmentRow(Base):
    """The mirror of one shipment, written only by the mirror and the relay."""

    __tablename__ = "shipments"
    __table_args__ = (
        UniqueConstraint("connection_id", "shipment_id"),
        Index("ix_shipments_open", "connection_id", "finished", "seen_at"),
        Index("ix_shipments_reread_at", "reread_at"),
        Index(
            "ix_shipments_canceled",
            "canceled_at",
            "connection_id",
            "finished",
            "due_at",
            "placed_at",
            "id",
            sqlite_where=text("canceled_at IS NOT NULL"),
        ),
        # The list of orders is found in this index alone before any row is touched: the rows are wide.
        Index("ix_shipments_newest", "placed_at", "id", "connection_id", "finished", "effective_status"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"))
    shipment_id: Mapped[str] = mapped_column(index=True)
    status: Mapped[str]
    effective_status: Mapped[str]
    service_scheme: Mapped[str] = mapped_column(default="")
    order_code: Mapped[str] = mapped_column(default="")
    delivery_id: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime | None]
    placed_at: Mapped[datetime]
    confirm_by: Mapped[datetime | None]
    pack_by: Mapped[datetime | None]
    ship_by: Mapped[datetime | None]
    deliver_from: Mapped[datetime | None]
    deliver_to: Mapped[datetime | None]
    reserve_until: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    buyer_name: Mapped[str] = mapped_column(default="")
    buyer_phone: Mapped[str] = mapped_column(default="")
    buyer_email: Mapped[str] = mapped_column(default="")
    buyer_address: Mapped[str] = mapped_column(default="")
    buyer_comment: Mapped[str] = mapped_column(default="")
    deposited: Mapped[Decimal | None]
    changeable: Mapped[bool | None]
    date_shift: Mapped[bool | None]
    raw: Mapped[str] = mapped_column(default="{}")
    finished: Mapped[bool] = mapped_column(default=False)
    couriered_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    crm_order_id: Mapped[str] = mapped_column(default="", index=True)
    version: Mapped[int] = mapped_column(default=1)
    first_seen_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    reread_at: Mapped[datetime | None]
    reread_tries: Mapped[int] = mapped_column(default=0)
    accepted_at: Mapped[datetime | None]
    step: Mapped[str] = mapped_column(server_default="wait")
    risk_at: Mapped[datetime | None]
    canceled_at: Mapped[datetime | None]
    warned: Mapped[int] = mapped_column(server_default="0")
    warned_due_at: Mapped[datetime | None]

    lots: Mapped[list[LotRow]] = relationship(
        order_by="LotRow.index", cascade="all, delete-orphan", lazy="selectin"
    )
    boxes: Mapped[list[BoxRow]] = relationship(
        order_by="BoxRow.index", cascade="all, delete-orphan", lazy="selectin"
    )


# Everything that the chips over the list ask of open orders, in the order in which they are due.
Index(
    "ix_shipments_due",
    ShipmentRow.due_at,
    ShipmentRow.placed_at.desc(),
    ShipmentRow.id.desc(),
    ShipmentRow.connection_id,
    ShipmentRow.step,
    ShipmentRow.risk_at,
    ShipmentRow.finished,
    sqlite_where=text("finished IS 0"),
)


class LotRow(Base):
    """One unit of goods; keeps the index it came with."""

    __tablename__ = "lots"
    __table_args__ = (
        UniqueConstraint("shipment_pk", "index"),
        Index(
            "ix_lots_cancel_requested",
            "shipment_pk",
            sqlite_where=text("cancel_requested_at IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_pk: Mapped[int] = mapped_column(ForeignKey("shipments.id"))
    index: Mapped[int]
    offer_id: Mapped[str] = mapped_column(index=True)
    goods_id: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    price: Mapped[Decimal]
    final_price: Mapped[Decimal]
    status: Mapped[str]
    sub_status: Mapped[str] = mapped_column(default="")
    needs_mark: Mapped[bool] = mapped_column(default=False)
    is_delivery: Mapped[bool] = mapped_column(default=False)
    mark: Mapped[str] = mapped_column(default="")
    cancel_requested_at: Mapped[datetime | None]


class BoxRow(Base):
    """A box Megamarket knows; an emptied one disappears."""

    __tablename__ = "boxes"
    __table_args__ = (UniqueConstraint("shipment_pk", "index"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_pk: Mapped[int] = mapped_column(ForeignKey("shipments.id"))
    index: Mapped[int]
    code: Mapped[str]

    contents: Mapped[list[BoxLotRow]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class BoxLotRow(Base):
    """Which lot lies in which box."""

    __tablename__ = "box_lots"
    box_id: Mapped[int] = mapped_column(ForeignKey("boxes.id"), primary_key=True)
    lot_index: Mapped[int] = mapped_column(primary_key=True)


class CrmOrderRow(Base):
    """A shipment's order as last seen in RetailCRM, or as our last edit left it: what differs is news."""

    __tablename__ = "crm_orders"
    shipment_pk: Mapped[int] = mapped_column(
        ForeignKey("shipments.id"), primary_key=True, autoincrement=False
    )
    status: Mapped[str]
    items: Mapped[str]
    composition: Mapped[str]
    delivery_code: Mapped[str]
    read_at: Mapped[datetime]


class NoticeRow(Base):
    """Something about an order that a person has to know until it is settled, in words with their cure."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("shipment_pk", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_pk: Mapped[int] = mapped_column(ForeignKey("shipments.id"))
    code: Mapped[str]
    words: Mapped[Text]
    since: Mapped[datetime]


class PackingDraftRow(Base):
    """A packing in progress at a bench; survives a crash, and shows a second packer who is at it.

    With `finishing_at` it has been closed and waits for its paper.
    """

    __tablename__ = "packing_drafts"
    shipment_pk: Mapped[int] = mapped_column(ForeignKey("shipments.id"), primary_key=True)
    operator: Mapped[str]
    workstation: Mapped[str]
    scans: Mapped[str] = mapped_column(default="[]")
    parked_reason: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    heartbeat_at: Mapped[datetime]
    finishing_at: Mapped[datetime | None]


class OutboxRow(Base):
    """One command on its way to a remote, written in the transaction that decides it."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_queue", "connection_id", "target", "state", "id"),
        Index("ix_outbox_shipment_pk_state", "shipment_pk", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"))
    shipment_pk: Mapped[int] = mapped_column(ForeignKey("shipments.id"))
    target: Mapped[str]
    command: Mapped[str]
    payload: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    state: Mapped[str]
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    in_doubt: Mapped[bool] = mapped_column(default=False)
    absent_at: Mapped[datetime | None]
    resent_blind: Mapped[bool] = mapped_column(default=False)
    waiting_since: Mapped[datetime | None]
    claimed_by: Mapped[str] = mapped_column(default="")
    claimed_until: Mapped[datetime | None]
    error: Mapped[Text | None]
    finished_at: Mapped[datetime | None]


class OutboxLotRow(Base):
    """The lots a command touches: later commands on the same lots and target wait for it."""

    __tablename__ = "outbox_lots"
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), primary_key=True)
    lot_index: Mapped[int] = mapped_column(primary_key=True)


class TargetRow(Base):
    """Whether one connection's remote answers: paused after failures, stopped after a refused token."""

    __tablename__ = "targets"
    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"), primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    paused_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    words: Mapped[Text | None]
    answered_at: Mapped[datetime | None]


class InboxRow(Base):
    """A call of Megamarket as it came: stored durably first, answered then, worked off later."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("connection_id", "source", "digest"),
        Index("ix_inbox_waiting", "processed_at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"))
    source: Mapped[str]
    digest: Mapped[str]
    received_at: Mapped[datetime]
    repeats: Mapped[int] = mapped_column(default=0)
    body: Mapped[bytes]
    processed_at: Mapped[datetime | None]
    parked: Mapped[bool] = mapped_column(default=False)
    error: Mapped[Text | None]
    not_before: Mapped[datetime | None]


class LabelRow(Base):
    """The label of one box as fetched; it can be printed again without the remote."""

    __tablename__ = "labels"
    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_pk: Mapped[int] = mapped_column(ForeignKey("shipments.id"), index=True)
    box_index: Mapped[int]
    box_code: Mapped[str]
    pdf: Mapped[bytes] = mapped_column(deferred=True)
    sha256: Mapped[str]
    source: Mapped[str]
    fetched_at: Mapped[datetime]
    void_at: Mapped[datetime | None]


class PrintJobRow(Base):
    """Every print is a row, with who, where, how many and why.

    `document` holds what cannot be made anew: labels and packing lists are made from their order when they
    are printed. `subject` tells one state of an order's paper from another. `ticket` is None until the
    printer, or its queue, has taken the whole job. `sheet_id` is the job of the sheet on which a label comes
    out together with others: such a label shares that job's fate.
    """

    __tablename__ = "print_jobs"
    __table_args__ = (
        Index("ix_print_jobs_queue", "workstation", "printer", "state", "id"),
        # What is counted at every change is counted in this index alone.
        Index("ix_print_jobs_state", "state", "workstation", "sheet_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    label_id: Mapped[int | None] = mapped_column(ForeignKey("labels.id"), index=True)
    kind: Mapped[str]
    printer: Mapped[str]
    workstation: Mapped[str]
    operator: Mapped[str]
    copies: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    outcome: Mapped[Text | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    shipment_pk: Mapped[int | None] = mapped_column(ForeignKey("shipments.id"), index=True)
    box_index: Mapped[int | None]
    subject: Mapped[str] = mapped_column(default="", server_default=text("''"))
    title: Mapped[str] = mapped_column(default="", server_default=text("''"))
    language: Mapped[str] = mapped_column(default="ru", server_default=text("'ru'"))
    document: Mapped[bytes | None] = mapped_column(deferred=True)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[datetime | None]
    ticket: Mapped[str | None]
    holder: Mapped[str] = mapped_column(default="", server_default=text("''"))
    reprint_of: Mapped[int | None]
    sheet_id: Mapped[int | None] = mapped_column(index=True)


class HistoryRow(Base):
    """The timeline of an order and the audit log; append-only."""

    __tablename__ = "history"
    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int | None] = mapped_column(ForeignKey("connections.id"))
    shipment_pk: Mapped[int | None] = mapped_column(ForeignKey("shipments.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    who: Mapped[str]
    what: Mapped[str]
    details: Mapped[str] = mapped_column(default="{}")


class JobRunRow(Base):
    """One run of a scheduled job, or the request for one; the schedule is computed from these."""

    __tablename__ = "job_runs"
    __table_args__ = (Index("ix_job_runs_job", "job", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str]
    requested_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str]
    reason: Mapped[Text | None]
    counts: Mapped[str] = mapped_column(default="{}")
    asked_by: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """Empty for the schedule."""


class LeaseRow(Base):
    """Who may act: exactly one active service per database."""

    __tablename__ = "leases"
    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    host: Mapped[str]
    pid: Mapped[int]
    acquired_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    http_host: Mapped[str] = mapped_column(default="")
    http_port: Mapped[int] = mapped_column(default=0)


class CursorRow(Base):
    """How far something has been read, such as the CRM's history."""

    __tablename__ = "cursors"
    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    at: Mapped[datetime]


class StatusMapRow(Base):
    """One line of a mapping between the statuses of both systems."""

    __tablename__ = "status_maps"
    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"), primary_key=True)
    family: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    result: Mapped[str]


class SettingRow(Base):
    """One setting as text, typed and checked by its declaration in the code."""

    __tablename__ = "settings"
    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class OperatorRow(Base):
    """A person at a workstation; the PIN only as a salted hash."""

    __tablename__ = "operators"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    pin_hash: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    order_filters: Mapped[str] = mapped_column(default="{}", server_default="{}")
    """What the person has kept of the list of orders, as JSON."""


SCHEMA: Final = Base.metadata
"""Every table of the program."""

_PARTIAL_ON_POSTGRESQL: Final = {
    "uq_connections_account": "removed_at IS NULL",
    "ix_shipments_canceled": "canceled_at IS NOT NULL",
    "ix_shipments_due": "finished IS false",
    "ix_lots_cancel_requested": "cancel_requested_at IS NOT NULL",
}


def complete_for_postgresql() -> None:
    """Tell the partial indexes their conditions there.

    An index that names PostgreSQL by itself loads that whole dialect, for which every start with SQLite
    would pay.
    """
    indexes = (index for table in SCHEMA.tables.values() for index in table.indexes)
    for index in indexes:
        condition = _PARTIAL_ON_POSTGRESQL.get(str(index.name))
        if condition is not None:
            index.dialect_options["postgresql"]["where"] = text(condition)

"""The tables of the packing bench."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mmdesk.storage.table_base import Base


class UnknownCodeRow(Base):
    """A code that was scanned and that nobody knew; kept until somebody says what it is."""

    __tablename__ = "unknown_codes"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    times: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)
    operator: Mapped[str]
    workstation: Mapped[str]
    shipment_pk: Mapped[int | None] = mapped_column(ForeignKey("shipments.id"))


class OfferCodeRow(Base):
    """A code that a person has attached to an offer; no build of the feed touches it."""

    __tablename__ = "offer_codes"
    __table_args__ = (UniqueConstraint("connection_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"))
    code: Mapped[str] = mapped_column(index=True)
    offer_id: Mapped[str]
    operator: Mapped[str]
    at: Mapped[datetime]


class LotMarkRow(Base):
    """The marking code of one lot. `key` is what all spellings of the code share: it is used once only."""

    __tablename__ = "lot_marks"
    __table_args__ = (UniqueConstraint("shipment_pk", "lot_index"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    shipment_pk: Mapped[int] = mapped_column(ForeignKey("shipments.id"))
    lot_index: Mapped[int]
    code: Mapped[str]
    operator: Mapped[str]
    workstation: Mapped[str]
    at: Mapped[datetime]


class PackedLotRow(Base):
    """In which box a lot lies that was packed at a bench, and since when it has been out of it again."""

    __tablename__ = "packed_lots"
    shipment_pk: Mapped[int] = mapped_column(
        ForeignKey("shipments.id"), primary_key=True, autoincrement=False
    )
    lot_index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    box: Mapped[int]
    out_at: Mapped[datetime | None]


class PackedOrderRow(Base):
    """One packing that was closed at a bench: who, where, when, and how much."""

    __tablename__ = "packed_orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_pk: Mapped[int] = mapped_column(ForeignKey("shipments.id"), index=True)
    operator: Mapped[str]
    workstation: Mapped[str]
    started_at: Mapped[datetime]
    packed_at: Mapped[datetime] = mapped_column(index=True)
    lots: Mapped[int]
    boxes: Mapped[int]

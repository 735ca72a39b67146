"""The tables of the catalogue and the feed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mmdesk.errors import Text
from mmdesk.storage.table_base import Base


class FeedBuildRow(Base):
    """One build of the feed, published or held, with its counts by reason."""

    __tablename__ = "feed_builds"
    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"), index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    read: Mapped[int] = mapped_column(default=0)
    published_offers: Mapped[int] = mapped_column(default=0)
    excluded: Mapped[str] = mapped_column(default="{}")
    sha256: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]
    held: Mapped[str] = mapped_column(default="")
    accepted_by: Mapped[str] = mapped_column(default="")


class FeedIssueRow(Base):
    """Why one offer is not in the feed, or what is wrong with it there."""

    __tablename__ = "feed_issues"
    id: Mapped[int] = mapped_column(primary_key=True)
    build_id: Mapped[int] = mapped_column(ForeignKey("feed_builds.id"), index=True)
    offer_id: Mapped[str] = mapped_column(index=True)
    code: Mapped[str]
    message: Mapped[Text]


class FeedFetchRow(Base):
    """Who fetched the feed, when, and what they got."""

    __tablename__ = "feed_fetches"
    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"), index=True)
    at: Mapped[datetime]
    agent: Mapped[str]
    status: Mapped[int]
    bytes_sent: Mapped[int]


class OfferRow(Base):
    """What the scanner and the pick list need to know of an offer."""

    __tablename__ = "offers"
    __table_args__ = (UniqueConstraint("connection_id", "offer_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connections.id"))
    offer_id: Mapped[str]
    name: Mapped[str]
    vendor: Mapped[str] = mapped_column(default="")
    price: Mapped[Decimal | None]
    stock: Mapped[int] = mapped_column(default=0)
    picture: Mapped[str] = mapped_column(default="")
    seen_at: Mapped[datetime]


class OfferBarcodeRow(Base):
    """A barcode of an offer; exact match only, and two offers with one barcode are an ambiguity."""

    __tablename__ = "offer_barcodes"
    offer_pk: Mapped[int] = mapped_column(ForeignKey("offers.id"), primary_key=True)
    barcode: Mapped[str] = mapped_column(primary_key=True, index=True)

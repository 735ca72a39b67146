"""The tables of the catalogue and the feed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from mmdesk.errors import Text
from mmdesk.storage.table_base import Base


class FeedBuildRow(Base):
    """One build of the feed, published or not, with its counts by reason.

    `folder` names its files below the profile of the computer that built it; empty once they are gone.
    """

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
    state: Mapped[str] = mapped_column(default="", server_default=text("''"))
    phase: Mapped[str] = mapped_column(default="", server_default=text("''"))
    done_percent: Mapped[int] = mapped_column(default=0, server_default="0")
    source: Mapped[str] = mapped_column(default="", server_default=text("''"))
    inputs: Mapped[str] = mapped_column(default="", server_default=text("''"))
    settings: Mapped[str] = mapped_column(default="{}", server_default=text("'{}'"))
    folder: Mapped[str] = mapped_column(default="", server_default=text("''"))
    size: Mapped[int] = mapped_column(default=0, server_default="0")
    gzip_size: Mapped[int] = mapped_column(default=0, server_default="0")
    milliseconds: Mapped[int] = mapped_column(default=0, server_default="0")
    unavailable: Mapped[int] = mapped_column(default=0, server_default="0")
    problems: Mapped[str] = mapped_column(default="{}", server_default=text("'{}'"))
    changes: Mapped[str] = mapped_column(default="{}", server_default=text("'{}'"))
    vendors: Mapped[str] = mapped_column(default="{}", server_default=text("'{}'"))
    params: Mapped[str] = mapped_column(default="[]", server_default=text("'[]'"))
    error: Mapped[Text | None]
    asked_by: Mapped[str] = mapped_column(default="", server_default=text("''"))
    applied_at: Mapped[datetime | None]


class FeedIssueRow(Base):
    """Why one offer is not in the feed, or what is wrong with it there."""

    __tablename__ = "feed_issues"
    id: Mapped[int] = mapped_column(primary_key=True)
    build_id: Mapped[int] = mapped_column(ForeignKey("feed_builds.id"), index=True)
    offer_id: Mapped[str] = mapped_column(index=True)
    code: Mapped[str]
    message: Mapped[Text]


class FeedChangeRow(Base):
    """One difference between a build and the feed that was published before it."""

    __tablename__ = "feed_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    build_id: Mapped[int] = mapped_column(ForeignKey("feed_builds.id"), index=True)
    offer_id: Mapped[str]
    what: Mapped[str]
    old: Mapped[str] = mapped_column(default="")
    new: Mapped[str] = mapped_column(default="")


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
    """An offer of the catalogue as the published feed has it, and what the scanner and the pick list need.

    `state` is empty for an offer that is in the feed, else the name of the rule that keeps it out, or `gone`
    when the source has it no longer. `price` and `stock` are the CRM's, `feed_…` the feed's, `pushed_…` what
    Megamarket's API was last told.
    """

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
    article: Mapped[str] = mapped_column(default="", server_default=text("''"))
    category: Mapped[str] = mapped_column(default="", server_default=text("''"))
    state: Mapped[str] = mapped_column(default="", server_default=text("''"))
    feed_price: Mapped[int | None]
    feed_old_price: Mapped[int | None]
    feed_stock: Mapped[int] = mapped_column(default=0, server_default="0")
    digest: Mapped[str] = mapped_column(default="", server_default=text("''"))
    pushed_stock: Mapped[int | None]
    pushed_price: Mapped[int | None]
    pushed_at: Mapped[datetime | None]
    shelf: Mapped[str] = mapped_column(default="", server_default=text("''"))


class OfferBarcodeRow(Base):
    """A barcode of an offer; exact match only, and two offers with one barcode are an ambiguity."""

    __tablename__ = "offer_barcodes"
    offer_pk: Mapped[int] = mapped_column(ForeignKey("offers.id"), primary_key=True)
    barcode: Mapped[str] = mapped_column(primary_key=True, index=True)


class PictureRow(Base):
    """A small copy of the picture at one address, or why there is none; no connection owns it.

    `attempts` counts the failures since the last success. `inside`: it was not asked for because the address
    lies in the service's own network.
    """

    __tablename__ = "pictures"
    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    fetched_at: Mapped[datetime | None]
    wanted_at: Mapped[datetime]
    why: Mapped[Text | None]
    inside: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime]
    next_at: Mapped[datetime]
    # The last one: SQLite reads through a long value to come to those behind it.
    picture: Mapped[bytes | None] = mapped_column(deferred=True)

"""The tables of printing: workstations, their printers, and which printer takes which documents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mmdesk.errors import Text
from mmdesk.storage.table_base import Base


class WorkstationRow(Base):
    """A workstation that has printed at some time. `spool_seen_at` is None while no window prints there."""

    __tablename__ = "workstations"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    spool_seen_at: Mapped[datetime | None]


class PrinterRow(Base):
    """A printer as it is set up at one workstation, and how it was last found.

    `gap_tenths` are tenths of a millimetre between two labels.
    """

    __tablename__ = "printers"
    __table_args__ = (UniqueConstraint("workstation", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    workstation: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    target: Mapped[str]
    dialect: Mapped[str]
    dpi: Mapped[int]
    paper: Mapped[str]
    copies: Mapped[int]
    placement: Mapped[str]
    turn: Mapped[int]
    darkness: Mapped[int | None]
    speed: Mapped[int | None]
    gap_tenths: Mapped[int]
    plain_hex: Mapped[bool]
    asks_state: Mapped[bool]
    condition: Mapped[str]
    words: Mapped[Text | None]
    seen_at: Mapped[datetime | None]


class PrintRouteRow(Base):
    """Which printer of a workstation takes a kind of document."""

    __tablename__ = "print_routes"
    workstation: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(primary_key=True)
    printer_id: Mapped[int] = mapped_column(ForeignKey("printers.id"), index=True)

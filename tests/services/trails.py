"""Trails of builds, as the building process writes them: a test names only what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import astuple

from mmdesk.catalogue.trail import TrailLine, decoded, encoded


def line(
    offer_id: str = "MUG-1",
    *,
    state: str = "",
    name: str = "Кружка",
    price: int | None = 500,
    stock: int = 7,
    barcodes: Sequence[str] = (),
    shelf: str = "",
) -> TrailLine:
    """An offer at so many roubles; one that is left out has a price and a stock of the CRM alone."""
    kopecks = None if price is None else price * 100
    feed = (None, None, 0) if state else (price, None, stock)
    told = (offer_id, state, name, "Bergan", "KR-1", "Посуда", kopecks, stock, *feed, "", list(barcodes))
    return decoded(encoded(told, shelf))


def written(file: Path, lines: Sequence[TrailLine]) -> Path:
    file.write_bytes(b"".join(encoded(astuple(each)[1:-1], each.shelf) for each in lines))
    return file

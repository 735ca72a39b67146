"""A label: the marketplace's document for one box. It holds personal data and is never logged."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Label:
    """The PDF of one box's label as it was fetched; `void` once the box it belongs to has changed."""

    box_index: int
    box_code: str
    pdf: bytes
    sha256: str
    fetched_at: datetime
    void: bool = False


def digest(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()

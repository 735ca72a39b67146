"""A person looks for one offer of the catalogue."""

from __future__ import annotations

from mmdesk.storage.offer_search import FoundOffer
from mmdesk.storage.uow import Storage

__all__ = ["FoundOffer", "find"]


def find(storage: Storage, typed: str, limit: int = 50) -> tuple[FoundOffer, ...]:
    """By words of the name, or by the beginning of id or article. Raises StorageError."""
    with storage.look() as work:
        return work.codes.offers_with(typed, limit)

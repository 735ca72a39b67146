"""Small pictures of goods as windows show them: out of the database, where the service has put them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mmdesk.storage.uow import Storage


def thumbnails(storage: Storage, addresses: Sequence[str]) -> Mapping[str, bytes]:
    """The pictures that are there, by address: JPEG within 480 x 480. Raises StorageError."""
    with storage.look() as work:
        return work.pictures.of(addresses)

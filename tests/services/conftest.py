"""The stands that several files of use cases share; a file that needs another one defines its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mmdesk.clock import ManualClock
from mmdesk.storage.uow import Storage
from tests.services.stand import MirrorStand, Stand, mirror_stand, stand


@pytest.fixture
def bench(sqlite_storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(sqlite_storage, clock)


@pytest.fixture
def courier(sqlite_storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(sqlite_storage, clock, "dsm", registered=True)


@pytest.fixture
def market(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Stand]:
    with stand(sqlite_storage, clock) as made:
        yield made

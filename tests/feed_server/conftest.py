"""The HTTP server without a service behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mmdesk.clock import ManualClock
from mmdesk.storage.uow import Storage
from tests.feed_server.doorstep import Door, open_door


@pytest.fixture
def door(sqlite_storage: Storage, clock: ManualClock) -> Iterator[Door]:
    with open_door(sqlite_storage, clock) as opened:
        yield opened

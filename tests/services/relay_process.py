"""A relay in a process of its own; arguments: database address, Megamarket address, holder."""

from __future__ import annotations

import sys

from mmdesk.clients.megamarket import Megamarket
from mmdesk.clock import SystemClock
from mmdesk.services.megamarket_port import MegamarketPort
from mmdesk.services.relay import Relay
from mmdesk.storage.changes import ChangeWatcher
from mmdesk.storage.engine import open_engine
from mmdesk.storage.uow import Storage
from tests.services.stand import MERCHANT, TOKEN


def main(database: str, url: str, holder: str) -> None:
    """Work until nothing waits any more."""
    storage, clock = Storage(open_engine(database)), SystemClock()
    watcher = ChangeWatcher(storage.engine)
    with storage.look() as work:
        (connection,) = work.connections.all()
    with Megamarket(url, MERCHANT, lambda: TOKEN) as client:
        relay = Relay(
            storage=storage,
            clock=clock,
            connection_id=connection.connection_id,
            port=MegamarketPort(
                connection=connection,
                storage=storage,
                clock=clock,
                client=client,
                secret_changed=lambda: False,
            ),
            holder=holder,
            may_lead=lambda: True,
            jitter=lambda: 0.5,
        )
        while relay.run_once() or _something_waits(storage):
            watcher.wait(0.05)
    watcher.close()
    storage.close()


def _something_waits(storage: Storage) -> bool:
    with storage.look() as work:
        return bool(work.outbox.list())


if __name__ == "__main__":
    main(*sys.argv[1:])

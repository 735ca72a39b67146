"""A process of its own that changes and brings orders, each in its own transaction, as fast as it can."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mmdesk import bootstrap
from mmdesk.domain.connection import Connection
from mmdesk.domain.deadline import Deadlines
from mmdesk.domain.shipment import Shipment
from mmdesk.services.mirror import Mirror
from mmdesk.services.order_list import OrderFilter, OrderList, OrderWish
from tests import crowd

_FAR = 10_000_000
"""Past the numbers of every seeded order."""


def main() -> None:
    profile, count = Path(sys.argv[1]), int(sys.argv[2])
    with bootstrap.open_parts(profile, os.environ) as parts:
        mirror = Mirror(parts.storage, parts.clock)
        for connection, shipment in [*changed(parts, count // 2), *new(parts, count - count // 2)]:
            mirror.apply(connection, shipment, parts.clock.now())


def changed(parts: bootstrap.Parts, count: int) -> Iterator[tuple[Connection, Shipment]]:
    """Orders that wait to be confirmed, each with more time to do it: they move in the list."""
    orders = OrderList(parts.storage, parts.clock)
    keys = orders.index(OrderWish(show=OrderFilter.CONFIRM)).keys
    with parts.storage.look() as work:
        for number in range(count):
            stored = work.shipments.get(keys[number % len(keys)])
            shipment = stored.shipment
            moved = {
                kind.value: moment + timedelta(minutes=10 * (1 + number // len(keys)))
                for kind, moment in shipment.deadlines.given().items()
            }
            connection = work.connections.by_id(stored.connection_id)
            yield connection, replace(shipment, deadlines=Deadlines(**moved))


def new(parts: bootstrap.Parts, count: int) -> Iterator[tuple[Connection, Shipment]]:
    with parts.storage.look() as work:
        connections = work.connections.all()
    arriving = crowd.crowd(connections, count, now=parts.clock.now(), open_share=1.0, start=_FAR)
    return ((one.connection, one.shipment) for one in arriving)


if __name__ == "__main__":
    main()

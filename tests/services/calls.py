"""Megamarket's calls as bodies, and the intake and poll of a stand."""

from __future__ import annotations

import json
from collections.abc import Iterable

from mmdesk.domain.connection import Connection
from mmdesk.domain.intent import Target
from mmdesk.services.intake import Call, CallSource, Intake, receive
from mmdesk.services.polling import Pollster
from mmdesk.services.remote_health import RemoteHealth
from tests.services.stand import MERCHANT, Stand


def order_new(*shipment_ids: str, merchant: int = MERCHANT, scheme: str = "") -> bytes:
    shipments: list[dict[str, object]] = [
        {"shipmentId": each, **({"handover": {"serviceScheme": scheme}} if scheme else {})}
        for each in shipment_ids
    ]
    return _body(merchant, shipments)


def order_cancel(shipment_id: str, lots: Iterable[int], merchant: int = MERCHANT) -> bytes:
    items = [{"itemIndex": str(index), "goodsId": "1", "offerId": "MUG-1"} for index in lots]
    return _body(merchant, [{"shipmentId": shipment_id, "items": items}])


def _body(merchant: int, shipments: list[dict[str, object]]) -> bytes:
    return json.dumps({"meta": {}, "data": {"merchantId": merchant, "shipments": shipments}}).encode()


def health_of(stand: Stand) -> RemoteHealth:
    return RemoteHealth(
        storage=stand.storage,
        clock=stand.clock,
        connection_id=stand.connection.connection_id,
        target=Target.MEGAMARKET,
        secret_changed=lambda: False,
        jitter=lambda: 0.5,
    )


def intake_of(stand: Stand) -> Intake:
    return Intake(stand.storage, stand.clock, stand.client, health_of(stand))


def pollster_of(stand: Stand) -> Pollster:
    return Pollster(stand.connection, stand.client, health_of(stand))


def call(stand: Stand, source: CallSource, body: bytes, connection: Connection | None = None) -> None:
    receive(stand.storage, stand.clock, Call(connection or stand.connection, source, body))


def work_off(stand: Stand, intake: Intake | None = None) -> int:
    """Work everything off that waits now; how many goes it took."""
    worker, goes = intake or intake_of(stand), 0
    while worker.work_off(stand.connection):
        goes += 1
    return goes

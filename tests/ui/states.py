"""Looks at the service, made by hand."""

from __future__ import annotations

from datetime import timedelta

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Target
from mmdesk.errors import Text
from mmdesk.services.service_state import ServiceState, Trouble

NOW = ManualClock().now()
REFUSED = Trouble("Тверь", Target.MEGAMARKET, Text("Ключ не принят", "The key is not accepted"), None)
SILENT = Trouble("Тверь", Target.CRM, Text("Нет связи", "Not reachable"), NOW + timedelta(minutes=3))

HEALTHY = ServiceState(
    alive=True,
    here=True,
    host="SKLAD-1",
    connections=2,
    last_exchange_at=NOW - timedelta(seconds=20),
    last_exchange_failed=None,
    queue=0,
    parked=0,
    inbox_parked=0,
    at_risk=0,
    overdue=0,
    test_connections=(),
    troubles=(),
)

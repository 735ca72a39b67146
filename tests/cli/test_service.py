"""mmdesk service status: how each remote of each connection is, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from mmdesk.domain.connection import CrmOff
from mmdesk.domain.intent import Target
from mmdesk.errors import Text
from mmdesk.services import connections
from mmdesk.storage.connections import TargetHealth
from tests.cli.conftest import CommandLine

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
WORDS = Text("нет связи", "no connection")


def put(line: CommandLine, health: TargetHealth) -> None:
    with line.storage.work() as work:
        work.connections.put_health(work.connections.get("shop").connection_id, health)
        work.commit()


def seen(line: CommandLine) -> Any:  # noqa: ANN401 - whatever the command printed
    (shown,) = line.read("service", "status")["connections"]
    return shown


def test_a_new_connection_is_silent_and_not_registered(line: CommandLine) -> None:
    line.connect("shop")
    assert seen(line) == {
        "name": "shop",
        "megamarket": "silent",
        "crm": "off",
        "paused": False,
        "crm_off": "",
        "why": {
            "megamarket": None,
            "crm": "not registered in RetailCRM: mmdesk connection register shop",
        },
    }


def test_a_paused_connection_is_off_on_both_sides(line: CommandLine) -> None:
    line.connect("shop")
    put(line, TargetHealth(Target.MEGAMARKET, answered_at=NOON))
    line.done("connection", "pause", "shop")
    shown = seen(line)
    assert (shown["megamarket"], shown["crm"], shown["paused"]) == ("off", "off", True)
    assert "connection resume shop" in shown["why"]["megamarket"]
    assert "connection resume shop" in line.done("service", "status").out


@pytest.mark.parametrize("off", [CrmOff.INACTIVE, CrmOff.FROZEN])
def test_a_module_that_is_switched_off_is_off_and_megamarket_goes_on(line: CommandLine, off: CrmOff) -> None:
    line.connect("shop")
    for target in Target:
        put(line, TargetHealth(target, answered_at=NOON))
    connections.note_crm_off(line.storage, "shop", off)
    shown = seen(line)
    assert (shown["megamarket"], shown["crm"], shown["crm_off"]) == ("ok", "off", off.value)
    assert shown["why"]["megamarket"] is None
    assert "the module" in shown["why"]["crm"]


def test_a_remote_in_trouble_is_failing_or_stopped_and_says_why(line: CommandLine) -> None:
    line.connect("shop")
    put(line, TargetHealth(Target.MEGAMARKET, failures=1, paused_at=NOON, paused_until=NOON, words=WORDS))
    put(line, TargetHealth(Target.CRM, stopped_at=NOON, words=Text("ключ отозван", "the key is revoked")))
    shown = seen(line)
    assert (shown["megamarket"], shown["crm"], shown["paused"]) == ("failing", "stopped", False)
    assert shown["why"] == {"megamarket": "no connection", "crm": "the key is revoked"}
    assert (
        "shop: failing (no connection) / stopped (the key is revoked)" in line.done("service", "status").out
    )


def test_a_push_of_stock_that_is_switched_off_says_so(line: CommandLine) -> None:
    line.connect("shop")
    told = line.done("service", "once", "stock").out
    assert told.startswith("stock: skipped (")
    assert "switched off: Catalogue → Rules" in told

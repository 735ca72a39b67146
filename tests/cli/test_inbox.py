"""Parked calls of Megamarket, settled from the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from mmdesk.errors import Text
from tests.cli.conftest import CommandLine

Printed = dict[str, Any]

RECEIVED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def parked(line: CommandLine) -> Printed:
    shop = line.connect("shop")
    with line.storage.work() as work:
        for body in (b"[]", b"[]", b"fine"):
            work.inbox.store(shop.connection_id, "order/new", body, RECEIVED)
        call = work.inbox.next(shop.connection_id, RECEIVED)
        assert call is not None
        work.inbox.park(call.row_id, Text("странный вызов", "an odd call"))
        work.commit()
    row: Printed
    (row,) = line.read("inbox", "list")
    return row


def waiting(line: CommandLine) -> list[bytes]:
    with line.storage.look() as look:
        found = look.connections.get("shop")
        return [call.body for call in look.inbox.waiting(found.connection_id, RECEIVED, 9)]


def test_a_parked_call_is_listed_with_its_reason(line: CommandLine, parked: Printed) -> None:
    assert (parked["connection"], parked["source"], parked["repeats"]) == ("shop", "order/new", 1)
    assert parked["error"] == "an odd call"
    shown = line.done("inbox", "list").out
    assert "shop" in shown
    assert "an odd call" in shown


def test_a_retried_call_waits_for_the_service_again(line: CommandLine, parked: Printed) -> None:
    line.done("inbox", "retry", parked["id"])
    assert (line.read("inbox", "list"), waiting(line)) == ([], [b"[]", b"fine"])


def test_a_dropped_call_is_over(line: CommandLine, parked: Printed) -> None:
    line.done("inbox", "drop", parked["id"])
    assert (line.read("inbox", "list"), waiting(line)) == ([], [b"fine"])
    assert line.read("service", "status")["inbox"] == {"waiting": 1, "parked": 0}


@pytest.mark.parametrize("verb", ["retry", "drop"])
def test_a_call_that_is_not_parked_is_refused(line: CommandLine, parked: Printed, verb: str) -> None:
    other = parked["id"] + 1
    ran = line.run("inbox", verb, other)
    assert ran.code == 1
    assert str(other) in ran.err
    assert waiting(line) == [b"fine"]


def test_a_removed_connection_leaves_no_call_behind(line: CommandLine, parked: Printed) -> None:
    line.done("connection", "remove", "shop")
    assert line.read("inbox", "list") == []
    assert line.read("service", "status")["inbox"] == {"waiting": 0, "parked": 0}
    assert line.run("inbox", "retry", parked["id"]).code == 1

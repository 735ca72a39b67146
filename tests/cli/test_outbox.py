from __future__ import annotations

from tests.cli.conftest import CommandLine


def test_a_waiting_command_is_listed_and_dropped(line: CommandLine) -> None:
    order = line.mirror(line.connect("shop"), "NEW", "NEW")
    line.done("orders", "confirm", order)
    (row,) = line.read("outbox", "list")
    assert (row["shipment_id"], row["connection"], row["target"]) == (order, "shop", "megamarket")
    assert (row["command"], row["lots"], row["state"], row["error"]) == ("confirm", [1, 2], "pending", None)
    line.done("outbox", "drop", row["key"])
    assert line.read("outbox", "list") == []
    assert line.read("orders", "show", order)["projected"] == "NEW"


def test_a_dropped_command_can_neither_be_dropped_nor_retried_again(line: CommandLine) -> None:
    order = line.mirror(line.connect("shop"))
    line.done("orders", "confirm", order)
    (row,) = line.read("outbox", "list")
    line.done("outbox", "drop", row["key"])
    for verb in ("drop", "retry"):
        assert line.run("outbox", verb, row["key"]).code == 1


def test_an_unknown_key_is_refused_by_name(line: CommandLine) -> None:
    ran = line.run("outbox", "retry", "feedfacecafebeef")
    assert ran.code == 1
    assert "feedfacecafebeef" in ran.err


def test_a_dropped_command_may_be_given_again(line: CommandLine) -> None:
    order = line.mirror(line.connect("shop"))
    line.done("orders", "confirm", order)
    (first,) = line.read("outbox", "list")
    line.done("outbox", "drop", first["key"])
    line.done("orders", "confirm", order)
    (second,) = line.read("outbox", "list")
    assert second["key"] != first["key"]

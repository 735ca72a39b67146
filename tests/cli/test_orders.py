"""What the order commands refuse, queue and print; carrying out what they queue is another process's work."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mmdesk.clock import SystemClock
from mmdesk.domain.deadline import Deadlines
from mmdesk.services.mirror import Mirror
from tests import factory
from tests.cli.conftest import CommandLine

DSM = "DELIVERY_BY_MERCHANT"


@pytest.mark.parametrize(
    ("verb", "right"),
    [
        (("courier",), "ship"),
        (("close",), "ship"),
        (("move", "--date", "2030-01-01"), "Megamarket delivers"),
        (("answer-cancel", "--lot", "1=yes"), "reject"),
        (("packing-list", "--out", "never.pdf"), "label"),
    ],
)
def test_a_dsm_verb_on_a_standard_order_names_the_right_one(
    line: CommandLine, verb: tuple[str, ...], right: str
) -> None:
    order = line.mirror(line.connect("shop"))
    ran = line.run("orders", verb[0], order, *verb[1:])
    assert (ran.code, ran.out) == (1, "")
    assert right in ran.err


@pytest.mark.parametrize(
    ("verb", "right"), [(("label", "--out", "never.pdf"), "packing list"), (("ship",), "courier")]
)
def test_a_standard_verb_on_a_dsm_order_names_the_right_one(
    line: CommandLine, verb: tuple[str, ...], right: str
) -> None:
    order = line.mirror(line.connect("shop", "dsm"), service_scheme=DSM)
    ran = line.run("orders", verb[0], order, *verb[1:])
    assert (ran.code, ran.out) == (1, "")
    assert right in ran.err


@pytest.mark.parametrize(
    ("verb", "named"),
    [
        (("reject", "--lot", "7=OUT_OF_STOCK"), "7"),
        (("reject", "--lot", "1=NOT_ACCEPTABLE"), "NOT_ACCEPTABLE"),
        (("reject", "--lot", "1=CANCEL_BY_CUSTOMER"), "CANCEL_BY_CUSTOMER"),
        (("pack",), "lot 1"),
        (("ship",), "Pack every lot first"),
        (("label", "--out", "never.pdf"), "Pack every lot first"),
    ],
)
def test_what_a_standard_order_does_not_allow_is_named_and_leaves_nothing(
    line: CommandLine, verb: tuple[str, ...], named: str
) -> None:
    order = line.mirror(line.connect("shop"))
    ran = line.run("orders", verb[0], order, *verb[1:])
    assert ran.code == 1
    assert named in ran.err
    assert line.read("outbox", "list") == []


@pytest.mark.parametrize(
    ("verb", "named"),
    [
        (("reject", "--lot", "1=TWICE_ORDER"), "TWICE_ORDER"),
        (("close", "--failed", "1=OUT_OF_STOCK"), "OUT_OF_STOCK"),
        (("close", "--failed", "9=CANCEL_BY_CUSTOMER"), "9"),
        (("close",), "Pack the order first"),
        (("courier",), "Pack the order first"),
        (("pack", "--box", "1"), "--box"),
        (("answer-cancel", "--lot", "1=yes"), "lot 1"),
        (("move", "--date", "2020-01-01"), "in the past"),
    ],
)
def test_what_a_dsm_order_does_not_allow_is_named_and_leaves_nothing(
    line: CommandLine, verb: tuple[str, ...], named: str
) -> None:
    order = line.mirror(line.connect("shop", "dsm"), service_scheme=DSM)
    ran = line.run("orders", verb[0], order, *verb[1:])
    assert ran.code == 1
    assert named in ran.err
    assert line.read("outbox", "list") == []


@pytest.mark.parametrize(
    ("boxes", "named"),
    [
        (("--box", "1,2", "--box", ""), "box 2"),
        (("--box", "1"), "lot 2"),
        (("--box", "1,2,7"), "7"),
        (("--box", "1,2", "--box", "2"), "lot 2"),
    ],
)
def test_boxes_that_do_not_hold_each_lot_once_are_refused(
    line: CommandLine, boxes: tuple[str, ...], named: str
) -> None:
    order = line.mirror(line.connect("shop"), "CONFIRMED", "CONFIRMED")
    ran = line.run("orders", "pack", order, *boxes)
    assert ran.code == 1
    assert named in ran.err
    assert line.read("outbox", "list") == []


@pytest.mark.parametrize(
    "words",
    [
        ("reject", "700100200"),
        ("reject", "700100200", "--lot", "one=OUT_OF_STOCK"),
        ("reject", "700100200", "--lot", "1=OUT_OF_STOCK", "--lot", "1=INCORRECT_PRICE"),
        ("answer-cancel", "700100200", "--lot", "1=perhaps"),
        ("move", "700100200", "--date", "tomorrow"),
        ("pack", "700100200", "--box", "one"),
        ("label", "700100200"),
        ("confirm",),
        ("confirm", "700100200", "--wait", "-1"),
        ("list", "--limit", "0"),
        ("destroy", "700100200"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_read_is_a_usage_error(line: CommandLine, words: tuple[str, ...]) -> None:
    line.mirror(line.connect("shop"))
    assert line.run("orders", *words).code == 2


def test_a_marked_lot_is_not_packed_without_its_code(line: CommandLine) -> None:
    order = line.mirror(line.connect("shop"), factory.lot(1, "CONFIRMED", needs_mark=True))
    refused = line.run("orders", "pack", order)
    assert refused.code == 1
    assert "lot 1" in refused.err
    line.done("orders", "pack", order, "--mark", "1=0104600000000000215abc")
    assert [row["command"] for row in line.read("outbox", "list")] == ["pack"]


def test_a_repeated_verb_is_done_and_queues_nothing(line: CommandLine) -> None:
    order = line.mirror(line.connect("shop"))
    first, second = line.done("orders", "confirm", order), line.done("orders", "confirm", order)
    assert "queued" in first.out
    assert "already" in second.out
    assert len(line.read("outbox", "list")) == 1


def test_reasons_are_queued_as_one_command_each(line: CommandLine) -> None:
    order = line.mirror(line.connect("shop"), "NEW", "NEW", "NEW")
    lots = ("--lot", "1=OUT_OF_STOCK", "--lot", "2=INCORRECT_PRICE", "--lot", "3=OUT_OF_STOCK")
    line.done("orders", "reject", order, *lots)
    assert [row["lots"] for row in line.read("outbox", "list")] == [[1, 3], [2]]


def test_the_projected_state_runs_ahead_of_megamarkets(line: CommandLine) -> None:
    order = line.mirror(line.connect("shop"))
    line.done("orders", "confirm", order)
    shown = line.read("orders", "show", order)
    assert (shown["status"], shown["projected"]) == ("NEW", "CONFIRMED")
    assert [(row["command"], row["state"], row["error"]) for row in shown["pending"]] == [
        ("confirm", "pending", None)
    ]


def test_an_id_of_two_connections_needs_a_name(line: CommandLine) -> None:
    order = line.mirror(line.connect("shop"))
    line.mirror(line.connect("shop-test", "standard", 4321, "--test"))
    for words in (("confirm", order), ("show", order), ("show", order, "--json")):
        ambiguous = line.run("orders", *words)
        assert (ambiguous.code, ambiguous.out) == (2, "")
        assert "--connection" in ambiguous.err
    line.done("orders", "confirm", order, "--connection", "shop-test")
    assert [row["connection"] for row in line.read("outbox", "list")] == ["shop-test"]


@pytest.mark.parametrize(
    "words", [("confirm", "404"), ("show", "404"), ("show", "404", "--json")], ids=" ".join
)
def test_an_unknown_order_is_refused_by_its_id(line: CommandLine, words: tuple[str, ...]) -> None:
    ran = line.run("orders", *words)
    assert (ran.code, ran.out) == (1, "")
    assert "404" in ran.err


def test_an_unknown_connection_is_refused_by_its_name(line: CommandLine) -> None:
    ran = line.run("orders", "list", "--connection", "nowhere", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "nowhere" in ran.err


def test_unknown_statuses_are_shown_as_they_came(line: CommandLine) -> None:
    order = line.mirror(line.connect("shop"), "HELD_BY_CUSTOMS")
    assert line.read("orders", "show", order)["lots"][0]["status"] == "HELD_BY_CUSTOMS"
    assert "HELD_BY_CUSTOMS" in line.done("orders", "list").out


def test_a_missing_deadline_is_absent(line: CommandLine) -> None:
    order = line.mirror(line.connect("shop"))
    assert line.read("orders", "show", order)["deadlines"] == {}


def test_waiting_for_nobody_ends_with_code_three(line: CommandLine) -> None:
    order = line.mirror(line.connect("shop"))
    ran = line.run("orders", "confirm", order, "--wait", "0")
    assert ran.code == 3
    assert "stays queued" in ran.err
    assert len(line.read("outbox", "list")) == 1


@pytest.mark.parametrize(
    ("gone", "urgency"), [(10, "calm"), (60, "half"), (85, "soon"), (97, "critical"), (150, "overdue")]
)
def test_an_order_tells_how_urgent_it_is_and_which_deadline_counts(
    line: CommandLine, gone: int, urgency: str
) -> None:
    placed = SystemClock().now() - timedelta(hours=gone)
    due = placed + timedelta(hours=100)
    shown = replace(factory.shipment("NEW", deadlines=Deadlines(confirm_by=due)), created_at=placed)
    Mirror(line.storage, SystemClock()).apply(line.connect("shop"), shown, SystemClock().now())
    order = line.read("orders", "show", shown.shipment_id)
    assert order["urgency"] == urgency
    assert order["due"] == {"kind": "confirm_by", "at": due.isoformat(timespec="seconds")}
    assert [each["urgency"] for each in line.read("orders", "list")] == [urgency]


def test_a_finished_order_is_calm(line: CommandLine) -> None:
    order = line.read("orders", "show", line.mirror(line.connect("shop"), "DELIVERED"))
    assert (order["urgency"], order["due"]) == ("calm", None)

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.clients.json_reading import Node, NotJson, OddShape, parse_json

MOSCOW = timezone(timedelta(hours=3))
SCALARS = st.none() | st.booleans() | st.integers() | st.decimals() | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"a": 1',
        b'"\xff"',
        b'"\\ud800"',
        b"[NaN]",
        b"1" * 5000,
        b"[" * 65 + b"]" * 65,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 65 + b"1" + b"}" * 65,
    ],
    ids=["empty", "page", "cut", "latin", "surrogate", "nan", "digits", "65 deep", "100000 deep", "objects"],
)
def test_what_is_no_json_within_bounds_is_refused(body: bytes) -> None:
    with pytest.raises(NotJson):
        parse_json(body)


def test_sixty_four_levels_are_read() -> None:
    assert parse_json(b"[" * 64 + b"]" * 64).is_list


def test_a_byte_order_mark_is_skipped() -> None:
    assert parse_json(b'\xef\xbb\xbf{"a": "b"}')["a"].text() == "b"


def test_a_complaint_names_the_whole_path() -> None:
    root = parse_json(b'{"data": {"shipments": [{}, {"items": [{"itemIndex": "x"}]}]}}')
    node = root["data"]["shipments"].rows()[1]["items"].rows()[0]["itemIndex"]
    with pytest.raises(OddShape) as caught:
        node.required_number()
    assert caught.value.path == "data.shipments[1].items[0].itemIndex"


def test_an_empty_list_reads_as_an_empty_object() -> None:
    assert parse_json(b'{"customFields": []}')["customFields"]["mm_scheme"].is_absent


def test_fields_of_something_else_are_an_odd_shape() -> None:
    with pytest.raises(OddShape):
        parse_json(b'{"data": "text"}')["data"]["shipments"]


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (500, "500"),
        (Decimal("430.50"), "430.50"),
        ("430.50", "430.50"),
        ("1 990,00", "1990.00"),
        (Decimal("0.30000000000000004"), "0.3"),
        (0, "0"),
    ],
)
def test_money_is_exact(value: object, amount: str) -> None:
    assert Node(value).money() == Decimal(amount)


@pytest.mark.parametrize(
    "value", [None, "", "free", "1e5", "NaN", True, [], {}, Decimal("1E+400"), 10**12, Decimal("NaN"), "٣"]
)
def test_what_is_no_sum_is_no_money(value: object) -> None:
    assert Node(value).money() is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T12:00:00+03:00",
        "2026-11-23T09:00:00Z",
        "2026-11-23T12:00:00",
        "2026-11-23T12:00:00.000+0300",
        "2026-11-23 12:00:00",
    ],
)
def test_a_moment_is_read_in_utc_and_without_an_offset_in_the_zone(text: str) -> None:
    assert Node(text).moment(MOSCOW) == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", [None, "", "soon", 1764, "0001-01-01T00:00:00", "9999-12-31T23:59:59-23:00", []]
)
def test_what_is_no_moment_is_none(value: object) -> None:
    assert Node(value).moment(MOSCOW) is None


@pytest.mark.parametrize(
    ("value", "flag"), [(1, True), (0, False), (True, True), ("false", False), ("1", True)]
)
def test_truth_is_written_in_many_ways(value: object, flag: bool) -> None:
    assert Node(value).flag() is flag


@pytest.mark.parametrize("value", [None, 2, "да", [], Decimal("1.5")])
def test_what_is_neither_true_nor_false_is_none(value: object) -> None:
    assert Node(value).flag() is None


@pytest.mark.parametrize("value", [0, -1, 1_000_001, "", "x", "1.0", None, True, "9" * 30, []])
def test_an_ordinal_is_a_number_from_one(value: object) -> None:
    with pytest.raises(OddShape):
        Node(value).required_number()


def test_a_text_carries_no_nul_into_a_database() -> None:
    assert parse_json(b'["a\\u0000b"]').rows()[0].text() == "ab"


@pytest.mark.parametrize("key", ["", "   ", "x" * 201, None, [], True])
def test_a_key_is_a_short_text_that_is_not_empty(key: object) -> None:
    with pytest.raises(OddShape):
        Node(key).required_key()


@given(st.binary())
def test_bytes_are_json_or_refused(body: bytes) -> None:
    try:
        parse_json(body)
    except NotJson:
        return


READERS: list[Callable[[Node], object]] = [
    Node.text,
    Node.whole,
    Node.money,
    Node.flag,
    Node.named,
    lambda node: node.moment(MOSCOW),
    lambda node: node.get("a").get("b").text(),
]


@given(VALUES)
def test_tolerant_readers_take_any_value(value: object) -> None:
    for read in READERS:
        read(Node(value))


STRICT_READERS: list[Callable[[Node], object]] = [
    Node.required_key,
    Node.required_number,
    Node.rows,
    Node.members,
    lambda node: node["a"],
]


@given(VALUES)
def test_strict_readers_fail_with_nothing_but_an_odd_shape(value: object) -> None:
    for read in STRICT_READERS:
        try:
            read(Node(value))
        except OddShape:
            continue


def test_a_name_cannot_drive_a_terminal_or_forge_a_line() -> None:
    name = "Кружка \x1b[31m\x1b]0;чужое\x07 B\u202eevil\r\nподделка"
    assert Node(name).text() == "Кружка  [31m ]0;чужое  B evil подделка"


def test_half_a_surrogate_becomes_something_that_can_be_stored() -> None:
    assert Node("lone \ud800 x").text().encode("utf-8") == b"lone ? x"

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.clients import crm_module, crm_orders_wire, crm_references
from mmdesk.clients.crm_answers import opened
from mmdesk.clients.crm_calls import CrmCalls, as_json, segment
from mmdesk.clients.errors import (
    AccessDenied,
    AddressWrong,
    AlreadyExists,
    FieldsLocked,
    NotFound,
    OutcomeUnknown,
    Refused,
    RemoteError,
    TokenRefused,
    Troubled,
    Unavailable,
    Unreadable,
)
from mmdesk.clients.http import Answer, Limits, Outgoing
from mmdesk.clients.json_reading import Node, OddShape
from mmdesk.clients.masking import Mask
from mmdesk.clients.pace import Limiters, Pace
from tests.clients.scripted import Script, ScriptedServer, answers, resets, says_nothing

KEY = "sandboxKeyWithInventedLetters001"
BUSY = answers("<html><h1>503 Service Temporarily Unavailable</h1></html>", 503, "text/html")
FINE = answers('{"success": true, "versions": ["5.0"]}')


class Pauses:
    """A clock that only pauses move, and what was paused."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def pace(self) -> Pace:
        return Pace(monotonic=lambda: sum(self.taken), pause=self.taken.append, chance=lambda: 1.0)


@contextmanager
def crm(
    *scripts: Script, limits: Limits | None = None, pauses: Pauses | None = None, key: str = KEY
) -> Iterator[tuple[CrmCalls, ScriptedServer]]:
    limiters = Limiters((pauses or Pauses()).pace())
    with ScriptedServer(list(scripts)) as server:
        calls = CrmCalls(server.url, lambda: key, limits=limits, limiters=limiters)
        try:
            yield calls, server
        finally:
            calls.close()


def get(*scripts: Script) -> None:
    with crm(*scripts) as (calls, _):
        calls.get("orders/1")


def post(*scripts: Script) -> None:
    with crm(*scripts) as (calls, _):
        calls.post("orders/create", {"order": "{}"})


def refusal(message: str, errors: object = None, status: int = 400) -> Script:
    document: dict[str, object] = {"success": False, "errorMsg": message}
    return answers(json.dumps(document | ({"errors": errors} if errors is not None else {})), status)


def test_the_key_travels_in_the_header_only() -> None:
    with crm(FINE) as (calls, server):
        calls.get("orders", (("filter[ids][]", "1"), ("filter[ids][]", "2")))
        calls.post("orders/create", {"site": "megamarket-shop", "order": as_json({"number": "Ж&=+"})})
    read, change = server.received
    assert read.headers["x-api-key"] == change.headers["x-api-key"] == KEY
    assert urlsplit(read.target).path == "/api/v5/orders"
    assert parse_qsl(urlsplit(read.target).query) == [("filter[ids][]", "1"), ("filter[ids][]", "2")]
    assert change.headers["content-type"] == "application/x-www-form-urlencoded"
    assert dict(parse_qsl(change.body.decode())) == {"site": "megamarket-shop", "order": '{"number":"Ж&=+"}'}
    assert KEY not in read.target
    assert KEY.encode() not in change.body


@pytest.mark.parametrize("key", ["", "ключ", "two words", "line\nbreak"])
def test_a_key_that_cannot_be_one_is_never_sent(key: str) -> None:
    with crm(FINE, key=key) as (calls, server):
        with pytest.raises(TokenRefused):
            calls.get("orders")
        assert server.received == []


@pytest.mark.parametrize("busy", [BUSY, answers("", 429), answers("", 502), answers("", 504)])
def test_a_read_is_repeated_until_it_is_answered(busy: Script) -> None:
    pauses = Pauses()
    with crm(busy, busy, FINE, pauses=pauses) as (calls, server):
        calls.get("api-versions", versioned=False)
    assert len(server.received) == 3
    assert pauses.taken == [0.1, 0.2]


def test_a_read_is_repeated_after_silence() -> None:
    with crm(says_nothing, FINE, limits=Limits(read=0.6)) as (calls, server):
        calls.get("orders")
    assert len(server.received) == 2


def test_a_read_is_not_repeated_forever() -> None:
    with crm(BUSY) as (calls, server):
        with pytest.raises(Unavailable):
            calls.get("orders")
        assert len(server.received) == 5


def test_a_pause_that_outlasts_the_total_time_is_not_begun() -> None:
    pauses = Pauses()
    with crm(answers("", 503, Retry_After="60"), pauses=pauses) as (calls, server):
        with pytest.raises(Unavailable) as caught:
            calls.get("orders")
        assert caught.value.retry_after == 60.0
        assert (len(server.received), pauses.taken) == (1, [])


@pytest.mark.parametrize("busy", [BUSY, answers("", 429)])
def test_a_change_is_sent_again_when_it_was_turned_away_unread(busy: Script) -> None:
    with crm(busy, FINE) as (calls, server):
        calls.post("orders/create", {"order": "{}"})
    assert len(server.received) == 2


@pytest.mark.parametrize("script", [answers("", 500), answers("", 502), answers("", 504), resets])
def test_a_change_that_may_have_taken_effect_is_sent_once(script: Script) -> None:
    with crm(script, FINE) as (calls, server):
        with pytest.raises(OutcomeUnknown):
            calls.post("orders/create", {"order": "{}"})
        assert len(server.received) == 1


def test_no_more_than_nine_calls_start_in_a_second() -> None:
    pauses = Pauses()
    with crm(FINE, pauses=pauses) as (calls, _):
        for _ in range(19):
            calls.get("api-versions")
    assert pauses.taken == [1.0, 1.0]


Call = Callable[..., None]


@pytest.mark.parametrize("call", [get, post])
@pytest.mark.parametrize(
    ("script", "error"),
    [
        (refusal('Wrong "apiKey" value.', status=403), TokenRefused),
        (refusal('"apiKey" is missing.', status=403), TokenRefused),
        (refusal('"apiKey" is missing.', status=400), TokenRefused),
        (refusal("Access denied.", status=403), AccessDenied),
        (answers("<h1>Forbidden</h1>", 403, "text/html"), AccessDenied),
        (refusal("Account does not exist.", status=404), AddressWrong),
        (refusal("API method not found", status=404), AddressWrong),
        (answers("<h1>Not Found</h1>", 404, "text/html"), AddressWrong),
        (answers('{"success": 0, "error": "no such page"}', 404), AddressWrong),
        (answers("<h1>Not Allowed</h1>", 405, "text/html"), AddressWrong),
        (refusal("Not found", status=404), NotFound),
        (refusal("An attempt was made to edit a nonexistent record", status=404), NotFound),
        (refusal("Order already exists."), AlreadyExists),
        (refusal("Order is not loaded", {"0": "Order with externalId=mm-1 already exists."}), AlreadyExists),
        (refusal("Validation error"), Refused),
        (refusal("Validation error", status=200), Refused),
        (answers("<h1>Request-URI Too Large</h1>", 414, "text/html"), Refused),
        (answers('{"success": false}', 422), Refused),
    ],
)
def test_every_way_of_saying_no_has_its_own_error(
    call: Call, script: Script, error: type[RemoteError]
) -> None:
    with pytest.raises(error) as caught:
        call(script)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("call", "script", "error"),
    [
        (get, answers("", 500), Troubled),
        (post, answers("", 500), OutcomeUnknown),
        (get, answers('{"success": tr'), Unreadable),
        (post, answers('{"success": tr'), OutcomeUnknown),
        (get, answers("{}"), Unreadable),
        (post, answers("[]"), OutcomeUnknown),
        (get, answers("<!DOCTYPE html>", 200, "text/html"), AddressWrong),
        (post, answers("<!DOCTYPE html>", 200, "text/html"), OutcomeUnknown),
        (get, answers("", 302, Location="https://other.example.org/"), AddressWrong),
        (post, answers("", 301, Location="https://other.example.org/"), AddressWrong),
    ],
)
def test_what_tells_nothing_is_told_by_what_the_call_does(
    call: Call, script: Script, error: type[RemoteError]
) -> None:
    with pytest.raises(error) as caught:
        call(script)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("errors", "fields", "words"),
    [
        ({"status": '"Status" with "code"="x" does not exist.'}, ["status"], 'status: "Status" with'),
        (["items[0].offer.id: Offer with id 5 not found."], [""], "Offer with id 5 not found."),
        ({"0": "first", "1": "second"}, ["", ""], "first; second"),
        (
            {"customer": {"phone": ["too long", "odd"]}},
            ["customer.phone", "customer.phone"],
            "customer.phone: odd",
        ),
        (None, [], "Order is not loaded"),
        ([], [], "Order is not loaded"),
        (["", 7, None, True], [""], "7"),
    ],
)
def test_errors_come_as_a_map_or_as_a_list(errors: object, fields: list[str], words: str) -> None:
    with pytest.raises(Refused) as caught:
        post(refusal("Order is not loaded", errors))
    assert [problem.field for problem in caught.value.problems] == fields
    assert words in caught.value.words.ru


LOCK = "This value is used in integration delivery and can`t be changed through API."


@pytest.mark.parametrize(
    ("errors", "fields"),
    [
        (
            {"order[deliveryCost]": LOCK, "order[delivery][data][locked]": LOCK},
            ("deliveryCost", "delivery.data.locked"),
        ),
        ({"order[items][0][quantity]": LOCK}, ("items.0.quantity",)),
        ([f"order[managerComment]: {LOCK}"], ("managerComment",)),
        ([LOCK], ()),
    ],
)
def test_the_lock_of_an_integrated_delivery_names_its_fields(errors: object, fields: tuple[str, ...]) -> None:
    with pytest.raises(FieldsLocked) as caught:
        post(refusal("Order is not loaded", errors))
    assert caught.value.fields == fields


def test_an_unknown_key_is_told_in_plain_words_and_the_call_to_logs_only() -> None:
    with pytest.raises(TokenRefused) as caught:
        get(refusal('Wrong "apiKey" value.', status=403))
    told = caught.value.sentence("ru")
    assert "такого ключа в RetailCRM нет" in told
    assert "(" not in told
    assert f"({caught.value.where})" in str(caught.value)


def test_a_refusal_that_quotes_the_key_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(TokenRefused) as caught:
        get(refusal(f'Wrong "apiKey" value. {KEY}', {KEY: [f"key {KEY.lower()}"]}, 403))
    assert KEY.lower() not in caught.value.sentence("ru").lower()
    assert KEY not in caplog.text


@pytest.mark.parametrize("code", ["", ".", ".."])
def test_a_code_that_leads_elsewhere_is_no_part_of_a_path(code: str) -> None:
    with pytest.raises(ValueError, match="path"):
        segment(code)


def test_a_code_is_quoted_whole() -> None:
    assert segment("mm/1?a=б") == "mm%2F1%3Fa%3D%D0%B1"


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["success", "errorMsg", "errors", "order", "orders", "items", "id", "history", "pagination",
                 "statuses", "code", "externalIds", "delivery", "settings", "timezone", "value"]
            ) | st.text(),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)  # fmt: skip

READERS: list[Callable[[Node], object]] = [
    crm_references.read_credentials,
    crm_references.read_zone,
    crm_references.read_sites,
    crm_references.read_statuses,
    crm_references.read_item_statuses,
    crm_references.read_order_methods,
    crm_references.read_delivery_types,
    crm_module.read_module,
    crm_module.read_custom_field,
    crm_module.read_delivery_type_code,
    crm_orders_wire.read_order_ref,
    crm_orders_wire.read_states,
    lambda root: crm_orders_wire.read_order(root["order"]),
    lambda root: crm_orders_wire.read_history(root, UTC),
]


@given(ANY_JSON, st.sampled_from([200, 201, 400, 403, 404, 460, 500]), st.booleans())
def test_any_json_is_an_answer_or_one_of_our_errors(document: object, status: int, changing: bool) -> None:
    request = Outgoing("GET", "/", where="x", changing=changing)
    told = {"success": True, **document} if isinstance(document, dict) else document
    answer = Answer(status, "application/json", json.dumps(told).encode(), milliseconds=1)
    try:
        root = opened(request, answer, Mask(KEY))
    except RemoteError:
        return
    for read in READERS:
        try:
            read(root)
        except OddShape:
            continue

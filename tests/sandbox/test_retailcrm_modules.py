from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest

from mmdesk.sandbox.server import Answer, Request, SandboxServer
from tests.sandbox.retailcrm_stand import Answered, Stand, delivery, module, open_stand, registered


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


class Listener:
    """A module that answers and remembers what it was asked."""

    def __init__(self) -> None:
        self.heard: list[Request] = []

    def __call__(self, request: Request) -> Answer:
        self.heard.append(request)
        if request.path.endswith("/print"):
            return Answer(200, b"%PDF-1.4", "application/pdf")
        return Answer(200, b'{"success": true}')


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def address(listener: Listener) -> Iterator[str]:
    with SandboxServer(listener) as server:
        yield server.url


def test_a_module_is_created_once_and_then_updated(stand: Stand) -> None:
    path = "integration-modules/megamarket-1/edit"
    answers = [stand.ours.send(path, integrationModule=module()) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    codes = [answer.json()["info"]["deliveryType"]["code"] for answer in answers]
    assert codes[0] == codes[1] != "megamarket-1"


def test_the_delivery_type_is_bound_to_the_module(stand: Stand) -> None:
    code = registered(stand.ours)
    types = stand.ours.read("reference/delivery-types")["deliveryTypes"]
    assert types[code]["integrationCode"] == "megamarket-1"
    assert types[code]["sites"] == ["mm-shop"]


def test_the_code_of_the_delivery_type_may_be_the_modules(stand: Stand) -> None:
    stand.crm.behave(delivery_type_code_differs=False)
    assert registered(stand.ours) == "megamarket-1"


def test_the_answer_may_say_nothing_of_the_delivery_type(stand: Stand) -> None:
    stand.crm.behave(module_info_empty=True)
    path = "integration-modules/megamarket-1/edit"
    assert stand.ours.write(path, integrationModule=module())["info"] == []
    types = stand.ours.read("reference/delivery-types")["deliveryTypes"].values()
    assert "megamarket-1" in {one.get("integrationCode") for one in types}


def test_a_module_is_read_back_and_unknown_ones_are_not_found(stand: Stand) -> None:
    registered(stand.ours)
    told = stand.ours.read("integration-modules/megamarket-1")["integrationModule"]
    assert (told["clientId"], told["freeze"]) == (module()["clientId"], False)
    assert stand.ours.ask("integration-modules/megamarket-2").status_code == 404


def test_a_switched_off_module_switches_its_delivery_type_off(stand: Stand) -> None:
    code = registered(stand.ours)
    stand.ours.write("integration-modules/megamarket-1/edit", integrationModule={"active": False})
    assert stand.ours.read("reference/delivery-types")["deliveryTypes"][code]["active"] is False


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"code": "other"}, "code"),
        ({"clientId": ""}, "clientId"),
        ({"baseUrl": ""}, "baseUrl"),
        ({"integrationCode": "мегамаркет"}, "integrationCode"),
        ({"integrations": {"delivery": {"actions": {"fly": "/x"}}}}, "integrations.delivery.actions[fly]"),
        (
            {"integrations": {"delivery": {"plateList": [{"code": "a", "label": "A", "type": "box"}]}}},
            "integrations.delivery.plateList[0].type",
        ),
    ],
)
def test_a_bad_configuration_is_refused(stand: Stand, fields: Answered, path: str) -> None:
    status, _, errors = stand.ours.refused(
        "integration-modules/megamarket-1/edit", integrationModule=module(**fields)
    )
    assert (status, list(errors)) == (400, [path])


def test_an_account_without_money_activates_nothing(stand: Stand) -> None:
    stand.crm.behave(module_refused=True)
    path = "integration-modules/megamarket-1/edit"
    status, message, errors = stand.ours.refused(path, integrationModule=module())
    assert (status, message) == (400, "Failed to activate module")
    assert "insufficient funds" in errors[0]


def _track(stand: Stand, number: str = "D-1", **fields: object) -> Answered:
    step = {"code": "SHIPPED", "updatedAt": "2026-10-06T09:00:00+05:00", "comment": "Уехало"}
    update = {"deliveryId": number, "history": [step], **fields}
    return stand.ours.write("delivery/generic/megamarket-1/tracking", statusUpdate=[update])


def test_tracking_fills_the_delivery_in_the_accounts_time(stand: Stand) -> None:
    stand.ours.create(delivery=delivery(registered(stand.ours), "D-1"))
    _track(stand, trackNumber="MM1", cost=150.5, extraData={"k": "v"})
    told = stand.ours.order()["delivery"]
    assert (told["cost"], told["data"]["trackNumber"], told["data"]["extraData"]) == (
        150.5,
        "MM1",
        {"k": "v"},
    )
    assert (told["data"]["status"], told["data"]["statusText"]) == ("SHIPPED", "Передано")
    assert told["data"]["statusDate"] == "2026-10-06 07:00:00"


def test_tracking_is_in_the_history(stand: Stand) -> None:
    stand.ours.create(delivery=delivery(registered(stand.ours), "D-1"))
    _track(stand)
    record = stand.ours.history()[-1]
    assert (record["field"], record["newValue"], record["source"]) == (
        "integration_delivery_data.status",
        "SHIPPED",
        "code",
    )


def test_repeated_tracking_has_one_effect(stand: Stand) -> None:
    stand.ours.create(delivery=delivery(registered(stand.ours), "D-1"))
    _track(stand)
    _track(stand)
    assert stand.crm.effects("mm-1").tracking == 1
    assert [call.effect for call in stand.crm.calls("/tracking")] == [True, False]


def test_a_paired_status_moves_the_order(stand: Stand) -> None:
    configuration = module()["integrations"]["delivery"]
    configuration["settings"] = {"statuses": [{"code": "delivering", "trackingStatusCode": "SHIPPED"}]}
    code = registered(stand.ours, integrations={"delivery": configuration})
    stand.ours.create(delivery=delivery(code, "D-1"))
    _track(stand)
    assert stand.ours.order()["status"] == "delivering"


def test_an_unknown_delivery_is_skipped_or_refused(stand: Stand) -> None:
    registered(stand.ours)
    assert _track(stand, "D-9") == {"success": True}
    stand.crm.behave(tracking_unknown_refused=True)
    update = [{"deliveryId": "D-9"}]
    assert stand.ours.refused("delivery/generic/megamarket-1/tracking", statusUpdate=update)[0] == 400


def test_a_status_outside_the_list_is_refused(stand: Stand) -> None:
    registered(stand.ours)
    update = [{"deliveryId": "D-1", "history": [{"code": "FLOWN", "updatedAt": "2026-10-06 09:00:00"}]}]
    errors = stand.ours.refused("delivery/generic/megamarket-1/tracking", statusUpdate=update)[2]
    assert list(errors) == ["statusUpdate[0].history[0].code"]


def test_more_than_a_hundred_updates_are_refused(stand: Stand) -> None:
    registered(stand.ours)
    updates = [{"deliveryId": str(number)} for number in range(101)]
    assert stand.ours.refused("delivery/generic/megamarket-1/tracking", statusUpdate=updates)[0] == 400


def test_tracking_of_an_unregistered_module_is_not_found(stand: Stand) -> None:
    assert stand.ours.refused("delivery/generic/nobody/tracking", statusUpdate=[])[0] == 404


def test_the_crm_calls_the_modules_own_addresses(stand: Stand, listener: Listener, address: str) -> None:
    registered(stand.ours, baseUrl=f"{address}/secret/")
    caller = stand.crm.module("megamarket-1")
    assert caller.activity(active=False, freeze=True).document() == {"success": True}
    assert caller.delivery("D-1").status == 200
    activity, asked = listener.heard
    form = parse_qs(activity.body.decode())
    assert (activity.method, activity.path) == ("POST", "/secret/crm/activity")
    assert json.loads(form["activity"][0]) == {"active": False, "freeze": True}
    assert (form["clientId"], form["systemUrl"]) == ([module()["clientId"]], [stand.crm.url])
    assert (asked.method, parse_qs(asked.query_string)["deliveryId"]) == ("GET", ["D-1"])


@pytest.mark.parametrize(("nested", "ids"), [(False, ["D-1", "D-2"]), (True, [["D-1", "D-2"]])])
def test_labels_are_asked_for_with_plain_or_nested_ids(
    stand: Stand, listener: Listener, address: str, nested: bool, ids: list[object]
) -> None:
    registered(stand.ours)
    caller = stand.crm.module(base=address)
    answer = caller.print_labels(["D-1", "D-2"], nested=nested)
    assert (answer.content_type, answer.body) == ("application/pdf", b"%PDF-1.4")
    asked = json.loads(parse_qs(listener.heard[0].body.decode())["print"][0])
    assert asked == {"entityType": "order", "type": "sticker", "deliveryIds": ids}


def test_only_loopback_is_ever_called(stand: Stand) -> None:
    registered(stand.ours, baseUrl="https://mm.example.org")
    with pytest.raises(ValueError, match="loopback"):
        stand.crm.module()


def test_a_silent_module_has_status_zero(stand: Stand) -> None:
    with SandboxServer(Listener()) as gone:
        address = gone.url
    registered(stand.ours, baseUrl=address)
    assert stand.crm.module().activity(active=True, freeze=False).status == 0

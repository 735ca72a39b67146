from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from mmdesk.sandbox.retailcrm_staff import StaffEdit
from tests.sandbox.retailcrm_stand import OURS, Answered, Stand, delivery, open_stand, registered


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


def test_staff_act_from_another_process(stand: Stand) -> None:
    made = stand.ours.create()
    first = str(made["items"][0]["id"])
    wish = {"status": "assembling", "items": {first: "failure", "1#2": "in-reserve"}}
    answer = stand.control("POST", "staff", order="mm-1", **wish)
    assert answer.json() == {"success": True, "changed": True}
    told = stand.control("GET", "orders/mm-1").json()["order"]
    assert [item["status"] for item in told["items"]] == ["failure", "in-reserve"]
    assert told["status"] == "assembling"


def test_staff_put_lots_into_packages_in_spite_of_the_lock(stand: Stand) -> None:
    stand.crm.behave(lock="strict")
    stand.ours.create(delivery=delivery(registered(stand.ours)))
    stand.control("POST", "staff", order="mm-1", packages=[["1#1"], ["1#2"]])
    packages = stand.ours.order()["delivery"]["data"]["packages"]
    values = [one["items"][0]["orderProduct"]["externalIds"][0]["value"] for one in packages]
    assert (values, [one["packageId"] for one in packages]) == (["1#1", "1#2"], ["1", "2"])


def test_staff_may_edit_other_fields(stand: Stand) -> None:
    made = stand.ours.create()
    assert stand.crm.staff(str(made["id"]), StaffEdit(fields={"managerComment": "срочно"}))
    assert stand.ours.order()["managerComment"] == "срочно"


@pytest.mark.parametrize(
    "wish",
    [
        {"order": "mm-9", "status": "new"},
        {"order": "mm-1", "status": "nope"},
        {"order": "mm-1", "items": {"1#9": "failure"}},
        {"order": "mm-1", "items": {"1#1": "nope"}},
        {"order": "mm-1", "colour": "red"},
        {"order": "mm-1", "packages": ["1#1"]},
    ],
)
def test_a_mistaken_wish_is_explained_and_does_nothing(stand: Stand, wish: dict[str, object]) -> None:
    stand.ours.create()
    before = stand.ours.order()
    answer = stand.control("POST", "staff", **wish)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert stand.ours.order() == before


def test_an_unknown_order_has_no_page(stand: Stand) -> None:
    assert stand.control("GET", "orders/mm-9").status_code == 404


def test_the_journal_shows_calls_without_keys_and_people(stand: Stand) -> None:
    stand.ours.create(firstName="Секрет", phone="+79000000005")
    stand.ours.edit(status="assembling")
    answer = stand.control("GET", "calls")
    told = answer.json()
    assert [
        (one["path"], one["key"], one["site"], one["effect"], one["status"]) for one in told["calls"]
    ] == [
        ("/api/v5/orders/create", "ours", "mm-shop", True, 201),
        ("/api/v5/orders/mm-1/edit", "ours", "mm-shop", True, 200),
    ]
    assert told["effects"] == {"mm-1": {"creates": 1, "edits": 1, "repeats": 0, "tracking": 0}}
    assert not any(secret in answer.text for secret in (OURS.secret, "Секрет", "+79000000005"))


def test_the_journal_can_be_emptied(stand: Stand) -> None:
    stand.ours.create()
    stand.control("DELETE", "calls")
    assert stand.crm.calls() == ()


def test_behaviour_is_changed_and_told(stand: Stand) -> None:
    answer = stand.control("POST", "behaviour", lock="strict", history_repeats=3, timezone="Asia/Omsk")
    assert answer.json()["behaviour"]["lock"] == "strict"
    assert stand.crm.behaviour.history_repeats == 3
    assert stand.ours.read("settings")["settings"]["timezone"]["value"] == "Asia/Omsk"


@pytest.mark.parametrize(
    "wish", [{"nope": 1}, {"lock": "soft"}, {"rate_limit": "yes"}, {"timezone": "Mars/Base"}]
)
def test_an_unknown_behaviour_is_refused(stand: Stand, wish: dict[str, object]) -> None:
    assert stand.control("POST", "behaviour", **wish).status_code == 400


def test_the_catalogue_changes_from_another_process(stand: Stand) -> None:
    stand.control("POST", "offers", offer="TD-10001", quantity=0, price=99.5, active=False)
    offer = next(one for one in stand.crm.offers() if one.external_id == "TD-10001")
    assert (offer.quantity, str(offer.price), offer.active) == (0, "99.5", False)
    stand.control("POST", "offers", offer="TD-10001", prices={"mm": "650", "base": None})
    offer = next(one for one in stand.crm.offers() if one.external_id == "TD-10001")
    assert (offer.price, offer.further_prices) == (Decimal(0), (("mm", Decimal(650)),))
    assert stand.control("POST", "offers/crowd", count=20).status_code == 200
    assert len(stand.crm.offers()) == 320
    stand.control("POST", "offers", offer="TDX-0000007", remove=True)
    stand.control("POST", "offers", offer="TD-10001", remove=True)
    assert len(stand.crm.offers()) == 318
    assert stand.control("POST", "offers", offer="TD-10001", quantity=1).status_code == 400


def test_module_calls_are_asked_for_by_the_door(stand: Stand) -> None:
    registered(stand.ours, baseUrl=stand.crm.url)
    wishes: tuple[Answered, ...] = (
        {"action": "get", "delivery_id": "D-1"},
        {"action": "activity"},
        {"action": "print", "delivery_ids": ["D-1"], "nested": True},
    )
    for wish in wishes:
        answer = stand.control("POST", "callbacks", **wish).json()
        assert (answer["status"], answer["content_type"][:9]) == (404, "text/html")
    assert stand.control("POST", "callbacks", action="fly").status_code == 400


def test_planned_faults_are_listed(stand: Stand) -> None:
    stand.control("POST", "faults", kind="slow", path_contains="orders", seconds=0.5, times=2)
    fault = stand.control("GET", "faults").json()["faults"][0]
    assert (fault["kind"], fault["seconds"], fault["times"]) == ("slow", 0.5, 2)


def test_an_unknown_door_is_told(stand: Stand) -> None:
    assert stand.control("GET", "nowhere").status_code == 404

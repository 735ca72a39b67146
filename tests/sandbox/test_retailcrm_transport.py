from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from mmdesk.sandbox.faults import FaultKind
from mmdesk.sandbox.retailcrm_keys import CrmKey, TokenBucket
from tests.sandbox.retailcrm_stand import (
    BOTH,
    FOREIGN,
    FULL,
    OTHER_SITE,
    OURS,
    POOR,
    SITE,
    Stand,
    open_stand,
    order,
)


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


def test_a_call_without_a_key_is_refused(stand: Stand) -> None:
    answer = stand.http.get("/api/v5/orders")
    assert (answer.status_code, answer.json()["errorMsg"]) == (403, '"apiKey" is missing.')


def test_the_status_of_a_missing_key_can_be_the_other_one(stand: Stand) -> None:
    stand.crm.behave(missing_key_status=400)
    assert stand.http.get("/api/v5/orders").status_code == 400


def test_an_unknown_key_is_refused(stand: Stand) -> None:
    answer = stand.http.get("/api/credentials", headers={"X-API-KEY": "nobody"})
    assert (answer.status_code, answer.json()) == (
        403,
        {"success": False, "errorMsg": 'Wrong "apiKey" value.'},
    )


def test_a_key_is_taken_from_header_query_and_form(stand: Stand) -> None:
    secret = OURS.secret
    answers = [
        stand.http.get("/api/v5/orders", headers={"X-API-KEY": secret}),
        stand.http.get("/api/v5/orders", params={"apiKey": secret}),
        stand.http.post("/api/v5/orders/create", data={"apiKey": secret, "order": '{"externalId": "a"}'}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 201]


@pytest.mark.parametrize(
    ("key", "access", "sites"),
    [
        (OURS, "access_selective", [SITE]),
        (FULL, "access_full", None),
        (BOTH, "access_selective", [SITE, OTHER_SITE]),
    ],
)
def test_credentials_tell_the_stores_of_a_key(
    stand: Stand, key: CrmKey, access: str, sites: list[str] | None
) -> None:
    told = stand.http.get("/api/credentials", headers={"X-API-KEY": key.secret}).json()
    assert (told["siteAccess"], told.get("sitesAvailable")) == (access, sites)
    assert "order_write" in told["scopes"]


def test_a_missing_scope_denies_access(stand: Stand) -> None:
    status, message, _ = stand.holder(POOR).refused("orders/create", order=order())
    assert (status, message) == (403, "Access denied.")
    assert stand.holder(POOR).read("orders")["orders"] == []


def test_a_foreign_store_denies_access(stand: Stand) -> None:
    status, message, _ = stand.ours.refused("orders/create", site=OTHER_SITE, order=order())
    assert (status, message) == (403, "Access denied.")


def test_a_key_of_several_stores_has_to_name_one(stand: Stand) -> None:
    holder = stand.holder(BOTH)
    assert holder.refused("orders/create", order=order())[1] == "Parameter 'site' is missing"
    assert holder.write("orders/create", site=OTHER_SITE, order=order())["order"]["site"] == OTHER_SITE


def test_orders_of_another_store_are_not_there(stand: Stand) -> None:
    stand.ours.create("mm-1")
    assert stand.holder(FOREIGN).ask("orders/mm-1").status_code == 404
    assert stand.holder(FOREIGN).read("orders")["orders"] == []


def test_the_eleventh_call_of_a_second_meets_an_html_page(stand: Stand) -> None:
    stand.crm.behave(rate_limit=True)
    answers = [stand.ours.ask("reference/sites") for _ in range(40)]
    statuses = {answer.status_code for answer in answers[10:]}
    assert [answer.status_code for answer in answers[:10]] == [200] * 10
    assert 503 in statuses
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert refused.headers["content-type"].startswith("text/html")


def test_a_bucket_fills_again_with_time() -> None:
    seconds = [0.0]
    bucket = TokenBucket(lambda: seconds[0])
    assert [bucket.take() for _ in range(11)] == [True] * 10 + [False]
    seconds[0] = 0.1
    assert [bucket.take(), bucket.take()] == [True, False]


def test_unknown_methods_and_wrong_verbs_are_told_apart(stand: Stand) -> None:
    assert stand.ours.ask("orders/create/now/please").status_code == 404
    answer = stand.ours.send("orders")
    assert (answer.status_code, answer.json()["errorMsg"]) == (405, "Method Not Allowed")


def test_an_account_that_does_not_exist_has_a_page_for_writers(stand: Stand) -> None:
    stand.crm.behave(account_exists=False)
    read, written = stand.ours.ask("orders"), stand.ours.send("orders/create", order=order())
    assert (read.status_code, read.json()["errorMsg"]) == (404, "Account does not exist.")
    assert (written.status_code, written.text[:6]) == (405, "<html>")


def test_an_address_outside_the_api_is_a_page(stand: Stand) -> None:
    answer = stand.http.get("/admin")
    assert (answer.status_code, answer.text[:9]) == (404, "<!DOCTYPE")


def test_a_missing_field_and_broken_json_are_told_apart(stand: Stand) -> None:
    assert stand.ours.refused("orders/create", site=SITE)[:2] == (400, "Parameter 'order' is missing")
    assert stand.ours.refused("orders/create", order="{oops")[:2] == (400, "Errors in the entity format")
    assert stand.ours.refused("orders/create", order=[1])[:2] == (400, "Errors in the entity format")


def test_a_json_body_is_no_form(stand: Stand) -> None:
    answer = stand.http.post(
        "/api/v5/orders/create", json={"order": order()}, headers={"X-API-KEY": OURS.secret}
    )
    assert (answer.status_code, answer.json()["errorMsg"]) == (400, "Parameter 'order' is missing")


@pytest.mark.parametrize("limit", ["10", "250", "0", "many"])
def test_only_the_allowed_page_sizes_are_taken(stand: Stand, limit: str) -> None:
    answer = stand.ours.ask("orders", [("limit", limit)])
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["limit"])


def test_an_empty_list_has_no_pages(stand: Stand) -> None:
    assert stand.ours.read("orders")["pagination"] == {
        "limit": 20,
        "totalCount": 0,
        "currentPage": 1,
        "totalPageCount": 0,
    }


def test_pages_divide_the_whole(stand: Stand) -> None:
    for number in range(21):
        stand.ours.create(f"mm-{number}", items=[])
    first, second = (stand.ours.read("orders", ("page", page)) for page in ("1", "2"))
    assert (len(first["orders"]), len(second["orders"])) == (20, 1)
    assert first["pagination"]["totalPageCount"] == 2
    assert first["orders"][0]["externalId"] == "mm-20"


@pytest.mark.parametrize("name", ["filter[externalIds][]", "filter[externalIds][0]"])
def test_both_spellings_of_a_php_list_are_read(stand: Stand, name: str) -> None:
    stand.ours.create("mm-1")
    stand.ours.create("mm-2")
    found = stand.ours.read("orders", (name, "mm-2"))["orders"]
    assert [one["externalId"] for one in found] == ["mm-2"]


def test_a_filter_nobody_knows_is_refused(stand: Stand) -> None:
    answer = stand.ours.ask("orders", [("filter[colour]", "red")])
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["filter[colour]"])


def test_the_account_tells_its_time_zone(stand: Stand) -> None:
    stand.crm.set_zone("Asia/Vladivostok")
    assert stand.ours.read("settings")["settings"]["timezone"]["value"] == "Asia/Vladivostok"
    assert stand.ours.create()["createdAt"] == "2026-10-05 19:00:00"


def test_unversioned_methods_answer(stand: Stand) -> None:
    headers = {"X-API-KEY": OURS.secret}
    assert "5.0" in stand.http.get("/api/api-versions", headers=headers).json()["versions"]
    assert stand.http.get("/api/system-info", headers=headers).json()["publicUrl"] == stand.crm.url


def test_a_lost_answer_has_had_its_effect(stand: Stand) -> None:
    stand.control("POST", "faults", kind="lost", path_contains="orders/create")
    with pytest.raises(httpx.RemoteProtocolError):
        stand.ours.send("orders/create", order=order())
    assert stand.crm.effects("mm-1").creates == 1
    assert [(call.effect, call.status) for call in stand.crm.calls("orders/create")] == [(True, 0)]


def test_a_failure_before_the_work_has_no_effect(stand: Stand) -> None:
    stand.control("POST", "faults", kind="before", path_contains="orders/create", status=500)
    assert stand.ours.send("orders/create", order=order()).status_code == 500
    assert stand.crm.orders() == []


def test_cleared_faults_do_not_strike(stand: Stand) -> None:
    stand.control("POST", "faults", kind="html", times=-1)
    assert stand.ours.ask("orders").headers["content-type"].startswith("text/html")
    stand.control("DELETE", "faults")
    assert stand.ours.ask("orders").status_code == 200
    assert FaultKind.HTML not in {fault.kind for fault in stand.crm.faults.planned()}


def test_one_of_many_equal_creations_wins(stand: Stand) -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = list(
            pool.map(lambda _: stand.ours.send("orders/create", order=order()).status_code, range(24))
        )
    assert sorted(set(statuses)) == [201, 400]
    assert statuses.count(201) == len(stand.crm.orders()) == 1


def test_state_and_port_survive_a_restart(stand: Stand) -> None:
    stand.ours.create("mm-1")
    address = stand.crm.url
    stand.crm.stop()
    stand.crm.start()
    assert stand.crm.url == address
    assert stand.ours.order("mm-1")["externalId"] == "mm-1"

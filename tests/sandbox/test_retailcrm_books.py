from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.retailcrm_stand import OURS, SITE, Stand, open_stand


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


@pytest.mark.parametrize(
    ("book", "key", "container"),
    [
        ("sites", "sites", dict),
        ("statuses", "statuses", dict),
        ("status-groups", "statusGroups", dict),
        ("product-statuses", "productStatuses", dict),
        ("order-methods", "orderMethods", dict),
        ("order-types", "orderTypes", dict),
        ("payment-types", "paymentTypes", dict),
        ("payment-statuses", "paymentStatuses", dict),
        ("delivery-types", "deliveryTypes", dict),
        ("units", "units", dict),
        ("stores", "stores", list),
        ("price-types", "priceTypes", list),
        ("legal-entities", "legalEntities", list),
        ("countries", "countriesIso", list),
    ],
)
def test_each_book_has_its_own_container(
    stand: Stand, book: str, key: str, container: type[list[object]] | type[dict[str, object]]
) -> None:
    told = stand.ours.read(f"reference/{book}")[key]
    assert isinstance(told, container)
    assert len(told) > 0


def test_a_one_store_key_sees_one_site_with_its_catalogue(stand: Stand) -> None:
    sites = stand.ours.read("reference/sites")["sites"]
    assert list(sites) == [SITE]
    assert sites[SITE]["ymlUrl"] == f"{stand.crm.url}/shop/icml.xml"


def test_groups_know_their_statuses_and_cancelling_ones_are_marked(stand: Stand) -> None:
    groups = stand.ours.read("reference/status-groups")["statusGroups"]
    items = stand.ours.read("reference/product-statuses")["productStatuses"]
    assert "delyvery-did-not-suit" in groups["cancel"]["statuses"]
    cancelling = {code for code, one in items.items() if one["cancelStatus"]}
    assert {"out-of-stock", "failure"} <= cancelling
    assert "saled" not in cancelling


def test_an_entry_is_created_and_updated(stand: Stand) -> None:
    path = "reference/statuses/mm-packed/edit"
    status = {"code": "mm-packed", "name": "Упакован (ММ)", "active": True, "group": "assembling"}
    answers = [stand.ours.send(path, status=status) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert stand.ours.create(status="mm-packed")["status"] == "mm-packed"
    assert [call.effect for call in stand.crm.calls("reference")] == [True, False]


def test_a_status_needs_a_known_group(stand: Stand) -> None:
    errors = stand.ours.refused("reference/statuses/x/edit", status={"name": "X", "group": "nope"})[2]
    assert errors == {"group": '"StatusGroup" with "code"="nope" does not exist.'}


def test_an_unknown_book_is_no_method(stand: Stand) -> None:
    assert stand.ours.ask("reference/colours").status_code == 404


_FIELD = {"name": "ММ: отправление", "code": "mm_shipment_id", "type": "string", "displayArea": "delivery"}


def test_a_custom_field_is_unknown_then_created_then_refused(stand: Stand) -> None:
    path = "custom-fields/order/mm_shipment_id"
    assert stand.ours.ask(path).status_code == 404
    answer = stand.ours.send("custom-fields/order/create", customField=_FIELD)
    assert (answer.status_code, answer.json()) == (201, {"success": True, "code": "mm_shipment_id"})
    assert stand.ours.read(path)["customField"]["entity"] == "order"
    assert stand.ours.refused("custom-fields/order/create", customField=_FIELD)[0] == 400


def test_the_type_datetime_can_be_refused(stand: Stand) -> None:
    stand.crm.behave(datetime_fields_refused=True)
    field = _FIELD | {"type": "datetime"}
    assert list(stand.ours.refused("custom-fields/order/create", customField=field)[2]) == ["type"]
    stand.crm.behave(datetime_fields_refused=False)
    stand.ours.write("custom-fields/order/create", customField=field)


@pytest.mark.parametrize(
    ("change", "path"),
    [({"code": "код"}, "code"), ({"displayArea": "roof"}, "displayArea"), ({"name": ""}, "name")],
)
def test_a_bad_custom_field_is_refused(stand: Stand, change: dict[str, str], path: str) -> None:
    errors = stand.ours.refused("custom-fields/order/create", customField=_FIELD | change)[2]
    assert list(errors) == [path]
    assert stand.crm.custom_field_codes() == ()


def test_a_custom_field_keeps_code_and_type_when_edited(stand: Stand) -> None:
    stand.ours.write("custom-fields/order/create", customField=_FIELD)
    path = "custom-fields/order/mm_shipment_id"
    stand.ours.write(f"{path}/edit", customField={"name": "Новое имя", "type": "date"})
    told = stand.ours.read(path)["customField"]
    assert (told["name"], told["type"]) == ("Новое имя", "string")


def test_custom_fields_are_listed_by_filter(stand: Stand) -> None:
    stand.ours.write("custom-fields/order/create", customField=_FIELD)
    stand.ours.write("custom-fields/customer/create", customField=_FIELD)
    query = (("filter[entity]", "order"), ("filter[code]", "mm_shipment_id"))
    assert stand.ours.read("custom-fields", *query)["pagination"]["totalCount"] == 1


def test_a_value_of_a_wrong_type_is_refused(stand: Stand) -> None:
    stand.crm.add_custom_field("mm_confirm_by", "datetime")
    fields = {"externalId": "mm-1", "customFields": {"mm_confirm_by": "2026-10-05T10:00:00Z"}}
    assert list(stand.ours.refused("orders/create", order=fields)[2]) == ["customFields[mm_confirm_by]"]


def test_unset_flags_and_whole_numbers_are_told(stand: Stand) -> None:
    stand.crm.add_custom_field("flag", "boolean")
    stand.crm.add_custom_field("count", "integer")
    stand.crm.add_custom_field("text", "string")
    assert stand.ours.create()["customFields"] == {"flag": False, "count": 0}


def test_a_customer_is_made_once_found_and_edited(stand: Stand) -> None:
    customer = {"externalId": "c-1", "firstName": "Тест", "phones": [{"number": "+79000000001"}]}
    answer = stand.ours.send("customers/create", customer=customer)
    assert answer.status_code == 201
    assert stand.ours.refused("customers/create", customer=customer)[0] == 400
    edit = {"phones": [{"number": "+79000000002"}], "lastName": "Тестов"}
    assert stand.ours.write("customers/c-1/edit", customer=edit)["id"] == answer.json()["id"]
    told = stand.ours.read("customers/c-1")["customer"]
    assert [one["number"] for one in told["phones"]] == ["+79000000001", "+79000000002"]
    assert (told["lastName"], told["customFields"], told["tags"]) == ("Тестов", [], [])


def test_an_upload_of_customers_tells_what_failed(stand: Stand) -> None:
    stand.ours.write("customers/create", customer={"externalId": "c-1"})
    answer = stand.ours.send("customers/upload", customers=[{"externalId": "c-1"}, {"externalId": "c-2"}])
    told = answer.json()
    assert (answer.status_code, told["failedCustomers"]) == (460, [{"externalId": "c-1"}])
    assert [one["externalId"] for one in told["uploadedCustomers"]] == ["c-2"]


def test_a_customer_of_a_wrong_shape_is_refused(stand: Stand) -> None:
    customer = {"firstName": 1, "phones": ["+79000000001"], "colour": "red"}
    errors = stand.ours.refused("customers/create", customer=customer)[2]
    assert errors.keys() == {"firstName", "phones", "colour"}


def test_customers_are_found_by_externalid(stand: Stand) -> None:
    stand.ours.write("customers/upload", customers=[{"externalId": "c-1"}, {"externalId": "c-2"}])
    found = stand.ours.read("customers", ("filter[externalIds][]", "c-2"))["customers"]
    assert [one["externalId"] for one in found] == ["c-2"]
    assert stand.ours.ask("customers/c-3").status_code == 404


def test_a_file_is_uploaded_raw_attached_and_fetched(stand: Stand) -> None:
    stand.ours.create("mm-1")
    headers = {"X-API-KEY": OURS.secret, "Content-Type": "application/octet-stream"}
    answer = stand.http.post("/api/v5/files/upload", content=b"%PDF-1.4 label", headers=headers)
    number = answer.json()["file"]["id"]
    change = {"filename": "label.pdf", "attachment": [{"order": {"externalId": "mm-1", "site": SITE}}]}
    stand.ours.write(f"files/{number}/edit", file=change)
    listed = stand.ours.read("files", ("filter[orderExternalIds][]", "mm-1"))["files"]
    assert [(one["filename"], one["type"], one["size"]) for one in listed] == [
        ("label.pdf", "application/pdf", 14)
    ]
    fetched = stand.ours.ask(f"files/{number}/download")
    assert fetched.content == b"%PDF-1.4 label"
    assert fetched.headers["content-disposition"] == 'attachment; filename="label.pdf"'
    stand.ours.write(f"files/{number}/delete")
    assert stand.ours.ask(f"files/{number}").status_code == 404


def test_a_file_sent_as_a_form_is_refused(stand: Stand) -> None:
    assert stand.ours.refused("files/upload", file="bytes")[0] == 400


def test_an_account_without_money_takes_no_files(stand: Stand) -> None:
    stand.crm.behave(file_upload_refused=True)
    answer = stand.http.post(
        "/api/v5/files/upload", content=b"x", headers={"X-API-KEY": OURS.secret, "Content-Type": "image/png"}
    )
    assert "enough money" in answer.json()["errorMsg"]


def test_users_and_settings_are_told(stand: Stand) -> None:
    assert 19 in {user["id"] for user in stand.ours.read("users")["users"]}
    assert stand.ours.read("settings")["settings"]["default_currency"]["value"] == "RUB"

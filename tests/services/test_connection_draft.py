"""What is wrong with a connection that is being typed is told at its field, with the cure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmdesk.domain.connection import Connection, ConnectionId
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.schemes import scheme_of
from mmdesk.secrets import EnvironmentSecrets, SecretKind
from mmdesk.services.connection_draft import Draft, DraftSecrets, Field, faults, tidy_address
from mmdesk.services.connections import LIVE_URL, TEST_URL

DRAFT = Draft(
    name="Лавка",
    crm_url="https://shop.retailcrm.example",
    merchant="4321",
    crm_key="anInventedKeyOfRetailCrm00000001",
    mm_token="5a4db0c5-0000-4000-8000-00000000000a",
)
KNOWN = Connection(
    ConnectionId(1), "Первая", scheme_of("standard"), 4321, LIVE_URL, "https://shop.retailcrm.example"
)


def test_a_draft_as_it_should_be_has_no_fault() -> None:
    assert faults(DRAFT, ()) == {}


def test_an_empty_draft_is_told_field_by_field() -> None:
    wrong = faults(Draft(), ())
    assert set(wrong) == {Field.NAME, Field.CRM_URL, Field.CRM_KEY, Field.MM_TOKEN, Field.MERCHANT}
    assert all(fault.ru and fault.en for fault in wrong.values())


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (Field.NAME, "a/b"),
        (Field.CRM_URL, "https://demo retailcrm"),
        (Field.CRM_URL, "http://demo.retailcrm.ru"),
        (Field.CRM_URL, "https://anna:secret@demo.retailcrm.ru"),
        (Field.CRM_URL, "ftp://demo.retailcrm.ru"),
        (Field.CRM_KEY, "ключ"),
        (Field.CRM_KEY, "two words"),
        (Field.MM_TOKEN, "x" * 600),
        (Field.MERCHANT, "15O10"),
        (Field.MERCHANT, "-5"),
        (Field.MERCHANT, "0"),
        (Field.MERCHANT, "1_000"),
        (Field.MERCHANT, "٤٣٢١"),
        (Field.MERCHANT, "9" * 13),
        (Field.MM_URL, "megamarket"),
    ],
)
def test_what_will_not_do_is_told_at_its_field_alone(field: Field, typed: str) -> None:
    assert set(faults(DRAFT.fill({field: typed}), ())) == {field}


def test_a_fault_of_a_secret_does_not_quote_it() -> None:
    fault = faults(replace(DRAFT, crm_key="секретный ключ"), ())[Field.CRM_KEY]
    assert "секретный" not in fault.ru + fault.en


def test_a_name_that_is_taken_is_told_at_the_name() -> None:
    other = replace(KNOWN, merchant_id=5)
    fault = faults(replace(DRAFT, name="Первая"), (other,))[Field.NAME]
    assert "«Первая»" in fault.ru


def test_the_account_of_another_connection_is_told_with_its_name() -> None:
    wrong = faults(DRAFT, (KNOWN,))
    assert set(wrong) == {Field.MERCHANT}
    assert "«Первая»" in wrong[Field.MERCHANT].ru
    assert "Стандарт" in wrong[Field.MERCHANT].ru


@pytest.mark.parametrize(
    "other", [replace(DRAFT, scheme=SchemeCode.DSM), replace(DRAFT, test_mode=True)], ids=["scheme", "mode"]
)
def test_the_same_seller_in_another_scheme_or_mode_is_another_account(other: Draft) -> None:
    assert faults(other, (KNOWN,)) == {}


def test_secrets_of_the_environment_are_not_asked_for() -> None:
    assert faults(replace(DRAFT, crm_key="", mm_token=""), (), types_secrets=False) == {}


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("demo.retailcrm.ru", "https://demo.retailcrm.ru"),
        ("  https://demo.retailcrm.ru/  ", "https://demo.retailcrm.ru"),
        ("https://demo.retailcrm.ru/admin/settings?x=1", "https://demo.retailcrm.ru"),
        ("HTTPS://demo.retailcrm.ru", "https://demo.retailcrm.ru"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("", ""),
        ("два слова", "https://два слова"),
    ],
)
def test_an_address_out_of_a_browser_is_brought_to_its_host(typed: str, tidy: str) -> None:
    assert tidy_address(typed) == tidy


def test_an_empty_address_of_megamarket_is_its_own_of_the_mode() -> None:
    assert DRAFT.connection().mm_url == LIVE_URL
    assert replace(DRAFT, test_mode=True).connection().mm_url == TEST_URL


def test_typed_secrets_come_before_the_stored_ones_for_their_connection_alone() -> None:
    stored = {"MMDESK_SECRET_SHOP_CRM_KEY": "stored-key", "MMDESK_SECRET_OTHER_CRM_KEY": "foreign-key"}
    secrets = DraftSecrets("shop", {SecretKind.CRM_KEY: "typed-key"}, EnvironmentSecrets(stored))
    assert secrets.get("shop", SecretKind.CRM_KEY) == "typed-key"
    assert secrets.get("other", SecretKind.CRM_KEY) == "foreign-key"
    assert secrets.get("shop", SecretKind.MM_TOKEN) is None


def test_a_draft_does_not_show_its_secrets() -> None:
    assert DRAFT.crm_key not in repr(DRAFT)
    assert DRAFT.mm_token not in repr(DRAFT)

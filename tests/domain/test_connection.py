from __future__ import annotations

import pytest

from mmdesk.domain.connection import BadConnection, Connection, ConnectionId, check_merchant_id, check_name
from mmdesk.domain.scheme import SchemeCode
from mmdesk.domain.schemes import scheme_of


def connection(delivery_code: str = "") -> Connection:
    return Connection(
        connection_id=ConnectionId(1),
        name="Основное",
        scheme=scheme_of(SchemeCode.DSM),
        merchant_id=4321,
        mm_url="https://api.example.org",
        crm_url="https://shop.example.org",
        delivery_code=delivery_code,
    )


def test_every_installation_makes_the_same_module_code() -> None:
    assert connection().default_module_code == "megamarket-4321-dsm"


def test_a_connection_is_registered_once_it_has_its_delivery_type() -> None:
    assert connection(delivery_code="mm-4321").is_registered
    assert not connection().is_registered


@pytest.mark.parametrize("name", ["a", "Основное", "shop-2", "Магазин на диване 2.0", "x" * 60])
def test_a_name_of_words_is_taken(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize("name", ["", " ", "-shop", ".shop", "shop ", "shop.", "a/b", "a\nb", "a*", "x" * 61])
def test_a_name_that_cannot_be_a_file_is_refused(name: str) -> None:
    with pytest.raises(BadConnection, match="at most 60 characters"):
        check_name(name)


@pytest.mark.parametrize("number", [1, 4321, 10**12 - 1])
def test_a_merchant_id_is_a_positive_number(number: int) -> None:
    assert check_merchant_id(number) == number


@pytest.mark.parametrize("number", [0, -5, 10**12])
def test_any_other_number_is_refused_by_value(number: int) -> None:
    with pytest.raises(BadConnection, match=f"merchant id {number}"):
        check_merchant_id(number)

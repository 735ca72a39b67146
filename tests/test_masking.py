from __future__ import annotations

import json
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.masking import STARS, Mask, masked, register

GUID = "01234567-89ab-cdef-0123-456789abcdef"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ('{"meta": {}, "data": {"token": "abc-1"}}', "abc-1"),
        ('{"body": "{\\"token\\": \\"abc-1\\"}"}', "abc-1"),
        (r'{"token":"ab\/cd-1"}', "cd-1"),
        ("{'X-API-KEY': 'abc1'}", "abc1"),
        ("[(b'x-api-key', b'abc1')]", "abc1"),
        ("X-API-KEY: abc1", "abc1"),
        ("GET https://shop.retailcrm.example/api/v5/orders?apiKey=abc1&page=2", "abc1"),
        ("PASSWORD=abc1", "abc1"),
        ("pa\u017f\u017fword=abc1", "abc1"),
        ("X-Api-\u212aey: abc1", "abc1"),
        ("MMDESK_SECRET_SHOP_MM_TOKEN=abc1", "abc1"),
        ('{"crm_key": "abc1"}', "abc1"),
        ("Authorization: Basic YW5uYTpwYXNz", "YW5uYTpwYXNz"),
        ("postgresql+psycopg://anna:hidden@db.example.org/mmdesk", "hidden"),
        (f"Авторизационный токен: {GUID} невалидный.", GUID),
        (f"bad token <{GUID}>", GUID),
        ("POST /AAAABBBBCCCCDDDDEEEE/order/new 200", "AAAABBBBCCCCDDDDEEEE"),
        ("пишите на anna.petrova@example.ru", "anna.petrova"),
        ("+7 (900) 000-12-34", "000"),
        ("8 900 000 12 34", "900"),
        ("8(900)000-12-34", "900"),
        ('{"phone":"79000001234"}', "79000001234"),
        ("74950001234", "74950001234"),
        ("8.900.000.12.34", "900"),
        ("+7(900)000\u201312\u201334", "000"),
        ("call %2B79000001234", "79000001234"),
        ("anna.petrova%40example.ru", "anna.petrova"),
        (f"merchantToken: {GUID}", GUID),
    ],
)
def test_what_looks_like_a_secret_or_a_person_is_starred(text: str, hidden: str) -> None:
    assert hidden not in masked(text)
    assert STARS in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "shipment=700100200 key=700100200:confirm:1 confirmed lots=3",
        "box 1234*700100200*1, goods 100023456789, barcode 4600000000015",
        "2026-11-02T09:00:00.123Z",
        "the token was refused; token check: red",
        "цена 7900.00, сумма 12 345 678,90",
        "commit 3f786850e387550fdab836ed7e6dc881de23001b",
        "mm.token: red, crm.key: green",
    ],
)
def test_what_a_reader_of_logs_needs_stays(text: str) -> None:
    assert masked(text) == text


def test_the_words_around_a_secret_stay() -> None:
    assert masked("GET /api?apiKey=abc1&page=2") == "GET /api?apiKey=***&page=2"
    assert masked("postgresql://anna:pw@db/x") == "postgresql://***@db/x"


def test_a_registered_secret_is_hidden_wherever_it_stands() -> None:
    register("zq-very-own-secret")
    assert masked("отказ: zq-very-own-secret!") == "отказ: ***!"


def test_a_registered_secret_is_hidden_in_addresses_and_json() -> None:
    mask = Mask()
    mask.register('a b/"c"')
    assert mask.apply("q=a%20b%2F%22c%22") == "q=***"
    assert mask.apply(json.dumps({"q": 'a b/"c"'})) == '{"q": "***"}'


def test_a_secret_that_holds_another_is_hidden_whole() -> None:
    mask = Mask()
    mask.register("abcd")
    mask.register("abcd-efgh")
    assert mask.apply("<abcd-efgh>") == "<***>"


def test_a_very_short_secret_would_star_every_word() -> None:
    mask = Mask()
    mask.register("а")
    mask.register("")
    assert mask.apply("каталог") == "каталог"


@given(secret=st.text(min_size=4), before=st.text(), after=st.text())
def test_no_registered_secret_survives(secret: str, before: str, after: str) -> None:
    mask = Mask()
    mask.register(secret)
    left = mask.apply(f"{before}{secret}{after}")
    assert secret not in left or set(secret) == {"*"}


def test_secrets_may_be_registered_from_several_threads() -> None:
    mask = Mask()
    names = [f"secret-{number:03d}" for number in range(100)]
    threads = [threading.Thread(target=mask.register, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert mask.apply(" ".join(names)) == " ".join([STARS] * 100)

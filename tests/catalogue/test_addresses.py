"""Addresses as Megamarket takes them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.catalogue.addresses import web_address


@pytest.mark.parametrize(
    "address",
    [
        "https://shop.example.ru/",
        "http://shop.example.ru/catalog/kr-350?color=blue&size=2#top",
        "https://shop.example.ru:8443/1.jpg",
        "https://shop.example.ru/%D1%87%D0%B0%D1%88%D0%BA%D0%B0.jpg",
        "https://img_1.shop.example.ru/1.jpg",
        "https://xn--80aairftm.xn--p1ai/1.jpg",
        "https://192.0.2.7/1.jpg",
        "https://shop.example.ru/a(1),b;c='d'.jpg",
    ],
)
def test_an_address_in_order_stays_as_it_is(address: str) -> None:
    assert web_address(address) == address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" https://shop.example.ru/1.jpg\n", "https://shop.example.ru/1.jpg"),
        ("https://shop.example.ru/чашка.jpg", "https://shop.example.ru/%D1%87%D0%B0%D1%88%D0%BA%D0%B0.jpg"),
        ("https://shop.example.ru/a b.jpg?q=a b", "https://shop.example.ru/a%20b.jpg?q=a%20b"),
        ("https://shop.example.ru/%20ж", "https://shop.example.ru/%20%D0%B6"),
        ("https://shop.example.ru?q=ж", "https://shop.example.ru?q=%D0%B6"),
        ("https://магазин.рф/1.jpg", "https://xn--80aairftm.xn--p1ai/1.jpg"),
        ("https://магазин.рф:8443/1.jpg", "https://xn--80aairftm.xn--p1ai:8443/1.jpg"),
        ("HTTPS://Shop.Example.RU/A.jpg", "https://shop.example.ru/A.jpg"),
        ("https://shop.example.ru:65535/1", "https://shop.example.ru:65535/1"),
        ("https://shop.example.ru/\x7f\x85.jpg", "https://shop.example.ru/%7F%C2%85.jpg"),
    ],
)
def test_everything_but_ascii_is_encoded_and_what_is_encoded_stays(written: str, address: str) -> None:
    assert web_address(written) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "1.jpg",
        "/img/1.jpg",
        "//shop.example.ru/1.jpg",
        "shop.example.ru/1.jpg",
        "ftp://shop.example.ru/1.jpg",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "http://",
        "http:///1.jpg",
        "https://user:password@shop.example.ru/1.jpg",
        "https://shop.example.ru@evil.example/1.jpg",
        "https://shop example.ru/1.jpg",
        'https://shop"example.ru/1.jpg',
        "https://<b>/1.jpg",
        "https://shop.example.ru\\1.jpg",
        "https://shop.example.ru:65536/1.jpg",
        "https://shop.example.ru:80a/1.jpg",
        "https://[::1]/1.jpg",
        "https://[/1.jpg",
        "https://..ж/1.jpg",
        "https://%D1%84.ru/1.jpg",
    ],
)
def test_what_is_no_address_on_the_web_is_none(written: str) -> None:
    assert web_address(written) == ""


@given(
    st.text(max_size=40).map("https://shop.example.ru/".__add__) | st.text(max_size=60).map("http://".__add__)
)
def test_whatever_is_written_the_address_is_one_that_a_feed_may_have(written: str) -> None:
    address = web_address(written)
    assert not address or re.fullmatch(r"https?://[!-~]+", address)
    assert web_address(address) == address

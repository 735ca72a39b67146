from __future__ import annotations

import httpx
import pytest

from mmdesk.clients.address import checked_base, checked_file, proxy_for, redirected
from mmdesk.clients.errors import BadAddress


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("https://demo.retailcrm.ru", "https://demo.retailcrm.ru/"),
        (" https://demo.retailcrm.ru/ ", "https://demo.retailcrm.ru/"),
        ("https://api.example.org:8443", "https://api.example.org:8443/"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/"),
        ("http://localhost:8000", "http://localhost:8000/"),
        ("http://[::1]:8000", "http://[::1]:8000/"),
    ],
)
def test_a_host_over_https_or_on_this_computer_is_accepted(typed: str, base: str) -> None:
    assert str(checked_base(typed)) == base


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "demo.retailcrm.ru",
        "ftp://example.org",
        "http://example.org",
        "http://127.0.0.1.example.org",
        "http://10.0.0.5",
        "https://user:pass@example.org",
        "https://example.org/admin",
        "https://example.org/?a=1",
        "https://example.org/#x",
        "https://",
        "https://exa mple.org",
        "https://example.org:port",
    ],
)
def test_any_other_address_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(BadAddress) as caught:
        checked_base(typed)
    assert caught.value.detail.ru
    assert caught.value.detail.en


def test_a_refused_address_does_not_repeat_the_password_in_it() -> None:
    with pytest.raises(BadAddress) as caught:
        checked_base("https://user:hunter2@example.org")
    assert "hunter2" not in str(caught.value)


def test_the_proxy_of_the_environment_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("https_proxy", "proxy.example.org:3128")
    proxy = proxy_for(httpx.URL("https://api.example.org/"))
    assert proxy is not None
    assert str(proxy.url) == "http://proxy.example.org:3128"


def test_hosts_that_the_environment_excepts_are_asked_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example.org:3128")
    monkeypatch.setenv("no_proxy", "example.org")
    assert proxy_for(httpx.URL("https://api.example.org/")) is None


def test_a_proxy_of_an_unknown_kind_is_not_passed_over_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("https_proxy", "socks5://proxy.example.org:1080")
    with pytest.raises(BadAddress, match="socks5"):
        proxy_for(httpx.URL("https://api.example.org/"))


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (" https://shop.example.ru/icml.xml ", "https://shop.example.ru/icml.xml"),
        ("http://shop.example.ru:8080/export?type=yml#top", "http://shop.example.ru:8080/export?type=yml"),
        ("http://192.168.1.20/1c/я.xml", "http://192.168.1.20/1c/%D1%8F.xml"),
        ("https://магазин.рф/icml.xml", "https://xn--80aairftm.xn--p1ai/icml.xml"),
    ],
)
def test_a_file_may_lie_on_anybodys_site(address: str, url: str) -> None:
    checked = checked_file(address)
    assert checked.raw_path == httpx.URL(url).raw_path
    assert (checked.scheme, checked.netloc) == (httpx.URL(url).scheme, httpx.URL(url).netloc)
    assert checked.fragment == ""


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/new.xml", "https://shop.example.ru/new.xml"),
        ("new.xml", "https://shop.example.ru/a/new.xml"),
        ("//cdn.example.ru/icml.xml", "https://cdn.example.ru/icml.xml"),
        ("https://www.shop.example.ru/a/icml.xml", "https://www.shop.example.ru/a/icml.xml"),
    ],
)
def test_a_redirect_is_read_as_seen_from_where_it_was_met(location: str, target: str) -> None:
    assert redirected(httpx.URL("https://shop.example.ru/a/icml.xml"), location) == httpx.URL(target)


def test_a_redirect_may_lead_up_to_https_and_never_down_from_it() -> None:
    plain, secure = (
        httpx.URL("http://shop.example.ru/icml.xml"),
        httpx.URL("https://shop.example.ru/icml.xml"),
    )
    assert redirected(plain, str(secure)) == secure
    with pytest.raises(BadAddress, match="without encryption"):
        redirected(secure, str(plain))

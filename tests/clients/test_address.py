from __future__ import annotations

import httpx
import pytest

from mmdesk.clients.address import checked_base, proxy_for
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

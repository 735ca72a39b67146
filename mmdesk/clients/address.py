"""Which base addresses of a remote are accepted, and which proxy leads to them."""

from __future__ import annotations

import ipaddress
import re
import urllib.request
from typing import Final

import httpx

from mmdesk.clients.errors import BadAddress
from mmdesk.errors import Text

_EXAMPLE: Final = Text(
    "Укажите только узел, например https://demo.retailcrm.ru.",
    "Give the host only: https://demo.retailcrm.ru.",
)
_FILE_EXAMPLE: Final = Text(
    "Укажите адрес файла, например https://shop.example.ru/icml.xml.",
    "Give the file's address: https://shop.example.ru/icml.xml.",
)
_PROXY_CURE: Final = Text(
    "Исправьте прокси в настройках системы (HTTPS_PROXY).",
    "Correct the system's proxy settings (HTTPS_PROXY).",
)
_HOST: Final = re.compile(rb"[0-9A-Za-z.:_-]+")
_PROXY_KINDS: Final = frozenset({"http", "https"})


def checked_base(address: str) -> httpx.URL:
    """The parsed address. Raises BadAddress unless it is https (or loopback http) and a host only."""
    url = _checked(address, _EXAMPLE)
    if url.path not in ("", "/") or url.query or url.fragment:
        raise BadAddress(
            Text("после узла ничего не должно быть", "nothing may follow the host"), hint=_EXAMPLE
        )
    if url.scheme == "http" and not is_loopback(url):
        raise BadAddress(
            Text("без шифрования можно только внутри компьютера", "plain http is for this computer only"),
            hint=Text("Начните адрес с https://.", "Begin the address with https://."),
        )
    return url.copy_with(path="/")


def checked_file(address: str) -> httpx.URL:
    """The parsed address of a file on anybody's site. Raises BadAddress unless it is http(s) without a login.

    Plain http and addresses inside the warehouse's own network will do: nothing secret is sent there.
    """
    return _checked(address, _FILE_EXAMPLE).copy_with(fragment=None)


def redirected(url: httpx.URL, location: str) -> httpx.URL:
    """Where a file's site sends its reader. Raises BadAddress, also for a step from https down to http."""
    try:
        target = checked_file(str(url.join(location)))
    except httpx.InvalidURL as error:
        raise BadAddress(Text("это не адрес", "it is no address")) from error
    if url.scheme == "https" and target.scheme != "https":
        raise BadAddress(Text("оттуда уже без шифрования", "from there on without encryption"))
    return target


def _checked(address: str, hint: Text) -> httpx.URL:
    try:
        url = httpx.URL(address.strip())
    except (httpx.InvalidURL, UnicodeError) as error:
        raise BadAddress(Text("это не адрес", "it is no address"), hint=hint) from error
    if url.scheme not in ("http", "https") or not _HOST.fullmatch(url.raw_host):
        raise BadAddress(Text("нужен адрес вида https://узел", "it must look like https://host"), hint=hint)
    if url.userinfo:
        raise BadAddress(Text("в адресе не должно быть имени и пароля", "it must hold no user and password"))
    return url


def is_loopback(url: httpx.URL) -> bool:
    if url.host == "localhost":
        return True
    try:
        return ipaddress.ip_address(url.host).is_loopback
    except ValueError:
        return False


def proxy_for(url: httpx.URL) -> httpx.Proxy | None:
    """The proxy that this account's environment names for the address; never one for loopback."""
    if is_loopback(url) or urllib.request.proxy_bypass(url.host):
        return None
    proxies = urllib.request.getproxies()
    named = proxies.get(url.scheme) or proxies.get("all")
    if not named:
        return None
    return _checked_proxy(named if "://" in named else f"http://{named}")


def _checked_proxy(address: str) -> httpx.Proxy:
    kind = address.partition("://")[0].lower()
    if kind not in _PROXY_KINDS:
        raise BadAddress(
            Text(f"прокси вида {kind} не поддерживается", f"no support for a {kind} proxy"), hint=_PROXY_CURE
        )
    try:
        return httpx.Proxy(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise BadAddress(
            Text("адрес прокси с ошибкой", "the proxy's address is wrong"), hint=_PROXY_CURE
        ) from error

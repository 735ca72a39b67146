"""Who called: the peer of the socket, or what a trusted proxy says of the one behind it."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Final

from starlette.requests import Request

from mmdesk.setting_kinds import Network

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_MOST_HOPS: Final = 50
_UNKNOWN: Final = "-"


def caller_of(request: Request, trusted: Sequence[Network]) -> str:
    """The caller's address for the log.

    Forwarded headers count only as far as each hop that wrote them is trusted, from the right; the first
    address that is not, or the last one before something unreadable, is the caller.
    """
    nearest = _address(request.client.host) if request.client else None
    if nearest is None:
        return _UNKNOWN
    for hop in _hops(request) if trusted else ():
        if not _is_in(nearest, trusted):
            break
        address = _address(hop)
        if address is None:
            break
        nearest = address
    return str(nearest)


def _hops(request: Request) -> Iterator[str]:
    """What proxies wrote, the nearest first. X-Forwarded-For wins: it is what nginx and tunnels write."""
    lines = request.headers.getlist("x-forwarded-for")
    if lines:
        yield from reversed(",".join(lines).rsplit(",", _MOST_HOPS)[-_MOST_HOPS:])
        return
    elements = ",".join(request.headers.getlist("forwarded")).rsplit(",", _MOST_HOPS)[-_MOST_HOPS:]
    for element in reversed(elements):
        yield _for_in(element)


def _for_in(element: str) -> str:
    """`for="[2001:db8::1]:4711"` of one element of a Forwarded header; empty where there is none."""
    for pair in element.split(";"):
        name, _, value = pair.partition("=")
        if name.strip().lower() == "for":
            return value.strip().strip('"')
    return ""


def _address(text: str) -> _Address | None:
    """An address with or without brackets and port; a zone is no part of it, and could hold anything."""
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def _is_in(address: _Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)

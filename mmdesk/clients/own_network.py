"""Which numeric addresses lie on the internet: an address out of a catalogue must not lead anywhere else."""

from __future__ import annotations

import ipaddress
from typing import Final

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
"""Addresses of the fourth version as a network that has only the sixth reaches them."""


def is_on_the_internet(address: str) -> bool:
    """Whether a numeric address is anybody's: not this computer's, nor one of its own network."""
    found = _parsed(address)
    return found is not None and all(_is_anybodys(each) for each in _meant(found))


def is_of_a_neighbour(address: str) -> bool:
    """Whether a numeric address is a computer's at all, this one among them.

    Left out are those by which a machine is told its keys (169.254.0.0/16), and those of many at once.
    """
    found = _parsed(address)
    return found is not None and not any(_is_nobodys(each) for each in _meant(found))


def _parsed(address: str) -> _Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None


def _meant(address: _Address) -> list[_Address]:
    """The address and those written inside it: whoever passes it on may go by either."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    inner: list[ipaddress.IPv4Address | None] = [address.ipv4_mapped, address.sixtofour]
    inner += list(address.teredo or ())
    if address in _NAT64:
        inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    written = [each for each in inner if each is not None]
    # A mapped address is only another spelling of what is written inside it.
    return [*written] if address.ipv4_mapped is not None or address in _NAT64 else [address, *written]


def _is_anybodys(address: _Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _is_nobodys(address: _Address) -> bool:
    return address.is_link_local or address.is_multicast or address.is_unspecified or _is_broadcast(address)


def _is_broadcast(address: _Address) -> bool:
    return address == ipaddress.IPv4Address("255.255.255.255")

"""Addresses of pages and pictures in the form that Megamarket takes: http(s), ASCII, no blanks."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

_SCHEMES: Final = frozenset({"http", "https"})
_KEPT: Final = "%/:?#[]@!$&'()*+,;=~"
"""What stays as it is: an address may be encoded already."""
_PLAIN: Final = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,4})?(?:[/?#][!-~]*)?").fullmatch
"""How nearly all addresses of a catalogue look; the others are taken apart."""
_HOST: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?")
"""An address of the sixth version has no name that Megamarket could ask for."""


def web_address(written: str) -> str:
    """The address with everything else than ASCII encoded; empty for what is no address on the web."""
    return written if _PLAIN(written) else _encoded(written.strip())


def _encoded(written: str) -> str:
    try:
        parts = urlsplit(written)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in _SCHEMES or not _HOST.fullmatch(host) or "@" in parts.netloc:
        return ""
    place = host if port is None else f"{host}:{port}"
    path, query, fragment = (quote(part, safe=_KEPT) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, place, path, query, fragment))

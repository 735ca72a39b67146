"""Basic authentication: what a caller has to show where a login is set."""

from __future__ import annotations

import base64
import binascii
import secrets


def is_right(header: str, login: str, password: str) -> bool:
    """Whether the header holds this pair; compared in constant time, and without a password never."""
    wanted = f"{login}:{password}".encode()
    return bool(password) and secrets.compare_digest(_credentials(header), wanted)


def _credentials(header: str) -> bytes:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""

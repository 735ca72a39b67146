"""PINs of operators: salted hashes, slow to try. They guard against mistakes, not against attackers."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

_SALT_BYTES: Final = 16
_COST: Final = 2**14
_BLOCK: Final = 8
_KIND: Final = "scrypt"


def hashed(pin: str) -> str:
    """What is stored: kind, salt and hash; empty for an empty PIN."""
    if not pin:
        return ""
    salt = secrets.token_bytes(_SALT_BYTES)
    return f"{_KIND}${salt.hex()}${_derived(pin, salt).hex()}"


def fits(pin: str, stored: str) -> bool:
    """Whether that is the PIN; anything fits where none is stored, nothing where the entry is damaged."""
    if not stored:
        return True
    kind, _, rest = stored.partition("$")
    salt, _, wanted = rest.partition("$")
    try:
        known, derived = bytes.fromhex(wanted), _derived(pin, bytes.fromhex(salt))
    except ValueError:
        return False
    return kind == _KIND and hmac.compare_digest(known, derived)


def _derived(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=1)

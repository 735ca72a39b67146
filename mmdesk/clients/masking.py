"""Keeps secrets and rubbish out of a remote's words before anybody stores, logs or reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from mmdesk.masking import STARS

# What a header takes; a secret with anything else was mistyped, or is something else.
_SECRET: Final = re.compile(r"[\x21-\x7e]+")
LONGEST_WORDS: Final = 1000
"""Characters kept of one remark of a remote."""

# Replacing every "a" would hide the words instead of the secret.
_SHORTEST_SECRET: Final = 4
UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Mask:
    """Replaces one secret in any text, whatever its letter case or percent-encoding."""

    secret: str = field(repr=False)

    def __call__(self, text: str) -> str:
        """One printable line of bounded length without the secret."""
        return clean(self._pattern().sub(STARS, text) if len(self.secret) >= _SHORTEST_SECRET else text)

    def _pattern(self) -> re.Pattern[str]:
        forms = {self.secret, quote(self.secret, safe="")}
        return re.compile("|".join(re.escape(form) for form in sorted(forms)), re.IGNORECASE)


def is_possible_secret(secret: str) -> bool:
    """Printable Latin letters, digits and signs without spaces; Cyrillic look-alikes are none."""
    return bool(_SECRET.fullmatch(secret))


def clean(text: str) -> str:
    line = UNPRINTABLE.sub(" ", text).strip()
    return line if len(line) <= LONGEST_WORDS else line[: LONGEST_WORDS - 1] + "…"

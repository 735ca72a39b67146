"""What counts as content: a letter or a digit. Megamarket does not count blanks and special characters."""

from __future__ import annotations

import re
from typing import Final

_VISIBLE: Final = re.compile(r"[^\W_]")


def is_visible(text: str) -> bool:
    return _VISIBLE.search(text) is not None


def first_visible(*texts: str) -> str:
    """The first of these with content; empty where none has any."""
    return next((text for text in texts if is_visible(text)), "")

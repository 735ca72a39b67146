"""A scanner types keys: under a Russian layout «MMD:OK» arrives as «ЬЬВЖЩЛ». Here the keys are read back."""

from __future__ import annotations

import re
from typing import Final

_LATIN: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?~@#$^&|"
_RUSSIAN: Final = 'йцукенгшщзхъфывапролджэячсмитьбю.ёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,Ё"№;:?/'
_BACK: Final = str.maketrans(_RUSSIAN, _LATIN)
_CYRILLIC: Final = re.compile("[а-яё]", re.IGNORECASE)
_ASCII: Final = re.compile(r"[\x1d\x20-\x7e]+")


def typed_in_latin(text: str) -> str | None:
    """The same keys under a Latin layout; None where the text shows no Russian one, or makes no sense so."""
    if not _CYRILLIC.search(text):
        return None
    latin = text.translate(_BACK)
    return latin if _ASCII.fullmatch(latin) else None

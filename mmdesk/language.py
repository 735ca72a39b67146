"""The language a process speaks to its reader."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Mapping
from typing import Literal

Language = Literal["ru", "en"]

VARIABLE = "MMDESK_LANG"
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def choose(environ: Mapping[str, str], system_locale: str = "") -> Language:
    """MMDESK_LANG, else the locale of the account, else Russian."""
    wishes = [
        environ.get(VARIABLE, ""),
        *(environ.get(name, "") for name in _LOCALE_VARIABLES),
        system_locale,
    ]
    for wish in wishes:
        language = _language_of(wish)
        if language is not None:
            return language
    return "ru"


def current() -> Language:
    """The language of this process; Windows keeps its locale outside the environment."""
    # Elsewhere it is made of the variables alone, and Python takes C.UTF-8 and no wish at all for English.
    return choose(os.environ, (locale.getlocale()[0] or "") if sys.platform == "win32" else "")


def _language_of(name: str) -> Language | None:
    """Read `ru`, `ru_RU.UTF-8` and the Windows spelling `Russian_Russia` alike."""
    head = name.strip().lower().replace("-", "_").partition("_")[0].partition(".")[0]
    if head in {"ru", "russian"}:
        return "ru"
    return "en" if head in {"en", "english"} else None

"""How the window is drawn: each language in each palette, on the small screen and on scaled ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from mmdesk.language import VARIABLE, Language

_SCREENS: Final[Mapping[int, tuple[int, int]]] = {100: (1366, 768), 150: (1920, 1080), 200: (2560, 1440)}
"""The screen's own pixels by the percentage it is scaled by."""


@dataclass(frozen=True, slots=True)
class Variant:
    language: Language
    dark: bool
    percent: int
    stretched: bool = False

    @property
    def name(self) -> str:
        """`ru-dark-150`: the folder of its pictures."""
        if self.stretched:
            return "stretched"
        return f"{self.language}-{'dark' if self.dark else 'light'}-{self.percent}"

    @property
    def screen(self) -> tuple[int, int]:
        return _SCREENS[self.percent]

    def environ(self, base: Mapping[str, str]) -> dict[str, str]:
        """What Qt and our texts read when a process starts; with a zone, times are the same everywhere."""
        return {
            **base,
            VARIABLE: self.language,
            "QT_SCALE_FACTOR": str(self.percent / 100),
            "QT_SCALE_FACTOR_ROUNDING_POLICY": "PassThrough",
            "TZ": "Europe/Moscow",
        }


_LANGUAGES: Final[tuple[Language, ...]] = ("ru", "en")
VARIANTS: Final[Mapping[str, Variant]] = {
    each.name: each for each in (Variant(*one) for one in product(_LANGUAGES, (False, True), _SCREENS))
}
STRETCHED: Final = Variant("en", dark=False, percent=100, stretched=True)
"""No language of anybody's: its pictures fail where a text has no room."""

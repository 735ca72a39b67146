"""What a remote or a buyer may send where words are expected."""

from __future__ import annotations

import unicodedata
from typing import Final

LINES: Final = "one\r\ntwo\nthree\u2028four\x0bfive"
TABS: Final = "one\ttwo\t\tthree"
TURNED: Final = "invoice\u202egpj.exe"
ISOLATED: Final = "a\u2066b\u2069c\u200f"
UNSEEN: Final = "Mug\u200b\u200d\ufeff\u00ad blue\U000e0041"
CONTROLS: Final = "bell\x07nul\x00delete\x7f"
WORD: Final = "Ж" * 2_000
PILED: Final = "Z" + "\u0335" * 400
LONG: Final = "кружка синяя " * 800
MARKUP: Final = "<b>bold</b> <img src='http://192.0.2.1/x.png'> &amp;"
HALF: Final = "half\ud83d"

ALL: Final = (LINES, TABS, TURNED, ISOLATED, UNSEEN, CONTROLS, WORD, PILED, LONG, MARKUP, HALF)
EVERYTHING: Final = "".join(ALL)


def hidden(words: str) -> set[str]:
    """The characters in it that nobody sees, but for line ends and where a long word may break."""
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {each for each in words if unicodedata.category(each) in kinds} - {"\n", "\u200b"}

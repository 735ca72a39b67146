"""Why an HTML label is refused: a code that crosses from the child process, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from mmdesk.errors import Text


class Refusal(StrEnum):
    """What is wrong with an HTML label."""

    NOT_PARSED = "not-parsed"
    TOO_COMPLEX = "too-complex"
    PICTURE_TOO_LARGE = "picture-too-large"
    BLANK = "blank"
    TOO_MANY_LABELS = "too-many-labels"
    DOES_NOT_FIT = "does-not-fit"
    PDF_TOO_LARGE = "pdf-too-large"


REFUSAL_WORDS: Final[Mapping[Refusal, Text]] = MappingProxyType(
    {
        Refusal.NOT_PARSED: Text("HTML не разобран", "the HTML cannot be parsed"),
        Refusal.TOO_COMPLEX: Text("HTML слишком сложный для этикетки", "the HTML is too complex for a label"),
        Refusal.PICTURE_TOO_LARGE: Text(
            "картинка слишком велика для этикетки", "a picture is too large for a label"
        ),
        Refusal.BLANK: Text("на листе ничего нет", "nothing is on the sheet"),
        Refusal.TOO_MANY_LABELS: Text("слишком много этикеток в одном документе", "too many labels at once"),
        Refusal.DOES_NOT_FIT: Text(
            "содержимое не помещается на лист {paper} в читаемом размере",
            "the content does not fit a {paper} sheet at a readable size",
        ),
        Refusal.PDF_TOO_LARGE: Text("получился слишком большой PDF", "the PDF became too large"),
    }
)


class HtmlRefused(Exception):
    """Raised inside the child process; the parent turns the code into a LabelUnreadable."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal

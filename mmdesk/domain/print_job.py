"""Printing as people speak of it: what is printed, how far it has come, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from mmdesk.errors import Text


class DocumentKind(StrEnum):
    """What is printed; each kind has a printer of its own choice at each workstation."""

    LABEL = "label"
    PACKING_LIST = "packing_list"
    PICK_LIST = "pick_list"
    LABEL_SHEET = "label_sheet"
    CONTROL_SHEET = "control_sheet"
    TEST_PAGE = "test_page"
    FILE = "file"

    @property
    def is_of_an_order(self) -> bool:
        """Made anew from the order at the moment of printing, and printed once unless a reason is given."""
        return self in (DocumentKind.LABEL, DocumentKind.PACKING_LIST)


DOCUMENT_NAMES: Final[Mapping[DocumentKind, Text]] = {
    DocumentKind.LABEL: Text("этикетка", "label"),
    DocumentKind.PACKING_LIST: Text("лист комплектации", "packing list"),
    DocumentKind.PICK_LIST: Text("лист подбора", "pick list"),
    DocumentKind.LABEL_SHEET: Text("лист этикеток", "sheet of labels"),
    DocumentKind.CONTROL_SHEET: Text("штрихкоды стола", "control barcodes"),
    DocumentKind.TEST_PAGE: Text("проверочная страница", "test page"),
    DocumentKind.FILE: Text("файл", "file"),
}

ROUTED: Final = (
    DocumentKind.LABEL,
    DocumentKind.PACKING_LIST,
    DocumentKind.PICK_LIST,
    DocumentKind.LABEL_SHEET,
    DocumentKind.CONTROL_SHEET,
)
"""The kinds for which a workstation chooses a printer; the others are sent to a printer by name."""


class PickBy(StrEnum):
    """In which order the lines of a pick list stand."""

    OFFER = "offer"
    """By name: the same goods of all orders on one line."""
    SHELF = "shelf"
    """As one walks: by shelf, and by section of the catalogue where no shelf is known."""


class PrintState(StrEnum):
    """How far a job has come."""

    WAITING = "waiting"
    PRINTING = "printing"
    PRINTED = "printed"
    DOUBTFUL = "doubtful"
    """It may have come out: a person looks before anything is printed again."""
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def counts_as_printed(self) -> bool:
        """A second copy would, or might, be in the world."""
        return self in (PrintState.PRINTED, PrintState.DOUBTFUL)

    @property
    def is_under_way(self) -> bool:
        return self in (PrintState.WAITING, PrintState.PRINTING)

    @property
    def may_be_cancelled(self) -> bool:
        """Also how a person says that a failure needs no more attention."""
        return self in (PrintState.WAITING, PrintState.FAILED)

    @property
    def may_be_retried(self) -> bool:
        return self in (PrintState.FAILED, PrintState.CANCELLED, PrintState.DOUBTFUL)


STATE_NAMES: Final[Mapping[PrintState, Text]] = {
    PrintState.WAITING: Text("ждёт", "waiting"),
    PrintState.PRINTING: Text("печатается", "printing"),
    PrintState.PRINTED: Text("напечатано", "printed"),
    PrintState.DOUBTFUL: Text("под вопросом", "in doubt"),
    PrintState.FAILED: Text("не напечатано", "failed"),
    PrintState.CANCELLED: Text("отменено", "cancelled"),
}

NOT_OUT: Final = "not_out"
"""The reason by which somebody says that the paper is not in the world."""

REASONS: Final[Mapping[str, Text]] = {
    "damaged": Text("испорчена или замята", "damaged or jammed"),
    "unreadable": Text("штрихкод не читается", "the barcode is not read"),
    "lost": Text("потеряна", "lost"),
    "wrong_printer": Text("вышла не на том принтере", "came out of the wrong printer"),
    NOT_OUT: Text("не вышла из принтера", "did not come out of the printer"),
}
"""Why something is printed once more, to choose from; a person may write another reason."""
LONGEST_REASON: Final = 120


def reason_words(reason: str) -> Text:
    """A reason by its code in words, or as a person wrote it."""
    return REASONS.get(reason) or Text.same(reason)

"""The sheet of control barcodes (лист управляющих штрихкодов) that hangs at the bench."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmdesk.language import Language


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """A reason that can be scanned: its number at the bench and its words in the reader's language."""

    number: int
    words: str


def control_sheet_pdf(language: Language, reasons: Sequence[ReasonCode] = ()) -> bytes:
    """An A4 sheet, more when the reasons need it; the same bytes for the same reasons.

    Codes: the seven `MMD:` words of the bench, and the bare number of a reason.
    """
    raise NotImplementedError

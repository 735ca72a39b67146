"""Writes a table as CSV that Excel opens with a double click, Russian letters too. For the task thread."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mmdesk.errors import MmdeskError, Text
from mmdesk.system_words import told_of

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class TableNotSaved(MmdeskError):
    """Raised where the file cannot be written."""

    title = Text("Таблица не сохранена", "The table was not saved")
    hint = Text(
        "Закройте файл в других программах или выберите другое место.",
        "Close the file in other programs, or choose another place.",
    )


def write(path: Path, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """How many rows were written, without the heading. Raises TableNotSaved."""
    told = io.StringIO(newline="")
    table = csv.writer(told, delimiter=";", lineterminator="\r\n")
    table.writerow(headings)
    table.writerows([[_plain(cell) for cell in row] for row in rows])
    try:
        path.write_bytes(told.getvalue().encode("utf-8-sig"))
    except OSError as error:
        raise TableNotSaved(told_of(path.name, error)) from error
    return len(rows)


def _plain(cell: str) -> str:
    """A text of a foreign file must not become a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdigit()

"""Tables for spreadsheet programs: XLSX, and CSV as a Russian Excel opens it by a double click.

A text is never a formula: whoever names his goods "=…" writes nothing that a program carries out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from itertools import islice
from typing import Final

from mmdesk.errors import MmdeskError, Text

Cell = str | int | Decimal | datetime | None

MOST_ROWS: Final = 1_000_000
"""A sheet of Excel ends soon after."""
_BOM: Final = "\ufeff"
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What begins a formula, or hides its beginning, in one spreadsheet program or another."""
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME: Final = 31
_WIDEST: Final = 48
_NARROWEST: Final = 10


class TooManyRows(MmdeskError):
    """Raised for a table that no spreadsheet can take whole."""

    title = Text("Слишком много строк для таблицы", "Too many rows for a spreadsheet")
    hint = Text("Выберите период короче.", "Choose a shorter period.")


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. `rows` may be read once only; moments come in UTC."""

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def as_csv(tables: Sequence[Table], zone: tzinfo | None = None) -> bytes:
    """One table under the other. With a mark of UTF-8, semicolons and decimal commas: without them a Russian
    Excel shows one column of odd letters. Moments are those of `zone`, None for this computer's.

    Raises TooManyRows.
    """
    written = io.StringIO(newline="")
    written.write(_BOM)
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    for number, table in enumerate(tables):
        if len(tables) > 1:
            lines.writerows([[]] * bool(number) + [[_plain(table.title, zone)]])
        lines.writerow([_plain(name, zone) for name in table.headers])
        lines.writerows([_plain(cell, zone) for cell in row] for row in _counted(table))
    return written.getvalue().encode()


def as_xlsx(tables: Sequence[Table], zone: tzinfo | None = None) -> bytes:
    """A sheet a table. Raises TooManyRows."""
    import xlsxwriter  # nothing else needs it, and most windows never save a table

    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {
            # Row by row: a year of orders would not fit beside the window otherwise.
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    heading = book.add_format({"bold": True, "bottom": 1})
    money = book.add_format({"num_format": "#,##0.00"})
    moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    for table in tables:
        sheet = book.add_worksheet(_sheet_name(table.title))
        widths = [max(len(name) + 2, _NARROWEST) for name in table.headers]
        for column, name in enumerate(table.headers):
            sheet.write_string(0, column, name, heading)
        for number, row in enumerate(_counted(table), start=1):
            for column, cell in enumerate(row):
                match cell:
                    case None:
                        continue
                    case str():
                        sheet.write_string(number, column, cell)
                        widths[column] = min(max(widths[column], len(cell) + 2), _WIDEST)
                    case datetime():
                        sheet.write_datetime(number, column, _local(cell, zone), moment)
                        widths[column] = max(widths[column], 17)
                    case Decimal():
                        sheet.write_number(number, column, float(cell), money)
                    case _:
                        sheet.write_number(number, column, cell)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
    book.close()
    return written.getvalue()


def _counted(table: Table) -> Iterable[Sequence[Cell]]:
    rows = iter(table.rows)
    yield from islice(rows, MOST_ROWS)
    if next(rows, None) is not None:
        raise TooManyRows(table.title)


def _plain(cell: Cell, zone: tzinfo | None) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return f"{_local(cell, zone):%d.%m.%Y %H:%M}"
        case Decimal():
            return f"{cell:.2f}".replace(".", ",")
        case int():
            return str(cell)
        case _:
            return f"'{cell}" if cell.startswith(_RISKY) else cell


def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    """Spreadsheets know no zones."""
    return moment.astimezone(zone).replace(tzinfo=None)


def _sheet_name(title: str) -> str:
    return _FORBIDDEN.sub(" ", title)[:_LONGEST_NAME].strip("'") or "1"

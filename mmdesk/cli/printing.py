"""mmdesk print FILE.pdf --printer NAME, and mmdesk printers: paper without a window."""

from __future__ import annotations

from pathlib import Path

import click

from mmdesk.cli.app import App, main, pass_app, sentences
from mmdesk.cli.output import Json, print_json, say
from mmdesk.errors import MmdeskError, Text
from mmdesk.printing.paper import PageSize
from mmdesk.services.operators import account_operator
from mmdesk.services.print_now import KnownPrinter, PrintNow
from mmdesk.services.printers import MOST_COPIES
from mmdesk.system_words import told_of


class FileNotRead(MmdeskError):
    """Raised when the file to print cannot be read."""

    title = Text("Файл не прочитался", "The file could not be read")
    hint = Text("Проверьте путь и права на файл.", "Check the path and your rights to the file.")


@main.command("print")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--printer", required=True, metavar="NAME", help="As set up here, or a queue of the system.")
@click.option("--copies", type=click.IntRange(1, MOST_COPIES), help="How many of each page.")
@click.option("--paper", metavar="SIZE", help="The sheet in the printer, such as 75x120 or A4.")
@pass_app
@sentences
def print_file(app: App, file: Path, printer: str, copies: int | None, paper: str | None) -> None:
    """Print a PDF now; nothing is scaled.

    Exit code 0: the printer, or its queue, has taken it. 1: refused. 3: not reached, or lost on the way.
    """
    sheet = None if paper is None else PageSize.parse(paper)
    pdf = _content(file)
    printing = _printing(app)
    state = printing.print_file(file.name, pdf, printer, account_operator(), copies=copies, paper=sheet)
    click.echo(say(state.words))


@main.command("printers")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@pass_app
@sentences
def list_printers(app: App, as_json: bool) -> None:
    """The printers that `mmdesk print` knows at this workstation."""
    known = _printing(app).known()
    if as_json:
        print_json([_document(each) for each in known])
        return
    for each in known:
        click.echo(_line(each))


def _printing(app: App) -> PrintNow:
    return PrintNow(app.parts.storage, app.parts.clock, app.parts.workstation)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise FileNotRead(told_of(file, error)) from error


def _document(known: KnownPrinter) -> dict[str, Json]:
    printer = known.printer
    return {
        "name": known.name,
        "kind": known.setup.kind.value,
        "target": known.setup.target,
        "set_up": printer is not None,
        "paper": printer.paper.name if printer else None,
        "dpi": known.setup.dpi if printer else None,
        "copies": printer.copies if printer else None,
        "condition": printer.state.condition.value if printer else None,
    }


def _line(known: KnownPrinter) -> str:
    if known.printer is None:
        return f"{known.name:<30} {say(_OF_THE_SYSTEM)}"
    printer = known.printer
    return f"{known.name:<30} {printer.paper.name:<8} {printer.setup.target}  {say(printer.state.words)}"


_OF_THE_SYSTEM = Text("очередь системы, здесь не настроена", "a queue of the system, not set up here")

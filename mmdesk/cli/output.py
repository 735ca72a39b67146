"""What the command line says: one JSON document or plain lines, sentences on stderr, stable exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from typing import NoReturn

import click

from mmdesk.clients.errors import AddressWrong, OutcomeUnknown, Unavailable
from mmdesk.errors import MmdeskError, Text
from mmdesk.language import current
from mmdesk.printing.print_errors import PrintDoubtful, PrinterUnreachable
from mmdesk.storage.queries import AmbiguousShipment

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]


class Exit(IntEnum):
    """Exit codes that scripts rely on."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    NOT_REACHED = 3


class NotFinished(MmdeskError):
    """Raised when the time given by --wait is over; the action stays queued."""

    title = Text("Не успело выполниться", "Not finished in time")
    hint = Text(
        "Действие осталось в очереди; работает ли служба, покажет mmdesk service status.",
        "The action stays queued; mmdesk service status tells whether the service runs.",
    )


def exit_code(error: MmdeskError) -> Exit:
    """How a failure ends the program."""
    match error:
        case AmbiguousShipment():
            return Exit.USAGE
        case AddressWrong():
            return Exit.REFUSED
        case Unavailable() | OutcomeUnknown() | NotFinished() | PrinterUnreachable() | PrintDoubtful():
            return Exit.NOT_REACHED
        case _:
            return Exit.REFUSED


def say(text: Text) -> str:
    """A text in the reader's language, with the command that it is about."""
    return text.on_command_line(current())


def print_json(document: Json) -> None:
    """The one document on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def complain(text: Text) -> None:
    click.echo(say(text), err=True)


def fail(error: MmdeskError) -> NoReturn:
    """Say what happened and what to do, and end with the right code."""
    if isinstance(error, Unavailable | OutcomeUnknown) and not isinstance(error, AddressWrong):
        # In the service the program tries again by itself; here a person waits for the answer.
        error.with_hint(_TRY_AGAIN)
    complain(error.text)
    sys.exit(exit_code(error))


def moment(value: datetime | None) -> str | None:
    """RFC 3339 with offset."""
    return None if value is None else value.isoformat(timespec="seconds")


def money(value: Decimal) -> float:
    """Roubles as a JSON number; Decimal inside, this is the last step out."""
    return float(value)


_TRY_AGAIN = Text("Проверьте связь и повторите команду.", "Check the connection and repeat the command.")

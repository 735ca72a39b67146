"""What the page allows for a job, and what it says where there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mmdesk.domain.print_job import DocumentKind, PrintState
from mmdesk.errors import Text
from mmdesk.printing.paper import A4, LABEL_75X120
from mmdesk.printing.printer_setup import PrinterKind, PrinterSetup
from mmdesk.printing.spooler import PrinterCondition, PrinterState
from mmdesk.services.print_list import JobFilter, JobWish, PrintListSeen
from mmdesk.services.printers import Printer, PrinterKey, PrintersSeen
from mmdesk.ui.printing.printing_state import (
    JobActions,
    Notice,
    PrintingState,
    actions_of,
    others_than,
    state_sign,
    state_words,
)
from mmdesk.ui.tone import Tone
from tests.ui.printing.jobs import HERE, line

ZEBRA = Printer(
    PrinterKey(1),
    "Zebra",
    PrinterSetup(PrinterKind.SYSTEM, "zebra"),
    LABEL_75X120,
    1,
    PrinterState.of(PrinterCondition.READY),
    None,
)


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (PrintState.WAITING, JobActions(open=True, cancel=True)),
        (PrintState.PRINTING, JobActions(open=True)),
        (PrintState.PRINTED, JobActions(open=True, reprint=True)),
        (PrintState.DOUBTFUL, JobActions(open=True, answer=True)),
        (PrintState.FAILED, JobActions(open=True, retry=True, cancel=True)),
        (PrintState.CANCELLED, JobActions(open=True, retry=True)),
    ],
)
def test_each_state_allows_what_makes_sense_in_it(state: PrintState, allowed: JobActions) -> None:
    assert actions_of(line(state=state), HERE) == allowed


def test_a_job_of_another_workstation_is_neither_retried_nor_answered_here() -> None:
    failed = actions_of(line(state=PrintState.FAILED, workstation="99999999"), HERE)
    doubtful = actions_of(line(state=PrintState.DOUBTFUL, workstation="99999999"), HERE)
    assert (failed.retry, doubtful.answer) == (False, False)


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (PrintState.WAITING, True),
        (PrintState.FAILED, True),
        (PrintState.CANCELLED, True),
        (PrintState.DOUBTFUL, True),
        (PrintState.PRINTING, False),
        (PrintState.PRINTED, False),
    ],
)
def test_what_no_printer_has_goes_to_another_one(state: PrintState, may: bool) -> None:
    other = replace(ZEBRA, name="Запасной")
    assert actions_of(line(state=state), HERE, (ZEBRA, other)).move is may


def test_a_label_goes_to_a_printer_with_the_same_sheet_before_one_of_office_sheets() -> None:
    office = replace(ZEBRA, key=PrinterKey(2), name="Kyocera", paper=A4)
    second = replace(ZEBRA, key=PrinterKey(3), name="TSC")
    assert others_than(line(), (office, ZEBRA, second)) == (second, office)
    assert others_than(line(), (office, second)) == (second, office)
    list_of_goods = line(kind=DocumentKind.PICK_LIST)
    assert others_than(list_of_goods, (second, office)) == (office, second)


def test_without_another_printer_here_nothing_is_moved() -> None:
    other = replace(ZEBRA, name="Запасной")
    waiting = line(state=PrintState.WAITING)
    assert not actions_of(waiting, HERE, (ZEBRA,)).move
    assert not actions_of(waiting, "99999999", (ZEBRA, other)).move


def test_a_job_whose_document_is_gone_can_only_be_looked_at() -> None:
    assert actions_of(line(has_document=False), HERE) == JobActions()


def test_a_sheet_of_labels_is_not_printed_again() -> None:
    assert not actions_of(line(kind=DocumentKind.LABEL_SHEET), HERE).reprint


def test_a_job_at_a_place_without_a_window_says_that_it_waits_for_one() -> None:
    waiting = line(state=PrintState.WAITING)
    assert "не открыто окно" in state_words(waiting, silent=True).ru
    assert state_sign(waiting, silent=True).tone is Tone.WARN
    assert state_sign(waiting).tone is Tone.TEXT


def test_what_the_printer_said_is_shown_as_it_was_said() -> None:
    told = Text("Кончилась бумага", "Out of paper")
    assert state_words(line(state=PrintState.WAITING, words=told)) == told


def start(*, show: JobFilter = JobFilter.ALL, search: str = "") -> PrintingState:
    return PrintingState(JobWish(show, HERE, search), HERE)


@pytest.mark.parametrize(
    ("state", "seen", "notice"),
    [
        (start(), None, Notice.LOADING),
        (start(), PrintListSeen(), Notice.NO_PRINTER),
        (start(), PrintListSeen(printers=PrintersSeen((ZEBRA,))), Notice.NOTHING_PRINTED),
        (start(show=JobFilter.QUEUE), PrintListSeen(), Notice.NOTHING_WAITS),
        (start(show=JobFilter.ATTENTION), PrintListSeen(), Notice.NOTHING_TO_DECIDE),
        (start(search="945"), PrintListSeen(), Notice.NOTHING_FOUND),
        (start(), PrintListSeen(lines=(line(),)), None),
    ],
)
def test_an_empty_list_says_why_it_is_empty(
    state: PrintingState, seen: PrintListSeen | None, notice: Notice | None
) -> None:
    assert (state if seen is None else state.read(seen)).notice is notice


def test_a_reading_that_failed_keeps_what_was_read_before() -> None:
    read = start().read(PrintListSeen(lines=(line(),)))
    assert read.fail("база занята").notice is None
    assert start().fail("база занята").notice is Notice.FAILED

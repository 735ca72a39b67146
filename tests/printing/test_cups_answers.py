"""What lpstat says of other versions and printers, beyond what the real queue here is made to say."""

from __future__ import annotations

import pytest

from mmdesk.printing.cups_answers import job_state, queues, report_of
from mmdesk.printing.spooler import JobStage, PrinterCondition


def queue(doing: str, message: str = "", alerts: str = "none") -> str:
    middle = f"\t{message}\n" if message else ""
    return (
        f"printer Label {doing}\n{middle}\tForm mounted:\n\tContent types: any\n\tPrinter types: unknown\n"
        f"\tDescription: Label\n\tAlerts: {alerts}\n\tLocation: \n\tUsers allowed:\n\t\t(all)\n"
    )


IDLE = "is idle.  enabled since Sun Nov  1 10:00:00 2026"
PRINTING = "now printing Label-7.  enabled since Sun Nov  1 10:00:00 2026"
STOPPED = "disabled since Sun Nov  1 10:00:00 2026 -"


@pytest.mark.parametrize(
    ("text", "condition", "words"),
    [
        (queue(IDLE), PrinterCondition.READY, "Ready"),
        (queue(PRINTING, "Printing page 1, 50% complete."), PrinterCondition.PRINTING, "Printing"),
        (queue(STOPPED, "reason unknown"), PrinterCondition.PAUSED, "Paused"),
        (queue(STOPPED, "Paused"), PrinterCondition.PAUSED, "Paused"),
        (queue(STOPPED, "Filter failed"), PrinterCondition.PAUSED, "Paused: Filter failed"),
        (queue(PRINTING, alerts="media-empty-error"), PrinterCondition.NO_PAPER, "Out of paper"),
        (queue(PRINTING, alerts="media-needed-report"), PrinterCondition.NO_PAPER, "Out of paper"),
        (
            queue(PRINTING, "Waiting for printer to become available."),
            PrinterCondition.OFFLINE,
            "Does not answer: Waiting for printer to become available.",
        ),
        (queue(PRINTING, alerts="offline-report"), PrinterCondition.OFFLINE, "Does not answer"),
        (queue(PRINTING, alerts="door-open-error"), PrinterCondition.PAUSED, "Paused: door-open-error"),
        (queue("is holding new jobs.  enabled since Sun"), PrinterCondition.UNKNOWN, "State unknown"),
    ],
)
def test_a_queue_is_read(text: str, condition: PrinterCondition, words: str) -> None:
    report = report_of("Label", text)
    assert report is not None
    assert report.state.condition is condition
    assert report.state.words.en == words


@pytest.mark.parametrize("alerts", ["media-empty-warning", "offline-report", "door-open-error"])
def test_what_an_idle_queue_says_of_its_printer_is_old_and_holds_nothing_back(alerts: str) -> None:
    report = report_of("Label", queue(IDLE, alerts=alerts))
    assert report is not None
    assert report.state.condition.can_print
    assert "last time" in report.state.words.en


def test_several_queues_are_told_apart() -> None:
    text = queue(IDLE) + queue(STOPPED).replace("Label", "Office")
    assert [report.name for report in queues(text)] == ["Label", "Office"]
    assert report_of("Labe", text) is None


def test_an_answer_that_is_none_has_no_queue() -> None:
    assert queues("") == []
    assert queues('lpstat: Invalid destination name in list "X".\n') == []


def job(alerts: str, status: str | None = None, number: int = 7) -> str:
    told = "" if status is None else f"\tStatus: {status}\n"
    head = f"Label-{number}  anna  24576  Sun Nov  1 10:00:00 2026\n"
    return f"{head}{told}\tAlerts: {alerts}\n\tqueued for Label\n"


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        (job("job-completed-successfully", ""), JobStage.DONE),
        (job("processing-to-stop-point", ""), JobStage.DONE),
        (job("processing-to-stop-point", "Ready to print."), JobStage.DONE),
        (job("processing-to-stop-point"), JobStage.CANCELED),
        (job("job-canceled-by-user", ""), JobStage.BROKEN_OFF),
        (job("job-canceled-at-device", ""), JobStage.BROKEN_OFF),
        (job("aborted-by-system", "Filter failed"), JobStage.FAILED),
        (job("processing-to-stop-point", "The printer cannot print this."), JobStage.FAILED),
    ],
)
def test_the_end_of_a_job_is_read(text: str, stage: JobStage) -> None:
    state = job_state("Label-7", text, is_over=True)
    assert state is not None
    assert state.stage is stage


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        (job("none"), JobStage.WAITING),
        (job("job-printing", "Printing."), JobStage.PRINTING),
        (job("job-printing", "The printer is not responding."), JobStage.WAITING),
        (job("job-hold-until-specified"), JobStage.HELD),
        (job("printer-stopped"), JobStage.HELD),
    ],
)
def test_a_job_under_way_is_read(text: str, stage: JobStage) -> None:
    state = job_state("Label-7", text, is_over=False)
    assert state is not None
    assert state.stage is stage


def test_a_job_is_not_taken_for_another_one() -> None:
    assert job_state("Label-7", job("none", number=77), is_over=False) is None
    assert job_state("Label-7", job("none", number=6) + job("none", number=8), is_over=False) is None

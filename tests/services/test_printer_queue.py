"""One printer's queue: in order, never twice, never lost; what is unknown is asked of a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mmdesk.domain.print_job import DocumentKind
from mmdesk.errors import Text
from mmdesk.printing.print_errors import PaperDoesNotFit, PrintDoubtful, PrinterUnreachable
from mmdesk.printing.printer_setup import PrinterKind, PrinterSetup
from mmdesk.printing.spooler import JobStage, PrinterCondition
from mmdesk.services.operators import Operator
from mmdesk.services.print_desk import JobBusy
from mmdesk.services.printer_queue import BLOCKED_EVERY, recover
from mmdesk.storage.engine import StorageError
from mmdesk.storage.print_jobs import JobKey
from mmdesk.storage.uow import UnitOfWork
from tests.factory import lot, shipment
from tests.services.printing_stand import HERE, LABEL, Bench, print_bench, wish
from tests.services.stand import ANNA, MirrorStand

BORIS = Operator("Борис")


@pytest.fixture
def printing(bench: MirrorStand) -> Bench:
    return print_bench(bench)


def queued(printing: Bench, *boxes: int) -> tuple[JobKey, ...]:
    return printing.desk.print_order(printing.pack(*boxes), ANNA).new


def names(printing: Bench) -> list[str]:
    return [sent.name for sent in printing.played.sent]


def test_jobs_come_out_in_the_order_in_which_they_were_queued(printing: Bench) -> None:
    keys = queued(printing, 1, 2, 3)
    printing.work_off()
    assert names(printing) == ["label-700100200-1", "label-700100200-2", "label-700100200-3"]
    assert printing.states(*keys) == ["printed"] * 3


def test_the_printer_gets_the_label_byte_for_byte_with_its_copies(printing: Bench) -> None:
    queued(printing, 1)
    printing.work_off()
    assert printing.played.sent[0].pdf == LABEL
    assert printing.played.options[0].copies == 1


@pytest.mark.parametrize("condition", [PrinterCondition.OFFLINE, PrinterCondition.NO_PAPER])
def test_a_printer_that_cannot_print_keeps_the_job_waiting_and_says_so(
    printing: Bench, condition: PrinterCondition
) -> None:
    (key,) = queued(printing, 1)
    printing.played.condition = condition
    printing.work_off()
    job = printing.job(key)
    assert (job.state.value, names(printing)) == ("waiting", [])
    assert job.words is not None
    assert job.words.ru.startswith("Ждёт принтер: ")
    (printer,) = printing.printers.seen().printers
    assert printer.state.condition is condition
    printing.played.condition = PrinterCondition.READY
    printing.clock.advance(BLOCKED_EVERY)
    printing.work_off()
    assert printing.states(key) == ["printed"]


def test_a_blocked_printer_is_not_asked_at_every_change_in_the_database(printing: Bench) -> None:
    queued(printing, 1)
    printing.played.condition = PrinterCondition.OFFLINE
    for _ in range(50):
        printing.queue.step()
    assert printing.played.asked == 1


def test_a_job_that_was_certainly_not_taken_is_tried_again_and_holds_the_queue(printing: Bench) -> None:
    first, second = queued(printing, 1, 2)
    printing.played.refusal = PrinterUnreachable("zebra")
    printing.work_off()
    assert printing.states(first, second) == ["waiting", "waiting"]
    assert printing.job(first).attempts == 1
    printing.played.refusal = None
    printing.work_off()
    assert names(printing) == []
    printing.clock.advance(timedelta(seconds=2))
    printing.work_off()
    assert names(printing) == ["label-700100200-1", "label-700100200-2"]


def test_a_refused_document_fails_and_the_next_one_is_printed(printing: Bench) -> None:
    first, second = queued(printing, 1, 2)
    printing.played.refusal = PaperDoesNotFit("75x120")
    printing.queue.step()
    printing.played.refusal = None
    printing.work_off()
    assert printing.states(first, second) == ["failed", "printed"]
    words = printing.job(first).words
    assert words is not None
    assert "Выберите другой лист" in words.ru


def test_a_printer_lost_in_the_middle_leaves_a_doubt_that_a_person_ends(printing: Bench) -> None:
    first, second = queued(printing, 1, 2)
    printing.played.refusal = PrintDoubtful("zebra")
    printing.queue.step()
    printing.played.refusal = None
    printing.work_off()
    assert printing.states(first, second) == ["doubtful", "printed"]
    with pytest.raises(JobBusy):
        printing.desk.retry(first, ANNA)
    printing.desk.retry(first, ANNA, looked=True)
    printing.work_off()
    assert printing.states(first) == ["printed"]
    assert names(printing) == ["label-700100200-2", "label-700100200-1"]


def test_a_doubtful_label_that_came_out_is_confirmed_without_printing(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.played.refusal = PrintDoubtful("zebra")
    printing.work_off()
    printing.played.refusal = None
    printing.desk.confirm_printed(key, BORIS)
    printing.work_off()
    assert (printing.states(key), names(printing)) == (["printed"], [])


def test_a_lot_cancelled_while_its_label_waits_keeps_the_label_from_coming_out(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.house.show(shipment(lot(1, "PACKED", box=1), lot(2, "CUSTOMER_CANCELED", box=1)))
    printing.work_off()
    assert (printing.states(key), names(printing)) == (["failed"], [])
    words = printing.job(key).words
    assert words is not None
    assert "Достаньте его из места 1" in words.ru


def test_a_label_that_became_void_while_it_waited_does_not_come_out(printing: Bench) -> None:
    order = printing.pack(1)
    (key,) = printing.desk.print_order(order, ANNA).new
    with printing.storage.work() as work:
        work.labels.void(printing.house.stored(order).key, printing.clock.now())
        work.commit()
    printing.work_off()
    assert (printing.states(key), names(printing)) == (["failed"], [])


def test_a_job_cancelled_at_the_last_moment_is_not_printed(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.desk.cancel(key, ANNA)
    printing.work_off()
    assert (printing.states(key), names(printing)) == (["cancelled"], [])


def test_two_processes_of_one_workstation_print_a_job_once(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    rival = printing.new_queue()
    printing.played.while_sending = lambda: printing.work_off(rival)
    printing.work_off()
    assert (printing.states(key), len(names(printing))) == (["printed"], 1)


def test_a_kill_while_a_job_was_handed_over_leaves_it_in_doubt_at_the_next_start(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.played.refusal = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        printing.queue.step()
    assert printing.states(key) == ["printing"]
    printing.played.refusal = None
    assert recover(printing.storage, printing.clock, HERE.code) == {}
    printing.work_off(printing.new_queue())
    assert (printing.states(key), names(printing)) == (["doubtful"], [])


def test_a_job_that_the_system_had_taken_before_a_kill_is_followed_to_its_end(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.played.stage = JobStage.PRINTING
    printing.work_off()
    assert printing.states(key) == ["printing"]
    inherited = recover(printing.storage, printing.clock, HERE.code)
    assert set(inherited) == {printing.printer}
    successor = printing.new_queue()
    successor.take_over(inherited[printing.printer])
    printing.played.stage = JobStage.DONE
    printing.work_off(successor)
    assert (printing.states(key), len(names(printing))) == (["printed"], 1)


def test_a_job_that_the_system_holds_says_so_and_goes_on_by_itself(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.played.stage = JobStage.HELD
    printing.work_off()
    words = printing.job(key).words
    assert words is not None
    assert words.ru.startswith("Остановлено. Отпустите его в очереди системы")
    printing.played.stage = JobStage.DONE
    printing.clock.advance(5)
    printing.work_off()
    assert printing.states(key) == ["printed"]


def test_a_job_that_the_queue_forgot_is_in_doubt(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.played.stage = JobStage.UNKNOWN
    printing.work_off()
    assert printing.states(key) == ["doubtful"]


def test_a_damaged_document_fails_before_anything_leaves(printing: Bench) -> None:
    key = printing.desk.print_document(DocumentKind.FILE, "счёт", b"%PDF-1.4 broken", ANNA)
    printing.work_off()
    assert (printing.states(key), names(printing)) == (["failed"], [])


def test_a_renamed_printer_keeps_its_queue(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.printers.change(printing.printer, wish("Склад"))
    printing.work_off()
    assert (printing.states(key), printing.job(key).printer) == (["printed"], "Склад")


def test_the_queue_of_a_removed_printer_ends(printing: Bench) -> None:
    printing.printers.remove(printing.printer)
    assert printing.queue.step() is None


def test_a_fault_of_ours_while_printing_is_a_doubt_and_reaches_whoever_reports_it(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.played.refusal = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        printing.queue.step()
    assert printing.states(key) == ["doubtful"]
    assert isinstance(printing.job(key).words, Text)


def test_a_printer_removed_while_it_prints_leaves_a_doubt(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.played.stage = JobStage.PRINTING
    printing.work_off()
    printing.printers.remove(printing.printer)
    assert printing.states(key) == ["doubtful"]


def test_a_printer_renamed_while_it_prints_is_followed_by_the_next_window(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.played.stage = JobStage.PRINTING
    printing.work_off()
    printing.printers.change(printing.printer, wish("Склад"))
    inherited = recover(printing.storage, printing.clock, HERE.code)
    assert [job.key for job in inherited.values()] == [key]


def test_what_a_printer_has_done_is_written_as_soon_as_the_database_answers_again(
    printing: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = queued(printing, 1)
    work, failures = printing.storage.work, [StorageError("busy")] * 3

    def fail_next() -> None:
        def flaky() -> UnitOfWork:
            if failures:
                raise failures.pop()
            return work()

        monkeypatch.setattr(printing.storage, "work", flaky)

    printing.played.while_sending = fail_next
    for _ in range(3):
        with pytest.raises(StorageError):
            printing.work_off()
    printing.work_off()
    assert (printing.states(key), len(names(printing))) == (["printed"], 1)


def said(printing: Bench, key: JobKey) -> str:
    words = printing.job(key).words
    assert words is not None
    return words.ru


@pytest.mark.parametrize(
    ("condition", "cure"),
    [
        (PrinterCondition.OFFLINE, "Включите и подключите принтер"),
        (PrinterCondition.NO_PAPER, "Вставьте бумагу"),
        (PrinterCondition.PAUSED, "снимите паузу в очереди системы"),
    ],
)
def test_what_waits_says_what_to_do_and_that_nothing_has_to_be_sent_again(
    printing: Bench, condition: PrinterCondition, cure: str
) -> None:
    (key,) = queued(printing, 1)
    printing.played.condition = condition
    printing.work_off()
    assert cure in said(printing, key)
    assert "Напечатается само" in said(printing, key)
    assert "другой принтер" in said(printing, key)


def test_a_job_that_was_not_taken_says_when_it_is_tried_again(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.played.refusal = PrinterUnreachable("zebra")
    printing.work_off()
    assert "следующая попытка через 2 с" in said(printing, key)
    assert "ещё раз" not in said(printing, key)


def test_paper_that_ends_in_the_middle_of_a_job_is_told_while_it_is_followed(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.played.stage = JobStage.PRINTING
    printing.work_off()
    assert said(printing, key) == "Печатается"
    printing.played.condition = PrinterCondition.NO_PAPER
    printing.clock.advance(5)
    printing.work_off()
    assert said(printing, key).startswith("Задание в очереди системы, принтер: кончилась бумага.")
    (printer,) = printing.printers.seen().printers
    assert printer.state.condition is PrinterCondition.NO_PAPER


def test_a_job_cancelled_in_the_systems_queue_while_it_came_out_is_in_doubt(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.played.stage = JobStage.BROKEN_OFF
    printing.work_off()
    assert printing.states(key) == ["doubtful"]
    assert "вышла или не вышла" in said(printing, key)


def test_what_the_printer_could_not_print_says_what_to_do(printing: Bench) -> None:
    (key,) = queued(printing, 1)
    printing.played.stage = JobStage.FAILED
    printing.work_off()
    assert printing.states(key) == ["failed"]
    assert "на другом принтере" in said(printing, key)


def test_a_void_label_that_has_its_successor_needs_nobody(printing: Bench) -> None:
    order = printing.pack(1)
    (old,) = printing.desk.print_order(order, ANNA).new
    with printing.storage.work() as work:
        work.labels.void(printing.house.stored(order).key, printing.clock.now())
        work.commit()
    printing.keep(order, 1)
    (new,) = printing.desk.print_order(order, ANNA).new
    printing.work_off()
    assert printing.states(old, new) == ["cancelled", "printed"]
    assert len(names(printing)) == 1


def test_a_folder_on_a_full_disk_says_once_what_helps(printing: Bench, tmp_path: Path) -> None:
    setup = PrinterSetup(PrinterKind.FOLDER, str(tmp_path))
    printing.printers.change(printing.printer, replace(wish(), setup=setup))
    (key,) = queued(printing, 1)
    printing.played.condition = PrinterCondition.PAUSED
    printing.work_off()
    assert said(printing, key).count("Освободите место на диске") == 1
    assert "очереди системы" not in said(printing, key)

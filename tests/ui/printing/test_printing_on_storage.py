"""The page «Печать» with all its real parts over a real database; the printer is played by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.domain.print_job import DocumentKind
from mmdesk.paths import Profile
from mmdesk.printing.print_errors import PaperDoesNotFit, PrintDoubtful
from mmdesk.printing.printer_setup import PrinterKind
from mmdesk.printing.spooler import PrinterCondition
from mmdesk.services.desk import OrderRef
from mmdesk.services.print_list import PrintList
from mmdesk.services.print_papers import PrintPapers
from mmdesk.services.workstations import rename
from mmdesk.storage.print_jobs import JobKey
from mmdesk.storage.uow import Storage
from mmdesk.ui.facts.consequence_dialog import ConsequenceDialog
from mmdesk.ui.messages import Messages
from mmdesk.ui.printing.jobs_model import Column
from mmdesk.ui.printing.jobs_notice import JobsNotice
from mmdesk.ui.printing.move_dialog import MoveDialog
from mmdesk.ui.printing.pick_dialog import PickDialog
from mmdesk.ui.printing.printer_dialog import PrinterDialog
from mmdesk.ui.printing.printing_deeds import PrintingDeeds, PrintingServices
from mmdesk.ui.printing.printing_view import PrintingView
from mmdesk.ui.printing.reprint_dialog import ReprintDialog
from mmdesk.ui.printing.sheet_dialog import SheetDialog
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.factory import shipment
from tests.services.printing_stand import HERE, Bench, print_bench, wish
from tests.services.stand import ANNA, mirror_stand
from tests.ui.conftest import Wait
from tests.ui.orders.verbs_stand import Heard, silent_changes

Dialog = TypeVar("Dialog", bound=QDialog)


@dataclass
class Page:
    """What a person has before the eyes; the database tells of a commit when the test says so."""

    bench: Bench
    view: PrintingView
    heard: Heard
    wait: Wait
    opened: list[Path] = field(default_factory=list)
    badges: list[int] = field(default_factory=list)

    def rows(self) -> list[tuple[str, str]]:
        """Order and state of each row, from the top."""
        model = self.view.table.model()
        columns = (Column.ORDER, Column.STATE)
        return [
            (str(model.index(row, columns[0]).data()), str(model.index(row, columns[1]).data()))
            for row in range(model.rowCount())
        ]

    def shows(self, *rows: tuple[str, str]) -> None:
        """It comes to show these; what is committed meanwhile is noticed."""

        def look() -> bool:
            self.view.read()
            return self.rows() == list(rows)

        self.wait(look, f"{rows}, but {self.rows()}")

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.view, key, modifier)

    def dialog(self, kind: type[Dialog]) -> Dialog:
        """The question that stands on the screen."""
        found: list[Dialog] = []

        def look() -> bool:
            found[:] = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind)]
            return bool(found) and found[0].isVisible()

        self.wait(look, kind.__name__)
        return found[0]

    def print_one(self, number: str = "700100200") -> JobKey:
        (key,) = self.bench.desk.print_order(self.bench.pack(1, shipment_id=number), ANNA).new
        return key

    def says(self, words: str) -> None:
        self.wait(lambda: words in self.heard.last, f"{words}, but {self.heard.last}")

    def notice(self) -> str:
        found = self.view.findChild(JobsNotice)
        assert found is not None
        return found.words()


@pytest.fixture
def page(
    qtbot: QtBot,
    runner: TaskRunner,
    theme: Theme,
    sqlite_storage: Storage,
    clock: ManualClock,
    tmp_path: Path,
    wait: Wait,
) -> Iterator[Page]:
    window = QWidget()
    qtbot.addWidget(window)
    bench = print_bench(mirror_stand(sqlite_storage, clock))
    messages, opened = Messages(window), list[Path]()
    profile = Profile.at(tmp_path / "profile").create()
    services = PrintingServices(
        bench.desk,
        bench.printers,
        PrintPapers(sqlite_storage, clock, bench.desk, "en"),
        ANNA,
        tmp_path,
        partial(rename, profile, sqlite_storage),
    )
    deeds = PrintingDeeds(runner, services, messages, theme, opened.append, window)
    jobs = PrintList(sqlite_storage, clock, HERE)
    with sqlite_storage.work() as work:
        work.printers.note_spool(HERE.code, clock.now())
        work.commit()
    view = PrintingView(runner, silent_changes(), jobs, deeds, theme, clock)
    view.resize(1180, 640)
    view.show()
    view.activateWindow()
    view.arrive()
    made = Page(bench, view, Heard(messages), wait, opened)
    view.badge_changed.connect(made.badges.append)
    wait(view.table.hasFocus)
    yield made
    # Before the runner ends: a page that lives reads on.
    shiboken6.delete(view)


def test_a_page_with_a_printer_and_no_job_says_how_to_begin(page: Page) -> None:
    page.wait(lambda: page.notice().startswith("Nothing has been printed yet"))


def test_a_job_is_shown_as_it_comes_and_as_it_goes(page: Page) -> None:
    page.print_one()
    page.shows(("700100200", "waiting"))
    page.bench.work_off()
    page.shows(("700100200", "printed"))


def test_a_doubtful_job_counts_as_work_and_is_answered_by_a_key(page: Page) -> None:
    page.bench.played.refusal = PrintDoubtful("zebra")
    page.print_one()
    page.bench.work_off()
    page.bench.played.refusal = None
    page.shows(("700100200", "in doubt"))
    page.wait(lambda: page.badges == [1])
    page.press(Qt.Key.Key_F8)
    page.shows(("700100200", "printed"))
    page.wait(lambda: page.badges == [1, 0])
    assert page.bench.played.sent == []


def test_what_did_not_come_out_is_printed_again_by_a_key(page: Page) -> None:
    page.bench.played.refusal = PrintDoubtful("zebra")
    page.print_one()
    page.bench.work_off()
    page.bench.played.refusal = None
    page.shows(("700100200", "in doubt"))
    page.press(Qt.Key.Key_F6)
    page.shows(("700100200", "waiting"))


def test_a_failed_job_is_retried(page: Page) -> None:
    page.bench.played.refusal = PaperDoesNotFit("75x120")
    page.print_one()
    page.bench.work_off()
    page.bench.played.refusal = None
    page.shows(("700100200", "failed"))
    assert "Choose another sheet" in page.view.job_bar.words()
    page.press(Qt.Key.Key_F6)
    page.says("Queued once more")
    page.bench.work_off()
    page.shows(("700100200", "printed"))


def test_a_job_that_waits_for_paper_goes_to_another_printer(page: Page) -> None:
    page.bench.printers.add(wish("Запасной & новый"))
    page.bench.played.condition = PrinterCondition.NO_PAPER
    page.print_one()
    page.bench.work_off()
    page.shows(("700100200", "waiting"))
    page.wait(lambda: "Put paper in" in page.view.job_bar.words())
    page.press(Qt.Key.Key_F4)
    dialog = page.dialog(MoveDialog)
    assert [choice.text() for choice in dialog.choices] == ["1  Запасной && новый · 75x120 · State unknown"]
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    page.says("Goes to “Запасной & новый”")
    with page.bench.storage.look() as work:
        assert len(work.print_jobs.waiting(HERE.code, "Запасной & новый")) == 1


def test_a_waiting_job_is_cancelled_by_a_key(page: Page) -> None:
    page.print_one()
    page.shows(("700100200", "waiting"))
    page.press(Qt.Key.Key_Delete)
    page.shows(("700100200", "cancelled"))


def test_a_reprint_asks_for_its_reason_by_number(page: Page) -> None:
    page.print_one()
    page.bench.work_off()
    page.shows(("700100200", "printed"))
    page.press(Qt.Key.Key_F7)
    dialog = page.dialog(ReprintDialog)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.sentence.words().startswith("Say why")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_2)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    page.shows(("700100200", "waiting"), ("700100200", "printed"))
    with page.bench.storage.look() as work:
        (newest,) = work.print_jobs.waiting(HERE.code, "Zebra у стола")
    assert newest.reason == "unreadable"


def test_a_reason_in_own_words_counts_instead_of_a_chosen_one(page: Page) -> None:
    page.print_one()
    page.bench.work_off()
    page.shows(("700100200", "printed"))
    page.press(Qt.Key.Key_F7)
    dialog = page.dialog(ReprintDialog)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_1)
    QTest.keyClicks(dialog.own, "mice")
    assert dialog.reason == "mice"
    dialog.reject()


def test_a_document_is_opened_by_enter(page: Page) -> None:
    key = page.print_one()
    page.shows(("700100200", "waiting"))
    page.press(Qt.Key.Key_Return)
    page.wait(lambda: page.opened)
    assert page.opened[0].name == f"label-{key}.pdf"


def test_a_search_finds_an_order_and_escape_brings_all_back(page: Page) -> None:
    page.print_one("700100201")
    page.print_one("700100202")
    page.shows(("700100202", "waiting"), ("700100201", "waiting"))
    page.press(Qt.Key.Key_F3)
    QTest.keyClicks(page.view.bar.search, "0201")
    page.wait(lambda: page.rows() == [("700100201", "waiting")])
    page.press(Qt.Key.Key_Escape)
    page.wait(lambda: len(page.rows()) == 2)


def test_chips_narrow_the_list_by_key(page: Page) -> None:
    page.print_one()
    page.bench.work_off()
    page.shows(("700100200", "printed"))
    page.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    page.wait(lambda: page.notice().startswith("Nothing waits"))
    page.press(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    page.wait(lambda: page.rows() == [("700100200", "printed")])


def test_the_state_of_a_printer_is_told_beside_its_name(page: Page) -> None:
    page.bench.played.condition = PrinterCondition.NO_PAPER
    page.print_one()
    page.bench.work_off()
    page.shows(("700100200", "waiting"))
    page.wait(lambda: "Out of paper" in page.view.panel.list.item(0).text())
    assert page.view.job_bar.words().startswith("Waits for the printer: out of paper")


def test_a_folder_is_set_up_and_takes_the_documents_that_have_no_printer(page: Page, tmp_path: Path) -> None:
    page.view.panel.add.click()
    dialog = page.dialog(PrinterDialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData(PrinterKind.FOLDER.value))
    dialog.name.setText("Папка")
    dialog.paper.setEditText("A4")
    dialog.accept()
    assert dialog.isVisible()
    assert "it is not said where to print" in dialog.sentence.words()
    dialog.folder.setText(str(tmp_path / "gone" / "labels"))
    dialog.accept()
    page.wait(lambda: "there is no folder" in dialog.sentence.words())
    assert dialog.isVisible()
    dialog.folder.setText(str(tmp_path / "labels"))
    dialog.accept()
    page.says("Printer “Папка” is set up")
    assert (tmp_path / "labels").is_dir()
    page.wait(lambda: page.view.panel.list.count() == 2)
    seen = page.bench.printers.seen()
    found = seen.of(DocumentKind.PICK_LIST)
    assert found is not None
    assert (found.name, found.paper.name) == ("Папка", "A4")


def test_a_network_printer_that_is_off_is_set_up_and_that_is_told(page: Page) -> None:
    page.wait(lambda: page.view.panel.list.count() == 1)
    page.bench.played.condition = PrinterCondition.OFFLINE
    page.view.panel.add.click()
    dialog = page.dialog(PrinterDialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData(PrinterKind.NETWORK.value))
    dialog.address.setText("192.0.2.40")
    dialog.accept()
    page.says("Printer “192.0.2.40” is set up but does not answer now")
    page.wait(lambda: page.view.panel.list.count() == 2)


def test_a_printer_is_changed_in_the_same_dialog(page: Page) -> None:
    page.wait(lambda: page.view.panel.chosen is not None)
    page.view.panel.change.click()
    dialog = page.dialog(PrinterDialog)
    assert dialog.name.text() == "Zebra у стола"
    dialog.copies.setValue(2)
    dialog.accept()
    page.wait(lambda: page.bench.printers.seen().printers[0].copies == 2)


def test_a_printer_is_removed_only_after_a_question_whose_safe_answer_is_the_default(page: Page) -> None:
    page.wait(lambda: page.view.panel.chosen is not None)
    page.view.panel.remove.click()
    question = page.dialog(ConsequenceDialog)
    QTest.keyClick(question, Qt.Key.Key_Return)
    assert len(page.bench.printers.seen().printers) == 1
    page.wait(lambda: not any(isinstance(each, ConsequenceDialog) for each in QApplication.topLevelWidgets()))
    page.view.panel.remove.click()
    page.dialog(ConsequenceDialog).accept_button.click()
    page.wait(lambda: page.bench.printers.seen().printers == ())


def test_a_route_is_chosen_from_the_printers_there_are(page: Page) -> None:
    page.wait(lambda: page.view.panel.chosen is not None)
    box = page.view.panel.routes[DocumentKind.PICK_LIST]
    box.setCurrentIndex(1)
    box.activated.emit(1)
    page.wait(lambda: DocumentKind.PICK_LIST in page.bench.printers.seen().routes)


def test_a_test_page_and_the_control_barcodes_are_queued(page: Page) -> None:
    page.wait(lambda: page.view.panel.chosen is not None)
    page.view.panel.test.click()
    page.says("A test page goes to “Zebra у стола”")
    page.view.bar.control_sheet_wanted.emit()
    page.says("The control barcodes are queued")
    page.shows(("", "waiting"), ("75x120", "waiting"))


def test_a_test_page_that_waits_for_its_printer_is_told_as_such(page: Page) -> None:
    page.wait(lambda: page.view.panel.chosen is not None)
    page.bench.played.condition = PrinterCondition.NO_PAPER
    page.view.panel.test.click()
    page.says("The test page for “Zebra у стола” is queued. Waits for the printer: ")


def test_the_page_opens_at_the_newest_job_unless_the_person_has_left_it_elsewhere(page: Page) -> None:
    for number in ("700100200", "700100201", "700100202"):
        page.print_one(number)
        page.wait(partial(_shows_first, page, number), number)
    assert page.view.table.currentIndex().row() == 2, "it stays at its job while others come"
    page.view.arrive()
    assert page.view.table.currentIndex().row() == 0
    page.press(Qt.Key.Key_Down)
    page.view.arrive()
    assert page.view.table.currentIndex().row() == 1


def _shows_first(page: Page, number: str) -> bool:
    page.view.read()
    return [order for order, _ in page.rows()[:1]] == [number]


def test_a_pick_list_is_made_by_a_key(page: Page) -> None:
    page.bench.house.show(shipment("CONFIRMED", shipment_id="700100301"))
    page.press(Qt.Key.Key_F9)
    QTest.keyClick(page.dialog(PickDialog), Qt.Key.Key_Return)
    page.shows(("700100301", "waiting"))


def test_without_anything_to_pick_a_person_is_told(page: Page) -> None:
    page.press(Qt.Key.Key_F9)
    page.dialog(PickDialog).accept()
    page.says("There is nothing to pick")


def test_labels_of_several_orders_go_onto_a_sheet(page: Page) -> None:
    for number in ("700100201", "700100202"):
        page.bench.pack(1, shipment_id=number)
    page.view.bar.label_sheet_wanted.emit()
    dialog = page.dialog(SheetDialog)
    dialog.accept()
    assert dialog.sentence.words() == "Write the numbers of the orders."
    dialog.numbers_field.setPlainText("700100201\n700100202, 700100201")
    dialog.first_box.setValue(2)
    dialog.accept()
    page.says("Labels of 2 order(s) are queued")
    page.shows(("700100201, 700100202", "waiting"))


def test_a_refused_sheet_keeps_its_list_without_what_was_printed(page: Page) -> None:
    for number in ("700100201", "700100202", "700100203"):
        page.bench.pack(1, shipment_id=number)
    page.bench.desk.print_order(OrderRef("700100201"), ANNA)
    page.bench.desk.print_order(OrderRef("700100203"), ANNA)
    page.view.bar.label_sheet_wanted.emit()
    dialog = page.dialog(SheetDialog)
    dialog.numbers_field.setPlainText("700100201 700100202 700100203")
    dialog.first_box.setValue(2)
    dialog.accept()
    again = page.dialog(SheetDialog)
    assert (again.numbers, again.first) == (("700100202",), 2)
    assert "700100201, 700100203" in again.sentence.words()
    again.accept()
    page.says("Labels of 1 order(s) are queued")


def test_jobs_of_other_workstations_are_shown_when_asked_for(page: Page) -> None:
    with page.bench.storage.work() as work:
        work.printers.introduce_workstation("99999999", "Упаковка 2")
        work.commit()
    page.view.read()
    page.wait(page.view.bar.everywhere.isVisible)
    page.view.bar.everywhere.click()
    page.print_one()
    page.shows(("700100200", "waiting"))


def test_the_workstation_gets_another_name(page: Page) -> None:
    page.view.panel.rename.click()
    dialog = page.dialog(QInputDialog)
    dialog.setTextValue("Стол у окна")
    dialog.accept()
    page.says("new name")


def test_every_key_of_the_page_is_told_under_f1(page: Page) -> None:
    told = dict(page.view.keys())
    assert {"F3", "F6", "F7", "F8", "F9", "Del", "Alt+1…4", "Esc"} <= set(told)

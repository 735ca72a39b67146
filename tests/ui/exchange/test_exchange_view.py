"""The page over a real database: what is decided here is done by the real use cases."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.domain.intent import Target
from mmdesk.domain.standing import RowState
from mmdesk.errors import Text
from mmdesk.paths import Profile
from mmdesk.secrets import EnvironmentSecrets
from mmdesk.services import lots
from mmdesk.services.exchange_desk import ExchangeDesk, ExchangeSeen, JobName
from mmdesk.services.public_places import PlaceVerdict, PlaceVerdicts, PublicPlace
from mmdesk.storage.connections import PathPurpose, TargetHealth
from mmdesk.storage.uow import Storage
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.exchange.body_dialog import BodyDialog
from mmdesk.ui.exchange.exchange_state import Section
from mmdesk.ui.exchange.exchange_view import ExchangeView
from mmdesk.ui.facts.consequence_dialog import ConsequenceDialog
from mmdesk.ui.facts.lines_list import LinesList
from mmdesk.ui.messages import Messages
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.factory import shipment
from tests.services.stand import ANNA, MirrorStand, mirror_stand
from tests.ui.conftest import Wait
from tests.ui.exchange.secret_holder import Holder
from tests.ui.orders.verbs_stand import Heard, silent_changes

REFUSED = "Лот 1 уже отменён"
CALL = '{"data":{"shipments":[{"shipmentId":"700100200","customer":{"fullName":"Примеров"}}]}}'


@dataclass
class Page:
    """What a person has before the eyes; a commit is noticed when the test says so."""

    house: MirrorStand
    view: ExchangeView
    heard: Heard
    changes: ChangeNotice
    wait: Wait
    badges: list[int]
    asked: list[tuple[str, object]]

    def read(self, shown: Callable[[ExchangeSeen], object]) -> None:
        """It comes to show this; what is committed meanwhile is noticed."""

        def look() -> bool:
            self.changes.changed.emit()
            return self.view.seen is not None and bool(shown(self.view.seen))

        self.wait(look, "what has been committed")

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.view, key, modifier)

    def open(self, section: Section) -> None:
        """By its key."""
        number = list(Section).index(section) + 1
        self.press(Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)
        self.wait(lambda: self.view.section is section, section)

    def park(self, shipment_id: str = "700100200") -> str:
        order = self.house.show(shipment("NEW", shipment_id=shipment_id))
        key = lots.confirm(self.house.desk, order, ANNA).keys[0]
        self.house.park(key, REFUSED)
        self.read(lambda seen: any(each.key == key and each.is_parked for each in seen.commands))
        return key

    def end(self, key: str) -> None:
        """It is done, as by the service."""
        with self.house.storage.work() as work:
            found = work.outbox.find(key)
            done = replace(found.progress, state=RowState.DONE)
            work.outbox.replace_progress(key, done, None, self.house.clock.now())
            work.commit()

    def receive(self, *, parked: bool) -> None:
        now = self.house.clock.now()
        with self.house.storage.work() as work:
            work.inbox.store(self.house.connection.connection_id, "order/new", CALL.encode(), now)
            (message,) = work.inbox.waiting(self.house.connection.connection_id, now, 1)
            if parked:
                work.inbox.park(message.row_id, Text.same("odd"))
            work.commit()
        self.read(lambda seen: seen.calls and seen.calls_parked == int(parked))

    def question(self) -> ConsequenceDialog:
        self.wait(lambda: self.view.findChild(ConsequenceDialog), "a question")
        found = self.view.findChild(ConsequenceDialog)
        assert found is not None
        return found


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
    house = mirror_stand(sqlite_storage, clock)
    profile = Profile.at(tmp_path / "profile").create()
    holder = Holder(EnvironmentSecrets({}))
    desk = ExchangeDesk(sqlite_storage, clock, ANNA, profile, holder, lambda _connection: "")
    messages, changes = Messages(), silent_changes()
    view = ExchangeView(runner, changes, desk, theme, messages, clock)
    made = Page(house, view, Heard(messages), changes, wait, [], [])
    view.badge_changed.connect(made.badges.append)
    view.open_asked.connect(lambda name, wanted: made.asked.append((name, wanted)))
    view.resize(1180, 680)
    view.show()
    view.activateWindow()
    wait(lambda: view.seen is not None)
    view.arrive()
    yield made
    shiboken6.delete(view)


def test_an_empty_queue_says_so(page: Page) -> None:
    assert page.view.queue.empty.isVisible()
    assert page.view.queue.empty.heading == "Nothing waits to be sent"


def test_what_is_parked_is_told_in_the_remotes_words_and_counts(page: Page) -> None:
    page.park()
    assert REFUSED in page.view.queue.card.words()
    assert page.badges == [1]
    page.view.arrive()
    assert page.view.queue.table.hasFocus()


def test_a_parked_command_is_sent_again_by_a_key(page: Page) -> None:
    key = page.park()
    page.view.arrive()
    page.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    page.wait(lambda: page.heard.sentences, "an answer")
    (waiting,) = page.house.queued()
    assert (waiting.key, waiting.progress.state.value) == (key, "pending")
    assert page.heard.last == "Order 700100200: confirmation, lot 1: it is sent again"


def test_dropping_asks_first_and_enter_leaves_the_command(page: Page) -> None:
    page.park()
    page.view.arrive()
    page.press(Qt.Key.Key_Delete)
    question = page.question()
    assert question.safe_button.isDefault()
    QTest.keyClick(question, Qt.Key.Key_Return)
    page.wait(lambda: page.view.findChild(ConsequenceDialog) is None, "no question")
    assert len(page.house.queued()) == 1


def test_several_commands_are_asked_about_once_each_by_name_and_sent_again(page: Page) -> None:
    page.park()
    page.park("700100201")
    page.view.arrive()
    page.press(Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    page.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    page.wait(lambda: page.view.findChild(ConfirmDialog), "a question")
    question = page.view.findChild(ConfirmDialog)
    assert question is not None
    named = question.findChild(LinesList)
    assert named is not None
    assert [line[:15] for line in named.lines()] == ["Order 700100200", "Order 700100201"]
    assert {each.progress.state for each in page.house.queued()} == {RowState.PARKED}
    question.accept_button.click()
    page.wait(lambda: page.heard.sentences, "an answer")
    assert page.heard.last == "2 command(s) sent again"
    assert {each.progress.state for each in page.house.queued()} == {RowState.PENDING}


def test_one_of_several_that_is_over_meanwhile_holds_up_no_other(page: Page) -> None:
    gone = page.park()
    page.park("700100201")
    page.view.arrive()
    page.view.queue.table.selectAll()
    page.press(Qt.Key.Key_Delete)
    question = page.question()
    page.end(gone)
    question.accept_button.click()
    page.wait(lambda: page.heard.sentences, "an answer")
    assert page.heard.kinds == ["refused"]
    assert page.heard.last == "1 command(s) dropped; 1 left as they were"
    assert page.house.queued() == ()


def test_rows_that_are_marked_stay_marked_when_another_command_comes(page: Page) -> None:
    page.park()
    page.park("700100201")
    page.view.queue.table.selectAll()
    page.park("700100202")
    page.wait(lambda: page.view.queue.table.facts.rowCount() == 3, "the third command")
    assert [each.shipment_id for each in page.view.queue.marked] == ["700100200", "700100201"]
    assert not page.view.queue.open_order.isVisible()


def test_a_command_is_dropped_by_keys_alone(page: Page) -> None:
    page.park()
    page.view.arrive()
    page.press(Qt.Key.Key_Delete)
    question = page.question()
    QTest.keyClick(question, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page.wait(lambda: page.heard.sentences, "an answer")
    assert page.house.queued() == ()
    page.wait(page.view.queue.empty.isVisible, "an empty queue")
    page.wait(lambda: page.badges == [1, 0], "a badge that goes")


def test_enter_opens_the_order_of_a_command(page: Page) -> None:
    page.park()
    page.view.arrive()
    page.press(Qt.Key.Key_Return)
    (command,) = page.house.queued()
    assert page.asked == [("orders", int(command.shipment_key))]


def test_a_command_that_is_gone_meanwhile_is_told(page: Page) -> None:
    key = page.park()
    page.end(key)
    page.view.queue.retry.click()
    page.wait(lambda: page.heard.sentences, "a refusal")
    assert page.heard.kinds == ["refused"]


def test_the_body_of_a_call_is_shown_without_the_buyer(page: Page) -> None:
    page.receive(parked=True)
    page.open(Section.CALLS)
    page.press(Qt.Key.Key_Return)
    page.wait(lambda: page.view.findChild(BodyDialog), "the body")
    dialog = page.view.findChild(BodyDialog)
    assert dialog is not None
    assert dialog.windowTitle().startswith("New order (order/new), ")
    shown = dialog.document.toPlainText()
    assert "700100200" in shown
    assert "Примеров" not in shown
    dialog.reject()


def test_a_parked_call_is_worked_off_again(page: Page) -> None:
    page.receive(parked=True)
    assert page.badges == [1]
    page.open(Section.CALLS)
    page.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    page.wait(lambda: page.badges == [1, 0], "nothing parked")


def test_calls_can_be_narrowed_to_those_that_are_stopped(page: Page) -> None:
    page.receive(parked=False)
    page.open(Section.CALLS)
    assert page.view.calls.table.facts.rowCount() == 1
    page.view.calls.parked_only.click()
    page.wait(page.view.calls.empty.isVisible, "no stopped call")
    assert page.view.calls.empty.heading == "No call is stopped"


def test_a_job_is_asked_for_by_a_key_and_says_when_it_will_run(page: Page) -> None:
    page.open(Section.JOBS)
    page.view.jobs.table.go_to_key(JobName.PRUNE.value)
    page.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    page.wait(lambda: page.heard.sentences, "an answer")
    with page.house.storage.look() as work:
        asked = work.running.take_request(page.house.clock.now())
    assert asked is not None
    assert asked.job == "prune"
    assert page.heard.last == "Removal of old rows: it runs as soon as the service does"


def test_former_runs_follow_the_filter(page: Page) -> None:
    with page.house.storage.work() as work:
        for name, outcome in (("crm", "done"), ("prune", "failed")):
            run = work.running.begin(name, page.house.clock.now())
            work.running.end(run, page.house.clock.now(), outcome, Text.same("because"))
        work.commit()
    page.open(Section.JOBS)
    history = page.view.jobs.history.facts
    page.wait(lambda: history.rowCount() == 2, "both runs")
    box = page.view.jobs.outcome
    box.setCurrentIndex(box.findData("failed"))
    box.activated.emit(box.currentIndex())
    page.wait(lambda: history.rowCount() == 1, "the failed run")
    assert history.data(history.index(0, 3)) == "because"


def test_a_refused_token_is_red_and_says_how_to_mend_it(page: Page) -> None:
    with page.house.storage.work() as work:
        health = TargetHealth(Target.MEGAMARKET, stopped_at=page.house.clock.now(), words=Text.same("401"))
        work.connections.put_health(page.house.connection.connection_id, health)
        work.commit()
    page.read(lambda seen: seen.remotes[0].is_alarm)
    assert page.badges == [1]
    page.open(Section.REMOTES)
    told = page.view.remotes.card.words()
    assert "token refused" in told
    assert "Settings → Connections → “Edit”" in told


def test_without_a_public_address_there_is_nothing_to_test(page: Page) -> None:
    page.open(Section.PLACES)
    assert not page.view.places.test.isEnabled()
    assert "works by polling" in page.view.places.card.words()


def test_the_verdict_of_the_test_stands_at_each_address(page: Page) -> None:
    page.house.set("http.public_url", "https://desk.example.org")
    page.read(lambda seen: seen.places[0].is_public)
    page.open(Section.PLACES)
    name = page.house.connection.name
    bad = PlaceVerdict(name, PublicPlace.FEED, ok=False, words=Text.same("no answer: start the tunnel"))
    page.view.places.show_tested(PlaceVerdicts((bad,)), page.house.clock.now())
    page.view.places.table.go_to_key(f"{name}/feed")
    assert "start the tunnel" in page.view.places.card.words()


def test_the_test_of_an_address_that_nobody_answers_comes_back_red(page: Page) -> None:
    """A real call: port 9 of this computer is nobody's."""
    page.house.set("http.public_url", "http://127.0.0.1:9")
    with page.house.storage.work() as work:
        for purpose in PathPurpose:
            work.connections.add_path_key(page.house.connection.connection_id, purpose, f"key-{purpose}")
        work.commit()
    page.read(lambda seen: seen.places[0].is_public)
    page.open(Section.PLACES)
    page.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    facts = page.view.places.table.facts
    page.wait(lambda: str(facts.data(facts.index(0, 3))) != "not tested yet", "a verdict")
    assert page.view.places.test.isEnabled()
    assert "does not work" in page.view.places.card.words()


def test_the_support_bundle_is_saved_where_it_was_wanted(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    page.view.bundle.save(file)
    page.wait(lambda: page.heard.sentences, "an answer")
    assert page.heard.kinds == ["done"]
    with zipfile.ZipFile(file) as archive:
        assert "doctor.json" in archive.namelist()


def test_a_bundle_that_cannot_be_written_is_told(page: Page, tmp_path: Path) -> None:
    page.view.bundle.save(tmp_path / "nowhere" / "bundle.zip")
    page.wait(lambda: page.heard.sentences, "an answer")
    assert page.heard.kinds == ["refused"]


def test_exchange_now_asks_for_megamarket(page: Page) -> None:
    page.press(Qt.Key.Key_F5)
    page.wait(lambda: page.heard.sentences, "an answer")
    with page.house.storage.look() as work:
        asked = work.running.take_request(page.house.clock.now())
    assert asked is not None
    assert asked.job == "megamarket"


def test_another_page_can_ask_for_a_section(page: Page) -> None:
    page.view.show_asked("jobs")
    assert page.view.section is Section.JOBS
    with pytest.raises(TypeError):
        page.view.show_asked("nowhere")


def test_everything_that_can_be_pressed_has_a_name(page: Page) -> None:
    page.park()
    for section in Section:
        page.open(section)
        for table in page.view.findChildren(type(page.view.queue.table)):
            assert table.accessibleName()
    assert not [dialog for dialog in page.view.findChildren(QDialog) if dialog.isVisible()]

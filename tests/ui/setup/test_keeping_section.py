"""Copies of the database and the settings as a file: nothing is replaced before a person has said yes."""

from __future__ import annotations

import json
from fnmatch import fnmatch
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mmdesk.clock import ManualClock
from mmdesk.paths import Profile
from mmdesk.services import connection_settings, restoring
from mmdesk.services.backups import Backups
from mmdesk.services.keeping_desk import KeepingDesk
from mmdesk.services.operators import Operator
from mmdesk.storage.uow import Storage
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.facts.lines_list import LinesList
from mmdesk.ui.messages import Messages
from mmdesk.ui.setup.keeping_section import FileQuestions, KeepingSection
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from tests.services.stand import MirrorStand, mirror_stand
from tests.ui.conftest import Wait


class Answers:
    """The files that a person chooses."""

    def __init__(self) -> None:
        self.file: Path | None = None

    def save(self, _parent: QWidget, _title: str, _name: str, _kind: str) -> Path | None:
        return self.file

    def open(self, _parent: QWidget, _title: str, _kind: str) -> Path | None:
        return self.file


@pytest.fixture
def shop(sqlite_storage: Storage, clock: ManualClock) -> MirrorStand:
    return mirror_stand(sqlite_storage, clock)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile.at(tmp_path / "profile").create()


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def section(
    shop: MirrorStand,
    profile: Profile,
    answers: Answers,
    runner: TaskRunner,
    theme: Theme,
    said: list[str],
    qtbot: QtBot,
) -> KeepingSection:
    messages = Messages()
    messages.said.connect(lambda _kind, sentence, _lines: said.append(sentence))
    desk = KeepingDesk(shop.storage, shop.clock, profile, judged)
    ask = FileQuestions(answers.save, answers.open)
    section = KeepingSection(desk, Operator("Анна"), runner, messages, theme, ask)
    qtbot.addWidget(section)
    section.show()
    return section


def judged(_differences: object) -> tuple[str, ...]:
    return ()


def click(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def question(section: KeepingSection, wait: Wait) -> ConfirmDialog:
    wait(lambda: any(each.isVisible() for each in section.findChildren(ConfirmDialog)))
    return next(each for each in section.findChildren(ConfirmDialog) if each.isVisible())


def test_the_daily_copies_are_listed(
    section: KeepingSection, shop: MirrorStand, profile: Profile, wait: Wait
) -> None:
    Backups(shop.storage, shop.clock, profile.backups).run()
    section.look()
    wait(lambda: section.copies.count() == 1)


def test_a_copy_is_saved_where_the_person_says(
    section: KeepingSection, answers: Answers, said: list[str], tmp_path: Path, wait: Wait
) -> None:
    answers.file = tmp_path / "copy.db"
    click(section.back_up_button)
    wait(lambda: said)
    assert restoring.examine(tmp_path / "copy.db").orders == 0


def test_a_person_who_chooses_no_file_changes_nothing(
    section: KeepingSection, said: list[str], profile: Profile
) -> None:
    for button in (
        section.back_up_button,
        section.restore_file_button,
        section.export_button,
        section.import_button,
    ):
        click(button)
    assert said == []
    assert section.findChildren(ConfirmDialog) == []


def test_a_copy_is_restored_at_the_next_start_after_a_yes(
    section: KeepingSection, answers: Answers, profile: Profile, tmp_path: Path, qtbot: QtBot, wait: Wait
) -> None:
    answers.file = tmp_path / "copy.db"
    click(section.back_up_button)
    wait(lambda: (tmp_path / "copy.db").exists() and section.back_up_button.isEnabled())
    click(section.restore_file_button)
    asked = question(section, wait)
    assert not (profile.root / restoring.WISH).exists()
    with qtbot.waitSignal(section.restart_asked):
        click(asked.accept_button)
    assert json.loads((profile.root / restoring.WISH).read_text(encoding="utf-8"))["file"].endswith("copy.db")


def test_what_a_restore_has_put_aside_is_offered_by_the_list_and_by_the_choice_of_files(
    section: KeepingSection, shop: MirrorStand, wait: Wait
) -> None:
    database = Path(shop.storage.engine.url.database or "")
    kept = database.with_name(f"{database.name}.before-restore-2")
    kept.write_bytes(b"")
    section.look()
    wait(lambda: section.copies.count() == 1)
    assert "put aside" in section.copies.item(0).text()
    chosen = QFileDialog(section, "", str(kept.parent), section.kinds_of_copies())
    shown = chosen.nameFilters()[0]
    patterns = shown[shown.index("(") + 1 : -1].split()
    assert any(fnmatch(kept.name, pattern) for pattern in patterns)


@pytest.mark.parametrize(("connected", "told"), [(True, "read from Megamarket again"), (False, "No shop is")])
def test_the_question_promises_orders_only_where_a_shop_is_connected(
    section: KeepingSection,
    shop: MirrorStand,
    answers: Answers,
    tmp_path: Path,
    wait: Wait,
    connected: bool,
    told: str,
) -> None:
    if not connected:
        with shop.storage.work() as work:
            work.connections.remove(shop.connection.name, shop.clock.now())
            work.commit()
    answers.file = tmp_path / "copy.db"
    click(section.back_up_button)
    wait(lambda: answers.file and answers.file.exists() and section.back_up_button.isEnabled())
    click(section.restore_file_button)
    words = " ".join(label.text() for label in question(section, wait).findChildren(QLabel))
    assert told in words


def test_settings_that_are_as_in_the_file_are_not_asked_about(
    section: KeepingSection, answers: Answers, said: list[str], tmp_path: Path, wait: Wait
) -> None:
    answers.file = tmp_path / "settings.json"
    click(section.export_button)
    wait(lambda: said)
    click(section.import_button)
    wait(lambda: len(said) == 2)
    assert "Nothing to take over" in said[1]


def test_a_file_that_is_no_copy_is_told_and_nothing_asked(
    section: KeepingSection, answers: Answers, said: list[str], tmp_path: Path, wait: Wait
) -> None:
    answers.file = tmp_path / "letter.db"
    answers.file.write_text("Dear all", encoding="utf-8")
    click(section.restore_file_button)
    wait(lambda: said)
    assert said[0].endswith("none of mmdesk's. Take another copy.")
    assert section.findChildren(ConfirmDialog) == []


def test_settings_go_out_and_come_back(
    section: KeepingSection, shop: MirrorStand, answers: Answers, said: list[str], tmp_path: Path, wait: Wait
) -> None:
    answers.file = tmp_path / "settings.json"
    shop.set("desk.undo_seconds", "25")
    click(section.export_button)
    wait(lambda: said)
    shop.set("desk.undo_seconds", "5")
    click(section.import_button)
    asked = question(section, wait)
    named = asked.findChild(LinesList)
    assert named is not None
    assert named.lines()[0] == f"“{shop.connection.name}”: 1 setting(s) change"
    assert named.lines()[1].endswith(": 5 → 25")
    click(asked.accept_button)
    wait(lambda: len(said) == 2)
    assert connection_settings.shown(shop.storage, shop.connection.name)["desk.undo_seconds"] == 25


@pytest.mark.parametrize(
    "content", [b"{", b'{"mmdesk_settings": 99}', b'{"mmdesk_settings": 1, "connections": {"x": {"y": "z"}}}']
)
def test_a_foreign_broken_or_newer_file_of_settings_changes_nothing(
    section: KeepingSection,
    shop: MirrorStand,
    answers: Answers,
    said: list[str],
    tmp_path: Path,
    wait: Wait,
    content: bytes,
) -> None:
    before = connection_settings.exported(shop.storage)
    answers.file = tmp_path / "settings.json"
    answers.file.write_bytes(content)
    click(section.import_button)
    wait(lambda: said)
    assert connection_settings.exported(shop.storage) == before
    assert section.findChildren(ConfirmDialog) == []

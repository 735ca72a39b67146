"""The section «Копии и перенос»: backups and the way back, the settings as a file."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from mmdesk.errors import MmdeskError
from mmdesk.services.check import Told
from mmdesk.services.keeping_desk import Contents, Copies, KeepingDesk, SettingsRead
from mmdesk.services.operators import Operator
from mmdesk.ui import moments
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.padded import Padded
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.setup import settings_question
from mmdesk.ui.setup.remote_talk import RemoteTalk
from mmdesk.ui.setup.section import Section
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import ROW_HEIGHT, Role, Theme, Tone, dress

_LIST_HEIGHT: Final = 168
_LOOK: Final = "keeping.look"
_COPY: Final = "keeping.copy"
_RESTORE: Final = "keeping.restore"
_EXPORT: Final = "keeping.export"
_IMPORT: Final = "keeping.import"


@dataclass(frozen=True, slots=True)
class FileQuestions:
    """Asks the person for a file; an empty path when they choose none."""

    save: Callable[[QWidget, str, str, str], Path | None]
    open: Callable[[QWidget, str, str], Path | None]


class KeepingSection(Section):
    """Nothing is changed before the person has chosen a file, and said yes where something is replaced."""

    restart_asked = Signal()
    """A wish to restore is left: the program has to begin anew."""

    name = "keeping"
    icon_name: ClassVar[str] = "archive"

    def __init__(
        self,
        desk: KeepingDesk,
        operator: Operator,
        runner: TaskRunner,
        messages: Messages,
        theme: Theme,
        ask: FileQuestions | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._operator = operator
        self._runner = runner
        self._messages = messages
        self._theme = theme
        self._ask = ask or FileQuestions(_file_to_save, _file_to_open)
        self._wanted: Path | None = None
        self._read: SettingsRead | None = None
        self._talk = RemoteTalk()
        self.copies = QListWidget()
        self.copies.setItemDelegate(Padded(self.copies))
        self.back_up_button = QPushButton(self.tr("Save a copy…"))
        self.restore_button = QPushButton(self.tr("Restore the marked one…"))
        self.restore_file_button = QPushButton(self.tr("Restore from a file…"))
        self.export_button = QPushButton(self.tr("Save the settings…"))
        self.import_button = QPushButton(self.tr("Take settings from a file…"))
        self._told = plain_label(tone=Tone.MUTED)
        self._arrange()
        self._connect()

    def title(self) -> str:
        return self.tr("Copies and transfer")

    def arrive(self) -> None:
        self.back_up_button.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()

    @Slot()
    def look(self) -> None:
        show, failed = self.show_copies, partial(self._failed, _LOOK)
        self._runner.read(self._desk.look, owner=self, done=show, failed=failed, topic="copies")

    @property
    def told(self) -> str:
        """Where the daily copies are, once that has been read."""
        return self._told.text()

    def show_copies(self, found: Copies) -> None:
        self._messages.over(_LOOK)
        self.copies.clear()
        for copy in found.copies:
            size = self.tr("{size} MB").format(size=moments.tenths(copy.size / 1e6))
            words = f"{moments.exact(copy.made_at)} · {size}"
            if copy.replaced:
                words = self.tr("{copy} · put aside by a restore").format(copy=words)
            entry = QListWidgetItem(words, self.copies)
            entry.setData(0x0100, str(copy.file))
        self.copies.setCurrentRow(0)
        for part in (self.copies, self.restore_button):
            part.setVisible(bool(found.copies))
        for button in (self.back_up_button, self.restore_file_button):
            button.setEnabled(not found.on_server)
        self._told.setText(self._words(found))

    def _words(self, found: Copies) -> str:
        if found.on_server:
            return self.tr("The database is on a PostgreSQL server: copies are made there, with pg_dump.")
        folder = self.tr("The service makes a copy every day, in {folder}.").format(folder=found.folder)
        is_none = all(copy.replaced for copy in found.copies)
        return f"{folder} {self.tr('There is none yet.')}" if is_none else folder

    # -- copies of the database

    @Slot()
    def _back_up(self) -> None:
        file = self._ask.save(self, self.tr("Save a copy of the database"), "mmdesk-copy.db", "*.db")
        if file is not None:
            self.back_up_button.setEnabled(False)
            work = partial(self._desk.back_up, self._operator, file)
            # Reading: it takes a while, and decisions about orders do not wait for it.
            self._runner.read(work, owner=self, done=self._backed_up, failed=partial(self._failed, _COPY))

    def _backed_up(self, file: Path) -> None:
        self.back_up_button.setEnabled(True)
        words = self.tr("The copy is whole and checked: {file}")
        self._messages.say(Kind.DONE, words.format(file=file), deed=_COPY)
        self.look()

    @Slot()
    def _restore_marked(self) -> None:
        entry = self.copies.currentItem()
        if entry is not None:
            self._examine(Path(entry.data(0x0100)))

    @Slot()
    def _restore_file(self) -> None:
        file = self._ask.open(self, self.tr("Restore from a copy of the database"), self.kinds_of_copies())
        if file is not None:
            self._examine(file)

    def kinds_of_copies(self) -> str:
        """What is offered to be restored: what an earlier restore has put aside as well."""
        return self.tr("Copies of the database (*.db *.before-restore *.before-restore-*);;All files (*)")

    def _examine(self, file: Path) -> None:
        self._wanted = file
        self._runner.read(
            partial(self._desk.examine, file),
            owner=self,
            done=self._ask_restore,
            failed=partial(self._failed, _RESTORE),
        )

    def _ask_restore(self, found: Contents) -> None:
        self._messages.over(_RESTORE)
        words = self.tr("%n order(s)", "", found.orders)
        if found.newest_at is not None:
            words = self.tr("{orders}, the newest of {moment}").format(
                orders=words, moment=moments.exact(found.newest_at)
            )
        question = ConfirmDialog(
            self.tr("Restore this copy?"),
            (
                self.tr("It holds: {what}.").format(what=words),
                self.tr(
                    "The exchange stops, the window closes and opens again with this copy. "
                    "What has changed since is no longer there. The present database is kept beside it, "
                    "and stands in the list of copies afterwards."
                ),
                self._what_comes_back(found),
            ),
            self.tr("Restore"),
            self._theme,
            self.window(),
        )
        question.accepted.connect(self._restore)
        question.open()

    def _what_comes_back(self, found: Contents) -> str:
        if not found.connections:
            return self.tr(
                "No shop is connected in this copy: no orders come back from Megamarket "
                "until you connect one."
            )
        return self.tr(
            "The orders of its %n connection(s) are read from Megamarket again.", "", found.connections
        )

    @Slot()
    def _restore(self) -> None:
        if self._wanted is not None:
            work = partial(self._desk.prepare_restore, self._operator, self._wanted, time.sleep)
            self._runner.read(work, owner=self, done=self._prepared, failed=partial(self._failed, _RESTORE))

    def _prepared(self, _nothing: None) -> None:
        self.restart_asked.emit()

    # -- the settings as a file

    @Slot()
    def _export(self) -> None:
        title = self.tr("Save the settings of all connections")
        file = self._ask.save(self, title, "mmdesk-settings.json", "*.json")
        if file is not None:
            work = partial(self._desk.export_settings, self._operator, file)
            self._runner.read(work, owner=self, done=self._exported, failed=partial(self._failed, _EXPORT))

    def _exported(self, file: Path) -> None:
        words = self.tr("The settings are saved, without secrets: {file}")
        self._messages.say(Kind.DONE, words.format(file=file), deed=_EXPORT)

    @Slot()
    def _choose_import(self) -> None:
        kinds = self.tr("Settings of mmdesk (*.json);;All files (*)")
        self._wanted = self._ask.open(self, self.tr("Take settings from a file"), kinds)
        if self._wanted is None:
            return
        work = partial(_look_over, self._desk, self._operator, self._wanted)
        done = partial(self._ask_import, self._wanted.name)
        self._show_reading(busy=True)
        self._talk.begin(work, owner=self, done=done, failed=partial(self._failed, _IMPORT))

    def _show_reading(self, *, busy: bool) -> None:
        self.import_button.setEnabled(not busy)
        words = self.tr("Comparing with RetailCRM…") if busy else self.tr("Take settings from a file…")
        self.import_button.setText(words)

    def _ask_import(self, name: str, read: SettingsRead) -> None:
        self._show_reading(busy=False)
        if read.changes_nothing:
            words = self.tr("Nothing to take over: the settings are as in the file already.")
            self._messages.say(Kind.NOTICE, words, deed=_IMPORT)
            return
        self._messages.over(_IMPORT)
        self._read = read
        question = settings_question.question(name, read, self._theme, self.window())
        question.accepted.connect(self._import)
        question.open()

    @Slot()
    def _import(self) -> None:
        if self._read is not None:
            work = partial(self._desk.import_settings, self._operator, self._read)
            self._runner.write(work, owner=self, done=self._imported, failed=partial(self._failed, _IMPORT))

    def _imported(self, _nothing: None) -> None:
        words = self.tr("The settings are taken over; in force from now on.")
        self._messages.say(Kind.DONE, words, deed=_IMPORT)

    def _failed(self, deed: str, error: MmdeskError) -> None:
        self.back_up_button.setEnabled(True)
        self._show_reading(busy=False)
        self._messages.show_error(error, deed=deed)

    def _connect(self) -> None:
        self.back_up_button.clicked.connect(self._back_up)
        self.restore_button.clicked.connect(self._restore_marked)
        self.restore_file_button.clicked.connect(self._restore_file)
        self.export_button.clicked.connect(self._export)
        self.import_button.clicked.connect(self._choose_import)

    def _arrange(self) -> None:
        self.copies.setAccessibleName(self.tr("Copies that can be restored"))
        self.copies.setMaximumHeight(_LIST_HEIGHT)
        self.copies.setStyleSheet(f"QListWidget::item {{ height: {ROW_HEIGHT}px; }}")
        dress(self.back_up_button, Role.PRIMARY)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(16)
        rows.addWidget(plain_label(self.title(), Role.HEADING))
        copies, database = _card(self.tr("Copies of the database"), self._told)
        database.addWidget(self.copies)
        database.addLayout(_row(self.back_up_button, self.restore_button, self.restore_file_button))
        words = self.tr("For another computer, or before a change: everything but secrets, as one file.")
        file, settings = _card(self.tr("Settings as a file"), plain_label(words, tone=Tone.MUTED))
        settings.addLayout(_row(self.export_button, self.import_button))
        rows.addWidget(copies)
        rows.addWidget(file)
        rows.addStretch(1)


def _look_over(desk: KeepingDesk, by: Operator, file: Path, _told: Told) -> SettingsRead:
    return desk.look_over(by, file)


def _card(title: str, words: QWidget) -> tuple[QFrame, QVBoxLayout]:
    """The card, and where its further lines go."""
    frame = QFrame()
    dress(frame, Role.CARD)
    column = QVBoxLayout(frame)
    column.setContentsMargins(16, 16, 16, 16)
    column.setSpacing(12)
    column.addWidget(plain_label(title, Role.HEADING))
    column.addWidget(words)
    return frame, column


def _row(*buttons: QPushButton) -> QHBoxLayout:
    line = QHBoxLayout()
    for button in buttons:
        line.addWidget(button)
    line.addStretch(1)
    return line


def _file_to_save(parent: QWidget, title: str, name: str, kind: str) -> Path | None:
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(Path.home() / name), kind)
    return Path(chosen) if chosen else None


def _file_to_open(parent: QWidget, title: str, kind: str) -> Path | None:
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(Path.home()), kind)
    return Path(chosen) if chosen else None

"""The section «Интеграционные данные»: reads, saves, tests and turns keys of the chosen connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from mmdesk.errors import MmdeskError
from mmdesk.services.check import Told
from mmdesk.services.connection_desk import ConnectionDesk
from mmdesk.services.integration_desk import BadPublicWay, Integration, IntegrationDesk, PublicWay
from mmdesk.services.self_test import PublicPlace, Report
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.setup.integration_state import IntegrationState
from mmdesk.ui.setup.integration_view import IntegrationView
from mmdesk.ui.setup.places import INTEGRATION
from mmdesk.ui.setup.remote_talk import RemoteTalk
from mmdesk.ui.setup.section import Section
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme

_TOPIC = "integration"


@dataclass(frozen=True, slots=True)
class _Read:
    """What one look has found; `integration` is None without any connection."""

    names: tuple[str, ...]
    integration: Integration | None


class IntegrationSection(Section):
    """Reads again at each change; the connection that is chosen stays chosen while it exists."""

    name = INTEGRATION
    icon_name: ClassVar[str] = "link"

    def __init__(
        self,
        desk: Callable[[], IntegrationDesk],
        connections: Callable[[], ConnectionDesk],
        runner: TaskRunner,
        changes: ChangeNotice,
        messages: Messages,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._connections = connections
        self._runner = runner
        self._messages = messages
        self._theme = theme
        self._chosen = ""
        self._state: IntegrationState | None = None
        self.keep_old: QCheckBox | None = None
        self._turning = PublicPlace.FEED
        self._talk = RemoteTalk()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        changes.changed.connect(self.look)

    @cached_property
    def view(self) -> IntegrationView:
        """Made in advance, at the latest when the section is first seen."""
        view = IntegrationView(self._theme, self)
        self._rows.addWidget(view)
        view.chosen.connect(self._choose)
        view.save_asked.connect(self._save)
        view.test_all_asked.connect(self._test_all)
        for row in view.rows.values():
            row.test_asked.connect(self._test)
            row.rotate_asked.connect(self._ask_rotation)
            row.copied.connect(self._copied)
        return view

    def title(self) -> str:
        return self.tr("Integration data")

    def prepare(self) -> None:
        assert self.view is not None

    def arrive(self) -> None:
        self.view.arrive()

    def unsaved(self) -> tuple[str, ...]:
        words = self.tr("the way in to “{name}” from outside")
        return tuple(words.format(name=name) for name in self.view.unsaved())

    def show_asked(self, wanted: object) -> None:
        """The connection of that name."""
        if not isinstance(wanted, str):
            super().show_asked(wanted)
        self._choose(str(wanted))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()

    @Slot()
    def look(self) -> None:
        if self.isVisible():
            work = partial(_look, self._desk, self._connections, self._chosen)
            self._runner.read(
                work,
                owner=self,
                done=self._show,
                failed=partial(self._messages.show_error, about=_TOPIC),
                topic=_TOPIC,
            )

    def _show(self, read: _Read) -> None:
        self._messages.over(_TOPIC)
        if read.integration is None:
            self._state = None
            self._chosen = ""
            self.view.show_names((), "")
            return
        self._chosen = read.integration.connection.name
        before = self._state
        self._state = IntegrationState(read.integration) if before is None else before.see(read.integration)
        self.view.show_names(read.names, self._chosen)
        self.view.show_state(self._state)

    @Slot(str)
    def _choose(self, name: str) -> None:
        self._talk.cancel()
        self._chosen = name
        self.look()

    # -- self-test

    @Slot(str)
    def _test(self, place: str) -> None:
        self._begin_test(PublicPlace(place))

    @Slot()
    def _test_all(self) -> None:
        self._begin_test(None)

    def _begin_test(self, only: PublicPlace | None) -> None:
        if self._state is None:
            return
        self._change(self._state.begin_test(frozenset(PublicPlace) if only is None else frozenset({only})))
        work = partial(_test, self._desk, self._chosen, only)
        self._talk.begin(work, owner=self, done=self.show_report, failed=self._not_tested)

    def show_report(self, report: Report) -> None:
        """How the addresses were found."""
        if self._state is not None:
            self._change(self._state.end_test(report))

    def _not_tested(self, error: MmdeskError) -> None:
        if self._state is not None:
            self._change(self._state.break_test())
        self._messages.show_error(error)

    def _change(self, state: IntegrationState) -> None:
        self._state = state
        self.view.show_state(state)

    # -- what is changed

    @Slot(object)
    def _save(self, way: PublicWay) -> None:
        if self._chosen:
            work = partial(_save, self._desk, self._chosen, way)
            self._runner.write(work, owner=self, done=self._saved, failed=self._not_saved)

    def _saved(self, found: Integration) -> None:
        self._say(self.tr("The address is stored; RetailCRM hears of it at the next exchange."))
        self._renew(found)

    def _not_saved(self, error: MmdeskError) -> None:
        if isinstance(error, BadPublicWay):
            self.view.form.show_faults(error.faults)
        else:
            self._messages.show_error(error)

    @Slot(str)
    def _ask_rotation(self, place: str) -> None:
        self._turning = PublicPlace(place)
        question = ConfirmDialog(
            self.tr("A new key for this address?"),
            (
                self.tr(
                    "The address changes. Paste the new one into Megamarket's cabinet; "
                    "RetailCRM hears of its own by itself."
                ),
            ),
            self.tr("Make a new key"),
            self._theme,
            self.window(),
        )
        self.keep_old = QCheckBox(self.tr("The old address goes on working for 24 hours"))
        self.keep_old.setChecked(True)
        question.body.addWidget(self.keep_old)
        question.accepted.connect(self._rotate)
        question.open()

    @Slot()
    def _rotate(self) -> None:
        keep = self.keep_old is not None and self.keep_old.isChecked()
        work = partial(_rotate, self._desk, self._chosen, self._turning, keep_old=keep)
        self._runner.write(work, owner=self, done=self._rotated, failed=self._messages.show_error)

    def _rotated(self, found: Integration) -> None:
        self._say(self.tr("The address has a new key."))
        self._renew(found)

    def _renew(self, found: Integration) -> None:
        if self._state is not None:
            self._change(self._state.see(found))

    @Slot(str)
    def _copied(self, caption: str) -> None:
        self._say(self.tr("Copied: {what}").format(what=caption))

    def _say(self, words: str) -> None:
        self._messages.say(Kind.DONE, words)


def _look(
    desk: Callable[[], IntegrationDesk], connections: Callable[[], ConnectionDesk], chosen: str
) -> _Read:
    names = connections().names()
    if not names:
        return _Read((), None)
    return _Read(names, desk().look(chosen if chosen in names else names[0]))


def _test(desk: Callable[[], IntegrationDesk], name: str, only: PublicPlace | None, _told: Told) -> Report:
    return desk().test(name, only)


def _save(desk: Callable[[], IntegrationDesk], name: str, way: PublicWay) -> Integration:
    return desk().save(name, way)


def _rotate(
    desk: Callable[[], IntegrationDesk], name: str, place: PublicPlace, *, keep_old: bool
) -> Integration:
    return desk().rotate(name, place, keep_old=keep_old)

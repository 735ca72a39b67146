"""The section «Соответствия»: reads RetailCRM's names, saves what was chosen when it still fits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmdesk.errors import MmdeskError
from mmdesk.services.check import Check, Told
from mmdesk.services.mapping_desk import MappingDesk, MappingRefused, Mappings
from mmdesk.services.operators import Operator
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.setup.mapping_state import MappingState
from mmdesk.ui.setup.mapping_view import MappingView
from mmdesk.ui.setup.remote_talk import RemoteTalk
from mmdesk.ui.setup.section import Section
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.words import language, spoken

MakeDesk = Callable[[], MappingDesk]
PATIENCE_MS: Final = 60_000
"""RetailCRM may take half a minute for each of its four lists; a person waits no longer than this for all."""


_SAVE: Final = "mappings"


class MappingSection(Section):
    """What was chosen and not saved survives a look elsewhere, also at another connection."""

    name = "mappings"
    icon_name: ClassVar[str] = "exchange"

    def __init__(
        self,
        desk: MakeDesk,
        operator: Operator,
        runner: TaskRunner,
        messages: Messages,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        patience_ms: int = PATIENCE_MS,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._operator = operator
        self._runner = runner
        self._messages = messages
        self._connection = ""
        self._state: MappingState | None = None
        self._left: dict[str, MappingState] = {}
        """By connection, where another one was chosen before all was saved."""
        self._talk = RemoteTalk()
        self._patience = QTimer(self, singleShot=True, interval=patience_ms)
        self.view = MappingView(theme)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.view)
        self._connect()

    def title(self) -> str:
        return self.tr("Mappings and orders")

    def arrive(self) -> None:
        self.view.arrive()

    def unsaved(self) -> tuple[str, ...]:
        now = {} if self._state is None else {self._connection: self._state}
        return tuple(
            self.tr("%n change(s) of the mappings of “{name}”", "", state.changes).format(name=name)
            for name, state in sorted((self._left | now).items())
            if state.changes
        )

    def show_asked(self, wanted: object) -> None:
        """The connection of that name."""
        if not isinstance(wanted, str):
            super().show_asked(wanted)
        self._choose(str(wanted))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._runner.read(
            partial(_names, self._desk),
            owner=self,
            done=self._show_names,
            failed=self._messages.show_error,
            topic="mapping names",
        )

    def _show_names(self, names: tuple[str, ...]) -> None:
        if not names:
            self._state = None
            self.view.show_names((), "")
            self.view.show_message(self.tr("Nothing is connected yet: connect a shop first."))
            return
        self._left = {name: state for name, state in self._left.items() if name in names}
        if self._connection not in names:
            self._state = None
            self._go_to(names[0])
        self.view.show_names(names, self._connection)
        if self._state is None or self._state.read.connection != self._connection:
            self._read()

    @Slot(str)
    def _choose(self, name: str) -> None:
        self._go_to(name)
        # The tables of the former one must not be there to be changed while others are made.
        self.view.show_message(self.tr("Reading the names that RetailCRM uses…"))
        if self._state is not None:
            self.view.build(self._state)
        self._read()

    def _go_to(self, name: str) -> None:
        if self._state is not None and self._state.changes:
            self._left[self._connection] = self._state
        self._connection = name
        self._state = self._left.pop(name, None)

    @Slot()
    def _read(self) -> None:
        if self._state is None:
            self.view.show_message(self.tr("Reading the names that RetailCRM uses…"))
        self.view.hold(busy=True, locked=False)
        work = partial(_read, self._desk, self._connection)
        self._patience.start()
        self._talk.begin(work, owner=self, done=self._show, failed=self._not_read)

    @Slot(object)
    def _hear(self, step: Check) -> None:
        words = self.tr("Reading RetailCRM: {step}").format(step=spoken(step.message))
        if self._state is None:
            self.view.show_message(words)
        self.view.show_step(words)

    @Slot()
    def _stop(self) -> None:
        self._break_off(self.tr("Stopped, nothing was changed. “Read RetailCRM again” begins anew."))

    @Slot()
    def _give_up(self) -> None:
        self._break_off(
            self.tr(
                "RetailCRM has not answered in time, nothing was changed. "
                "Check its address and the network, then read again."
            )
        )

    def _break_off(self, words: str) -> None:
        if self._talk.is_busy:
            self._talk.cancel()
            self._release()
            if self._state is None:
                self.view.show_message(words)
            else:
                self.view.show_state(self._state)
                self.view.go_back()
                self._messages.say(Kind.NOTICE, words)

    def _release(self) -> None:
        self._patience.stop()
        self.view.hold(busy=False)

    def _show(self, read: Mappings) -> None:
        self._state = MappingState(read) if self._state is None else self._state.see(read)
        self._release()
        self.view.build(self._state)

    def _not_read(self, error: MmdeskError) -> None:
        self._release()
        if self._state is None:
            self.view.show_message(error.sentence(language()))
        else:
            self._messages.show_error(error)

    @Slot(str, str)
    def _take(self, key: str, value: str) -> None:
        if self._state is not None:
            self._change(self._state.choose(key, value))

    @Slot()
    def _forget(self) -> None:
        if self._state is not None:
            self._change(self._state.forget())

    def _change(self, state: MappingState) -> None:
        self._state = state
        self.view.show_state(state)

    @Slot()
    def _save(self) -> None:
        if self._state is None:
            return
        self.view.hold(busy=True, locked=True)
        self._patience.start()
        work = partial(_save, self._desk, self._operator, self._connection, dict(self._state.chosen))
        self._talk.begin(work, owner=self, done=self._saved, failed=self._not_saved)

    def _saved(self, read: Mappings) -> None:
        self._state = MappingState(read)
        self._release()
        self.view.build(self._state)
        self._messages.say(Kind.DONE, self.tr("Saved; in force from now on."), deed=_SAVE)

    def _not_saved(self, error: MmdeskError) -> None:
        self._release()
        if isinstance(error, MappingRefused) and self._state is not None:
            self._state = self._state.refuse(error.rows)
        if self._state is not None:
            self.view.show_state(self._state)
            self.view.go_back()
        self._messages.show_error(error, deed=_SAVE)

    def _connect(self) -> None:
        self.view.connection_chosen.connect(self._choose)
        self.view.chosen.connect(self._take)
        self.view.save_asked.connect(self._save)
        self.view.forget_asked.connect(self._forget)
        self.view.read_asked.connect(self._read)
        self.view.stop_asked.connect(self._stop)
        self._talk.told.connect(self._hear)
        self._patience.timeout.connect(self._give_up)


def _names(desk: MakeDesk) -> tuple[str, ...]:
    return desk().names()


def _read(desk: MakeDesk, name: str, told: Told) -> Mappings:
    return desk().read(name, told)


def _save(desk: MakeDesk, by: Operator, name: str, values: dict[str, str], told: Told) -> Mappings:
    return desk().save(by, name, values, told)

"""The section «Подключения»: the list, and the wizard in its place while one is added."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import ClassVar

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from mmdesk.clock import Clock
from mmdesk.domain.connection import Connection
from mmdesk.services.connection_desk import ConnectionDesk, ConnectionLook, ConnectionsLook, Keeper
from mmdesk.services.integration_desk import IntegrationDesk
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.messages import Kind, Messages
from mmdesk.ui.setup.connection_dialogs import CheckDialog, EditDialog, GoLiveDialog, RegisterDialog
from mmdesk.ui.setup.connections_state import Deed
from mmdesk.ui.setup.connections_view import ConnectionsView
from mmdesk.ui.setup.places import CONNECTIONS, INTEGRATION, NEW_CONNECTION
from mmdesk.ui.setup.section import Section
from mmdesk.ui.setup.talk_dialog import TalkDialog
from mmdesk.ui.setup.wizard_view import WizardView
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme

_ORDERS = "orders"
_AGES_MS = 30_000
"""How often «ответ 20 с назад» is told anew."""

_TOPIC = "connections"
_DEED = "a connection paused or removed"


class ConnectionsSection(Section):
    """Reads the list again at each change while it is seen; changes go through the desk."""

    name = CONNECTIONS
    icon_name: ClassVar[str] = "plug"
    demo_asked = Signal()

    def __init__(
        self,
        desk: Callable[[], ConnectionDesk],
        integration: Callable[[], IntegrationDesk],
        runner: TaskRunner,
        changes: ChangeNotice,
        messages: Messages,
        theme: Theme,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._integration = integration
        self._runner = runner
        self._messages = messages
        self._theme = theme
        self._clock = clock
        self._looked: ConnectionsLook | None = None
        self.view = ConnectionsView(theme)
        self._stack = QStackedWidget()
        self._ages = QTimer(self, interval=_AGES_MS)
        self._stack.addWidget(self.view)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._stack)
        self._connect(changes)
        self._ages.start()

    @cached_property
    def wizard(self) -> WizardView:
        """Made in advance, at the latest when it is first asked for: made and shown in one turn it would
        keep the window for too long.
        """
        wizard = WizardView(self._desk, self._integration, self._runner, self._theme, self._stack)
        self._stack.addWidget(wizard)
        wizard.left.connect(self._wizard_left)
        wizard.links_asked.connect(self._links_of_new)
        wizard.orders_asked.connect(self._to_orders)
        return wizard

    def title(self) -> str:
        return self.tr("Connections")

    def prepare(self) -> None:
        assert self.wizard is not None

    def arrive(self) -> None:
        if self._stack.currentWidget() is self.view:
            self.view.arrive()
        else:
            self.wizard.arrive()

    def unsaved(self) -> tuple[str, ...]:
        return (self.tr("the new connection in the wizard"),) if self.wizard.would_lose else ()

    def show_asked(self, wanted: object) -> None:
        """The wizard; one that is being filled in stays as it is."""
        if wanted == NEW_CONNECTION:
            self.add_connection()
        else:
            super().show_asked(wanted)

    @Slot()
    def add_connection(self) -> None:
        if self._stack.currentWidget() is self.view:
            self.wizard.begin()
            self._stack.setCurrentWidget(self.wizard)
        self.wizard.arrive()

    def showEvent(self, event: QShowEvent) -> None:
        """Whether secrets can be kept is asked once a visit, not at every change."""
        super().showEvent(event)
        self._looked = None
        self.look()

    @Slot()
    def look(self) -> None:
        if not self.isVisible():
            return
        known = self._looked.keeper if self._looked is not None else None
        work = partial(_look, self._desk, known)
        self._runner.read(
            work,
            owner=self,
            done=self._show,
            failed=partial(self._messages.show_error, about=_TOPIC),
            topic=_TOPIC,
        )

    def _show(self, looked: ConnectionsLook) -> None:
        self._messages.over(_TOPIC)
        self._looked = looked
        self.view.show_look(looked, self._clock.now())

    def orders_of(self, name: str) -> int:
        """How many orders a connection held when it was looked at last."""
        look, _ = self._found(name)
        return look.orders if look is not None else 0

    @Slot()
    def _tell_ages(self) -> None:
        if self._looked is not None and self.view.isVisible():
            self.view.show_look(self._looked, self._clock.now())

    @Slot(str, object)
    def _do(self, name: str, deed: Deed) -> None:
        look, keeper = self._found(name)
        if look is None:
            return
        match deed:
            case Deed.LINKS:
                self.open_asked.emit(INTEGRATION, name)
            case Deed.PAUSE | Deed.RESUME:
                self._pause(name, paused=deed is Deed.PAUSE)
            case Deed.REMOVE:
                self._ask_removal(look)
            case Deed.EDIT:
                self._open(EditDialog(self._desk, look, keeper, self._theme, self.window()))
            case Deed.CHECK:
                self._open(CheckDialog(self._desk, look, self._theme, self.window()))
            case Deed.REGISTER:
                self._open(RegisterDialog(self._desk, look, self._theme, self.window()))
            case Deed.GO_LIVE:
                self._open(GoLiveDialog(self._desk, look, self._theme, self.window()))

    def _found(self, name: str) -> tuple[ConnectionLook | None, Keeper]:
        if self._looked is None:
            return None, Keeper()
        known = (each for each in self._looked.connections if each.connection.name == name)
        return next(known, None), self._looked.keeper

    def _open(self, dialog: TalkDialog) -> None:
        dialog.done_said.connect(self._said)
        dialog.finished.connect(self.look)
        dialog.open()

    def _pause(self, name: str, *, paused: bool) -> None:
        work = partial(_pause, self._desk, name, paused=paused)
        self._runner.write(
            work, owner=self, done=self._paused, failed=partial(self._messages.show_error, deed=_DEED)
        )

    def _paused(self, connection: Connection) -> None:
        words = (
            self.tr("“{name}” is paused; what waits stays in the queue.")
            if connection.paused
            else self.tr("“{name}” exchanges again.")
        )
        self._messages.say(Kind.DONE, words.format(name=connection.name), deed=_DEED)
        self.look()

    def _ask_removal(self, look: ConnectionLook) -> None:
        name = look.connection.name
        question = ConfirmDialog(
            self.tr("Remove “{name}”?").format(name=name),
            self._lost_with(look),
            self.tr("Remove the connection"),
            self._theme,
            self.window(),
        )
        question.setProperty("connection", name)
        question.accepted.connect(self._remove)
        question.open()

    def _lost_with(self, look: ConnectionLook) -> tuple[str, ...]:
        """What a removal drops, and what it leaves."""
        told = []
        if look.queued:
            told.append(self.tr("%n command(s) that wait will be dropped and never sent.", "", look.queued))
        if look.open_orders:
            told.append(
                self.tr(
                    "%n order(s) of it are not finished: nobody exchanges them any more.",
                    "",
                    look.open_orders,
                )
            )
        stays = self.tr(
            "Its key and token are forgotten, its links stop working. "
            "Orders, history and the module in RetailCRM stay."
        )
        return (*told, stays)

    @Slot()
    def _remove(self) -> None:
        name = str(self.sender().property("connection"))
        work = partial(_remove, self._desk, name)
        self._runner.write(
            work, owner=self, done=self._removed, failed=partial(self._messages.show_error, deed=_DEED)
        )

    def _removed(self, name: str) -> None:
        words = self.tr("“{name}” is removed; its orders and history stay.")
        self._messages.say(Kind.DONE, words.format(name=name), deed=_DEED)
        self.look()

    @Slot(str)
    def _said(self, words: str) -> None:
        self._messages.say(Kind.DONE, words)

    @Slot(str)
    def _wizard_left(self, _name: str) -> None:
        self._stack.setCurrentWidget(self.view)
        self.look()
        if self.isVisible():
            self.view.arrive()

    @Slot(str)
    def _links_of_new(self, name: str) -> None:
        self.open_asked.emit(INTEGRATION, name)

    @Slot()
    def _to_orders(self) -> None:
        self.page_asked.emit(_ORDERS, None)

    def _connect(self, changes: ChangeNotice) -> None:
        changes.changed.connect(self.look)
        self._ages.timeout.connect(self._tell_ages)
        self.view.asked.connect(self._do)
        self.view.new_asked.connect(self.add_connection)
        self.view.demo_asked.connect(self.demo_asked)


def _look(desk: Callable[[], ConnectionDesk], known: Keeper | None) -> ConnectionsLook:
    return desk().look(known)


def _pause(desk: Callable[[], ConnectionDesk], name: str, *, paused: bool) -> Connection:
    return desk().pause(name, paused=paused)


def _remove(desk: Callable[[], ConnectionDesk], name: str) -> str:
    return desk().remove(name)

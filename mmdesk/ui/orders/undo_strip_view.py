"""The right end of the status strip: what leaves soon, and the button that takes it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from mmdesk.clock import Clock
from mmdesk.domain.intent import COMMAND_NAMES, Command
from mmdesk.errors import MmdeskError
from mmdesk.services.order_actions import Departing, OrderActions
from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.moments import span
from mmdesk.ui.orders.undo_strip_state import UndoStripState
from mmdesk.ui.orders.verbs import OrderVerbs
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Role, Theme, dress
from mmdesk.ui.words import spoken

_TICK_MS: Final = 1000


class UndoStripView(QWidget):
    """Hidden while nothing can be taken back; the key itself belongs to the page."""

    def __init__(
        self,
        runner: TaskRunner,
        changes: ChangeNotice,
        actions: OrderActions,
        verbs: OrderVerbs,
        theme: Theme,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._actions = actions
        self._verbs = verbs
        self._clock = clock
        self._state = UndoStripState()
        self.words = plain_label(role=Role.STRONG, wraps=False)
        self.button = QPushButton(theme.icon("undo"), self.tr("Take back  Ctrl+Z"))
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._lay_out()
        self.hide()
        self._timer.timeout.connect(self.tick)
        self.button.clicked.connect(self._take_back)
        changes.changed.connect(self.read)
        self.read()

    @Slot()
    def read(self) -> None:
        """Ask anew what may still be taken back."""
        self._runner.read(
            self._actions.departing,
            owner=self,
            done=self._show,
            failed=self._forget,
            topic="orders.departing",
        )

    @Slot()
    def tick(self) -> None:
        """A second has gone."""
        now = self._clock.now()
        if self._state.seconds_left(now):
            self._tell()
        else:
            self._timer.stop()
            self.hide()
        if self._state.is_old(now):
            # Where no service runs nothing changes when they may leave.
            self.read()

    def _show(self, departing: Departing) -> None:
        if departing != self._state.departing:
            self._state = UndoStripState(departing)
            self._verbs.show_departing(departing.keys)
        left = self._state.seconds_left(self._clock.now())
        if not left:
            self._timer.stop()
            self.hide()
            return
        self._tell()
        self.show()
        if not self._timer.isActive():
            self._timer.start()

    def _forget(self, _error: MmdeskError) -> None:
        """The list tells that the database cannot be read; here nothing can be taken back meanwhile."""
        self._show(Departing())

    def _tell(self) -> None:
        left = self._state.seconds_left(self._clock.now())
        commands = ", ".join(_counted(command, count) for command, count in self._state.counts)
        words = self.tr("Leaves in {span}: {commands}")
        self.words.setText(words.format(span=span(timedelta(seconds=left)), commands=commands))

    @Slot()
    def _take_back(self) -> None:
        self._verbs.take_back()

    def _lay_out(self) -> None:
        dress(self.button, Role.QUIET)
        self.button.setToolTip(self.tr("What has not left yet does not go to Megamarket"))
        # A click must not take the focus out of the list a person works in.
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.words)
        line.addWidget(self.button)


def _counted(command: Command, count: int) -> str:
    """«12 подтверждений»; a command that is not among the usual ones by its name and number."""
    translate = QCoreApplication.translate
    match command:
        case Command.CONFIRM:
            return translate("UndoStripView", "%n confirmation(s)", "", count)
        case Command.ACCEPT:
            return translate("UndoStripView", "%n acceptance(s)", "", count)
        case Command.REJECT:
            return translate("UndoStripView", "%n refusal(s)", "", count)
        case Command.SHIP:
            return translate("UndoStripView", "%n hand-over(s)", "", count)
        case Command.CLOSE:
            return translate("UndoStripView", "%n result(s)", "", count)
        case _:
            return f"{spoken(COMMAND_NAMES[command])} × {count}"

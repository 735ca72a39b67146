"""Finds out who works here: at the start, and whenever somebody else takes over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from mmdesk.domain.role import Right, may
from mmdesk.errors import MmdeskError
from mmdesk.ui.main_window import MainWindow
from mmdesk.ui.sign_in_state import as_now, at_start
from mmdesk.ui.sign_in_view import SignInDialog, SignInView
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.words import language, spoken
from mmdesk.ui.workstation import Workstation

if TYPE_CHECKING:
    from mmdesk.services.operators import Operator
    from mmdesk.services.roster import Person, Roster


class SigningIn(QObject):
    """Lives as long as the program. Until the roster has people, the account's name stands for everybody."""

    known = Signal()
    """Somebody works here now, for the first time since the start."""
    changed = Signal()
    """Somebody else works here now: what they may do can differ. Nobody does, while `operator` is None."""
    failed = Signal(object)
    """The MmdeskError that kept the roster from being read."""
    nobody_entered = Signal()
    """Somebody wants to change places, and there is nobody to change with."""

    def __init__(
        self, runner: TaskRunner, workstation: Workstation, theme: Theme, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._workstation = workstation
        self._theme = theme
        self._window: MainWindow | None = None
        self._roster: Roster | None = None
        self._view: SignInView | None = None
        self.operator: Operator | None = None
        self._is_account = False
        self._news = ""

    def use(self, window: MainWindow) -> None:
        """The window in which people are asked from now on. A question in a former one is asked again."""
        self._window = window
        window.operator_asked.connect(self.ask)
        if self.operator is not None:
            _show(window, self.operator)
        elif self._roster is not None:
            self._read_people()

    def begin(self, roster: Roster) -> None:
        """The database is open."""
        self._roster = roster
        if self.operator is None:
            self._read_people()

    @Slot()
    def ask(self) -> None:
        """From the menu: somebody else wants to work here."""
        if self._roster is not None and self.operator is not None:
            self._runner.read(
                self._roster.people, owner=self, done=self._ask_anew, failed=self.failed.emit, topic="roster"
            )

    @Slot()
    def look_again(self) -> None:
        """Something was stored: perhaps the roster, by a manager at another workstation."""
        if self._roster is not None and self.operator is not None:
            self._runner.read(
                self._roster.people,
                owner=self,
                done=self._compare,
                failed=_leave_to_others,
                topic="roster again",
            )

    def take_news(self) -> str:
        """What the window that is made anew has to tell first; told once."""
        news, self._news = self._news, ""
        return news

    def _compare(self, people: tuple[Person, ...]) -> None:
        """Nothing is taken from under the hand: what is open or not saved is ended first."""
        if self.operator is None or self._window is None or (self._is_account and not people):
            return
        if QApplication.activeModalWidget() is not None or self._window.unsaved():
            return
        person = as_now(people, self.operator.name, is_account=self._is_account)
        if person is None:
            self._leave()
        elif person.role is not self.operator.role:
            self._news = self.tr("Your role has been changed: {role}.").format(role=spoken(person.role_name))
            self._take(replace(self.operator, role=person.role))

    def _leave(self) -> None:
        """The name that stands here may go on no longer."""
        assert self.operator is not None
        if self._is_account:
            self._news = self.tr(
                "Operators are entered now: from here on everybody says first who they are. "
                "Nobody works under the name of this computer's account any more."
            )
        else:
            words = self.tr("{name} is not among the operators any more.")
            self._news = words.format(name=self.operator.name)
        self.operator, self._is_account = None, False
        self.changed.emit()

    def _read_people(self) -> None:
        assert self._roster is not None
        self._runner.read(
            self._roster.people, owner=self, done=self._start_with, failed=self._not_read, topic="roster"
        )

    def _start_with(self, people: tuple[Person, ...]) -> None:
        from mmdesk.services.operators import Operator, account_operator

        start = at_start(people, self._workstation.remembered.operator)
        if start.asks:
            assert self._window is not None
            self._view = self._made_view(people)
            self._view.signed_in.connect(self._take)
            self._window.show_question(self._view)
        elif start.person is None:
            self._is_account = True
            self._take(account_operator())
        else:
            self._take(Operator(start.person.name, role=start.person.role))

    def _ask_anew(self, people: tuple[Person, ...]) -> None:
        if self.operator is None:
            return
        if not people:
            self.nobody_entered.emit()
            return
        if self._is_account:
            # The roster has people since.
            self._leave()
            return
        dialog = SignInDialog(self._made_view(people), self._window)
        dialog.view.signed_in.connect(self._take)
        dialog.open()

    def _made_view(self, people: tuple[Person, ...]) -> SignInView:
        assert self._roster is not None
        remembered = self._workstation.remembered.operator
        return SignInView(people, remembered, self._roster.sign_in, self._runner, self._theme)

    def _not_read(self, error: MmdeskError) -> None:
        assert self._window is not None
        self._window.show_failure(error.sentence(language()))

    @Slot(object)
    def _take(self, operator: Operator) -> None:
        former, self.operator = self.operator, operator
        self._is_account = self._is_account and former is None
        if self._view is not None:
            self._view.deleteLater()
            self._view = None
        self._workstation.choose_operator(operator.name)
        assert self._window is not None
        _show(self._window, operator)
        if former is None:
            self.known.emit()
        elif former != operator:
            self.changed.emit()


def _leave_to_others(_error: MmdeskError) -> None:
    """Whoever shows orders tells of a database that cannot be read."""


def _show(window: MainWindow, operator: Operator) -> None:
    window.set_operator(operator.name, may_set=may(operator.role, Right.SETTINGS))

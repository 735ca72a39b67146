"""The wizard of a new connection: from nothing to registered, by keys alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mmdesk.errors import MmdeskError
from mmdesk.services.check import Check, Told
from mmdesk.services.connection_checks import CheckReport
from mmdesk.services.connection_desk import ConnectionDesk, ConnectionsLook, Registered
from mmdesk.services.connection_draft import Draft
from mmdesk.services.integration_desk import BadPublicWay, Integration, IntegrationDesk, PublicWay
from mmdesk.ui.confirm_dialog import ConfirmDialog
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.setup.remote_talk import RemoteTalk
from mmdesk.ui.setup.wizard_state import STEPS, Step, WizardState
from mmdesk.ui.setup.wizard_steps import (
    BESIDE_BAR,
    ChecksStep,
    CrmStep,
    DoneStep,
    MegamarketStep,
    PublicStep,
    RegisterStep,
    ShopStep,
    StepView,
)
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken

_COLUMN: Final = 680


class WizardView(QWidget):
    """Owns the state; nothing is stored before the registration. `left` names what was made, or nothing."""

    left = Signal(str)
    links_asked = Signal(str)
    orders_asked = Signal()

    def __init__(
        self,
        desk: Callable[[], ConnectionDesk],
        integration: Callable[[], IntegrationDesk],
        runner: TaskRunner,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._integration = integration
        self._runner = runner
        self._theme = theme
        self._talk = RemoteTalk()
        self.state = WizardState()
        # Everything is made inside what it stands in: a part that moves house is styled once more each time.
        self._frame = QWidget(self)
        self._stack = QStackedWidget(self._frame)
        areas = {step: _area(self._stack) for step in STEPS}
        places = {step: area.viewport() for step, area in areas.items()}
        self._checks = ChecksStep(theme, places[Step.CHECKS])
        self._public = PublicStep(theme, places[Step.PUBLIC])
        self._is_public = False
        self._done = DoneStep(theme, places[Step.DONE])
        self.steps: Mapping[Step, StepView] = {
            Step.SHOP: ShopStep(theme, places[Step.SHOP]),
            Step.CRM: CrmStep(theme, places[Step.CRM]),
            Step.MEGAMARKET: MegamarketStep(theme, places[Step.MEGAMARKET]),
            Step.CHECKS: self._checks,
            Step.REGISTER: RegisterStep(theme, places[Step.REGISTER]),
            Step.PUBLIC: self._public,
            Step.DONE: self._done,
        }
        for step, area in areas.items():
            area.setWidget(self.steps[step])
            self.steps[step].setAutoFillBackground(False)
        self._way = plain_label(tone=Tone.MUTED)
        self._obstacle = Banner(theme, self._frame)
        self._has_gone_on = False
        self._look_again = QPushButton(self.tr("Look again"))
        self._cancel = QPushButton(self.tr("Cancel"))
        self._back = QPushButton(self.tr("Back"))
        self._next = QPushButton(self.tr("Next"))
        self._arrange()
        self._connect()
        self.refresh()

    def begin(self) -> None:
        """Afresh, with nothing typed."""
        self._talk.cancel()
        self.state = WizardState()
        self.refresh()
        self._look()

    @property
    def would_lose(self) -> bool:
        """Whether something typed would be lost with the window."""
        # Not whether it can be seen: another section may stand before it.
        return not self.isHidden() and (self.state.would_lose or self._public.form.is_changed)

    def arrive(self) -> None:
        self.steps[self.state.step].arrive()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter} or self._has_gone_on:
            super().keyPressEvent(event)
        elif isinstance(focused, QPushButton):
            focused.click()
        elif not isinstance(focused, QLineEdit):
            # A field tells of Enter by itself.
            self.forward()

    @Slot()
    def leave(self) -> None:
        """Asks first where something typed would be lost."""
        if self.state.registering:
            return
        if not self.state.would_lose:
            self._go()
            return
        question = ConfirmDialog(
            self.tr("Leave the wizard?"),
            (self.tr("Nothing has been stored yet: what you typed is lost."),),
            self.tr("Leave, lose it"),
            self._theme,
            self,
        )
        question.safe_button.setText(self.tr("Go on filling in"))
        question.accepted.connect(self._go)
        question.open()

    @Slot()
    def _rest(self) -> None:
        self._has_gone_on = False

    @Slot()
    def forward(self) -> None:
        """The one thing to do in this step."""
        # The Enter of a field comes up to the page as well, where the next step has the keyboard by then.
        self._has_gone_on = True
        QTimer.singleShot(0, self._rest)
        if self.state.can_register:
            self._register()
        elif self.state.step is Step.PUBLIC:
            self._save_public()
        elif self.state.step is Step.DONE:
            self._go()
        else:
            self._turn(self.state.forward())

    @Slot()
    def back(self) -> None:
        if self._talk.is_busy and not self.state.registering:
            self._talk.cancel()
        self._turn(self.state.back())

    def _turn(self, state: WizardState) -> None:
        """Show another state; a step that is new begins its work, and the focus goes where that is."""
        before, self.state = self.state.step, state
        if state.step is Step.CHECKS and before is not state.step and not state.checks.is_green:
            self._run_checks()
        self.refresh()
        self.arrive()

    # -- what is asked of the remotes

    @Slot()
    def _look(self) -> None:
        work = partial(_look, self._desk)
        self._runner.read(work, owner=self, done=self._known, failed=self._not_known, topic="wizard")

    def _known(self, look: ConnectionsLook) -> None:
        self.state = self.state.know(tuple(each.connection for each in look.connections), look.keeper)
        self.refresh()

    def _not_known(self, error: MmdeskError) -> None:
        self._obstacle.show_words("warning", Tone.DANGER, spoken(error.text))

    @Slot()
    def _run_checks(self) -> None:
        self.state = self.state.begin_checks()
        work = partial(_try_out, self._desk, self.state.draft)
        self._talk.begin(work, owner=self, done=self._checked, failed=self._not_checked)
        self.refresh()
        self.arrive()

    @Slot()
    def _stop_checks(self) -> None:
        self._talk.cancel()
        self.state = self.state.stop_checks()
        self.refresh()
        self.arrive()

    @Slot(object)
    def _hear(self, check: Check) -> None:
        self.state = self.state.hear(check)
        self.refresh()

    def _checked(self, report: CheckReport) -> None:
        self.state = self.state.end_checks(report)
        self.refresh()
        if self.state.step is Step.CHECKS:
            self._settle_focus()

    def _not_checked(self, error: MmdeskError) -> None:
        self.state = self.state.fail_checks(error.text)
        self.refresh()
        self._settle_focus()

    def _settle_focus(self) -> None:
        if self.state.can_go_on and not self.state.checks.amber:
            self._next.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._checks.arrive()

    def _register(self) -> None:
        self.state = self.state.begin_registration()
        work = partial(_register, self._desk, self.state.draft)
        self._talk.begin(work, owner=self, done=self._registered, failed=self._not_registered)
        self.refresh()

    def _registered(self, registered: Registered) -> None:
        self._turn(self.state.end_registration(registered))

    def _not_registered(self, error: MmdeskError) -> None:
        self.state = self.state.fail_registration(error.text)
        self.refresh()
        self._next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_public(self) -> None:
        registered = self.state.registered
        assert registered is not None
        if not self._public.form.is_changed:
            self._done.show_reach(is_public=self._is_public)
            self._turn(self.state.forward())
            return
        work = partial(_save_way, self._integration, registered.connection.name, self._public.form.way())
        self._runner.write(work, owner=self, done=self._saved, failed=self._not_saved)

    def _saved(self, found: Integration) -> None:
        self._public.form.show_way(found.way, has_password=found.has_password)
        self._is_public = found.is_public
        self._done.show_reach(is_public=found.is_public)
        self._turn(self.state.forward())

    def _not_saved(self, error: MmdeskError) -> None:
        if isinstance(error, BadPublicWay):
            self._public.form.show_faults(error.faults)
        else:
            self._obstacle.show_words("warning", Tone.DANGER, spoken(error.text))

    # -- what is shown

    @Slot()
    def _type(self) -> None:
        draft = self.state.draft
        for step in (Step.SHOP, Step.CRM, Step.MEGAMARKET):
            draft = self.steps[step].draft(draft)
        self.state = self.state.type(draft)
        self.refresh()

    @Slot(object)
    def _cure(self, check: Check) -> None:
        self._turn(self.state.cure(check))

    def refresh(self) -> None:
        """Show the state as it is."""
        state = self.state
        for step in self.steps.values():
            step.show_state(state)
        self._stack.setCurrentIndex(STEPS.index(state.step))
        self._way.setText(self._way_words())
        obstacle = state.obstacle
        self._obstacle.show_words("key", Tone.WARN, spoken(obstacle) if obstacle else "")
        self._look_again.setVisible(obstacle is not None)
        self._cancel.setVisible(state.registered is None)
        self._cancel.setEnabled(not state.registering)
        self._back.setVisible(state.registered is None)
        self._back.setEnabled(state.can_go_back)
        self._next.setText(self._next_words())
        # At the end the way to the orders is what one does next.
        dress(self._next, Role.PLAIN if state.step is Step.DONE else Role.PRIMARY)
        self._next.setEnabled(state.can_go_on or state.can_register or state.step is Step.DONE)

    def _next_words(self) -> str:
        match self.state.step:
            case Step.REGISTER:
                return self.tr("Register")
            case Step.PUBLIC:
                return self.tr("Save and go on") if self._public.form.is_changed else self.tr("Go on without")
            case Step.DONE:
                return self.tr("Done")
            case _:
                return self.tr("Next")

    def _way_words(self) -> str:
        names = {
            Step.SHOP: self.tr("Shop"),
            Step.CRM: "RetailCRM",
            Step.MEGAMARKET: self.tr("Megamarket"),
            Step.CHECKS: self.tr("Checks"),
            Step.REGISTER: self.tr("Registration"),
            Step.PUBLIC: self.tr("Public address"),
            Step.DONE: self.tr("Done"),
        }
        number = STEPS.index(self.state.step) + 1
        return self.tr("Step {number} of {total}: {name}").format(
            number=number, total=len(STEPS), name=names[self.state.step]
        )

    def _name_made(self) -> str:
        return self.state.registered.connection.name if self.state.registered is not None else ""

    @Slot()
    def _go(self) -> None:
        self._talk.cancel()
        name = self._name_made()
        self.state = WizardState()
        self.refresh()
        self.left.emit(name)

    @Slot()
    def _ask_links(self) -> None:
        self.links_asked.emit(self._name_made())
        self._go()

    @Slot()
    def _ask_orders(self) -> None:
        self.orders_asked.emit()
        self._go()

    def _connect(self) -> None:
        self._talk.told.connect(self._hear)
        for step in self.steps.values():
            step.typed.connect(self._type)
            step.gone_on.connect(self.forward)
        self._checks.again_asked.connect(self._run_checks)
        self._checks.stop_asked.connect(self._stop_checks)
        self._checks.view.cure_asked.connect(self._cure)
        self._done.links_asked.connect(self._ask_links)
        self._done.orders_asked.connect(self._ask_orders)
        self._look_again.clicked.connect(self._look)
        self._cancel.clicked.connect(self.leave)
        self._back.clicked.connect(self.back)
        self._next.clicked.connect(self.forward)
        for keys, act in (("Alt+Left", self.back), ("Alt+Right", self.forward)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _arrange(self) -> None:
        self._back.setToolTip("Alt+←")
        self._next.setToolTip("Alt+→")
        # In line with the fields, which keep off the scroll bar of their step.
        edge = (0, 0, BESIDE_BAR, 0)
        self._obstacle.beside.addWidget(self._look_again, 0, Qt.AlignmentFlag.AlignLeft)
        obstacle = QVBoxLayout()
        obstacle.setContentsMargins(*edge)
        obstacle.addWidget(self._obstacle)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(*edge)
        buttons.setSpacing(8)
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        buttons.addWidget(self._back)
        buttons.addWidget(self._next)
        self._frame.setMaximumWidth(_COLUMN)
        rows = QVBoxLayout(self._frame)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(12)
        rows.addWidget(plain_label(self.tr("New connection"), Role.TITLE))
        rows.addWidget(self._way)
        rows.addLayout(obstacle)
        rows.addWidget(self._stack, 1)
        rows.addLayout(buttons)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.addWidget(self._frame, 10)
        columns.addStretch(1)


def _area(stack: QStackedWidget) -> QScrollArea:
    """Where a step that is too high for the window scrolls."""
    area = QScrollArea(stack)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    stack.addWidget(area)
    return area


# In the threads of the tasks and talks: what brings the clients along is imported there.
def _look(desk: Callable[[], ConnectionDesk]) -> ConnectionsLook:
    return desk().look()


def _try_out(desk: Callable[[], ConnectionDesk], draft: Draft, told: Told) -> CheckReport:
    return desk().try_out(draft, told)


def _register(desk: Callable[[], ConnectionDesk], draft: Draft, _told: Told) -> Registered:
    return desk().register_new(draft)


def _save_way(integration: Callable[[], IntegrationDesk], name: str, way: PublicWay) -> Integration:
    return integration().save(name, way)

"""The steps of the wizard in their places. Each is made when it is first asked for: seven take too long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from mmdesk.ui.setup.wizard_state import STEPS, Step
from mmdesk.ui.setup.wizard_steps import (
    ChecksStep,
    CrmStep,
    DoneStep,
    MegamarketStep,
    PublicStep,
    RegisterStep,
    ShopStep,
    StepView,
)
from mmdesk.ui.theme import Theme

_KINDS: Final[Mapping[Step, type[StepView]]] = {
    Step.SHOP: ShopStep,
    Step.CRM: CrmStep,
    Step.MEGAMARKET: MegamarketStep,
    Step.CHECKS: ChecksStep,
    Step.REGISTER: RegisterStep,
    Step.PUBLIC: PublicStep,
    Step.DONE: DoneStep,
}


class StepViews(Mapping[Step, StepView]):
    """Makes what it is asked for and tells `tell_made`; `made` has only those that are there."""

    def __init__(self, theme: Theme, stack: QStackedWidget, tell_made: Callable[[StepView], None]) -> None:
        self._theme = theme
        self._tell_made = tell_made
        self._areas = {step: _area(stack) for step in STEPS}
        self.made: dict[Step, StepView] = {}

    def __getitem__(self, step: Step) -> StepView:
        self.make(step)
        return self.made[step]

    def __iter__(self) -> Iterator[Step]:
        return iter(STEPS)

    def __len__(self) -> int:
        return len(STEPS)

    def make(self, step: Step) -> None:
        """Unless it is there."""
        if step not in self.made:
            self.made[step] = self._made_in(self._areas[step], step)
            self._tell_made(self.made[step])

    def _made_in(self, area: QScrollArea, step: Step) -> StepView:
        # Where it stays from the beginning: what moves house is styled once more, with all that is in it.
        view = _KINDS[step](self._theme, area.viewport())
        area.setWidget(view)
        view.setAutoFillBackground(False)
        _take_turn_after(area, view)
        return view


def _area(stack: QStackedWidget) -> QScrollArea:
    """Where a step that is too high for the window scrolls."""
    area = QScrollArea(stack)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    stack.addWidget(area)
    return area


def _take_turn_after(before: QWidget, view: QWidget) -> None:
    """Tab comes to its fields where the step stands, and not behind all that was made earlier."""
    for widget in view.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            QWidget.setTabOrder(before, widget)
            before = widget

"""What a page is made from, and what its module gives back."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import shiboken6
from PySide6.QtWidgets import QWidget

from mmdesk.ui.changes import ChangeNotice
from mmdesk.ui.messages import Messages
from mmdesk.ui.page import Page
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme
from mmdesk.ui.workstation import Workstation

if TYPE_CHECKING:
    from mmdesk.bootstrap import Parts
    from mmdesk.services.operators import Operator

_DRESSED_A_STEP: Final = 40


@dataclass(frozen=True, slots=True)
class PageContext:
    """Everything that a page makes belongs to `window` and goes with it."""

    parts: Parts
    operator: Operator
    runner: TaskRunner
    changes: ChangeNotice
    theme: Theme
    messages: Messages
    window: QWidget
    workstation: Workstation
    start_demo: Callable[[], None] | None = None
    """Opens the demonstration in a window of its own; None where nobody offers it."""
    restart: Callable[[], None] | None = None
    """Closes the program and opens it anew; None where nobody can."""
    place: QWidget | None = None
    """The parent of the page. A widget that changes hands is dressed anew with all that is in it, so a page
    begins where it is going to stay.
    """
    ask_operator: Callable[[], None] | None = None
    """Asks who works here; None where nobody can."""


@dataclass(frozen=True, slots=True)
class MadePage:
    """The page, and what it tells at the right end of the status strip, if anything."""

    page: Page
    strip: QWidget | None = None


Making = Generator[None, None, MadePage]
"""The steps in which a page is made: between two of them the window answers."""


class PageModule(Protocol):
    """A module that makes one page out of its parts; it may lead to the database."""

    def make(self, context: PageContext, /) -> Making: ...


def dressed(page: QWidget) -> Generator[None, None, None]:
    """Give all parts of a page their style and ask them for their measures, in steps; otherwise the window
    does both at a stretch when the page is added to it or first opened.
    """
    parts = page.findChildren(QWidget)
    for number, widget in enumerate(parts, start=1):
        # The page lives: what it has taken down meanwhile needs none.
        if shiboken6.isValid(widget):
            widget.ensurePolished()
        if number % _DRESSED_A_STEP == 0:
            yield
    # From the inside out: Qt keeps what it was told until something changes.
    for number, widget in enumerate(reversed(parts), start=1):
        if shiboken6.isValid(widget):
            widget.minimumSizeHint()
            widget.sizeHint()
        if number % _DRESSED_A_STEP == 0:
            yield


def at_once(making: Making) -> MadePage:
    """All steps without a pause between them."""
    while True:
        try:
            next(making)
        except StopIteration as made:
            page: MadePage = made.value
            return page

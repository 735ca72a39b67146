"""What the main window knows of a page."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """One page of the main window; it wires itself from what its constructor is given."""

    badge_changed = Signal(int)
    """How much work waits here; 0 shows nothing."""

    open_asked = Signal(str, object)
    """Another page by its name, and what it shall show; None leaves it as it stands."""

    name: str
    """By which other pages ask for it."""
    icon_name: ClassVar[str]
    """Of the icons in `resources/icons`."""
    needs_connection: ClassVar[bool] = False
    """Whether the page has nothing to show without a connection: the ways to begin stand there then."""

    def title(self) -> str:
        """What the navigation calls it, in the person's language. A page has to name itself."""
        raise TypeError(f"{type(self).__name__} has no title")

    def show_asked(self, wanted: object) -> None:
        """Show what another page has asked for. A page that can has to say how."""
        raise TypeError(f"{type(self).__name__} cannot show {wanted!r}")

    def arrive(self) -> None:
        """The page has come into view: put the focus where work begins."""
        self.setFocus()

    def unsaved(self) -> tuple[str, ...]:
        """What was typed or chosen here and would be lost with the window, each by its name."""
        return ()

    def standing(self) -> object:
        """Where the page stands, for `stand_again` of the same page in a window made anew; None: nowhere."""
        return None

    def stand_again(self, standing: object) -> None:
        """As a former window's page stood. A page that tells where it stands has to say how."""
        raise TypeError(f"{type(self).__name__} cannot stand at {standing!r}")

    def keys(self) -> tuple[tuple[str, str], ...]:
        """The page's keys and what they do, for the table under F1."""
        return ()

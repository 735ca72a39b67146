"""What the page of the settings knows of a section."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Section(QWidget):
    """One part of the settings; it wires itself from what its constructor is given."""

    open_asked = Signal(str, object)
    """Another section by its name, and what it shall show; None leaves it as it stands."""
    page_asked = Signal(str, object)
    """Another page of the window, likewise."""

    name: str
    """By which other sections and pages ask for it."""
    icon_name: ClassVar[str]

    def title(self) -> str:
        """What the list at the left calls it. A section has to name itself."""
        raise TypeError(f"{type(self).__name__} has no title")

    def prepare(self) -> None:
        """Make what is large and first seen later; called once the section is in its place, in a turn of its
        own.
        """

    def arrive(self) -> None:
        """The section has come into view: put the focus where work begins."""
        self.setFocus()

    def unsaved(self) -> tuple[str, ...]:
        """What was typed or chosen here and would be lost with the window, each by its name."""
        return ()

    def show_asked(self, wanted: object) -> None:
        """Show what was asked for. A section that can has to say how."""
        raise TypeError(f"{type(self).__name__} cannot show {wanted!r}")

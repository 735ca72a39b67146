"""The theme that the application wears from test to test, as long as nobody has dressed it otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from mmdesk.ui.theme import Theme


class Worn:
    """As in the program, one theme for many windows: each new one has Qt read the whole style sheet again."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._theme: Theme | None = None
        self._looks: object = None

    def light(self) -> Theme:
        """The light theme, in force; a new one where a test has left the application looking otherwise."""
        from mmdesk.ui.theme import Mode, Theme

        if self._theme is None or self._theme.mode is not Mode.LIGHT or self._seen() != self._looks:
            self._theme = Theme(Mode.LIGHT)
            self._looks = self._seen()
        return self._theme

    def _seen(self) -> object:
        worn = self._application
        return worn.styleSheet(), worn.palette(), worn.font(), worn.style().name()

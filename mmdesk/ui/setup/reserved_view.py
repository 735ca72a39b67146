"""In place of the settings for those whose role leaves them to a manager."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmdesk.ui.notice_page import NoticePage
from mmdesk.ui.page import Page
from mmdesk.ui.setup.places import PAGE
from mmdesk.ui.theme import Theme, Tone


class ReservedView(Page):
    """Says who may, and how they take over."""

    name = PAGE
    icon_name: ClassVar[str] = "settings"

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        notice = NoticePage(theme, "lock", Tone.MUTED, self.tr("A manager looks after the settings"))
        notice.add_sentence(
            self.tr("A manager takes over in the menu at the lower left: “Change operator…”.")
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(notice)

    def title(self) -> str:
        return self.tr("Settings")

    def show_asked(self, wanted: object) -> None:
        """Whatever was asked for: the page says why it is not shown."""

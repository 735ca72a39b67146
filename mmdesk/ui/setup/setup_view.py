"""The page «Настройки»: its sections at the left, the open one beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from mmdesk.ui.page import Page
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.setup.places import PAGE, Place
from mmdesk.ui.setup.section import Section
from mmdesk.ui.theme import Role, Theme, Tone

_LIST_WIDTH: Final = 232
_ROW: Final = 36


class SetupView(Page):
    """Up and Down choose a section, Enter or Right goes into it, F6 goes back to the list."""

    name = PAGE
    icon_name: ClassVar[str] = "settings"

    def __init__(self, sections: Sequence[Section], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections = tuple(sections)
        self._theme = theme
        self._list = QListWidget()
        self._stack = QStackedWidget()
        for section in self._sections:
            self._add(section)
        self._arrange()
        self._list.currentRowChanged.connect(self._show)
        self._list.itemActivated.connect(self._enter)
        theme.changed.connect(self._paint_icons)
        self._list.setCurrentRow(0)

    def title(self) -> str:
        return self.tr("Settings")

    @property
    def section(self) -> Section:
        """The open one."""
        return self._sections[max(self._list.currentRow(), 0)]

    def arrive(self) -> None:
        self.section.arrive()

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("↑ ↓", self.tr("Choose a section")),
            ("Enter", self.tr("Go into the section")),
            ("Alt+←  Alt+→", self.tr("One step back or forward in the wizard")),
        )

    def unsaved(self) -> tuple[str, ...]:
        return tuple(each for section in self._sections for each in section.unsaved())

    def standing(self) -> object:
        return self.section.name

    def stand_again(self, standing: object) -> None:
        names = [section.name for section in self._sections]
        if standing in names:
            self._list.setCurrentRow(names.index(str(standing)))

    @Slot(str, object)
    def open_section(self, name: str, wanted: object) -> None:
        """Nothing happens for one that is not there."""
        for number, section in enumerate(self._sections):
            if section.name == name:
                self._list.setCurrentRow(number)
                if wanted is not None:
                    section.show_asked(wanted)
                section.arrive()

    def show_asked(self, wanted: object) -> None:
        if not isinstance(wanted, Place):
            raise TypeError(f"the settings cannot show {wanted!r}")
        self.open_section(wanted.section, wanted.wanted)

    def _add(self, section: Section) -> None:
        item = QListWidgetItem(section.title())
        item.setSizeHint(QSize(0, _ROW))
        self._list.addItem(item)
        self._stack.addWidget(section)
        section.open_asked.connect(self.open_section)
        section.page_asked.connect(self.open_asked)

    @Slot()
    def _paint_icons(self) -> None:
        for number, section in enumerate(self._sections):
            self._list.item(number).setIcon(self._theme.icon(section.icon_name, Tone.MUTED))

    @Slot(int)
    def _show(self, number: int) -> None:
        self._stack.setCurrentIndex(number)

    @Slot(QListWidgetItem)
    def _enter(self, _item: QListWidgetItem) -> None:
        self.section.arrive()

    def _arrange(self) -> None:
        self._list.setAccessibleName(self.tr("Sections of the settings"))
        self._list.setFixedWidth(_LIST_WIDTH)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._paint_icons()
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(plain_label(self.title(), Role.TITLE))
        left.addWidget(self._list, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(24, 20, 24, 16)
        columns.setSpacing(24)
        columns.addLayout(left)
        columns.addWidget(self._stack, 1)

"""The button with the person's name, and what the person sets for the windows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from mmdesk.language import Language
from mmdesk.ui import words
from mmdesk.ui.theme import Mode, Role, Theme, Tone, dress

_ICONS: Final[Mapping[Mode, str]] = {Mode.AUTO: "auto", Mode.LIGHT: "sun", Mode.DARK: "moon"}
# Each language names itself, so that a lost person finds the way back.
_LANGUAGES: Final[Mapping[Language, str]] = {"ru": "Русский", "en": "English"}


class OperatorButton(QPushButton):
    """Opens its menu above itself, since below it the window ends.

    The menu is not handed to Qt's button: that one opens it below and moves icon and words for an arrow.
    """

    theme_chosen = Signal(Mode)
    language_chosen = Signal(str)
    keys_asked = Signal()
    about_asked = Signal()
    operator_asked = Signal()
    quiet_chosen = Signal(object)
    """The frozenset of kinds of notifications that are switched off."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        dress(self, Role.MENU)
        self.setIcon(theme.icon("person", Tone.MUTED))
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._shown = ""
        self._narrow = False
        self.show_name("")
        self._notes = self._made_notes()
        self._choices = self._made_menu()
        self._choices.aboutToHide.connect(self._closed)
        self.clicked.connect(self.showMenu)

    def show_name(self, name: str) -> None:
        """The person's name; empty while nobody is known."""
        shown = name or self.tr("Settings")
        room = self.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, 120)
        self._shown = room.replace("&", "&&")
        self.show_narrow(self._narrow)
        self.setAccessibleName(self.tr("Menu of {name}").format(name=name) if name else shown)

    def show_narrow(self, narrow: bool) -> None:
        """The icon alone; the name stays in the tooltip and for screen readers."""
        self._narrow = narrow
        self.setText("" if narrow else self._shown)
        self.setToolTip(self._shown if narrow else "")

    def menu(self) -> QMenu:
        return self._choices

    @Slot()
    def showMenu(self) -> None:
        self.setDown(True)
        self._choices.popup(self.mapToGlobal(QPoint(0, -self._choices.sizeHint().height())))

    @Slot()
    def _closed(self) -> None:
        self.setDown(False)

    def _made_menu(self) -> QMenu:
        menu = QMenu(self)
        people = menu.addAction(self._theme.icon("person", Tone.MUTED), self.tr("Change operator…"))
        people.triggered.connect(self.operator_asked)
        menu.addSeparator()
        menu.addMenu(self._made_themes(menu))
        menu.addMenu(self._made_languages(menu))
        menu.addMenu(self._notes)
        menu.addSeparator()
        keys = menu.addAction(self._theme.icon("keyboard", Tone.MUTED), self.tr("Keys"))
        keys.setShortcut(QKeySequence(Qt.Key.Key_F1))
        keys.triggered.connect(self.keys_asked)
        # An entry's shortcut works where the entry is, and a closed menu is nowhere.
        self.addAction(keys)
        about = menu.addAction(self._theme.icon("info", Tone.MUTED), self.tr("About mmdesk"))
        about.triggered.connect(self.about_asked)
        return menu

    def _made_themes(self, parent: QWidget) -> QMenu:
        names = {
            Mode.AUTO: self.tr("Like the system"),
            Mode.LIGHT: self.tr("Light"),
            Mode.DARK: self.tr("Dark"),
        }
        menu = QMenu(self.tr("Colours"), parent)
        menu.setIcon(self._theme.icon("sun", Tone.MUTED))
        group = QActionGroup(menu)
        for mode, name in names.items():
            action = _choice(menu, group, name, mode is self._theme.mode)
            action.setData(mode)
        group.triggered.connect(self._choose_theme)
        return menu

    def show_quiet(self, kinds: frozenset[str]) -> None:
        """Which notifications are switched off."""
        for action in self._notes.actions():
            action.setChecked(action.data() not in kinds)

    def _made_notes(self) -> QMenu:
        """By the values of `NewsKind`."""
        names = {
            "orders": self.tr("New orders"),
            "cancellations": self.tr("Cancellations"),
            "deadlines": self.tr("Deadlines"),
            "exchange": self.tr("A stopped exchange"),
        }
        menu = QMenu(self.tr("Notifications"), self)
        menu.setIcon(self._theme.icon("bell", Tone.MUTED))
        for kind, name in names.items():
            action = menu.addAction(name)
            action.setData(kind)
            action.setCheckable(True)
            action.setChecked(True)
        menu.triggered.connect(self._choose_notes)
        return menu

    @Slot()
    def _choose_notes(self) -> None:
        off = frozenset(action.data() for action in self._notes.actions() if not action.isChecked())
        self.quiet_chosen.emit(off)

    def _made_languages(self, parent: QWidget) -> QMenu:
        menu = QMenu(self.tr("Language"), parent)
        menu.setIcon(self._theme.icon("language", Tone.MUTED))
        group = QActionGroup(menu)
        for language, name in _LANGUAGES.items():
            _choice(menu, group, name, language == words.language()).setData(language)
        group.triggered.connect(self._choose_language)
        self._spoken = group
        return menu

    @Slot(QAction)
    def _choose_theme(self, action: QAction) -> None:
        self.theme_chosen.emit(Mode(action.data()))

    @Slot(QAction)
    def _choose_language(self, action: QAction) -> None:
        chosen = action.data()
        # The mark tells what is in force: the person may yet stay with it.
        for each in self._spoken.actions():
            each.setChecked(each.data() == words.language())
        if chosen != words.language():
            self.language_chosen.emit(chosen)


def _choice(menu: QMenu, group: QActionGroup, name: str, chosen: bool) -> QAction:
    action = menu.addAction(name)
    action.setCheckable(True)
    action.setChecked(chosen)
    group.addAction(action)
    return action

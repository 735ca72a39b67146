"""How every window looks: the palette in force, letters, sizes, icons, and the shapes widgets can have."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Final, TypeVar

from PySide6.QtCore import QDir, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QAbstractItemView, QAbstractSpinBox, QApplication, QToolTip, QWidget

from mmdesk.paths import resource
from mmdesk.ui.icons import outline_icon
from mmdesk.ui.style_sheet import style_sheet
from mmdesk.ui.tokens import DARK, LIGHT, Tokens
from mmdesk.ui.tone import Tone

__all__ = ["ROW_HEIGHT", "Mode", "Role", "SystemColours", "Theme", "Tokens", "Tone", "dress", "inset"]

ROW_HEIGHT: Final = 32
ICON_SIZE: Final = 18
_INSET: Final = 8
_Field = TypeVar("_Field", bound=QAbstractSpinBox)
_TEXT_SIZE: Final = 13
"""Pixels, unless the person has chosen larger letters for the whole system."""


class Mode(StrEnum):
    """What the person chose."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Role(StrEnum):
    """The shapes a style sheet gives to widgets of one class, see `dress`."""

    PLAIN = "plain"
    """QPushButton like any other: what was dressed otherwise is it again."""
    PRIMARY = "primary"
    """QPushButton: the one thing to do on a page."""
    DANGER = "danger"
    """QPushButton: destroys or refuses something."""
    QUIET = "quiet"
    """QPushButton, small and on a faint ground: what is at hand beside the rest."""
    MENU = "menu"
    """QPushButton without an outline, its words at the left: opens a menu."""
    CHIP = "chip"
    """QPushButton, checkable: a filter."""
    TITLE = "title"
    """QLabel: the name of a page or of the order that is open."""
    HEADING = "heading"
    """QLabel: the name of a part."""
    CAPTION = "caption"
    """QLabel: says what stands beside it; muted."""
    STRONG = "strong"
    """QLabel: what is read first in its line."""
    KEY = "key"
    """QLabel: the name of a key, as on its cap."""
    CODE = "code"
    """QLabel: something to type or copy as it is."""
    CARD = "card"
    """QFrame: a surface of its own on the ground of the window."""
    RULE = "rule"
    """QFrame: a line between two parts."""
    BANNER = "banner"
    """QFrame with a tone: a sentence that stays."""
    STRIP = "strip"
    """QFrame across the window: everything below is not real."""
    SIDE = "side"
    """QFrame: the navigation."""
    FOOT = "foot"
    """QFrame: the status strip."""


def dress(widget: QWidget, role: Role | None = None, tone: Tone | None = None) -> None:
    """Give a widget its shape or change it; either part stays as it is when it is not given."""
    wishes = {"role": role and role.value, "tone": tone and tone.value}
    changed = {name: wish for name, wish in wishes.items() if wish and widget.property(name) != wish}
    for name, wish in changed.items():
        widget.setProperty(name, wish)
    if changed and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)


def inset(field: _Field) -> _Field:
    """A number or day keeps off its left edge: in style sheets Qt leaves the padding of such a field out."""
    line = field.lineEdit()
    assert line is not None
    line.setTextMargins(_INSET, 0, 0, 0)
    return field


class SystemColours(QObject):
    """What the desktop prefers, and the wish that its own parts of our windows follow the person's choice."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hints = QGuiApplication.styleHints()
        self._hints.colorSchemeChanged.connect(self.changed)

    def is_dark(self) -> bool:
        return self._hints.colorScheme() is Qt.ColorScheme.Dark

    def ask_for(self, mode: Mode) -> None:
        """Title bars and the system's own dialogs, where the platform can."""
        match mode:
            case Mode.AUTO:
                self._hints.unsetColorScheme()
            case Mode.LIGHT:
                self._hints.setColorScheme(Qt.ColorScheme.Light)
            case Mode.DARK:
                self._hints.setColorScheme(Qt.ColorScheme.Dark)


class Theme(QObject):
    """The palette in force. One for the application; `changed` asks everybody to paint again."""

    changed = Signal()

    def __init__(
        self, mode: Mode = Mode.AUTO, parent: QObject | None = None, system: SystemColours | None = None
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self._system = system or SystemColours(self)
        self._applied: Tokens | None = None
        QDir.setSearchPaths("marks", [str(resource("icons", "marks"))])
        _application().setStyle("Fusion")
        _use_fonts()
        self._system.ask_for(mode)
        self._apply()
        self._system.changed.connect(self._apply)

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def is_dark(self) -> bool:
        if self._mode is Mode.AUTO:
            return self._system.is_dark()
        return self._mode is Mode.DARK

    @property
    def tokens(self) -> Tokens:
        return DARK if self.is_dark else LIGHT

    def choose(self, mode: Mode) -> None:
        """Change at once, in every window."""
        self._mode = mode
        self._system.ask_for(mode)
        self._apply()

    def color(self, tone: Tone) -> QColor:
        return self.tokens.of(tone)

    def icon(self, name: str, tone: Tone = Tone.TEXT) -> QIcon:
        """`resources/icons/NAME.svg` in the colour of the tone; sharp at any scale, and follows the theme."""
        return outline_icon(name, partial(self._ink, tone))

    def _ink(self, tone: Tone, mode: QIcon.Mode) -> QColor:
        return self.tokens.disabled if mode is QIcon.Mode.Disabled else self.tokens.of(tone)

    @Slot()
    def _apply(self) -> None:
        tokens = self.tokens
        palette = _palette(tokens)
        application = _application()
        if tokens is self._applied and application.palette() == palette:
            return
        self._applied = tokens
        # Qt takes four times as long to put one sheet in the place of another as to put on the first one.
        application.setStyleSheet("")
        application.setPalette(palette)
        QToolTip.setPalette(palette)
        application.setStyleSheet(style_sheet(tokens, "dark" if tokens is DARK else "light"))
        # With every first sheet the application forgets the letters of single classes.
        _use_even_digits()
        self.changed.emit()


def application_icon() -> QIcon:
    """Has colours of its own and stands on any ground."""
    return outline_icon("mmdesk", lambda _mode: QColor())


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application


def _use_fonts() -> None:
    """The system's own letters, not smaller than ours."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(max(_TEXT_SIZE, QFontInfo(font).pixelSize()))
    QApplication.setFont(font)


def _use_even_digits() -> None:
    """In tables all digits are of one width."""
    even = with_even_digits(QApplication.font())
    QApplication.setFont(even, "QAbstractItemView")  # type: ignore[arg-type]  # the stub's bytes are refused
    for widget in QApplication.allWidgets():
        if isinstance(widget, QAbstractItemView):
            # Qt itself tells only those that are made from now on.
            QApplication.sendEvent(widget, QEvent(QEvent.Type.ApplicationFontChange))


def with_even_digits(font: QFont) -> QFont:
    """The same letters with digits of one width, where the font offers them."""
    even = QFont(font)
    even.setFeature(QFont.Tag("tnum"), 1)
    return even


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for where, colour in {
        role.Window: tokens.bg,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.bg,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Text: tokens.text,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.danger,
        role.Highlight: tokens.selection,
        role.HighlightedText: tokens.text,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Accent: tokens.accent,
        role.Light: tokens.hover,
        role.Midlight: tokens.line,
        role.Mid: tokens.edge,
        role.Dark: tokens.edge,
        role.Shadow: tokens.line,
    }.items():
        palette.setColor(where, colour)
    for where in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText, role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, tokens.disabled)
    return palette

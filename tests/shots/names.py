"""Controls that have no name for those who cannot see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

_CONTROLS: Final = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)
"""Views that only take keys, and areas that only scroll, are read by what stands in them."""


def nameless(front: QWidget) -> Iterator[str]:
    """What the Tab key reaches in a window or dialog and a screen reader has no name for, by its class."""
    for widget in front.findChildren(QWidget):
        if not isinstance(widget, _CONTROLS):
            continue
        is_reached = widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
        if is_reached and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not _name_of(widget):
            yield f"{type(widget.parentWidget()).__name__}/{type(widget).__name__}"


def _name_of(widget: QWidget) -> str:
    """Its own, the text that it shows, or that of the label that belongs to it."""
    if isinstance(widget, QTabBar):
        # Qt would name the whole bar after the tab that is in front.
        return widget.accessibleName()
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)

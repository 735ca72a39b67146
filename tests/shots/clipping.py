"""Texts that have no room: found in a window whose texts are stretched, as a longer language would."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QPushButton, QRadioButton, QWidget

from mmdesk.ui.navigation import PageButton
from mmdesk.ui.plain_text import ElidedLabel

_LONGER: Final = 0.35
_SPARE: Final = 2
"""Pixels by which a size may differ from what it asks for."""


class Stretched(QTranslator):
    """Every text by a third longer, between brackets: one that is not, never went through `tr`."""

    def translate(self, _context: str, source: str, _comment: str | None = None, _count: int = -1) -> str:
        return f"[{source}{'~' * int(len(source) * _LONGER)}]"

    def isEmpty(self) -> bool:
        return False


def clipped(front: QWidget) -> Iterator[str]:
    """The words that are cut off in a window or dialog."""
    for widget in front.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, ElidedLabel):
            continue
        if isinstance(widget, PageButton) and widget.width() < widget.sizeHint().width():
            yield widget.text()
        if (isinstance(widget, QLabel) and widget.text() and _label_lacks_room(widget)) or (
            isinstance(widget, (QPushButton, QCheckBox, QRadioButton)) and _button_lacks_room(widget)
        ):
            yield widget.text()


def _label_lacks_room(label: QLabel) -> bool:
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height() + _SPARE
    return label.minimumSizeHint().width() > label.width() + _SPARE


def _button_lacks_room(button: QAbstractButton) -> bool:
    words = button.fontMetrics().boundingRect(button.text().replace("&", "")).width()
    return bool(button.text()) and words > button.width() + _SPARE

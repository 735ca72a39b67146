"""The strip at the bottom of the window: how the service and the remotes are doing, and what leaves soon."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from mmdesk.clock import Clock
from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import PlainLabel, tooltip
from mmdesk.ui.status_strip_state import Part, StatusStripState
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken

_HEIGHT: Final = 44
_GAP: Final = 16
_NEAR: Final = 6
_TICK_MS: Final = 1_000
_QUIET: Final = frozenset({Tone.MUTED, Tone.OK})
_GIVING_WAY: Final = (Tone.MUTED, Tone.OK, Tone.TEXT, Tone.WARN, Tone.DANGER)
"""Whose words go first where there is no room for all."""


class PartView(QWidget):
    """Icon and words of one part; where there is no room the words are only in the tooltip."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = Picture(theme, 16)
        self._words = PlainLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._part: Part | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(_NEAR)
        line.addWidget(self._icon)
        line.addWidget(self._words)

    def show_part(self, part: Part) -> None:
        if part == self._part:
            return
        self._part = part
        words, hint = spoken(part.words), spoken(part.hint)
        self._icon.show_icon(part.icon, part.tone)
        self._words.setText(words)
        # The dot says that all is well; its words stay as calm as the rest.
        dress(self._words, tone=Tone.MUTED if part.tone in _QUIET else part.tone)
        self.setToolTip(tooltip(hint or words))
        self.setAccessibleName(words)
        self.setAccessibleDescription(hint)

    def show_words(self, shown: bool) -> None:
        self._words.setVisible(shown)

    def take_room(self) -> None:
        """As its words are now."""
        layout = self.layout()
        if layout is not None:
            layout.activate()

    @property
    def words(self) -> str:
        return self._words.text()

    @property
    def tone(self) -> Tone:
        return self._part.tone if self._part is not None else Tone.MUTED

    def width_needed(self, *, words: bool) -> int:
        return self._icon.sizeHint().width() + (_NEAR + self._words.sizeHint().width() if words else 0)


class PartsRow(QWidget):
    """The parts side by side in whatever room is left for them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._views: list[PartView] = []
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(_GAP)
        self._line.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_parts(self, parts: Sequence[Part]) -> None:
        self._match(len(parts))
        for view, part in zip(self._views, parts, strict=True):
            view.show_part(part)
        self._fit()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(view.words for view in self._views)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _match(self, count: int) -> None:
        while len(self._views) < count:
            view = PartView(self._theme)
            self._line.insertWidget(len(self._views), view)
            self._views.append(view)
        while len(self._views) > count:
            view = self._views.pop()
            self._line.removeWidget(view)
            view.deleteLater()

    def _fit(self) -> None:
        """Silence as few parts as possible, the least important first."""
        silent: set[PartView] = set()
        for view in sorted(self._views, key=_importance):
            if self._width_without(silent) <= self.width():
                break
            silent.add(view)
        for view in self._views:
            view.show_words(view not in silent)
            view.take_room()
        # At once: until Qt has asked one after the other, longer words would be cut off.
        self._line.activate()

    def _width_without(self, silent: Collection[PartView]) -> int:
        widths = [view.width_needed(words=view not in silent) for view in self._views]
        return sum(widths) + _GAP * len(widths)


def _importance(view: PartView) -> int:
    return _GIVING_WAY.index(view.tone)


class StatusStripView(QFrame):
    """Tells the state as of now, once a second while it is seen, and changes only what reads differently."""

    ticked = Signal()

    def __init__(
        self, state: StatusStripState, theme: Theme, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._clock = clock
        self._parts = PartsRow(theme)
        self._whole = QHBoxLayout(self)
        self._whole.setContentsMargins(16, 0, 8, 0)
        self._whole.setSpacing(_GAP)
        self._whole.addWidget(self._parts, 1)
        self.setFixedHeight(_HEIGHT)
        dress(self, Role.FOOT)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.refresh)
        self._tick.timeout.connect(self.ticked)

    def set_right(self, widget: QWidget) -> None:
        """What stands at the right end; a former widget there goes."""
        item = self._whole.itemAt(1)
        former = item.widget() if item is not None else None
        if former is not None:
            self._whole.removeWidget(former)
            former.hide()
            former.deleteLater()
        self._whole.addWidget(widget)

    @Slot()
    def refresh(self) -> None:
        self._parts.show_parts(self._state.parts(self._clock.now()))

    @property
    def words(self) -> tuple[str, ...]:
        """What the parts say, from the left."""
        return self._parts.words

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._tick.stop()
        super().hideEvent(event)

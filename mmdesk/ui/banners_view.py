"""Sentences that stay at the top of the window until their cause is gone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mmdesk.errors import Text
from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import PlainLabel
from mmdesk.ui.status_strip_state import Banner
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken


class BannerView(QFrame):
    """What is wrong, and under it what helps, which can be copied."""

    def __init__(self, banner: Banner, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self, Role.BANNER, Tone.DANGER)
        sentence, cure = spoken(banner.sentence), spoken(banner.cure)
        self.setAccessibleName(sentence)
        self.setAccessibleDescription(cure)
        icon = Picture(theme)
        icon.show_icon(banner.icon, Tone.DANGER)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(_label(sentence, Role.STRONG))
        words.addWidget(_label(cure))
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(12)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)


class BannersView(QWidget):
    """Shows the banners in force; nothing is drawn anew while they stay the same."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._banners: tuple[Banner, ...] = ()
        self._views: list[BannerView] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(16, 8, 16, 0)
        self._rows.setSpacing(8)
        self.hide()

    def show_banners(self, banners: Sequence[Banner]) -> None:
        if tuple(banners) == self._banners:
            return
        self._banners = tuple(banners)
        for view in self._views:
            self._rows.removeWidget(view)
            view.deleteLater()
        self._views = [BannerView(banner, self._theme) for banner in banners]
        for view in self._views:
            self._rows.addWidget(view)
        self.setVisible(bool(banners))

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(spoken(banner.sentence) for banner in self._banners)


class RehearsalStrip(QFrame):
    """The red strip across the top of a window whose orders are not real."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self, Role.STRIP)
        self._words = _label("")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line = QHBoxLayout(self)
        line.setContentsMargins(16, 4, 16, 4)
        line.addWidget(self._words)
        self.hide()

    def show_words(self, words: Text | None) -> None:
        self._words.setText(spoken(words) if words is not None else "")
        self.setAccessibleName(self._words.text())
        self.setVisible(words is not None)

    @property
    def words(self) -> str:
        return self._words.text()


def _label(words: str, role: Role | None = None) -> QLabel:
    label = PlainLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(words)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    dress(label, role)
    return label

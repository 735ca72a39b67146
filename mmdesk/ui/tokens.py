"""The colours of every window by name: one set for light, one for dark, every pair in use readable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QColor

from mmdesk.ui.tone import Tone


@dataclass(frozen=True, slots=True)
class Tokens:
    """One palette.

    `line` parts what belongs together, `edge` is the outline of a thing one can press or write into. Text in
    any tone may stand on `bg`, `surface`, `selection`, `hover` and on the tint of its own tone.
    """

    bg: QColor
    surface: QColor
    selection: QColor
    hover: QColor
    line: QColor
    edge: QColor
    text: QColor
    muted: QColor
    disabled: QColor
    accent: QColor
    accent_strong: QColor
    on_accent: QColor
    ok: QColor
    warn: QColor
    danger: QColor
    danger_strong: QColor
    on_danger: QColor
    accent_tint: QColor
    ok_tint: QColor
    warn_tint: QColor
    danger_tint: QColor
    strip: QColor
    on_strip: QColor

    def of(self, tone: Tone) -> QColor:
        match tone:
            case Tone.TEXT:
                return self.text
            case Tone.MUTED:
                return self.muted
            case Tone.ACCENT:
                return self.accent
            case Tone.OK:
                return self.ok
            case Tone.WARN:
                return self.warn
            case Tone.DANGER:
                return self.danger

    def tint(self, tone: Tone) -> QColor:
        """The quiet ground for a message in this tone."""
        match tone:
            case Tone.TEXT | Tone.MUTED:
                return self.hover
            case Tone.ACCENT:
                return self.accent_tint
            case Tone.OK:
                return self.ok_tint
            case Tone.WARN:
                return self.warn_tint
            case Tone.DANGER:
                return self.danger_tint


LIGHT: Final = Tokens(
    bg=QColor("#F5F6F8"),
    surface=QColor("#FFFFFF"),
    selection=QColor("#DCE7FB"),
    hover=QColor("#ECEFF4"),
    line=QColor("#DBE0E8"),
    edge=QColor("#868F9D"),
    text=QColor("#1A222D"),
    muted=QColor("#566273"),
    disabled=QColor("#7D8694"),
    accent=QColor("#2456C4"),
    accent_strong=QColor("#1B449F"),
    on_accent=QColor("#FFFFFF"),
    ok=QColor("#176B40"),
    warn=QColor("#8A4B00"),
    danger=QColor("#B3202A"),
    danger_strong=QColor("#8F1720"),
    on_danger=QColor("#FFFFFF"),
    accent_tint=QColor("#E8EFFD"),
    ok_tint=QColor("#E2F3E9"),
    warn_tint=QColor("#FCF0DD"),
    danger_tint=QColor("#FCE8E9"),
    strip=QColor("#B3202A"),
    on_strip=QColor("#FFFFFF"),
)

DARK: Final = Tokens(
    bg=QColor("#14181F"),
    surface=QColor("#1C222B"),
    selection=QColor("#2A3B5C"),
    hover=QColor("#262E3A"),
    line=QColor("#303947"),
    edge=QColor("#6F7C8F"),
    text=QColor("#E9EDF3"),
    muted=QColor("#A5B0C0"),
    disabled=QColor("#7A8596"),
    accent=QColor("#8FB3FF"),
    accent_strong=QColor("#B0C9FF"),
    on_accent=QColor("#0F1A30"),
    ok=QColor("#62D49B"),
    warn=QColor("#F0B35C"),
    danger=QColor("#FF8D8D"),
    danger_strong=QColor("#FFABAB"),
    on_danger=QColor("#2B0A0D"),
    accent_tint=QColor("#20304F"),
    ok_tint=QColor("#173328"),
    warn_tint=QColor("#382B16"),
    danger_tint=QColor("#412229"),
    strip=QColor("#A3141E"),
    on_strip=QColor("#FFFFFF"),
)

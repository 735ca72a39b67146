"""What a colour means. Without Qt, so that states can say it."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """What a colour means; states always come with icon and word as well."""

    TEXT = "text"
    MUTED = "muted"
    ACCENT = "accent"
    OK = "ok"
    WARN = "warn"
    DANGER = "danger"

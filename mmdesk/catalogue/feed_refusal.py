"""The refusal of a build that must not be published."""

from __future__ import annotations

from mmdesk.errors import MmdeskError, Text


class FeedRefused(MmdeskError):
    """Raised for a feed that must not be published, or cannot be written; the published one stays."""

    title = Text("Фид не собран", "The feed was not built")
    hint = Text("Опубликованный фид не изменился.", "The published feed has not changed.")

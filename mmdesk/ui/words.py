"""The language of this process's windows: two-language texts come out in it."""

from __future__ import annotations

from mmdesk.errors import Text
from mmdesk.language import Language, current

_chosen: Language | None = None


def use(language: Language) -> None:
    """Choose once at the start, before the first widget is made."""
    global _chosen  # noqa: PLW0603 - Qt's translators are the application's as well
    _chosen = language


def language() -> Language:
    return _chosen or current()


def begun(sentence: str) -> str:
    """As it stands at the beginning of a line; the name of a program keeps its small letter."""
    return sentence if sentence.startswith("mmdesk") else f"{sentence[:1].upper()}{sentence[1:]}"


def spoken(text: Text) -> str:
    return text.in_language(language())

"""What the demo tells: a line for each thing a person does, with what both remotes then show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from mmdesk.errors import Text
from mmdesk.language import Language

_STEP: Final = Text(
    "{deed} | Мегамаркет: {megamarket} | RetailCRM: {crm}",
    "{deed} | Megamarket: {megamarket} | RetailCRM: {crm}",
)


class Story:
    """Tells at once what has happened, in one language."""

    def __init__(self, language: Language, write: Callable[[str], object]) -> None:
        self._language = language
        self._write = write

    def open(self, scenario: Text) -> None:
        """Begin the part about one scenario."""
        self._write("")
        self._write(self._said(scenario))

    def note(self, text: Text) -> None:
        """Something outside any scenario."""
        self._write(self._said(text))

    def step(self, deed: Text, megamarket: Text, crm: Text) -> None:
        """What somebody did, and what has come of it at both remotes."""
        told = _STEP.format(deed=deed, megamarket=megamarket, crm=crm)
        self._write(f"  ✓ {self._said(told)}")

    def fact(self, text: Text) -> None:
        """A step whose proof is none of an order's states."""
        self._write(f"  ✓ {self._said(text)}")

    def failure(self, text: Text) -> None:
        """What did not end as it must."""
        self._write(f"  ✗ {self._said(text)}")

    def _said(self, text: Text) -> str:
        return text.in_language(self._language)

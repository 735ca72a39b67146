"""What Megamarket does not take of single offers: not sent again before it is worth another try."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mmdesk.errors import Text

_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class _Refusal:
    level: int
    at: datetime
    words: Text


class OfferRefusals:
    """The refused offers of one kind of level. Kept in memory: a new service tries each of them once more."""

    def __init__(self, term: timedelta) -> None:
        self._term = term
        self._refused: dict[str, _Refusal] = {}
        self._met: set[str] = set()

    @property
    def count(self) -> int:
        return len(self._refused)

    def begin_pass(self) -> None:
        self._met.clear()

    def end_pass(self) -> None:
        """Whatever was not met in a whole pass has come right without being sent."""
        for offer_id in self._refused.keys() - self._met:
            del self._refused[offer_id]

    def holds(self, offer_id: str, level: int, now: datetime) -> bool:
        """Whether this level of an offer is not to be sent yet; notes that the offer was met."""
        self._met.add(offer_id)
        refusal = self._refused.get(offer_id)
        return refusal is not None and refusal.level == level and _is_within(self._term, refusal.at, now)

    def knows(self, offer_id: str) -> bool:
        """Whether the offer was refused last: it must not spoil a call for others."""
        return offer_id in self._refused

    def note(self, offer_id: str, level: int, words: Text, now: datetime) -> bool:
        """Whether that is news: the first refusal of an offer, or one in other words."""
        known = self._refused.get(offer_id)
        self._refused[offer_id] = _Refusal(level, now, words)
        return known is None or known.words != words

    def forget(self, offer_ids: Iterable[str]) -> None:
        for offer_id in offer_ids:
            self._refused.pop(offer_id, None)

    def clear(self) -> None:
        self._refused.clear()

    def summary(self) -> Text:
        """The first few by name, and what Megamarket says of the first; there has to be one."""
        first = next(iter(self._refused.values())).words
        names = ", ".join(list(self._refused)[:_NAMED]) + ("…" if len(self._refused) > _NAMED else "")
        return Text("{names} — «{words}»", "{names}: “{words}”").format(names=names, words=first)


class Hold:
    """A reason why a whole kind of level is not sent, until a term is over."""

    def __init__(self, term: timedelta) -> None:
        self._term = term
        self.since: datetime | None = None
        self.words: Text | None = None

    def put(self, words: Text, now: datetime) -> None:
        self.since, self.words = now, words

    def clear(self) -> None:
        self.since = self.words = None

    def holds(self, now: datetime) -> bool:
        """Whether it still does; a term that is over is forgotten."""
        if self.since is not None and not _is_within(self._term, self.since, now):
            self.clear()
        return self.since is not None


def _is_within(term: timedelta, since: datetime, now: datetime) -> bool:
    """A moment of the future dates from before the clock was set back."""
    return since <= now < since + term

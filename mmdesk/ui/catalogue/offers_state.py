"""Which offers the table shows, and why there are none. Without Qt."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum, auto

from mmdesk.services.offer_list import OfferShow, OfferSort, OfferWish


class WhyEmpty(StrEnum):
    """Why the table has no rows."""

    READING = auto()
    FAILED = auto()
    NOTHING_BUILT = auto()
    NOTHING_FOUND = auto()
    NONE_LIKE_THAT = auto()


class OffersState:
    """The wish of the person, and what has been read for it."""

    def __init__(self) -> None:
        self._wish = OfferWish()
        self.offers = 0
        self.known = 0
        """Offers of the catalogue, whatever is wished for."""
        self.is_read = False
        self.failure = ""

    @property
    def wish(self) -> OfferWish:
        return self._wish

    def choose(self, show: OfferShow, reason: str = "") -> bool:
        """Each of these tells whether the wish is another one now."""
        return self._take(replace(self._wish, show=show, reason=reason, search=""))

    def narrow(self, reason: str) -> bool:
        return self._take(replace(self._wish, reason=reason, search=""))

    def search(self, words: str) -> bool:
        return self._take(replace(self._wish, search=" ".join(words.split())))

    def sort(self, sort: OfferSort) -> bool:
        """The same once more turns the order round."""
        turned = sort is self._wish.sort and not self._wish.descending
        return self._take(replace(self._wish, sort=sort, descending=turned))

    def start_anew(self) -> None:
        """Another connection: nothing is known of it yet."""
        self.is_read, self.failure, self.offers, self.known = False, "", 0, 0

    def why_empty(self) -> WhyEmpty | None:
        if self.offers:
            return None
        if self.failure:
            return WhyEmpty.FAILED
        if not self.is_read:
            return WhyEmpty.READING
        if not self.known:
            return WhyEmpty.NOTHING_BUILT
        return WhyEmpty.NOTHING_FOUND if self._wish.search else WhyEmpty.NONE_LIKE_THAT

    def _take(self, wish: OfferWish) -> bool:
        if wish == self._wish:
            return False
        self._wish = wish
        return True

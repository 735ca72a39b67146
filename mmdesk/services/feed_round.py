"""The feed's share of the exchange: look whether goods or settings have changed, and build if so."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final

from mmdesk.catalogue.feed_files import BuildUnderWay
from mmdesk.domain.connection import Connection
from mmdesk.errors import MmdeskError, Text
from mmdesk.services.careful_poll import STOPPING
from mmdesk.services.connection_settings import setting_name
from mmdesk.services.feed_building import FeedBuilding
from mmdesk.services.feed_making import Built
from mmdesk.services.feed_sources import FeedSource
from mmdesk.services.side_by_side import PollSkipped, added
from mmdesk.settings import ConnectionSettings
from mmdesk.storage.feed_builds import BuildState, Hold


class FeedHeld(MmdeskError):
    """Raised at every look while a build waits for an answer: the published feed grows old meanwhile."""

    title = Text("Новый фид ждёт решения", "A new feed waits for an answer")
    hint = Text(
        "Посмотрите на странице «Каталог», что изменилось, и решите. Пока действует прежний фид.",
        "See on the page Catalogue what has changed, and decide. Until then the former feed stays.",
        "mmdesk feed status NAME, mmdesk feed accept NAME",
    )


class FeedFailed(MmdeskError):
    """Raised while nothing has changed since a build that failed; the detail is why it did."""

    title = Text(
        "С неудавшейся сборки фида ничего не изменилось", "Nothing has changed since the feed's build failed"
    )


@dataclass(frozen=True, slots=True)
class FeedCounts:
    """What one look came to: builds made and found needless, and the offers of those made."""

    builds: int = 0
    unchanged: int = 0
    read: int = 0
    published: int = 0

    def __add__(self, other: FeedCounts) -> FeedCounts:
        return added(self, other)


class FeedPollster:
    """Looks at one connection's goods. `source` makes the source that the settings name.

    `asker` names the person whom the job runs for now, empty for the schedule.
    """

    def __init__(
        self,
        connection: Connection,
        building: FeedBuilding,
        settings: Callable[[], ConnectionSettings],
        source: Callable[[ConnectionSettings], FeedSource],
        stopping: Callable[[], bool],
        asker: Callable[[], str] = lambda: "",
    ) -> None:
        self.connection = connection
        self._building = building
        self._settings = settings
        self._source = source
        self._stopping = stopping
        self._asker = asker
        self._busy = threading.Lock()
        # The copy on the disk knows by itself whether it was ever read whole.
        self._whole_at = monotonic()

    def is_idle_within(self, seconds: float) -> bool:
        """Wait for a build under way; once `stopping` is true and nothing is, the client may be closed."""
        if not self._busy.acquire(timeout=max(seconds, 0)):
            return False
        self._busy.release()
        return True

    def run(self, *, probe: bool = False) -> FeedCounts:
        """Build if anything has changed. `probe`: a person asks, so the goods are read whole.

        Raises FeedHeld, FeedFailed and all that a build raises; PollSkipped while the service stops, and
        while somebody else builds.
        """
        with self._busy:
            if self._stopping():
                raise PollSkipped(STOPPING)
            settings = self._settings()
            # Goods of RetailCRM are left alone until the connection is registered there.
            whole = (probe or self._is_whole_due(settings)) and self.connection.is_registered
            if whole:
                # Tried is enough: a remote in trouble must not be asked for everything at each look.
                self._whole_at = monotonic()
            try:
                built = self._building.build(
                    self._source(settings),
                    asked_by=self._asker(),
                    whole=whole,
                    again=probe,
                    stopping=self._stopping,
                )
            except BuildUnderWay as error:
                # Somebody builds at the command line: that is no trouble.
                raise PollSkipped(error.text) from error
        return told(built)

    def _is_whole_due(self, settings: ConnectionSettings) -> bool:
        return monotonic() - self._whole_at >= settings.exchange_feed_minutes * 60


def told(built: Built) -> FeedCounts:
    """Counts of what came of a build. Raises FeedHeld and FeedFailed."""
    build = built.build
    if build.state is BuildState.HELD and build.hold is not None:
        raise FeedHeld(hold_words(build.hold))
    if not built.is_new:
        if build.state is BuildState.FAILED and build.error is not None:
            raise FeedFailed(build.error)
        return FeedCounts(unchanged=1)
    return FeedCounts(builds=1, read=build.read, published=build.published_offers)


def hold_words(hold: Hold) -> Text:
    """Why the build waits, in a sentence's part."""
    words = _HOLDS.get(hold.reason, Text.same(hold.reason)).format(percent=f"{hold.share * 100:.0f}")
    if not hold.settings:
        return words
    named = [setting_name(key) for key in hold.settings]
    ru, en = ", ".join(f"«{name.ru}»" for name in named), ", ".join(f"“{name.en}”" for name in named)
    return words.joined(Text(f"; изменены настройки: {ru}", f"; settings were changed: {en}"))


_HOLDS: Final = {
    "vanished": Text("из фида исчезли бы {percent} % товаров", "{percent} % of the offers would vanish"),
    "price": Text(
        "цены изменились бы в среднем на {percent} %", "prices would move by {percent} % on average"
    ),
    "rolled_back": Text(
        "фид возвращён к прежней сборке, новые ждут согласия",
        "the feed was taken back to an earlier build, and newer ones wait for consent",
    ),
}

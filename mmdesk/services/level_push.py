"""One kind of level sent through once: page by page, each written down as soon as Megamarket has taken it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, Generic

from mmdesk.clients.errors import OutcomeUnknown
from mmdesk.clients.offer_batches import SPARE_CALLS, OfferRemark, Told
from mmdesk.clock import Clock
from mmdesk.errors import Text
from mmdesk.services.careful_poll import STOPPING
from mmdesk.services.offer_channels import TERM, Channel, Row, StockCounts
from mmdesk.services.offer_refusals import Hold, OfferRefusals
from mmdesk.services.side_by_side import PollSkipped
from mmdesk.storage.uow import Storage

logger = logging.getLogger(__name__)

_NOTHING_GOES: Final = 10
"""After so many calls refused as a whole, and none taken, it is not the offers that are at fault."""
_AGAIN: Final = Text("Программа отправит то же самое ещё раз.", "The program will send the same once more.")

_REFUSED: Final = Text(
    "{complaint} ({count}): {summary}. Проверьте эти товары в кабинете Мегамаркета;"
    " через полчаса программа попробует снова",
    "{complaint} ({count}): {summary}. Check these offers in the Megamarket account;"
    " the program tries again in half an hour",
)
_HELD: Final = Text(
    "{complaint}: «{words}». Через полчаса программа попробует снова",
    "{complaint}: “{words}”. The program tries again in half an hour",
)


class LevelPush(Generic[Row]):
    """Remembers from one push to the next what Megamarket does not take. One push at a time.

    `complaint` begins what a person is told of that.
    """

    def __init__(self, complaint: Text, storage: Storage, clock: Clock, stopping: Callable[[], bool]) -> None:
        self._complaint = complaint
        self._storage = storage
        self._clock = clock
        self._stopping = stopping
        self.refusals = OfferRefusals(TERM)
        self.hold = Hold(TERM)

    def forget(self) -> None:
        """Whatever was refused may be tried again at once."""
        self.refusals.clear()
        self.hold.clear()

    def remark(self) -> Text | None:
        """What does not arrive, and why; None when everything does."""
        if self.hold.words is not None or not self.refusals.count:
            return self.hold.words
        return _REFUSED.format(
            complaint=self._complaint, count=self.refusals.count, summary=self.refusals.summary()
        )

    def run(self, channel: Channel[Row]) -> StockCounts:
        """Send all that is due. Raises RemoteError, StorageError and PollSkipped; then the rest is due again.

        No lost answer does any harm: what is sent are levels, not differences.
        """
        if self.hold.holds(self._clock.now()):
            return StockCounts()
        counts, spare, in_vain = StockCounts(), SPARE_CALLS, 0
        self.refusals.begin_pass()
        for batch in self._batches(channel):
            told, taken = self._tell(channel, batch, spare)
            spare -= told.spare_used
            counts += replace(channel.counted(taken), undecided=len(told.undecided))
            in_vain += not taken and bool(told.undecided)
            if in_vain >= _NOTHING_GOES and not _any_taken(counts):
                self._hold(told.undecided[-1].words)
                return counts
        self.refusals.end_pass()
        return counts

    def _hold(self, words: Text) -> None:
        self.hold.put(_HELD.format(complaint=self._complaint, words=words), self._clock.now())

    def _batches(self, channel: Channel[Row]) -> Iterator[Sequence[Row]]:
        """What is due, one call after the other; offers refused before do not share one with others."""
        after = 0
        while rows := self._page(channel, after):
            after = rows[-1].row_id
            now = self._clock.now()
            due = [row for row in rows if not self.refusals.holds(row.offer_id, row.level, now)]
            yield from filter(
                None,
                (
                    [row for row in due if not self.refusals.knows(row.offer_id)],
                    [row for row in due if self.refusals.knows(row.offer_id)],
                ),
            )

    def _page(self, channel: Channel[Row], after: int) -> tuple[Row, ...]:
        with self._storage.look() as work:
            return channel.page(work.offer_levels, after)

    def _tell(self, channel: Channel[Row], batch: Sequence[Row], spare: int) -> tuple[Told, Sequence[Row]]:
        if self._stopping():
            raise PollSkipped(STOPPING)
        if any(row.told is None for row in batch):
            with self._storage.work() as work:
                channel.announce(work.offer_levels, batch)
                work.commit()
        try:
            told = channel.send(batch, spare)
        except OutcomeUnknown as error:
            error.with_hint(_AGAIN)
            raise
        for warning in told.warnings:
            logger.info("offer=%s taken with a warning: %s", warning.offer_id, warning.words)
        return told, self._write_down(channel, batch, told)

    def _write_down(self, channel: Channel[Row], batch: Sequence[Row], told: Told) -> Sequence[Row]:
        """What was taken, and what was not; returns the former."""
        refused = _by_offer(told.refused)
        undecided = _by_offer(told.undecided)
        not_taken = [row for row in batch if row.offer_id in refused]
        taken = [row for row in batch if row.offer_id not in refused and row.offer_id not in undecided]
        with self._storage.work() as work:
            matters = channel.settle(work.offer_levels, taken, not_taken)
            work.commit()
        kept = undecided.keys() | {row.offer_id for row in matters}
        self.refusals.forget(row.offer_id for row in batch if row.offer_id not in kept)
        self._note(matters, refused)
        return taken

    def _note(self, rows: Sequence[Row], words: Mapping[str, Text]) -> None:
        now = self._clock.now()
        news = [
            row.offer_id
            for row in rows
            if self.refusals.note(row.offer_id, row.level, words[row.offer_id], now)
        ]
        if news:
            logger.warning("%s: %s: %s", self._complaint, ", ".join(news), words[news[0]])


def _by_offer(remarks: Sequence[OfferRemark]) -> dict[str, Text]:
    return {remark.offer_id: remark.words for remark in remarks}


def _any_taken(counts: StockCounts) -> bool:
    return bool(counts.stocks or counts.zeros_again or counts.prices or counts.prices_dropped)

"""The lean process that builds one feed: no database, no network, and it may be killed at any moment.

A process that reads the source stands before it, the validator's process behind it, so that a build takes no
longer than the slowest of the three.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO, Final

from mmdesk.catalogue import duplicates
from mmdesk.catalogue.build import Build, Tally
from mmdesk.catalogue.build_order import (
    BuildFailure,
    BuildOrder,
    BuildReport,
    Progress,
    Told,
    order_decoder,
    told_encoder,
)
from mmdesk.catalogue.child import READ_SOURCE, start
from mmdesk.catalogue.feed_refusal import FeedRefused
from mmdesk.catalogue.frames import Batch, Broken, End, Head, frames
from mmdesk.catalogue.sinks import FeedSinks, Written
from mmdesk.catalogue.source import Catalogue
from mmdesk.catalogue.source_file import SourceBroken
from mmdesk.catalogue.source_order import SourceOrder
from mmdesk.catalogue.source_order import encoder as source_encoder
from mmdesk.catalogue.writer import FOOT
from mmdesk.domain.offer import SourceOffer
from mmdesk.errors import MmdeskError, Text
from mmdesk.system_words import system_words, told_of

_TELL_SECONDS: Final = 0.25
_LARGEST: Final = 500 * 1024 * 1024
"""Megamarket's limit for a feed."""
_MOST_OFFERS: Final = 5_000_000


def main(_words: Sequence[str] = ()) -> int:
    """The order comes on standard input; what happens is told on standard output, a line of JSON each."""
    gc.disable()  # nothing here makes circles, and looking for them takes a tenth of the time
    with os.fdopen(os.dup(0), "rb") as stream:
        order = order_decoder.decode(stream.read())
    with _claimed_output() as output:

        def tell(told: Told) -> None:
            output.write(told_encoder.encode(told) + b"\n")
            output.flush()

        try:
            tell(build(order, tell))
        except MmdeskError as error:
            tell(_failure(error))
        except OSError as error:
            words = told_of(error.filename, error) if error.filename else system_words(error)
            tell(_failure(FeedRefused(words, hint=_DISK)))
    return 0


def build(order: BuildOrder, tell: Callable[[Told], None]) -> BuildReport:
    """Raises SourceBroken, FeedRefused, and OSError where the disk is full."""
    began = time.monotonic()
    feed, trail = Path(order.feed), Path(order.trail)
    with _read_source(order) as (catalogue, share):
        teller = _Teller(tell, share)
        with (
            FeedSinks(feed, Path(order.gzip) if order.gzip else None, order.vat_codes.values()) as sinks,
            trail.open("wb") as trail_file,
        ):
            work = Build(catalogue, order.rules(), order.delivery(), sinks.write, trail_file.write, teller.at)
            tally = work.run(order.date, order.shop)
            written = sinks.finish()
    suspected = tally.digests.repeated()
    if suspected:
        written = _written_anew(order, work, tally, suspected) or written
    _check(order, tally, written)
    return _report(tally, written, time.monotonic() - began)


def _written_anew(order: BuildOrder, work: Build, tally: Tally, suspected: frozenset[int]) -> Written | None:
    """Feed and trail without offers that share an id; None where it only looked as if there were some."""
    feed, trail = Path(order.feed), Path(order.trail)
    with trail.open("rb") as stream:
        ids = duplicates.repeated_ids(stream, suspected)
    if not ids:
        return None
    old_feed, old_trail = feed.replace(f"{feed}.first"), trail.replace(f"{trail}.first")
    ahead = work.head(order.date, order.shop)
    with (
        FeedSinks(feed, Path(order.gzip) if order.gzip else None, order.vat_codes.values()) as sinks,
        trail.open("wb") as trail_file,
        old_feed.open("rb") as feed_before,
        old_trail.open("rb") as trail_before,
    ):
        sinks.write(feed_before.read(len(ahead)))
        offers = duplicates.without(feed_before, trail_before, tally.lengths, ids)
        for former in duplicates.write_without(offers, sinks.write, trail_file.write):
            tally.turn_into_duplicate(former)
        sinks.write(FOOT.encode())
        written = sinks.finish()
    old_feed.unlink()
    old_trail.unlink()
    return written


class _Teller:
    """Tells the progress, a few times a second at most."""

    def __init__(self, tell: Callable[[Told], None], share: Callable[[], float]) -> None:
        self._tell = tell
        self._share = share
        self._next = 0.0

    def at(self, read: int) -> None:
        if read > _MOST_OFFERS:
            raise FeedRefused(_TOO_MANY.format(count=_MOST_OFFERS))
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _TELL_SECONDS
            self._tell(Progress(read, self._share()))


@contextmanager
def _read_source(order: BuildOrder) -> Iterator[tuple[Catalogue, Callable[[], float]]]:
    """The catalogue as the reading process passes it on, and how much of it has been read."""
    wanted = source_encoder.encode(SourceOrder(order.icml, order.copy, order.price_type))
    with start(READ_SOURCE, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            # One that has died at once says nothing, and that is told next.
            with suppress(BrokenPipeError), child.stdin:
                child.stdin.write(wanted)
            yield _catalogue(child.stdout)
        finally:
            child.kill()


def _catalogue(stream: IO[bytes]) -> tuple[Catalogue, Callable[[], float]]:
    share = 0.0
    told = frames(stream)
    head = next(told, None)
    if not isinstance(head, Head):
        raise _broken(head)

    def offers() -> Iterator[SourceOffer]:
        nonlocal share
        for frame in told:
            if isinstance(frame, Batch):
                share = frame.share
                yield from frame.offers
            elif isinstance(frame, End):
                return
            else:
                raise _broken(frame)
        raise _broken(None)

    return Catalogue(head.shop, head.categories, offers()), lambda: share


def _broken(frame: object) -> SourceBroken:
    if isinstance(frame, Broken):
        return SourceBroken(frame.detail, hint=frame.hint)
    return SourceBroken(_READER_DIED, hint=_ONCE_MORE)


def _check(order: BuildOrder, tally: Tally, written: Written) -> None:
    """Raises FeedRefused for what must never be published."""
    if written.size > _LARGEST:
        raise FeedRefused(_TOO_LARGE.format(size=written.size // 1024**2))
    if not tally.published:
        why = ", ".join(f"{reason}: {count}" for reason, count in tally.excluded.most_common())
        raise FeedRefused(_EMPTY.format(read=tally.read, why=why or "—"), hint=_EMPTY_HINT)
    if not order.gzip:
        return
    judged = written.judged
    if judged is None or judged.sha256 != written.sha256:
        raise FeedRefused(_NOT_JUDGED)
    if judged.errors:
        first = next((each for each in judged.problems if each.is_error), judged.problems[0])
        words = Text.same(f"{first.offer_id} {first.field} «{first.value}»: ").joined(first.message)
        raise FeedRefused(_OWN_FAULT.format(count=judged.errors, first=words), hint=_REPORT_IT)


def _report(tally: Tally, written: Written, seconds: float) -> BuildReport:
    return BuildReport(
        read=tally.read,
        published=tally.published,
        unavailable=tally.unavailable,
        excluded=dict(tally.excluded),
        problem_counts=dict(tally.complaints.counts),
        problems=list(tally.complaints.listed()),
        vendors=dict(tally.vendors),
        params=tally.params,
        sha256=written.sha256,
        size=written.size,
        gzip_size=written.gzip_size,
        seconds=seconds,
    )


def _failure(error: MmdeskError) -> BuildFailure:
    detail, hint = error.detail, error.cure
    return BuildFailure(isinstance(error, SourceBroken), detail.ru, detail.en, hint.ru, hint.en)


def _claimed_output() -> BinaryIO:
    """Keep standard output for what is told: a native library may print there."""
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return told


_DISK: Final = Text(
    "Освободите место на диске или проверьте права; опубликованный фид не изменился.",
    "Free some space on the disk, or check the rights; the published feed has not changed.",
)
_ONCE_MORE: Final = Text(
    "Повторите; если не поможет, не хватает памяти. Опубликованный фид не изменился.",
    "Try again; if that does not help, memory runs out. The published feed has not changed.",
)
_READER_DIED: Final = Text(
    "чтение каталога оборвалось: процесс завершился", "the reading broke off: its process has ended"
)
_TOO_MANY: Final = Text("в каталоге больше {count} товаров", "the catalogue has more than {count} offers")
_TOO_LARGE: Final = Text(
    "фид занял бы {size} МБ, а Мегамаркет берёт до 500", "the feed would take {size} MB, and 500 is the limit"
)
_EMPTY: Final = Text(
    "в фид не попал ни один товар из {read} ({why}), пустой не публикуется",
    "none of {read} offers got into the feed ({why}), and an empty one is never published",
)
_EMPTY_HINT: Final = Text(
    "Проверьте, откуда берётся каталог, тип цены и остальное: «Каталог» → «Правила». Опубликованный фид не "
    "изменился.",
    "Check where the catalogue comes from, the price type and the rest: Catalogue → Rules. The published "
    "feed has not changed.",
)
_NOT_JUDGED: Final = Text(
    "проверка фида оборвалась, непроверенный не публикуется",
    "the validation broke off, and nothing is published without it",
)
_OWN_FAULT: Final = Text(
    "проверка нашла ошибок: {count}; первая: {first}",
    "the validation found {count} errors; the first: {first}",
)
_REPORT_IT: Final = Text(
    "Пришлите журнал разработчикам; опубликованный фид не изменился.",
    "Send the log to the developers; the published feed has not changed.",
)

if __name__ == "__main__":
    sys.exit(main())

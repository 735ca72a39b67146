"""The process that reads a source of goods: it alone parses foreign XML, and a build goes on beside it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from mmdesk.catalogue.frames import Batch, Broken, End, Head, write_frame
from mmdesk.catalogue.source import Catalogue
from mmdesk.catalogue.source_file import SourceBroken, opened
from mmdesk.catalogue.source_order import SourceOrder, decoder
from mmdesk.domain.offer import SourceOffer

_BATCH: Final = 200
_BATCH_BYTES: Final = 400_000
"""The next batch has fewer offers where the last took more: long texts must not add up in memory."""


def main(_words: Sequence[str] = ()) -> int:
    """The order comes on standard input, frames go to standard output."""
    # Nothing here makes circles, and looking for them takes a tenth of the time.
    gc.disable()
    with os.fdopen(os.dup(0), "rb") as stream:
        order = decoder.decode(stream.read())
    try:
        with _claimed_output() as output:
            _read(order, output)
    except BrokenPipeError:
        # Whoever reads has enough: the build is over, and says why itself.
        return 1
    return 0


def _read(order: SourceOrder, output: BinaryIO) -> None:
    try:
        pass_on(order, output)
    except SourceBroken as error:
        detail, hint = error.detail, error.cure
        write_frame(output, Broken(detail.ru, detail.en, hint.ru, hint.en))


def pass_on(order: SourceOrder, output: BinaryIO) -> None:
    """Raises SourceBroken; what was read until then has been passed on."""
    with _opened(order) as (catalogue, share):
        write_frame(output, Head(catalogue.shop, list(catalogue.categories)))
        most = _BATCH
        while offers := list(islice(catalogue.offers, most)):
            taken = write_frame(output, Batch(share(), offers))
            most = max(1, min(_BATCH, len(offers) * _BATCH_BYTES // taken))
        write_frame(output, End())


@contextmanager
def _opened(order: SourceOrder) -> Iterator[tuple[Catalogue, Callable[[], float]]]:
    if order.copy:
        with _copied(order) as opened_copy:
            yield opened_copy
        return
    from mmdesk.catalogue.icml import read_icml

    with opened(Path(order.icml)) as file:
        yield read_icml(file), lambda: file.read_share


@contextmanager
def _copied(order: SourceOrder) -> Iterator[tuple[Catalogue, Callable[[], float]]]:
    from mmdesk.catalogue.api_copy import ApiCopy

    with ApiCopy(Path(order.copy)).snapshot() as snapshot:
        total = max(snapshot.offer_count, 1)
        read = 0

        def counted() -> Iterator[SourceOffer]:
            nonlocal read
            for offer in snapshot.offers(order.price_type):
                read += 1
                yield offer

        categories = tuple(snapshot.categories())
        yield Catalogue(snapshot.shop, categories, counted()), lambda: min(read / total, 1.0)


def _claimed_output() -> BinaryIO:
    """Keep standard output for the frames alone: a native library may print there."""
    frames = os.fdopen(os.dup(1), "wb", buffering=1 << 18)
    os.dup2(2, 1)
    return frames


if __name__ == "__main__":
    sys.exit(main())

"""The validator as a process of its own, so that it runs on another core while a feed is being written.

The feed comes by standard input; one line of JSON, a `Verdict`, goes out. What fails here is told by the
exit code alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import BinaryIO, Final

import msgspec

from mmdesk.catalogue.feed_stream import FeedUnreadable
from mmdesk.catalogue.validator import MOST_PROBLEMS, validate


class Order(msgspec.Struct, frozen=True):
    """What the child is told: the VAT codes that may stand in the feed, and how many problems to list."""

    vat_codes: list[str]
    most: int = MOST_PROBLEMS


_ORDERS: Final = msgspec.json.Decoder(Order)
_ENCODER: Final = msgspec.json.Encoder()


def main(argv: Sequence[str]) -> int:
    """The child: one argument, an `Order` as JSON. Ends with 1 where its input cannot be read."""
    order = _ORDERS.decode(argv[0])
    with _claim_output() as reply, _open_input() as feed:
        try:
            verdict = validate(feed, vat_codes=order.vat_codes, most=order.most)
        except FeedUnreadable:
            return 1
        reply.write(_ENCODER.encode(verdict) + b"\n")
    return 0


def _open_input() -> BinaryIO:
    """From the descriptor: a frozen program without a console has no sys.stdin."""
    return os.fdopen(os.dup(0), "rb")


def _claim_output() -> BinaryIO:
    """Keep standard output for the verdict alone: a native library may print there."""
    reply = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return reply


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

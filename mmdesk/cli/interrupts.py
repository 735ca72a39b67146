"""Ctrl+C while a feed is built: the build ends in order, and then the program."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Any, Final, Self

from mmdesk.catalogue.feed_files import BuildUnderWay
from mmdesk.catalogue.feed_refusal import FeedRefused
from mmdesk.catalogue.source_file import SourceBroken
from mmdesk.cli.output import complain
from mmdesk.errors import Text
from mmdesk.services.operators import account_operator
from mmdesk.services.side_by_side import PollSkipped

_INTERRUPTED: Final = 130
"""What a shell reports of a program that Ctrl+C has ended."""
_BROKEN_OFF: Final = (PollSkipped, BuildUnderWay, SourceBroken, FeedRefused)
"""What a build ends with before anything is published; Ctrl+C reaches its processes as well."""


class Interrupts:
    """The first Ctrl+C ends the build in order, and then the program; the second one does so at once."""

    def __init__(self) -> None:
        self._seen = False
        # Any: what the signal module hands back is only given to it again.
        self._before: Any = None

    def seen(self) -> bool:
        return self._seen

    def by(self) -> str:
        """Who wants the build to end; empty while nobody does."""
        return account_operator().name if self._seen else ""

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        signal.signal(signal.SIGINT, self._before)
        if self._seen and isinstance(error, _BROKEN_OFF):
            complain(_CANCELLED)
            sys.exit(_INTERRUPTED)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        if self._seen:
            raise KeyboardInterrupt
        self._seen = True


_CANCELLED: Final = Text(
    "Сборка отменена; опубликованный фид не изменился.",
    "The build is cancelled; the published feed is as it was.",
)

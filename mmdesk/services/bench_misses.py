"""Scans that did not count, kept as evidence: who scanned what beside the order on the bench.

Such a scan changes nothing, and a commit of its own would wake every process. So they are gathered, and stand
in the timeline as one line beside the next thing that does count. A crash in between loses them alone.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Final

from mmdesk.domain.verdict import Verdict
from mmdesk.errors import Text
from mmdesk.services.bench_finishing import Finisher
from mmdesk.services.timeline import Happening, in_words, tell
from mmdesk.storage.shipments import ShipmentKey
from mmdesk.storage.uow import UnitOfWork

_OF_THE_PACKER: Final = frozenset(
    {
        Verdict.WRONG,
        Verdict.EXTRA,
        Verdict.ALREADY_PACKED,
        Verdict.CANCELLED,
        Verdict.UNKNOWN,
        Verdict.AMBIGUOUS,
        Verdict.MARK_USED,
        Verdict.MARK_FOREIGN,
    }
)
_OF_THE_SCANNER: Final = frozenset({Verdict.HALF, Verdict.JOINED})
_WAIT_FOR_MORE: Final = frozenset({Verdict.ACKNOWLEDGED, Verdict.ASKING, *_OF_THE_PACKER, *_OF_THE_SCANNER})
"""Verdicts that are committed without anything having been counted."""
_MOST_KINDS: Final = 5
_LONGEST_CODE: Final = 31


class Misses:
    """Of one order at a time: the one on the bench."""

    def __init__(self) -> None:
        self._key: ShipmentKey | None = None
        self._found: Counter[tuple[Verdict, str]] = Counter()

    def note(self, key: ShipmentKey | None, verdict: Verdict, code: str) -> None:
        """What became of a scan while this order lay on the bench; the rest is no miss."""
        if key is None or not code or verdict not in _OF_THE_PACKER | _OF_THE_SCANNER:
            return
        if key != self._key:
            self._key, self._found = key, Counter()
        self._found[verdict, code] += 1

    def write(self, work: UnitOfWork, finisher: Finisher, verdict: Verdict, now: datetime) -> bool:
        """Write them down in a transaction that is about to be committed for this verdict; whether it did.

        Call `forget` once it has been.
        """
        if self._key is None or not self._found or verdict in _WAIT_FOR_MORE:
            return False
        stored = work.shipments.get(self._key)
        mistakes = sum(times for (kind, _), times in self._found.items() if kind in _OF_THE_PACKER)
        tell(
            work, stored, now, finisher.operator, Happening.SCANS_MISSED, workstation=finisher.place,
            mistakes=str(mistakes), **in_words(_listed(self._found)),
        )  # fmt: skip
        return True

    def forget(self) -> None:
        self._key, self._found = None, Counter()


def _listed(found: Counter[tuple[Verdict, str]]) -> Text:
    """«не тот товар 4600000000017 ×2, лишний 4600000000024»."""
    told = [_one(verdict, code, times) for (verdict, code), times in found.most_common(_MOST_KINDS)]
    rest = len(found) - len(told)
    if rest:
        told.append(Text(f"и ещё {rest}", f"and {rest} more"))
    return Text(", ".join(text.ru for text in told), ", ".join(text.en for text in told))


def _one(verdict: Verdict, code: str, times: int) -> Text:
    shown = "".join(letter if letter.isprintable() else "�" for letter in code)
    short = shown if len(shown) <= _LONGEST_CODE else f"{shown[:_LONGEST_CODE]}…"
    often = f" ×{times}" if times > 1 else ""
    heading = verdict.heading
    return Text(f"{heading.ru.lower()} {short}{often}", f"{heading.en.lower()} {short}{often}")

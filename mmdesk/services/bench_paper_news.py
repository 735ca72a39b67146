"""What the bench says by itself of the paper of the order that was closed, or printed, there last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mmdesk.domain.verdict import Verdict
from mmdesk.errors import Text
from mmdesk.services import bench_words as words
from mmdesk.services.bench_desk import BenchDesk, said
from mmdesk.services.bench_view import Finishing, FinishStep
from mmdesk.services.print_waiting import in_short

_TROUBLES: Final = (Verdict.PAPER_WAITS, Verdict.PAPER_STOPPED)
_SPOKEN_OF: Final = (Verdict.FINISHED, Verdict.REPRINTED, *_TROUBLES)
"""As long as one of these was said last, nothing has happened at the bench since."""


def paper_news(desk: BenchDesk, lines: Sequence[Finishing]) -> BenchDesk:
    """The bench with what is new of that paper: held up, stopped, or out after all; each is told once.

    Nothing is said into the packing of another order: its line tells of it.
    """
    busy = desk.current is not None or desk.alarm is not None or desk.asked is not None
    if busy or desk.said.verdict not in _SPOKEN_OF:
        return desk
    line = next((line for line in lines if line.key == desk.last), None)
    if line is None:
        return said(desk, Verdict.ACKNOWLEDGED, words.SCAN_SOMETHING) if _in_trouble(desk) else desk
    n = line.ref.shipment_id
    if line.stopped is not None:
        return _trouble(desk, line, Verdict.PAPER_STOPPED, line.stopped)
    if line.waits is not None and line.is_held_up:
        return _trouble(desk, line, Verdict.PAPER_WAITS, in_short(line.waits))
    if line.step is FinishStep.PRINTED and _in_trouble(desk):
        return said(desk, Verdict.PAPER_OUT, words.PAPER_OUT.format(n=n))
    return desk


def _trouble(desk: BenchDesk, line: Finishing, verdict: Verdict, why: Text) -> BenchDesk:
    told = words.PAPER_WAITS.format(n=line.ref.shipment_id, why=why)
    if desk.said.verdict is verdict and desk.said.words.ru.endswith(told.ru):
        return desk
    return said(desk, verdict, _before(desk, line).joined(told))


def _before(desk: BenchDesk, line: Finishing) -> Text:
    """What was said on closing stays where it asks for more than to take the next order."""
    plain = words.FINISHED.format(n=line.ref.shipment_id, boxes=line.boxes)
    if desk.said.verdict is not Verdict.FINISHED or desk.said.words == plain:
        return Text("", "")
    return desk.said.words.joined(Text(" ", " "))


def _in_trouble(desk: BenchDesk) -> bool:
    return desk.said.verdict in _TROUBLES

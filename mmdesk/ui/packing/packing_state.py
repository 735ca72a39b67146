"""What the bench's page shows of a view, and what its keys mean there. Without Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from mmdesk.domain.keyboard_layout import typed_in_latin
from mmdesk.domain.verdict import Control, Tone, Verdict
from mmdesk.services.bench_view import BenchRow, BenchView, Question, QuestionKind, RowState, Stage

MOST_DIGITS: Final = 9
_GLANCE_MS: Final = 900
"""As long as a right scan fills the stage: the next product is to be read at once."""
_LOOK_MS: Final = 4000
"""As long as a refusal that needs no answer fills it, unless the next scan comes first."""


class Scene(StrEnum):
    """Which of its faces the page shows."""

    START = "start"
    PACKING = "packing"
    ALARM = "alarm"
    """The whole page in one colour; waits for Esc or MMD:OK."""
    QUESTION = "question"


def scene_of(view: BenchView) -> Scene:
    """An alarm comes before a question, and that before what lies on the bench."""
    if view.alarm:
        return Scene.ALARM
    if view.question is not None:
        return Scene.QUESTION
    return Scene.START if view.order is None else Scene.PACKING


def moves_on(before: BenchView, after: BenchView) -> bool:
    """Whether another order has come onto the bench, or one is done: closed, or printed again."""
    if after.order is not None and (before.order is None or before.order.key != after.order.key):
        return True
    is_done = after.said.verdict in (Verdict.FINISHED, Verdict.REPRINTED)
    return is_done and after.said.number != before.said.number


def glance_ms(verdict: Verdict) -> int:
    """For how long the verdict's colour fills the stage, in ms; 0 when it does not."""
    match verdict.tone:
        case Tone.NEUTRAL:
            return 0
        case Tone.RIGHT:
            return _GLANCE_MS
        case _:
            return _LOOK_MS


def shares(room: int, first: int, second: int) -> tuple[int, int]:
    """The heights of two lists, one above the other, that need so much to show all; in pixels.

    The lower one gets what it needs, or what the upper one leaves, and a third of the room in any case.
    """
    lower = max(min(second, room // 3), min(second, room - first))
    return max(room - lower, 1), max(lower, 1)


_ANSWER: Final = "MMD:"
_NEXT: Final = (RowState.NOW, RowState.TAKE_OUT, RowState.OPEN)


def next_row(view: BenchView) -> BenchRow | None:
    """The row whose scan is awaited, or the first that still needs one; None when nothing is left to scan."""
    if view.stage is Stage.IDLE:
        return None
    for state in _NEXT:
        found = next((row for row in view.rows if row.state is state), None)
        if found is not None:
            return found
    return None


def current_first(rows: Sequence[BenchRow], current: BenchRow | None) -> int:
    """The place of the row in the list; -1 when there is none."""
    return next((place for place, row in enumerate(rows) if row is current), -1)


KEYS: Final[Mapping[str, Control]] = {
    "F4": Control.MISSING,
    "F6": Control.NEXTBOX,
    "F7": Control.REPRINT,
    "F8": Control.PARK,
    "F10": Control.DONE,
    "Ctrl+Z": Control.UNDO,
}
"""What the keys of the bench mean; the same words are control barcodes."""


def answer_in(scan: str) -> int:
    """The answer that a barcode MMD:1 to MMD:9 chooses in a question; 0 for any other scan."""
    bare = scan.strip()
    text = (typed_in_latin(bare) or bare).upper()
    digit = text.removeprefix(_ANSWER)
    is_answer = text.startswith(_ANSWER) and len(digit) == 1 and digit in "123456789"
    return int(digit) if is_answer else 0


@dataclass(frozen=True, slots=True)
class Selection:
    """How far the answer to a question has come: first which lots, where that is asked, then why.

    `lots` are those that are missing; `row` is the row they come from, None until one is chosen.
    """

    question: Question
    row: BenchRow | None = None
    lots: tuple[int, ...] = ()

    @property
    def asks_rows(self) -> bool:
        return self.question.kind is QuestionKind.MISSING and self.row is None

    @property
    def asks_count(self) -> bool:
        """How many units of the row are missing, where there is more than one."""
        return self.row is not None and not self.lots

    @property
    def asks_reason(self) -> bool:
        return not self.asks_rows and not self.asks_count and bool(self.question.reasons)

    @property
    def destroys(self) -> bool:
        """Whether the answer cannot be taken back: a rejected lot is lost to the order."""
        return self.question.kind is QuestionKind.MISSING

    @property
    def takes_words(self) -> bool:
        """Whether the packer may give a reason of their own."""
        return self.question.kind in (QuestionKind.PARK, QuestionKind.REPRINT)

    def choose_row(self, place: int) -> Selection:
        """The row in that place of the list; its only unit at once."""
        if not self.asks_rows or not 0 <= place < len(self.question.rows):
            return self
        row = self.question.rows[place]
        open_lots = row.lots[-max(1, row.wanted - row.done) :]
        return replace(self, row=row, lots=open_lots if len(open_lots) == 1 else ())

    def choose_count(self, count: int) -> Selection:
        """So many of the row are missing; the units that are not packed yet are its last ones."""
        if self.row is None or not 0 < count <= self.most:
            return self
        return replace(self, lots=self.row.lots[-count:])

    @property
    def most(self) -> int:
        """How many units of the row can be missing."""
        return max(1, self.row.wanted - self.row.done) if self.row is not None else 0

    def back(self) -> Selection | None:
        """One step back; None leaves the question."""
        if self.row is None:
            return None
        if self.lots and self.most > 1:
            return replace(self, lots=())
        return replace(self, row=None, lots=()) if len(self.question.rows) > 1 else None


SAME_HAND_MS: Final = 300
"""An Enter so soon behind a digit came with it, out of a scanner: a person needs a moment to read on."""


class DigitAndEnter:
    """Tells the Enter that a scanner writes behind a digit from a person's. Times in ms of the keyboard."""

    def __init__(self) -> None:
        self._digit_at: int | None = None

    def digit(self, at: int) -> None:
        self._digit_at = at

    def moved(self) -> None:
        """Whoever moves the choice in between means the Enter that follows."""
        self._digit_at = None

    def is_of_one_scan(self, at: int) -> bool:
        """Whether an Enter belongs to the digit before it."""
        return self._digit_at is not None and 0 <= at - self._digit_at <= SAME_HAND_MS


def begin(question: Question) -> Selection:
    """A question about the only row there is does not ask which."""
    selection = Selection(question)
    only = question.kind is QuestionKind.MISSING and len(question.rows) == 1
    return selection.choose_row(0) if only else selection

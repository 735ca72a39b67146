"""Tells the bursts of a keyboard scanner from a person's typing, by the keys' own time stamps. Without Qt.

A scanner writes a key every 1 to 30 ms and closes with Enter or Tab; a person needs 60 ms and more.
The first keys of a burst look like typing: they are held back until the burst shows itself, or until the next
key is too late for one, and are given back then in their order. A scanner, or the radio between, may pause in
the midst of a code: what is left of it must not pass for a whole one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

GROUP_SEPARATOR: Final = "\x1d"
PACE_MS: Final = 40
"""The longest pause between two keys of one scan, unless the workstation says otherwise."""
LEAST: Final = 4
"""Characters from which on keys in that pace are a scan: fewer are fingers that slipped over each other."""
ENDING_MS: Final = 120
"""After this silence a burst is over that nothing closes, of a scanner that is known to write no ends."""
PATIENCE_MS: Final = 500
"""The same of any other scanner. A person types nothing into a scan that is under way, and needs as long
to scan again."""
WITHOUT_ENDS: Final = 2
"""Codes in a row that nothing closed, after which a scanner is known to write no ends."""
_FIRST_REPEAT_MS: Final = 200
"""No system repeats a key that stays down before that."""
_SECOND_END_MS: Final = 80
"""Some scanners write two ends: the second belongs to the scan, and presses no button."""
_LATE_END_MS: Final = 180
"""The same for an end that comes so soon after the silence that has closed the scan already."""
TORN_MS: Final = 250
"""What begins so soon after a scan that nothing closed is the rest of it. No scanner without an end writes
its next code so quickly after the last one."""
TYPED_TORN_MS: Final = 600
"""The same after a few characters that passed for typing: who scans lays a hand on the scanner first. After a
key that answered a question it is TORN_MS again: the scanner lies in the other hand."""
REST_MS: Final = 1500
"""The same after a scan that nothing closed, of what is closed itself: a scanner writes all codes alike."""


class Kind(StrEnum):
    """What a key is to the detector."""

    CHARACTER = "character"
    END = "end"
    """Enter or Tab."""
    HELP = "help"
    """Shift and its like: they write nothing but belong to the burst around them."""
    OTHER = "other"
    """Everything no scanner sends: arrows, F keys, Ctrl with a letter."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key that went down at `at` (ms by the keyboard's clock); `repeats` when it only stays down."""

    at: int
    kind: Kind
    text: str = ""
    repeats: bool = False


class Fate(StrEnum):
    """What becomes of the key."""

    PASS = "pass"
    HOLD = "hold"
    TAKE = "take"


class Held(StrEnum):
    """What becomes of the keys that were held back before it."""

    KEEP = "keep"
    GIVE_BACK = "give-back"
    """They were typing: hand them on, before the key itself."""
    FORGET = "forget"
    """They were the beginning of a scan."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The detector's answer to a key or a silence; `scan` is one that has just ended.

    With `is_torn` its beginning went elsewhere: it says nothing about goods. `whole` is the same with the
    characters that passed for typing just before it, where there are such: to be proved by being known.
    """

    fate: Fate
    held: Held = Held.KEEP
    scan: str | None = None
    is_torn: bool = False
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """How this workstation's scanner writes. `prefix` and `suffix` are cut off.

    A burst that begins with the prefix is one from there on, however short and up to five times slower.
    """

    pace_ms: int = PACE_MS
    prefix: str = ""
    suffix: str = ""


class BurstDetector:
    """One keyboard's. After a `press`, call `silence` once nothing has come for `wait_ms`, unless it is 0."""

    def __init__(self, habits: Habits | None = None) -> None:
        self.habits = habits or Habits()
        self._text = ""
        self._last = 0
        self._is_scan = False
        self._holds = False
        self._end_until: int | None = None
        self._open_at: int | None = None
        self._open_is_scan = False
        self._since_open: int | None = None
        self._closes = False
        self._unclosed = 0
        self._stays_down = False
        self._answered_at: int | None = None
        self._typed = ""

    @property
    def wait_ms(self) -> int:
        """How long a silence decides what has been written so far; 0 when nothing waits for that."""
        return self._pace if self._is_scan or self._holds else 0

    @property
    def longest_gap(self) -> int:
        """The pause that is still part of the burst at hand, in ms."""
        return self._pace

    def press(self, stroke: Stroke) -> Ruling:
        """Rule on a key that went down."""
        if stroke.kind is Kind.HELP:
            return self._help(stroke)
        self._stays_down = stroke.repeats and (self._stays_down or not self._is_written_again(stroke))
        if self._stays_down:
            return self._repeat()
        before = self._come_late(stroke.at)
        ruling = self._rule(stroke)
        return _joined(before, ruling)

    def answered(self, at: int) -> None:
        """The key that went down at `at` was given back and answered a question: it is no part of a code."""
        self._answered_at = at

    def silence(self) -> Ruling:
        """Nothing has come for `wait_ms`: a scan without an end is one all the same, the rest was typing."""
        if self._is_scan:
            return self._end_open()
        if not self._holds:
            return Ruling(Fate.PASS)
        # The text is kept: should the next key prove by its time stamp that only this program was late, the
        # scan is whole.
        self._holds = False
        return Ruling(Fate.PASS, Held.GIVE_BACK)

    @property
    def _pace(self) -> int:
        """What has shown itself to be a scan may stumble: a busy bus or radio holds a key back at times."""
        pace = self.habits.pace_ms * 5 if self._has_prefix else self.habits.pace_ms
        if not self._is_scan:
            return pace
        return max(ENDING_MS if self._unclosed >= WITHOUT_ENDS else PATIENCE_MS, pace)

    @property
    def _has_prefix(self) -> bool:
        return bool(self.habits.prefix) and self._text.startswith(self.habits.prefix)

    def _help(self, stroke: Stroke) -> Ruling:
        if self._text and stroke.at - self._last <= self._pace:
            self._last = stroke.at
        return Ruling(Fate.PASS)

    def _is_written_again(self, stroke: Stroke) -> bool:
        """Of a digit that comes twice at a scanner's speed X11 says that its key stayed down."""
        return bool(self._text) and 0 <= stroke.at - self._last < _FIRST_REPEAT_MS

    def _repeat(self) -> Ruling:
        """A key that stays down is a person's, unless the system repeats within a scan."""
        if self._is_scan:
            return Ruling(Fate.TAKE)
        return self._let_go()

    def _come_late(self, at: int) -> Ruling:
        """Settle what was written before, when this key does not belong to it any more."""
        if not self._text or 0 <= at - self._last <= self._pace:
            return Ruling(Fate.PASS)
        if self._is_scan:
            return self._end_open()
        return self._let_go()

    def _rule(self, stroke: Stroke) -> Ruling:
        match stroke.kind:
            case Kind.CHARACTER:
                return self._write(stroke)
            case Kind.END:
                return self._close(stroke)
            case _:
                # In the middle of a scan it is a person's hand on another key.
                return Ruling(Fate.PASS) if self._is_scan else self._close_typing()

    def _write(self, stroke: Stroke) -> Ruling:
        if not self._text:
            self._since_open = None if self._open_at is None else stroke.at - self._open_at
        self._text += stroke.text
        self._last = stroke.at
        if self._is_scan:
            return Ruling(Fate.TAKE)
        # Behind a scan even one or two are left of it; as typing, their end would send them off.
        is_rest = self._open_is_scan and self._began_within(TORN_MS)
        if len(self._text) >= LEAST or self._has_prefix or is_rest:
            self._is_scan, self._holds = True, False
            return Ruling(Fate.TAKE, Held.FORGET)
        self._holds = True
        return Ruling(Fate.HOLD)

    def _close(self, stroke: Stroke) -> Ruling:
        if self._is_scan or (self._text and self._open_is_scan and self._is_rest(closed=True)):
            # Of the last characters of a torn code the end must not send off what seems to be typed.
            held = Held.FORGET if self._holds else Held.KEEP
            is_rest = self._is_rest(closed=True)
            self._closes, self._unclosed = True, 0
            return replace(self._end(stroke.at + _SECOND_END_MS, is_torn=is_rest), held=held)
        if not self._text and self._end_until is not None and stroke.at <= self._end_until:
            # Once: a person's own Enter, a moment later, is theirs.
            self._end_until = self._open_at = None
            self._closes, self._unclosed = True, 0
            return Ruling(Fate.TAKE)
        return self._close_typing()

    def _end_open(self) -> Ruling:
        """Without Enter or Tab: the rest may be on its way, and certainly is where the scanner has ends."""
        is_torn = self._closes or self._is_rest(closed=False)
        ruling = self._end(self._last + self._pace + _LATE_END_MS, is_torn=is_torn)
        self._open_at, self._open_is_scan = self._last, True
        self._closes, self._unclosed = False, self._unclosed + 1
        return ruling

    def _end(self, end_until: int, *, is_torn: bool) -> Ruling:
        text, self._text = self._text, ""
        whole = self._bare(self._typed + text) if is_torn and self._typed and self._may_be_one else ""
        self._typed = ""
        self._is_scan = self._holds = False
        self._end_until, self._open_at, self._since_open = end_until, None, None
        return Ruling(Fate.TAKE, scan=self._bare(text), is_torn=is_torn, whole=whole)

    def _is_rest(self, *, closed: bool) -> bool:
        """Whether what has been written is the rest of something that began elsewhere."""
        if self._has_prefix:
            # It stands at the beginning: whatever came before it was something else.
            return False
        if not self._open_is_scan:
            return self._began_within(TORN_MS if self._has_answered else TYPED_TORN_MS)
        return self._began_within(REST_MS if closed else TORN_MS)

    @property
    def _has_answered(self) -> bool:
        """Whether the key before the text at hand meant something by itself."""
        return self._open_at is not None and self._open_at == self._answered_at

    @property
    def _may_be_one(self) -> bool:
        """Whether the text at hand and what was typed before it may have come out of one scanner's code."""
        return not self._open_is_scan and not self._has_answered and self._began_within(TYPED_TORN_MS)

    def _began_within(self, span: int) -> bool:
        return self._since_open is not None and 0 <= self._since_open <= span

    def _let_go(self) -> Ruling:
        held = Held.GIVE_BACK if self._holds else Held.KEEP
        if self._text:
            self._typed = self._typed + self._text if self._may_be_one else self._text
            self._open_at, self._open_is_scan = self._last, False
        self._text, self._holds = "", False
        return Ruling(Fate.PASS, held)

    def _close_typing(self) -> Ruling:
        """By a key that no code has in its midst: what follows is something new."""
        ruling = self._let_go()
        self._open_at, self._typed = None, ""
        return ruling

    def _bare(self, text: str) -> str:
        return text.removeprefix(self.habits.prefix).removesuffix(self.habits.suffix)


def _joined(before: Ruling, ruling: Ruling) -> Ruling:
    """What was settled first, together with what becomes of the key itself; only one of them has a scan."""
    held = before.held if before.held is not Held.KEEP else ruling.held
    told = before if before.scan else ruling
    return Ruling(ruling.fate, held, told.scan, told.is_torn, told.whole)

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import example, given
from hypothesis import strategies as st

from mmdesk.ui.packing.burst import (
    ENDING_MS,
    LEAST,
    PACE_MS,
    PATIENCE_MS,
    REST_MS,
    TORN_MS,
    TYPED_TORN_MS,
    WITHOUT_ENDS,
    BurstDetector,
    Fate,
    Habits,
    Held,
    Kind,
    Ruling,
    Stroke,
)

letters = st.characters(categories=("Lu", "Ll", "Nd"), max_codepoint=0x44F)
codes = st.text(letters, min_size=LEAST, max_size=40)
fast = st.integers(1, PACE_MS)
slow = st.integers(PACE_MS + 30, 2000)


@dataclass
class Desk:
    """A keyboard before the detector: what reached the widget, and what was scanned."""

    detector: BurstDetector = field(default_factory=BurstDetector)
    now: int = 1000
    typed: str = ""
    held: str = ""
    scans: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    wholes: list[str] = field(default_factory=list)

    def key(self, text: str, after: int, kind: Kind = Kind.CHARACTER, *, repeats: bool = False) -> Fate:
        self.now += after
        ruling = self.detector.press(Stroke(self.now, kind, text, repeats))
        self._settle(ruling)
        if ruling.fate is Fate.HOLD:
            self.held += text
        elif ruling.fate is Fate.PASS:
            self.typed += text
        return ruling.fate

    def write(self, text: str, pace: int) -> None:
        for letter in text:
            self.key(letter, pace)

    def enter(self, after: int) -> Fate:
        return self.key("\n", after, Kind.END)

    def rest(self) -> None:
        """A silence that is long enough for every decision."""
        self.now += 1000
        ruling = self.detector.silence()
        self._settle(ruling)

    def _settle(self, ruling: Ruling) -> None:
        if ruling.held is Held.GIVE_BACK:
            self.typed += self.held
        if ruling.held is not Held.KEEP:
            self.held = ""
        if ruling.scan is not None:
            (self.torn if ruling.is_torn else self.scans).append(ruling.scan)
        if ruling.whole:
            self.wholes.append(ruling.whole)


@given(codes, st.lists(fast, min_size=41, max_size=41))
def test_a_burst_that_ends_in_enter_is_a_scan_and_nothing_of_it_is_typed(code: str, gaps: list[int]) -> None:
    desk = Desk()
    for letter, gap in zip(code, gaps, strict=False):
        desk.key(letter, gap)
    assert desk.enter(gaps[-1]) is Fate.TAKE
    assert (desk.scans, desk.typed, desk.held) == ([code], "", "")


@given(st.lists(st.tuples(letters, slow), max_size=30))
def test_what_a_person_types_is_given_back_in_order(keys: list[tuple[str, int]]) -> None:
    desk = Desk()
    for letter, gap in keys:
        desk.key(letter, gap)
    desk.enter(200)
    assert (desk.typed, desk.scans) == ("".join(letter for letter, _ in keys) + "\n", [])


@given(st.lists(st.tuples(letters, st.integers(1, 400)), max_size=60), st.data())
def test_no_key_is_lost_or_doubled_whatever_the_times(
    keys: list[tuple[str, int]], data: st.DataObject
) -> None:
    """Each key is typed or scanned, once."""
    desk, pressed = Desk(), ""
    for letter, gap in keys:
        pressed += letter
        desk.key(letter, gap)
        if gap > PACE_MS and data.draw(st.booleans()):
            desk.rest()
    desk.rest()
    assert sorted(desk.typed + "".join(desk.scans + desk.torn)) == sorted(pressed)


@given(st.lists(codes, min_size=2, max_size=20), fast, st.integers(PACE_MS + 1, 100))
def test_scans_one_after_another_come_apart_in_their_order(wanted: list[str], pace: int, pause: int) -> None:
    desk = Desk()
    for code in wanted:
        desk.now += pause
        desk.write(code, pace)
        desk.enter(pace)
    assert desk.scans == wanted


def test_scans_without_any_pause_between_them_come_apart_by_their_ends() -> None:
    desk = Desk()
    for code in ("4600000000017", "4600000000024"):
        desk.write(code, 2)
        desk.enter(2)
    assert desk.scans == ["4600000000017", "4600000000024"]


def test_enter_alone_is_the_persons() -> None:
    assert Desk().enter(500) is Fate.PASS


def test_the_second_enter_of_a_scanner_that_sends_two_presses_nothing() -> None:
    desk = Desk()
    desk.write("4600000000017", 5)
    desk.enter(5)
    assert desk.enter(5) is Fate.TAKE
    assert desk.enter(900) is Fate.PASS


def test_a_scanner_without_an_end_is_heard_after_a_silence_and_a_late_enter_presses_nothing() -> None:
    desk = Desk()
    desk.write("4600000000017", 5)
    ruling = desk.detector.silence()
    assert ruling.scan == "4600000000017"
    assert desk.enter(200) is Fate.TAKE


def test_keys_too_few_for_a_scan_are_typing_even_with_enter() -> None:
    desk = Desk()
    desk.write("12", 10)
    desk.enter(10)
    assert (desk.typed, desk.scans) == ("12\n", [])


def test_a_key_that_stays_down_is_typing() -> None:
    desk = Desk()
    desk.key("5", 500)
    desk.key("5", 250, repeats=True)
    for _ in range(7):
        desk.key("5", 30, repeats=True)
    assert (desk.typed, desk.scans) == ("5" * 9, [])


def test_a_digit_that_comes_twice_at_a_scanners_speed_is_no_key_that_stays_down() -> None:
    """X11 cannot tell the two apart, and calls the second one a repeat."""
    desk = Desk()
    desk.key("4", 500)
    desk.key("0", 3)
    for gap in (3, 3, 25, 40, 3):
        desk.key("0", gap, repeats=True)
    desk.enter(3)
    assert desk.scans == ["4000000"]


def test_shift_belongs_to_the_burst_around_it() -> None:
    """A scanner presses Shift for each capital: the pause between two characters is longer then."""
    desk = Desk()
    for letter in "ABCDE":
        desk.key("", 30, Kind.HELP)
        desk.key(letter, 30)
    desk.enter(30)
    assert desk.scans == ["ABCDE"]


def test_an_arrow_after_a_first_key_comes_after_it() -> None:
    desk = Desk()
    desk.key("a", 500)
    desk.key("→", 10, Kind.OTHER)
    assert desk.typed == "a→"


def test_a_scan_may_stumble_once_it_has_shown_itself() -> None:
    desk = Desk()
    desk.write("46000", 5)
    desk.key("1", ENDING_MS)
    desk.write("2345", 5)
    desk.enter(ENDING_MS)
    assert (desk.scans, desk.typed) == (["4600012345"], "")


def test_a_scan_is_whole_even_if_this_program_was_late_with_its_second_key() -> None:
    desk = Desk()
    desk.key("4", 500)
    desk.typed += desk.held
    desk.held = ""
    assert desk.detector.silence().held is Held.GIVE_BACK
    desk.write("600000000017", 5)
    desk.enter(5)
    assert desk.scans == ["4600000000017"]


def test_prefix_and_suffix_of_the_workstation_are_cut_off() -> None:
    desk = Desk(BurstDetector(Habits(prefix="]C1", suffix="#")))
    desk.write("]C14600000000017#", 5)
    desk.enter(5)
    assert desk.scans == ["4600000000017"]


def test_with_its_prefix_a_slow_scanner_and_a_short_code_are_heard() -> None:
    desk = Desk(BurstDetector(Habits(prefix="~")))
    desk.write("~12", 150)
    desk.enter(150)
    assert (desk.scans, desk.typed) == (["12"], "")


@given(st.lists(fast, min_size=13, max_size=13), st.integers(1, 12), st.integers(PACE_MS + 1, REST_MS))
@example([5] * 13, 6, ENDING_MS + 1)
@example([5] * 13, 6, PATIENCE_MS + 1)
def test_no_part_of_a_scan_that_paused_once_is_a_scan_behind_the_pause(
    gaps: list[int], place: int, pause: int
) -> None:
    """Of a scanner of which nothing is known yet: what stands before a long pause may be its whole code."""
    code, desk = "4699000000118", Desk()
    for number, (letter, gap) in enumerate(zip(code, gaps, strict=True)):
        desk.key(letter, pause if number == place else gap)
    assert desk.enter(5) is Fate.TAKE
    if place >= LEAST and pause <= PATIENCE_MS:
        assert (desk.scans, desk.torn) == ([code], [])
    elif place >= LEAST:
        assert (desk.scans, desk.torn, desk.typed) == ([code[:place]], [code[place:]], "")
    elif pause <= TYPED_TORN_MS:
        assert (desk.scans, desk.torn, desk.typed) == ([], [code[place:]], code[:place])
    else:
        assert desk.typed == code[:place]


@given(st.lists(fast, min_size=13, max_size=13), st.integers(LEAST, 12), st.integers(PACE_MS + 1, REST_MS))
def test_of_a_scanner_that_closes_its_codes_neither_part_is_a_scan(
    gaps: list[int], place: int, pause: int
) -> None:
    code, desk = "4699000000118", Desk()
    desk.write("4600000000017", 5)
    desk.enter(5)
    desk.now += 1000
    for number, (letter, gap) in enumerate(zip(code, gaps, strict=True)):
        desk.key(letter, pause if number == place else gap)
    desk.enter(5)
    if pause <= PATIENCE_MS:
        assert (desk.scans[1:], desk.torn) == ([code], [])
    else:
        assert (desk.scans[1:], desk.torn) == ([], [code[:place], code[place:]])


def test_a_scanner_that_writes_no_ends_is_believed_after_two_codes_and_is_quick_then() -> None:
    desk, waits = Desk(), []
    for code in ("4600000000017", "4600000000024", "4600000000031"):
        desk.now += 900
        desk.write(code, 5)
        waits.append(desk.detector.wait_ms)
        desk.rest()
    assert waits == [PATIENCE_MS, PATIENCE_MS, ENDING_MS]
    assert (desk.scans, desk.torn) == (["4600000000017", "4600000000024", "4600000000031"], [])


def test_an_end_that_comes_late_shows_that_the_scanner_has_one() -> None:
    desk = Desk()
    for _ in range(WITHOUT_ENDS + 1):
        desk.write("4600000000017", 5)
        desk.rest()
        desk.now -= 700
        desk.enter(50)
        desk.now += 1000
    desk.write("4600", 5)
    assert desk.detector.wait_ms == PATIENCE_MS


def test_a_scanner_that_has_lost_its_ends_is_told_once_and_heard_then() -> None:
    desk = Desk()
    desk.write("4600000000017", 5)
    desk.enter(5)
    for _ in range(2):
        desk.now += 2000
        desk.write("4600000000024", 5)
        desk.rest()
    assert (desk.scans, desk.torn) == (["4600000000017", "4600000000024"], ["4600000000024"])


def test_several_pauses_among_the_first_keys_leave_a_torn_scan_as_well() -> None:
    desk = Desk()
    for letter in "469":
        desk.key(letter, 150)
    desk.now += 150
    desk.write("9000000118", 5)
    desk.enter(5)
    assert (desk.scans, desk.torn, desk.typed) == ([], ["9000000118"], "469")
    assert desk.wholes == ["4699000000118"]


def test_what_was_typed_before_something_else_is_no_beginning_of_a_torn_scan() -> None:
    desk = Desk()
    desk.key("7", 100)
    desk.key("", 100, Kind.OTHER)
    desk.key("8", TYPED_TORN_MS)
    desk.key("4", TYPED_TORN_MS + 10)
    desk.key("6", 100)
    desk.write("9000000118", 100 - 60)
    desk.enter(5)
    assert (desk.torn, desk.wholes) == (["69000000118"], ["469000000118"])


def test_a_scan_after_a_number_that_was_typed_and_closed_is_whole() -> None:
    for kind in (Kind.END, Kind.OTHER):
        desk = Desk()
        desk.write("12", 100)
        desk.key("", 100, kind)
        desk.write("4600000000017", 5)
        desk.enter(5)
        assert (desk.scans, desk.torn) == (["4600000000017"], [])


def test_a_scan_well_after_a_key_that_was_typed_is_whole() -> None:
    desk = Desk()
    desk.key("1", 500)
    desk.now += TYPED_TORN_MS
    desk.write("4600000000017", 5)
    desk.enter(5)
    assert (desk.scans, desk.torn, desk.typed) == (["4600000000017"], [], "1")


def test_a_scan_soon_after_a_digit_that_has_answered_a_question_is_whole() -> None:
    desk = Desk()
    desk.key("1", 500)
    digit_at = desk.now
    desk.detector.silence()
    desk.detector.answered(digit_at)
    desk.key("4", TORN_MS + 10)
    desk.write("600000000017", 5)
    desk.enter(5)
    assert (desk.scans, desk.torn) == (["4600000000017"], [])


def test_what_follows_an_answer_at_a_scanners_speed_is_the_rest_of_a_scan() -> None:
    """A scanner that pauses behind its first digit answers the question with it; its rest is no code."""
    desk = Desk()
    desk.key("4", 500)
    digit_at = desk.now
    desk.detector.silence()
    desk.detector.answered(digit_at)
    desk.key("6", TORN_MS - 10)
    desk.write("00000000017", 5)
    desk.enter(5)
    assert (desk.scans, desk.torn, desk.wholes) == ([], ["600000000017"], [])


def test_a_scan_after_one_whose_end_came_late_is_whole() -> None:
    desk = Desk()
    desk.write("4600000000017", 5)
    assert desk.detector.silence().scan == "4600000000017"
    desk.enter(150)
    desk.write("4600000000024", 20)
    desk.enter(5)
    assert (desk.scans, desk.torn) == (["4600000000024"], [])


def test_a_scanner_that_closes_its_codes_may_pause_for_longer_within_one() -> None:
    desk = Desk()
    desk.write("4600000000017", 5)
    desk.enter(5)
    desk.now += 1000
    desk.write("46000000", 5)
    desk.key("0", PATIENCE_MS)
    desk.write("0024", 5)
    desk.enter(5)
    assert (desk.scans, desk.torn) == (["4600000000017", "4600000000024"], [])


def test_the_prefix_of_the_workstation_proves_a_beginning() -> None:
    desk = Desk(BurstDetector(Habits(prefix="]C1")))
    desk.key("5", 500)
    desk.now += 100
    desk.write("]C14600000000017", 5)
    desk.enter(5)
    assert (desk.scans, desk.torn, desk.typed) == (["4600000000017"], [], "5")


def test_a_clock_that_jumps_back_begins_anew() -> None:
    desk = Desk()
    desk.key("1", 500)
    desk.now -= 10_000
    desk.write("4600000000017", 5)
    desk.enter(5)
    assert (desk.typed, desk.scans) == ("1", ["4600000000017"])

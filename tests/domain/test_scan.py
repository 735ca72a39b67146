"""What a scanner's text can be read as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmdesk.domain.gtin import is_gtin, spellings
from mmdesk.domain.keyboard_layout import typed_in_latin
from mmdesk.domain.marking import GS, HalfMark, key_of, marking_code
from mmdesk.domain.scan import (
    BoxScan,
    CodeScan,
    ControlScan,
    Fault,
    FaultyScan,
    MarkScan,
    ScannerHabits,
    fault_of,
    goods_code,
    read,
)
from mmdesk.domain.verdict import Control, Sound, Tone, Verdict

GTIN = "04601234567893"
EAN = "4601234567893"
OTHER = "4600000000015"
SHIFTED = str.maketrans(
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?&",
    "йцукенгшщзхъфывапролджэячсмитьбю.ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,?",
)
"""What a Russian layout makes of the same keys."""
SIGNED = f"01{GTIN}21ABC!1234-6789{GS}91EE06{GS}92{'aB+/' * 11}"
LONG = f"01{GTIN}21ABCDEFGHIJKLM{GS}91EE06{GS}92{'aB+/' * 22}"
CHECKED = f"01{GTIN}21ABC123{GS}93Qx4="


def test_the_control_barcodes_are_read_in_any_case_and_layout() -> None:
    for control in Control:
        assert read(control.value) == (ControlScan(control.value, control),)
        assert read(control.value.lower())[0] == ControlScan(control.value.lower(), control)
        assert ControlScan(control.value, control) in read(control.value.translate(SHIFTED))


def test_a_control_barcode_of_another_version_is_told_as_such() -> None:
    assert read("MMD:DANCE") == (ControlScan("MMD:DANCE", None),)


def test_the_code_of_a_box_tells_its_order() -> None:
    assert read("4321*700100200*2") == (BoxScan("4321*700100200*2", 4321, "700100200", 2),)


@pytest.mark.parametrize("typed", [EAN, f"]E0{EAN}", f"\x1d{EAN}", f"{EAN}\r\n", f"  {EAN}\t", EAN.zfill(14)])
def test_a_barcode_is_one_number_however_it_comes(typed: str) -> None:
    (scan,) = read(typed)
    assert isinstance(scan, CodeScan)
    assert {EAN, EAN.zfill(14)} <= set(scan.spelled)


def test_upc_and_ean_with_a_leading_zero_are_one() -> None:
    (upc,) = read("036000291452")
    assert isinstance(upc, CodeScan)
    assert "0036000291452" in upc.spelled
    (ean,) = read("0036000291452")
    assert isinstance(ean, CodeScan)
    assert "036000291452" in ean.spelled


def test_a_gs1_code_without_a_serial_number_stands_for_its_gtin() -> None:
    (scan,) = read(f"]C101{GTIN}15261231")
    assert isinstance(scan, CodeScan)
    assert EAN in scan.spelled


def test_what_the_scanner_of_a_workstation_adds_is_taken_away() -> None:
    (scan,) = read(f"A#{EAN}#Z", ScannerHabits("A#", "#Z"))
    assert scan.text == EAN


def test_cyrillic_that_is_meant_is_read_as_it_is_first() -> None:
    plain, repaired = read("КР-15")
    assert plain == CodeScan("КР-15", ("КР-15",))
    assert repaired.text == "RH-15"


def test_text_without_cyrillic_is_never_repaired() -> None:
    assert typed_in_latin("700100200/1") is None
    assert typed_in_latin("日本") is None


@pytest.mark.parametrize("code", [SIGNED, LONG, CHECKED])
@pytest.mark.parametrize("lost", ["none", "all", "second", "spelled", "front", "layout"])
def test_a_marking_code_is_the_same_however_it_was_typed(code: str, lost: str) -> None:
    typed = {
        "none": code,
        "all": code.replace(GS, ""),
        "second": code.replace(GS, "\0", 1).replace(GS, "").replace("\0", GS),
        "spelled": code.replace(GS, "{GS}"),
        "front": f"]d2{GS}{code}",
        "layout": code.translate(SHIFTED),
    }[lost]
    marks = [scan.mark for scan in read(typed) if isinstance(scan, MarkScan)]
    assert [mark.text for mark in marks] == [code]
    assert marks[0].gtin == GTIN


@pytest.mark.parametrize(
    "code", [SIGNED[:30] + "x" * 12, SIGNED[:-3], f"01{GTIN[:-1]}021ABC123", f"01{GTIN}21"]
)
def test_a_marking_code_that_is_cut_or_spoilt_is_half_a_code(code: str) -> None:
    assert read(code) == (FaultyScan(code, Fault.HALF),)
    with pytest.raises(HalfMark):
        marking_code(code)


@pytest.mark.parametrize("length", range(1, 21))
def test_a_serial_number_that_nothing_follows_is_whole_in_the_lengths_that_goods_have(length: int) -> None:
    code = f"01{GTIN}21{'XYZ!2abcdefghijklmno'[:length]}"
    (scan,) = read(code)
    if length in (6, 8, 13, 20):
        assert isinstance(scan, MarkScan)
        assert scan.mark.key == code
    else:
        assert scan == FaultyScan(code, Fault.HALF)


@pytest.mark.parametrize("cut", range(1, 50))
def test_a_signed_code_that_lost_its_end_and_its_separators_is_never_whole(cut: int) -> None:
    code = SIGNED.replace(GS, "")[:-cut]
    assert read(code) == (FaultyScan(code, Fault.HALF),)


def test_a_short_serial_number_is_whole_where_groups_follow_it() -> None:
    for tail in (f"{GS}93Qx4=", f"{GS}91EE06{GS}92{'aB+/' * 11}", f"91EE0692{'aB+/' * 11}"):
        assert isinstance(read(f"01{GTIN}21XYZ!2{tail}")[0], MarkScan)


def test_two_marking_codes_at_once_are_two_codes() -> None:
    assert read(SIGNED + LONG) == (FaultyScan(SIGNED + LONG, Fault.JOINED),)


def test_all_spellings_of_a_marking_code_have_one_key() -> None:
    bare = f"01{GTIN}21ABC!1234-6789"
    assert {key_of(SIGNED), key_of(SIGNED.replace(GS, "")), key_of(bare)} == {bare}
    assert key_of(" TEXT ") == "TEXT"


def test_codes_that_ran_together_are_found() -> None:
    assert fault_of(EAN + OTHER, ()) is Fault.JOINED
    assert fault_of(EAN + EAN, ()) is Fault.JOINED
    assert fault_of("ABC-1" + EAN, ("ABC-1",)) is Fault.JOINED
    assert fault_of("ABC-1ABC-1", ()) is Fault.JOINED


def test_a_code_cut_short_is_found_by_its_check_digit_or_its_beginning() -> None:
    assert fault_of("4601234567890", ()) is Fault.HALF
    assert fault_of(EAN[:7], (EAN,)) is Fault.HALF
    assert fault_of("46", (EAN,)) is None
    assert fault_of("ARTICLE-7", (EAN,)) is None


def test_nothing_is_read_of_nothing() -> None:
    assert read(" \r\n") == ()


def test_a_text_too_long_for_any_code_is_several() -> None:
    (scan,) = read("x" * 5000)
    assert scan == FaultyScan("x" * 300, Fault.JOINED)


@given(st.text(max_size=400))
def test_whatever_comes_is_read_without_an_error(typed: str) -> None:
    for scan in read(typed):
        assert scan.text


@given(st.integers(0, 10**12 - 1))
def test_every_spelling_of_a_number_has_the_same_spellings(number: int) -> None:
    code = next(f"{number:012}{digit}" for digit in range(10) if is_gtin(f"{number:012}{digit}"))
    for each in spellings(code):
        assert is_gtin(each)
        assert spellings(each) == spellings(code)


def test_every_verdict_has_its_words_and_alarms_are_heard_and_seen() -> None:
    for verdict in Verdict:
        assert verdict.heading.ru
        assert (verdict.sound is Sound.NONE) == (verdict.tone is Tone.NEUTRAL)
    assert [verdict for verdict in Verdict if verdict.is_alarm] == [
        Verdict.WRONG,
        Verdict.CANCELLED,
        Verdict.STOPPED,
    ]


def test_the_digits_of_the_card_answer_questions() -> None:
    assert [text for text in ("MMD:0", "MMD:1", "mmd:9", "MMD:10", "MMD:DANCE") if is_answer(text)] == [
        "MMD:1",
        "mmd:9",
    ]


def is_answer(text: str) -> bool:
    return ControlScan(text, None).is_answer


def test_a_marking_code_names_its_goods_as_their_barcode_would() -> None:
    mark = marking_code(f"01{GTIN}21SERIAL")
    assert mark is not None
    assert EAN in goods_code(mark).spelled

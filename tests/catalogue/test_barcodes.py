"""The barcodes that Megamarket takes."""

from __future__ import annotations

import pytest

from mmdesk.catalogue.barcodes import is_good_barcode


@pytest.mark.parametrize("code", ["96385074", "73513537", "036000291452", "4607123450017", "4006381333931"])
def test_ean_8_upc_a_and_ean_13_are_taken(code: str) -> None:
    assert is_good_barcode(code)


@pytest.mark.parametrize("code", ["96385074", "036000291452", "4607123450017"])
def test_a_slip_in_any_single_digit_is_noticed(code: str) -> None:
    for place, digit in enumerate(code):
        for other in set("0123456789") - {digit}:
            assert not is_good_barcode(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize("code", ["2000000000015", "2012345678900", "2099999999994"])
def test_thirteen_digits_that_begin_with_20_are_a_shop_s_own(code: str) -> None:
    assert not is_good_barcode(code)


@pytest.mark.parametrize("code", ["20123451", "201234567899", "2112345678900"])
def test_shorter_codes_and_other_beginnings_are_not_in_house(code: str) -> None:
    assert is_good_barcode(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "0",
        "460712345001",
        "46071234500171",
        "14607123450014",  # the fourteen digits of a carton, rightly checked
        "4607123450017 ",
        "4607-12345001",
        "４６０７１２３４５００１７",
        "ABCDEFGH",
        "4607123450017\n",
    ],
)
def test_what_is_no_such_code_is_not_taken(code: str) -> None:
    assert not is_good_barcode(code)

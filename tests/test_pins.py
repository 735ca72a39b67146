from __future__ import annotations

import pytest

from mmdesk import pins


def test_the_pin_that_was_set_fits_and_another_does_not() -> None:
    stored = pins.hashed("2468")
    assert pins.fits("2468", stored)
    assert not pins.fits("2469", stored)
    assert not pins.fits("", stored)


def test_the_pin_cannot_be_read_in_what_is_stored_and_two_people_may_have_the_same() -> None:
    first, second = pins.hashed("2468"), pins.hashed("2468")
    assert "2468" not in first
    assert first != second


def test_where_there_is_no_pin_none_is_asked() -> None:
    assert pins.hashed("") == ""
    assert pins.fits("", "")


@pytest.mark.parametrize("stored", ["scrypt$zz$00", "scrypt$00", "md5$00$00", "2468"])
def test_nothing_fits_a_damaged_entry(stored: str) -> None:
    assert not pins.fits("2468", stored)

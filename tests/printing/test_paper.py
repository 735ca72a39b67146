from __future__ import annotations

import pytest

from mmdesk.printing.paper import A4, LABEL_58X40, LABEL_75X120, PAPERS, PageSize, PaperUnknown


def test_a_label_has_the_dots_that_a_203_dpi_printer_counts() -> None:
    assert PageSize(75, 120).dots(203) == (599, 959)
    assert PageSize(100, 150).dots(203) == (799, 1199)
    assert PageSize(58, 40).dots(203) == (464, 320)


def test_millimetres_become_points() -> None:
    assert LABEL_75X120.width_pt == pytest.approx(212.598, abs=0.001)
    assert LABEL_75X120.height_pt == pytest.approx(340.157, abs=0.001)


@pytest.mark.parametrize("name", PAPERS)
def test_a_known_sheet_is_stored_by_its_name_and_read_back(name: str) -> None:
    assert PageSize.parse(name) == PAPERS[name]
    assert PAPERS[name].name == name


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("75×120", LABEL_75X120),
        ("58х40", LABEL_58X40),
        (" 75 x 120 ", LABEL_75X120),
        ("70,5x99", PageSize(70.5, 99)),
        ("a4", A4),
        ("А4", A4),
    ],
)
def test_sizes_are_read_as_people_type_them(text: str, size: PageSize) -> None:
    assert PageSize.parse(text) == size


def test_an_own_size_is_stored_and_read_back() -> None:
    assert PageSize.parse(PageSize(70.5, 99).name) == PageSize(70.5, 99)


@pytest.mark.parametrize("text", ["", "75", "75x", "5x5", "75x900", "A44", "75x120x3"])
def test_a_sheet_that_no_printer_holds_is_refused(text: str) -> None:
    with pytest.raises(PaperUnknown):
        PageSize.parse(text)


def test_a_barcode_printer_is_coarser_than_an_office_printer() -> None:
    assert LABEL_75X120.printer_dpi < A4.printer_dpi

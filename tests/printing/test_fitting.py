from __future__ import annotations

import pytest

from mmdesk.printing.fitting import Fit, Placement, Turn, fit
from mmdesk.printing.paper import A4, LABEL_58X40, LABEL_75X120, LABEL_100X70, LABEL_100X150, PAPERS, PageSize
from mmdesk.printing.print_errors import PaperDoesNotFit


@pytest.mark.parametrize("page", PAPERS.values(), ids=PAPERS.keys())
def test_a_page_of_the_sheets_own_size_stays_as_it_is(page: PageSize) -> None:
    assert fit(page, page).is_as_it_is


@pytest.mark.parametrize("page", [PageSize(75.4, 120.4), PageSize(74.6, 119.8)])
def test_a_page_rounded_by_its_maker_still_fills_the_sheet(page: PageSize) -> None:
    assert fit(page, LABEL_75X120).is_as_it_is


@pytest.mark.parametrize(
    ("page", "sheet"),
    [
        (LABEL_100X150, LABEL_75X120),
        (PageSize(75.6, 120), LABEL_75X120),
        (PageSize(75, 120.6), LABEL_75X120),
        (A4, LABEL_100X150),
        (PageSize(140, 90), LABEL_100X150),
    ],
)
def test_a_page_larger_than_the_sheet_is_refused_with_both_sizes(page: PageSize, sheet: PageSize) -> None:
    with pytest.raises(PaperDoesNotFit) as refused:
        fit(page, sheet)
    assert page.name in refused.value.text.ru
    assert sheet.name in refused.value.text.ru
    assert "другой принтер" in refused.value.text.ru


def test_a_page_that_fills_the_sheet_when_turned_is_turned() -> None:
    assert fit(PageSize(120, 75), LABEL_75X120) == Fit(Turn.QUARTER, 0, 0, fills=True)
    assert not fit(PageSize(120, 75), LABEL_75X120).is_as_it_is


def test_a_page_that_fits_upright_is_not_turned() -> None:
    assert fit(LABEL_100X70, LABEL_100X150).turn is Turn.NONE


def test_a_small_page_lies_at_the_top_left_of_a_roll() -> None:
    place = fit(LABEL_58X40, LABEL_75X120)
    assert place == Fit(Turn.NONE, 0, 0)
    assert not place.is_as_it_is


def test_a_small_page_on_an_office_sheet_leaves_the_rim_that_is_not_printed() -> None:
    assert fit(LABEL_75X120, A4) == Fit(Turn.NONE, 5, 5)
    assert fit(PageSize(206, 290), A4) == Fit(Turn.NONE, 2, 3.5)


def test_a_small_page_is_centred_where_that_is_wished() -> None:
    assert fit(LABEL_75X120, A4, Placement.CENTRE) == Fit(Turn.NONE, 67.5, 88.5)


@pytest.mark.parametrize("turn", Turn)
def test_a_wished_turn_is_always_made(turn: Turn) -> None:
    page = PageSize(120, 75) if turn.swaps_sides else LABEL_75X120
    assert fit(page, LABEL_75X120, turn=turn) == Fit(turn, 0, 0, fills=True)


def test_a_wished_turn_that_does_not_fit_is_turned_once_more() -> None:
    assert fit(LABEL_75X120, LABEL_75X120, turn=Turn.QUARTER) == Fit(Turn.HALF, 0, 0, fills=True)

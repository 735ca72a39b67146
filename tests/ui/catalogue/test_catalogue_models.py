from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from mmdesk.services.offer_list import ListedOffer, OfferKey
from mmdesk.ui.catalogue.check_list import CheckListModel, Tickable
from mmdesk.ui.catalogue.flat_model import Cell, FlatModel, Heading, Line
from mmdesk.ui.catalogue.flat_table import FlatTable
from mmdesk.ui.catalogue.offers_model import MOST_KEPT, OfferColumn, OffersModel
from mmdesk.ui.theme import Theme

ROLE = Qt.ItemDataRole


def examined(model: QAbstractItemModel) -> QAbstractItemModelTester:
    """Qt examines the model at every step: what it finds ends the test."""
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


@pytest.fixture
def offers(qapp: QApplication, theme: Theme) -> Iterator[OffersModel]:
    model = OffersModel(theme)
    tester = examined(model)
    yield model
    tester.deleteLater()
    model.deleteLater()


@pytest.fixture
def lines(qapp: QApplication, theme: Theme) -> Iterator[FlatModel]:
    model = FlatModel((Heading("Offer"), Heading("Price", is_number=True)), theme)
    tester = examined(model)
    yield model
    tester.deleteLater()
    model.deleteLater()


@pytest.fixture
def vendors(qapp: QApplication) -> Iterator[CheckListModel]:
    model = CheckListModel()
    tester = examined(model)
    yield model
    tester.deleteLater()
    model.deleteLater()


def keys(*numbers: int) -> tuple[OfferKey, ...]:
    return tuple(map(OfferKey, numbers))


def offer(key: int, state: str = "", remarks: int = 0) -> ListedOffer:
    return ListedOffer(
        OfferKey(key),
        f"CUP-{key}",
        f"Кружка {key}",
        "Лумвик",
        "KR-1",
        Decimal("500.50"),
        1204,
        state,
        None if state else 500,
        None,
        0 if state else 1200,
        remarks,
    )


def line(key: str, *cells: str) -> Line:
    return Line(key, tuple(Cell(each) for each in cells))


def row_of(model: OffersModel, row: int) -> list[str]:
    return [str(model.data(model.index(row, column))) for column in OfferColumn]


def test_rows_that_are_not_read_yet_are_empty(offers: OffersModel) -> None:
    offers.show_keys(keys(1, 2))
    assert (offers.rowCount(), offers.columnCount()) == (2, len(OfferColumn))
    assert offers.data(offers.index(0, 0)) is None
    assert offers.data(offers.index(0, 0), ROLE.AccessibleTextRole) == "The offer is being read"
    assert offers.unread(0, 5) == keys(1, 2)


def test_what_was_read_is_shown_beside_what_the_crm_has(offers: OffersModel) -> None:
    offers.show_keys(keys(1, 2))
    offers.put(keys(1, 2), (offer(1), offer(2, "vendor")))
    assert row_of(offers, 0) == [
        "CUP-1", "Кружка 1", "in the feed", "500.50\N{NO-BREAK SPACE}₽", "500\N{NO-BREAK SPACE}₽",
        "1\N{NARROW NO-BREAK SPACE}204", "1\N{NARROW NO-BREAK SPACE}200",
    ]  # fmt: skip
    assert row_of(offers, 1)[2:] == [
        "the vendor is left out", "500.50\N{NO-BREAK SPACE}₽", "—", "1\N{NARROW NO-BREAK SPACE}204", "—"
    ]  # fmt: skip
    assert offers.unread(0, 1) == ()


def test_the_first_cell_reads_the_whole_row(offers: OffersModel) -> None:
    offers.show_keys(keys(1))
    offers.put(keys(1), (offer(1),))
    told = str(offers.data(offers.index(0, 0), ROLE.AccessibleTextRole))
    assert told.startswith("Offer id: CUP-1, Name: Кружка 1, State: in the feed, RetailCRM price: ")


def test_the_same_keys_again_keep_their_rows_but_are_read_anew(offers: OffersModel) -> None:
    offers.show_keys(keys(1, 2))
    offers.put(keys(1, 2), (offer(1), offer(2)))
    assert not offers.show_keys(keys(1, 2))
    assert row_of(offers, 0)[0] == "CUP-1"
    assert offers.unread(0, 1) == keys(1, 2)
    assert offers.show_keys(keys(2))
    assert offers.row_of(OfferKey(2)) == 0
    assert offers.row_of(OfferKey(1)) == -1


def test_an_offer_that_is_gone_is_not_asked_for_again(offers: OffersModel) -> None:
    offers.show_keys(keys(1, 2))
    offers.put(keys(1, 2), (offer(1),))
    assert offers.unread(0, 1) == ()


def test_a_hundred_thousand_offers_keep_only_what_was_seen_lately(qapp: QApplication, theme: Theme) -> None:
    # Not examined: Qt would look at each of them after each change.
    offers = OffersModel(theme)
    offers.show_keys(keys(*range(100_000)))
    for start in range(0, MOST_KEPT + 1000, 500):
        part = keys(*range(start, start + 500))
        offers.put(part, [offer(key) for key in part])
    assert offers.offer_at(0) is None
    assert offers.offer_at(MOST_KEPT + 999) is not None


def test_lines_are_shown_anew_only_where_they_differ(lines: FlatModel) -> None:
    assert lines.show_lines([line("a", "A", "1"), line("b", "B", "2")])
    assert not lines.show_lines([line("a", "A", "1"), line("b", "B", "2")])
    assert lines.show_lines([line("a", "A", "3"), line("b", "B", "2")])
    assert lines.data(lines.index(0, 1)) == "3"
    assert lines.data(lines.index(0, 0), ROLE.AccessibleTextRole) == "Offer: A, Price: 3"
    assert lines.show_lines([])
    assert lines.rowCount() == 0


def test_foreign_words_are_no_markup_in_a_tooltip(lines: FlatModel) -> None:
    lines.show_lines([line("a", "<b>A</b>", "1")])
    assert "&lt;b&gt;A" in str(lines.data(lines.index(0, 0), ROLE.ToolTipRole))


def test_a_table_stays_at_its_line(lines: FlatModel) -> None:
    table = FlatTable(lines, "Offers", 0, {})
    current = []
    for shown in ("abc", "xab", "xy", ""):
        table.show_lines([line(key, key, "1") for key in shown])
        current.append(table.current_key)
        if shown == "abc":
            table.go_to(1)
    assert current == ["a", "b", "x", None]
    table.deleteLater()


def test_entries_are_ticked_and_told(vendors: CheckListModel) -> None:
    told: list[tuple[str, ...]] = []
    vendors.ticked.connect(lambda: told.append(vendors.chosen()))
    vendors.show_entries([Tickable("А", "А", 2), Tickable("Б", "Б", 1)], frozenset({"Б"}))
    assert vendors.data(vendors.index(0, 0)) == "А (2)"
    vendors.setData(vendors.index(0, 0), Qt.CheckState.Checked.value, ROLE.CheckStateRole)
    vendors.setData(vendors.index(1, 0), Qt.CheckState.Unchecked.value, ROLE.CheckStateRole)
    assert told == [("А", "Б"), ("А",)]
    assert not vendors.setData(QModelIndex(), True, ROLE.CheckStateRole)

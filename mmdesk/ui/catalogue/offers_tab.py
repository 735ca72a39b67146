"""The offers of the catalogue: the table at the left, the offer under the keyboard at the right."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from mmdesk.errors import MmdeskError
from mmdesk.services.offer_list import (
    ListedOffer,
    OfferIndex,
    OfferKey,
    OfferList,
    OfferPage,
    OfferShow,
    OfferSort,
)
from mmdesk.ui import moments, words
from mmdesk.ui.catalogue.empty_notice import EmptyNotice
from mmdesk.ui.catalogue.flat_table import RowsTable
from mmdesk.ui.catalogue.offer_details import OfferDetails
from mmdesk.ui.catalogue.offers_columns import MARK_WIDTH, WIDTHS, columns_within
from mmdesk.ui.catalogue.offers_filter import OffersFilter
from mmdesk.ui.catalogue.offers_model import OfferColumn, OffersModel
from mmdesk.ui.catalogue.offers_state import OffersState, WhyEmpty
from mmdesk.ui.catalogue.row_delegate import MarkDelegate, RowDelegate
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Theme, Tone

INDEX_TOPIC: Final = "catalogue.offers"
PAGE_TOPIC: Final = "catalogue.offer"
_MARGIN: Final = 60
_LEAST_DETAILS: Final = 384
_SAMPLES: Final = 8
_SORTS: Final[Mapping[OfferColumn, OfferSort]] = {
    OfferColumn.ID: OfferSort.ID,
    OfferColumn.NAME: OfferSort.NAME,
    OfferColumn.FEED_PRICE: OfferSort.PRICE,
    OfferColumn.FEED_STOCK: OfferSort.STOCK,
}


class OffersTab(QWidget):
    """Reads keys for the wish, rows for what is in sight, and the page of the offer that is current."""

    def __init__(
        self, runner: TaskRunner, offers: OfferList, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._offers = offers
        self._connection = ""
        self._build_id = 0
        self._stale = False
        self._rows_in_flight = False
        self._state = OffersState()
        self._model = OffersModel(theme, self)
        self._table = RowsTable(self._model, self.tr("Offers"), OfferColumn.NAME, WIDTHS)
        self._marks, self._words = MarkDelegate(self), RowDelegate(self)
        self._table.show_ends(OfferColumn.NAME)
        self._notice = EmptyNotice(theme, self._table)
        self._filter = OffersFilter(theme)
        self._unknown = Banner(theme, self)
        self._details = OfferDetails(theme)
        self._lay_out()
        self._connect()
        self._show_sort()
        self._show_notice()

    # -- what the page asks

    @property
    def table(self) -> RowsTable:
        return self._table

    @property
    def details(self) -> OfferDetails:
        return self._details

    def show_connection(self, name: str) -> None:
        """Another connection, or the same after something has changed."""
        if name != self._connection:
            self._connection = name
            self._state.start_anew()
            self._model.show_keys(())
            self._details.show_page(None)
        self._want()

    def show_only(self, show: OfferShow, reason: str = "") -> None:
        self._wish_changed(self._state.choose(show, reason))

    def look_for(self, words_typed: str) -> None:
        self._wish_changed(self._state.search(words_typed))

    def focus_search(self) -> None:
        self._filter.focus_search()

    def arrive(self) -> None:
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- reading

    def _want(self) -> None:
        """A list that nobody sees is read when it is shown."""
        if not self._connection:
            return
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        self._runner.read(
            partial(self._offers.index, self._connection, self._state.wish),
            owner=self,
            done=self._show_index,
            failed=self._fail,
            topic=INDEX_TOPIC,
        )

    def _show_index(self, index: OfferIndex) -> None:
        if index.wish != self._state.wish:
            return
        self._state.is_read, self._state.failure = True, ""
        self._state.offers, self._build_id = len(index.keys), index.build_id
        self._state.known = index.counts[OfferShow.ALL]
        key = self._model.key_at(self._table.currentIndex().row())
        if self._model.show_keys(index.keys):
            self._table.go_to(max(self._model.row_of(key), 0))
        self._filter.show_counts(index.counts)
        self._filter.show_reasons(index.wish, index.reasons)
        self._filter.show_wish(index.wish)
        self._filter.show_found(self._found_words(index))
        self._show_unknown(index)
        self._show_notice()
        self._look()
        self._read_page()

    def _fail(self, error: MmdeskError) -> None:
        self._state.failure = error.sentence(words.language())
        self._show_notice()

    @Slot()
    def _look(self) -> None:
        """Read what has come into sight."""
        first = self._table.rowAt(0)
        if first < 0 or self._rows_in_flight:
            return
        last = self._table.rowAt(self._table.viewport().height() - 1)
        last = last if last >= 0 else len(self._model.keys) - 1
        keys = self._model.unread(first - _MARGIN, last + _MARGIN)
        if keys:
            self._rows_in_flight = True
            self._runner.read(
                partial(self._offers.rows, keys, self._build_id),
                owner=self,
                done=partial(self._show_rows, keys),
                failed=self._fail_rows,
            )

    def _show_rows(self, asked: tuple[OfferKey, ...], offers: tuple[ListedOffer, ...]) -> None:
        self._rows_in_flight = False
        self._model.put(asked, offers)
        self._look()
        current = self._model.offer_at(self._table.currentIndex().row())
        page = self._details.page
        if current is not None and (page is None or page.explanation.offer.offer_id != current.offer_id):
            self._read_page()

    def _fail_rows(self, error: MmdeskError) -> None:
        self._rows_in_flight = False
        self._fail(error)

    @Slot()
    def _read_page(self) -> None:
        offer = self._model.offer_at(self._table.currentIndex().row())
        if offer is None:
            if not self._model.keys:
                self._details.show_page(None)
            return
        self._runner.read(
            partial(self._offers.page, self._connection, offer.offer_id),
            owner=self,
            done=self._show_page,
            failed=self._fail_page,
            topic=PAGE_TOPIC,
        )

    def _show_page(self, page: OfferPage) -> None:
        self._details.show_page(page)

    def _fail_page(self, _error: MmdeskError) -> None:
        """It went in the meantime; the list tells of a database that cannot be read."""
        self._details.show_page(None)

    # -- what is wished for

    def _wish_changed(self, changed: bool) -> None:
        self._filter.show_wish(self._state.wish)
        self._show_sort()
        if changed:
            self._want()

    @Slot(OfferShow)
    def _choose(self, show: OfferShow) -> None:
        self._wish_changed(self._state.choose(show))

    @Slot(str)
    def _narrow(self, reason: str) -> None:
        self._wish_changed(self._state.narrow(reason))

    @Slot(str)
    def _search(self, typed: str) -> None:
        self._wish_changed(self._state.search(typed))

    @Slot(int)
    def _sort_by(self, section: int) -> None:
        sort = _SORTS.get(OfferColumn(section))
        if sort is not None:
            self._wish_changed(self._state.sort(sort))
        self._show_sort()

    def _show_sort(self) -> None:
        wish = self._state.wish
        column = next(column for column, sort in _SORTS.items() if sort is wish.sort)
        order = Qt.SortOrder.DescendingOrder if wish.descending else Qt.SortOrder.AscendingOrder
        self._table.horizontalHeader().setSortIndicator(column, order)

    # -- words

    def _found_words(self, index: OfferIndex) -> str:
        if index.wish.search:
            return self.tr("Found: {count}").format(count=moments.number(len(index.keys)))
        if index.unlisted and index.wish.show in (OfferShow.ALL, OfferShow.LEFT_OUT):
            return self.tr("%n more without a line: the id repeats or is missing", "", index.unlisted)
        return ""

    def _show_unknown(self, index: OfferIndex) -> None:
        """R6: order lines whose goods nothing in RetailCRM answers to."""
        if not index.unknown:
            self._unknown.show_words("warning", Tone.WARN, "")
            return
        shown = [f"{offer_id} {name}" for offer_id, name in index.unknown[:_SAMPLES]]
        rest = len(index.unknown) - len(shown)
        if rest:
            shown.append(self.tr("and %n more", "", rest))
        self._unknown.show_words(
            "warning",
            Tone.WARN,
            self.tr("%n product(s) of orders are unknown to RetailCRM", "", len(index.unknown)),
            self.tr("Give an offer of RetailCRM this externalId: {offers}").format(offers="; ".join(shown)),
        )

    def _show_notice(self) -> None:
        self._notice.show_words(*self._notice_words(self._state.why_empty()))

    def _notice_words(self, why: WhyEmpty | None) -> tuple[str, str, str, Tone]:
        match why:
            case None:
                return "dot", "", "", Tone.MUTED
            case WhyEmpty.READING:
                return "hourglass", self.tr("Reading the offers…"), "", Tone.MUTED
            case WhyEmpty.FAILED:
                heading = self.tr("The offers could not be read")
                return "warning", heading, self._state.failure, Tone.DANGER
            case WhyEmpty.NOTHING_BUILT:
                sentence = self.tr("They come with the first build of the feed: press “Build now”.")
                return "catalogue", self.tr("There are no offers yet"), sentence, Tone.MUTED
            case WhyEmpty.NOTHING_FOUND:
                heading = self.tr("Nothing found for “{search}”").format(search=self._state.wish.search)
                sentence = self.tr("Part of a word is enough; a barcode is found whole. Esc ends the search.")
                return "search", heading, sentence, Tone.MUTED
            case WhyEmpty.NONE_LIKE_THAT:
                return "check-all", *self._none_words(), Tone.OK

    def _none_words(self) -> tuple[str, str]:
        match self._state.wish.show:
            case OfferShow.LEFT_OUT:
                return self.tr("The rules leave nothing out"), ""
            case OfferShow.REMARKS:
                return self.tr("No offer has a remark"), ""
            case OfferShow.UNMATCHED:
                sentence = self.tr(
                    "Offers without any externalId have nothing to be listed by: see the tab “Problems”."
                )
                return self.tr("Every offer has an id that links it"), sentence
            case _:
                return self.tr("No offer is in the feed"), self.tr("“Left out” tells why.")

    # -- what Qt asks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape ends the search, or goes back to the table; else it is the page's."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._state.wish.search:
            self.look_for("")
            self.arrive()
        elif not self._table.hasFocus():
            self.arrive()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._want()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
        self._look()

    # -- set-up

    def _make_room(self) -> None:
        widths = columns_within(self._table.viewport().width())
        is_marked = widths[OfferColumn.STATE] == MARK_WIDTH
        self._model.show_marks(alone=is_marked)
        self._table.setItemDelegateForColumn(OfferColumn.STATE, self._marks if is_marked else self._words)
        for column in OfferColumn:
            if column is not OfferColumn.NAME:
                self._table.setColumnHidden(column, column not in widths)
                self._table.setColumnWidth(column, widths.get(column, 0))

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 12, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self._filter)
        rows.addWidget(self._unknown)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        rows.addWidget(splitter, 1)
        self._table.setMinimumWidth(_LEAST_DETAILS)
        self._details.setMinimumWidth(_LEAST_DETAILS)
        splitter.addWidget(self._table)
        splitter.addWidget(self._details)
        splitter.setChildrenCollapsible(False)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.splitterMoved.connect(self._make_room)
        header = self._table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)

    def _connect(self) -> None:
        self._filter.chosen.connect(self._choose)
        self._filter.narrowed.connect(self._narrow)
        self._filter.search_changed.connect(self._search)
        self._filter.list_wanted.connect(self.arrive)
        self._table.moved.connect(self._read_page)
        self._table.opened.connect(self._go_to_rules)
        self._table.verticalScrollBar().valueChanged.connect(self._look)
        self._table.horizontalHeader().sectionClicked.connect(self._sort_by)

    @Slot(int)
    def _go_to_rules(self, _row: int) -> None:
        if self._details.page is not None and self._details.rules.isVisible():
            self._details.rules.setFocus(Qt.FocusReason.OtherFocusReason)

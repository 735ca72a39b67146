"""The last build at a glance: when, of what, how many offers, what is left out and why, who fetched it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mmdesk.services.catalogue_desk import CatalogueLook, FeedBuild, FeedFetch
from mmdesk.services.offer_list import OfferShow
from mmdesk.ui import moments
from mmdesk.ui.catalogue import catalogue_words
from mmdesk.ui.catalogue.catalogue_state import CatalogueState, Count, Situation
from mmdesk.ui.catalogue.empty_notice import EmptyNotice
from mmdesk.ui.catalogue.flat_model import Cell, FlatModel, Heading, Line
from mmdesk.ui.catalogue.flat_table import FlatTable
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.orders.row_pool import RowPool
from mmdesk.ui.plain_text import plain_label, tooltip
from mmdesk.ui.theme import Role, Theme, Tone, dress

_FETCHES: Final = 20
_OK_STATUS: Final = 400
_MOST_REMARKS: Final = 12
_DIGIT_BLANK: Final = "\u2007"
"""As wide as a digit."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A count that leads to the offers it counts."""

    number: str
    words: str
    show: OfferShow
    reason: str
    tone: Tone
    blanks: str = ""


def in_columns(choices: Sequence[Choice]) -> list[Choice]:
    """Their numbers stand under each other: shorter ones get blanks as wide as what they lack."""
    widest = max((each.number for each in choices), key=len, default="")
    blanks = "".join(_DIGIT_BLANK if each.isdigit() else each for each in widest)
    return [replace(each, blanks=blanks[: len(widest) - len(each.number)]) for each in choices]


class CountButton(QPushButton):
    """«1 204  исключён производитель»: pressed, it shows those offers."""

    chosen = Signal(OfferShow, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._choice = Choice("", "", OfferShow.ALL, "", Tone.TEXT)
        self.setAutoDefault(False)
        dress(self, Role.MENU)
        self.clicked.connect(self._tell)
        theme.changed.connect(self._colour)

    def show_choice(self, choice: Choice) -> None:
        self._choice = choice
        told = f"{choice.number}  {choice.words}"
        self.setText(choice.blanks + told.replace("&", "&&"))
        self.setAccessibleName(told)
        self.setToolTip(tooltip(told))
        self._colour()

    @Slot()
    def _colour(self) -> None:
        """The program's style sheet gives every button the same ink."""
        self.setStyleSheet(f"color: {self._theme.color(self._choice.tone).name()}")

    @Slot()
    def _tell(self) -> None:
        self.chosen.emit(self._choice.show, self._choice.reason)


class BuildTab(QScrollArea):
    """Shows what the state knows; counts lead to their offers."""

    offers_wanted = Signal(OfferShow, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = Banner(theme, self)
        self._facts = plain_label()
        self._counts: RowPool[CountButton, Choice] = RowPool(self._made_count, _show_count, 0)
        self._left_out: RowPool[CountButton, Choice] = RowPool(self._made_count, _show_count, 0)
        self._remarks: RowPool[CountButton, Choice] = RowPool(self._made_count, _show_count, 0)
        self._left_out_heading = plain_label(role=Role.STRONG)
        self._remarks_heading = plain_label(role=Role.STRONG)
        self._link = QLineEdit()
        self._copy = QPushButton(theme.icon("copy"), self.tr("Copy"))
        self._link_hint = plain_label(tone=Tone.MUTED)
        self._fetches = FlatModel(
            (
                Heading(self.tr("When")),
                Heading(self.tr("Who")),
                Heading(self.tr("Answer")),
                Heading(self.tr("Size"), is_number=True),
            ),
            theme,
            self,
        )
        self.fetches = FlatTable(self._fetches, self.tr("Who fetched the feed"), 1, {0: 112, 2: 72, 3: 88})
        self._no_fetch = EmptyNotice(theme, self.fetches)
        self._lay_out()

    @property
    def link(self) -> str:
        return self._link.text()

    def count_buttons(self) -> tuple[CountButton, ...]:
        """All that lead to offers, from the top."""
        return (*self._counts.rows(), *self._left_out.rows(), *self._remarks.rows())

    def words(self) -> str:
        """What it says of the build."""
        return "\n".join(filter(None, (self._state.words(), self._facts.text())))

    def show_state(self, state: CatalogueState, now: datetime) -> None:
        build = state.shown_build
        self._show_build(state, build, now)
        self._show_counts(state, build)
        self._show_link(state.look)
        fetches = state.look.status.fetches[:_FETCHES] if state.look is not None else ()
        self.fetches.show_lines([_fetch_line(place, each, now) for place, each in enumerate(fetches)])
        self._no_fetch.show_words(
            "download",
            "" if fetches else self.tr("Nobody has fetched the feed yet"),
            self.tr("Paste the feed's address into the Megamarket account: every fetch is listed here."),
        )

    # -- the build

    def _show_build(self, state: CatalogueState, build: FeedBuild | None, now: datetime) -> None:
        if build is None:
            self._state.show_words("catalogue", Tone.MUTED, *self._nothing_built(state))
            self._facts.clear()
            return
        current = state.look.status.current if state.look is not None else None
        is_current = current is not None and current.build_id == build.build_id
        icon, tone, words = catalogue_words.build_state(build, is_current=is_current)
        heading = self.tr("Build {number}: {state}").format(number=f"№ {build.build_id}", state=words)
        self._state.show_words(icon, tone, heading)
        lines = list(self._fact_lines(build, now))
        if is_current and state.unchanged_at is not None:
            lines.append(catalogue_words.unchanged(moments.moment(state.unchanged_at, now)))
        self._facts.setText("\n".join(lines))

    def _nothing_built(self, state: CatalogueState) -> tuple[str, str]:
        if state.situation is Situation.READING:
            return self.tr("Reading…"), ""
        source = str(state.look.settings.get("feed.source", "")) if state.look is not None else ""
        if source == "api" and state.look is not None and not state.look.is_registered:
            return self.tr("Nothing has been built yet"), self.tr(
                "The service reads the catalogue of RetailCRM once the connection “{name}” is registered "
                "there: Settings → Connections → “Register”"
            ).format(name=state.look.connection)
        return self.tr("Nothing has been built yet"), self.tr(
            "The service builds the feed by itself within a minute of its start, and “Build now” at once."
        )

    def _fact_lines(self, build: FeedBuild, now: datetime) -> Iterator[str]:
        seconds = moments.tenths(build.milliseconds / 1000)
        begun = moments.moment(build.started_at, now)
        if build.milliseconds:
            yield self.tr("Built {moment}, took {seconds} s").format(moment=begun, seconds=seconds)
        else:
            yield self.tr("Begun {moment}").format(moment=begun)
        if build.published_at is not None:
            yield self._published_line(build, now)
        yield self.tr("Goods from: {source}").format(source=catalogue_words.source(build.source))
        if build.size:
            plain, packed = catalogue_words.size(build.size), catalogue_words.size(build.gzip_size)
            yield self.tr("Size {plain}, packed {packed}").format(plain=plain, packed=packed)

    def _published_line(self, build: FeedBuild, now: datetime) -> str:
        assert build.published_at is not None
        moment = moments.moment(build.published_at, now)
        if build.accepted_by:
            words = self.tr("Published {moment}, by decision of {name}")
            return words.format(moment=moment, name=build.accepted_by)
        return self.tr("Published {moment}").format(moment=moment)

    def _show_counts(self, state: CatalogueState, build: FeedBuild | None) -> None:
        counts = tuple(self._main_counts(build)) if build is not None else ()
        left_out, remarks = state.left_out(), state.remarks()
        self._left_out_heading.setText(
            self.tr("Left out: {count}").format(count=moments.number(sum(each.offers for each in left_out)))
        )
        self._left_out_heading.setVisible(bool(left_out))
        self._remarks_heading.setText(self.tr("In the feed, but with remarks"))
        self._remarks_heading.setVisible(bool(remarks))
        groups = (
            (self._counts, counts),
            (self._left_out, tuple(map(_left_out, left_out))),
            (self._remarks, tuple(map(_remark, remarks[:_MOST_REMARKS]))),
        )
        aligned = iter(in_columns([each for _, group in groups for each in group]))
        for pool, group in groups:
            pool.show_items(tuple(islice(aligned, len(group))))

    def _main_counts(self, build: FeedBuild) -> Iterator[Choice]:
        read = self.tr("read from the source")
        yield Choice(moments.number(build.read), read, OfferShow.ALL, "", Tone.TEXT)
        if not build.folder and build.published_at is None:
            return
        words = self.tr("in the feed")
        if build.unavailable:
            without = self.tr("{count} of them without stock").format(count=moments.number(build.unavailable))
            words = f"{words}, {without}"
        yield Choice(moments.number(build.published_offers), words, OfferShow.IN_FEED, "", Tone.OK)

    # -- the address

    def _show_link(self, look: CatalogueLook | None) -> None:
        link = (look.feed_link or look.local_link or "") if look is not None else ""
        if self._link.text() != link:
            self._link.setText(link)
            self._link.setCursorPosition(0)
        self._copy.setEnabled(bool(link))
        is_public = look is not None and look.feed_link is not None
        self._link_hint.setText(
            self.tr("Paste it into the edit form of your shop in the Megamarket account.")
            if is_public
            else self.tr(
                "This address works on this computer only. Give the service a public one: Settings → "
                "Integration data."
            )
        )
        self._link_hint.setVisible(look is not None)

    @Slot()
    def copy_link(self) -> None:
        QGuiApplication.clipboard().setText(self._link.text())
        self._copy.setText(self.tr("Copied"))

    # -- set-up

    def _made_count(self) -> CountButton:
        button = CountButton(self._theme)
        button.chosen.connect(self.offers_wanted)
        return button

    def _lay_out(self) -> None:
        whole = QWidget()
        self.setWidget(whole)
        self.setWidgetResizable(True)
        columns = QHBoxLayout(whole)
        columns.setContentsMargins(0, 12, 4, 0)
        columns.setSpacing(16)
        columns.addWidget(self._build_card(), 1)
        columns.addWidget(self._fetch_card(), 1)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("The last build"))

    def _build_card(self) -> QFrame:
        card, column = _card()
        column.addWidget(self._state)
        self._facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self._facts)
        column.addLayout(self._counts.layout)
        column.addWidget(self._left_out_heading)
        column.addLayout(self._left_out.layout)
        column.addWidget(self._remarks_heading)
        column.addLayout(self._remarks.layout)
        column.addStretch(1)
        return card

    def _fetch_card(self) -> QFrame:
        card, column = _card()
        self._link.setReadOnly(True)
        self._link.setAccessibleName(self.tr("The feed's address"))
        self._copy.setAutoDefault(False)
        self._copy.clicked.connect(self.copy_link)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._link, 1)
        line.addWidget(self._copy)
        column.addWidget(plain_label(self.tr("The feed's address"), Role.STRONG))
        column.addLayout(line)
        column.addWidget(self._link_hint)
        column.addWidget(plain_label(self.tr("Who fetched the feed"), Role.STRONG))
        column.addWidget(self.fetches, 1)
        column.addWidget(plain_label(self._no_pull(), tone=Tone.MUTED))
        column.addWidget(plain_label(self._one_stock(), tone=Tone.MUTED))
        return card

    def _no_pull(self) -> str:
        """S6, where a person looks for it."""
        return self.tr(
            "A new build does not make Megamarket fetch the feed: it comes by itself. To hurry it, use its "
            "account: «Ассортимент | Добавить новые товары | Добавить с помощью фида | Загрузить фид»."
        )

    def _one_stock(self) -> str:
        """R8."""
        return self.tr("The stock of an offer is the sum of all warehouses: there is no stock by warehouse.")


def _card() -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    dress(card, Role.CARD)
    column = QVBoxLayout(card)
    column.setContentsMargins(16, 16, 16, 16)
    column.setSpacing(8)
    return card, column


def _show_count(button: CountButton, choice: Choice) -> None:
    button.show_choice(choice)


def _left_out(count: Count) -> Choice:
    words, tone = catalogue_words.reason(count.code), catalogue_words.reason_tone(count.code)
    return Choice(moments.number(count.offers), words, OfferShow.LEFT_OUT, count.code, tone)


def _remark(count: Count) -> Choice:
    words = catalogue_words.remark(count.code)
    return Choice(moments.number(count.offers), words, OfferShow.REMARKS, count.code, Tone.TEXT)


def _fetch_line(place: int, fetch: FeedFetch, now: datetime) -> Line:
    is_good = fetch.status < _OK_STATUS
    return Line(
        (place, fetch.at),
        (
            Cell(moments.moment(fetch.at, now), more=moments.exact(fetch.at)),
            Cell(fetch.agent or "—"),
            Cell(str(fetch.status), Tone.OK if is_good else Tone.DANGER, "check" if is_good else "warning"),
            Cell(catalogue_words.size(fetch.size) if fetch.size else "—"),
        ),
    )

"""The rules of the feed: what goes out and with which values, edited in a form and saved as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mmdesk.errors import MmdeskError
from mmdesk.services.catalogue_desk import CatalogueLook
from mmdesk.services.feed_forecast import Forecast
from mmdesk.ui import moments
from mmdesk.ui.catalogue.rule_fields import (
    ChoiceField,
    FlagField,
    LineField,
    ParamsField,
    RuleField,
    TableField,
    WordsField,
)
from mmdesk.ui.catalogue.rules_state import RulesState
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.tasks import TaskRunner
from mmdesk.ui.theme import Role, Theme, Tone, dress

FORECAST_TOPIC: Final = "catalogue.forecast"
_CALM_MS: Final = 300
_STOP_HEIGHT: Final = 44
ReadForecast = Callable[[str, Mapping[str, str]], Forecast]


class RulesTab(QWidget):
    """Shows the settings as they are stored, and what is typed over them; tells what is to be saved."""

    save_wanted = Signal(object)
    """The changed settings by key."""
    stop_wanted = Signal(bool)
    """True: stop sales. False: let them go on."""
    refresh_wanted = Signal()
    """The lists of vendors and params are to be read from the catalogue now."""

    def __init__(
        self, runner: TaskRunner, forecast: ReadForecast, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._forecast = forecast
        self._states: dict[str, RulesState] = {}
        """By connection: what is typed for one stays while another one is looked at."""
        self._connection = ""
        self._stopped = False
        self._theme = theme
        self._stop = QPushButton()
        self._stop_words = plain_label(tone=Tone.MUTED)
        self._fields: dict[str, RuleField] = {}
        self._effect = Banner(theme, self)
        self._save = QPushButton(self.tr("Save the rules  Ctrl+S"))
        self._take_back = QPushButton(self.tr("As it was"))
        self._refresh = QPushButton(theme.icon("refresh"), self.tr("Read the lists anew"))
        self._typing = QTimer(self, interval=_CALM_MS, singleShot=True)

    def fill(self) -> Iterator[None]:
        """What it shows, some fields in a step; the tab is not there before."""
        self._vendors = WordsField("feed.exclude_vendors", self._theme, self._no_list())
        yield
        self._params = ParamsField("feed.params", self._theme, self._no_list())
        yield
        yield from self._lay_out()
        self._connect()
        self._show()
        yield

    @property
    def state(self) -> RulesState:
        """Of the connection that is shown."""
        return self._state

    @property
    def _state(self) -> RulesState:
        return self._states.setdefault(self._connection, RulesState())

    def unsaved(self) -> tuple[str, ...]:
        """The connections for which something is typed and not saved."""
        return tuple(sorted(name for name, state in self._states.items() if state.is_changed))

    def field(self, key: str) -> RuleField:
        """The field of a setting."""
        return self._fields[key]

    def effect(self) -> str:
        """What it says a change would do; empty while nothing is changed."""
        return self._effect.words()

    def show_look(self, look: CatalogueLook) -> None:
        """The settings and lists as they are stored now."""
        another = look.connection != self._connection
        self._connection = look.connection
        self._states = {name: each for name, each in self._states.items() if name in look.names}
        self._state.see(look.settings)
        self._stopped = look.sales_stopped
        self._vendors.show_choices(look.status.vendors)
        self._params.show_choices(look.status.params)
        self._show(another=another)

    @Slot()
    def save(self) -> None:
        """Tell what is to be saved; a value that will not do gets the focus instead."""
        errors = self._state.errors
        if errors:
            first = self._fields[errors[0]]
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        changes = self._state.changes()
        if changes:
            self.save_wanted.emit(changes)

    @Slot()
    def take_back(self) -> None:
        self._state.take_back()
        self._show()

    # -- showing

    def _show(self, *, another: bool = False) -> None:
        """A value that will not do is left as it was typed, unless the form is now another connection's."""
        for key, field in self._fields.items():
            if another or self._state.error(key) is None:
                field.show_value(self._state.value(key))
        self._show_stop()
        self._show_judgement()

    def _show_stop(self) -> None:
        words = self.tr("Let sales go on…") if self._stopped else self.tr("Stop sales…")
        self._stop.setText(words)
        dress(self._stop, Role.PRIMARY if self._stopped else Role.DANGER)
        self._stop_words.setText(
            self.tr("Sales are stopped: every offer goes out as unavailable, with a stock of 0.")
            if self._stopped
            else self.tr("Every offer goes out as unavailable, with a stock of 0, until you let sales go on.")
        )

    def _show_judgement(self) -> None:
        """What is wrong at which field, what may be pressed, and what a change would do."""
        for key, field in self._fields.items():
            field.show_error(self._state.error(key))
        errors, changed = self._state.errors, self._state.is_changed
        self._save.setEnabled(changed)
        self._take_back.setEnabled(changed)
        if errors:
            words = self.tr("%n value(s) will not do", "", len(errors))
            self._effect.show_words(
                "warning", Tone.DANGER, words, self.tr("The reason stands at each field.")
            )
        elif not changed:
            self._effect.show_words("info", Tone.ACCENT, "")
        else:
            self._effect.show_words("info", Tone.ACCENT, self.tr("What would change is being counted…"))
            self._typing.start()

    @Slot(str, str)
    def _type(self, key: str, text: str) -> None:
        self._state.type(key, text)
        self._show_judgement()

    @Slot()
    def _count(self) -> None:
        changes = self._state.changes()
        if not changes or not self._connection:
            return
        self._runner.read(
            partial(self._forecast, self._connection, changes),
            owner=self,
            done=self._show_forecast,
            failed=self._no_forecast,
            topic=FORECAST_TOPIC,
        )

    def _show_forecast(self, found: Forecast) -> None:
        if not self._state.is_changed or self._state.errors:
            return
        lines = self._forecast_lines(found)
        after = self.tr("Saved, the service builds the feed anew at once.") if self._state.needs_build else ""
        self._effect.show_words("info", Tone.ACCENT, " ".join(lines), after)

    def _no_forecast(self, _error: MmdeskError) -> None:
        words = self.tr("What would change cannot be counted now; the rules can be saved all the same.")
        self._effect.show_words("info", Tone.ACCENT, words)

    def _forecast_lines(self, found: Forecast) -> list[str]:
        lines = []
        if found.leave:
            lines.append(self.tr("%n offer(s) will leave the feed.", "", found.leave))
        if found.come:
            lines.append(self.tr("Up to %n offer(s) will come back.", "", found.come))
        if found.without_stock != found.without_stock_now:
            words = self.tr("Without stock: {after} offers instead of {now}.")
            after, now = moments.number(found.without_stock), moments.number(found.without_stock_now)
            lines.append(words.format(after=after, now=now))
        if found.price is not None:
            words = self.tr("For example {offer}: {before} ₽ becomes {after} ₽.")
            before, after = moments.number(found.price.before), moments.number(found.price.after)
            lines.append(words.format(offer=found.price.offer_id, before=before, after=after))
        if found.needs_build:
            lines.append(self.tr("What becomes of the goods shows only when they have been read again."))
        return lines or [self.tr("No offer enters or leaves the feed by this.")]

    # -- set-up

    def _no_list(self) -> str:
        return self.tr("The list is read from the catalogue with the first build")

    def _lay_out(self) -> Iterator[None]:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 12, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(self._stop_line())
        # Each in its place before it is filled: what is in it would be dressed anew with every move.
        self._scroll = scroll = QScrollArea()
        rows.addWidget(scroll, 1)
        form = QWidget()
        scroll.setWidget(form)
        scroll.setWidgetResizable(True)
        columns = QHBoxLayout(form)
        columns.setContentsMargins(0, 0, 4, 0)
        columns.setSpacing(16)
        for cards in (self._left_cards, self._right_cards):
            column = QVBoxLayout()
            column.setSpacing(16)
            for card in cards():
                column.addWidget(card)
            column.addStretch(1)
            columns.addLayout(column, 1)
            yield
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName(self.tr("Rules"))
        rows.addWidget(self._effect)
        rows.addLayout(self._buttons())

    def _stop_line(self) -> QHBoxLayout:
        self._stop.setMinimumHeight(_STOP_HEIGHT)
        self._stop.setMinimumWidth(220)
        self._stop.setAutoDefault(False)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self._stop)
        line.addWidget(self._stop_words, 1)
        return line

    def _buttons(self) -> QHBoxLayout:
        dress(self._save, Role.PRIMARY)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._save)
        line.addWidget(self._take_back)
        line.addStretch(1)
        for button in (self._save, self._take_back, self._refresh):
            button.setAutoDefault(False)
        return line

    def _left_cards(self) -> tuple[QFrame, ...]:
        return (
            self._card(
                self.tr("What goes out"),
                LineField("feed.min_quantity"),
                FlagField("feed.keep_small"),
                self._vendors,
                self._refresh,
            ),
            self._card(self.tr("Properties"), self._params, LineField("feed.shelf")),
            self._card(
                self.tr("Where the goods come from"),
                LineField("feed.source", 0),
                LineField("exchange.feed_minutes"),
                plain_label(self._between(), tone=Tone.MUTED),
            ),
        )

    def _right_cards(self) -> tuple[QFrame, ...]:
        return (
            self._card(
                self.tr("Prices"),
                LineField("feed.discount_percent"),
                FlagField("feed.old_price"),
                LineField("feed.price_type"),
                self._price_by(),
            ),
            self._card(self.tr("Stock"), LineField("feed.reserve"), FlagField("stock.api")),
            self._card(
                self.tr("Delivery"),
                LineField("feed.outlet_id"),
                LineField("feed.days"),
                LineField("feed.order_before"),
            ),
            self._card(
                self.tr("When to ask before publishing"),
                LineField("feed.guard.vanish_percent"),
                LineField("feed.guard.price_percent"),
            ),
            self._card(self.tr("VAT"), TableField("feed.vat_map", self._theme)),
        )

    def _price_by(self) -> ChoiceField:
        """F9 has one source of prices at a time."""
        return ChoiceField(
            "price.by",
            self.tr("Who sets the price at Megamarket"),
            {"feed": self.tr("The feed alone"), "api": self.tr("The API, over the feed’s price")},
            self.tr(
                "One excludes the other: a price sent by the API counts more than the feed’s until it is "
                "taken back. Back to the feed, all prices sent by the API are taken back."
            ),
        )

    def _between(self) -> str:
        return self.tr(
            "In between, changes are looked for about once a minute. Only a whole reading notices goods that "
            "RetailCRM has deleted."
        )

    def _card(self, title: str, *parts: QWidget) -> QFrame:
        card = QFrame()
        dress(card, Role.CARD)
        column = QGridLayout(card)
        column.setContentsMargins(16, 12, 16, 16)
        column.setVerticalSpacing(10)
        column.addWidget(plain_label(title, Role.HEADING), 0, 0)
        for row, part in enumerate(parts, start=1):
            if isinstance(part, RuleField):
                self._fields[part.key] = part
                column.addWidget(part, row, 0)
            elif isinstance(part, QLabel):
                column.addWidget(part, row, 0)
            else:
                column.addWidget(part, row, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _connect(self) -> None:
        for field in self._fields.values():
            field.typed.connect(self._type)
        self._typing.timeout.connect(self._count)
        self._save.clicked.connect(self.save)
        self._take_back.clicked.connect(self.take_back)
        self._refresh.clicked.connect(self.refresh_wanted)
        self._stop.clicked.connect(self._turn)
        self.setFocusProxy(self._stop)

    @Slot()
    def _turn(self) -> None:
        self.stop_wanted.emit(not self._stopped)

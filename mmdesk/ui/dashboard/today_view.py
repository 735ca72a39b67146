"""The day so far: what waits, what it is worth, and what has been done; every figure leads to its orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mmdesk.services.figures import OrdersAndMoney, TodayFigures
from mmdesk.services.order_list import OrderFilter
from mmdesk.ui import moments
from mmdesk.ui.dashboard import dashboard_state, dashboard_words
from mmdesk.ui.dashboard.tile import Tile
from mmdesk.ui.facts.facts_model import Column, Line
from mmdesk.ui.facts.facts_table import FactsTable
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import ROW_HEIGHT, Role, Theme, Tone

_ROWS: Final = 4
_NUMBER: Final = 64


class TodayView(QWidget):
    """Shows figures; the lists they lead to are another page's."""

    orders_wished = Signal(object)
    """With the `OrderFilter`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles = self._made_tiles(theme)
        late = self.tr("Open orders past their deadline")
        self.overdue = Tile(OrderFilter.OVERDUE, self.tr("Overdue"), late, theme)
        for tile in (*self.tiles.values(), self.overdue):
            tile.wished.connect(self.orders_wished)
        number = self.tr("Orders")
        self.states = FactsTable(
            (Column(self.tr("State")), Column(number, _NUMBER + 16, right=True)),
            theme,
            self.tr("Orders of today by state"),
        )
        self.canceled = FactsTable(
            (
                Column(self.tr("Who and why")),
                Column(self.tr("Lots"), _NUMBER - 12, right=True),
                Column(self.tr("Sum"), 84, right=True),
            ),
            theme,
            self.tr("Cancelled today"),
        )
        self.packers = FactsTable(
            (
                Column(self.tr("Packer")),
                Column(number, _NUMBER + 16, right=True),
                Column(self.tr("Lots"), _NUMBER, right=True),
                Column(self.tr("Per hour"), 80, right=True),
            ),
            theme,
            self.tr("Packed today"),
        )
        self._headings = {
            table: plain_label(role=Role.HEADING, wraps=False)
            for table in (self.states, self.canceled, self.packers)
        }
        self._lay_out()
        self.states.opened.connect(self._wish_state)
        self.canceled.opened.connect(self._wish_canceled)

    def show_figures(self, told: TodayFigures) -> None:
        for show, tile in self.tiles.items():
            if show is not OrderFilter.RISK:
                count = told.waiting.get(show, 0)
                loud = show is OrderFilter.DECIDE and count
                tile.show_figure(
                    moments.number(count),
                    icon="warning" if loud else "",
                    tone=Tone.DANGER if loud else _quiet(count),
                )
        self._show_risk(self.tiles[OrderFilter.RISK], told.risk.near, "clock", Tone.WARN)
        self._show_risk(self.overdue, told.risk.overdue, "warning", Tone.DANGER)
        packers = dashboard_state.packers(told.packed)
        placed = sum(each.orders for each in told.placed)
        lots = sum(each.lots for each in told.canceled)
        self._show(
            self.states,
            self.tr("Placed today: %n order(s)", "", placed),
            [dashboard_words.status_line(each) for each in told.placed],
        )
        self._show(
            self.canceled,
            self.tr("Cancelled today: %n lot(s)", "", lots),
            [dashboard_words.canceled_line(each) for each in told.canceled],
        )
        self._show(
            self.packers,
            self.tr("Packed today: %n order(s)", "", len(told.packed)),
            [dashboard_words.packer_line(each) for each in packers],
        )

    def headings(self) -> tuple[str, ...]:
        """What stands over the tables."""
        return tuple(label.text() for label in self._headings.values())

    def _show(self, table: FactsTable, heading: str, lines: list[Line]) -> None:
        self._headings[table].setText(heading)
        table.show_lines(lines)

    def _show_risk(self, tile: Tile, risk: OrdersAndMoney, icon: str, tone: Tone) -> None:
        if risk.orders:
            tile.show_figure(moments.number(risk.orders), moments.money(risk.money), icon, tone)
        else:
            tile.show_figure(moments.number(0), tone=Tone.MUTED)

    def _made_tiles(self, theme: Theme) -> Mapping[OrderFilter, Tile]:
        told = {
            OrderFilter.CONFIRM: (self.tr("To confirm"), self.tr("New orders that wait for an answer")),
            OrderFilter.PACK: (self.tr("To pack"), self.tr("Confirmed orders that nobody has packed")),
            OrderFilter.HAND_OVER: (self.tr("To hand over"), self.tr("Packed orders that have not left")),
            OrderFilter.DECIDE: (self.tr("To decide"), self.tr("Stopped commands, buyers who wait")),
            OrderFilter.RISK: (self.tr("At risk"), self.tr("Less than a fifth of their time is left")),
        }
        return {show: Tile(show, caption, hint, theme) for show, (caption, hint) in told.items()}

    @Slot()
    def _wish_canceled(self) -> None:
        self.orders_wished.emit(OrderFilter.CANCELED)

    @Slot()
    def _wish_state(self) -> None:
        self.orders_wished.emit(dashboard_state.chip_of(self.states.current_key))

    def _lay_out(self) -> None:
        tiles = QHBoxLayout()
        tiles.setSpacing(8)
        for tile in (*self.tiles.values(), self.overdue):
            tiles.addWidget(tile, 1)
        tables = QHBoxLayout()
        tables.setSpacing(16)
        for table, heading in self._headings.items():
            part = QVBoxLayout()
            part.setSpacing(4)
            part.addWidget(heading)
            part.addWidget(table)
            table.setFixedHeight((_ROWS + 1) * ROW_HEIGHT + 6)
            tables.addLayout(part, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(tiles)
        column.addLayout(tables)


def _quiet(count: int) -> Tone:
    return Tone.TEXT if count else Tone.MUTED

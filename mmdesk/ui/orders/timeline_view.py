"""What happened to an order: the newest first, who did it, and what each remote answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mmdesk.clock import Clock
from mmdesk.services.order_card import Actor, TimelineLine
from mmdesk.services.order_list import ShipmentKey
from mmdesk.ui import moments
from mmdesk.ui.orders.row_pool import RowPool
from mmdesk.ui.picture import Picture
from mmdesk.ui.plain_text import plain_label
from mmdesk.ui.theme import Role, Theme, Tone, dress
from mmdesk.ui.words import spoken

SHOWN: Final = 15
"""Lines before «show all»: what happened last is what is looked for."""

_CRM: Final = "RetailCRM"
_ICONS: Final[Mapping[Actor, str]] = {
    Actor.OPERATOR: "person",
    Actor.CRM: "link",
    Actor.MARKETPLACE: "cart",
    Actor.SERVICE: "server",
}


class TimelineView(QWidget):
    """Lines change in place; none of them is ever taken away."""

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._lines: tuple[TimelineLine, ...] = ()
        self._key: ShipmentKey | None = None
        self._all = False
        self._rows = RowPool(self._made_row, TimelineRow.show_line, spacing=6)
        self.more = QPushButton()
        self.more.setAutoDefault(False)
        dress(self.more, Role.QUIET)
        self.more.clicked.connect(self._show_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows.layout)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_lines(self, key: ShipmentKey, lines: Sequence[TimelineLine]) -> None:
        """Oldest first, as they are kept; another order begins short again."""
        self._all = self._all and key == self._key
        self._key = key
        self._lines = tuple(lines)
        self._show()

    def sentences(self) -> tuple[str, ...]:
        """What is in sight, the newest first."""
        return tuple(row.sentence() for row in self._rows.rows())

    @Slot()
    def _show_all(self) -> None:
        self._all = True
        self._show()

    def _show(self) -> None:
        newest = self._lines[::-1]
        self._rows.show_items(newest if self._all else newest[:SHOWN])
        hidden = 0 if self._all else len(newest) - SHOWN
        self.more.setVisible(hidden > 0)
        if hidden > 0:
            self.more.setText(self.tr("Show %n more", "", hidden))

    def _made_row(self) -> TimelineRow:
        return TimelineRow(self._theme, self._clock)


class TimelineRow(QWidget):
    """When and who in small, what below it."""

    def __init__(self, theme: Theme, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._icon = Picture(theme, 16)
        self._when = plain_label(role=Role.CAPTION, wraps=False)
        self._what = plain_label()
        self._what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._when)
        texts.addWidget(self._what)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)

    def show_line(self, told: TimelineLine) -> None:
        self._icon.show_icon(_ICONS[told.actor], Tone.MUTED)
        self._when.setText(f"{moments.moment(told.at, self._clock.now())} · {self._who(told)}")
        self._when.setToolTip(moments.exact(told.at))
        self._what.setText(spoken(told.words))

    def sentence(self) -> str:
        return f"{self._when.text()} · {self._what.text()}"

    def _who(self, told: TimelineLine) -> str:
        match told.actor:
            case Actor.OPERATOR:
                return told.name
            case Actor.CRM:
                if told.name in ("", _CRM):
                    return _CRM
                return self.tr("RetailCRM, {name}").format(name=told.name)
            case Actor.MARKETPLACE:
                return self.tr("Megamarket")
            case Actor.SERVICE:
                return self.tr("service")

"""What a person has to know about an order until it is settled: each with its cure, none with a button."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mmdesk.domain.notice import Notice
from mmdesk.services.order_card import OrderCard
from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.orders.row_pool import RowPool
from mmdesk.ui.theme import Theme, Tone
from mmdesk.ui.words import spoken


class NoticesView(QWidget):
    """One banner a notice, the oldest first; hidden where there is none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows = RowPool(self._made_banner, self._fill_banner, spacing=8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows.layout)

    def show_card(self, card: OrderCard) -> None:
        self._rows.show_items(card.notices)
        self.setVisible(bool(card.notices))

    def sentences(self) -> tuple[str, ...]:
        return tuple(row.words() for row in self._rows.rows())

    def _made_banner(self) -> Banner:
        return Banner(self._theme)

    def _fill_banner(self, row: Banner, notice: Notice) -> None:
        happened, cure = _parted(spoken(notice.words))
        row.show_words("warning", Tone.WARN, happened, cure)


def _parted(words: str) -> tuple[str, str]:
    """The first sentence, which is to be seen at a glance, and the others."""
    first, end, rest = words.partition(". ")
    # Refusals are told as parts of a sentence.
    return f"{first[:1].upper()}{first[1:]}{end.strip()}", rest

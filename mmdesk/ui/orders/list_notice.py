"""What stands in the place of the rows: why there are none, and what fills the list."""

from __future__ import annotations

from mmdesk.services.order_list import OrderFilter
from mmdesk.ui.orders.orders_state import Notice
from mmdesk.ui.theme import Tone
from mmdesk.ui.view_notice import NoticeWords, ViewNotice


class ListNotice(ViewNotice):
    """Of the list of orders."""

    def show_notice(self, notice: Notice | None, show: OrderFilter, search: str, failure: str) -> None:
        """None takes it away. `failure` is the sentence to show when the reading failed."""
        words = None if notice is None else self._words_of(notice, show, search, failure)
        self.show_words(words, failed=notice is Notice.FAILED)

    def _words_of(self, notice: Notice, show: OrderFilter, search: str, failure: str) -> NoticeWords:
        match notice:
            case Notice.LOADING:
                return NoticeWords("hourglass", self.tr("Reading the orders…"))
            case Notice.FAILED:
                return NoticeWords("warning", self.tr("The orders could not be read"), failure, Tone.DANGER)
            case Notice.NO_CONNECTION:
                return NoticeWords(
                    "plug",
                    self.tr("Nothing is connected yet"),
                    self.tr("Orders appear here once a Megamarket account is connected."),
                )
            case Notice.NOTHING_FOUND:
                return NoticeWords(
                    "search",
                    self.tr("Nothing found for “{search}”").format(search=search),
                    self.tr(
                        "A number is found by its beginning or its end, words by their beginning. "
                        "Esc goes back to the list."
                    ),
                )
            case Notice.NO_ORDER:
                return self._no_order(show)
            case Notice.NO_ORDER_YET:
                return self._no_order_yet()

    def _no_order(self, show: OrderFilter) -> NoticeWords:
        match show:
            case OrderFilter.CONFIRM:
                return NoticeWords(
                    "check-all",
                    self.tr("Nothing to confirm: every order is confirmed"),
                    self.tr("New orders appear here by themselves."),
                    Tone.OK,
                )
            case OrderFilter.PACK:
                return NoticeWords(
                    "check-all",
                    self.tr("Nothing to pack: every confirmed order is packed"),
                    self.tr("Orders come here once Megamarket has taken their confirmation."),
                    Tone.OK,
                )
            case OrderFilter.HAND_OVER:
                return NoticeWords(
                    "check-all",
                    self.tr("Nothing to hand over: every packed order has left"),
                    self.tr("Orders come here once they are packed."),
                    Tone.OK,
                )
            case OrderFilter.RISK:
                return NoticeWords(
                    "check-all",
                    self.tr("No deadline is at risk"),
                    self.tr("Orders come here when less than a fifth of their time is left."),
                    Tone.OK,
                )
            case OrderFilter.OVERDUE:
                return NoticeWords("check-all", self.tr("No deadline has passed"), tone=Tone.OK)
            case OrderFilter.DECIDE:
                return NoticeWords(
                    "check-all",
                    self.tr("Nothing to decide: no command is stopped, no buyer waits for an answer"),
                    tone=Tone.OK,
                )
            case OrderFilter.CANCELED:
                return NoticeWords("check-all", self.tr("Nothing was cancelled in the last days"))
            case OrderFilter.ALL:
                return self._no_order_yet()

    def _no_order_yet(self) -> NoticeWords:
        return NoticeWords(
            "orders",
            self.tr("No order has come yet"),
            self.tr("Orders appear here with the exchange. F5 asks Megamarket for them now."),
        )

"""The buyer's cancellation, told so loudly that nobody packs past it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from mmdesk.ui.orders.banner import Banner
from mmdesk.ui.orders.details_state import Alarm, Cancellation
from mmdesk.ui.orders.verb_words import lots_named
from mmdesk.ui.theme import Theme, Tone


class AlarmBanner(Banner):
    """Offers the answer where one is asked for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.answer = QPushButton(self.tr("Answer…"))
        self.answer.setAutoDefault(False)
        self.answer.hide()
        self.beside.addWidget(self.answer, 0, Qt.AlignmentFlag.AlignLeft)

    def show_cancellation(self, told: Cancellation | None) -> None:
        self.answer.setVisible(told is not None and told.alarm is Alarm.ASKED)
        if told is None:
            self.hide()
            return
        words, more = self._sentences(told)
        icon = "question" if told.alarm is Alarm.ASKED else "cross"
        self.show_words(icon, Tone.DANGER, words, more)

    def _sentences(self, told: Cancellation) -> tuple[str, str]:
        lots = lots_named(told.lots)
        match told.alarm:
            case Alarm.ASKED:
                words = self.tr("The buyer asks to cancel: {lots}")
                if told.whole:
                    words = self.tr("The buyer asks to cancel the whole order")
                return words.format(lots=lots), self.tr("Megamarket waits for your answer.")
            case Alarm.IN_BOX:
                boxes = ", ".join(map(str, told.boxes))
                words = self.tr("The buyer has cancelled: {lots}")
                return words.format(lots=lots), self.tr("Take it out of box {boxes}.").format(boxes=boxes)
            case Alarm.CANCELED if told.whole:
                more = self.tr("Do not pack it and do not hand it over.")
                return self.tr("The buyer has cancelled the whole order"), more
            case Alarm.CANCELED:
                words = self.tr("The buyer has cancelled: {lots}")
                return words.format(lots=lots), self.tr("The order goes on without it.")

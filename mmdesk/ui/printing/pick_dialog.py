"""A pick list: of which orders, and in which order one walks."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox, QWidget

from mmdesk.domain.print_job import PickBy
from mmdesk.ui.printing.paper_dialog import PaperDialog
from mmdesk.ui.theme import Theme, Tone


class PickDialog(PaperDialog):
    """`orders` is how many were chosen; 0 means all that wait to be packed."""

    def __init__(self, theme: Theme, orders: int = 0, parent: QWidget | None = None) -> None:
        translate = QCoreApplication.translate
        title, answer = translate("PickDialog", "Pick list"), translate("PickDialog", "Print  Enter")
        super().__init__(theme, title, answer, parent)
        self.order_box = QComboBox()
        self.order_box.addItem(self.tr("by product, the same goods on one line"), PickBy.OFFER.value)
        self.order_box.addItem(
            self.tr("by shelf; goods without one by section of the catalogue"), PickBy.SHELF.value
        )
        self.add_field(self.tr("In which order"), self.order_box)
        if orders:
            words = self.tr("The list is made of %n chosen order(s).", "", orders)
        else:
            words = self.tr("The list is made of all orders that wait to be packed.")
        self.sentence.show_words("info", Tone.ACCENT, words)
        self.order_box.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def order(self) -> PickBy:
        return PickBy(self.order_box.currentData())

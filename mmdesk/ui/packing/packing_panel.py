"""The bench with an order on it: what is wanted next at the left, its lots and boxes at the right."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mmdesk.services.bench_view import BenchView
from mmdesk.ui.packing import packing_words
from mmdesk.ui.packing.board import Notice
from mmdesk.ui.packing.lines import LinesView
from mmdesk.ui.packing.packing_state import current_first, next_row
from mmdesk.ui.packing.pictures import Pictures
from mmdesk.ui.packing.product_stage import Product, ProductStage
from mmdesk.ui.theme import Theme

_BOXES_HEIGHT = 132


class PackingPanel(QWidget):
    """Shows a view; a verdict fills the stage for a glance."""

    def __init__(self, theme: Theme, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self.stage = ProductStage(theme)
        self.rows = LinesView(theme, self.tr("Lots of the order"), chooses=False)
        self.boxes = LinesView(theme, self.tr("Boxes"), chooses=False, height=44)
        self.boxes.setMaximumHeight(_BOXES_HEIGHT)
        pictures.arrived.connect(self._show_picture)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.rows, 1)
        right.addWidget(self.boxes)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        line.addWidget(self.stage, 11)
        line.addLayout(right, 9)

    def show_view(self, view: BenchView) -> None:
        awaited = next_row(view)
        self._pictures.prepare([row.picture for row in view.rows])
        self._show_product(packing_words.product(view))
        self.rows.show_lines([packing_words.row_line(row, is_next=row is awaited) for row in view.rows])
        self.rows.keep_in_sight(current_first(view.rows, awaited))
        self.boxes.show_lines([packing_words.box_line(box) for box in view.boxes])
        self.boxes.setVisible(bool(view.boxes))
        self.boxes.keep_in_sight(len(view.boxes) - 1)

    def show_verdict(self, notice: Notice, glance_ms: int) -> None:
        self.stage.show_verdict(notice, glance_ms)

    def _show_product(self, product: Product) -> None:
        self.stage.show_product(product, self._pictures.of(product.picture))

    @Slot(str)
    def _show_picture(self, address: str) -> None:
        product = self.stage.product
        if product is not None and product.picture == address:
            self._show_product(product)

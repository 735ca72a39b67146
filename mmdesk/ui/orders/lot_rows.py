"""Lots of one order under each other, each with a check box and a choice beside it where one is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mmdesk.domain.lot import Lot
from mmdesk.ui.moments import money
from mmdesk.ui.orders.reason_box import ReasonBox, number_of
from mmdesk.ui.plain_text import ElidedCheckBox
from mmdesk.ui.theme import ROW_HEIGHT, Theme

_ROWS_SEEN: Final = 8
_SPACING: Final = 4
_GAP: Final = 8
_REASON_LETTERS: Final = 22


def lot_words(lot: Lot) -> str:
    """«2  Кружка синяя · 500 ₽»."""
    return f"{lot.index}  {lot.name} · {money(lot.final_price)}"


class LotCheck(ElidedCheckBox):
    """Space checks it, a digit chooses a reason for it, arrows go to its neighbours."""

    number_pressed = Signal(int, int)
    stepped = Signal(int, int)
    checked = Signal(int, bool)

    def __init__(self, lot: Lot, parent: QWidget | None = None) -> None:
        super().__init__(lot_words(lot), parent)
        self.lot = lot
        self.toggled.connect(self._tell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if number_of(event):
            self.number_pressed.emit(self.lot.index, number_of(event))
        elif step:
            self.stepped.emit(self.lot.index, step)
        else:
            super().keyPressEvent(event)

    @Slot(bool)
    def _tell(self, on: bool) -> None:
        self.checked.emit(self.lot.index, on)


class LotReason(ReasonBox):
    """The reason of one lot."""

    lot_reason_chosen = Signal(int, str)

    def __init__(self, lot: Lot, reasons: Sequence[str], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(reasons, theme, parent)
        self._lot = lot.index
        self.setAccessibleName(self.tr("Reason for lot {lot}").format(lot=lot.index))
        self.reason_chosen.connect(self._name_lot)

    @Slot(str)
    def _name_lot(self, reason: str) -> None:
        self.lot_reason_chosen.emit(self._lot, reason)


class LotRows(QScrollArea):
    """One row a lot. `reason_wished` tells that a reason was chosen for a lot, in whichever way.

    Everything is made inside what it stands in: a part that moves house is styled once more each time.
    """

    checked = Signal(int, bool)
    reason_wished = Signal(int, str)

    def __init__(
        self, lots: Sequence[Lot], reasons: Sequence[str], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reasons = tuple(reasons)
        self._theme = theme
        self._inside = QWidget(self.viewport())
        self._lines = {lot.index: QHBoxLayout() for lot in lots}
        self.checks = {lot.index: LotCheck(lot, self._inside) for lot in lots}
        self.reasons: dict[int, LotReason] = {}
        """Of those lots that were asked for one: most share the reason for all, and a box takes a while."""
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._arrange()
        self.setWidget(self._inside)

    def sizeHint(self) -> QSize:
        """As high as its rows up to a handful; more of them scroll."""
        rows = min(max(len(self.checks), 1), _ROWS_SEEN)
        return QSize(super().sizeHint().width(), rows * (ROW_HEIGHT + _SPACING))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def show_checked(self, lot: int, on: bool) -> None:
        """Without telling it back."""
        check = self.checks[lot]
        check.blockSignals(True)
        check.setChecked(on)
        check.blockSignals(False)

    def show_reason(self, lot: int, reason: str, *, asked: bool) -> None:
        """One that is not asked for leaves its room to the lot's name."""
        if not asked and lot not in self.reasons:
            return
        box = self._box_of(lot)
        box.blockSignals(True)
        box.show_reason(reason)
        box.blockSignals(False)
        box.setVisible(asked)

    def _arrange(self) -> None:
        rows = QVBoxLayout(self._inside)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(_SPACING)
        for index, check in self.checks.items():
            check.setMinimumHeight(ROW_HEIGHT)
            line = self._lines[index]
            line.setSpacing(_GAP)
            rows.addLayout(line)
            line.addWidget(check, 1)
            check.checked.connect(self.checked)
            check.number_pressed.connect(self._choose_number)
            check.stepped.connect(self._step)
        rows.addStretch(1)

    def _box_of(self, lot: int) -> LotReason:
        box = self.reasons.get(lot)
        if box is None:
            check = self.checks[lot]
            box = self.reasons[lot] = LotReason(check.lot, self._reasons, self._theme, self._inside)
            box.setMinimumContentsLength(_REASON_LETTERS)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            self._lines[lot].addWidget(box)
            QWidget.setTabOrder(check, box)
            box.lot_reason_chosen.connect(self.reason_wished)
        return box

    @Slot(int, int)
    def _choose_number(self, lot: int, number: int) -> None:
        if number <= len(self._reasons):
            self.reason_wished.emit(lot, self._reasons[number - 1])

    @Slot(int, int)
    def _step(self, lot: int, step: int) -> None:
        lots = list(self.checks)
        place = lots.index(lot) + step
        if 0 <= place < len(lots):
            check = self.checks[lots[place]]
            check.setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(check)

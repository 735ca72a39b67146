"""Bars, drawn by ourselves: upright in stacks, or lying with their names at the left.

Everything that is drawn can also be read: the marked bar in the line under the plot, all of them in the
description for a screen reader. Colours come with patterns, so that nobody has to tell red from green.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mmdesk.ui import moments
from mmdesk.ui.dashboard.dashboard_state import nice_top, ticks
from mmdesk.ui.plain_text import tooltip
from mmdesk.ui.theme import Theme, Tone

_PATTERNS: Final = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.DiagCrossPattern,
)
_GAP: Final = 8
_LINE: Final = 18
_LYING: Final = 26
_SQUARE: Final = 10
_WIDEST_BAR: Final = 44
_NAMES_SHARE: Final = 0.45


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of the bars, with a value for each of them."""

    name: str
    tone: Tone
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """`labels` are short, for the axis; `names` whole, for whoever asks for a bar."""

    labels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    lying: bool = False

    @property
    def totals(self) -> tuple[int, ...]:
        return tuple(sum(each.values[bar] for each in self.series) for bar in range(len(self.names)))

    @property
    def is_empty(self) -> bool:
        return not any(self.totals)

    def sentence(self, bar: int) -> str:
        """«23 ноября: 12 — в работе 3, доставлены 9»."""
        head = f"{self.names[bar]}: {moments.number(self.totals[bar])}"
        if len(self.series) < 2:
            return head
        parts = ", ".join(
            f"{each.name} {moments.number(each.values[bar])}" for each in self.series if each.values[bar]
        )
        return f"{head} — {parts}" if parts else head


class BarChart(QWidget):
    """Arrows go from bar to bar; the mouse marks what it points at."""

    def __init__(self, title: str, nothing: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = title
        self._nothing = nothing
        self._bars = Bars()
        self._marked = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName(title)
        theme.changed.connect(self.update)

    @property
    def bars(self) -> Bars:
        return self._bars

    @property
    def marked(self) -> int:
        """The bar that is told of; -1 for none."""
        return self._marked

    def show_bars(self, bars: Bars) -> None:
        self._bars = bars
        if self._marked >= len(bars.names):
            self._marked = -1
        self.setAccessibleDescription(self.words())
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """All that is drawn, as text."""
        if self._bars.is_empty:
            return self._nothing
        shown = (bar for bar, total in enumerate(self._bars.totals) if total)
        return "\n".join(self._bars.sentence(bar) for bar in shown)

    def told(self) -> str:
        """What stands in the line under the plot."""
        if self._marked < 0 or self._bars.is_empty:
            return ""
        return self._bars.sentence(self._marked)

    def sizeHint(self) -> QSize:
        lying = len(self._bars.names) * _LYING + 2 * _LINE + 3 * _GAP if self._bars.lying else 0
        return QSize(360, max(200, lying))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, max(180, self.sizeHint().height()))

    # -- what the person does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or self._bars.is_empty:
            super().keyPressEvent(event)
            return
        last = len(self._bars.names) - 1
        match event.key():
            case Qt.Key.Key_Home:
                self._mark(0)
            case Qt.Key.Key_End:
                self._mark(last)
            case _:
                self._mark(min(max(self._marked + step, 0), last))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mark(self._bar_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._mark(-1)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            bar = self._bar_at(QPointF(event.pos()))
            words = self._bars.sentence(bar) if bar >= 0 else ""
            QToolTip.showText(event.globalPos(), tooltip(words) if words else "", self)
            return True
        return super().event(event)

    def _mark(self, bar: int) -> None:
        if bar != self._marked:
            self._marked = bar
            self.setAccessibleDescription(self.told() or self.words())
            self.update()

    def _bar_at(self, point: QPointF) -> int:
        for bar in range(len(self._bars.names)):
            if self._slot(bar).contains(point):
                return bar
        return -1

    # -- geometry

    def _plot(self) -> QRectF:
        """Where bars may stand: beside the axis, above their labels, the legend and the line that tells."""
        metrics = self.fontMetrics()
        below = _LINE + _GAP + (_LINE if self._has_legend() else 0)
        if self._bars.lying:
            names = self.width() * _NAMES_SHARE
            value = metrics.horizontalAdvance("000 000") + _GAP
            return QRectF(names, _GAP, self.width() - names - value, self.height() - below - _GAP)
        axis = metrics.horizontalAdvance(moments.number(self._top())) + 2 * _GAP
        return QRectF(
            axis, _GAP, self.width() - axis - _GAP, self.height() - below - self._told_height() - 2 * _GAP
        )

    def _slot(self, bar: int) -> QRectF:
        """The part of the plot that belongs to a bar, empty room included."""
        plot, count = self._plot(), len(self._bars.names)
        if self._bars.lying:
            height = min(plot.height() / count, _LYING)
            return QRectF(0, plot.y() + bar * height, self.width(), height)
        width = plot.width() / count
        return QRectF(plot.x() + bar * width, 0, width, plot.bottom() + _LINE + _GAP)

    def _top(self) -> int:
        return nice_top(max(self._bars.totals, default=0))

    def _told_height(self) -> int:
        """A bar of several parts may want two lines."""
        return 2 * _LINE if self._has_legend() else _LINE

    def _has_legend(self) -> bool:
        return len(self._bars.series) > 1

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._bars.is_empty:
            painter.setPen(self._theme.tokens.muted)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(_GAP, 0, -_GAP, 0), flags, self._nothing)
        elif self._bars.lying:
            self._paint_lying(painter)
        else:
            self._paint_upright(painter)
        self._paint_foot(painter)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.tokens.accent, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _paint_upright(self, painter: QPainter) -> None:
        plot, top = self._plot(), self._top()
        tokens, metrics = self._theme.tokens, painter.fontMetrics()
        for value in ticks(top):
            y = round(plot.bottom() - plot.height() * value / top)
            painter.setPen(tokens.line if value else tokens.edge)
            painter.drawLine(round(plot.x()), y, round(plot.right()), y)
            painter.setPen(tokens.muted)
            room = QRect(0, y - _LINE // 2, round(plot.x()) - _GAP, _LINE)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(value))
        for bar in range(len(self._bars.names)):
            slot = self._slot(bar)
            width = min(slot.width() * 0.7, _WIDEST_BAR)
            self._paint_mark(painter, bar, slot)
            bottom = plot.bottom()
            for number, series in enumerate(self._bars.series):
                height = plot.height() * series.values[bar] / top
                part = QRectF(slot.center().x() - width / 2, bottom - height, width, height)
                self._fill(painter, part, number)
                bottom -= height
        self._paint_labels(painter, metrics, plot)

    def _paint_labels(self, painter: QPainter, metrics: QFontMetrics, plot: QRectF) -> None:
        """As many as there is room for."""
        painter.setPen(self._theme.tokens.muted)
        widest = max(metrics.horizontalAdvance(label) for label in self._bars.labels) + _GAP
        every = max(1, -(-widest * len(self._bars.labels) // max(round(plot.width()), 1)))
        for bar in range(0, len(self._bars.labels), every):
            middle = self._slot(bar).center().x()
            room = QRectF(middle - widest, plot.bottom() + 4, 2 * widest, _LINE)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._bars.labels[bar])

    def _paint_lying(self, painter: QPainter) -> None:
        plot, top, metrics = self._plot(), max(self._bars.totals), painter.fontMetrics()
        for bar, total in enumerate(self._bars.totals):
            slot = self._slot(bar)
            self._paint_mark(painter, bar, slot)
            painter.setPen(self._theme.tokens.text)
            room = QRectF(_GAP, slot.y(), plot.x() - 2 * _GAP, slot.height())
            name = metrics.elidedText(self._bars.names[bar], Qt.TextElideMode.ElideRight, round(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
            left = plot.x()
            for number, series in enumerate(self._bars.series):
                width = plot.width() * series.values[bar] / top
                self._fill(painter, QRectF(left, slot.y() + 5, width, slot.height() - 10), number)
                left += width
            painter.setPen(self._theme.tokens.text)
            value = QRectF(left + 6, slot.y(), self.width() - left - 6, slot.height())
            painter.drawText(value, Qt.AlignmentFlag.AlignVCenter, moments.number(total))

    def _paint_mark(self, painter: QPainter, bar: int, slot: QRectF) -> None:
        if bar == self._marked:
            painter.fillRect(slot, self._theme.tokens.hover)

    def _fill(self, painter: QPainter, part: QRectF, number: int) -> None:
        if part.width() <= 0 or part.height() <= 0:
            return
        tone = self._bars.series[number].tone
        colour = self._theme.color(tone)
        pattern = _PATTERNS[number % len(_PATTERNS)]
        if pattern is not Qt.BrushStyle.SolidPattern:
            painter.fillRect(part, self._theme.tokens.tint(tone))
        painter.fillRect(part, QBrush(colour, pattern))
        painter.setPen(QPen(colour, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(part.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_foot(self, painter: QPainter) -> None:
        """The legend, and what is told of the marked bar."""
        metrics, y = painter.fontMetrics(), self.height() - self._told_height() - 2
        room = QRect(_GAP, y, self.width() - 2 * _GAP, self._told_height())
        painter.setPen(self._theme.tokens.text)
        painter.drawText(room, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, self.told())
        if not self._has_legend() or self._bars.is_empty:
            return
        x = _GAP
        for number, series in enumerate(self._bars.series):
            if not any(series.values):
                continue
            self._fill(painter, QRectF(x, y - _LINE + 4, _SQUARE, _SQUARE), number)
            painter.setPen(self._theme.tokens.muted)
            width = metrics.horizontalAdvance(series.name)
            place = QRect(x + _SQUARE + 6, y - _LINE, width + 4, _LINE)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, series.name)
            x += _SQUARE + width + 14


_STEPS: Final = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Home: 0,
    Qt.Key.Key_End: 0,
}
